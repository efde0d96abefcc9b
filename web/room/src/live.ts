// Server-sent events: one connection, with its own slow retry. The poll goes on beneath it.
import { backoff } from "./timing";
import type { Message, QueueUpdate, Session } from "./types";

export interface LiveHandlers {
  session(session: Session): void;
  queue(update: QueueUpdate): void;
  notification(message: Pick<Message, "text" | "level">): void;
  /** The server dropped us, or the connection broke: reload the state. */
  lost(askedByServer: boolean): void;
}

/** A connection that fails is not tried again sooner than this. */
const RECONNECT_MS = 30_000;

export class Live {
  private source: EventSource | null = null;
  private notBefore = 0;
  private failures = 0;

  constructor(
    private readonly url: string,
    private readonly handlers: LiveHandlers,
    private readonly random: () => number,
    private readonly create: ((url: string) => EventSource) | null,
  ) {}

  /** Events are flowing. */
  get connected(): boolean {
    return this.source?.readyState === 1;
  }

  open(): void {
    if (this.source || !this.create || Date.now() < this.notBefore) return;
    const source = this.create(this.url);
    this.source = source;
    const on = (name: string, handle: (data: unknown) => void) =>
      source.addEventListener(name, (event) => {
        this.failures = 0;
        try {
          handle(JSON.parse((event as MessageEvent<string>).data));
        } catch {
          // A broken event is as good as none: the next poll tells the truth.
        }
      });
    on("user_position_changed", (data) => this.handlers.session(data as Session));
    on("queue_updated", (data) => this.handlers.queue(data as QueueUpdate));
    on("notification", (data) => this.handlers.notification(data as Message));
    source.addEventListener("resubscribe", () => {
      this.close();
      this.handlers.lost(true);
    });
    source.addEventListener("error", () => {
      // The browser's own reconnect has no jitter; ours has, and meanwhile polling takes over.
      this.close();
      this.notBefore = Date.now() + RECONNECT_MS + backoff(this.failures++, this.random);
      this.handlers.lost(false);
    });
  }

  close(): void {
    this.source?.close();
    this.source = null;
  }
}
