// The snippet on a page of another origin, in a real browser before the real binary: out to the wait page, and back to the very
// page that was wanted.
import assert from "node:assert/strict";
import { createServer } from "node:http";
import { launch } from "../room/test/browser/browser.mjs";
import { startServer } from "./serve.mjs";

const PATIENCE_MS = 120_000;

const server = await startServer();
await server.signIn();
let queue = null;
const site = createServer(async (request, response) => {
  // A server of which only the script is left.
  if (request.url === "/vq/snippet.js") {
    response.writeHead(200, { "content-type": "text/javascript" });
    return response.end(await (await fetch(`${server.url}/snippet.js`)).text());
  }
  if (request.url.startsWith("/vq/")) return response.writeHead(503).end();
  response.writeHead(200, { "content-type": "text/html; charset=utf-8" });
  const from = request.url === "/down" ? `${shop}/vq` : server.url;
  const script = `<script src="${from}/snippet.js" data-queue="${queue.id}"></script>`;
  response.end(
    `<!doctype html><html lang="en"><head><title>Shop</title>${script}</head><h1>The shop</h1></html>`,
  );
});
await new Promise((done) => site.listen(0, "127.0.0.1", done));
const shop = `http://127.0.0.1:${site.address().port}`;
const browser = await launch();
try {
  queue = await server.queue(await server.tenant("Shop"), {
    name: "Sale",
    maxConcurrentUsers: 1,
    targetUrl: `${shop}/`,
  });
  const context = await browser.newContext({ locale: "en-GB", reducedMotion: "reduce" });
  context.setDefaultTimeout(PATIENCE_MS);
  const page = await context.newPage();
  const wanted = `${shop}/lamps?colour=red#top`;
  await page.goto(wanted);
  await page.waitForURL(`${server.url}/q/${queue.id}`);
  console.log("ok   who is not let in goes to the wait page");
  await page.getByRole("dialog").getByRole("button", { name: "Continue" }).click();
  await page.waitForURL(wanted);
  await page.getByRole("heading", { name: "The shop" }).waitFor();
  // Cookies of other ports of this host are there, too.
  const names = (await context.cookies(shop)).map(({ name }) => name);
  assert.ok(names.includes(`vq_admission_${queue.id}`), names.join());
  console.log("ok   and comes back to the page that was wanted, with an admission");
  await page.goto(`${shop}/chairs`);
  await page.getByRole("heading", { name: "The shop" }).waitFor();
  assert.equal(page.url(), `${shop}/chairs`);
  console.log("ok   who is in stays in");

  const stranger = await browser.newContext();
  stranger.setDefaultTimeout(PATIENCE_MS);
  const late = await stranger.newPage();
  await late.goto(`${shop}/`);
  await late.waitForURL(`${server.url}/q/${queue.id}`);
  await late.goto(`${shop}/down`);
  await late.getByRole("heading", { name: "The shop" }).waitFor();
  assert.equal(late.url(), `${shop}/down`);
  console.log("ok   a queue that cannot be reached keeps nobody out");
} catch (error) {
  console.error(`FAIL ${error.stack}`);
  process.exitCode = 1;
} finally {
  await browser.close();
  site.close();
  await server.stop();
}
