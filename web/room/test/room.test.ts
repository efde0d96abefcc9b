import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { activeEnd, claimDeadline, endedReason, viewOf } from "../src/state";
import { frame, lost, no, START, session, setUp } from "./support";

beforeEach(() => void vi.useFakeTimers({ now: START }));
afterEach(() => void vi.useRealTimers());
const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);
const iso = (ms: number) => new Date(START + ms).toISOString();

describe("a queue that does not exist", () => {
  it("is asked nothing; trying again asks for the page", () => {
    const { api, room, reload } = setUp({ missing: true });
    room.start(null, START);
    expect(viewOf(room.state)).toBe("not_found");
    expect(api.join).not.toHaveBeenCalled();
    room.retryNow();
    expect(reload).toHaveBeenCalledOnce();
    expect(api.join).not.toHaveBeenCalled();
  });
});

describe("joining", () => {
  it("joins when the page brings no session, and then polls as told", async () => {
    const { room, api } = setUp();
    room.start(null, START);
    expect(viewOf(room.state)).toBe("joining");
    await pass(0);
    expect(viewOf(room.state)).toBe("waiting");
    await pass(4_999);
    expect(api.current).not.toHaveBeenCalled();
    await pass(1);
    expect(api.current).toHaveBeenCalledOnce();
    expect(api.join).toHaveBeenCalledOnce();
  });

  it("shows a full queue and tries again, not sooner than told", async () => {
    const { room, api } = setUp();
    api.join.mockImplementationOnce(() => no(409, "queue_full", 60_000));
    room.start(null, START);
    await pass(0);
    expect(viewOf(room.state)).toBe("full");
    await pass(59_999);
    expect(api.join).toHaveBeenCalledOnce();
    await pass(1);
    expect(viewOf(room.state)).toBe("waiting");
  });

  it("shows a closed queue with its opening from the frame", async () => {
    const { room, api, answer } = setUp();
    api.join.mockImplementation(() => no(409, "queue_closed"));
    api.frame.mockImplementation(() => answer(frame({ state: "closed", opensAt: iso(9e6) })));
    room.start(null, START);
    await pass(0);
    expect(viewOf(room.state)).toBe("closed");
    expect(room.state.opensAt).toBe(iso(9e6));
  });

  it("takes a suspended tenant for a closed queue, and tries again", async () => {
    const { room, api } = setUp();
    api.join.mockImplementationOnce(() => no(403, "tenant_suspended"));
    room.start(null, START);
    await pass(0);
    expect(viewOf(room.state)).toBe("closed");
    await pass(600_000);
    expect(viewOf(room.state)).toBe("waiting");
  });

  it("says when the line does not exist, and does not ask again", async () => {
    const { room, api } = setUp();
    api.join.mockImplementation(() => no(404, "not_found"));
    room.start(null, START);
    await pass(600_000);
    expect(viewOf(room.state)).toBe("not_found");
    expect(api.join).toHaveBeenCalledOnce();
  });

  it("asks for cookies when the place is gone right after joining", async () => {
    const { room, api } = setUp();
    api.current.mockImplementation(() => no(401, "unauthorized"));
    room.start(null, START);
    await pass(30_000);
    expect(viewOf(room.state)).toBe("cookies");
    room.retryNow();
    await pass(0);
    expect(api.join).toHaveBeenCalledTimes(2);
  });
});

