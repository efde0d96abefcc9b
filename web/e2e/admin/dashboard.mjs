// The dashboard as those who work with it go through it: a real browser, the real binary.
import assert from "node:assert/strict";
import { until } from "../vqueue.mjs";
import { drive, said, status } from "./drive.mjs";
import { doors, pages, setTheScene } from "./scene.mjs";

const PHONE = { width: 390, height: 844 };
const tests = [];
const test = (name, run) => tests.push([name, run]);

test("an operator's day: sign in, create a queue with a schedule, open, change the rate, say something, pause, close", async ({
  server,
  scene,
  arrive,
}) => {
  const ann = await arrive();
  const { page } = ann;
  await ann.go(`/admin/t/${scene.tenant.id}`);
  await page.waitForURL("**/admin/sign-in?**");
  await ann.field("E-mail").fill("ann@queue.example");
  await ann.field("Password").fill("not the password");
  await ann.button("Sign in").click();
  await page.getByRole("alert").filter({ hasText: "E-mail or password is wrong." }).waitFor();
  await ann.signIn(`/admin/t/${scene.tenant.id}`);
  // Where one wanted to go is where one is.
  await ann.heading("Queues").waitFor();

  await page.getByRole("link", { name: "New queue" }).click();
  await ann.button("Create the queue").click();
  await page.getByText("The name must have 1 to 200 characters.").first().waitFor();
  await page.getByRole("textbox", { name: "Name" }).fill("Evening sale");
  await ann.field("Cap").fill("2");
  await page.getByRole("switch", { name: "Opens and closes by a schedule" }).click();
  await page.getByRole("list").filter({ hasText: "to 17:00" }).waitFor();
  await ann.field("From").fill("9");
  await page.getByText("Write a time of day as").first().waitFor();
  await ann.field("From").fill("20:00");
  await ann.field("To").fill("22:00");
  await page.getByRole("list").filter({ hasText: "to 22:00 (2 h)" }).waitFor();
  await page.getByText("Times in Europe/Berlin.").waitFor();
  await ann.button("Add a date").click();
  await ann.field("Date").fill("2027-01-01");
  await ann.button("Create the queue").click();
  await ann.heading("Evening sale").waitFor();

  const [made] = (await server.call("GET", `/v1/tenants/${scene.tenant.id}/queues?limit=200`)).items.slice(
    -1,
  );
  assert.deepEqual(
    [
      made.schedule.timeZone,
      made.schedule.windows[0].from,
      made.schedule.exceptions[0].date,
      made.maxConcurrentUsers,
    ],
    ["Europe/Berlin", "20:00", "2027-01-01", 2],
  );
  if (made.status !== "open") await ann.button("Open").click();
  await status(ann, "Open");
  for (let n = 0; n < 12; n++) await server.join(made);
  const waiting = page.locator(".stat", { hasText: "Waiting" }).locator("dd");
  await until("ten wait", async () => (await waiting.textContent()) === "10");

  const rate = ann.field("Rate");
  await rate.fill("120");
  await page.getByRole("cell", { name: "After" }).waitFor();
  await ann.button("Apply").click();
  await said(ann, "Rate and cap hold");
  assert.equal(
    (await server.call("GET", `/v1/tenants/${scene.tenant.id}/queues/${made.id}`)).releaseRatePerMinute,
    120,
  );
  await rate.fill("0");
  await ann.button("Apply").click();
  await page.getByText("releaseRatePerMinute goes from 1 to 6000000.").first().waitFor();
  await ann.button("Back to what holds").click();

  await ann.field("New message").fill("We open in a minute.");
  await ann.button("Say it").click();
  await page.locator(".note", { hasText: "We open in a minute." }).waitFor();

  await ann.button("Pause").click();
  await status(ann, "Paused");
  await ann.button("More").click();
  await page.getByRole("menuitem", { name: "Close" }).click();
  const dialog = page.getByRole("dialog", { name: "Close “Evening sale”?" });
  await dialog.getByText("10 people in line keep their places").waitFor();
  await ann.axe("close dialog");
  await dialog.getByRole("button", { name: "Close the queue" }).click();
  await status(ann, "Closed");

  await page.reload();
  await status(ann, "Closed");
  await ann.button("Account of ann@queue.example").click();
  await page.getByRole("menuitem", { name: "Sign out" }).click();
  await ann.heading("Sign in").waitFor();
  await ann.go(`/admin/t/${scene.tenant.id}`);
  await ann.heading("Sign in").waitFor();
});

