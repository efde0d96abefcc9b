import { describe, expect, it } from "vitest";
import { aheadInFrame, PlaceTracker } from "../src/frame";
import { frame } from "./support";

describe("people ahead in the frame", () => {
  it("adds the blocks before the own one and the own share of it", () => {
    const one = frame({ priorities: [{ priority: 0, firstBlock: 2, counts: [300, 1000, 800] }] });
    expect(aheadInFrame(one, 0, 4500)).toBe(300 + 1000 + 400);
  });

  it("counts everybody of a higher priority and nobody of a lower one", () => {
    const two = frame({
      priorities: [
        { priority: 5, firstBlock: 0, counts: [10, 20] },
        { priority: 0, firstBlock: 0, counts: [1000] },
        { priority: -1, firstBlock: 0, counts: [77] },
      ],
    });
    expect(aheadInFrame(two, 0, 250)).toBe(30 + 250);
  });

  it("finds nobody where the own block is before the first one", () => {
    const gone = frame({ priorities: [{ priority: 0, firstBlock: 9, counts: [5] }] });
    expect(aheadInFrame(gone, 0, 1)).toBe(0);
  });

  it("counts all where the own place is behind the last block", () => {
    const behind = frame({ priorities: [{ priority: 0, firstBlock: 0, counts: [5, 6] }] });
    expect(aheadInFrame(behind, 0, 99_000)).toBe(11);
  });
});

describe("the displayed place", () => {
  const at = (count: number) =>
    frame({ priorities: [{ priority: 0, firstBlock: 0, counts: [count, 1000] }] });
  const me = { priority: 0, place: 1500 };

  it("moves by what the frame has moved since the last answer", () => {
    const tracker = new PlaceTracker();
    tracker.fromSession(1400);
    tracker.fromFrame(at(1000), me);
    expect(tracker.value).toBe(1400);
    tracker.fromFrame(at(900), me);
    expect(tracker.value).toBe(1300);
    expect(tracker.share).toBeCloseTo(1300 / 1400);
  });

  it("does not rise with the frame", () => {
    const tracker = new PlaceTracker();
    tracker.fromSession(1400);
    tracker.fromFrame(at(900), me);
    tracker.fromFrame(at(950), me);
    expect(tracker.value).toBe(1400);
    tracker.fromFrame(at(800), me);
    tracker.fromFrame(at(890), me);
    expect(tracker.value).toBe(1300);
  });

  it("holds still where the frame was ahead of the truth, until that has caught up", () => {
    const tracker = new PlaceTracker();
    tracker.fromSession(1400);
    tracker.fromFrame(at(1000), me);
    tracker.fromFrame(at(800), me);
    expect(tracker.value).toBe(1200);
    tracker.fromSession(1250);
    expect(tracker.value).toBe(1200);
    tracker.fromSession(1190);
    expect(tracker.value).toBe(1190);
  });

  it("tells the truth when the place has really become worse", () => {
    const tracker = new PlaceTracker();
    tracker.fromSession(100);
    tracker.fromSession(130);
    expect(tracker.value).toBe(130);
  });

  it("never goes below one, and forgets where there is no place", () => {
    const tracker = new PlaceTracker();
    tracker.fromSession(5);
    tracker.fromFrame(at(1000), me);
    tracker.fromFrame(at(0), me);
    expect(tracker.value).toBe(1);
    tracker.fromSession(null);
    expect(tracker.value).toBeNull();
    tracker.fromFrame(at(0), me);
    expect(tracker.value).toBeNull();
  });
});
