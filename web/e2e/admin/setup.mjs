// What is set up in the dashboard and works elsewhere: API keys, domains, branding, devices, lines; and the numbers of what
// happened. A real browser, the real binary, a DNS of our own.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { deflateSync } from "node:zlib";
import { nameServer } from "../dns.mjs";
import { until } from "../vqueue.mjs";
import { drive, said } from "./drive.mjs";

const tests = [];
const test = (name, run) => tests.push([name, run]);
/** The TXT records that the server finds, by their names. */
const texts = new Map();

test("an API key works for a call, and stops when it is revoked", async ({ server, scene, arrive }) => {
  const { tenant, queue } = scene;
  const ann = await arrive();
  const { page } = ann;
  const dialog = page.getByRole("dialog");
  await ann.signIn(`/admin/t/${tenant.id}/api-keys`);
  await ann.button("New key").first().click();
  // The form is longer than the window: its fields scroll, its button is in sight.
  await dialog.locator(".dialog-fields").waitFor();
  const [long, inSight] = await dialog.evaluate((box) => {
    const fields = box.querySelector(".dialog-fields");
    const { bottom } = box.querySelector("[type=submit]").getBoundingClientRect();
    const edge = Math.min(box.getBoundingClientRect().bottom, window.innerHeight);
    return [fields.scrollHeight > fields.clientHeight, bottom <= edge];
  });
  assert.deepEqual([long, inSight], [true, true]);
  await dialog.getByLabel("Name").fill("Shop backend");
  await dialog.getByRole("checkbox", { name: "Change, book and remove people" }).click();
  await ann.axe("new key");
  await dialog.getByRole("button", { name: "Make the key" }).click();
  const secret = (await dialog.getByLabel("API key", { exact: true }).textContent()).trim();
  assert.match(secret, /^vqk_[\w-]{43}$/);
  await ann.axe("key shown once");
  await dialog.getByRole("button", { name: "I have kept it" }).click();
  await dialog.waitFor({ state: "detached" });
  await page.getByRole("cell", { name: /Shop backend/ }).waitFor();
  assert.ok(!(await page.content()).includes(secret), "it is shown once");

  const join = () =>
    server.call(
      "POST",
      `/v1/tenants/${tenant.id}/sessions`,
      { queueId: queue.id, userIdentifier: "by-key" },
      secret,
    );
  assert.match((await join()).status, /^(released|active)$/);
  const denied = await server
    .call("PUT", `/v1/tenants/${tenant.id}/queues/${queue.id}`, { name: "No" }, secret)
    .catch((error) => error.message);
  assert.match(denied, /403.*forbidden/);

  await page.getByRole("searchbox", { name: "Find" }).fill("shop");
  await page.waitForURL("**/api-keys?find=shop");
  await page
    .getByRole("row", { name: /Shop backend/ })
    .getByRole("button", { name: "Revoke" })
    .click();
  await dialog.getByRole("button", { name: "Revoke" }).click();
  await said(ann, "Shop backend opens nothing any more.");
  await until("the key is refused", () =>
    join().then(
      () => false,
      (error) => /401/.test(error.message),
    ),
  );
});

