// Every page of the dashboard on a phone and on a desktop, light and dark. SHOTS names the folder; without it the selection
// in docs/screenshots/admin is renewed.
import { mkdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { launch } from "../../room/test/browser/browser.mjs";
import { startServer } from "../serve.mjs";
import { Operator } from "./operator.mjs";
import { doors, pages, setTheScene } from "./scene.mjs";

const SIZES = { phone: { width: 390, height: 844 }, desktop: { width: 1440, height: 900 } };
/** What the documentation shows. */
const SELECTION = [
  ["overview", "desktop", "light"],
  ["live", "desktop", "light"],
  ["live", "desktop", "dark"],
  ["live", "phone", "dark"],
  ["schedule", "desktop", "light"],
  ["people", "phone", "light"],
  ["counter", "desktop", "light"],
];
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
      const wanted = (name) =>
        all || SELECTION.some((one) => one.join() === [name, size, colorScheme].join());
      const operator = await Operator.arrive(browser, url, { viewport, colorScheme });
      for (const [name, [path, ready]] of Object.entries(doors)) {
        if (!wanted(name)) continue;
        await operator.go(path);
        await ready(operator.page);
        await operator.page.screenshot({ path: `${folder}/${name}-${size}-${colorScheme}.png` });
      }
      await operator.signIn();
      for (const [name, [path, ready]] of Object.entries(pages(scene))) {
        if (!wanted(name)) continue;
        await operator.go(path);
        await ready(operator.page);
        // The chart needs a history, the overview its lines.
        if (["live", "overview"].includes(name)) await flow(server, scene, all ? 3 : 25);
        await operator.page.screenshot({
          path: `${folder}/${name}-${size}-${colorScheme}.png`,
          fullPage: Boolean(all),
        });
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

/** Lets people come for some seconds, so that there is something to see. */
async function flow(server, { drop }, seconds) {
  for (let second = 0; second < seconds; second++) {
    for (let n = 0; n < 1 + ((second * 7) % 5); n++) await server.join(drop);
    await new Promise((wait) => setTimeout(wait, 1000));
  }
}
