import { describe, expect, it } from "vitest";
import { fromLocal, toLocal } from "../../src/lib/schedule";

/** Whole, half and quarter hours, north and south, half an hour of summer time, and none. */
const ZONES = [
  "UTC",
  "Europe/Berlin",
  "America/St_Johns",
  "Asia/Kolkata",
  "Asia/Kathmandu",
  "Australia/Lord_Howe",
  "Pacific/Chatham",
  "Pacific/Apia",
];

describe("a moment in the queue's time zone", () => {
  it("is shown and read as its clocks show it", () => {
    expect(toLocal("2026-03-02T08:00:00Z", "Europe/Berlin")).toBe("2026-03-02T09:00");
    expect(fromLocal("2026-03-02T09:00", "Europe/Berlin")).toBe("2026-03-02T08:00:00Z");
    expect(toLocal("2026-07-01T10:00:00+05:30", "America/New_York")).toBe("2026-07-01T00:30");
    expect(toLocal("", "UTC")).toBe("");
    expect(toLocal("soon", "UTC")).toBe("");
    expect(fromLocal("", "UTC")).toBe("");
  });

  it("goes there and back in every kind of zone, near the change of clocks, too", () => {
    for (const zone of ZONES) {
      for (const at of [
        "2026-03-28T12:00:00Z",
        "2026-03-29T03:30:00Z",
        "2026-10-25T04:00:00Z",
        "2026-12-31T23:59:00Z",
      ]) {
        const local = toLocal(at, zone);
        expect(toLocal(fromLocal(local, zone), zone), `${at} ${zone}`).toBe(local);
      }
    }
  });

  it("that the clocks skip is the one an hour later", () => {
    expect(fromLocal("2026-03-29T02:30", "Europe/Berlin")).toBe("2026-03-29T01:30:00Z");
  });
});
