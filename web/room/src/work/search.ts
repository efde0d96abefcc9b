// The puzzles of a challenge: numbers for which a hash begins with zero bits. Steps, so that whoever searches can breathe.
import { firstWord, sha256 } from "./sha256";

/** As `POST /v1/queues/{queueId}/challenge` gives it. */
export interface Challenge {
  required: boolean;
  challenge: string | null;
  puzzles: number;
  bits: number;
}

/** How many numbers are tried at a time: some milliseconds of a telephone. */
export const STEP = 2_000;

/** Searches the number for one puzzle. */
export class Search {
  private next = 0;

  constructor(
    private readonly seed: Int32Array,
    private readonly puzzle: number,
    private readonly bits: number,
  ) {}

  /** Tries the next numbers; the one that solves the puzzle, or null. */
  step(count = STEP): number | null {
    const end = this.next + count;
    for (let number = this.next; number < end; number++) {
      if (Math.clz32(firstWord(this.seed, this.puzzle, number)) >= this.bits) return number;
    }
    this.next = end;
    return null;
  }
}

export const seedOf = (challenge: string): Int32Array => sha256(challenge);