describe("trouble", () => {
  it("keeps the place through a lost network, and comes back", async () => {
    const { room, api, online } = setUp();
    room.start(session({ position: 40 }), START);
    api.current.mockImplementation(lost);
    online.now = false;
    await pass(5_000);
    expect(room.state.network).toBe("offline");
    expect(viewOf(room.state)).toBe("waiting");
    expect(room.state.place).toBe(40);
    await pass(120_000);
    expect(room.state.place).toBe(40);
    api.current.mockImplementation(() =>
      Promise.resolve({ data: session({ position: 12 }), serverTime: null }),
    );
    online.now = true;
    room.online();
    await pass(0);
    expect(room.state).toMatchObject({ network: "ok", place: 12, nextTryAt: null });
  });

  it("backs off further with each failure", async () => {
    const { room, api } = setUp();
    room.start(session(), START);
    api.current.mockImplementation(lost);
    await pass(5_000);
    const calls: number[] = [];
    api.current.mockImplementation(() => {
      calls.push(Date.now() - START);
      return lost();
    });
    await pass(70_000);
    // Halves of 2, 4, 8, 16, 32 and 60 s with a random of 0.
    expect(calls).toEqual([6_000, 8_000, 12_000, 20_000, 36_000, 66_000]);
  });

  it("asks an ailing server no sooner than it told, and obeys Retry-After", async () => {
    const { room, api } = setUp();
    room.start(session({ pollAfterSeconds: 8 }), START);
    api.current.mockImplementation(() => no(503, "unavailable"));
    await pass(8_000);
    expect(room.state.network).toBe("retrying");
    await pass(7_999);
    expect(api.current).toHaveBeenCalledTimes(1);
    api.current.mockImplementation(() => no(503, "unavailable", 30_000));
    await pass(1);
    expect(api.current).toHaveBeenCalledTimes(2);
    await pass(29_999);
    expect(api.current).toHaveBeenCalledTimes(2);
    await pass(1);
    expect(api.current).toHaveBeenCalledTimes(3);
  });

  it("does not give a place up for one wrong answer", async () => {
    const { room, api } = setUp();
    room.start(session(), START);
    api.current.mockImplementationOnce(() => no(404, "not_found"));
    await pass(5_000);
    expect(viewOf(room.state)).toBe("waiting");
    await pass(10_000);
    expect(room.state.place).toBe(100);
  });

  it("says so when the place is really unknown, and joins only when asked", async () => {
    const { room, api } = setUp();
    room.start(session(), START);
    api.current.mockImplementation(() => no(404, "not_found"));
    await pass(600_000);
    expect(viewOf(room.state)).toBe("ended");
    expect(endedReason(room.state)).toBe("unknown");
    expect(api.join).not.toHaveBeenCalled();
    await room.joinAgain();
    expect(viewOf(room.state)).toBe("waiting");
  });

  it("is silent about being asked to slow down", async () => {
    const { room, api } = setUp();
    room.start(session(), START);
    api.current.mockImplementationOnce(() => no(429, "rate_limited", 20_000));
    await pass(5_000);
    expect(room.state.network).toBe("ok");
    await pass(19_999);
    expect(api.current).toHaveBeenCalledTimes(1);
    await pass(1);
    expect(api.current).toHaveBeenCalledTimes(2);
  });
});

describe("sleep", () => {
  it("asks at once after waking when what is displayed is old", async () => {
    const { room, api } = setUp();
    room.start(session(), START);
    room.hidden();
    vi.setSystemTime(START + 3_600_000);
    room.wake();
    await pass(0);
    expect(api.current).toHaveBeenCalledOnce();
  });

  it("does not ask sooner than told for a window that was only covered", async () => {
    const { room, api } = setUp();
    room.start(null, START);
    await pass(2_000);
    room.hidden();
    room.wake();
    await pass(0);
    expect(api.current).not.toHaveBeenCalled();
  });
});

describe("events", () => {
  it("follows them, and only checks by polling", async () => {
    const { room, api, streams } = setUp({ events: true });
    room.start(session(), START);
    streams[0]?.send("user_position_changed", session({ position: 60 }));
    expect(room.state.place).toBe(60);
    await pass(29_999);
    expect(api.current).not.toHaveBeenCalled();
    await pass(1);
    expect(api.current).toHaveBeenCalledOnce();
  });

  it("drops news that is older than what is known", () => {
    const { room, streams } = setUp({ events: true });
    room.start(session({ position: 50, lastUpdated: iso(1_000) }), START);
    streams[0]?.send("user_position_changed", session({ position: 90, lastUpdated: iso(0) }));
    expect(room.state.place).toBe(50);
  });

  it("falls back to polling when the connection breaks, and tries events again later", async () => {
    const { room, api, streams } = setUp({ events: true });
    room.start(session(), START);
    streams[0]?.fail();
    await pass(5_000);
    expect(api.current).toHaveBeenCalledTimes(1);
    expect(streams).toHaveLength(1);
    await pass(35_000);
    expect(streams).toHaveLength(2);
  });

  it("reloads and reconnects when told to subscribe again", async () => {
    const { room, api, streams } = setUp({ events: true });
    room.start(session(), START);
    streams[0]?.send("resubscribe", {});
    expect(streams[0]?.close).toHaveBeenCalled();
    await pass(0);
    expect(api.current).toHaveBeenCalledOnce();
    expect(streams).toHaveLength(2);
  });

  it("shows the operator's message and a pause at once", () => {
    const { room, streams } = setUp({ events: true });
    room.start(session(), START);
    streams[0]?.send("notification", { text: "Half an hour more", level: "warning" });
    expect(room.state.message?.text).toBe("Half an hour more");
    streams[0]?.send("queue_updated", { status: "paused", message: null });
    expect(viewOf(room.state)).toBe("paused");
    expect(room.state.message).toBeNull();
  });
});

