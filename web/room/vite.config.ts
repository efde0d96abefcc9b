import { readdirSync, readFileSync } from "node:fs";
import preact from "@preact/preset-vite";
import { defineConfig } from "vitest/config";

// The server links `assets/room.js` and `assets/room.css` by these names and adds an ETag; only the
// chunks that room.js itself loads (one per language) carry a hash. `base: "./"` keeps their URLs
// relative, because the same files are served under "/assets/" and under "/.vq/assets/".
/** Words of the pages that the server draws alone: the script does without them. A test holds that against its source. */
export const SERVER_ONLY =
  /^(active_until|back|fact_ahead|location_\w+|my_place|nojs_\w+|reason_\w+|recover_\w+|take_number|work_nojs)(\.\w+)?$/;

const LOCALES = new URL("./locales/", import.meta.url);

/** Every key that some language has, of those that the script needs. */
const KEYS = [
  ...new Set(
    readdirSync(LOCALES).flatMap((name) =>
      Object.keys(JSON.parse(readFileSync(new URL(name, LOCALES), "utf8"))),
    ),
  ),
].filter((key) => !SERVER_ONLY.test(key));

/** In the build the keys stand once in the script, and each language is the list of its words in their order. */
const wordsOfTheScript = {
  name: "words-of-the-script",
  apply: "build" as const,
  enforce: "pre" as const,
  transform(code: string, id: string) {
    if (!/[\\/]room[\\/]locales[\\/]\w+\.json$/.test(id)) return null;
    const words = JSON.parse(code);
    return { code: JSON.stringify(KEYS.map((key) => words[key] ?? null)), map: null };
  },
};

export default defineConfig({
  base: "./",
  define: { WORD_KEYS: JSON.stringify(KEYS.join(" ")) },
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
