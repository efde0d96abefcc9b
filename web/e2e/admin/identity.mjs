// Who may sign in to the dashboard, and how: invitations, passwords, second factors, roles, single sign-on. A real browser, the
// real binary, mails from its folder, a real provider of identities (oidc-provider).
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { Provider } from "oidc-provider";
import { freePort, PASSWORD } from "../serve.mjs";
import { drive, said, status } from "./drive.mjs";
import { codeOf } from "./totp.mjs";

const tests = [];
const test = (name, run) => tests.push([name, run]);
const NEW_PASSWORD = "another horse, another battery";
const OIDC_SECRET = "a secret with : and % in it";

/** Adds one of the options to a field that takes several. */
async function pick(within, label, option) {
  const field = within.getByLabel(label, { exact: true }).first();
  // The field itself is as small as its cursor; what is around it is clicked.
  await field.locator("xpath=ancestor::*[contains(@class, 'mantine-Input-input')]").click();
  const page = field.page();
  await page.getByRole("option", { name: option }).click();
  await page.keyboard.press("Escape");
}

test("somebody is invited, accepts by the link in the mail, and may what their role allows", async ({
  server,
  scene: { tenant },
  arrive,
}) => {
  const [ann, mila] = [await arrive(), await arrive()];
  const { page } = ann;
  const dialog = page.getByRole("dialog");
  const email = "mila@shop.example";
  await ann.signIn(`/admin/t/${tenant.id}/staff`);
  await ann.button("Invite").click();
  await dialog.getByLabel("E-mail").fill(email);
  await dialog.getByRole("button", { name: "Send the invitation" }).click();
  await dialog.getByText("A person has 1 to 20 roles.").waitFor();
  await pick(dialog, "Roles", "Operator");
  await ann.axe("invite");
  await dialog.getByRole("button", { name: "Send the invitation" }).click();
  await said(ann, `A mail is on its way to ${email}.`);
  const first = await server.link(email, "invitation");

  // Sent again, the first link is void.
  const row = page.getByRole("row", { name: new RegExp(email) });
  await row.getByRole("button", { name: "Send again" }).click();
  await said(ann, `Another mail is on its way to ${email}.`);
  const link = await server.link(email, "invitation", first);
  await mila.page.goto(first);
  await mila.page.getByText("This link was used already").waitFor();
  await mila.page.goto(link);
  await mila.axe("invitation page");
  await mila.page.getByLabel("Your name").fill("Mila");
  await mila.page.getByLabel("New password").fill(PASSWORD);
  await mila.page.getByRole("button").click();
  await mila.page.getByText("Your account is ready").waitFor();
  await mila.axe("invitation accepted");
  await mila.page.getByRole("link", { name: "Sign in" }).click();
  await mila.knock(email, PASSWORD);
  await mila.isIn();
  await mila.heading("Queues").waitFor();
  const areas = await mila.page.getByRole("navigation", { name: "Main" }).getByRole("link").allTextContents();
  assert.ok(
    areas.includes("People") && !areas.includes("Staff") && !areas.includes("API keys"),
    areas.join(),
  );

  // Another role is seen after signing in again: their sessions ended.
  await page.reload();
  await page.getByRole("link", { name: "Mila" }).click();
  await ann.heading("Mila").waitFor();
  await pick(page, "Roles", "Manager");
  await ann.button("Save").click();
  await said(ann, "Saved.");
  await mila.signIn("/admin/", { email, password: PASSWORD });
  await mila.page.getByRole("link", { name: "Staff" }).click();
  await mila.heading("Staff").waitFor();
  assert.equal(await mila.button("Invite").count(), 0, "a manager sees staff and invites nobody");

  // Who may not sign in is out everywhere.
  await page.getByRole("switch", { name: "May sign in" }).click();
  await ann.button("Save").click();
  await status(ann, "Disabled");
  mila.pardoned.push(/status of 403/);
  await mila.go("/admin/");
  await mila.heading("Sign in").waitFor();
  await mila.knock(email, PASSWORD);
  await mila.page.getByRole("alert").waitFor();

  await page.getByRole("link", { name: "Staff" }).first().click();
  await ann.button("Invite").click();
  await dialog.getByLabel("E-mail").fill("nobody@shop.example");
  await pick(dialog, "Roles", "Viewer");
  await dialog.getByRole("button", { name: "Send the invitation" }).click();
  const revoked = await server.link("nobody@shop.example", "invitation");
  const other = page.getByRole("row", { name: /nobody@shop.example/ });
  await other.getByRole("button", { name: "Revoke" }).click();
  await dialog.getByRole("button", { name: "Revoke" }).click();
  await other.waitFor({ state: "detached" });
  await mila.page.goto(revoked);
  await mila.page.getByText("This link was used already, or it is too old.").waitFor();
});

