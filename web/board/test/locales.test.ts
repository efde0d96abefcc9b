import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";

const folder = new URL("../locales/", import.meta.url);
const read = (name: string) =>
  JSON.parse(readFileSync(new URL(name, folder), "utf8")) as Record<string, string>;
const en = read("en.json");
const plain = (strings: Record<string, string>) => Object.keys(strings).filter((key) => !key.includes("."));
const names = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name).sort();

describe.each(readdirSync(folder))("%s", (file) => {
  const strings = read(file);

  it("has every text, with the same places to fill", () => {
    expect(plain(strings)).toEqual(plain(en));
    for (const key of plain(en)) expect(names(strings[key] ?? ""), key).toEqual(names(en[key] ?? ""));
  });

  it("has the plural forms of its language", () => {
    const { pluralCategories } = new Intl.PluralRules(file.slice(0, 2)).resolvedOptions();
    const forms = Object.keys(strings).filter((key) => key.startsWith("people."));
    expect(forms.sort()).toEqual(pluralCategories.map((form) => `people.${form}`).sort());
  });
});
