// What a visitor goes through, in a real browser: from a falling place to the site. Needs a build.
import assert from "node:assert/strict";
import { server } from "../../dev/mock.mjs";
import { launch, listen } from "./browser.mjs";

const url = await listen(server);
const browser = await launch();
const tests = [];
const test = (name, run) => tests.push([name, run]);
const number = async (page) =>
  Number((await page.locator(".hero-number .visually-hidden").textContent()).replace(/\D/g, ""));
const status = (page) => page.locator("[aria-live=polite]").textContent();

test("the place falls, the turn comes, and only Continue leaves the page", async (page) => {
  await page.goto(`${url}/?state=show`);
  await page.waitForSelector(".hero-number");
  const before = await number(page);
  assert.match(await page.title(), /^4\d · Aurora Tickets$/);
  await page.waitForFunction(
    (n) => Number(document.querySelector(".hero-number .visually-hidden")?.textContent) < n - 2,
    before,
  );
  await page.waitForSelector("dialog[open]", { timeout: 90_000 });
  assert.equal(await page.title(), "Your turn — Aurora Tickets");
  assert.equal(await page.evaluate(() => document.activeElement?.id), "dialog-title");
  await page.getByRole("button", { name: "I need more time" }).click();
  await page.getByText(/^You have more time now/).waitFor();
  assert.equal(await page.getByRole("button", { name: "I need more time" }).count(), 0);
  await page.keyboard.press("Escape");
  await page.locator("dialog").waitFor({ state: "detached" });
  assert.equal(new URL(page.url()).pathname, "/");
  await page.getByRole("button", { name: "Continue" }).click();
  await page.waitForURL("**/shop");
});

test("without anything to go on to, Continue leads inside and stays on the page", async (page) => {
  await page.goto(`${url}/?state=turn_here`);
  await page.locator("dialog").getByRole("button", { name: "Continue" }).click();
  await page.getByRole("heading", { name: "You are in" }).waitFor();
  assert.equal(page.url(), `${url}/?state=turn_here`);
  await page.getByText("The organiser tells you where to go now.").first().waitFor();
  await page.getByText(/Time left: \d/).waitFor();
  await page.getByRole("button", { name: "I am done" }).click();
  await page.getByRole("heading", { name: "All done" }).waitFor();
});

test("a lost network keeps the place, says so calmly, and goes on", async (page, context) => {
  await page.goto(`${url}/?state=near`);
  await page.waitForSelector(".hero-number");
  await context.setOffline(true);
  await page.getByText("You are offline").waitFor();
  assert.equal(await number(page), 12);
  await context.setOffline(false);
  await page.getByText("You are offline").waitFor({ state: "detached" });
  assert.equal(await number(page), 12);
});

test("a reload keeps the place and the progress", async (page) => {
  await page.goto(`${url}/?state=near`);
  await page.evaluate(() => sessionStorage.setItem("vq-from:session-near", "24"));
  await page.reload();
  await page.getByText("50% of the way").waitFor();
  assert.equal(await number(page), 12);
});

test("the language changes at once, with its direction, and stays", async (page) => {
  await page.goto(`${url}/?state=near`);
  await page.getByLabel("Language").selectOption("ar");
  await page.getByText("مكانك في الطابور").waitFor();
  assert.equal(
    await page.evaluate(() => `${document.documentElement.lang} ${document.documentElement.dir}`),
    "ar rtl",
  );
  await page.reload();
  await page.getByText("مكانك في الطابور").waitFor();
});

test("leaving asks first, and joining again is offered", async (page) => {
  await page.goto(`${url}/?state=near`);
  await page.getByRole("button", { name: "Leave the line" }).click();
  await page.getByRole("button", { name: "Keep my place", exact: true }).click();
  assert.equal(await page.evaluate(() => document.activeElement?.textContent), "Leave the line");
  await page.getByRole("button", { name: "Leave the line" }).click();
  await page.getByRole("button", { name: "Yes, leave" }).click();
  await page.getByText("You have left the line").waitFor();
  await page.waitForFunction(() => document.activeElement?.tagName === "H1");
  await page.getByRole("button", { name: "Join again" }).click();
  await page.waitForSelector(".hero-number");
});

test("the code for another device, with a QR code", async (page) => {
  await page.goto(`${url}/?state=near`);
  await page.getByRole("button", { name: "Keep my place on another device" }).click();
  await page.getByText("7KQM-X2VD-9HTR-4WNB").waitFor();
  await page.locator(".qr svg path").waitFor();
  await page.getByRole("button", { name: "Close" }).click();
  assert.equal(
    await page.evaluate(() => document.activeElement?.textContent),
    "Keep my place on another device",
  );
});

test("few announcements: the first place, then milestones only", async (page) => {
  await page.goto(`${url}/?state=waiting`);
  await page.waitForSelector(".hero-number");
  const first = await status(page);
  assert.match(first, /^About 1,200 people ahead of you\./);
  const before = await number(page);
  await page.waitForFunction(
    (n) =>
      Number(document.querySelector(".hero-number .visually-hidden")?.textContent?.replace(",", "")) < n - 3,
    before,
  );
  assert.equal(await status(page), first);
});

let failed = 0;
for (const [name, run] of tests) {
  const context = await browser.newContext({ locale: "en-GB" });
  const page = await context.newPage();
  page.setDefaultTimeout(20_000);
  const errors = [];
  page.on("pageerror", (error) => errors.push(error));
  try {
    await run(page, context);
    assert.deepEqual(errors, []);
    console.log(`ok   ${name}`);
  } catch (error) {
    failed++;
    console.error(`FAIL ${name}\n${error.stack}`);
  }
  await context.close();
}
await browser.close();
server.closeAllConnections();
server.close();
console.log(`${tests.length - failed} passed, ${failed} failed`);
process.exitCode = failed > 0 ? 1 : 0;
