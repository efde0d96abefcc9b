import { describe, expect, it } from "vitest";
import { EventParser, follow } from "../src/index.ts";

const STREAM = [
  ": a comment\n",
  'event: user_position_changed\r\nid: 7\r\ndata: {"position":3}\r\n\r\n',
  "data: one\ndata:two\n\n",
  "event: nothing\n\n",
  "data\n\n",
].join("");
const EVENTS = [
  { type: "user_position_changed", data: '{"position":3}', id: "7" },
  { type: "message", data: "one\ntwo", id: "7" },
  { type: "message", data: "", id: "7" },
];

describe("server-sent events", () => {
  it("are the same however the stream is cut", () => {
    for (let at = 0; at <= STREAM.length; at++) {
      const parser = new EventParser();
      const found = [...parser.push(STREAM.slice(0, at)), ...parser.push(STREAM.slice(at))];
      expect(found, `cut at ${at}`).toEqual(EVENTS);
    }
    const parser = new EventParser();
    expect([...STREAM].flatMap((letter) => parser.push(letter))).toEqual(EVENTS);
  });

  it("go on after a break from the last one seen, until told to end", async () => {
    const asked: (string | null)[] = [];
    const end = new AbortController();
    const fetch = async (_url: string, init: RequestInit) => {
      asked.push(new Headers(init.headers).get("last-event-id"));
      return new Response(`id: ${asked.length}\ndata: x\n\n`);
    };
    const seen: unknown[] = [];
    const pauses: number[] = [];
    const pause = async (ms: number) => void pauses.push(ms);
    const options = { fetch, pause, signal: end.signal, random: () => 0 };
    for await (const { id } of follow("http://queue.test/e", options)) {
      seen.push(id);
      if (seen.length === 2) end.abort();
    }
    expect(pauses[0]).toBe(250);
    expect([seen, asked]).toEqual([
      ["1", "2"],
      [null, "1"],
    ]);
  });

  it("end with what the server refused", async () => {
    const body = JSON.stringify({ errors: [{ code: "session_ended", message: "It is over.", field: null }] });
    const fetch = async () => new Response(body, { status: 410 });
    const stream = follow("http://queue.test/e", { fetch, signal: new AbortController().signal });
    await expect(stream.next()).rejects.toMatchObject({ code: "session_ended" });
  });
});