describe("a crowd", () => {
  const far = () => session({ position: 5500, place: 5500, pollAfterSeconds: 20 });

  it("moves with the public frame between rare polls, and never backwards", async () => {
    const { room, api, streams, answer } = setUp({ events: true });
    room.start(far(), START);
    expect(streams).toHaveLength(0);
    await pass(1_000);
    expect(api.frame).toHaveBeenCalledTimes(1);
    const counts = (first: number) => [
      { priority: 0, firstBlock: 0, counts: [first, 1000, 1000, 1000, 1000, 1000] },
    ];
    api.frame.mockImplementation(() => answer(frame({ priorities: counts(600) })));
    await pass(3_000);
    expect(room.state.place).toBe(5100);
    expect(room.state.wait?.p50).toBeCloseTo((300 * 5100) / 5500);
    api.frame.mockImplementation(() => answer(frame({ priorities: counts(700) })));
    await pass(3_000);
    expect(room.state.place).toBe(5100);
    expect(api.current).not.toHaveBeenCalled();
    api.current.mockImplementation(() => answer({ ...far(), position: 5150 }));
    await pass(60_000);
    expect(api.current).toHaveBeenCalledOnce();
    expect(room.state.place).toBe(5100);
  });

  it("leaves the frame alone while hidden", async () => {
    const { room, api } = setUp();
    room.start(far(), START);
    room.hidden();
    await pass(15_000);
    expect(api.frame).not.toHaveBeenCalled();
    room.wake();
    await pass(1_000);
    expect(api.frame).toHaveBeenCalledOnce();
  });

  it("listens to events again near the front", async () => {
    const { room, api, streams, answer } = setUp({ events: true });
    room.start(far(), START);
    api.frame.mockImplementation(() => answer(frame({ waiting: 900 })));
    api.current.mockImplementation(() => answer(session({ position: 20 })));
    await pass(60_000);
    expect(streams).toHaveLength(1);
  });
});

