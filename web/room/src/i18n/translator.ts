// Strings, numbers and times in the visitor's language.
import type { Wait } from "../types";
import { direction, type Key, type Language, type PluralKey, type Strings } from "./locales";
import { roundedWait } from "./wait";

type Params = Record<string, string>;

export interface Translator {
  language: Language;
  dir: "rtl" | "ltr";
  t(key: Key, params?: Params): string;
  plural(key: PluralKey, count: number, params?: Params): string;
  number(value: number): string;
  percent(share: number): string;
  /** "14:35". */
  time(ms: number): string;
  /** "14:35" today, else with the date. */
  moment(ms: number, now: number): string;
  /** "4:05", "1:04:05": a running clock. */
  clock(ms: number): string;
  /** "2 minutes", "45 seconds": for speech. */
  duration(ms: number): string;
  /** "12–18 minutes". */
  wait(wait: Wait | null): string;
  /** "14:35 – 14:45": when the turn will probably come. */
  turnAt(wait: Wait, now: number): string;
  /** "20 seconds ago", "in 8 seconds". */
  relative(ms: number): string;
}

const fill = (text: string, params: Params = {}) =>
  text.replace(/\{(\w+)\}/g, (whole, name: string) => params[name] ?? whole);

export function createTranslator(language: Language, strings: Strings): Translator {
  const rules = new Intl.PluralRules(language);
  const numbers = new Intl.NumberFormat(language);
  const percents = new Intl.NumberFormat(language, { style: "percent" });
  const times = new Intl.DateTimeFormat(language, { hour: "numeric", minute: "2-digit" });
  const dates = new Intl.DateTimeFormat(language, {
    weekday: "long",
    day: "numeric",
    month: "long",
    hour: "numeric",
    minute: "2-digit",
  });
  const days = new Intl.DateTimeFormat(language, { weekday: "short", hour: "numeric", minute: "2-digit" });
  const ago = new Intl.RelativeTimeFormat(language, { numeric: "always" });
  const two = new Intl.NumberFormat(language, { minimumIntegerDigits: 2 });
  const unit = (name: "second" | "minute" | "hour", unitDisplay: "long" | "short" = "long") =>
    new Intl.NumberFormat(language, { style: "unit", unit: name, unitDisplay });

  const t = (key: Key, params?: Params) => fill(strings[key], params);

  /** "1 hr 20 min" */
  const hours = (minutes: number) => {
    const [whole, rest] = [Math.floor(minutes / 60), minutes % 60];
    const parts = [
      whole && unit("hour", "short").format(whole),
      rest && unit("minute", "short").format(rest),
    ];
    return parts.filter(Boolean).join(" ");
  };

  function duration(ms: number): string {
    const seconds = Math.max(0, Math.round(ms / 1000));
    return seconds < 90 ? unit("second").format(seconds) : unit("minute").format(Math.round(seconds / 60));
  }

  function wait(value: Wait | null): string {
    if (!value) return t("wait_unknown");
    const { from, to } = roundedWait(value);
    if (to < 1) return t("wait_soon");
    if (to >= 60) return from === to ? hours(to) : t("wait_range", { from: hours(from), to: hours(to) });
    const minutes = unit("minute");
    return from === to ? minutes.format(to) : minutes.formatRange(from, to);
  }

  const sameDay = (a: number, b: number) => new Date(a).toDateString() === new Date(b).toDateString();

  return {
    language,
    dir: direction(language),
    t,
    plural(key, count, params) {
      const all = strings as Record<string, string>;
      const text = all[`${key}.${rules.select(count)}`] ?? all[`${key}.other`] ?? "";
      return fill(text, { count: numbers.format(count), ...params });
    },
    number: (value) => numbers.format(value),
    percent: (share) => percents.format(share),
    time: (ms) => times.format(ms),
    // Intl throws on an invalid time; a missing word is better than a missing page.
    moment: (ms, now) => (Number.isNaN(ms) ? "" : (sameDay(ms, now) ? times : dates).format(ms)),
    clock(ms) {
      const total = Math.max(0, Math.ceil(ms / 1000));
      const [h, m, s] = [Math.floor(total / 3600), Math.floor(total / 60) % 60, total % 60];
      const tail = `${h ? two.format(m) : numbers.format(m)}:${two.format(s)}`;
      return h ? `${numbers.format(h)}:${tail}` : tail;
    },
    duration,
    wait,
    turnAt(value, now) {
      const { from, to } = roundedWait(value);
      // Precision that the estimate does not have would only disappoint.
      const step = to > 20 ? 5 * 60_000 : 60_000;
      const [a, b] = [Math.floor((now + from * 60_000) / step), Math.ceil((now + to * 60_000) / step)];
      const format = sameDay(now, b * step) ? times : days;
      return a === b ? format.format(a * step) : format.formatRange(a * step, b * step);
    },
    relative(ms) {
      const seconds = Math.round(ms / 1000);
      const size = Math.abs(seconds);
      if (seconds <= 0 && size < 10) return t("updated_now");
      if (size < 60) return ago.format(seconds < 0 ? Math.ceil(seconds / 10) * 10 : seconds, "second");
      if (size < 3600) return ago.format(Math.trunc(seconds / 60), "minute");
      return ago.format(Math.trunc(seconds / 3600), "hour");
    },
  };
}
