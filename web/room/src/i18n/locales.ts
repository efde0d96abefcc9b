// The languages of the page. Each one's strings are a chunk of their own, loaded when needed.
import type en from "../../locales/en.json";

export type Strings = typeof en;
export type Key = keyof Strings;
type Base<K> = K extends `${infer B}.other` ? B : never;
/** Keys that exist once per plural category. */
export type PluralKey = Base<Key>;

/** Own names, so that everybody finds their language in any language. */
export const LANGUAGES = {
  en: "English",
  de: "Deutsch",
  es: "Español",
  fr: "Français",
  ar: "العربية",
  ja: "日本語",
} as const;

export type Language = keyof typeof LANGUAGES;

export function toLanguage(tag: string | null | undefined): Language {
  const primary = (tag ?? "").toLowerCase().split(/[-_]/)[0] ?? "";
  return primary in LANGUAGES ? (primary as Language) : "en";
}

export function direction(language: Language): "rtl" | "ltr" {
  return language === "ar" ? "rtl" : "ltr";
}

/** The keys of the words, in the order of a built language's lines; see vite.config.ts. */
declare const VQ_KEYS: string;

const loaders = import.meta.glob<{ default: Strings | string }>("../../locales/*.json");

/** The words of a built language. What a language has no word for is absent. */
export function unpacked(lines: string, keys: string): Strings {
  const values = lines.split("\n");
  const words = keys.split(" ").map((key, at) => [key, values[at]] as const);
  return Object.fromEntries(words.filter(([, word]) => word)) as Strings;
}

export async function loadStrings(language: Language): Promise<Strings> {
  const load = loaders[`../../locales/${language}.json`];
  if (!load) throw new Error(`no strings for ${language}`);
  const words = (await load()).default;
  return typeof words === "string" ? unpacked(words, VQ_KEYS) : words;
}