test("a forgotten password is replaced by the link in a mail", async ({
  server,
  scene: { tenant },
  arrive,
}) => {
  const { email } = await server.staff(tenant, "ben@shop.example", ["viewer"], "Ben");
  const ben = await arrive({ colorScheme: "dark" });
  await ben.go("/admin/sign-in");
  await ben.page.getByRole("link", { name: "I forgot my password" }).click();
  await ben.heading("New password").waitFor();
  await ben.field("E-mail").fill(email);
  await ben.button("Send the mail").click();
  await ben.page.getByText("a mail is on its way to").waitFor();
  await ben.page.goto(await server.link(email, "reset"));
  await ben.axe("reset page");
  await ben.page.getByLabel("New password").fill(NEW_PASSWORD);
  await ben.page.getByRole("button").click();
  await ben.page.getByText("The new password holds").waitFor();
  await ben.page.getByRole("link", { name: "Sign in" }).click();
  await ben.knock(email, PASSWORD);
  await ben.page.getByRole("alert").filter({ hasText: "E-mail or password is wrong." }).waitFor();
  await ben.knock(email, NEW_PASSWORD);
  await ben.isIn();
});

test("a second factor is set up, asked for, and turned off; recovery codes work once", async ({
  server,
  scene: { tenant },
  arrive,
}) => {
  const { email, password } = await server.staff(tenant, "cara@shop.example", ["operator"], "Cara");
  const cara = await arrive({ acceptDownloads: true });
  const { page } = cara;
  const dialog = page.getByRole("dialog");
  await cara.signIn("/admin/account", { email, password });
  await cara.button("Set it up").click();
  await dialog.getByLabel("Your password").fill("not the password");
  await cara.button("Go on").click();
  await dialog.getByText("This is not the password.").waitFor();
  await dialog.getByLabel("Your password").fill(password);
  await cara.button("Go on").click();
  await dialog.getByRole("img", { name: "QR code for your authenticator" }).waitFor();
  await cara.axe("enrolment");
  const secret = (await dialog.locator(".enrolment-secret code").textContent()).replace(/\s/g, "");
  await dialog.getByLabel("Its first code").fill("12345");
  await cara.button("Turn it on").click();
  await dialog.getByText("This code is wrong, or nothing was begun.").waitFor();
  await dialog.getByLabel("Its first code").fill(codeOf(secret));
  await cara.button("Turn it on").click();
  await dialog.getByText("They are not shown again.").waitFor();
  await cara.axe("recovery codes");
  const codes = (await dialog.getByLabel("Recovery codes").textContent()).trim().split("\n");
  assert.equal(codes.length, 10);
  const download = page.waitForEvent("download");
  await dialog.getByRole("button", { name: "Download" }).click();
  assert.equal(readFileSync(await (await download).path(), "utf8").trim(), codes.join("\n"));
  await cara.button("I have kept them").click();
  await page.getByText("10 recovery codes are left.").waitFor();

  const signOut = async () => {
    await cara.button(`Account of ${email}`).click();
    await page.getByRole("menuitem", { name: "Sign out" }).click();
    await cara.heading("Sign in").waitFor();
  };
  const code = page.getByLabel("Code of your authenticator, or a recovery code");
  await signOut();
  await cara.knock(email, password);
  await code.fill("000000");
  await cara.button("Sign in").click();
  await page.getByRole("alert").waitFor();
  await cara.axe("second step");
  // The code that was used is not taken again; that of the next step is, from those whose clock is ahead.
  await code.fill(codeOf(secret, 1));
  await cara.button("Sign in").click();
  await cara.isIn();

  await signOut();
  await cara.knock(email, password);
  await code.fill(codes[3]);
  await cara.button("Sign in").click();
  await cara.isIn();
  await cara.go("/admin/account");
  await page.getByText("9 recovery codes are left.").waitFor();
  await signOut();
  await cara.knock(email, password);
  await code.fill(codes[3]);
  await cara.button("Sign in").click();
  await page.getByRole("alert").waitFor();
  await code.fill(codes[4]);
  await cara.button("Sign in").click();
  await cara.isIn();

  await cara.go("/admin/account");
  await cara.button("Turn it off").click();
  await dialog.getByLabel("Code of your authenticator, or a recovery code").fill(codes[5]);
  await dialog.getByRole("button", { name: "Turn it off" }).click();
  await said(cara, "The second factor is off.");
  await signOut();
  await cara.knock(email, password);
  await cara.isIn();
});

