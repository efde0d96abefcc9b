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

/** The keys of the words, in the order of a built language's list. */
declare const WORD_KEYS: string;

const loaders = import.meta.glob<{ default: Strings | readonly (string | null)[] }>("../../locales/*.json");

export async function loadStrings(language: Language): Promise<Strings> {
  const load = loaders[`../../locales/${language}.json`];
  if (!load) throw new Error(`no strings for ${language}`);
  return keyed((await load()).default);
}

/** The words by their keys; a plural category that the language does not have is absent. */
export function keyed(words: Strings | readonly (string | null)[]): Strings {
  if (!Array.isArray(words)) return words as Strings;
  const all = WORD_KEYS.split(" ").map((key, index) => [key, words[index]]);
  return Object.fromEntries(all.filter(([, word]) => word)) as Strings;
}
