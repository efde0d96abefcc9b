// The demo as somebody who tries it goes through it: a real browser, the real binary, a crowd around.
import assert from "node:assert/strict";
import { launch } from "../room/test/browser/browser.mjs";
import { TURN_MS, Visitor } from "./visitor.mjs";
import { startDemo, until } from "./vqueue.mjs";

const SHOP = "Aurora 01";
/** No test takes longer on any machine; one that does hangs. */
const LONGEST_MS = 600_000;
const NO_JS = { javaScriptEnabled: false };
const tests = [];
const test = (name, run) => tests.push([name, run]);

/** The wait page stands at the shop's own address, with a place. */
async function isHeld(visitor, answer) {
  assert.equal(answer.headers()["vq-gate"], "queue");
  assert.equal(visitor.page.url(), visitor.demo.url);
  await visitor.page.locator(".hero-number").waitFor();
  await until("a place in the line", async () => (await visitor.place()) > 1);
}

/** The shop's own page stands at the same address. */
async function isInside(visitor, answer) {
  assert.equal(answer.status(), 200);
  await visitor.heading(SHOP).waitFor();
  assert.equal(visitor.page.url(), visitor.demo.url);
}

test("held in the surge, the place falls, the turn is offered, Continue leads to the shop", async (demo, arrive) => {
  const visitor = await arrive();
  await isHeld(visitor, await visitor.open());
  await visitor.page.locator(".language").waitFor();
  await visitor.axe("waiting");
  const before = await visitor.place();
  await demo.speedUp();
  await until("the place falls", async () => (await visitor.place()) < before);
  const dialog = visitor.page.getByRole("dialog", { name: "It’s your turn" });
  await dialog.waitFor({ timeout: TURN_MS });
  assert.equal(visitor.page.url(), demo.url);
  await visitor.axe("turn");
  await isInside(
    visitor,
    await visitor.admitted(() => dialog.getByRole("button", { name: "Continue" }).click()),
  );
  // What lives inside the shop's page passes the gate as well.
  await visitor.page.getByText("The drop is live").waitFor();
  assert.equal((await visitor.session()).status, "active");
});

test("the same without JavaScript", async (demo, arrive) => {
  const visitor = await arrive(NO_JS);
  await isHeld(visitor, await visitor.open());
  await visitor.axe("waiting without JavaScript");
  const before = await visitor.place();
  await demo.speedUp();
  // Nothing but the page's own refresh brings another place.
  await until("the place falls", async () => (await visitor.place()) < before);
  await visitor.heading("It’s your turn").waitFor({ timeout: TURN_MS });
  assert.equal(visitor.page.url(), demo.url);
  await visitor.axe("turn without JavaScript");
  await isInside(visitor, await visitor.admitted(() => visitor.button("Continue").click()));
  assert.equal((await visitor.session()).status, "active");
});

test("closing the tab and coming back keeps the place", async (_demo, arrive) => {
  const visitor = await arrive();
  await isHeld(visitor, await visitor.open());
  const [before, { id, ticket }] = [await visitor.place(), await visitor.session()];
  await visitor.page.close();
  await isHeld(visitor, await visitor.open());
  assert.ok((await visitor.place()) <= before);
  const after = await visitor.session();
  assert.deepEqual([after.id, after.ticket], [id, ticket]);
});

for (const [how, options] of [
  ["", {}],
  [", without JavaScript", NO_JS],
]) {
  test(`leaving ends the place, joining again gives a new one${how}`, async (demo, arrive) => {
    const visitor = await arrive(options);
    await isHeld(visitor, await visitor.open());
    const { ticket } = await visitor.session();
    await visitor.button("Leave the line").click();
    if (options !== NO_JS) await visitor.button("Yes, leave").click();
    await visitor.heading("You have left the line").waitFor();
    await until("they have left", async () => (await visitor.session()).status === "left");
    // Looking again takes no place: that is for the visitor to say.
    await visitor.page.goto(demo.url);
    await visitor.heading("You have left the line").waitFor();
    await visitor.axe("left");
    await visitor.button("Join again").click();
    await visitor.page.locator(".hero-number").waitFor();
    assert.equal(visitor.page.url(), demo.url);
    assert.ok((await visitor.session()).ticket > ticket);
  });
}

test("another device takes the place over with the link", async (demo, arrive) => {
  const first = await arrive({ permissions: ["clipboard-read", "clipboard-write"] });
  await isHeld(first, await first.open());
  const { id, ticket } = await first.session();
  await first.button("Keep my place on another device").click();
  await first.page.locator(".qr svg").waitFor();
  await first.axe("keep");
  await first.button("Copy link").click();
  await first.page.getByText("Copied").waitFor();
  const link = await first.page.evaluate(() => navigator.clipboard.readText());
  assert.ok(link.startsWith(demo.url), link);
  await first.page.close();

  const second = await arrive(NO_JS);
  await second.open(link);
  await second.axe("recover");
  await second.button("Take my place").click();
  await second.page.locator(".hero-number").waitFor();
  assert.equal(second.page.url(), demo.url);
  const taken = await second.session();
  assert.deepEqual([taken.id, taken.ticket, taken.status], [id, ticket, "waiting"]);
  await second.page.getByRole("link", { name: "Keep my place on another device" }).click();
  await second.page.locator(".qr svg").waitFor();
  await second.axe("keep without JavaScript");
});

async function run(browser, demo, [name, body]) {
  const visitors = [];
  const arrive = async (options) => {
    const visitor = await Visitor.arrive(browser, demo, options);
    visitors.push(visitor);
    return visitor;
  };
  const begin = Date.now();
  const errors = [];
  const late = new Promise((_, fail) => {
    setTimeout(() => fail(new Error("it hangs")), LONGEST_MS).unref();
  });
  late.catch(() => {});
  try {
    await demo.slowDown();
    await Promise.race([body(demo, arrive), late]);
    await demo.speedUp();
  } catch (error) {
    errors.push(error.stack);
  }
  for (const visitor of visitors) {
    errors.push(...visitor.errors);
    await visitor.leave();
  }
  const took = `(${((Date.now() - begin) / 1000).toFixed(1)} s)`;
  if (errors.length > 0) console.error(`FAIL ${name} ${took}\n  ${errors.join("\n  ")}`);
  else console.log(`ok   ${name} ${took}`);
  return errors.length === 0;
}

/** With a page open that listens for news, the demo ends when told to. */
async function ends(browser, demo) {
  const visitor = await Visitor.arrive(browser, demo);
  await visitor.open();
  const { code, signal, milliseconds } = await demo.stop();
  await visitor.leave();
  const well = code === 0 && milliseconds < 15_000;
  console.log(`${well ? "ok  " : "FAIL"} the demo ends when told to (${code ?? signal}, ${milliseconds} ms)`);
  return well;
}

const browser = await launch();
let failed = 0;
try {
  const demo = await startDemo();
  for (const one of tests) if (!(await run(browser, demo, one))) failed++;
  if (!(await ends(browser, demo))) failed++;
} finally {
  await browser.close();
}
console.log(`${tests.length + 1 - failed} passed, ${failed} failed`);
// Ends a demo that did not end by itself.
process.exit(failed > 0 ? 1 : 0);
