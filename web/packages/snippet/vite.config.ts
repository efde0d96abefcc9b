import { defineConfig } from "vitest/config";

// One file without imports, for any page: `<script src="…/snippet.js" data-queue="…">`.
export default defineConfig({
  build: {
    outDir: "dist",
    target: "es2020",
    sourcemap: false,
    lib: { entry: "src/snippet.ts", formats: ["iife"], name: "vqSnippet", fileName: () => "snippet.js" },
  },
  test: { environment: "node", include: ["test/**/*.test.ts"] },
});
