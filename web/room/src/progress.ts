// How far the visitor has come. The server keeps no history of places, so the first place seen is
// remembered per session in this tab.
type Store = Pick<Storage, "getItem" | "setItem">;

export class Progress {
  private first = new Map<string, number>();

  constructor(private readonly storage: Store | null) {}

  /** From 0 (where the visitor started) to almost 1 (next in line). */
  of(sessionId: string, position: number): number {
    const first = Math.max(this.read(sessionId), position);
    this.write(sessionId, first);
    return 1 - position / first;
  }

  private read(id: string): number {
    const known = this.first.get(id);
    if (known !== undefined) return known;
    try {
      return Number(this.storage?.getItem(`vq-from:${id}`)) || 0;
    } catch {
      return 0;
    }
  }

  private write(id: string, first: number): void {
    if (this.first.get(id) === first) return;
    this.first.set(id, first);
    try {
      this.storage?.setItem(`vq-from:${id}`, String(first));
    } catch {
      // Storage may be blocked or full; then the progress starts anew after a reload.
    }
  }
}