test("a domain is registered, shown to be the tenant's by the DNS, chosen for links and removed", async ({
  server,
  arrive,
}) => {
  const tenant = await server.tenant("Hillside");
  const domains = async () => (await server.call("GET", `/v1/tenants/${tenant.id}/domains`)).items;
  const name = "queue.hillside.example";
  const record = `_virtual-queue.${name}`;
  const ann = await arrive();
  const { page } = ann;
  const dialog = page.getByRole("dialog");
  await ann.signIn(`/admin/t/${tenant.id}/domains`);
  await page.getByText("No domains yet").waitFor();
  await ann.button("New domain").first().click();
  await dialog.getByLabel("Domain").fill(`https://${name}`);
  await dialog.getByRole("button", { name: "Register" }).click();
  await dialog.locator("[aria-invalid=true]").waitFor();
  await ann.axe("new domain, refused");
  await dialog.getByLabel("Domain").fill(name);
  await dialog.getByRole("button", { name: "Register" }).click();

  // What is to be put into the DNS, or onto a web server.
  const panel = page.getByRole("region", { name, exact: true });
  await panel.getByText("Not shown to be yours").waitFor();
  await dialog.waitFor({ state: "detached" });
  await panel.getByText(record, { exact: true }).waitFor();
  await panel.getByText(`${name}/.well-known/virtual-queue-domain`).waitFor();
  const token = (await panel.getByLabel(`Token of ${name}`, { exact: true }).textContent()).trim();
  const [made] = await domains();
  assert.deepEqual([made.name, made.verified, made.token], [name, false, token]);
  await ann.axe("domain, not shown to be theirs");

  const look = panel.getByRole("button", { name: "Look for the token" });
  await look.click();
  await said(ann, `The token was not found at ${name}.`);
  texts.set(record, "something else");
  await look.click();
  await said(ann, `The TXT record at ${record} has something else.`);
  assert.equal((await domains())[0].verified, false);
  texts.set(record, token);
  await look.click();
  await said(ann, `${name} is yours.`);
  await panel.getByText(/^by the DNS, /).waitFor();

  await panel.getByRole("button", { name: "Use for links" }).click();
  await dialog.getByRole("button", { name: "Use it" }).click();
  await panel.getByText("Used for links", { exact: true }).waitFor();
  const [shown] = await domains();
  assert.deepEqual([shown.verified, shown.proof, shown.primary], [true, "dns", true]);
  await dialog.waitFor({ state: "detached" });
  await ann.axe("domain of the tenant");

  await panel.getByRole("button", { name: "Remove" }).click();
  await dialog.getByRole("button", { name: "Remove" }).click();
  await said(ann, `${name} is removed.`);
  await page.getByText("No domains yet").waitFor();
  assert.deepEqual(await domains(), []);
});

test("what was done stands in the audit log, and goes into a file", async ({
  scene: { tenant, queue },
  arrive,
}) => {
  const ann = await arrive();
  const { page } = ann;
  await ann.signIn(`/admin/t/${tenant.id}/audit`);
  const another = page.getByRole("row").filter({ hasText: "Location created" });
  await another.waitFor();
  await page.getByRole("combobox", { name: "About" }).click();
  await page.getByRole("option", { name: "Queues" }).click();
  await page.waitForURL("**/audit?area=queue.*");
  // Until the entries asked for have come, those from before stand there.
  await another.waitFor({ state: "detached" });
  const entry = page.getByRole("row").filter({ hasText: queue.id }).filter({ hasText: "Queue created" });
  await entry.locator("summary").click();
  await entry.getByRole("region", { name: "After" }).getByText("max_concurrent_users").waitFor();
  await ann.axe("audit log");
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("button", { name: "As JSON Lines" }).click(),
  ]);
  const lines = (await readFile(await download.path(), "utf8")).trim().split("\n").map(JSON.parse);
  assert.ok(lines.length > 0 && lines.every(({ action }) => action.startsWith("queue.")));
});

