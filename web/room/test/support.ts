// A session, a frame and a scripted API for the tests.
import { vi } from "vitest";
import { type Api, ApiError } from "../src/api";
import { Progress } from "../src/progress";
import { Room, type RoomDeps } from "../src/room";
import type { Brought, Frame, Session } from "../src/types";

export const START = Date.parse("2026-06-01T12:00:00.000Z");

export function session(change: Partial<Session> = {}): Session {
  return {
    id: "s1",
    tenantId: "t1",
    queueId: "q1",
    queueName: "Queue",
    status: "waiting",
    position: 100,
    peopleAhead: 99,
    place: 5000,
    priority: 0,
    estimatedWaitSeconds: { p50: 300, p90: 420 },
    claimBy: null,
    queueState: "open",
    opensAt: null,
    message: null,
    queueVersion: 1,
    pollAfterSeconds: 5,
    canExtendClaim: false,
    lastUpdated: new Date(Date.now()).toISOString(),
    ...change,
  };
}

export function frame(change: Partial<Frame> = {}): Frame {
  return {
    state: "open",
    version: 1,
    waiting: 20_000,
    blockSize: 1000,
    priorities: [{ priority: 0, firstBlock: 0, counts: [1000, 1000, 1000, 1000, 1000, 1000] }],
    message: null,
    opensAt: null,
    nextPollSeconds: 3,
    ...change,
  };
}

/** An EventSource whose events the test sends. */
export class FakeEvents extends EventTarget {
  readyState = 1;
  close = vi.fn(() => {
    this.readyState = 2;
  });
  send(name: string, data: unknown): void {
    this.dispatchEvent(new MessageEvent(name, { data: JSON.stringify(data) }));
  }
  fail(): void {
    this.dispatchEvent(new Event("error"));
  }
}

const answer = <T>(data: T) => Promise.resolve({ data, serverTime: Date.now() });
export const no = (status: number, code: string, retryAfterMs: number | null = null) =>
  Promise.reject(new ApiError(status, code, retryAfterMs));
export const lost = () => Promise.reject(new TypeError("Failed to fetch"));

export function setUp(
  options: {
    events?: boolean;
    online?: boolean;
    random?: number;
    brought?: Brought;
    work?: boolean;
    stays?: boolean;
    missing?: boolean;
  } = {},
) {
  const api = {
    join: vi.fn<Api["join"]>(() => answer(session())),
    challenge: vi.fn<Api["challenge"]>(() =>
      answer({ required: true, challenge: "c".repeat(118), puzzles: 2, bits: 4 }),
    ),
    current: vi.fn<Api["current"]>(() => answer(session())),
    leave: vi.fn<Api["leave"]>(() => answer(session({ status: "left", position: null }))),
    claim: vi.fn<Api["claim"]>(() => answer({ ...session({ status: "active" }), redirectUrl: "/in" })),
    extend: vi.fn<Api["extend"]>(() => answer(session({ status: "released", position: null }))),
    recovery: vi.fn<Api["recovery"]>(() => answer({ code: "c", url: "u", qrSvg: "<svg/>" })),
    frame: vi.fn<Api["frame"]>(() => answer(frame())),
    eventsUrl: "/events",
  };
  const streams: FakeEvents[] = [];
  const go = vi.fn<RoomDeps["go"]>();
  const reload = vi.fn<RoomDeps["reload"]>();
  const solve = vi.fn<RoomDeps["solve"]>(() => Promise.resolve([1, 2]));
  const online = { now: options.online ?? true };
  const room = new Room({
    api,
    progress: new Progress(null),
    random: () => options.random ?? 0,
    createEvents: options.events
      ? () => {
          const stream = new FakeEvents();
          streams.push(stream);
          return stream as unknown as EventSource;
        }
      : null,
    go,
    isOnline: () => online.now,
    reload,
    solve,
    brought: options.brought ?? {},
    work: options.work ?? false,
    stays: options.stays ?? false,
    missing: options.missing ?? false,
  });
  return { api, room, streams, go, reload, solve, online, answer };
}
