// The dashboard without a mouse: every page is gone through by Tab, and what each is for is done by keys alone. A real browser,
// the real binary. Nothing here clicks.
import assert from "node:assert/strict";
import { Keyboard } from "../keys.mjs";
import { EMAIL, PASSWORD } from "../serve.mjs";
import { until } from "../vqueue.mjs";
import { drive, said, status } from "./drive.mjs";
import { doors, pages, setTheScene } from "./scene.mjs";
import { codeOf } from "./totp.mjs";

const PHONE = { width: 390, height: 844 };
const tests = [];
const test = (name, run) => tests.push([name, run]);

/** Somebody who signs in by keys, and the keyboard they have. */
async function sit(arrive, path = "/admin/", { email = EMAIL, password = PASSWORD, ...options } = {}) {
  const who = await arrive(options);
  const keys = await Keyboard.of(who.page);
  await who.go(path);
  await signIn(who, keys, email, password);
  return { who, keys, page: who.page };
}

async function signIn(who, keys, email = EMAIL, password = PASSWORD) {
  await who.heading("Sign in").waitFor();
  await keys.fill(who.field("E-mail"), email);
  await keys.fill(who.field("Password"), password);
  await keys.press("Enter");
  await who.isIn();
}

const row = (page, name) => page.getByRole("row", { name });
const inside = (place, role, name, exact = true) => place.getByRole(role, { name, exact });

for (const [name, options] of [
  ["", {}],
  [" on a phone", { viewport: PHONE }],
]) {
  test(`every page is gone through by Tab${name}`, async ({ scene, arrive }) => {
    const who = await arrive(options);
    const keys = await Keyboard.of(who.page);
    const look = async (all) => {
      for (const [page, [path, ready]] of Object.entries(all)) {
        await who.go(path);
        await ready(who.page);
        who.errors.push(...(await keys.walk()).map((problem) => `${page}: ${problem}`));
      }
    };
    await look(doors);
    await who.go("/admin/");
    await signIn(who, keys);
    await look(pages(scene));
  });
}

test("signing in, skipping to the content, the menus, signing out", async ({ scene, arrive }) => {
  const who = await arrive();
  const { page } = who;
  const keys = await Keyboard.of(page);
  await who.go(`/admin/t/${scene.tenant.id}`);
  await who.heading("Sign in").waitFor();
  await keys.fill(who.field("E-mail"), EMAIL);
  await keys.fill(who.field("Password"), "not the password");
  await keys.use(who.button("Show the password"));
  await page.locator("input[type=text][autocomplete=current-password]").waitFor();
  await keys.use(who.button("Sign in"));
  await page.getByRole("alert").filter({ hasText: "E-mail or password is wrong." }).waitFor();
  await keys.fill(who.field("Password"), PASSWORD);
  await keys.press("Enter");
  await who.heading("Queues").waitFor();
  await page.reload();
  await who.heading("Queues").waitFor();
  await keys.press("Tab");
  assert.equal(await keys.focused(), "<a> “Skip to content”");
  await keys.press("Enter");
  await page.waitForFunction(() => document.activeElement?.id === "main");
  await keys.press("Tab");
  assert.ok(
    await page.locator("main").evaluate((main) => main.contains(document.activeElement)),
    "in the page",
  );
  const dark = () => page.evaluate(() => document.documentElement.dataset.mantineColorScheme);
  const before = await dark();
  await keys.use(who.button("Dark colours"));
  await until("the other colours", async () => (await dark()) !== before);
  const menu = who.button(`Account of ${EMAIL}`);
  await keys.menu(menu);
  await page.getByRole("menuitem", { name: "Account" }).waitFor();
  await keys.press("Escape");
  await page.getByRole("menuitem", { name: "Account" }).waitFor({ state: "detached" });
  await until("the focus of a closed menu at its button", () => keys.has(menu));
  await keys.pick(menu, "Sign out");
  await who.heading("Sign in").waitFor();
  await keys.use(page.getByRole("link", { name: "I forgot my password" }));
  await who.heading("New password").waitFor();
  await keys.fill(who.field("E-mail"), "nobody@queue.example");
  await keys.press("Enter");
  await page.getByText("a mail is on its way to").waitFor();
});