test("a branding is seen in the preview before it is saved, and on the wait page after", async ({
  server,
  scene: { tenant, queue },
  arrive,
}) => {
  const ann = await arrive();
  const { page } = ann;
  await ann.signIn(`/admin/t/${tenant.id}/branding`);
  const preview = page.frameLocator("iframe");
  await preview.locator(".brand").waitFor();
  const sun = () =>
    preview.locator("html").evaluate((html) => getComputedStyle(html).getPropertyValue("--you").trim());
  const plain = await sun();
  await ann.field("Accent").fill("#1a7f5a");
  await ann.field("Title").fill("Fernwood Festival");
  await preview.getByText("Fernwood Festival").waitFor();
  await until("the colour in the preview", async () => (await sun()) !== plain);
  assert.equal(
    (await server.call("GET", `/v1/tenants/${tenant.id}/branding`)).version,
    0,
    "nothing is stored",
  );

  // What cannot be read is refused at the field, and what falls short is told.
  await ann.field("Accent").fill("green");
  await page.getByText("A colour is written like #1a7f5a.").waitFor();
  await ann.field("Accent").fill("#f4f1ea");
  await page.getByText("so that it can be seen").waitFor();
  await ann.field("Accent").fill("#1a7f5a");
  await ann.field("Background").fill("#ffffff");
  await ann.field("Text").fill("#dddddd");
  await page.getByText(/Text has a contrast of .* with the background/).waitFor();
  await ann.axe("unreadable colours");
  await ann.field("Text").fill("#101010");
  await page.getByText(/Text has a contrast of/).waitFor({ state: "detached" });

  await page.getByText("Deutsch").click();
  await ann.field("Title").fill("Farnwald-Fest");
  await preview.getByText("Farnwald-Fest").waitFor();
  await page
    .locator("input[type=file]")
    .setInputFiles({ name: "logo.png", mimeType: "image/png", buffer: png(120, 40) });
  await page.getByText("120 × 40 pixels, not saved yet").waitFor();
  for (const name of ["Kiosk", "Board", "Wait page"]) {
    await page.getByText(name, { exact: true }).click();
    await page.frameLocator(`iframe[title="Preview: ${name}"]`).getByText("Farnwald-Fest").first().waitFor();
  }
  await ann.button("Save").click();
  await said(ann, "Saved.");
  const stored = await server.call("GET", `/v1/tenants/${tenant.id}/branding`);
  assert.deepEqual(
    [stored.accent, stored.texts.de.title, stored.texts.en.title, stored.logo.width],
    ["#1a7f5a", "Farnwald-Fest", "Fernwood Festival", 120],
  );

  const visitor = await arrive();
  await visitor.go(`/q/${queue.id}`);
  await visitor.page.getByText("Fernwood Festival").waitFor();

  await ann.go(`/admin/t/${tenant.id}/queues/${queue.id}/branding`);
  await page.frameLocator("iframe").getByText("Fernwood Festival").waitFor();
  await ann.field("Title").fill("Main stage");
  await page.frameLocator("iframe").getByText("Main stage").waitFor();
  await ann.button("Save").click();
  await said(ann, "Saved.");
  await visitor.page.reload();
  await visitor.page.getByText("Main stage").waitFor();
});

test("a kiosk is made, paired, and taken out of service from afar", async ({ server, scene, arrive }) => {
  const { tenant, location } = scene;
  const [ann, device] = [await arrive(), await arrive({ viewport: { width: 810, height: 1080 } })];
  const { page } = ann;
  const dialog = page.getByRole("dialog");
  await ann.signIn(`/admin/t/${tenant.id}/devices`);
  await ann.button("New kiosk").click();
  await dialog.getByLabel("Name").fill("Entrance");
  await dialog.getByLabel("While it is out of service it says").fill("Please ask at the desk.");
  await dialog.getByRole("button", { name: "Make the kiosk" }).click();
  await dialog.getByRole("img", { name: "QR code of the address" }).waitFor();
  await ann.axe("pairing");
  const address = (await dialog.getByLabel("Address of the kiosk").textContent()).trim();
  await dialog.getByRole("button", { name: "It is paired" }).click();
  await device.page.goto(address);
  await device.page.getByText("English").first().click();
  await device.page.getByText("Passports").first().waitFor();
  await page.getByRole("listitem").filter({ hasText: "Entrance" }).getByText("In service").waitFor();
  await page
    .getByRole("listitem")
    .filter({ hasText: "Entrance" })
    .getByRole("button", { name: "Out of service" })
    .click();
  await dialog.getByRole("button", { name: "Out of service" }).click();
  await said(ann, "Entrance hands out nothing.");
  await device.page.getByText("Please ask at the desk.").waitFor();
  await page
    .getByRole("listitem")
    .filter({ hasText: "Entrance" })
    .getByRole("button", { name: "Back in service" })
    .click();
  await said(ann, "Entrance hands out numbers again.");
  const { items } = await server.call("GET", `/v1/tenants/${tenant.id}/kiosks`);
  assert.deepEqual(
    items.map(({ name, outOfService, locationId }) => [name, outOfService, locationId]),
    [["Entrance", false, location.id]],
  );
  assert.match(
    await page.getByLabel("Command for the board").textContent(),
    new RegExp(`/board/${location.id}`),
  );
});

