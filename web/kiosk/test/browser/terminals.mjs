// Kiosk and board in a real browser, against a stand-in for the server: axe in every state, what happens without the
// network, and what the board says. Needs a build. SHOTS=<folder> keeps screenshots.
import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import { AxeBuilder } from "@axe-core/playwright";
import { launch } from "../../../room/test/browser/browser.mjs";
import { startMock } from "./mock.mjs";

const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
const UPRIGHT = { width: 1080, height: 1920 };
const WALL = { width: 1920, height: 1080 };
const TABLET = { width: 1280, height: 800 };
const PHONE = { width: 390, height: 844 };
const shots = process.env.SHOTS;
if (shots) mkdirSync(shots, { recursive: true });

const PAIRED = "/kiosk/#kiosk=k1&token=vqk_right";
const tests = [];
const test = (name, run, options = {}) => tests.push([name, run, options]);

async function axe(page, title) {
  const { violations } = await new AxeBuilder({ page }).withTags(TAGS).analyze();
  const found = violations.map(
    ({ id, help, nodes }) => `${title}: ${id}: ${help}\n    ${nodes.map((node) => node.html).join("\n    ")}`,
  );
  const wide = await page.evaluate(() => document.documentElement.scrollWidth > window.innerWidth);
  if (wide) found.push(`${title}: the page is wider than the window`);
  if (shots) await page.screenshot({ path: `${shots}/${title}.png` });
  assert.deepEqual(found, []);
}

/** What must be seen without scrolling. */
async function inside(page, ...selectors) {
  const cut = await page.evaluate(
    (all) =>
      [...document.querySelectorAll(all)]
        .filter((one) => {
          const { left, top, right, bottom } = one.getBoundingClientRect();
          return left < 0 || top < 0 || right > innerWidth + 0.5 || bottom > innerHeight + 0.5;
        })
        .map((one) => one.textContent),
    selectors.join(", "),
  );
  assert.deepEqual(cut, []);
}

/** Everything that can be touched is at least 48 px high. */
async function targets(page) {
  const small = await page.evaluate(() =>
    [...document.querySelectorAll("button")]
      .filter((button) => button.offsetHeight < 48 || button.offsetWidth < 48)
      .map((button) => button.textContent),
  );
  assert.deepEqual(small, []);
}

const choose = (page, name) => page.getByRole("button", { name }).click();

/** The number on the screen. */
async function number(page) {
  await page.locator(".hero-number").waitFor();
  return page.locator(".hero-number").textContent();
}

async function take(page, service) {
  await choose(page, "Deutsch");
  await choose(page, service);
  const taken = await number(page);
  await choose(page, "Fertig");
  return taken;
}

/** What is kept in the browser. */
const kept = (page) =>
  page.evaluate(
    () =>
      new Promise((done) => {
        const opening = indexedDB.open("vq-kiosk");
        opening.onsuccess = () => {
          const asked = opening.result.transaction("kept").objectStore("kept").get("all");
          asked.onsuccess = () => {
            opening.result.close();
            done(asked.result);
          };
        };
      }),
  );

async function until(what, ask) {
  const end = Date.now() + 60_000;
  for (;;) {
    const answer = await ask();
    if (answer) return answer;
    if (Date.now() > end) throw new Error(`not in time: ${what}`);
    await new Promise((wait) => setTimeout(wait, 100));
  }
}

