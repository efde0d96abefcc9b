// Every page of the dashboard on a phone and on a desktop, light and dark: what its window shows, for docs/screenshots/admin; or
// whole, as PNG, in the folder that SHOTS names. ONLY names those to take, e.g. "branding-phone".
import { mkdirSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { launch } from "../../room/test/browser/browser.mjs";
import { startServer } from "../serve.mjs";
import { Operator } from "./operator.mjs";
import { doors, pages, setTheScene } from "./scene.mjs";

const SIZES = { phone: { width: 390, height: 844 }, desktop: { width: 1440, height: 900 } };
const all = process.env.SHOTS;
const folder = all ?? fileURLToPath(new URL("../../../docs/screenshots/admin/", import.meta.url));
mkdirSync(folder, { recursive: true });

const browser = await launch();
const server = await startServer();
let errors = 0;
try {
  const scene = await setTheScene(server);
  const url = process.env.ADMIN_URL ?? server.url;
  for (const [size, viewport] of Object.entries(SIZES)) {
    for (const colorScheme of ["light", "dark"]) {
      const wanted = (name) => `${name}-${size}-${colorScheme}`.includes(process.env.ONLY ?? "");
      const shoot = (page, name) => picture(page, `${folder}/${name}-${size}-${colorScheme}`);
      const operator = await Operator.arrive(browser, url, { viewport, colorScheme });
      for (const [name, [path, ready]] of Object.entries(doors)) {
        if (!wanted(name)) continue;
        await operator.go(path);
        await ready(operator.page);
        await shoot(operator.page, name);
      }
      await operator.signIn();
      for (const [name, [path, ready, part]] of Object.entries(pages(scene))) {
        if (!wanted(name)) continue;
        await operator.go(path);
        await ready(operator.page);
        if (part) await operator.page.locator(part).evaluate((one) => one.scrollIntoView({ block: "start" }));
        // The chart needs a history, the overview its lines.
        if (["live", "overview"].includes(name)) await flow(server, scene, all ? 3 : 8);
        await shoot(operator.page, name);
      }
      for (const error of operator.errors) console.error(`${size} ${colorScheme}: ${error}`);
      errors += operator.errors.length;
      await operator.leave();
    }
  }
} finally {
  await browser.close();
  await server.stop();
}
process.exit(errors > 0 ? 1 : 0);

/** The documentation's are small files; to look at, there is the whole page without loss. */
async function picture(page, path) {
  if (all) return page.screenshot({ path: `${path}.png`, fullPage: true });
  const devtools = await page.context().newCDPSession(page);
  const { data } = await devtools.send("Page.captureScreenshot", { format: "webp", quality: 78 });
  writeFileSync(`${path}.webp`, Buffer.from(data, "base64"));
}

/** Lets people come for some seconds, so that there is something to see. */
async function flow(server, { drop }, seconds) {
  for (let second = 0; second < seconds; second++) {
    for (let n = 0; n < 1 + ((second * 7) % 5); n++) await server.join(drop);
    await new Promise((wait) => setTimeout(wait, 1000));
  }
}
