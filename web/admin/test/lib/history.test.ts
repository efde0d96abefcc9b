import { describe, expect, it } from "vitest";
import { addSample, type Sample, thin } from "../../src/lib/history";

const at = (ms: number): Sample => ({ at: ms, waiting: ms, inside: 0 });
const add = (...moments: number[]) => moments.reduce<Sample[]>((kept, ms) => addSample(kept, at(ms)), []);

describe("the last minutes of a queue", () => {
  it("has one sample a second, the newest of it", () => {
    const samples = add(0, 250, 500, 999, 1000, 1250);
    expect(samples.map((sample) => [sample.at, sample.waiting])).toEqual([
      [0, 999],
      [1000, 1250],
    ]);
  });

  it("forgets after a quarter of an hour", () => {
    expect(add(0, 1000, 900_500).map((sample) => sample.at)).toEqual([1000, 900_500]);
  });

  it("is thinned evenly and keeps the newest", () => {
    const samples = Array.from({ length: 10 }, (_, n) => at(n * 1000));
    expect(thin(samples, 4).map((sample) => sample.at)).toEqual([0, 3000, 6000, 9000]);
    expect(thin(samples, 10)).toEqual(samples);
    expect(thin([], 4)).toEqual([]);
  });
});