for (const [size, scheme] of [
  [UPRIGHT, "light"],
  [UPRIGHT, "dark"],
  [TABLET, "light"],
  [PHONE, "dark"],
]) {
  const name = `${size.width}-${scheme}`;
  test(
    `every screen of the kiosk, ${name}`,
    async (page, mock) => {
      await page.goto(`${mock.url}/kiosk/`);
      await page.getByRole("heading", { level: 1 }).waitFor();
      await axe(page, `kiosk-pairing-${name}`);
      await inside(page, "h1", "input", "select", "button");
      await page.goto("about:blank");
      mock.world.languages = ["de", "en", "ar"];
      await page.goto(mock.url + PAIRED);
      await page.getByRole("button", { name: "Deutsch" }).waitFor();
      // Those of the location, and no others.
      assert.equal(await page.locator(".languages button").count(), 3);
      assert.ok(!page.url().includes("vqk_"), "the token stays in the address");
      await axe(page, `kiosk-languages-${name}`);
      await targets(page);
      await choose(page, "Deutsch");
      await page.getByRole("button", { name: "Reisepass" }).waitFor();
      await axe(page, `kiosk-services-${name}`);
      await targets(page);
      await choose(page, "Reisepass");
      await number(page);
      await axe(page, `kiosk-ticket-${name}`);
      await targets(page);
      await inside(page, ".hero-number", "button");
      await choose(page, "Fertig");
      for (const setting of ["Größere Schrift", "Größere Schrift", "Hoher Kontrast", "Tasten tiefer"])
        await choose(page, setting);
      await choose(page, "العربية");
      await page.getByRole("button", { name: /Reisepass/ }).waitFor();
      await axe(page, `kiosk-access-${name}`);
      await targets(page);
      mock.world.outOfService = true;
      await page.reload();
      await page.locator("[data-screen=out]").waitFor();
      await axe(page, `kiosk-out-${name}`);
    },
    { viewport: size, colorScheme: scheme },
  );
}

test("what is touched is in the lower half for who sits", async (page, mock) => {
  await page.goto(mock.url + PAIRED);
  await choose(page, "Tasten tiefer");
  await choose(page, "Deutsch");
  const tops = await page
    .locator("main button")
    .evaluateAll((all) => all.map((button) => button.getBoundingClientRect().top));
  assert.ok(Math.min(...tops) > UPRIGHT.height / 2, `${tops}`);
});

test("a kiosk that nobody knows says so", async (page, mock) => {
  await page.goto(`${mock.url}/kiosk/#kiosk=k1&token=vqk_wrong`);
  await page.getByRole("alert").waitFor();
});

test("by keyboard alone: language, service, number", async (page, mock) => {
  await page.goto(mock.url + PAIRED);
  await page.getByRole("button", { name: "Deutsch" }).waitFor();
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await page.getByRole("button", { name: "Reisepass" }).waitFor();
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  assert.match(await number(page), /^A\d{3}$/);
});

test("without the server tickets go on, over a reload, and afterwards none is lost or doubled", async (page, mock) => {
  await page.goto(mock.url + PAIRED);
  const shown = [await take(page, "Reisepass")];
  await until("numbers in reserve", async () => (await kept(page))?.reserves.length === 3);
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => {}));
  await until("the kiosk's own files", () =>
    page.evaluate(async () => (await (await caches.open("kiosk-1")).keys()).length >= 3),
  );
  mock.world.away = true;
  mock.cut();
  shown.push(await take(page, "Reisepass"));
  await page.getByText("Keine Verbindung").waitFor();
  if (shots) await page.screenshot({ path: `${shots}/kiosk-offline.png` });
  await page.reload();
  shown.push(await take(page, "Parkausweis"), await take(page, "Reisepass"));
  assert.equal((await kept(page)).journal.length, 3);
  mock.world.away = false;
  await until("told", async () => (await kept(page)).journal.length === 0);
  await until("nobody in line who is not there", async () => (await kept(page)).lost.length === 0);
  assert.equal(new Set(shown).size, 4);
  assert.deepEqual([...mock.world.tickets.values()].map((one) => one.number).sort(), shown.sort());
  await page.getByText("Keine Verbindung").waitFor({ state: "detached" });
});

test("out of service and back, from afar", async (page, mock) => {
  await page.goto(mock.url + PAIRED);
  await page.getByRole("button", { name: "Deutsch" }).waitFor();
  mock.world.outOfService = true;
  await page.locator("[data-screen=out]").waitFor({ timeout: 30_000 });
  mock.world.outOfService = false;
  await page.getByRole("button", { name: "Deutsch" }).waitFor({ timeout: 30_000 });
});

/** What would be heard: the browser of the test has no voices. */
async function listen(page) {
  await page.addInitScript(() => {
    window.heard = [];
    let talking = 0;
    speechSynthesis.speak = (utterance) => {
      if (talking++ > 0) window.heard.push("OVERLAP");
      window.heard.push(`${utterance.lang}: ${utterance.text}`);
      setTimeout(() => {
        talking--;
        utterance.onend?.(new Event("end"));
      }, 30);
    };
  });
}

