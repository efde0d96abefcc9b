import { describe, expect, it } from "vitest";
import { first, IDLE_MS, next, PLAIN, type State, settle } from "../src/screen";
import { offered, wordsIn } from "../src/strings";
import type { Ticket } from "../src/types";

const ticket: Ticket = {
  number: "A001",
  queueId: "A",
  queueName: "Passports",
  takenAt: "2026-03-02T12:00:00Z",
  position: 1,
  wait: null,
  qrSvg: null,
};
const acts = (...list: Parameters<typeof next>[1][]): State =>
  list.reduce((state, act) => next(state, act, 0), first);

describe("two touches", () => {
  it("lead from the first screen to a number", () => {
    const state = acts({ type: "language", language: "de" }, { type: "take" }, { type: "ticket", ticket });
    expect(state.screen).toEqual({ name: "ticket", language: "de", ticket });
  });

  it("a second touch while a number is being taken takes no second", () => {
    const taking = acts({ type: "language", language: "de" }, { type: "take" });
    expect(next(taking, { type: "take" }, 0)).toBe(taking);
    // An answer that comes after somebody has gone is nobody's.
    expect(next(first, { type: "ticket", ticket }, 0)).toBe(first);
  });
});

describe("time", () => {
  it("gives the screen to the next person, and each touch gives more of it", () => {
    const state = acts({ type: "language", language: "de" });
    expect(settle(state, IDLE_MS.services - 1)).toBe(state);
    expect(settle(state, IDLE_MS.services)).toBe(first);
    const touched = next(state, { type: "touch" }, 40_000);
    expect(settle(touched, IDLE_MS.services)).toBe(touched);
    const asked = next(state, { type: "more_time" }, 40_000);
    expect(settle(asked, 99_000)).toBe(asked);
  });

  it("never runs out while a number is being taken", () => {
    const taking = acts({ type: "language", language: "de" }, { type: "take" });
    expect(settle(taking, 1e12)).toBe(taking);
  });

  it("takes settings for reading away from who comes next", () => {
    const access = { ...PLAIN, contrast: true };
    const state = acts({ type: "access", access });
    expect(state.access.contrast).toBe(true);
    expect(settle(state, 1e6).access).toEqual(PLAIN);
  });
});

describe("languages", () => {
  it("of the location come first, and all others after them", () => {
    expect(offered(["de-DE", "tr", "en"])).toEqual(["de", "en"]);
    expect(offered(["en"])).toEqual(["en"]);
    expect(offered(["tr"])).toEqual(["en", "de", "es", "fr", "ar", "ja"]);
  });

  it("round a wait as far as it is good", () => {
    const { wait } = wordsIn("en");
    expect([20, 130, 1_480].map((p50) => wait({ p50, p90: p50 }))).toEqual([
      "1 minute",
      "2 minutes",
      "25 minutes",
    ]);
  });
});
