import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { fixedToken, Live, type QueueUpdate, type Socket } from "../src/index.ts";

class FakeSocket implements Socket {
  onopen: (() => void) | null = null;
  onclose: (() => void) | null = null;
  onmessage: ((event: { data: unknown }) => void) | null = null;
  sent: { type: string; queueId?: string; token?: string }[] = [];
  closed = false;

  send(text: string) {
    this.sent.push(JSON.parse(text));
  }
  close() {
    this.closed = true;
  }
  tell(type: string, data: unknown) {
    this.onmessage?.({ data: JSON.stringify({ type, data }) });
  }
}

function follow() {
  const sockets: FakeSocket[] = [];
  const live = new Live({
    url: "ws://queue.test/ws",
    credentials: fixedToken("abc"),
    random: () => 0,
    connect: () => {
      const socket = new FakeSocket();
      sockets.push(socket);
      return socket;
    },
  });
  const seen: number[] = [];
  const end = live.subscribe("t", "q", { update: (update) => seen.push(update.waitingUsers) });
  const socket = () => sockets.at(-1) as FakeSocket;
  const open = async () => {
    socket().onopen?.();
    await vi.advanceTimersByTimeAsync(0);
  };
  return { live, sockets, socket, open, seen, end };
}

const update = (waitingUsers: number, id = "q") => ({ id, waitingUsers }) as QueueUpdate;

describe("following queues", () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it("subscribes with the token and hands on what concerns the queue", async () => {
    const { live, socket, open, seen } = follow();
    expect(live.state).toBe("connecting");
    await open();
    expect(live.state).toBe("live");
    expect(socket().sent).toEqual([{ type: "subscribe", tenantId: "t", queueId: "q", token: "abc" }]);
    socket().tell("queue_updated", update(4));
    socket().tell("queue_updated", update(9, "other"));
    socket().onmessage?.({ data: "not JSON" });
    expect(seen).toEqual([4]);
  });

  it("comes back after a break, later each time, and subscribes again", async () => {
    const { live, sockets, socket, open, seen } = follow();
    await open();
    for (const pause of [250, 500, 1000]) {
      const before = sockets.length;
      socket().onclose?.();
      expect(live.state).toBe("connecting");
      await vi.advanceTimersByTimeAsync(pause - 1);
      expect(sockets).toHaveLength(before);
      await vi.advanceTimersByTimeAsync(1);
      expect(sockets).toHaveLength(before + 1);
    }
    await open();
    expect(socket().sent).toHaveLength(1);
    socket().tell("queue_updated", update(2));
    expect(seen).toEqual([2]);
    socket().tell("resubscribe", null);
    await vi.advanceTimersByTimeAsync(250);
    expect(sockets).toHaveLength(5);
  });

  it("gives up a socket that is silent for two pulses", async () => {
    const { live, socket, open } = follow();
    await open();
    const silent = socket();
    await vi.advanceTimersByTimeAsync(20_000);
    expect(silent.sent.at(-1)).toEqual({ type: "ping" });
    silent.tell("pong", null);
    await vi.advanceTimersByTimeAsync(20_000);
    expect(live.state).toBe("live");
    await vi.advanceTimersByTimeAsync(20_000);
    expect([live.state, silent.closed]).toEqual(["connecting", true]);
  });

  it("closes the socket that nobody needs, and does not come back for nobody", async () => {
    const { sockets, socket, open, end } = follow();
    await open();
    end();
    expect(socket().closed).toBe(false);
    await vi.advanceTimersByTimeAsync(5_000);
    expect(socket().closed).toBe(true);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(sockets).toHaveLength(1);
  });

  it("asks once for a queue that several look at, and tells the newcomer what is known", async () => {
    const { live, socket, open } = follow();
    await open();
    socket().tell("queue_updated", update(4));
    const seen: number[] = [];
    live.subscribe("t", "q", { update: ({ waitingUsers }) => seen.push(waitingUsers) });
    expect([socket().sent.length, seen]).toEqual([1, [4]]);
  });

  it("takes another socket when the server lets this one follow no more queues", async () => {
    const { live, sockets, open } = follow();
    await open();
    for (let n = 1; n < 32; n++) live.subscribe("t", `q${n}`, { update: () => {} })();
    await vi.advanceTimersByTimeAsync(0);
    expect(sockets[0]?.sent).toHaveLength(32);
    live.subscribe("t", "another", { update: () => {} });
    expect([sockets.length, sockets[0]?.closed]).toEqual([2, true]);
    await open();
    expect(sockets[1]?.sent.map(({ queueId }) => queueId)).toEqual(["q", "another"]);
  });

  it("tells a refusal", async () => {
    const { live, socket, open } = follow();
    const refused = vi.fn();
    live.subscribe("t", "gone", { update: () => {}, refused });
    await open();
    socket().tell("error", { code: "not_found", message: "There is no such queue." });
    expect(refused).toHaveBeenCalledWith(expect.objectContaining({ code: "not_found" }));
  });
});
