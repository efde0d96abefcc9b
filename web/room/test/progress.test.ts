import { expect, it } from "vitest";
import { Progress } from "../src/progress";

const memory = () => {
  const map = new Map<string, string>();
  return {
    getItem: (k: string) => map.get(k) ?? null,
    setItem: (k: string, v: string) => void map.set(k, v),
  };
};

it("grows from the first place seen, and survives a reload", () => {
  const storage = memory();
  expect(new Progress(storage).of("a", 200)).toBe(0);
  expect(new Progress(storage).of("a", 50)).toBe(0.75);
  expect(new Progress(storage).of("b", 50)).toBe(0);
});

it("never goes below zero when the place becomes worse", () => {
  const progress = new Progress(null);
  progress.of("a", 100);
  expect(progress.of("a", 150)).toBe(0);
});

it("works where storage is forbidden", () => {
  const forbidden = () => {
    throw new Error("SecurityError");
  };
  const progress = new Progress({ getItem: forbidden, setItem: forbidden });
  progress.of("a", 100);
  expect(progress.of("a", 25)).toBe(0.75);
});
