import { describe, expect, it } from "vitest";
import { LANGUAGES, type Language, loadStrings, toLanguage, unpacked } from "../src/i18n/locales";
import { keysOfAll, packed, SERVER_ONLY, wordsIn } from "../vite.config";

const languages = Object.keys(LANGUAGES) as Language[];
const all = new Map(await Promise.all(languages.map(async (l) => [l, await loadStrings(l)] as const)));
const strings = (language: Language) => all.get(language) as Record<string, string>;
const PLURAL = /\.(zero|one|two|few|many|other)$/;
const placeholders = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map((m) => m[1] ?? "").sort();
const english = strings("en");
const bases = new Set(
  Object.keys(english).flatMap((key) => (PLURAL.test(key) ? [key.replace(PLURAL, "")] : [])),
);
const simple = Object.keys(english).filter((key) => !PLURAL.test(key));

describe.each(languages)("%s", (language) => {
  const own = strings(language);

  it("has every string and no other", () => {
    expect(
      Object.keys(own)
        .filter((key) => !PLURAL.test(key))
        .sort(),
    ).toEqual([...simple].sort());
    for (const [key, text] of Object.entries(own)) expect(text.trim(), key).not.toBe("");
  });

  it("has exactly the plural categories of its language", () => {
    const needed = [...new Intl.PluralRules(language).resolvedOptions().pluralCategories].sort();
    for (const base of bases) {
      const found = Object.keys(own).filter((key) => PLURAL.test(key) && key.replace(PLURAL, "") === base);
      expect(found.map((key) => key.slice(base.length + 1)).sort(), base).toEqual(needed);
    }
  });

  it("is built without its keys and has them again when it is loaded", () => {
    const keys = keysOfAll();
    const words = wordsIn(JSON.stringify(own));
    expect(unpacked(packed(words, keys), keys.join(" "))).toEqual(words);
    expect(Object.keys(words).length).toBeGreaterThan(100);
  });

  it("has the same placeholders", () => {
    for (const key of simple)
      expect(placeholders(own[key] ?? ""), key).toEqual(placeholders(english[key] ?? ""));
    for (const key of Object.keys(own).filter((k) => PLURAL.test(k))) {
      const expected = placeholders(english[key.replace(PLURAL, ".other")] ?? "");
      // "One person" and "two people" may be words.
      const named = /\.(zero|one|two)$/.test(key) ? expected.filter((name) => name !== "count") : expected;
      expect(
        placeholders(own[key] ?? "").filter((name) => named.includes(name)),
        key,
      ).toEqual(named);
      for (const name of placeholders(own[key] ?? "")) expect(expected, key).toContain(name);
    }
  });
});

it("uses no words that the script is built without", () => {
  const sources = import.meta.glob<string>("../src/**/*.{ts,tsx}", {
    query: "?raw",
    import: "default",
    eager: true,
  });
  const source = Object.values(sources).join("\n");
  for (const key of Object.keys(english).filter((key) => SERVER_ONLY.test(key))) {
    const base = key.replace(PLURAL, "");
    expect(source.includes(`"${base}"`) || source.includes(`\`${base}\``), key).toBe(false);
  }
});

it("is translated: no longer text is the English one", () => {
  for (const language of languages.filter((l) => l !== "en")) {
    const own = strings(language);
    for (const key of simple)
      if ((english[key]?.length ?? 0) > 25) expect(own[key], `${language} ${key}`).not.toBe(english[key]);
  }
});

it("chooses by the primary subtag", () => {
  expect(["de-AT", "pt-BR", "AR", "ja_JP", "", undefined].map(toLanguage)).toEqual([
    "de",
    "en",
    "ar",
    "ja",
    "en",
    "en",
  ]);
});
