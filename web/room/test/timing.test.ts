import { describe, expect, it } from "vitest";
import { backoff, jittered } from "../src/timing";

describe("jitter", () => {
  it("never asks earlier than told", () => {
    for (const random of [0, 0.3, 0.999]) expect(jittered(5_000, () => random)).toBeGreaterThanOrEqual(5_000);
    expect(jittered(5_000, () => 1)).toBe(6_000);
  });
});

describe("backoff", () => {
  it("doubles and stays within a minute", () => {
    const upper = [0, 1, 2, 3, 4, 5, 6, 40].map((attempt) => backoff(attempt, () => 1));
    expect(upper).toEqual([2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000, 60_000]);
  });

  it("spreads a crowd over the upper half", () => {
    expect(backoff(3, () => 0)).toBe(8_000);
    expect(backoff(3, () => 0.5)).toBe(12_000);
  });
});
