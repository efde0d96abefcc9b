import { beforeEach, describe, expect, it } from "vitest";
import { Feed } from "../src/feed";

class FakeEvents {
  readyState = 1;
  onopen: (() => void) | null = null;
  onerror: (() => void) | null = null;
  private listeners = new Map<string, (event: unknown) => void>();

  constructor(readonly url: string) {}

  addEventListener(name: string, listener: (event: unknown) => void) {
    this.listeners.set(name, listener);
  }

  tell(name: string, data: unknown, lastEventId: string) {
    this.listeners.get(name)?.({ data: data === null ? "" : JSON.stringify(data), lastEventId });
  }

  close() {}
}

let streams: FakeEvents[];
let timers: { run: () => void; ms: number }[];
let stored: string | null;
let boards: number;
let calls: unknown[];
let connected: boolean[];
let answer: () => { status: number; ok: boolean; json: () => Promise<unknown> };

const board = { status: 200, ok: true, json: async () => ({ success: true, data: { eventId: "7-a" } }) };

function feed() {
  return new Feed("/board", {
    fetch: (async () => answer()) as unknown as typeof fetch,
    createEvents: (url) => {
      const stream = new FakeEvents(url);
      streams.push(stream);
      return stream as unknown as EventSource;
    },
    setTimer: (run, ms) => timers.push({ run, ms }),
    random: () => 0,
    mark: { get: () => stored, set: () => {} },
    onBoard: () => boards++,
    onCall: (call) => calls.push(call),
    onConnected: (now) => connected.push(now),
    onGone: () => calls.push("gone"),
  });
}

beforeEach(() => {
  [streams, timers, calls, connected] = [[], [], [], []];
  [stored, boards] = [null, 0];
  answer = () => board;
});

const only = (name: FakeEvents | undefined) => name as FakeEvents;

describe("the stream", () => {
  it("begins where the board was read, and tells calls in order", async () => {
    await feed().start();
    expect(streams[0]?.url).toBe("/board/events?after=7-a");
    only(streams[0]).tell("call", { number: "A001" }, "8-a");
    only(streams[0]).tell("call", { number: "A002" }, "9-a");
    expect(calls).toEqual([{ number: "A001" }, { number: "A002" }]);
  });

  it("goes on where it was before a power cut", async () => {
    stored = "5-a";
    await feed().start();
    expect(streams[0]?.url).toBe("/board/events?after=5-a");
  });

  it("is opened again after the last event when the browser has given up", async () => {
    await feed().start();
    const first = only(streams[0]);
    first.tell("call", { number: "A001" }, "8-a");
    first.onerror?.();
    expect(streams).toHaveLength(1);
    first.readyState = 2;
    first.onerror?.();
    expect(connected.at(-1)).toBe(false);
    timers.at(-1)?.run();
    expect(streams[1]?.url).toBe("/board/events?after=8-a");
    only(streams[1]).onopen?.();
    expect(connected.at(-1)).toBe(true);
  });

  it("begins anew where the server does not know the event any more", async () => {
    stored = "of another life";
    await feed().start();
    for (const stream of [0, 1]) {
      const refused = only(streams[stream]);
      refused.readyState = 2;
      refused.onerror?.();
      timers.at(-1)?.run();
      for (let turn = 0; turn < 8; turn++) await Promise.resolve();
    }
    expect(streams.map(({ url }) => url)).toEqual([
      "/board/events?after=of%20another%20life",
      "/board/events?after=of%20another%20life",
      "/board/events?after=7-a",
    ]);
  });

  it("reads the board anew where calls are too old to be told", async () => {
    await feed().start();
    only(streams[0]).tell("resync", null, "99-b");
    await Promise.resolve();
    await Promise.resolve();
    await Promise.resolve();
    expect(boards).toBe(2);
    expect(calls).toEqual([]);
  });
});

describe("a server that is away", () => {
  it("is asked again, more and more rarely", async () => {
    answer = () => ({ ...board, ok: false, status: 503 });
    const waiting = feed();
    await waiting.start();
    expect(timers.map(({ ms }) => ms)).toEqual([30_000, 1_000]);
    timers[1]?.run();
    for (let turn = 0; turn < 8; turn++) await Promise.resolve();
    expect(timers[2]?.ms).toBe(2_000);
    answer = () => board;
    timers[2]?.run();
    for (let turn = 0; turn < 8; turn++) await Promise.resolve();
    expect(streams).toHaveLength(1);
  });

  it("says when there is no such location", async () => {
    answer = () => ({ ...board, ok: false, status: 404 });
    await feed().start();
    expect(calls).toEqual(["gone"]);
  });
});