test("an appointment is booked and checked in; somebody is called out of turn, moved, sent on, removed", async ({
  server,
  scene,
  arrive,
}) => {
  const { tenant, location, services, counter } = scene;
  const [passports, residence] = services;
  const people = [];
  for (let n = 0; n < 4; n++) people.push(await server.join(passports, `person-${n}`));
  await server.call("POST", `/v1/tenants/${tenant.id}/counters/${counter.id}/open`);
  const session = (one) => server.call("GET", `/v1/tenants/${tenant.id}/sessions/${one.id}`);
  const numbers = await Promise.all(people.map(async (one) => (await session(one)).number));
  const ann = await arrive();
  const { page } = ann;
  const dialog = page.getByRole("dialog");
  const row = (number) => page.getByRole("row", { name: new RegExp(number) });
  const choose = async (number, item) => {
    await ann.button(`What to do with ${number}`).click();
    await page.getByRole("menuitem", { name: item }).click();
  };
  await ann.signIn(`/admin/t/${tenant.id}/locations/${location.id}`);
  await page.getByRole("link", { name: "Who waits" }).click();
  await row(numbers[3]).waitFor();

  await ann.button("Book an appointment").click();
  await dialog.getByLabel("For whom").fill("Case 4711");
  await ann.axe("booking");
  await dialog.getByRole("button", { name: "Book" }).click();
  await said(ann, "is booked for");
  const booked = row("Case 4711");
  await booked.getByText("Booked for").waitFor();
  await booked.getByRole("button", { name: "Check", exact: false }).click();
  await booked.getByText("Checked in").waitFor();

  await choose(numbers[3], "To the front");
  await until("the last is first", async () => (await session(people[3])).position === 1);
  await choose(numbers[0], "Put aside");
  await row(numbers[0]).getByText("Put aside").waitFor();
  await ann.axe("line");
  await choose(numbers[0], "Back in line");
  await row(numbers[0]).getByText("Put aside").waitFor({ state: "detached" });
  await choose(numbers[1], "To a position…");
  await dialog.getByLabel("Position").fill("2");
  await dialog.getByRole("button", { name: "Move" }).click();
  await until("the second place", async () => (await session(people[1])).position === 2);
  await choose(numbers[0], "Add a service…");
  await dialog.waitFor();
  await ann.axe("add a service");
  await dialog.getByRole("button", { name: "Add it" }).click();
  await said(ann, "goes on there afterwards");
  await choose(numbers[2], "Remove…");
  await dialog.getByLabel("Reason").fill("Wrong building");
  await dialog.getByRole("button", { name: "Remove" }).click();
  await row(numbers[2]).waitFor({ state: "detached" });
  assert.equal((await session(people[2])).status, "removed");
  await page.getByRole("searchbox", { name: "Find" }).fill("person-1");
  await page.waitForURL("**/line?who=person-1");
  await row(numbers[3]).waitFor({ state: "detached" });
  await page.getByRole("searchbox", { name: "Find" }).fill("");
  await choose(numbers[1], counter.name);
  await said(ann, `is called to ${counter.name}`);
  assert.equal((await session(people[1])).status, "released");

  // From the counter itself, with a second service for whom it serves.
  await ann.go(`/admin/t/${tenant.id}/counters/${counter.id}`);
  await page.locator(".desk-number", { hasText: numbers[1] }).waitFor();
  await ann.button(`Call ${numbers[0]} now`).click();
  await page.locator(".desk-number", { hasText: numbers[0] }).waitFor();
  await page.getByText(/Then goes on as/).waitFor();
  await ann.axe("counter with waiting people");
  await ann.button("Finish").click();
  await page.getByText("Nobody is here").waitFor();
  const { items } = await server.call("GET", `/v1/tenants/${tenant.id}/sessions?queueId=${residence.id}`);
  assert.deepEqual(
    items.map(({ status }) => status),
    ["waiting"],
  );
});

