import { describe, expect, it } from "vitest";
import { forecast } from "../../src/lib/forecast";

const FLOW = { waiting: 600, inside: 100, throughputPerSecond: 0.5, leaveRatePerSecond: 0, p50Factor: 1 };

describe("the forecast", () => {
  it("is waiting ÷ rate where the rate holds the line back", () => {
    const told = forecast(FLOW, { releaseRatePerMinute: 20, maxConcurrentUsers: 100 });
    expect(told).toMatchObject({
      heldBackBy: "rate",
      throughputPerMinute: 20,
      staySeconds: 200,
    });
    expect(told.lastWaitSeconds).toBe(1800);
  });

  it("sees that more rate is of no use while the cap holds the line back", () => {
    const at = (releaseRatePerMinute: number) =>
      forecast(FLOW, { releaseRatePerMinute, maxConcurrentUsers: 100 });
    expect(at(6000)).toMatchObject({ heldBackBy: "cap", throughputPerMinute: 30, lastWaitSeconds: 1200 });
    expect(at(60_000).lastWaitSeconds).toBe(at(6000).lastWaitSeconds);
    const wider = forecast(FLOW, { releaseRatePerMinute: 6000, maxConcurrentUsers: 200 });
    expect(wider.lastWaitSeconds).toBe(600);
  });

  it("counts those who leave before their turn, and what the server has learned", () => {
    const settings = { releaseRatePerMinute: 30, maxConcurrentUsers: 100 };
    const leaving = forecast({ ...FLOW, leaveRatePerSecond: 0.001 }, settings);
    expect(leaving.lastWaitSeconds).toBeCloseTo(Math.log(1 + 0.001 * 1200) / 0.001);
    expect(forecast({ ...FLOW, p50Factor: 1.5 }, settings).lastWaitSeconds).toBe(1800);
  });

  it("knows no stay while nobody is inside, and no wait where nobody waits", () => {
    const empty = { ...FLOW, inside: 0, waiting: 0 };
    const told = forecast(empty, { releaseRatePerMinute: 60, maxConcurrentUsers: 1 });
    expect(told).toMatchObject({
      staySeconds: null,
      heldBackBy: "rate",
      lastWaitSeconds: 0,
    });
  });
});
