import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

const SERVER = process.env.VQUEUE_SERVER ?? "http://127.0.0.1:7878";

// The binary serves the build under /admin and puts a nonce of its own into every copy of index.html; see crates/console.
export default defineConfig({
  base: "/admin/",
  plugins: [react()],
  html: { cspNonce: "__NONCE__" },
  // The client from its source: no build of it is needed first.
  resolve: { conditions: ["source", "module", "browser", "development|production"] },
  ssr: { resolve: { conditions: ["source", "module", "node", "development|production"] } },
  build: {
    outDir: "dist",
    assetsInlineLimit: 0,
    sourcemap: false,
    chunkSizeWarningLimit: 1000,
    manifest: "manifest.json",
    modulePreload: { polyfill: false },
  },
  // `npm run dev` shows the pages over a server that runs.
  server: { proxy: { "^/(v1|q|assets|\\.well-known)/": SERVER, "/ws": { target: SERVER, ws: true } } },
  test: {
    environment: "node",
    include: ["test/**/*.test.{ts,tsx}"],
  },
});
