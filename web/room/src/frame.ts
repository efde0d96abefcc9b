// The visitor's place as the public frame shows it, and what of it may be displayed.
import type { Frame, Session } from "./types";

/**
 * People in front, by the frame's counts: everybody of a higher priority, all blocks before the own
 * one, and of the own block the share that lies before the own place.
 */
export function aheadInFrame(frame: Frame, priority: number, place: number): number {
  let ahead = 0;
  const block = Math.floor(place / frame.blockSize);
  for (const group of frame.priorities) {
    if (group.priority < priority) continue;
    const own = group.priority === priority;
    for (const [index, count] of group.counts.entries()) {
      const at = group.firstBlock + index;
      if (!own || at < block) ahead += count;
      else if (at === block) ahead += (count * (place % frame.blockSize)) / frame.blockSize;
    }
  }
  return ahead;
}

/**
 * The place to display. The personal answer is the truth; between two of them the frame tells how
 * far the line has moved since. The frame is approximate, so its error must never look like losing
 * places: the display only rises when the personal answer itself has risen.
 */
export class PlaceTracker {
  private truth: number | null = null;
  /** The frame's figure that belongs to the last truth. */
  private anchor: number | null = null;
  private shown: number | null = null;

  get value(): number | null {
    return this.shown;
  }

  /** How much of the last known wait is left, from how far the line has moved since. */
  get share(): number {
    return this.truth && this.shown ? Math.min(1, this.shown / this.truth) : 1;
  }

  reset(): void {
    this.truth = this.anchor = this.shown = null;
  }

  fromSession(position: number | null): void {
    if (position === null) {
      this.reset();
      return;
    }
    const reallyWorse = this.truth !== null && position > this.truth;
    const overshot = this.shown !== null && position > this.shown && !reallyWorse;
    if (!overshot) this.shown = position;
    this.truth = position;
    this.anchor = null;
  }

  fromFrame(frame: Frame, session: Pick<Session, "priority" | "place">): void {
    if (this.truth === null || this.shown === null || session.place === null) return;
    const ahead = aheadInFrame(frame, session.priority, session.place);
    this.anchor ??= ahead;
    const moved = Math.floor(this.anchor - ahead);
    this.shown = Math.max(1, Math.min(this.shown, this.truth - moved));
  }
}
