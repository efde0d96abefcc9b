// Server-sent events over fetch, which unlike EventSource can carry a token, and which resume after a break.
import { backoffMs } from "./backoff.ts";
import type { Credentials } from "./credentials.ts";
import { type ApiError, errorOf } from "./errors.ts";

/** One event of a stream. */
export interface ServerEvent {
  /** e.g. `user_position_changed`. */
  type: string;
  data: string;
  /** Sent back as `Last-Event-ID` after a break, if the server gives any. */
  id: string | null;
}

export interface FollowOptions {
  credentials?: Credentials;
  fetch?: (url: string, init: RequestInit) => Promise<Response>;
  random?: () => number;
  /** Waits before it is opened again, in milliseconds. */
  pause?: (ms: number, signal: AbortSignal) => Promise<void>;
  /** Ends it. */
  signal: AbortSignal;
}

/** Takes text apart into events as it comes, however it is cut. */
export class EventParser {
  private rest = "";
  private data: string[] = [];
  private type = "message";
  private id: string | null = null;

  /** The events that are complete with this piece. */
  push(piece: string): ServerEvent[] {
    const lines = (this.rest + piece).split(/\r\n|\n|\r(?!$)/);
    this.rest = lines.pop() ?? "";
    const found: ServerEvent[] = [];
    for (const line of lines) {
      if (line === "") found.push(...this.complete());
      else this.take(line);
    }
    return found;
  }

  private take(line: string): void {
    const colon = line.indexOf(":");
    const [name, value] =
      colon < 0 ? [line, ""] : [line.slice(0, colon), line.slice(colon + 1).replace(/^ /, "")];
    if (name === "data") this.data.push(value);
    else if (name === "event") this.type = value;
    else if (name === "id" && !value.includes("\0")) this.id = value;
  }

  private complete(): ServerEvent[] {
    const { data, type, id } = this;
    this.data = [];
    this.type = "message";
    return data.length > 0 ? [{ type, data: data.join("\n"), id }] : [];
  }
}

/** Reads a stream of events, and opens it again whenever it breaks, until `signal` says so or the server refuses.
 *  @throws {ApiError} when the server refuses: trying again would bring the same. */
export async function* follow(url: string, options: FollowOptions): AsyncGenerator<ServerEvent, void, void> {
  const { signal, credentials, random, pause = sleep } = options;
  const send = options.fetch ?? ((target, init) => fetch(target, init));
  let failures = 0;
  let last: string | null = null;
  while (!signal.aborted) {
    try {
      const headers = new Headers({ accept: "text/event-stream" });
      const token = await credentials?.token();
      if (token) headers.set("authorization", `Bearer ${token}`);
      if (last) headers.set("last-event-id", last);
      const response = await send(url, { headers, signal });
      if (!response.ok) {
        const refused = errorOf(response, await response.json().catch(() => null));
        if (isFinal(refused)) throw refused;
      } else if (response.body) {
        for await (const event of eventsOf(response.body)) {
          failures = 0;
          last = event.id ?? last;
          yield event;
        }
      }
    } catch (error) {
      if (signal.aborted) return;
      if (error instanceof Error && error.name === "ApiError") throw error;
    }
    await pause(backoffMs(failures++, random), signal);
  }
}

function isFinal(error: ApiError): boolean {
  return error.status < 500 && error.status !== 429;
}

async function* eventsOf(body: ReadableStream<Uint8Array>): AsyncGenerator<ServerEvent, void, void> {
  const parser = new EventParser();
  const decoder = new TextDecoder();
  const reader = body.getReader();
  try {
    for (;;) {
      const { value, done } = await reader.read();
      if (done) return;
      yield* parser.push(decoder.decode(value, { stream: true }));
    }
  } finally {
    await reader.cancel().catch(() => {});
  }
}

function sleep(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((done) => {
    const timer = setTimeout(done, ms);
    signal.addEventListener(
      "abort",
      () => {
        clearTimeout(timer);
        done();
      },
      { once: true },
    );
  });
}
