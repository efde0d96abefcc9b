// Fails when the wait page ships more compressed JavaScript than promised. Counts every file of the
// build, all languages together, although a visitor loads only one of them.
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";

const LIMIT = 40 * 1024;
const folder = new URL("../dist/assets/", import.meta.url).pathname;
let total = 0;
for (const name of readdirSync(folder).sort()) {
  const size = gzipSync(readFileSync(join(folder, name)), { level: 9 }).length;
  if (name.endsWith(".js")) total += size;
  console.log(
    `${String(statSync(join(folder, name)).size).padStart(8)} ${String(size).padStart(7)} gzip  ${name}`,
  );
}
console.log(`JavaScript in total: ${total} of ${LIMIT} bytes gzip`);
if (total > LIMIT) {
  console.error("The wait page is over its JavaScript limit.");
  process.exit(1);
}
