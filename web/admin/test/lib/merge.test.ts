import { describe, expect, it } from "vitest";
import { changes, merge, same } from "../../src/lib/merge";

const base = { name: "Drop", rate: 60, schedule: { timeZone: "UTC", windows: [{ days: ["mon"] }] } };

describe("merging", () => {
  it("takes what only they changed and keeps what only I changed", () => {
    const { merged, taken, conflicts } = merge(base, { ...base, rate: 90 }, { ...base, name: "Big drop" });
    expect(merged).toEqual({ ...base, rate: 90, name: "Big drop" });
    expect(taken.map(({ field }) => field)).toEqual(["name"]);
    expect(conflicts).toEqual([]);
  });

  it("asks where both changed the same field, unless both want the same", () => {
    const { merged, conflicts } = merge(base, { ...base, rate: 90 }, { ...base, rate: 30 });
    expect(conflicts).toEqual([{ field: "rate", base: 60, mine: 90, theirs: 30 }]);
    expect(merged.rate).toBe(90);
    expect(merge(base, { ...base, rate: 90 }, { ...base, rate: 90 }).conflicts).toEqual([]);
  });

  it("never mixes two schedules", () => {
    const mine = { ...base, schedule: { timeZone: "Europe/Berlin", windows: [] } };
    const theirs = { ...base, schedule: { timeZone: "UTC", windows: [] } };
    expect(merge(base, mine, theirs).conflicts.map(({ field }) => field)).toEqual(["schedule"]);
  });

  it("compares what is said, not how it is ordered", () => {
    expect(same({ a: 1, b: [1, { c: null }] }, { b: [1, { c: null }], a: 1 })).toBe(true);
    for (const [a, b] of [
      [
        [1, 2],
        [2, 1],
      ],
      [{ a: null }, {}],
      [[], {}],
      [1, "1"],
      [null, {}],
    ]) {
      expect(same(a, b), JSON.stringify([a, b])).toBe(false);
    }
  });

  it("finds what was changed", () => {
    expect(changes(base, { ...base, rate: 1 })).toEqual({ rate: 1 });
    expect(changes(base, structuredClone(base))).toEqual({});
  });
});