test("two operators see each other's changes, and what was changed on an old version is merged", async ({
  server,
  scene,
  arrive,
}) => {
  const queue = await server.queue(scene.tenant, {
    name: "Shared",
    maxConcurrentUsers: 10,
    releaseRatePerMinute: 60,
  });
  const path = `/admin/t/${scene.tenant.id}/queues/${queue.id}`;
  const [ann, ben] = [await arrive(), await arrive()];
  await ann.signIn(path);
  await ben.signIn(path);
  for (const one of [ann, ben]) await one.page.locator(".dot[data-state=live]").waitFor();

  // What one does the other sees, without asking: the list is asked for every ten seconds only.
  await ann.button("Pause").click();
  await ben.button("Resume").click();
  await status(ann, "Open");
  await ben.field("Rate").fill("90");
  await ben.button("Apply").click();
  await until("the other's rate", async () => (await ann.field("Rate").inputValue()) === "90");

  // Cara's network is slow: she hears nothing of what others do, and is shown the queue as it was.
  const cara = await arrive();
  const api = path.replace("/admin/t/", "/v1/tenants/");
  const { version } = await server.call("GET", api);
  await cara.page.routeWebSocket(/\/ws$/, () => {});
  let old;
  await cara.page.route(`**${api}`, async (route) => {
    old ??= await (await route.fetch()).body();
    await route.fulfill({ contentType: "application/json", body: old });
  });
  await cara.signIn(path);
  await cara.field("Rate").fill("30");
  await cara.field("Cap").fill("20");
  await ann.field("Rate").fill("45");
  await ann.button("Apply").click();
  await said(ann, "Rate and cap hold");
  const refusal = cara.page.waitForResponse((answer) => answer.status() === 409);
  await cara.page.unroute(`**${api}`);
  await cara.button("Apply").click();
  const { errors } = await (await refusal).json();
  assert.deepEqual(
    errors.map(({ code, field }) => [code, field]),
    [
      ["version_conflict", "version"],
      ["version_conflict", "maxConcurrentUsers"],
      ["version_conflict", "releaseRatePerMinute"],
    ],
  );
  assert.match(errors[2].message, /It is 45 now; this change says 30/);
  const note = cara.page.getByRole("alert").filter({ hasText: "Somebody else changed this" });
  await note.getByText("Rate was 90; both of you changed it.").waitFor();
  await cara.axe("merge");
  await note.getByText("Theirs: 45").click();
  await note.getByRole("button", { name: "Merge" }).click();
  await cara.button("Apply").click();
  await said(cara, "Rate and cap hold");
  const merged = await server.call("GET", api);
  assert.deepEqual(
    [merged.releaseRatePerMinute, merged.maxConcurrentUsers, merged.version],
    [45, 20, version + 2],
  );
  await until("the merge at the other's", async () => (await ann.field("Cap").inputValue()) === "20");
});

test("people are found, moved and removed, and the filters stand in the address", async ({
  server,
  scene,
  arrive,
}) => {
  const ann = await arrive();
  const { page } = ann;
  await ann.signIn(`/admin/t/${scene.tenant.id}/sessions`);
  await page.getByRole("searchbox", { name: "Identifier" }).fill("fan-7");
  await page.keyboard.press("Enter");
  await page.waitForURL("**/sessions?who=fan-7");
  await page.reload();
  await page.getByRole("link", { name: "fan-7", exact: true }).click();
  await ann.heading("fan-7").waitFor();
  await ann.field("Priority").fill("5");
  await ann.button("Give this priority").click();
  await said(ann, "has priority 5 now");
  await ann.button("Remove from the line").click();
  await page.getByRole("dialog").getByLabel("Reason").fill("Asked us to");
  await page.getByRole("dialog").getByRole("button", { name: "Remove", exact: true }).click();
  await status(ann, "Removed");
  const { items } = await server.call("GET", `/v1/tenants/${scene.tenant.id}/sessions?userIdentifier=fan-7`);
  assert.deepEqual([items[0].status, items[0].priority], ["removed", 5]);
});

