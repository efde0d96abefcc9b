// axe cannot judge text on gradients, so the palette itself is checked: WCAG 2.2 AA on every sky, sea
// and sun, at every height of the sun.
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";

const css = readFileSync(new URL("../src/styles/tokens.css", import.meta.url), "utf8");
const [light = "", dark = ""] = css.split("@media (prefers-color-scheme: dark)");

type Rgb = [number, number, number];

function tokens(part: string): Record<string, Rgb> {
  const found: Record<string, Rgb> = {};
  for (const [, name, hex] of part.matchAll(/--([\w-]+):\s*#([0-9a-f]{6});/g)) {
    const value = Number.parseInt(hex ?? "", 16);
    found[name ?? ""] ??= [value >> 16, (value >> 8) & 255, value & 255];
  }
  return found;
}

function luminance(rgb: Rgb): number {
  const [r, g, b] = rgb.map((c) =>
    c / 255 <= 0.04045 ? c / 255 / 12.92 : ((c / 255 + 0.055) / 1.055) ** 2.4,
  ) as Rgb;
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(a: Rgb, b: Rgb): number {
  const [x, y] = [luminance(a), luminance(b)];
  return (Math.max(x, y) + 0.05) / (Math.min(x, y) + 0.05);
}

const mix = (a: Rgb, b: Rgb, share: number) => a.map((c, i) => c + ((b[i] ?? 0) - c) * share) as Rgb;

describe.each([
  ["light", { ...tokens(light) }],
  ["dark", { ...tokens(light), ...tokens(dark) }],
])("%s", (_, palette) => {
  const get = (name: string): Rgb => {
    const rgb = palette[name];
    if (!rgb) throw new Error(`no token --${name}`);
    return rgb;
  };
  const skies = ["sky-hi", "sky-lo", "sea-hi", "sea-lo"].flatMap((name) =>
    [0, 0.25, 0.5, 0.75, 1].flatMap((share) => [
      mix(get(`${name}-0`), get(`${name}-half`), share),
      mix(get(`${name}-half`), get(`${name}-1`), share),
    ]),
  );

  it("text is readable on every background", () => {
    for (const sky of [...skies, get("paper"), get("sun")])
      expect(contrast(get("ink"), sky)).toBeGreaterThan(4.5);
    for (const sky of [...skies, get("paper")]) expect(contrast(get("ink-soft"), sky)).toBeGreaterThan(4.5);
    // Between sky and sun lies the sun's glow.
    for (const sky of skies) expect(contrast(get("ink"), mix(sky, get("sun"), 0.5))).toBeGreaterThan(4.5);
    expect(contrast(get("paper"), get("ink"))).toBeGreaterThan(4.5);
  });

  it("focus ring and progress stand out", () => {
    for (const sky of [...skies, get("paper"), get("sun")])
      expect(contrast(get("you"), sky)).toBeGreaterThan(3);
  });
});
