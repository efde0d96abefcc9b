// A location's day in a real browser before the real binary: numbers from the kiosk, with and without the network, and from a
// phone; two counters call; the board shows and says it all in order.
import assert from "node:assert/strict";
import { AxeBuilder } from "@axe-core/playwright";
import { launch } from "../room/test/browser/browser.mjs";
import { startServer } from "./serve.mjs";
import { until } from "./vqueue.mjs";

const PATIENCE_MS = 120_000;
const UPRIGHT = { width: 1080, height: 1920 };
const WALL = { width: 1920, height: 1080 };
const PHONE = { width: 390, height: 844 };

const server = await startServer();
await server.signIn();
// As a board's browser is started.
const browser = await launch(["--autoplay-policy=no-user-gesture-required"]);
const errors = [];

const tenant = await server.tenant("Town");
const path = `/v1/tenants/${tenant.id}`;
const location = await server.call("POST", `${path}/locations`, {
  name: "Town hall",
  timeZone: "Europe/Berlin",
  languages: ["en", "de"],
});
const service = (name, prefix) =>
  server.queue(tenant, { name, releases: "call", walkIn: { locationId: location.id, prefix } });
const passports = await service("Passports", "A");
const parking = await service("Parking", "B");
const counter = (name, services) =>
  server.call("POST", `${path}/counters`, { locationId: location.id, name, services });
const counters = [
  await counter("Counter 1", [passports.id, parking.id]),
  await counter("Counter 2", [parking.id]),
];
for (const { id } of counters) await server.call("POST", `${path}/counters/${id}/open`, {});
const kiosk = await server.call("POST", `${path}/kiosks`, { locationId: location.id, name: "Door" });

async function open(url, options) {
  const context = await browser.newContext({ locale: "en-GB", reducedMotion: "reduce", ...options });
  context.setDefaultTimeout(PATIENCE_MS);
  const page = await context.newPage();
  page.on("pageerror", (error) => errors.push(error.message));
  page.on("console", (line) => {
    // A lost request is logged by the browser itself.
    if (line.type() === "error" && !line.text().startsWith("Failed to load resource"))
      errors.push(line.text());
  });
  await page.addInitScript(() => {
    window.heard = [];
    speechSynthesis.speak = (utterance) => {
      window.heard.push(`${utterance.lang} ${utterance.text}`);
      setTimeout(() => utterance.onend?.(new Event("end")), 20);
    };
  });
  await page.goto(server.url + url);
  return page;
}

async function axe(page, what) {
  const { violations } = await new AxeBuilder({ page }).analyze();
  for (const { id, help } of violations) errors.push(`axe, ${what}: ${id}: ${help}`);
}

async function take(page, name) {
  await page.getByRole("button", { name: "English" }).click();
  await page.getByRole("button", { name }).click();
  const taken = await page.locator(".hero-number", { hasText: /\d{3}/ }).textContent();
  await page.getByRole("button", { name: "Done" }).click();
  return taken;
}

const callNext = (at, current = null) =>
  server.call("POST", `${path}/counters/${counters[at].id}/call-next`, { current });
const verb = (session, name, body = {}) => server.call("POST", `${path}/sessions/${session}/${name}`, body);
const sessions = async () =>
  (await server.call("GET", `${path}/sessions?queueId=${passports.id}&limit=200`)).items;

