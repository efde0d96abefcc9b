// Fails when the first view of the dashboard (sign-in and overview) ships more compressed script than promised. What a
// page loads when it is opened is listed, but does not count.
import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";

const LIMIT = 250_000;
/** The pages that somebody sees first. */
const FIRST = ["index.html", "src/pages/SignInPage.tsx", "src/pages/OverviewPage.tsx"];

const folder = new URL("../dist/", import.meta.url);
const manifest = JSON.parse(readFileSync(new URL("manifest.json", folder), "utf8"));

/** The scripts that `entry` needs before it shows anything. */
function needs(entry, found = new Set()) {
  const chunk = manifest[entry];
  if (!chunk) throw new Error(`the build has no ${entry}`);
  if (found.has(chunk.file)) return found;
  found.add(chunk.file);
  for (const next of chunk.imports ?? []) needs(next, found);
  return found;
}

const size = (file) => gzipSync(readFileSync(new URL(file, folder)), { level: 9 }).length;
const first = new Set(FIRST.flatMap((entry) => [...needs(entry)]));
const scripts = [...new Set(Object.values(manifest).map(({ file }) => file))].filter((file) =>
  file.endsWith(".js"),
);
for (const file of scripts.sort((a, b) => size(b) - size(a))) {
  console.log(`${String(size(file)).padStart(7)} gzip  ${first.has(file) ? "first" : "later"}  ${file}`);
}
const total = [...first].filter((file) => file.endsWith(".js")).reduce((sum, file) => sum + size(file), 0);
console.log(`Script of the first view: ${total} of ${LIMIT} bytes gzip`);
if (total > LIMIT) {
  console.error("The first view of the dashboard is over its limit.");
  process.exit(1);
}