test("a role that demands a second factor leads through setting one up", async ({
  server,
  scene: { tenant },
  arrive,
}) => {
  const { email, password } = await server.staff(tenant, "dora@shop.example", ["clerk"], "Dora");
  const [ann, dora] = [await arrive(), await arrive()];
  await ann.signIn(`/admin/t/${tenant.id}/staff/sign-in`);
  await ann.page.getByRole("checkbox", { name: "Clerk" }).click();
  await ann.button("Save").click();
  await said(ann, "It holds from the next sign-in on.");
  await dora.go("/admin/sign-in");
  await dora.knock(email, password);
  await dora.heading("Set up your second factor").waitFor();
  await dora.page.getByRole("img", { name: "QR code for your authenticator" }).waitFor();
  await dora.axe("enrolment at the door");
  const secret = (await dora.page.locator(".enrolment-secret code").textContent()).replace(/\s/g, "");
  await dora.page.getByLabel("Its first code").fill(codeOf(secret));
  await dora.button("Sign in").click();
  await dora.heading("Your recovery codes").waitFor();
  await dora.axe("recovery codes at the door");
  await dora.button("I have kept them").click();
  await dora.isIn();
});

test("sign-ins are listed and ended, and another password ends the others", async ({
  server,
  scene: { tenant },
  arrive,
}) => {
  const { email, password } = await server.staff(tenant, "emil@shop.example", ["viewer"], "Emil");
  const [desk, phone, tablet] = [await arrive(), await arrive(), await arrive()];
  for (const one of [desk, phone, tablet]) await one.signIn("/admin/account", { email, password });
  await desk.page.reload();
  const rows = desk.page.getByRole("list").filter({ hasText: "This one" }).getByRole("listitem");
  await rows.nth(2).waitFor();
  await desk.page
    .getByRole("button", { name: /^End the sign-in on/ })
    .first()
    .click();
  await rows.nth(2).waitFor({ state: "detached" });
  // The latest used stood first: the tablet. It is out as soon as it asks for something.
  await tablet.page.reload();
  await tablet.heading("Sign in").waitFor();
  await phone.page.reload();
  await phone.heading("Account").waitFor();

  await desk.field("Current password").fill("wrong, wrong, wrong");
  await desk.field("New password").fill(NEW_PASSWORD);
  await desk.button("Change the password").click();
  await desk.page.getByText("This is not the current password.").waitFor();
  await desk.field("Current password").fill(password);
  await desk.field("New password").fill(NEW_PASSWORD);
  await desk.button("Change the password").click();
  await said(desk, "The new password holds");
  await phone.page.reload();
  await phone.heading("Sign in").waitFor();
  await phone.knock(email, NEW_PASSWORD);
  await phone.isIn();
});

