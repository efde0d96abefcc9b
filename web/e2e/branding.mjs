// How pages are dressed, in a real browser before the real binary: a change is seen on a wait page that is open, and a draft
// only where it is previewed.
import assert from "node:assert/strict";
import { AxeBuilder } from "@axe-core/playwright";
import { launch } from "../room/test/browser/browser.mjs";
import { startServer } from "./serve.mjs";
import { until } from "./vqueue.mjs";

const PATIENCE_MS = 120_000;
/** 1 by 1, transparent. */
const PIXEL =
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==";

const server = await startServer();
await server.signIn();
const browser = await launch();
const errors = [];
try {
  const tenant = await server.call("POST", "/v1/tenants", { name: "Fernwood" });
  const path = `/v1/tenants/${tenant.id}`;
  const queue = await server.call("POST", `${path}/queues`, { name: "Tickets", maxConcurrentUsers: 1 });
  await server.call("POST", `${path}/sessions`, { queueId: queue.id });

  const context = await browser.newContext({ locale: "en-GB", reducedMotion: "reduce" });
  context.setDefaultTimeout(PATIENCE_MS);
  const page = await context.newPage();
  page.on("console", (line) => line.type() === "error" && errors.push(line.text()));
  page.on("pageerror", (error) => errors.push(error.message));
  const colour = () =>
    page.evaluate(() => getComputedStyle(document.documentElement).getPropertyValue("--you").trim());
  const brand = page.locator(".brand");

  await page.goto(`${server.url}/q/${queue.id}`);
  await page.locator(".language").waitFor();
  assert.equal(await brand.textContent(), "Tickets");
  const plain = await colour();

  await server.call("PUT", `${path}/branding`, {
    accent: "#1a7f5a",
    texts: { en: { title: "Fernwood Festival", note: "Doors open at noon." } },
  });
  // The page is open still. It is looked at again, as after a while in another tab.
  await page.evaluate(() => document.dispatchEvent(new Event("visibilitychange")));
  await page.getByText("Fernwood Festival").waitFor();
  await until("the colour of the brand", async () => (await colour()) !== plain);
  await page.getByText("Doors open at noon.").waitFor();
  console.log("ok   a change is seen on a wait page that is open");

  await page.reload();
  await page.locator(".language").waitFor();
  assert.equal(await brand.textContent(), "Fernwood Festival");
  await until("the colour of the brand after a reload", async () => (await colour()) !== plain);
  const { violations } = await new AxeBuilder({ page }).analyze();
  assert.deepEqual(
    violations.map(({ id }) => id),
    [],
  );
  console.log("ok   and after a reload");

  const still = await browser.newContext({ javaScriptEnabled: false, locale: "en-GB" });
  const quiet = await still.newPage();
  await quiet.goto(`${server.url}/q/${queue.id}`);
  assert.equal((await quiet.locator(".brand").textContent()).trim(), "Fernwood Festival");
  assert.equal(await quiet.locator("link#vq-brand").count(), 1);
  await still.close();
  console.log("ok   and without JavaScript");

  const draft = await server.call("POST", `${path}/branding/preview`, { accent: "#8a1c7c" });
  // The wait page's own policy lets no frame in; the dashboard's does.
  await page.goto(`${server.url}/admin/sign-in`);
  await page.evaluate(
    ({ css, logo }) =>
      new Promise((done) => {
        const frame = document.createElement("iframe");
        frame.src = "/preview/room";
        const message = {
          type: "vq-branding-draft",
          css,
          words: { title: "Only a draft", welcome: null, note: null },
          logo: { url: `data:image/png;base64,${logo}`, width: 1, height: 1 },
          scheme: "dark",
        };
        window.addEventListener("message", (event) => {
          if (event.data?.type !== "vq-preview-ready") return;
          frame.contentWindow.postMessage(message, window.location.origin);
          done();
        });
        document.body.append(frame);
      }),
    { css: draft.css, logo: PIXEL },
  );
  const framed = page.frameLocator("iframe");
  await framed.getByText("Only a draft").waitFor();
  const stored = await server.call("GET", `${path}/branding`);
  assert.equal(stored.accent, "#1a7f5a");
  console.log("ok   a draft is worn by the preview alone");
  assert.deepEqual(errors, []);
} catch (error) {
  console.error(`FAIL ${error.stack}\n${errors.join("\n")}`);
  process.exitCode = 1;
} finally {
  await browser.close();
  await server.stop();
}
