// Fails when an application ships more compressed JavaScript than promised. Counts every file of the build, all languages
// together. `node check-size.mjs [workspace]`; without one, the wait page.
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";

const KIB = 1024;
const LIMITS = { room: 40 * KIB, board: 20 * KIB, kiosk: 32 * KIB, "packages/snippet": 5 * KIB };
const [name = "room"] = process.argv.slice(2);
const limit = LIMITS[name];
const folder = new URL(`../../${name}/dist/`, import.meta.url).pathname;
let total = 0;
for (const file of readdirSync(folder, { recursive: true }).sort()) {
  const path = join(folder, file);
  if (!statSync(path).isFile()) continue;
  const size = gzipSync(readFileSync(path), { level: 9 }).length;
  if (file.endsWith(".js")) total += size;
  console.log(`${String(statSync(path).size).padStart(8)} ${String(size).padStart(7)} gzip  ${file}`);
}
console.log(`JavaScript in total: ${total} of ${limit} bytes gzip`);
if (!(total <= limit)) {
  console.error(`web/${name} is over its JavaScript limit.`);
  process.exit(1);
}
