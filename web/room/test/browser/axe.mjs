// axe on the wait page in every state, with and without JavaScript, on a phone and on a desktop, in
// light and dark, left to right and right to left. Needs a build. SHOTS=<folder> keeps screenshots.
import { mkdirSync } from "node:fs";
import { AxeBuilder } from "@axe-core/playwright";
import { server } from "../../dev/mock.mjs";
import { states } from "../../dev/states.mjs";
import { launch, listen } from "./browser.mjs";

const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
const PHONE = { width: 390, height: 844 };
const DESKTOP = { width: 1440, height: 900 };
const shots = process.env.SHOTS;
if (shots) mkdirSync(shots, { recursive: true });

/** States that show only after a second answer. */
const SLOW = { cookies: "[data-view=cookies]", gone: "[data-view=ended]" };

/** Faces of the document without JavaScript; the other states look like one of these. */
const NOJS =
  "waiting warning branding pre_queue scheduled paused draining closed full joining error not_found turn active left walk_in held called serving working invite invite_wrong uninvited blocked";
/** Wide and dark as well: layouts that differ. */
const WIDE = "start message pre_queue paused lost turn active full";
/** In every other language. */
const TRANSLATED = "waiting turn warning";

const cases = [];
const add = (name, path, more = {}) => cases.push({ name, path, lang: "en", ...more });
for (const name of Object.keys(states())) add(name, `/?state=${name}`, { size: PHONE, scheme: "light" });
for (const name of WIDE.split(" ")) add(name, `/?state=${name}`, { size: DESKTOP, scheme: "dark" });
for (const name of NOJS.split(" ")) {
  add(`${name}-nojs`, `/?state=${name}&nojs=1`, { size: PHONE, scheme: "dark" });
}
for (const lang of ["de", "es", "fr", "ar", "ja"]) {
  for (const name of TRANSLATED.split(" "))
    add(name, `/?state=${name}`, { lang, size: PHONE, scheme: "light" });
}
add("waiting", "/?state=waiting", { lang: "ar", size: DESKTOP, scheme: "light" });
for (const [scheme, size] of [
  ["light", PHONE],
  ["dark", DESKTOP],
]) {
  add("keep-dialog", "/?state=waiting", { size, scheme, press: "Keep my place on another device" });
  add("leave-dialog", "/?state=waiting", { size, scheme, press: "Leave the line" });
  add("turn-closed", "/?state=turn", { size, scheme, press: "Stay on this page" });
  // The page has a Continue as well, which the dialog covers as soon as it opens.
  add("claiming", "/?state=admitting", { size, scheme, press: "Continue", within: "dialog[open]" });
  add("keep-page", "/q/waiting/keep?", { size, scheme });
  add("location-page", "/l/demo?nojs=1", { size, scheme });
  add("recover-page", "/q/waiting/recover?code=AAAA&wrong=1", { size, scheme });
}

/** Starts the progress where the state says; the server keeps no history. */
const from = Object.fromEntries(
  Object.entries(states()).flatMap(([name, { from }]) => (from ? [[`vq-from:session-${name}`, from]] : [])),
);

/** Returns what is wrong; empty when all is well. */
async function check(browser, url, { name, path, lang, size, scheme, press, within = "body", title }) {
  const context = await browser.newContext({ viewport: size, colorScheme: scheme, reducedMotion: "reduce" });
  const page = await context.newPage();
  const errors = [];
  page.on("pageerror", (error) => errors.push(error.message));
  page.on("console", (line) => {
    // A refused request is logged by the browser itself; those states are about refused requests.
    if (line.type() === "error" && !line.text().startsWith("Failed to load resource"))
      errors.push(line.text());
  });
  await page.addInitScript((all) => {
    for (const [key, value] of Object.entries(all)) sessionStorage.setItem(key, String(value));
  }, from);
  await page.goto(`${url}${path}&lang=${lang}`);
  // Only the page with JavaScript has the language menu.
  if (!path.includes("nojs=1") && !path.startsWith("/q/")) await page.waitForSelector(".language");
  if (SLOW[name]) await page.waitForSelector(SLOW[name], { timeout: 20_000 });
  if (press) await page.locator(within).getByRole("button", { name: press, exact: true }).click();
  await page.waitForTimeout(press ? 400 : 150);
  const { violations } = await new AxeBuilder({ page }).withTags(TAGS).analyze();
  for (const { id, help, nodes } of violations) {
    errors.push(`axe ${id}: ${help}\n    ${nodes.map((n) => n.html).join("\n    ")}`);
  }
  if (await page.evaluate(() => document.documentElement.scrollWidth > window.innerWidth)) {
    errors.push("the page is wider than the window");
  }
  if (shots)
    await page.screenshot({ path: `${shots}/${title}.png`, fullPage: !press && !name.startsWith("turn") });
  await context.close();
  return errors;
}

const url = await listen(server);
const browser = await launch();
let failed = 0;
const queue = cases.map((one) => ({
  ...one,
  title: `${one.name}-${one.lang}-${one.size.width}-${one.scheme}`,
}));
async function worker() {
  for (let one = queue.shift(); one; one = queue.shift()) {
    const errors = await check(browser, url, one).catch((error) => [String(error)]);
    if (errors.length > 0) failed++;
    if (errors.length > 0) console.error(`FAIL ${one.title}\n  ${errors.join("\n  ")}`);
    else console.log(`ok   ${one.title}`);
  }
}
await Promise.all(Array.from({ length: 3 }, worker));
await browser.close();
server.closeAllConnections();
server.close();
console.log(`${cases.length - failed} passed, ${failed} failed`);
process.exitCode = failed > 0 ? 1 : 0;
