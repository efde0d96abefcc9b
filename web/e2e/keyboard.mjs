// The public's pages without a mouse: the wait page with its dialogs, the kiosk, the board, the page of a location, the pages that
// mails lead to. A real browser, the real binary. Nothing here clicks.
import assert from "node:assert/strict";
import { launch } from "../room/test/browser/browser.mjs";
import { Keyboard } from "./keys.mjs";
import { PASSWORD, startServer } from "./serve.mjs";
import { until } from "./vqueue.mjs";

const PATIENCE_MS = Number(process.env.PATIENCE_MS ?? 120_000);
const UPRIGHT = { width: 1080, height: 1920 };
const PHONE = { width: 390, height: 844 };

const server = await startServer();
await server.signIn();
const browser = await launch();
const errors = [];

const tenant = await server.tenant("Town");
const path = `/v1/tenants/${tenant.id}`;
const location = await server.call("POST", `${path}/locations`, {
  name: "Town hall",
  timeZone: "Europe/Berlin",
  languages: ["en", "de"],
});
await server.queue(tenant, {
  name: "Passports",
  releases: "call",
  walkIn: { locationId: location.id, prefix: "A" },
});
const kiosk = await server.call("POST", `${path}/kiosks`, { locationId: location.id, name: "Door" });
const queue = await server.queue(tenant, {
  name: "Tickets",
  maxConcurrentUsers: 1,
  releaseRatePerMinute: 6000,
  abandonAfterSeconds: 0,
  claimTimeoutSeconds: 3_600,
});
/** Who is inside, so that all others wait. */
const inside = await server.join(queue, "first");

async function open(url, options) {
  const context = await browser.newContext({ locale: "en-GB", reducedMotion: "reduce", ...options });
  context.setDefaultTimeout(PATIENCE_MS);
  const page = await context.newPage();
  page.on("pageerror", (error) => errors.push(error.message));
  page.on("console", (line) => {
    // Who is let in goes to the site, of which there is none here.
    if (line.type() === "error" && line.location().url !== `${server.url}/`)
      errors.push(`${line.text()} (${line.location().url})`);
  });
  const keys = await Keyboard.of(page);
  await page.goto(server.url + url);
  return { page, keys };
}

const button = (place, name) => place.getByRole("button", { name, exact: true });
const focusIsAt = (page, selector) =>
  page.waitForFunction((wanted) => document.activeElement?.matches(wanted), selector);

async function walk(keys, what) {
  errors.push(...(await keys.walk()).map((problem) => `${what}: ${problem}`));
}

