// The pictures in docs/screenshots, from the real demo: the wait page in the line and at the turn, on a phone and on a
// desktop, light and dark.
import { fileURLToPath } from "node:url";
import { launch } from "../room/test/browser/browser.mjs";
import { TURN_MS, Visitor } from "./visitor.mjs";
import { startDemo, until } from "./vqueue.mjs";

const FOLDER = fileURLToPath(new URL("../../docs/screenshots/", import.meta.url));
const SIZES = { phone: { width: 390, height: 844 }, desktop: { width: 1440, height: 900 } };

const browser = await launch();
const demo = await startDemo();
try {
  await demo.slowDown();
  const visitors = [];
  for (const [size, viewport] of Object.entries(SIZES)) {
    for (const colorScheme of ["light", "dark"]) {
      const visitor = await Visitor.arrive(browser, demo, { viewport, colorScheme });
      await visitor.open();
      await visitor.page.locator(".language").waitFor();
      visitors.push([visitor, `${size}-${colorScheme}`]);
    }
  }
  // A good part of the way done, so that there is something to see.
  const [[first]] = visitors;
  const half = (await first.place()) / 2;
  await demo.speedUp();
  await until("half of the way", async () => (await first.place()) <= half, 180);
  for (const [visitor, name] of visitors) {
    if ((await visitor.place()) === 0) throw new Error("the line was too quick for the pictures");
    await visitor.page.screenshot({ path: `${FOLDER}waiting-${name}.png` });
  }
  for (const [visitor, name] of visitors) {
    await visitor.page.getByRole("dialog").waitFor({ timeout: TURN_MS });
    await visitor.page.screenshot({ path: `${FOLDER}turn-${name}.png` });
  }
} finally {
  await browser.close();
  await demo.stop();
}