test("the menu of a phone", async ({ scene, arrive }) => {
  const { who, keys } = await sit(arrive, `/admin/t/${scene.tenant.id}`, { viewport: PHONE });
  await who.heading("Queues").waitFor();
  await keys.dialog(who.button("Open the menu"), async (menu) => {
    await keys.follow(inside(menu, "link", "Locations"), who.heading("Locations"));
  });
});

test("a queue is made with a schedule, steered, and told something", async ({ server, scene, arrive }) => {
  const { who, keys, page } = await sit(arrive, `/admin/t/${scene.tenant.id}`);
  await who.heading("Queues").waitFor();
  await keys.follow(page.getByRole("link", { name: "New queue" }), who.heading("New queue"));
  await keys.use(who.button("Create the queue"));
  await page.getByText("The name must have 1 to 200 characters.").first().waitFor();
  await until("the focus at what is wrong", () => keys.has(page.getByRole("textbox", { name: "Name" })));
  await keys.type("Late shift");
  await keys.fill(who.field("Cap"), "2");
  await keys.use(page.getByRole("switch", { name: "Opens and closes by a schedule" }), "Space");
  await keys.use(who.button("Saturday").first(), "Space");
  await keys.fill(who.field("From"), "20:00");
  await keys.fill(who.field("To"), "22:00");
  await page.getByRole("list").filter({ hasText: "to 22:00 (2 h)" }).waitFor();
  await keys.use(who.button("Add a date"));
  await keys.fillDate(who.field("Date"), "01012027");
  await keys.use(who.button("Create the queue"));
  await who.heading("Late shift").waitFor();
  const { items } = await server.call("GET", `/v1/tenants/${scene.tenant.id}/queues?limit=200`);
  const made = items.find(({ name }) => name === "Late shift");
  assert.deepEqual(
    [
      made.maxConcurrentUsers,
      made.schedule.windows[0].days.includes("sat"),
      made.schedule.exceptions[0].date,
    ],
    [2, true, "2027-01-01"],
  );
  if (made.status !== "open") await keys.use(who.button("Open"));
  await status(who, "Open");
  for (let n = 0; n < 6; n++) await server.join(made, `late-${n}`);

  await keys.to(who.field("Rate"));
  await keys.press("ArrowUp");
  await page.getByRole("cell", { name: "After" }).waitFor();
  await keys.use(who.button("Apply"));
  await said(who, "Rate and cap hold");
  await keys.fill(who.field("New message"), "We open in a minute.");
  await keys.to(page.getByRole("radio", { name: "Good to know" }));
  await keys.press("ArrowRight");
  await keys.use(who.button("Say it"));
  await page.locator(".note[data-tone=warn]", { hasText: "We open in a minute." }).waitFor();
  await keys.use(who.button("Take it back"));
  await page.getByText("Nothing is said now.").waitFor();
  await keys.use(who.button("Pause"));
  await status(who, "Paused");
  const more = who.button("More");
  await keys.dialog(
    more,
    async (dialog) => {
      await keys.use(inside(dialog, "button", "Drain"));
    },
    () => keys.pick(more, "Drain"),
  );
  await status(who, "Draining");

  await keys.follow(page.locator(".tabs").getByRole("link", { name: "Settings" }), who.button("Save"));
  await keys.fill(who.field("Description"), "After work");
  await keys.use(who.button("Save"));
  await said(who, "Saved.");
});