try {
  const machine = await open(`/kiosk/#kiosk=${kiosk.id}&token=${kiosk.deviceToken}`, { viewport: UPRIGHT });
  const board = await open(`/board/${location.id}`, { viewport: WALL });
  await board.getByRole("heading", { name: "Nobody is called yet" }).waitFor();

  const numbers = [
    await take(machine, /Passports/),
    await take(machine, /Parking/),
    await take(machine, /Passports/),
  ];
  assert.match(numbers.join(" "), /^A\d{3} B\d{3} A\d{3}$/);
  console.log("ok   the kiosk hands out numbers");

  const called = [];
  const first = await callNext(0);
  called.push([first.current.number, "Counter 1"]);
  const second = await callNext(1);
  called.push([second.current.number, "Counter 2"]);
  // Within a second it would be the same press of the same key.
  await until("a second later", () => Date.now() > Date.parse(first.current.calledAt) + 1_000);
  await verb(first.current.id, "recall");
  called.push([first.current.number, "Counter 1"]);
  assert.deepEqual([first.current.number, second.current.number], numbers.slice(0, 2));
  const words = called.flatMap(([number, name]) => {
    const spelled = [...number].join(" ");
    return [`en Number ${spelled}, please come to ${name}.`, `de Nummer ${spelled}, bitte zu ${name}.`];
  });
  const heard = (count) =>
    until("the board has said it", async () => {
      const all = await board.evaluate(() => window.heard);
      return all.length >= count && all;
    });
  assert.deepEqual(await heard(words.length), words);
  await board.getByRole("heading", { name: new RegExp(`${numbers[0]}.*Counter 1`) }).waitFor();
  await board.locator(".before").getByText(numbers[1]).waitFor();
  await axe(board, "board");
  console.log("ok   two counters call, the board shows and says it in order, and a recall again");

  await verb(first.current.id, "no-show");
  await verb(second.current.id, "start");
  await verb(second.current.id, "transfer", { queueId: passports.id });
  const third = await callNext(0);
  await verb(third.current.id, "start");
  await verb(third.current.id, "finish");
  const states = (await sessions()).map(({ number, status }) => `${number} ${status}`);
  assert.ok(states.includes(`${numbers[0]} no_show`), states.join());
  const spoken = await heard(words.length + 2);
  assert.equal(spoken.length, words.length + 2);
  assert.ok(spoken.at(-2).includes([...third.current.number].join(" ")));
  console.log("ok   no-show, transfer and finish; nobody is announced who was not called");

  const phone = await open(`/l/${location.id}`, { viewport: PHONE, javaScriptEnabled: false });
  await phone.getByRole("button", { name: "Take a number: Passports" }).click();
  const mine = await phone.locator(".hero-number").textContent();
  assert.match(mine, /^A\d{3}$/);
  const context = phone.context();
  await phone.close();
  const again = await context.newPage();
  await again.goto(`${server.url}/l/${location.id}`);
  await again.getByRole("link", { name: "Go to my place" }).click();
  await again.locator(".hero-number", { hasText: mine }).waitFor();
  console.log("ok   a phone joins by the location's page and keeps the place after its tab is closed");

  await machine.evaluate(() => navigator.serviceWorker.ready.then(() => {}));
  await until("numbers in reserve and the kiosk's own files", () =>
    machine.evaluate(async () => (await (await caches.open("kiosk-1")).keys()).length >= 3),
  );
  const before = (await sessions()).map(({ number }) => number);
  await machine.context().setOffline(true);
  const offline = [await take(machine, /Passports/)];
  await machine.getByText("No connection").waitFor();
  await machine.reload();
  offline.push(await take(machine, /Passports/), await take(machine, /Passports/));
  await machine.context().setOffline(false);
  const after = await until("the server is told", async () => {
    const all = await sessions();
    const known = all.map(({ number }) => number);
    return offline.every((number) => known.includes(number)) && all;
  });
  assert.equal(new Set([...before, ...offline]).size, before.length + offline.length);
  const told = after.filter(({ number }) => offline.includes(number));
  assert.deepEqual(
    told.map(({ status }) => status),
    ["waiting", "waiting", "waiting"],
  );
  console.log("ok   without the network tickets go on, and none is lost or doubled");

  let sawCounter = false;
  for (let n = 0, current = null; n < 12 && !sawCounter; n++) {
    const { current: next } = await callNext(0, current);
    current = next.id;
    sawCounter = next.number === mine;
  }
  await again.goto(again.url());
  await again.getByRole("heading", { name: "Please come to Counter 1" }).waitFor();
  console.log("ok   the phone is told the counter");

  await server.call("PUT", `${path}/kiosks/${kiosk.id}`, { outOfService: true });
  await machine.locator("[data-screen=out]").waitFor();
  await axe(machine, "kiosk");
  console.log("ok   the kiosk is put out of service from afar");
  assert.deepEqual(errors, []);
} catch (error) {
  console.error(`FAIL ${error.stack}\n${errors.join("\n")}`);
  process.exitCode = 1;
} finally {
  await browser.close();
  await server.stop();
}
