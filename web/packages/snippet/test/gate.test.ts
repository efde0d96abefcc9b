import { describe, expect, it } from "vitest";
import { claimsOf, readCookie, secondsLeft, takeToken } from "../src/gate";

const encode = (claims: unknown) =>
  btoa(JSON.stringify(claims)).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
const token = (claims: unknown) => `e30.${encode(claims)}.c2ln`;
const NOW = 1_700_000_000_000;

describe("a token", () => {
  it("lets in until it ends, and only into its own queue", () => {
    const one = token({ aud: "q1", exp: NOW / 1000 + 60 });
    expect(secondsLeft(one, "q1", NOW)).toBe(60);
    expect(secondsLeft(one, "q2", NOW)).toBe(0);
    expect(secondsLeft(one, "q1", NOW + 61_000)).toBe(0);
    expect(secondsLeft(null, "q1", NOW)).toBe(0);
  });

  it("of any other shape lets nobody in", () => {
    for (const odd of [
      "",
      "a",
      "a.b.c",
      "..",
      token(1),
      token(null),
      token({ aud: 1, exp: 2 }),
      token({ aud: "q1", exp: "9e99" }),
    ])
      expect(claimsOf(odd), odd).toBeNull();
    expect(claimsOf(token({ aud: "q1", exp: 1, more: "ÿþ?" }))?.aud).toBe("q1");
  });
});

describe("the address", () => {
  it("loses its token and nothing else", () => {
    const { token: found, clean } = takeToken("https://shop.example/p?a=1&vq_token=x.y.z&b=2#top");
    expect(found).toBe("x.y.z");
    expect(clean).toBe("https://shop.example/p?a=1&b=2#top");
    expect(takeToken("https://shop.example/p?vq_token2=1")).toEqual({
      token: null,
      clean: "https://shop.example/p?vq_token2=1",
    });
  });
});

describe("the cookie", () => {
  it("is found by its whole name", () => {
    expect(readCookie("a=1; vq_admission_q=x.y.z; b=2", "vq_admission_q")).toBe("x.y.z");
    expect(readCookie("xvq_admission_q=1", "vq_admission_q")).toBeNull();
    expect(readCookie("", "vq_admission_q")).toBeNull();
  });
});