test("people are searched, filtered, paged, moved and removed", async ({ server, scene, arrive }) => {
  const { who, keys, page } = await sit(arrive, `/admin/t/${scene.tenant.id}/sessions`);
  await row(page, /Waiting/)
    .first()
    .waitFor();
  await keys.use(who.button("Next page"));
  await page.waitForURL("**/sessions?cursor=*");
  await keys.use(who.button("First page"));
  await page.waitForURL(/sessions$/);
  await keys.choose(page.getByRole("combobox", { name: "State" }), "Waiting");
  await page.waitForURL("**/sessions?status=waiting");
  await keys.use(who.button("All states"));
  await page.waitForURL(/sessions$/);
  await keys.choose(page.getByRole("combobox", { name: "Queue" }), "Winter concert");
  await page.waitForURL("**/sessions?queue=*");
  await keys.fill(page.getByRole("searchbox", { name: "Identifier" }), "fan-9");
  await keys.press("Enter");
  await page.waitForURL("**who=fan-9");
  await keys.follow(inside(page, "link", "fan-9"), who.heading("fan-9"));
  await page.getByText("Joined the line").waitFor();
  await keys.to(who.field("Priority"));
  await keys.press("ArrowUp");
  await keys.use(who.button("Give this priority"));
  await said(who, "has priority 1 now");
  await keys.dialog(who.button("Remove from the line"), async (dialog) => {
    await keys.fill(dialog.getByLabel("Reason"), "Asked us to");
    await keys.use(inside(dialog, "button", "Remove"));
  });
  await status(who, "Removed");
  const { items } = await server.call("GET", `/v1/tenants/${scene.tenant.id}/sessions?userIdentifier=fan-9`);
  assert.deepEqual([items[0].status, items[0].priority], ["removed", 1]);
});

test("a location gets a service and a counter, which calls by one key", async ({ server, scene, arrive }) => {
  const { tenant } = scene;
  const { who, keys, page } = await sit(arrive, `/admin/t/${tenant.id}/locations`);
  await who.heading("Locations").waitFor();
  await keys.dialog(who.button("New location"), async (dialog) => {
    await keys.type("Library");
    await keys.use(inside(dialog, "button", "Create"));
  });
  await who.heading("Library").waitFor();
  await keys.dialog(who.button("Add a service"), async (dialog) => {
    await keys.type("Loans");
    await keys.fill(dialog.getByLabel("Letter"), "L");
    await keys.choose(inside(dialog, "combobox", "Numbers"), "Go on over night");
    await keys.use(inside(dialog, "button", "Offer it"));
  });
  await said(who, "is offered here now");
  await keys.dialog(who.button("Add a counter"), async (dialog) => {
    await keys.type("Desk 1");
    await keys.use(inside(dialog, "button", "Save"));
  });
  await said(who, "Desk 1 is set up");
  await keys.fill(who.field("Message"), "Closed on Friday.");
  await keys.use(who.button("Save"));
  await said(who, "Saved.");

  const { items } = await server.call("GET", `/v1/tenants/${tenant.id}/queues?limit=200`);
  const service = items.find(({ name }) => name === "Loans");
  for (let n = 0; n < 3; n++) await server.join(service);
  await keys.follow(inside(page, "link", "Desk 1"), who.heading("Desk 1"));
  await keys.use(who.button("Open the counter"));
  await who.button("Close the counter").waitFor();
  const shows = (text) => page.locator(".desk-now", { hasText: text }).waitFor();
  const free = () => page.locator(".desk:not([data-busy]) .desk-next:enabled").waitFor();
  // One key, wherever the focus is.
  await keys.press("n");
  await shows("L001");
  await free();
  await keys.press("s");
  await shows("Being served");
  await free();
  // Or the button that has the focus.
  await keys.use(page.locator(".desk-next"));
  await shows("L002");
  await free();
  await keys.pick(who.button("More"), "Back to the end");
  await shows("Nobody is here");
  await keys.use(who.button("Call L003 now"));
  await shows("L003");
  await keys.use(page.getByRole("switch", { name: "Work by single keys" }), "Space");
  await page.locator(".desk-next .key").waitFor({ state: "detached" });
  await keys.press("n");
  await keys.use(page.getByRole("button", { name: "Did not come" }));
  await shows("Nobody is here");
  const { items: people } = await server.call(
    "GET",
    `/v1/tenants/${tenant.id}/sessions?queueId=${service.id}`,
  );
  assert.deepEqual(people.map(({ number, status }) => `${number} ${status}`).sort(), [
    "L001 completed",
    "L002 waiting",
    "L003 no_show",
  ]);
});

