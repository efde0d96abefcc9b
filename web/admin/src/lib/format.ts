// Numbers, times and durations as people read them, in the browser's language.

const number = new Intl.NumberFormat();
const compact = new Intl.NumberFormat(undefined, { notation: "compact", maximumFractionDigits: 1 });

/** `12,345`. */
export const count = (value: number): string => number.format(value);

/** `12.3K`, for where there is little room. */
export const short = (value: number): string =>
  value < 10_000 ? number.format(value) : compact.format(value);

/** `1 person`, `3 people`. */
export function people(value: number): string {
  return `${count(value)} ${value === 1 ? "person" : "people"}`;
}

/** A wait in the words of the wait page: no more exact than it is. `null` is not known. */
export function duration(seconds: number | null | undefined): string {
  if (seconds === null || seconds === undefined || !Number.isFinite(seconds)) return "—";
  if (seconds < 1) return "none";
  if (seconds < 60) return `${Math.ceil(seconds)} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return minutes % 60 === 0 ? `${hours} h` : `${hours} h ${minutes % 60} min`;
  return `${Math.floor(hours / 24)} d ${hours % 24} h`;
}

/** Date and time of a moment, in a time zone if one is given. `null` is a dash. */
export function moment(at: string | number | null | undefined, timeZone?: string): string {
  if (at === null || at === undefined) return "—";
  return new Intl.DateTimeFormat(undefined, {
    weekday: "short",
    day: "numeric",
    month: "short",
    hour: "2-digit",
    minute: "2-digit",
    ...(timeZone ? { timeZone } : {}),
  }).format(new Date(at));
}

/** Time of day. */
export function clock(at: string | number, timeZone?: string): string {
  return new Intl.DateTimeFormat(undefined, {
    hour: "2-digit",
    minute: "2-digit",
    ...(timeZone ? { timeZone } : {}),
  }).format(new Date(at));
}

/** Time of day with its seconds. */
export function clockSeconds(at: string | number): string {
  return new Intl.DateTimeFormat(undefined, { timeStyle: "medium" }).format(new Date(at));
}

/** `pre_queue` as `Pre queue`. */
export function words(name: string): string {
  const text = name.replaceAll("_", " ");
  return text.charAt(0).toUpperCase() + text.slice(1);
}