describe("the turn", () => {
  const turn = (claimBy = iso(120_000)) =>
    session({ status: "released", position: null, claimBy, canExtendClaim: true });

  it("goes nowhere by itself", async () => {
    const { room, go, api } = setUp();
    api.current.mockImplementation(() => Promise.resolve({ data: turn(), serverTime: null }));
    room.start(turn(), START);
    await pass(110_000);
    expect(viewOf(room.state)).toBe("turn");
    expect(go).not.toHaveBeenCalled();
  });

  it("claims and goes on when the visitor continues", async () => {
    const { room, go } = setUp();
    room.start(turn(), START);
    await room.claim();
    expect(go).toHaveBeenCalledWith("/in");
    expect(viewOf(room.state)).toBe("admitting");
  });

  it("stays where nothing is told to go on to, and says when one is done", async () => {
    const { api, room, go, answer } = setUp({ stays: true });
    room.start(turn(), START);
    const activeUntil = iso(600_000);
    const inside = session({ status: "active", position: null, activeUntil });
    api.claim.mockImplementation(() => answer({ ...inside, redirectUrl: null }));
    api.current.mockImplementation(() => answer(inside));
    await room.claim();
    expect(go).not.toHaveBeenCalled();
    expect(viewOf(room.state)).toBe("active");
    expect(activeEnd(room.state)).toBe(START + 600_000);
    await vi.advanceTimersByTimeAsync(40_000);
    expect(api.current).toHaveBeenCalled();
    api.leave.mockImplementation(() => answer(session({ status: "completed", position: null })));
    await room.leave();
    expect(endedReason(room.state)).toBe("completed");
  });

  it("goes on where the server tells, even if the page did not know of it", async () => {
    const { room, go } = setUp({ stays: true });
    room.start(turn(), START);
    await room.claim();
    expect(go).toHaveBeenCalledWith("/in");
  });

  it("claims once however often Continue is pressed", async () => {
    const { room, api } = setUp();
    room.start(turn(), START);
    await Promise.all([room.claim(), room.claim()]);
    expect(api.claim).toHaveBeenCalledOnce();
  });

  it("keeps trying to claim through a lost network", async () => {
    const { room, api, go } = setUp();
    room.start(turn(), START);
    api.claim.mockImplementationOnce(lost).mockImplementationOnce(() => no(503, "unavailable"));
    const claimed = room.claim();
    await pass(0);
    expect(room.state.admitting).toBe("retrying");
    await pass(10_000);
    await claimed;
    expect(api.claim).toHaveBeenCalledTimes(3);
    expect(go).toHaveBeenCalledOnce();
  });

  it("shows what became of the turn when the claim is refused", async () => {
    const { room, api, go, answer } = setUp();
    room.start(turn(), START);
    api.claim.mockImplementation(() => no(410, "session_ended"));
    api.current.mockImplementation(() => answer(session({ status: "no_show", position: null })));
    await room.claim();
    expect(viewOf(room.state)).toBe("ended");
    expect(endedReason(room.state)).toBe("no_show");
    expect(go).not.toHaveBeenCalled();
  });

  it("asks when the deadline has passed", async () => {
    const { room, api, answer } = setUp();
    room.start({ ...turn(iso(8_000)), pollAfterSeconds: 600 }, START);
    api.current.mockImplementation(() => answer(session({ status: "no_show", position: null })));
    await pass(9_000);
    expect(viewOf(room.state)).toBe("ended");
    await pass(600_000);
    expect(api.current).toHaveBeenCalledOnce();
  });

  it("measures the deadline on the server's clock", () => {
    const { room } = setUp();
    // This device is an hour slow.
    room.start({ ...turn(iso(3_600_000 + 60_000)), lastUpdated: iso(3_600_000) }, START);
    expect(claimDeadline(room.state)).toBe(START + 60_000);
  });

  it("gives more time when asked, and says when it could not", async () => {
    const { room, api, answer } = setUp();
    room.start(turn(), START);
    api.extend.mockImplementation(() => answer({ ...turn(iso(300_000)), canExtendClaim: false }));
    await room.extend();
    expect(room.state.extension).toBe("given");
    expect(claimDeadline(room.state)).toBe(START + 300_000);
    api.current.mockImplementation(() => answer(turn(iso(300_000))));
    api.extend.mockImplementation(() => no(409, "conflict"));
    await room.extend();
    expect(room.state.extension).toBe("refused");
  });

  it("asks again when the browser's history brings the page back", async () => {
    const { room, api, answer } = setUp();
    room.start(turn(), START);
    await room.claim();
    api.current.mockImplementation(() => answer(session({ status: "active", position: null })));
    room.restored();
    await pass(0);
    expect(viewOf(room.state)).toBe("active");
  });
});

describe("leaving", () => {
  it("ends the session and stops asking", async () => {
    const { room, api } = setUp();
    room.start(session(), START);
    expect(await room.leave()).toBe(true);
    expect(endedReason(room.state)).toBe("left");
    await pass(600_000);
    expect(api.current).not.toHaveBeenCalled();
  });

  it("stays in line when the server could not be told", async () => {
    const { room, api } = setUp();
    room.start(session(), START);
    api.leave.mockImplementation(lost);
    expect(await room.leave()).toBe(false);
    expect(room.state.leaveFailed).toBe(true);
    expect(viewOf(room.state)).toBe("waiting");
  });

  it("starts anew when joining again", async () => {
    const { room, api, answer } = setUp();
    room.start(session(), START);
    await room.leave();
    api.join.mockImplementation(() => answer(session({ id: "s2", position: 500 })));
    await room.joinAgain();
    expect(room.state).toMatchObject({ place: 500, progress: 0 });
  });
});

describe("in person", () => {
  const calledTo = { counterName: "Counter 3", calls: 1 };

  it("a call leads to a counter, without a deadline, and the page goes on listening there", async () => {
    const { room, api, answer } = setUp();
    api.current.mockImplementation(() => answer(session({ status: "released", position: null, calledTo })));
    room.start(session({ number: "A042" }), START);
    expect(viewOf(room.state)).toBe("waiting");
    await pass(5_000);
    expect(viewOf(room.state)).toBe("called");
    expect(claimDeadline(room.state)).toBeNull();
    api.current.mockImplementation(() => answer(session({ status: "active", position: null, calledTo })));
    await pass(5_000);
    expect(viewOf(room.state)).toBe("serving");
  });

  it("a visit that goes on in another line asks the server to lead there", async () => {
    const { room, api, reload, answer } = setUp();
    const movedTo = { queueId: "q2" };
    api.current.mockImplementation(() => answer(session({ status: "transferred", movedTo })));
    room.start(session({ number: "A042" }), START);
    await pass(5_000);
    expect(reload).toHaveBeenCalledOnce();
  });
});