test("who waits in person is booked, moved, passed on and removed", async ({ server, scene, arrive }) => {
  const { tenant, location } = scene;
  const { who, keys, page } = await sit(arrive, `/admin/t/${tenant.id}/locations/${location.id}`);
  await who.heading("Town hall").waitFor();
  await keys.follow(page.getByRole("link", { name: "Who waits" }), who.heading("Who waits"));
  await row(page, /A003/).waitFor();
  await keys.dialog(who.button("Book an appointment"), async (dialog) => {
    await keys.fill(dialog.getByLabel("For whom"), "Case 815");
    await keys.use(inside(dialog, "button", "Book"));
  });
  await said(who, "is booked for");
  const booked = row(page, /Case 815/);
  await keys.use(booked.getByRole("button", { name: /^Check/ }));
  await booked.getByText("Checked in").waitFor();
  const actions = (number) => who.button(`What to do with ${number}`);
  await keys.pick(actions("A004"), "Put aside");
  await row(page, /A004/).getByText("Put aside").waitFor();
  await keys.dialog(
    actions("A005"),
    async (dialog) => {
      await keys.fill(dialog.getByLabel("Position"), "1");
      await keys.press("Enter");
    },
    () => keys.pick(actions("A005"), "To a position…"),
  );
  await said(who, "A005 is moved.");
  await keys.dialog(
    actions("A006"),
    async (dialog) => {
      await keys.fill(dialog.getByLabel("Reason"), "Wrong building");
      await keys.use(inside(dialog, "button", "Remove"));
    },
    () => keys.pick(actions("A006"), "Remove…"),
  );
  await row(page, /A006/).waitFor({ state: "detached" });
  await keys.fill(page.getByRole("searchbox", { name: "Find" }), "A005");
  await page.waitForURL("**who=A005");
  await row(page, /A004/).waitFor({ state: "detached" });
  await keys.fill(page.getByRole("searchbox", { name: "Find" }), "");
  await keys.choose(page.getByRole("combobox", { name: "Service" }), /Residence/);
  await row(page, /B001/).waitFor();
  const { items } = await server.call("GET", `/v1/tenants/${tenant.id}/sessions?status=removed`);
  assert.ok(items.some(({ number }) => number === "A006"));
});

test("tenants: one is made, limited, suspended", async ({ server, arrive }) => {
  const { who, keys, page } = await sit(arrive, "/admin/tenants");
  await who.heading("Tenants").waitFor();
  await keys.dialog(who.button("New tenant"), async (dialog) => {
    await keys.type("Day Market");
    await keys.use(inside(dialog, "button", "Create"));
  });
  await page.getByText("No queues yet").waitFor();
  await keys.follow(page.getByRole("link", { name: "Settings" }), who.heading("Settings"));
  await keys.fill(who.field("Queues"), "7");
  await keys.use(who.button("Save"));
  await said(who, "Saved.");
  await keys.follow(page.getByRole("link", { name: "Tenants" }), who.heading("Tenants"));
  await keys.fill(page.getByRole("searchbox", { name: "Find" }), "day");
  await page.waitForURL("**find=day");
  await keys.dialog(row(page, /Day Market/).getByRole("button", { name: "Suspend" }), async (dialog) => {
    await keys.use(inside(dialog, "button", "Suspend"));
  });
  await row(page, /Day Market/)
    .getByText("Suspended")
    .waitFor();
  const { items } = await server.call("GET", "/v1/tenants?limit=200");
  const made = items.find(({ name }) => name === "Day Market");
  assert.deepEqual([made.status, made.limits.maxQueues], ["suspended", 7]);
});