test("a tenant makes a role of its own", async ({ server, scene: { tenant }, arrive }) => {
  const ann = await arrive();
  const { page } = ann;
  const dialog = page.getByRole("dialog");
  await ann.signIn(`/admin/t/${tenant.id}/staff/roles`);
  await ann.button("New role").click();
  await dialog.getByLabel("Name").fill("Night shift");
  await dialog.getByRole("checkbox", { name: "Open, pause, close; rate, cap, message" }).click();
  await ann.axe("new role");
  await dialog.getByRole("button", { name: "Save" }).click();
  await said(ann, "Night shift can be given now.");
  const { items } = await server.call("GET", `/v1/tenants/${tenant.id}/roles`);
  const made = items.find(({ name }) => name === "Night shift");
  assert.deepEqual([...made.permissions].sort(), ["queue:operate", "queue:read"]);
  const { email, password } = await server.staff(tenant, "fay@shop.example", [made.id], "Fay");
  const fay = await arrive();
  await fay.signIn("/admin/", { email, password });
  await fay.heading("Queues").waitFor();
  assert.equal(await fay.page.getByRole("link", { name: "People" }).count(), 0);

  await ann.button("Change Night shift").click();
  await dialog.getByRole("checkbox", { name: "See who waits" }).click();
  await dialog.getByRole("button", { name: "Save" }).click();
  await said(ann, "Night shift is changed");
  await fay.signIn("/admin/", { email, password });
  await fay.page.getByRole("link", { name: "People" }).click();
  await fay.heading("People").waitFor();
  const row = page.getByRole("listitem").filter({ hasText: "Night shift" });
  await row.getByRole("button", { name: "Delete" }).click();
  await dialog.getByRole("button", { name: "Delete" }).click();
  await said(ann, "Night shift is deleted.");
});

test("who may not all that an admin may sets up no provider", async ({ server, scene, arrive }) => {
  const tenant = await server.tenant("Kiosk");
  const path = `/v1/tenants/${tenant.id}`;
  const provider = await server.call("POST", `${path}/identity-providers`, {
    name: "Kiosk Login",
    issuer: scene.issuer,
    clientId: "vq",
    clientSecret: OIDC_SECRET,
  });
  const role = await server.call("POST", `${path}/roles`, {
    name: "Doorkeeper",
    permissions: ["account:read", "identity:write"],
  });
  const page = `/admin/t/${tenant.id}/staff/sign-in`;
  const shown = async (email, roles, name) => {
    const { password } = await server.staff(tenant, email, roles, name);
    const who = await arrive();
    await who.signIn(page, { email, password });
    await who.page.getByText("Kiosk Login").waitFor();
    const sso = who.page.getByRole("region", { name: "Single sign-on" });
    return sso.getByRole("button", { name: /^(Add a provider|Change|Delete)/ }).allTextContents();
  };
  assert.deepEqual(await shown("hana@kiosk.example", ["admin"], "Hana"), [
    "Add a provider",
    "Change",
    "Delete",
  ]);
  assert.deepEqual(await shown("ivo@kiosk.example", [role.id], "Ivo"), []);
  // As the server has it.
  const { accessToken } = await server.call(
    "POST",
    "/v1/auth/login",
    { email: "ivo@kiosk.example", password: PASSWORD },
    null,
  );
  const refused = await server
    .call("DELETE", `${path}/identity-providers/${provider.id}`, undefined, accessToken)
    .catch((error) => error.message);
  assert.match(refused, /403.*forbidden/);
});

