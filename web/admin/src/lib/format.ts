// Numbers, times and durations as people read them, in the browser's language.

const number = new Intl.NumberFormat();
const compact = new Intl.NumberFormat(undefined, { notation: "compact", maximumFractionDigits: 1 });

/** `12,345`. */
export const count = (value: number): string => number.format(value);

/** `12.3k` and `1.2M`, for where there is little room. */
export const short = (value: number): string =>
  value < 10_000 ? number.format(value) : compact.format(value).replace(/m$/, "M");

/** `1 person`, `3 people`. */
export function people(value: number): string {
  return `${count(value)} ${value === 1 ? "person" : "people"}`;
}

/** A wait in the words of the wait page: no more exact than it is. `null` is not known. */
export function duration(seconds: number | null | undefined): string {
  if (seconds === null || seconds === undefined || !Number.isFinite(seconds)) return NEVER;
  if (seconds < 1) return "none";
  if (seconds < 60) return `${Math.ceil(seconds)} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return minutes % 60 === 0 ? `${hours} h` : `${hours} h ${minutes % 60} min`;
  return `${Math.floor(hours / 24)} d ${hours % 24} h`;
}

/** A share as `4.5%` or `37%`; `null` is not known. */
export const percent = (share: number | null | undefined): string =>
  share === null || share === undefined
    ? NEVER
    : `${(share * 100).toFixed(share > 0 && share < 0.1 ? 1 : 0)}%`;

type At = string | number | null | undefined;

const NEVER = "—";

function written(at: At, options: Intl.DateTimeFormatOptions, timeZone?: string): string {
  const date = new Date(at ?? Number.NaN);
  if (Number.isNaN(date.getTime())) return NEVER;
  return new Intl.DateTimeFormat(undefined, { ...options, ...(timeZone ? { timeZone } : {}) }).format(date);
}

/** Date and time of a moment, in a time zone if one is given. What is no moment is a dash, here and below. */
export const moment = (at: At, timeZone?: string): string =>
  written(
    at,
    { weekday: "short", day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" },
    timeZone,
  );

/** A day, without its time. */
export const dayOf = (at: At, timeZone?: string): string =>
  written(at, { day: "numeric", month: "short" }, timeZone);

/** A day with its year, for what lies far off. */
export const dateOf = (at: At, timeZone?: string): string =>
  written(at, { day: "numeric", month: "short", year: "numeric" }, timeZone);

/** Time of day. */
export const clock = (at: At, timeZone?: string): string =>
  written(at, { hour: "2-digit", minute: "2-digit" }, timeZone);

/** Time of day with its seconds. */
export const clockSeconds = (at: At): string => written(at, { timeStyle: "medium" });

/** `pre_queue` as `Pre queue`. */
export function words(name: string): string {
  const text = name.replaceAll("_", " ");
  return text.charAt(0).toUpperCase() + text.slice(1);
}
