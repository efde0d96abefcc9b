// A branding as the form holds it.
import type { components } from "@virtual-queue/client";

type Branding = components["schemas"]["BrandingView"];
type LookInput = components["schemas"]["LookInput"];

/** What is said in one language; empty where nothing is. */
export interface Wording {
  title: string;
  welcome: string;
  note: string;
}

export interface LookFields {
  accent: string | null;
  background: string | null;
  text: string | null;
  texts: Record<string, Wording>;
}

export const NO_WORDS: Wording = { title: "", welcome: "", note: "" };

export function fieldsOf({ accent, background, text, texts }: Branding): LookFields {
  const worded = Object.entries(texts).map(([language, words]) => [
    language,
    { title: words.title ?? "", welcome: words.welcome ?? "", note: words.note ?? "" },
  ]);
  return {
    accent: accent ?? null,
    background: background ?? null,
    text: text ?? null,
    texts: Object.fromEntries(worded),
  };
}

/** What to send: what is not in `fields` stays; languages in which nothing is said are left out. */
export function inputOf({ texts, ...colours }: Partial<LookFields>): LookInput {
  if (!texts) return colours;
  const said = Object.entries(texts)
    .map(([language, words]) => [language, trimmed(words)] as const)
    .filter(([, { title, welcome, note }]) => title || welcome || note);
  return { ...colours, texts: Object.fromEntries(said) };
}

const trimmed = ({ title, welcome, note }: Wording) => ({
  title: title.trim() || null,
  welcome: welcome.trim() || null,
  note: note.trim() || null,
});

/**
 * The words of a language as pages show them: what is not said in it is said in English, and what is not said at all, as what
 * is worn below says it.
 */
export function wordsIn(texts: Record<string, Wording>, under: Record<string, Wording>, language: string) {
  const layers = [texts[language], texts.en, under[language], under.en].map((words) =>
    trimmed(words ?? NO_WORDS),
  );
  const first = (name: keyof Wording) => layers.find((words) => words[name])?.[name] ?? null;
  return { title: first("title"), welcome: first("welcome"), note: first("note") };
}

/** A colour as `#rrggbb`, from what somebody typed: `1A7F5A`, `#abc`; otherwise `null`. */
export function colourOf(typed: string): string | null {
  const digits = typed.trim().replace(/^#/, "").toLowerCase();
  if (/^[0-9a-f]{6}$/.test(digits)) return `#${digits}`;
  if (/^[0-9a-f]{3}$/.test(digits)) return `#${[...digits].map((digit) => digit + digit).join("")}`;
  return null;
}