test("single sign-on from the door, and nobody signs in by an address of somebody else's", async ({
  scene: { tenant, issuer },
  arrive,
}) => {
  const [ann, gus] = [await arrive(), await arrive()];
  const { page } = ann;
  const dialog = page.getByRole("dialog");
  await ann.signIn(`/admin/t/${tenant.id}/staff/sign-in`);
  await ann.button("Add a provider").click();
  await dialog.getByLabel("Name").fill("Shop Login");
  await dialog.getByLabel("Issuer").fill(issuer);
  await dialog.getByLabel("Client id").fill("vq");
  await dialog.getByLabel("Client secret").fill(OIDC_SECRET);
  await dialog.getByLabel("Groups claim").fill("groups");
  await dialog.getByRole("button", { name: "Add a group" }).click();
  await dialog.getByLabel("Group", { exact: true }).fill("tills");
  await pick(dialog, "gets the roles", "Operator");
  await dialog.getByRole("checkbox", { name: "Whoever comes for the first time gets an account" }).click();
  await ann.axe("provider");
  await dialog.getByRole("button", { name: "Save" }).click();
  await said(ann, "Shop Login is set up.");

  await gus.go(`/admin/sign-in?tenant=${tenant.id}`);
  await gus.page.getByRole("link", { name: "Sign in with Shop Login" }).waitFor();
  await gus.axe("door with single sign-on");
  // The provider's own page is dressed from far away.
  await gus.context.route("https://fonts.googleapis.com/**", (route) =>
    route.fulfill({ contentType: "text/css", body: "" }),
  );
  // What the last redirect brings, seen on the way.
  let brought;
  gus.page.on("framenavigated", (frame) => {
    brought ??= /#sso=([\w-]+)/.exec(frame.url())?.[1];
  });
  gus.page.on("response", (answer) => {
    brought ??= /#sso=([\w-]+)/.exec(answer.headers().location ?? "")?.[1];
  });
  await gus.page.getByRole("link", { name: "Sign in with Shop Login" }).click();
  await gus.page.locator("input[name=login]").fill("gus");
  await gus.page.locator("input[name=password]").fill("x");
  await gus.page.locator("button[type=submit]").click();
  // The next page asks whether they agree.
  await gus.page.locator("input[name=password]").waitFor({ state: "detached" });
  await gus.page.locator("button[type=submit]").click();
  await gus.isIn();
  await gus.heading("Queues").waitFor();
  assert.ok(!gus.page.url().includes("sso"), "nothing of it stays in the address");
  assert.ok(brought);
  // The refresh token is in the cookie that no script sees: reloaded, they are in still.
  await gus.page.reload();
  await gus.heading("Queues").waitFor();
  await gus.go("/admin/account");
  await gus.page.getByText("by single sign-on").waitFor();

  // Somebody with another one's code has not the cookie that came with it.
  const eve = await arrive();
  const answer = eve.page.waitForResponse("**/v1/auth/browser/sso/complete");
  await eve.go(`/admin/sign-in#sso=${brought}`);
  assert.equal((await answer).status(), 401);
  await eve.page.getByRole("alert").waitFor();
  await eve.go("/admin/sign-in?x=1#sso_error=forbidden");
  await eve.page.getByText("you may not sign in here").waitFor();
});

/** A tenant, and a provider of identities that knows one person. */
async function prepare(server) {
  await server.signIn();
  const port = await freePort();
  const issuer = `http://127.0.0.1:${port}`;
  const provider = new Provider(issuer, {
    clients: [
      { client_id: "vq", client_secret: OIDC_SECRET, redirect_uris: [`${server.url}/v1/auth/sso/callback`] },
    ],
    claims: { openid: ["sub"], email: ["email", "email_verified"], profile: ["name", "groups"] },
    conformIdTokenClaims: false,
    findAccount: (_, id) => ({
      accountId: id,
      claims: () => ({
        sub: id,
        email: `${id}@shop.example`,
        email_verified: true,
        name: "Gus",
        groups: ["tills"],
      }),
    }),
    pkce: { required: () => true },
  });
  provider.listen(port, "127.0.0.1").unref();
  const tenant = await server.tenant("Shop");
  await server.queue(tenant, { name: "Sale" });
  return { tenant, issuer };
}

await drive(tests, prepare, { VQUEUE__SIGN_IN__INTERNAL_PROVIDERS: "true" });
