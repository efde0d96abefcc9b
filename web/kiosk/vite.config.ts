import preact from "@preact/preset-vite";
import { defineConfig } from "vitest/config";

// Served by the binary below `/kiosk/`; every path there that is no file is this page.
export default defineConfig({
  base: "/kiosk/",
  // The server puts a new one into every page.
  html: { cspNonce: "__NONCE__" },
  plugins: [preact({ devToolsEnabled: false })],
  build: { outDir: "dist", assetsInlineLimit: 0, modulePreload: false, sourcemap: false },
  test: { environment: "node", include: ["test/**/*.test.ts"] },
});