try {
  {
    const { page, keys } = await open(`/q/${queue.id}`, { viewport: PHONE });
    const leave = button(page, "Leave the line");
    await leave.waitFor();
    await walk(keys, "wait page");
    const language = page.getByLabel("Language");
    await keys.to(language);
    await keys.type("Deutsch");
    await page.locator("html[lang=de]").waitFor();
    await keys.to(page.locator(".language select"));
    await keys.press("ArrowUp");
    await leave.waitFor();
    const sound = page.getByRole("checkbox", { name: "Play a sound" });
    await keys.use(sound, "Space");
    await until("the sound is on", () => sound.isChecked());
    await keys.dialog(button(page, "Keep my place on another device"), async (dialog) => {
      await dialog.locator(".qr svg").waitFor();
      await keys.use(button(dialog, "Close"));
    });
    await keys.dialog(leave, async (dialog) => {
      await keys.use(button(dialog, "Keep my place"));
    });
    await server.call("DELETE", `${path}/sessions/${inside.id}`);
    const turn = page.getByRole("dialog", { name: "It’s your turn" });
    await turn.waitFor();
    await focusIsAt(page, "#dialog-title");
    await keys.use(button(turn, "I need more time"));
    await keys.use(button(turn, "Stay on this page"));
    await turn.waitFor({ state: "detached" });
    await walk(keys, "wait page at the turn");
    await keys.use(button(page, "Continue"));
    const mine = () => server.call("GET", `${path}/sessions?queueId=${queue.id}&status=active`);
    await until("they are inside", async () => (await mine()).items.length === 1);
    console.log("ok   the wait page: language, alerts, both dialogs, the turn");
  }
  {
    const { page, keys } = await open(`/q/${queue.id}`, { viewport: PHONE });
    await button(page, "Leave the line").waitFor();
    await keys.dialog(button(page, "Leave the line"), async (dialog) => {
      await keys.use(button(dialog, "Yes, leave"));
    });
    await page.getByRole("heading", { name: "You have left the line" }).waitFor();
    await focusIsAt(page, "h1");
    await walk(keys, "wait page, left");
    await keys.use(button(page, "Join again"));
    await button(page, "Leave the line").waitFor();
    console.log("ok   leaving the line and joining again");
  }
  {
    const { page, keys } = await open(`/l/${location.id}`, { viewport: PHONE });
    await button(page, "Take a number: Passports").waitFor();
    await walk(keys, "page of a location");
    await keys.use(button(page, "Take a number: Passports"));
    await page.locator(".hero-number").waitFor();
    console.log("ok   a number from the location's page");
  }
  {
    const { page, keys } = await open("/kiosk/", { viewport: UPRIGHT });
    await page.getByRole("heading", { name: "Set up this kiosk" }).waitFor();
    await walk(keys, "kiosk, pairing");
    await page.clock.install();
    await keys.fill(page.getByLabel("Kiosk number"), kiosk.id);
    await keys.fill(page.getByLabel("Token"), kiosk.deviceToken);
    await keys.press("Enter");
    const english = button(page, "English");
    await english.waitFor();
    await walk(keys, "kiosk, languages");
    await keys.use(button(page, "High contrast"), "Space");
    await page.locator("html[data-contrast]").waitFor();
    await keys.use(english);
    const passports = page.getByRole("button", { name: /Passports/ });
    await passports.waitFor();
    await focusIsAt(page, "h1");
    await walk(keys, "kiosk, services");
    // Who works by keys is as much there as who touches the screen.
    await page.clock.fastForward(40_000);
    await keys.press("Tab");
    await page.clock.fastForward(40_000);
    assert.ok(await passports.isVisible(), "a key pressed keeps the screen");
    await keys.use(passports);
    await page.locator(".hero-number").waitFor();
    await focusIsAt(page, "h1");
    await walk(keys, "kiosk, ticket");
    await keys.use(button(page, "I need more time"));
    await keys.use(button(page, "Done"));
    await english.waitFor();
    console.log("ok   the kiosk: pairing, language, service, number");
  }
  {
    const { page, keys } = await open(`/board/${location.id}`, { viewport: { width: 1920, height: 1080 } });
    await page.getByText("Passports").first().waitFor();
    const sound = button(page, "Turn the sound on");
    await sound.waitFor();
    await walk(keys, "board");
    await keys.use(sound);
    await sound.waitFor({ state: "detached" });
    console.log("ok   the board's sound is turned on");
  }
  {
    await server.call("POST", `${path}/invitations`, { email: "ines@town.example", roles: ["viewer"] });
    const link = await server.link("ines@town.example", "invitation");
    const { page, keys } = await open(new URL(link).pathname + new URL(link).search);
    await page.getByLabel("Your name").waitFor();
    await walk(keys, "invitation");
    await keys.fill(page.getByLabel("Your name"), "Ines");
    await keys.fill(page.getByLabel("New password"), PASSWORD);
    await keys.press("Enter");
    await page.getByText("Your account is ready").waitFor();
    await walk(keys, "invitation accepted");
    console.log("ok   an invitation is accepted");
  }
  assert.deepEqual(errors, []);
} catch (error) {
  console.error(`FAIL ${error.stack}\n${errors.join("\n")}`);
  process.exitCode = 1;
} finally {
  await browser.close();
  await server.stop();
}
