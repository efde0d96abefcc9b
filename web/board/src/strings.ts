// Words in the languages of the board. A language that is none of ours is spoken to in English.
import ar from "../locales/ar.json";
import de from "../locales/de.json";
import en from "../locales/en.json";
import es from "../locales/es.json";
import fr from "../locales/fr.json";
import ja from "../locales/ja.json";

export type Strings = Record<string, string>;

const ALL: Record<string, Strings> = { en, de, es, fr, ar, ja };

export interface Words {
  language: string;
  dir: "rtl" | "ltr";
  t(key: keyof typeof en, values?: Record<string, string>): string;
  people(count: number): string;
}

export function wordsIn(tag: string): Words {
  const primary = tag.toLowerCase().split(/[-_]/)[0] ?? "";
  const language = primary in ALL ? primary : "en";
  const strings: Strings = ALL[language] ?? en;
  const fill = (text: string, values: Record<string, string> = {}) =>
    text.replace(/\{(\w+)\}/g, (whole, name: string) => values[name] ?? whole);
  const rules = new Intl.PluralRules(language);
  const numbers = new Intl.NumberFormat(language);
  return {
    language,
    dir: language === "ar" ? "rtl" : "ltr",
    t: (key, values) => fill(strings[key] ?? en[key], values),
    people: (count) =>
      count === 0
        ? (strings.none ?? "")
        : fill(strings[`people.${rules.select(count)}`] ?? strings["people.other"] ?? "", {
            count: numbers.format(count),
          }),
  };
}

/** "A042" as it is to be spoken: sign by sign, for "forty-two" is not what stands on the ticket. */
export const spelled = (number: string) => [...number].join(" ");