test("staff is invited and changed, a role is made, a second factor demanded, a provider added", async ({
  server,
  scene: { tenant },
  arrive,
}) => {
  const { who, keys, page } = await sit(arrive, `/admin/t/${tenant.id}/staff`);
  await who.heading("Staff").waitFor();
  const email = "kim@lumen.example";
  await keys.dialog(who.button("Invite"), async (dialog) => {
    await keys.type(email);
    await keys.choose(inside(dialog, "combobox", "Roles", false), "Operator");
    await keys.press("Escape");
    await keys.use(inside(dialog, "button", "Send the invitation"));
  });
  await said(who, `A mail is on its way to ${email}.`);
  await server.link(email, "invitation");
  await keys.dialog(row(page, /kim@/).getByRole("button", { name: "Revoke" }), async (dialog) => {
    await keys.use(inside(dialog, "button", "Revoke"));
  });
  await row(page, /kim@/).waitFor({ state: "detached" });
  await keys.fill(page.getByRole("searchbox", { name: "Find" }), "noor");
  await page.waitForURL("**find=noor");
  await keys.follow(page.getByRole("link", { name: "Noor Haddad" }), who.heading("Noor Haddad"));
  await keys.fill(who.field("Name"), "Noor H.");
  await keys.use(page.getByRole("switch", { name: "May sign in" }), "Space");
  await keys.use(who.button("Save"));
  await status(who, "Disabled");
  await keys.dialog(page.getByRole("button", { name: "Remove" }));

  await keys.follow(page.getByRole("link", { name: "Staff" }).first(), who.heading("Staff"));
  await keys.follow(page.getByRole("link", { name: "Roles" }), who.button("New role"));
  await keys.dialog(who.button("New role"), async (dialog) => {
    await keys.type("Door");
    await keys.use(inside(dialog, "checkbox", "Work at a counter"), "Space");
    await keys.use(inside(dialog, "button", "Save"));
  });
  await said(who, "Door can be given now.");

  await keys.follow(page.getByRole("link", { name: "Signing in" }), who.button("Add a provider"));
  await keys.use(page.getByRole("checkbox", { name: "Clerk" }), "Space");
  await keys.use(who.button("Save"));
  await said(who, "It holds from the next sign-in on.");
  await keys.dialog(who.button("Add a provider"), async (dialog) => {
    await keys.fill(dialog.getByLabel("Name"), "Door Login");
    await keys.fill(dialog.getByLabel("Issuer"), "https://login.door.example");
    await keys.fill(dialog.getByLabel("Client id"), "vq");
    await keys.fill(dialog.getByLabel("Client secret"), "a secret");
    await keys.use(inside(dialog, "button", "Save"));
  });
  await said(who, "Door Login is set up.");
  const roles = await server.call("GET", `/v1/tenants/${tenant.id}/roles`);
  assert.ok(roles.items.find(({ name }) => name === "Door").permissions.includes("counter:call"));
});

test("an account gets a name, another password and a second factor", async ({
  server,
  scene: { tenant },
  arrive,
}) => {
  const { email, password } = await server.staff(tenant, "kea@lumen.example", ["viewer"], "Kea");
  const { who, keys, page } = await sit(arrive, "/admin/account", { email, password });
  await who.heading("Account").waitFor();
  await keys.fill(who.field("Name"), "Kea Lund");
  await keys.use(who.button("Save"));
  await said(who, "Saved.");
  await keys.fill(who.field("Current password"), password);
  await keys.fill(who.field("New password"), "another horse, another battery");
  await keys.press("Enter");
  await said(who, "The new password holds");
  await keys.dialog(who.button("Set it up"), async (dialog) => {
    await keys.fill(
      inside(dialog, "textbox", "Your password").or(dialog.getByLabel("Your password")).first(),
      "another horse, another battery",
    );
    await keys.press("Enter");
    await dialog.getByRole("img", { name: "QR code for your authenticator" }).waitFor();
    const secret = (await dialog.locator(".enrolment-secret code").textContent()).replace(/\s/g, "");
    await keys.fill(dialog.getByLabel("Its first code"), codeOf(secret));
    await keys.press("Enter");
    await keys.use(inside(dialog, "button", "I have kept them"));
  });
  await page.getByText("10 recovery codes are left.").waitFor();
});

test("an API key is made, found and revoked", async ({ scene: { tenant }, arrive }) => {
  const { who, keys, page } = await sit(arrive, `/admin/t/${tenant.id}/api-keys`);
  await row(page, /Shop backend/).waitFor();
  await keys.dialog(who.button("New key"), async (dialog) => {
    await keys.type("Night job");
    await keys.choose(inside(dialog, "combobox", "Good for"), "A year");
    await keys.use(inside(dialog, "checkbox", "See analytics"), "Space");
    await keys.use(inside(dialog, "button", "Make the key"));
    await keys.use(inside(dialog, "button", "I have kept it"));
  });
  await row(page, /Night job/).waitFor();
  await keys.to(page.getByRole("radio", { name: "All" }));
  await keys.press("ArrowRight");
  await page.waitForURL("**state=*");
  await keys.dialog(row(page, /Night job/).getByRole("button", { name: "Revoke" }), async (dialog) => {
    await keys.use(inside(dialog, "button", "Revoke"));
  });
  await said(who, "Night job opens nothing any more.");
});

