// The visitor API over fetch. Knows the envelope and the error codes, nothing of retries.
import type { Brought, ClaimedSession, Config, Frame, Recovery, Session } from "./types";
import type { Challenge } from "./work/search";

/** How long to wait for an answer before it counts as lost. */
const TIMEOUT_MS = 15_000;

/** The server answered, and the answer is "no". */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    /** From `Retry-After`, in milliseconds. */
    readonly retryAfterMs: number | null,
  ) {
    super(`${status} ${code}`);
  }
}

export interface Answer<T> {
  data: T;
  /** The server's clock when it answered, in milliseconds since the epoch. */
  serverTime: number | null;
}

export interface Api {
  join(brought?: Brought): Promise<Answer<Session>>;
  challenge(): Promise<Answer<Challenge>>;
  current(): Promise<Answer<Session>>;
  leave(): Promise<Answer<Session>>;
  claim(): Promise<Answer<ClaimedSession>>;
  extend(): Promise<Answer<Session>>;
  recovery(): Promise<Answer<Recovery>>;
  frame(): Promise<Answer<Frame>>;
  eventsUrl: string;
}

function retryAfter(response: Response, now: number): number | null {
  const header = response.headers.get("retry-after");
  if (!header) return null;
  const seconds = Number(header);
  const ms = Number.isFinite(seconds) ? seconds * 1000 : Date.parse(header) - now;
  return Number.isFinite(ms) && ms > 0 ? ms : null;
}

export function createApi(config: Pick<Config, "base" | "tenantId" | "queueId">): Api {
  const queue = encodeURIComponent(config.queueId);
  const v1 = `${config.base}/v1`;
  const current = (action = "") => `${v1}/sessions/current${action}?queueId=${queue}`;

  async function call<T>(method: string, url: string, body?: unknown): Promise<Answer<T>> {
    const abort = new AbortController();
    const timer = setTimeout(() => abort.abort(), TIMEOUT_MS);
    try {
      const headers: Record<string, string> = { accept: "application/json", "x-vq-cookie": "1" };
      if (body !== undefined) headers["content-type"] = "application/json";
      const response = await fetch(url, {
        method,
        headers,
        credentials: "same-origin",
        signal: abort.signal,
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      // A proxy in between may answer with HTML: without our envelope it counts as a failure.
      const json = (await response.json().catch(() => null)) as {
        success?: boolean;
        data?: T;
        metadata?: { timestamp?: string };
        errors?: { code?: string }[] | null;
      } | null;
      if (!response.ok || !json?.success) {
        const code = json?.errors?.[0]?.code ?? "internal";
        throw new ApiError(response.ok ? 502 : response.status, code, retryAfter(response, Date.now()));
      }
      const at = Date.parse(json.metadata?.timestamp ?? "");
      return { data: json.data as T, serverTime: Number.isNaN(at) ? null : at };
    } finally {
      clearTimeout(timer);
    }
  }

  async function frame(): Promise<Answer<Frame>> {
    // No credentials and no extra headers: one answer serves everybody from a shared cache.
    const abort = new AbortController();
    const timer = setTimeout(() => abort.abort(), TIMEOUT_MS);
    try {
      const response = await fetch(`${v1}/queues/${queue}/frame`, {
        credentials: "omit",
        signal: abort.signal,
      });
      if (!response.ok) throw new ApiError(response.status, "internal", retryAfter(response, Date.now()));
      const json = (await response.json()) as { data?: Frame } & Frame;
      return { data: json.data ?? json, serverTime: null };
    } finally {
      clearTimeout(timer);
    }
  }

  return {
    join: (brought) =>
      call("POST", `${v1}/tenants/${encodeURIComponent(config.tenantId)}/sessions`, {
        queueId: config.queueId,
        ...brought,
      }),
    challenge: () => call("POST", `${v1}/queues/${queue}/challenge`),
    current: () => call("GET", current()),
    leave: () => call("DELETE", current()),
    claim: () => call("POST", current("/claim")),
    extend: () => call("POST", current("/extend")),
    recovery: () => call("GET", current("/recovery")),
    frame,
    eventsUrl: current("/events"),
  };
}
