import { expect, it } from "vitest";
import { isRange, RANGES, rangeOf } from "../../src/lib/range";

it("asks for the time up to now, in steps of which the server takes at most 1,500", () => {
  const now = Date.parse("2026-03-02T12:34:56.789Z");
  expect(rangeOf("day", now)).toEqual({
    from: "2026-03-01T12:34:56.789Z",
    to: "2026-03-02T12:34:56.789Z",
    step: "hour",
  });
  const perHour = { minute: 60, hour: 1, day: 1 / 24 };
  for (const { hours, step } of Object.values(RANGES)) expect(hours * perHour[step] + 1).toBeLessThan(1_500);
  expect([isRange("week"), isRange("toString"), isRange(undefined)]).toEqual([true, false, false]);
});
