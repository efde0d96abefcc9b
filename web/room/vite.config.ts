import preact from "@preact/preset-vite";
import { defineConfig } from "vitest/config";

// The server links `assets/room.js` and `assets/room.css` by these names and adds an ETag; only the
// chunks that room.js itself loads (one per language) carry a hash. `base: "./"` keeps their URLs
// relative, because the same files are served under "/assets/" and under "/.vq/assets/".
export default defineConfig({
  base: "./",
  plugins: [preact({ devToolsEnabled: false })],
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
