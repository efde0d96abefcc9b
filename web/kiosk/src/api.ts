// The kiosk's API over fetch, with the token of the device.
import type { Reconciled, Reservation, Seen, ServerTicket } from "./types";

/** How long to wait for an answer before it counts as lost: somebody stands in front of the screen. */
const TIMEOUT_MS = 5_000;

/** The server answered, and the answer is "no". */
export class Refused extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
  ) {
    super(`${status} ${code}`);
  }
}

export interface Device {
  kioskId: string;
  token: string;
}

export interface Taken {
  queueId: string;
  reservationId: string;
  number: string;
  takenAt: string;
}

export interface Api {
  see(): Promise<Seen>;
  take(queueId: string, requestId: string): Promise<ServerTicket>;
  reserve(queueId: string, count: number, requestId: string): Promise<Reservation>;
  reconcile(tickets: Taken[]): Promise<Reconciled[]>;
  /** Gives a ticket back that nobody holds. */
  giveBack(ticket: ServerTicket): Promise<void>;
}

export function createApi(device: Device, fetcher: typeof fetch = fetch): Api {
  async function call<T>(method: string, path: string, token: string, body?: unknown): Promise<T> {
    const headers: Record<string, string> = { accept: "application/json", authorization: `Bearer ${token}` };
    if (body !== undefined) headers["content-type"] = "application/json";
    const answer = await fetcher(path, {
      method,
      headers,
      credentials: "omit",
      cache: "no-store",
      signal: AbortSignal.timeout(TIMEOUT_MS),
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const json = (await answer.json().catch(() => null)) as {
      success?: boolean;
      data?: T;
      errors?: { code?: string }[] | null;
    } | null;
    if (answer.ok && json?.success) return json.data as T;
    // Without our envelope it is not our server that answers; a 5xx or 429 may be another one in a moment.
    if (!json || answer.status >= 500 || answer.status === 429) throw new Error(`${answer.status}`);
    throw new Refused(answer.status, json.errors?.[0]?.code ?? "internal");
  }

  const base = `/v1/kiosks/${encodeURIComponent(device.kioskId)}`;
  return {
    see: () => call("GET", base, device.token),
    take: (queueId, requestId) => call("POST", `${base}/tickets`, device.token, { queueId, requestId }),
    reserve: (queueId, count, requestId) =>
      call("POST", `${base}/reservations`, device.token, { queueId, count, requestId }),
    async reconcile(tickets) {
      const body = { tickets };
      const data = await call<{ tickets: Reconciled[] }>(
        "POST",
        `${base}/reconciliation`,
        device.token,
        body,
      );
      return data.tickets;
    },
    async giveBack(ticket) {
      await call("DELETE", "/v1/sessions/current", ticket.sessionToken);
    },
  };
}
