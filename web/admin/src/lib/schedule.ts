// A schedule as the form holds it, and its time zones.
import type { components } from "@virtual-queue/client";

export type Schedule = components["schemas"]["Schedule"];
export type Day = components["schemas"]["Day"];

export const DAYS: readonly { value: Day; label: string; name: string }[] = [
  { value: "mon", label: "Mo", name: "Monday" },
  { value: "tue", label: "Tu", name: "Tuesday" },
  { value: "wed", label: "We", name: "Wednesday" },
  { value: "thu", label: "Th", name: "Thursday" },
  { value: "fri", label: "Fr", name: "Friday" },
  { value: "sat", label: "Sa", name: "Saturday" },
  { value: "sun", label: "Su", name: "Sunday" },
];

const WORKDAYS: Day[] = ["mon", "tue", "wed", "thu", "fri"];

/** The browser's own time zone. */
export const ownZone = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone || "UTC";

/** All time zones that the browser knows, `UTC` first. */
export function zones(): string[] {
  return ["UTC", ...Intl.supportedValuesOf("timeZone").filter((zone) => zone !== "UTC")];
}

/** What a new schedule begins with: workdays from nine to five. */
export function newSchedule(timeZone: string): Schedule {
  return { timeZone, windows: [{ days: WORKDAYS, from: "09:00", to: "17:00" }], exceptions: [], events: [] };
}

/** A moment as `<input type="datetime-local">` shows it in a time zone: `2026-03-02T09:00`. Empty if it is none. */
export function toLocal(at: string, timeZone: string): string {
  const date = new Date(at);
  if (!at || Number.isNaN(date.getTime())) return "";
  const local = new Date(date.getTime() + offsetMs(date, timeZone));
  return local.toISOString().slice(0, 16);
}

/** The moment at which the clocks of a time zone show `local`; where they never do, the one an hour later. RFC 3339, UTC. */
export function fromLocal(local: string, timeZone: string): string {
  const wall = new Date(`${local}:00Z`);
  if (!/^\d/.test(local) || Number.isNaN(wall.getTime())) return local;
  // The offset depends on the moment that is looked for: once around it, and once again at what was found.
  const near = new Date(wall.getTime() - offsetMs(wall, timeZone));
  return new Date(wall.getTime() - offsetMs(near, timeZone)).toISOString().replace(".000Z", "Z");
}

/** How far a time zone is ahead of UTC at a moment, in milliseconds. */
function offsetMs(at: Date, timeZone: string): number {
  let parts: Intl.DateTimeFormatPart[];
  try {
    parts = new Intl.DateTimeFormat("en-US", {
      timeZone,
      hourCycle: "h23",
      year: "numeric",
      month: "numeric",
      day: "numeric",
      hour: "numeric",
      minute: "numeric",
      second: "numeric",
    }).formatToParts(at);
  } catch {
    return 0;
  }
  const part = (type: string) => Number(parts.find((one) => one.type === type)?.value ?? 0);
  const shown = Date.UTC(
    part("year"),
    part("month") - 1,
    part("day"),
    part("hour"),
    part("minute"),
    part("second"),
  );
  return shown - Math.floor(at.getTime() / 1000) * 1000;
}
