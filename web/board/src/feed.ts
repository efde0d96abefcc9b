// What the board knows: read once, then followed. The stream goes on where it was after every break, on whichever node;
// what was called while the board had no power is shown, and announced as far as the server still tells it.
import type { BoardState, CallEvent } from "./types";

export interface FeedDeps {
  fetch: typeof fetch;
  createEvents: (url: string) => EventSource;
  setTimer: (run: () => void, ms: number) => unknown;
  random: () => number;
  /** The event after which to go on; kept over a power cut. */
  mark: { get(): string | null; set(eventId: string): void };
  onBoard: (board: BoardState) => void;
  onCall: (call: CallEvent, eventId: string) => void;
  onConnected: (connected: boolean) => void;
  /** There is no such location. */
  onGone: () => void;
}

const RETRY_MS = 2_000;
const LONGEST_RETRY_MS = 30_000;
/** So often the whole board is read again, in case the stream lies still without saying so. */
const CHECK_MS = 30_000;
const CLOSED = 2;

export class Feed {
  private events: EventSource | null = null;
  private after: string | null = null;
  private failures = 0;
  /** Refusals in a row: one alone may be a server that is just starting. */
  private refusals = 0;
  private stopped = false;

  constructor(
    private readonly url: string,
    private readonly deps: FeedDeps,
  ) {}

  async start(): Promise<void> {
    this.after = this.deps.mark.get();
    this.check();
    await this.begin();
  }

  /** From the event before the break, if there is one; else from the board as it is. */
  private async begin(): Promise<void> {
    const board = await this.read();
    if (this.stopped) return;
    if (!board) return this.again(() => void this.begin());
    if (this.refusals > 1) this.after = null;
    this.after ??= board.eventId;
    this.follow();
  }

  stop(): void {
    this.stopped = true;
    this.events?.close();
  }

  /** The whole board; null if it could not be read. */
  private async read(): Promise<BoardState | null> {
    try {
      const answer = await this.deps.fetch(this.url);
      if (answer.status === 404) {
        this.deps.onGone();
        return null;
      }
      const body = (await answer.json()) as { success?: boolean; data?: BoardState };
      if (!answer.ok || !body.data) return null;
      this.deps.onBoard(body.data);
      return body.data;
    } catch {
      return null;
    }
  }

  private follow(): void {
    const query = this.after ? `?after=${encodeURIComponent(this.after)}` : "";
    const events = this.deps.createEvents(`${this.url}/events${query}`);
    this.events = events;
    const listen = (name: string, act: (data: unknown, id: string) => void) =>
      events.addEventListener(name, (event) => {
        const { data, lastEventId } = event as MessageEvent<string>;
        if (lastEventId) this.after = lastEventId;
        try {
          act(data ? JSON.parse(data) : null, lastEventId);
        } catch {
          // A word of a newer server: the next reading of the board tells what it was.
        }
      });
    listen("call", (data, id) => this.deps.onCall(data as CallEvent, id));
    listen("board", (data) => this.deps.onBoard(data as BoardState));
    listen("resync", () => void this.read());
    events.onopen = () => {
      this.failures = 0;
      this.refusals = 0;
      this.deps.onConnected(true);
    };
    events.onerror = () => {
      this.deps.onConnected(false);
      // Else the browser connects again by itself, with the last event's id.
      if (events.readyState !== CLOSED || events !== this.events || this.stopped) return;
      // A server that does not know the event any more refuses for good: then from the board as it is now.
      const anew = ++this.refusals > 1;
      this.again(() => (anew ? void this.begin() : this.follow()));
    };
  }

  private check(): void {
    this.deps.setTimer(() => {
      if (this.stopped) return;
      void this.read();
      this.check();
    }, CHECK_MS);
  }

  private again(act: () => void): void {
    this.deps.onConnected(false);
    const most = Math.min(LONGEST_RETRY_MS, RETRY_MS * 2 ** this.failures++);
    this.deps.setTimer(() => this.stopped || act(), most * (0.5 + this.deps.random() / 2));
  }
}
