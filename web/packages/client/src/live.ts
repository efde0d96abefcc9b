// One WebSocket for any number of queues, which comes back by itself.
import { backoffMs } from "./backoff.ts";
import type { Credentials } from "./credentials.ts";
import type { Problem } from "./errors.ts";

/** A queue as it is told when it changes. */
export interface QueueUpdate {
  id: string;
  tenantId: string;
  name: string;
  status: string;
  waitingUsers: number;
  releasedUsers: number;
  activeUsers: number;
  maxConcurrentUsers: number;
  releaseRatePerMinute: number;
  estimatedWaitTime: string;
  message: { text: string; level: string; at: string } | null;
  /** Of the line. */
  version: number;
  /** Of the settings: whoever shows them reads them again when it grows. */
  settingsVersion: number;
}

/** `live`: what is shown is what is. `connecting`: not yet, or not any more; it is being tried. */
export type LiveState = "connecting" | "live";

export interface QueueHandlers {
  /** The present state, at once after subscribing and after every reconnect, and then each change. */
  update(update: QueueUpdate): void;
  /** The server refused the subscription; it is not tried again. */
  refused?(problem: Problem): void;
}

/** What is needed of a socket; a browser's `WebSocket` has it. */
export interface Socket {
  onopen: (() => void) | null;
  onclose: (() => void) | null;
  onmessage: ((event: { data: unknown }) => void) | null;
  send(text: string): void;
  close(): void;
}

export interface LiveOptions {
  /** e.g. `wss://queue.example/ws`; in a page its own origin if absent. */
  url?: string;
  credentials: Credentials;
  /** Makes a socket; `WebSocket` if absent. */
  connect?: (url: string) => Socket;
  random?: () => number;
}

interface Subscription {
  tenantId: string;
  queueId: string;
  handlers: QueueHandlers;
}

/** The server lets one socket follow so many queues; it has no way to stop following one. */
const MOST_PER_SOCKET = 32;
/** A socket that nobody needs is kept for so long, in milliseconds: from one page to the next. */
const LINGER_MS = 5_000;
/** Asks for a sign this often, in milliseconds, and gives a silent socket up after as long again. */
const PING_MS = 20_000;

/** Follows queues. The first subscription opens the socket; soon after the last one ended it is closed. */
export class Live {
  private readonly url: string;
  private readonly connect: (url: string) => Socket;
  private readonly subscriptions = new Set<Subscription>();
  private readonly listeners = new Set<(state: LiveState) => void>();
  /** What was asked for on this socket, and what was last heard of it. */
  private readonly asked = new Map<string, QueueUpdate | null>();
  private socket: Socket | null = null;
  private lingering: ReturnType<typeof setTimeout> | null = null;
  private timer: ReturnType<typeof setTimeout> | null = null;
  private pulse: ReturnType<typeof setInterval> | null = null;
  private heard = true;
  private failures = 0;
  private current: LiveState = "connecting";

  constructor(private readonly options: LiveOptions) {
    this.url = options.url ?? pageUrl();
    this.connect = options.connect ?? ((url) => new WebSocket(url) as unknown as Socket);
  }

  get state(): LiveState {
    return this.current;
  }

  /** Whether anybody follows anything. */
  get following(): boolean {
    return this.subscriptions.size > 0;
  }

  /** Tells when `state` or `following` changes. Returns how to stop it. */
  onState(listener: (state: LiveState) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** Follows a queue. Returns how to stop it. */
  subscribe(tenantId: string, queueId: string, handlers: QueueHandlers): () => void {
    const subscription = { tenantId, queueId, handlers };
    this.subscriptions.add(subscription);
    if (this.subscriptions.size === 1) this.tell();
    if (this.lingering) clearTimeout(this.lingering);
    if (!this.socket && !this.timer) this.open();
    else if (this.current === "live") void this.ask(subscription);
    return () => {
      this.subscriptions.delete(subscription);
      if (this.subscriptions.size > 0) return;
      this.tell();
      if (this.lingering) clearTimeout(this.lingering);
      this.lingering = setTimeout(() => this.stop(), LINGER_MS);
    };
  }

  private open(): void {
    this.timer = null;
    const socket = this.connect(this.url);
    this.socket = socket;
    socket.onopen = () => {
      this.become("live");
      this.heard = true;
      this.pulse = setInterval(() => this.feelPulse(), PING_MS);
      for (const subscription of this.subscriptions) void this.ask(subscription);
    };
    socket.onmessage = (event) => this.hear(event.data);
    socket.onclose = () => {
      if (socket === this.socket) this.lost();
    };
  }

  private async ask({ tenantId, queueId, handlers }: Subscription): Promise<void> {
    const { socket, asked } = this;
    const known = asked.get(queueId);
    if (known) handlers.update(known);
    if (asked.has(queueId)) return;
    if (asked.size >= MOST_PER_SOCKET) {
      this.drop();
      return this.open();
    }
    asked.set(queueId, null);
    try {
      const token = await this.options.credentials.token();
      if (socket !== this.socket) return;
      socket?.send(JSON.stringify({ type: "subscribe", tenantId, queueId, ...(token ? { token } : {}) }));
    } catch {
      handlers.refused?.({ code: "unauthorized", message: "Nobody is signed in.", field: null });
    }
  }

  private hear(text: unknown): void {
    this.heard = true;
    const { type, data } = parsed(text);
    if (type === "queue_updated") {
      this.failures = 0;
      const update = data as QueueUpdate;
      this.asked.set(update.id, update);
      for (const one of this.subscriptions) if (one.queueId === update.id) one.handlers.update(update);
    } else if (type === "resubscribe") {
      this.lost();
    } else if (type === "error") {
      const problem = data as Problem;
      for (const one of this.subscriptions) one.handlers.refused?.(problem);
    }
  }

  private feelPulse(): void {
    if (!this.heard) {
      this.lost();
      return;
    }
    this.heard = false;
    this.socket?.send('{"type":"ping"}');
  }

  private lost(): void {
    this.drop();
    if (this.subscriptions.size === 0) return;
    this.timer = setTimeout(() => this.open(), backoffMs(this.failures++, this.options.random));
  }

  private stop(): void {
    if (this.timer) clearTimeout(this.timer);
    this.timer = null;
    this.drop();
  }

  private drop(): void {
    if (this.pulse) clearInterval(this.pulse);
    this.pulse = null;
    this.asked.clear();
    const { socket } = this;
    this.socket = null;
    socket?.close();
    this.become("connecting");
  }

  private become(state: LiveState): void {
    if (this.current === state) return;
    this.current = state;
    this.tell();
  }

  private tell(): void {
    for (const listener of this.listeners) listener(this.current);
  }
}

function parsed(text: unknown): { type?: string; data?: unknown } {
  try {
    const message: unknown = JSON.parse(String(text));
    return typeof message === "object" && message !== null ? message : {};
  } catch {
    // A broken message is as good as none.
    return {};
  }
}

function pageUrl(): string {
  const { protocol, host } = globalThis.location;
  return `${protocol === "https:" ? "wss" : "ws"}://${host}/ws`;
}