test("what happened is told in numbers, by range and queue", async ({ server, scene, arrive }) => {
  const { tenant } = scene;
  const busy = await server.queue(tenant, { name: "Busy", maxConcurrentUsers: 2 });
  for (let n = 0; n < 7; n++) await server.join(busy);
  const ann = await arrive();
  const { page } = ann;
  const joined = page.locator(".stat", { hasText: "Joined" }).locator("dd");
  await until("the numbers are counted", async () => {
    const { totals } = await server.call("GET", `/v1/tenants/${tenant.id}/queues/${busy.id}/analytics`);
    return totals.totalSessions === 7;
  });
  await ann.signIn(`/admin/t/${tenant.id}/analytics`);
  await page.getByRole("row", { name: /Busy/ }).getByRole("link").click();
  await page.waitForURL(`**/analytics?range=day&queue=${busy.id}`);
  await until("seven joined", async () => (await joined.textContent()) === "7");
  await page.getByText("1 hour", { exact: true }).click();
  await page.waitForURL(`**/analytics?range=hour&queue=${busy.id}`);
  await until("seven joined within the hour", async () => (await joined.textContent()) === "7");
  await page.reload();
  await page.locator(".chart svg").nth(2).waitFor();
  // They need not all have come within one step.
  const steps = page.getByRole("region", { name: "Numbers, step by step" }).locator("tbody tr");
  await steps.first().waitFor();
  const counted = await steps.evaluateAll((rows) => rows.map(({ cells }) => Number(cells[1].textContent)));
  assert.equal(
    counted.reduce((sum, one) => sum + one, 0),
    7,
    "the table has the numbers, too",
  );
  await ann.axe("analytics of a queue");
});

/** A picture of one colour. */
function png(width, height) {
  const chunk = (type, data) => {
    const body = Buffer.concat([Buffer.from(type), data]);
    const [head, tail] = [Buffer.alloc(4), Buffer.alloc(4)];
    head.writeUInt32BE(data.length);
    tail.writeUInt32BE(crc(body));
    return Buffer.concat([head, body, tail]);
  };
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 2, 0, 0, 0], 8);
  const row = Buffer.concat([Buffer.from([0]), Buffer.alloc(width * 3, 0x5a)]);
  const pixels = deflateSync(Buffer.concat(Array(height).fill(row)));
  const signature = Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]);
  return Buffer.concat([
    signature,
    chunk("IHDR", header),
    chunk("IDAT", pixels),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}

function crc(bytes) {
  let sum = 0xffffffff;
  for (const byte of bytes) {
    sum ^= byte;
    for (let bit = 0; bit < 8; bit++) sum = sum & 1 ? (sum >>> 1) ^ 0xedb88320 : sum >>> 1;
  }
  return (sum ^ 0xffffffff) >>> 0;
}

async function prepare(server) {
  await server.signIn();
  const tenant = await server.tenant("Fernwood");
  const queue = await server.queue(tenant, { name: "Tickets" });
  const path = `/v1/tenants/${tenant.id}`;
  const location = await server.call("POST", `${path}/locations`, {
    name: "Town hall",
    timeZone: "Europe/Berlin",
    languages: ["en", "de"],
  });
  const service = (name, prefix) =>
    server.queue(tenant, { name, releases: "call", walkIn: { locationId: location.id, prefix } });
  const services = [await service("Passports", "A"), await service("Residence", "B")];
  const counter = await server.call("POST", `${path}/counters`, {
    locationId: location.id,
    name: "Counter 1",
    services: services.map(({ id }) => id),
  });
  return { tenant, queue, location, services, counter };
}

await drive(tests, prepare, { VQUEUE__DOMAINS__RESOLVERS: await nameServer(texts) });
