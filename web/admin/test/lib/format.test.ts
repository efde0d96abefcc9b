import { describe, expect, it } from "vitest";
import { clock, clockSeconds, duration, moment, people, words } from "../../src/lib/format";

describe("words", () => {
  it("for waits are no more exact than they are", () => {
    const told = [null, Number.NaN, 0, 0.4, 12.2, 59, 90, 3540, 3600, 4000, 200_000].map(duration);
    expect(told).toEqual([
      "—",
      "—",
      "none",
      "none",
      "13 s",
      "59 s",
      "2 min",
      "59 min",
      "1 h",
      "1 h 7 min",
      "2 d 7 h",
    ]);
  });

  it("for what is no moment are none", () => {
    for (const at of [null, undefined, "", "soon", Number.NaN, Number.POSITIVE_INFINITY]) {
      expect([moment(at), clock(at), clockSeconds(at)]).toEqual(["—", "—", "—"]);
    }
    expect(clock("2026-03-02T08:05:00Z", "Europe/Berlin")).toMatch(/09.05/);
  });

  it("for people and names", () => {
    expect([people(1), people(2), words("pre_queue")]).toEqual(["1 person", "2 people", "Pre queue"]);
  });
});
