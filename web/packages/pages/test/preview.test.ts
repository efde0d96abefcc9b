import { describe, expect, it } from "vitest";
import { readDraft, rulesOf } from "../src/preview";

const parent = {};
const win = { location: { origin: "https://q.example" }, parent } as unknown as Window;
const draft = {
  type: "vq-branding-draft",
  css: "html:root{--ink:#000}",
  words: { title: "Shop", welcome: "", note: 7 },
  logo: { url: "data:image/png;base64,AAAA", width: 400, height: 100 },
  scheme: "dark",
};
const event = (change: object) =>
  ({ data: draft, origin: "https://q.example", source: parent, ...change }) as unknown as MessageEvent;

describe("a draft", () => {
  it("is worn when it comes from the window around, of our own origin", () => {
    const read = readDraft(event({}), win);
    expect(read?.words).toEqual({ title: "Shop", welcome: null, note: null });
    expect(read?.scheme).toBe("dark");
  });

  it("is ignored from anywhere else", () => {
    expect(readDraft(event({ origin: "https://evil.example" }), win)).toBeNull();
    expect(readDraft(event({ source: {} }), win)).toBeNull();
    for (const data of [null, 1, "x", {}, { type: "vq-branding-draft" }])
      expect(readDraft(event({ data }), win)).toBeNull();
    const alone = { location: win.location } as unknown as Window;
    (alone as unknown as { parent: Window }).parent = alone;
    expect(readDraft(event({ source: alone }), alone)).toBeNull();
  });

  it("shows pictures of ours or in the draft itself, and nothing that leaves the rule", () => {
    const logo = (url: string) =>
      readDraft(event({ data: { ...draft, logo: { url, width: 1, height: 1 } } }), win)?.logo;
    expect(logo("/brand/0192/logo-ab.png")).toBeTruthy();
    for (const url of [
      "https://evil.example/a.png",
      "//evil.example/a.png",
      "data:image/svg+xml;base64,AA",
      '/brand/a"){}body{}',
    ])
      expect(logo(url)).toBeNull();
  });

  it("never widens the header", () => {
    const read = readDraft(
      event({ data: { ...draft, logo: { ...draft.logo, width: 9000, height: 10 } } }),
      win,
    );
    expect(read && rulesOf(read)).toContain("width:11.00em");
  });
});