for (const [size, scheme] of [
  [WALL, "light"],
  [WALL, "dark"],
  [UPRIGHT, "light"],
  [PHONE, "light"],
]) {
  const name = `${size.width}-${scheme}`;
  test(
    `the board, ${name}`,
    async (page, mock) => {
      await listen(page);
      await page.goto(`${mock.url}/board/l1`);
      await page.getByRole("heading", { level: 1, name: "Noch niemand aufgerufen" }).waitFor();
      await axe(page, `board-empty-${name}`);
      for (const [one, counter] of [
        ["A038", "Platz 2"],
        ["B016", "Platz 1"],
        ["A039", "Platz 4"],
        ["A040", "Platz 2"],
        ["A042", "Platz 3"],
      ])
        mock.call(one, counter);
      await page.getByRole("heading", { name: /A042/ }).waitFor();
      await axe(page, `board-calls-${name}`);
    },
    { viewport: size, colorScheme: scheme },
  );
}

test(
  "the board says each call once, in order, in both languages, and a recall again",
  async (page, mock) => {
    await listen(page);
    await page.goto(`${mock.url}/board/l1`);
    await until("the stream", () => mock.world.streams.size > 0);
    mock.call("A001", "Platz 3");
    mock.call("B002", "Platz 1");
    mock.call("A001", "Platz 3", 2);
    const said = (number, counter) => [
      `de: Nummer ${[...number].join(" ")}, bitte zu ${counter}.`,
      `en: Number ${[...number].join(" ")}, please come to ${counter}.`,
    ];
    const all = [...said("A001", "Platz 3"), ...said("B002", "Platz 1"), ...said("A001", "Platz 3")];
    await until("all is said", () => page.evaluate((count) => window.heard.length >= count, all.length));
    assert.deepEqual(await page.evaluate(() => window.heard), all);
    // The stream breaks and comes back: nothing is said twice.
    mock.cut();
    mock.call("A003", "Platz 2");
    await until("the next is said", () =>
      page.evaluate((count) => window.heard.length >= count, all.length + 2),
    );
    assert.deepEqual(await page.evaluate(() => window.heard), [...all, ...said("A003", "Platz 2")]);
  },
  { viewport: WALL },
);

test("a board that may not make a sound says so", async (page, mock) => {
  await page.addInitScript(() => {
    Object.defineProperty(AudioContext.prototype, "state", {
      get() {
        return this.unlocked ? "running" : "suspended";
      },
    });
    AudioContext.prototype.resume = function () {
      if (!navigator.userActivation.hasBeenActive) return new Promise(() => {});
      this.unlocked = true;
      return Promise.resolve();
    };
  });
  await page.goto(`${mock.url}/board/l1`);
  await axe(page, "board-silent");
  await choose(page, "Ton einschalten");
  await page.getByRole("button", { name: "Ton einschalten" }).waitFor({ state: "detached" });
});

let failed = 0;
// As a board's browser is started.
const browser = await launch(["--autoplay-policy=no-user-gesture-required"]);
const only = process.argv[2];
for (const [name, run, options] of tests.filter(([name]) => !only || name.includes(only))) {
  const mock = await startMock();
  const context = await browser.newContext({
    locale: "de-DE",
    viewport: UPRIGHT,
    reducedMotion: "reduce",
    ...options,
  });
  context.setDefaultTimeout(30_000);
  const page = await context.newPage();
  const errors = [];
  page.on("pageerror", (error) => errors.push(error.message));
  page.on("console", (line) => {
    // A refused or lost request is logged by the browser itself.
    if (line.type() === "error" && !line.text().startsWith("Failed to load resource"))
      errors.push(line.text());
  });
  try {
    await run(page, mock);
    assert.deepEqual(errors, []);
    console.log(`ok   ${name}`);
  } catch (error) {
    failed++;
    console.error(`FAIL ${name}\n${error.stack}\n${errors.join("\n")}`);
  }
  await context.close();
  mock.stop();
}
await browser.close();
console.log(`${failed} failed`);
process.exitCode = failed > 0 ? 1 : 0;
