import { readdirSync, readFileSync } from "node:fs";
import preact from "@preact/preset-vite";
import { defineConfig } from "vitest/config";

// The server links `assets/room.js` and `assets/room.css` by these names and adds an ETag; only the
// chunks that room.js itself loads (one per language) carry a hash. `base: "./"` keeps their URLs
// relative, because the same files are served under "/assets/" and under "/.vq/assets/".
/** Words of the pages that the server draws alone: the script does without them. A test holds that against its source. */
export const SERVER_ONLY =
  /^(active_until|back|fact_ahead|location_\w+|my_place|nojs_\w+|reason_\w+|recover_\w+|take_number|work_nojs)(\.\w+)?$/;

type Words = Record<string, string>;

/** The words of the script in one language. */
export const wordsIn = (json: string): Words =>
  Object.fromEntries(Object.entries(JSON.parse(json) as Words).filter(([key]) => !SERVER_ONLY.test(key)));

/** The keys of all languages: some have more plural categories than others. */
export function keysOfAll(): string[] {
  const folder = new URL("./locales/", import.meta.url);
  const all = readdirSync(folder).map((file) => wordsIn(readFileSync(new URL(file, folder), "utf8")));
  return [...new Set(all.flatMap((words) => Object.keys(words)))];
}

/** The values alone, a line each. */
export function packed(words: Words, keys: readonly string[]): string {
  const lines = keys.map((key) => words[key] ?? "");
  if (lines.some((line) => line.includes("\n"))) throw new Error("a text has a line break");
  return lines.join("\n");
}

/** A language is built as its values alone, a line each: the keys are the same in all, and stand in the script once. */
const wordsOfTheScript = {
  name: "words-of-the-script",
  apply: "build" as const,
  enforce: "pre" as const,
  config: () => ({ define: { VQ_KEYS: JSON.stringify(keysOfAll().join(" ")) } }),
  transform(code: string, id: string) {
    if (!/[\\/]room[\\/]locales[\\/]\w+\.json$/.test(id)) return null;
    return { code: JSON.stringify(packed(wordsIn(code), keysOfAll())), map: null };
  },
};

export default defineConfig({
  base: "./",
  plugins: [wordsOfTheScript, preact({ devToolsEnabled: false })],
  json: { namedExports: false, stringify: true },
  worker: { format: "es" },
  build: {
    outDir: "dist",
    assetsInlineLimit: 0,
    cssCodeSplit: false,
    modulePreload: false,
    sourcemap: false,
    rollupOptions: {
      input: { room: "src/main.tsx" },
      output: {
        entryFileNames: "assets/[name].js",
        chunkFileNames: "assets/[name]-[hash].js",
        assetFileNames: "assets/room.[ext]",
      },
    },
  },
  test: {
    environment: "node",
    include: ["test/**/*.test.{ts,mjs}"],
  },
});
