import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
// @ts-expect-error a script without types
import { generate } from "../scripts/generate.mjs";

it("the types are those of docs/openapi.json; if not: npm run generate -w @virtual-queue/client", async () => {
  const stored = readFileSync(new URL("../src/schema.ts", import.meta.url), "utf8");
  expect(stored === (await generate())).toBe(true);
}, 60_000);
