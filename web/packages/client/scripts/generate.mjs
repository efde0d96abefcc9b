// Writes src/schema.ts from docs/openapi.json. test/schema.test.ts fails while the two differ.
import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import openapi, { astToString } from "openapi-typescript";

const DOCUMENT = new URL("../../../../docs/openapi.json", import.meta.url);
const HEAD =
  "// Made by scripts/generate.mjs from docs/openapi.json; do not edit.\n/* biome-ignore-all lint: generated */\n";

/** The types of the API as they should stand in src/schema.ts. */
export async function generate() {
  return HEAD + astToString(await openapi(DOCUMENT, { alphabetize: true, emptyObjectsUnknown: true }));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  writeFileSync(new URL("../src/schema.ts", import.meta.url), await generate());
}
