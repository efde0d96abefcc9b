// Light or dark by choice instead of by the device: a board on the wall has no evening.

export type Scheme = "light" | "dark";

const DARK = /\(\s*prefers-color-scheme:\s*dark\s*\)/;
/** Rules about the scheme, which no longer say so once they are set. */
const known = new WeakSet<CSSMediaRule>();

/** Shows one scheme; null for that of the device. To be repeated when a stylesheet has been added. */
export function setScheme(doc: Document, scheme: Scheme | null): void {
  doc.documentElement.style.colorScheme = scheme ?? "";
  const wanted = scheme === "dark" ? "all" : scheme === "light" ? "not all" : "(prefers-color-scheme: dark)";
  for (const sheet of [...doc.styleSheets, ...doc.adoptedStyleSheets]) {
    for (const rule of sheet.cssRules) {
      if (!(rule instanceof CSSMediaRule)) continue;
      if (!known.has(rule) && !DARK.test(rule.conditionText)) continue;
      known.add(rule);
      rule.media.mediaText = wanted;
    }
  }
}