test("the integration is tried from the browser", async ({ scene, arrive }) => {
  const ann = await arrive();
  const { page } = ann;
  const { tenant, drop } = scene;
  await ann.signIn(`/admin/t/${tenant.id}/queues/${drop.id}/integration`);
  for (const tab of ["nginx", "Envoy", "Kong", "JavaScript", "Your own page", "Gate"]) {
    await page.getByRole("tab", { name: tab }).click();
    await page.getByLabel(`${tab} configuration`).waitFor();
    if (tab !== "JavaScript") continue;
    const script = await page.getByLabel("JavaScript configuration").textContent();
    assert.match(script, new RegExp(`/snippet\\.js" data-queue="${drop.id}"></script>`));
  }
  assert.match(await page.getByLabel("Gate configuration").textContent(), new RegExp(`--queue ${drop.id}`));
  assert.match(await page.getByLabel("Gate configuration").textContent(), /--public-scheme http$/);
  await ann.button("Test it").click();
  await page.locator('[data-result="good"]').nth(3).waitFor();
  await page.getByText(/Joined with ticket .* then left/).waitFor();
});

test("tenants are created, limited, suspended and resumed", async ({ server, arrive }) => {
  const ann = await arrive();
  const { page } = ann;
  await ann.signIn("/admin/tenants");
  await ann.button("New tenant").click();
  await page.getByRole("dialog").getByRole("textbox", { name: "Name" }).fill("Night Market");
  await page.getByRole("dialog").getByRole("button", { name: "Create" }).click();
  await page.getByText("No queues yet").waitFor();
  await page.getByRole("link", { name: "Settings" }).click();
  await ann.heading("Settings").waitFor();
  await ann.field("Queues").fill("0");
  await ann.button("Save").click();
  await page.getByRole("alert").waitFor();
  await ann.field("Queues").fill("7");
  await ann.button("Save").click();
  await said(ann, "Saved.");
  await page.getByRole("link", { name: "Tenants" }).click();
  const row = page.getByRole("row", { name: /Night Market/ });
  await row.getByRole("button", { name: "Suspend" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Suspend" }).click();
  await row.getByText("Suspended").waitFor();
  const { items } = await server.call("GET", "/v1/tenants?limit=200");
  const made = items.find(({ name }) => name === "Night Market");
  assert.deepEqual([made.status, made.limits.maxQueues], ["suspended", 7]);
  await row.getByRole("button", { name: "Resume" }).click();
  await row.getByText("Active").waitFor();
});

test("a location is set up, and its counter calls the next one by one key", async ({
  server,
  scene,
  arrive,
}) => {
  const ann = await arrive();
  const { page } = ann;
  const { tenant } = scene;
  const inDialog = () => page.getByRole("dialog");
  await ann.signIn(`/admin/t/${tenant.id}/locations`);
  await ann.button("New location").first().click();
  await inDialog().getByRole("textbox", { name: "Name" }).fill("Atelier");
  await inDialog().getByRole("button", { name: "Create" }).click();
  await ann.heading("Atelier").waitFor();
  await ann.button("Add a service").click();
  await inDialog().getByRole("textbox", { name: "Name" }).fill("Pick up");
  await inDialog().getByLabel("Letter").fill("P");
  await ann.axe("new service");
  await inDialog().getByRole("button", { name: "Offer it" }).click();
  await said(ann, "is offered here now");
  await ann.button("Add a counter").click();
  await inDialog().getByRole("textbox", { name: "Name" }).fill("Counter 1");
  await ann.axe("new counter");
  await inDialog().getByRole("button", { name: "Save" }).click();
  await said(ann, "Counter 1 is set up");
  await ann.axe("location");

  const { items } = await server.call("GET", `/v1/tenants/${tenant.id}/queues?limit=200`);
  const service = items.find(({ name }) => name === "Pick up");
  const people = [];
  for (let n = 0; n < 3; n++) people.push(await server.join(service));
  const states = async () => {
    const all = people.map(({ id }) => server.call("GET", `/v1/tenants/${tenant.id}/sessions/${id}`));
    return (await Promise.all(all)).map(({ status }) => status).join(" ");
  };
  await page.getByRole("link", { name: "Counter 1" }).click();
  await ann.button("Open the counter").click();
  const number = page.locator(".desk-number");
  await ann.button("Close the counter").waitFor();
  /** A key, once the one before has done its work, and what is to be seen then. */
  const press = async (key, seen) => {
    await page.locator(".desk:not([data-busy]) .desk-next:enabled").waitFor();
    await page.keyboard.press(key);
    await page.locator(".desk-now", { hasText: seen }).waitFor();
  };
  await press("n", "P001");
  // Within a second of the call, calling again is taken for the same key: whoever is not heard presses it once more.
  const again = page.locator(".desk-now", { hasText: "Called 2 times" });
  for (let tries = 0; tries < 10 && !(await again.isVisible()); tries++) {
    await page.keyboard.press("r");
    await again.waitFor({ timeout: 1_500 }).catch(() => {});
  }
  assert.ok(await again.isVisible(), "called again");
  await ann.axe("counter");
  await press("s", "Being served");
  await press("n", "P002");
  await press("x", "Nobody is here");
  await press("n", "P003");
  assert.equal(await states(), "completed no_show released");
  await ann.button("More").click();
  await page.getByRole("menuitem", { name: "Back to the front" }).click();
  await page.getByText("Nobody is here").waitFor();
  // Who does not want single keys to do something turns them off.
  await page.getByRole("switch", { name: "Work by single keys" }).click();
  await page.locator(".desk-next .key").waitFor({ state: "detached" });
  await page.locator("body").press("n");
  await page.getByRole("button", { name: "Call next" }).click();
  await number.filter({ hasText: "P003" }).waitFor();
  await ann.button("Finish").click();
  await page.getByText("Nobody is here").waitFor();
  assert.equal(await states(), "completed no_show completed");
});

test("tables of long names fit into a window of 1440 pixels", async ({ server, arrive }) => {
  const tenant = await server.tenant("Long Names");
  const path = `/v1/tenants/${tenant.id}`;
  const queue = await server.queue(tenant, { name: "Sale", maxConcurrentUsers: 1 });
  const who = "maximiliane.mustermann-oberhuber@mail.example";
  for (let n = 1; n <= 3; n++) await server.join(queue, `${n}-${who}`);
  const location = await server.call("POST", `${path}/locations`, {
    name: "Town hall",
    timeZone: "Europe/Berlin",
    languages: ["de", "en"],
  });
  const service = await server.queue(tenant, {
    name: "Aufenthaltsgenehmigungsverlängerungen",
    releases: "call",
    walkIn: { locationId: location.id, prefix: "B" },
  });
  await server.join(service, who, { appointmentAt: new Date(Date.now() + 86_400_000).toISOString() });
  await server.call("POST", `${path}/counters`, {
    locationId: location.id,
    name: "Bürgerservicestelle Erdgeschoss",
    services: [service.id],
  });

  const ann = await arrive({ viewport: { width: 1440, height: 900 } });
  const { page } = ann;
  await ann.signIn();
  const home = `/admin/t/${tenant.id}`;
  for (const [where, row] of [
    [`${home}/queues/${queue.id}`, `3-${who}`],
    [`${home}/sessions`, `3-${who}`],
    [`${home}/locations/${location.id}`, "Bürgerservicestelle"],
    [`${home}/locations/${location.id}/line`, who],
  ]) {
    await ann.go(where);
    await page.getByRole("row").filter({ hasText: row }).waitFor();
    const wider = await page
      .locator(".table-wrap")
      .evaluateAll(
        (all) => all.filter(({ scrollWidth, clientWidth }) => scrollWidth > clientWidth + 1).length,
      );
    assert.equal(wider, 0, `a table at ${where} is wider than its panel`);
  }
});

for (const [name, options] of [
  ["light", { colorScheme: "light" }],
  ["dark", { colorScheme: "dark" }],
  ["light on a phone", { colorScheme: "light", viewport: PHONE }],
  ["dark on a phone", { colorScheme: "dark", viewport: PHONE }],
]) {
  test(`axe finds nothing on any page, ${name}`, async ({ scene, arrive }) => {
    const ann = await arrive(options);
    for (const [page, [path, ready]] of Object.entries(doors)) {
      await ann.go(path);
      await ready(ann.page);
      await ann.axe(page);
    }
    await ann.signIn();
    for (const [page, [path, ready]] of Object.entries(pages(scene))) {
      await ann.go(path);
      await ready(ann.page);
      await ann.axe(page);
    }
    if (options.viewport) {
      await ann.button("Open the menu").click();
      await ann.page.getByRole("dialog").getByRole("link", { name: "Tenants" }).waitFor();
      await ann.axe("menu");
    }
  });
}

await drive(tests, setTheScene);
