import { describe, expect, it } from "vitest";
import { milestone, spokenCount } from "../src/announce";
import { destination } from "../src/navigate";
import { initialState, viewOf } from "../src/state";
import type { QueueState, Session } from "../src/types";
import { figures } from "../src/ui/Scene";
import { session } from "./support";

const view = (change: Partial<Session>) =>
  viewOf({ ...initialState, phase: "in_line", session: session(change) });

describe("the view", () => {
  it("follows the queue while waiting", () => {
    const states: QueueState[] = ["scheduled", "pre_queue", "paused", "draining", "closed"];
    for (const queueState of states) expect(view({ queueState })).toBe(queueState);
    expect(view({ queueState: "open" })).toBe("waiting");
    expect(view({ queueState: "open", position: null })).toBe("pre_queue");
  });

  it("offers the turn whatever the queue does", () => {
    expect(view({ status: "released", queueState: "paused" })).toBe("turn");
    expect(view({ status: "active", queueState: "closed" })).toBe("active");
    expect(view({ status: "expired" })).toBe("ended");
  });
});

describe("announcements", () => {
  it("are few: a thousand steps forward are some thirty", () => {
    const said = new Set(Array.from({ length: 1000 }, (_, ahead) => milestone(ahead)));
    expect(said.size).toBeLessThan(36);
    expect([0, 1, 2, 3, 4, 5].map(milestone)).toEqual([0, 1, 2, 3, 4, 5]);
    expect(milestone(1203)).toBe(1500);
  });

  it("say round numbers", () => {
    expect([7, 12, 96, 1203, 84_312].map(spokenCount)).toEqual([7, 12, 100, 1200, 84_300]);
  });
});

describe("the people in the picture", () => {
  it("are exact for the last ones and fewer on the way", () => {
    expect(figures(0, 0.99)).toBe(0);
    expect(figures(5, 0.9)).toBe(5);
    expect(figures(1200, 0)).toBe(14);
    expect(figures(300, 0.75)).toBeLessThan(figures(900, 0.25));
  });
});

describe("where Continue leads", () => {
  it("prefers the server's address, then the page's own, then the root", () => {
    expect(destination("https://shop.example/a", "/b")).toBe("https://shop.example/a");
    expect(destination(null, "/b?c=d")).toBe("/b?c=d");
    expect(destination(null, null)).toBe("/");
  });

  it("never leaves the site by the return path, and never runs script", () => {
    for (const bad of [
      "//evil.example",
      "/\\evil.example",
      "https://evil.example",
      "javascript:alert(1)",
      "evil",
    ]) {
      expect(destination(null, bad)).toBe("/");
    }
    expect(destination("javascript:alert(1)", "/b")).toBe("/b");
  });
});
