import { describe, expect, it } from "vitest";
import { follow, resolve } from "../../src/lib/draft";
import { merge } from "../../src/lib/merge";

const stored = { rate: 60, cap: 10 };
const at = (values: typeof stored) => ({ base: stored, version: 1, values, choices: {} });

describe("a draft over what others may change", () => {
  it("follows what is stored while nothing is edited", () => {
    const theirs = { rate: 90, cap: 10 };
    expect(follow(at(stored), theirs, 2)).toEqual({ base: theirs, version: 2, values: theirs, choices: {} });
    expect(follow(at(stored), stored, 1)).toEqual(at(stored));
  });

  it("keeps what is edited, and what it was edited on, until somebody decides", () => {
    const edited = at({ rate: 30, cap: 10 });
    expect(follow(edited, { rate: 90, cap: 10 }, 2)).toBe(edited);
    expect(follow(edited, { rate: 60, cap: 20 }, 2)).toBe(edited);
  });

  it("is done once all that was edited is stored", () => {
    const mine = { rate: 30, cap: 10 };
    expect(follow(at(mine), mine, 2)).toEqual({ base: mine, version: 2, values: mine, choices: {} });
  });

  it("goes on where a change of others is nothing it shows", () => {
    const mine = { rate: 30, cap: 10 };
    expect(follow(at(mine), { ...stored }, 2)).toEqual({
      base: stored,
      version: 2,
      values: mine,
      choices: {},
    });
  });

  it("takes theirs where that was chosen, and mine elsewhere", () => {
    const difference = merge(stored, { rate: 30, cap: 20 }, { rate: 90, cap: 40 });
    expect(resolve(difference, { cap: "theirs" })).toEqual({ rate: 30, cap: 40 });
    expect(resolve(difference, {})).toEqual({ rate: 30, cap: 20 });
  });
});