test("a branding is tried on and kept", async ({ server, scene: { tenant }, arrive }) => {
  const { who, keys, page } = await sit(arrive, `/admin/t/${tenant.id}/branding`);
  await page.frameLocator("iframe").locator(".brand").waitFor();
  await keys.fill(who.field("Accent"), "#1a7f5a");
  await keys.fill(who.field("Title"), "Lumen Works");
  await page.frameLocator("iframe").getByText("Lumen Works").waitFor();
  await keys.to(page.getByRole("radio", { name: "Wait page" }));
  for (const name of ["Kiosk", "Board"]) {
    await keys.press("ArrowRight");
    await page.frameLocator(`iframe[title="Preview: ${name}"]`).getByText("Lumen Works").first().waitFor();
  }
  const [chooser] = await Promise.all([
    page.waitForEvent("filechooser"),
    keys.use(who.button("Choose a picture")),
  ]);
  await chooser.setFiles([]);
  await keys.use(who.button("Save"));
  await said(who, "Saved.");
  const stored = await server.call("GET", `/v1/tenants/${tenant.id}/branding`);
  assert.deepEqual([stored.accent, stored.texts.en.title], ["#1a7f5a", "Lumen Works"]);
});

test("analytics by range and queue", async ({ scene: { tenant }, arrive }) => {
  const { who, keys, page } = await sit(arrive, `/admin/t/${tenant.id}/analytics`);
  await page.locator(".chart svg").nth(2).waitFor();
  await keys.to(page.getByRole("radio", { name: "24 hours" }));
  await keys.press("ArrowLeft");
  await page.waitForURL("**range=hour");
  await keys.choose(page.getByRole("combobox", { name: "Queue" }), "Aurora 01");
  await page.waitForURL("**queue=*");
  await keys.use(who.button("All queues together"));
  await page.waitForURL(/analytics\?range=hour$/);
});

test("a kiosk is made, paired and taken out of service", async ({ server, scene: { tenant }, arrive }) => {
  const { who, keys, page } = await sit(arrive, `/admin/t/${tenant.id}/devices`);
  await page.getByText("By the lift").waitFor();
  await keys.dialog(who.button("New kiosk"), async (dialog) => {
    await keys.type("Side door");
    await keys.use(inside(dialog, "button", "Make the kiosk"));
    await dialog.getByRole("img", { name: "QR code of the address" }).waitFor();
    await keys.to(page.getByRole("radio", { name: "Screen only" }));
    await keys.press("ArrowRight");
    await keys.use(inside(dialog, "button", "It is paired"));
  });
  const kiosk = page.getByRole("listitem").filter({ hasText: "Side door" });
  await keys.dialog(inside(kiosk, "button", "Out of service"), async (dialog) => {
    await keys.use(inside(dialog, "button", "Out of service"));
  });
  await said(who, "Side door hands out nothing.");
  await keys.use(inside(kiosk, "button", "Back in service"));
  await said(who, "Side door hands out numbers again.");
  await keys.to(page.getByRole("radio", { name: "As the device" }));
  await keys.press("ArrowRight");
  await page.getByRole("link", { name: /\/board\/.*scheme=light/ }).waitFor();
  const { items } = await server.call("GET", `/v1/tenants/${tenant.id}/kiosks`);
  assert.ok(items.some(({ name, outOfService }) => name === "Side door" && !outOfService));
});

test("the audit log is narrowed, opened and exported", async ({ scene: { tenant }, arrive }) => {
  const { who, keys, page } = await sit(arrive, `/admin/t/${tenant.id}/audit`, { acceptDownloads: true });
  await page.getByRole("row").nth(5).waitFor();
  await keys.choose(page.getByRole("combobox", { name: "About" }), "Branding");
  await page.waitForURL("**/audit?area=branding.*");
  await page.locator("summary").filter({ hasNotText: "Branding" }).first().waitFor({ state: "detached" });
  await keys.use(page.locator("summary").first());
  await page.getByRole("region", { name: "After" }).first().waitFor();
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    keys.use(who.button("As JSON Lines")),
  ]);
  assert.equal(download.suggestedFilename(), "audit.jsonl");
  await keys.use(who.button("Everything"));
  await page.waitForURL(/audit$/);
});

