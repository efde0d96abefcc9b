// Words in the languages of the kiosk: all in the first file, for it must speak them without the server.
import ar from "../locales/ar.json";
import de from "../locales/de.json";
import en from "../locales/en.json";
import es from "../locales/es.json";
import fr from "../locales/fr.json";
import ja from "../locales/ja.json";
import type { Wait } from "./types";

export type Key = Exclude<keyof typeof en, `${string}.${string}`>;
type Strings = Record<string, string>;

const ALL = { en, de, es, fr, ar, ja } as const;
export type Language = keyof typeof ALL;

/** Own names, so that everybody finds their language in any language. */
export const NAMES: Record<Language, string> = {
  en: "English",
  de: "Deutsch",
  es: "Español",
  fr: "Français",
  ar: "العربية",
  ja: "日本語",
};

export interface Words {
  language: Language;
  dir: "rtl" | "ltr";
  t(key: Key, values?: Record<string, string>): string;
  plural(key: "waiting" | "ahead", count: number): string;
  /** "25 minutes", rounded as far as an estimate is good. */
  wait(wait: Wait): string;
  seconds(count: number): string;
  time(at: string, zone: string): string;
}

/** Those of the location that are ours, in its order; all of ours where it has none of them. */
export function offered(tags: readonly string[]): Language[] {
  const own = tags.map(toLanguage).filter((language) => language !== null);
  return own.length > 0 ? [...new Set(own)] : (Object.keys(NAMES) as Language[]);
}

export function toLanguage(tag: string): Language | null {
  const primary = tag.toLowerCase().split(/[-_]/)[0] ?? "";
  return primary in ALL ? (primary as Language) : null;
}

export function wordsIn(language: Language): Words {
  const strings: Strings = ALL[language];
  const rules = new Intl.PluralRules(language);
  const numbers = new Intl.NumberFormat(language);
  const unit = (name: "second" | "minute") =>
    new Intl.NumberFormat(language, { style: "unit", unit: name, unitDisplay: "long" });
  const [seconds, minutes] = [unit("second"), unit("minute")];
  const fill = (text: string, values: Record<string, string> = {}) =>
    text.replace(/\{(\w+)\}/g, (whole, name: string) => values[name] ?? whole);
  return {
    language,
    dir: language === "ar" ? "rtl" : "ltr",
    t: (key, values) => fill(strings[key] ?? "", values),
    plural: (key, count) =>
      fill(strings[`${key}.${rules.select(count)}`] ?? strings[`${key}.other`] ?? "", {
        count: numbers.format(count),
      }),
    wait({ p50 }) {
      const whole = Math.max(1, Math.round(p50 / 60));
      return minutes.format(whole > 15 ? Math.round(whole / 5) * 5 : whole);
    },
    seconds: (count) => seconds.format(count),
    time(at, zone) {
      const style = { dateStyle: "medium", timeStyle: "short", timeZone: zone } as const;
      return new Intl.DateTimeFormat(language, style).format(new Date(at));
    },
  };
}