test("the integration is shown and tried, a signing key made anew", async ({ scene, arrive }) => {
  const { who, keys, page } = await sit(
    arrive,
    `/admin/t/${scene.tenant.id}/queues/${scene.drop.id}/integration`,
  );
  await keys.to(page.getByRole("tab", { name: "Gate" }));
  for (const tab of ["nginx", "Envoy", "Kong", "JavaScript"]) {
    await keys.press("ArrowRight");
    await page.getByLabel(`${tab} configuration`).waitFor();
  }
  await keys.use(who.button("Test it"));
  await page.locator('[data-result="good"]').nth(3).waitFor();
  await keys.follow(page.getByRole("link", { name: "Signing keys" }), who.heading("Signing keys"));
  await keys.dialog(page.getByRole("button", { name: "Visitors: new key" }), async (dialog) => {
    await keys.use(inside(dialog, "button", "Make a new key"));
  });
  await said(who, "signs from");
});

/** What a page asks for first, and what says that it is there. */
const FAILING = {
  overview: [/\/v1\/tenants\/[^/]+\/queues\?/, (home) => home, "Queues"],
  people: [/\/v1\/tenants\/[^/]+\/sessions\?/, (home) => `${home}/sessions`, "People"],
  location: [/\/v1\/tenants\/[^/]+\/locations/, (home) => `${home}/locations`, "Locations"],
  audit: [/\/v1\/tenants\/[^/]+\/audit/, (home) => `${home}/audit`, "Audit log"],
  analytics: [/\/analytics\?/, (home) => `${home}/analytics`, "Analytics"],
  staff: [/\/v1\/tenants\/[^/]+\/people/, (home) => `${home}/staff`, "Staff"],
};

for (const how of ["a lost connection", "an error of the server"]) {
  test(`a page that cannot be loaded says so, and is tried again: ${how}`, async ({ scene, arrive }) => {
    const home = `/admin/t/${scene.tenant.id}`;
    const { who, keys, page } = await sit(arrive, "/admin/keys");
    // The browser itself notes that a request failed, and React that a page did.
    who.pardoned.push(/^Failed to load resource: /, /(Network|Api)Error: The server/);
    for (const [name, [request, path, title]] of Object.entries(FAILING)) {
      await page.route(request, (route) =>
        how === "a lost connection"
          ? route.abort("connectionreset")
          : route.fulfill({ status: 503, contentType: "text/html", body: "<h1>Bad gateway</h1>" }),
      );
      await who.go(path(home));
      const again = who.button("Try again");
      await again.waitFor();
      const text = await page.locator("main").innerText();
      assert.match(
        text,
        /The server (cannot be reached|gave an answer that is not ours)/,
        `${name}: ${text}`,
      );
      await who.axe(`${name}, failed`);
      await keys.to(again);
      await page.unroute(request);
      await keys.press("Enter");
      await who.heading(title).waitFor();
      await again.waitFor({ state: "detached" });
    }
  });
}

test("the first view loads less than 250 kB of compressed script", async ({ scene, arrive }) => {
  const who = await arrive();
  const { page } = who;
  const devtools = await page.context().newCDPSession(page);
  await devtools.send("Network.enable");
  const scripts = new Map();
  devtools.on("Network.responseReceived", ({ requestId, type, response }) => {
    if (type === "Script") scripts.set(requestId, { url: response.url, bytes: 0 });
  });
  devtools.on("Network.loadingFinished", ({ requestId, encodedDataLength }) => {
    const script = scripts.get(requestId);
    if (script) script.bytes = encodedDataLength;
  });
  await who.go(`/admin/t/${scene.tenant.id}`);
  await signIn(who, await Keyboard.of(page));
  await page.getByText("Aurora 01").waitFor();
  const total = [...scripts.values()].reduce((sum, { bytes }) => sum + bytes, 0);
  console.log(`     ${scripts.size} scripts, ${total} bytes`);
  assert.ok(scripts.size > 3 && total > 50_000, "it was measured");
  assert.ok(total < 250_000, `${total} bytes`);
});

await drive(tests, setTheScene);
