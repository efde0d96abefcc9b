// Single sign-on with a real provider of identities (oidc-provider) and the real binary: the whole code flow, as a browser
// goes through it, and what somebody with a stolen link gets.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Provider } from "oidc-provider";
import { until } from "./vqueue.mjs";

const BINARY = process.env.VQUEUE_BIN ?? fileURLToPath(new URL("../../target/debug/vqueue", import.meta.url));
const ADMIN = { email: "root@example.com", password: "correct horse battery" };
const SECRET = "a secret with : and % in it";
const PEOPLE = {
  ann: { email: "ann@shop.example", email_verified: true, name: "Ann", groups: ["tills"] },
  eve: { email: "root@example.com", email_verified: true, name: "Eve", groups: ["tills"] },
  bob: { email: "bob@shop.example", email_verified: false, name: "Bob", groups: ["tills"] },
};

async function freePort() {
  const server = createServer();
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  const { port } = server.address();
  await new Promise((done) => server.close(done));
  return port;
}

/** A browser, as far as redirects and cookies go. */
class Browser {
  cookies = new Map();

  async visit(url, form) {
    const host = new URL(url).host;
    const jar = this.cookies.get(host) ?? new Map();
    this.cookies.set(host, jar);
    const headers = { cookie: [...jar].map(([name, value]) => `${name}=${value}`).join("; ") };
    if (form) headers["content-type"] = "application/x-www-form-urlencoded";
    const answer = await fetch(url, {
      method: form ? "POST" : "GET",
      headers,
      body: form,
      redirect: "manual",
    });
    for (const cookie of answer.headers.getSetCookie()) {
      const [name, value] = cookie.split(";")[0].split(/=(.*)/s);
      if (/max-age=0|expires=Thu, 01 Jan 1970/i.test(cookie)) jar.delete(name);
      else jar.set(name, value);
    }
    const to = answer.headers.get("location");
    return { status: answer.status, to: to && new URL(to, url).href, text: await answer.text() };
  }

  /** Follows redirects, and fills in the provider's forms, until `stop` says so. */
  async follow(url, login, stop) {
    let page = await this.visit(url);
    for (let hop = 0; hop < 20; hop++) {
      if (page.to && stop(page.to)) return page.to;
      if (page.to) {
        url = page.to;
        page = await this.visit(url);
        continue;
      }
      const action = page.text.match(/action="([^"]+)"/)?.[1];
      assert.ok(action, `neither a redirect nor a form: ${page.status} ${page.text.slice(0, 300)}`);
      const prompt = page.text.match(/name="prompt" value="([^"]+)"/)?.[1] ?? "consent";
      page = await this.visit(
        new URL(action, url).href,
        new URLSearchParams({ prompt, login, password: "x" }).toString(),
      );
    }
    throw new Error("goes round in circles");
  }
}

const [serverPort, providerPort] = [await freePort(), await freePort()];
const server = `http://127.0.0.1:${serverPort}`;
const issuer = `http://127.0.0.1:${providerPort}`;
const provider = new Provider(issuer, {
  clients: [{ client_id: "vq", client_secret: SECRET, redirect_uris: [`${server}/v1/auth/sso/callback`] }],
  claims: { openid: ["sub"], email: ["email", "email_verified"], profile: ["name", "groups"] },
  conformIdTokenClaims: false,
  findAccount: (_, id) => ({ accountId: id, claims: () => ({ sub: id, ...PEOPLE[id] }) }),
  pkce: { required: () => true },
});
const listener = provider.listen(providerPort, "127.0.0.1");

const data = mkdtempSync(join(tmpdir(), "vq-sso-"));
const child = spawn(BINARY, ["serve", "--data", data, "--listen", `127.0.0.1:${serverPort}`], {
  env: {
    ...process.env,
    VQUEUE__BOOTSTRAP__ADMIN_EMAIL: ADMIN.email,
    VQUEUE__BOOTSTRAP__ADMIN_PASSWORD: ADMIN.password,
    VQUEUE__SIGN_IN__INTERNAL_PROVIDERS: "true",
  },
  stdio: ["ignore", "ignore", "inherit"],
});
const ended = new Promise((done) => child.on("exit", done));

async function call(path, { body, token, method = body ? "POST" : "GET" } = {}) {
  const headers = { "content-type": "application/json" };
  if (token) headers.authorization = `Bearer ${token}`;
  const answer = await fetch(server + path, { method, headers, body: body && JSON.stringify(body) });
  const { data, errors } = await answer.json();
  return { status: answer.status, data, code: errors?.[0]?.code };
}

/** The token of the invitation that was mailed. Without a mail server mails are files. */
function mailedToken() {
  return until("the invitation", () => {
    const folder = join(data, "mail");
    const mails = existsSync(folder) ? readdirSync(folder) : [];
    // Soft line breaks and `=` as quoted-printable writes them.
    const plain = (name) =>
      readFileSync(join(folder, name), "utf8")
        .replace(/=\r?\n/g, "")
        .replace(/=3D/g, "=");
    return mails
      .map((name) => plain(name).match(/\/account\/invitation\?token=([\w-]{43})/)?.[1])
      .find(Boolean);
  });
}

try {
  await until("the server is ready", () =>
    fetch(`${server}/health/ready`)
      .then((answer) => answer.ok)
      .catch(() => false),
  );
  const token = (await call("/v1/auth/login", { body: ADMIN })).data.accessToken;
  const tenant = (await call("/v1/tenants", { token, body: { name: "Shop" } })).data.id;
  const made = await call(`/v1/tenants/${tenant}/identity-providers`, {
    token,
    body: {
      name: "Staff",
      issuer,
      clientId: "vq",
      clientSecret: SECRET,
      groupsClaim: "groups",
      groupRoles: { tills: ["operator"] },
      createAccounts: true,
    },
  });
  assert.equal(made.status, 201, JSON.stringify(made));
  assert.ok(!JSON.stringify(made).includes(SECRET), "the secret is not shown");
  assert.deepEqual((await call(`/v1/tenants/${tenant}/sso`)).data.items, [
    { id: made.data.id, name: "Staff" },
  ]);
  const begin = `${server}/v1/auth/sso/${made.data.id}?returnTo=/admin`;
  const back = (url) => url.startsWith(`${server}/admin`);

  // Somebody new gets an account with the roles of their groups.
  const browser = new Browser();
  const end = await browser.follow(begin, "ann", back);
  const code = new URL(end).hash.match(/^#sso=(.+)$/)?.[1];
  assert.ok(code, end);
  const signedIn = await call("/v1/auth/sso/complete", { body: { code } });
  assert.equal(signedIn.data.status, "signed_in");
  const me = (await call("/v1/auth/me", { token: signedIn.data.accessToken })).data;
  assert.deepEqual(
    [me.email, me.name, me.roles, me.tenantId],
    ["ann@shop.example", "Ann", ["operator"], tenant],
  );
  assert.equal(
    (await call("/v1/auth/sessions", { token: signedIn.data.accessToken })).data.items[0].method,
    "sso",
  );
  assert.equal(
    (await call("/v1/auth/sso/complete", { body: { code } })).code,
    "unauthorized",
    "a code works once",
  );

  // A page gets the refresh token into a cookie, with the code and the cookie that came with it, and not with either alone.
  const page = new Browser();
  const second = new URL(await page.follow(begin, "ann", back)).hash.slice("#sso=".length);
  const complete = (headers) =>
    fetch(`${server}/v1/auth/browser/sso/complete`, {
      method: "POST",
      headers: { "content-type": "application/json", ...headers },
      body: JSON.stringify({ code: second }),
    });
  const kept = page.cookies.get(new URL(server).host).get("vqhandover");
  const cookie = `vqhandover=${kept}`;
  assert.equal((await complete({})).status, 401, "without the cookie");
  assert.equal((await complete({ cookie, "sec-fetch-site": "cross-site" })).status, 403, "from another site");
  const entered = await complete({ cookie });
  assert.equal(entered.status, 200);
  assert.match(
    entered.headers.getSetCookie().join(),
    /vq_signin=[\w-]+; Path=\/v1\/auth\/browser; HttpOnly; SameSite=Strict/,
  );
  assert.equal((await entered.json()).data.refreshToken, undefined);
  assert.equal((await complete({ cookie })).status, 401, "it works once");

  // Somebody who has a password here shows once that the account is theirs, in that browser. The provider changes no roles.
  const invited = { email: "dan@shop.example", password: "another horse battery" };
  PEOPLE.dan = { email: invited.email, email_verified: true, name: "Dan", groups: ["tills"] };
  const invitation = { email: invited.email, roles: ["viewer"] };
  assert.equal((await call(`/v1/tenants/${tenant}/invitations`, { token, body: invitation })).status, 201);
  const acceptance = { token: await mailedToken(), name: "Dan", password: invited.password };
  assert.equal((await call("/v1/auth/invitations/accept", { body: acceptance })).status, 201);
  const dans = new Browser();
  assert.match(await dans.follow(begin, "dan", back), /#sso_error=confirmation_required$/);
  const link = dans.cookies.get(new URL(server).host).get("vqlink");
  assert.ok(link, "a cookie comes with it");
  const signIn = (headers) =>
    fetch(`${server}/v1/auth/browser/login`, {
      method: "POST",
      headers: { "content-type": "application/json", "sec-fetch-site": "same-origin", ...headers },
      body: JSON.stringify(invited),
    });
  assert.equal((await signIn({})).status, 200);
  assert.match(
    await new Browser().follow(begin, "dan", back),
    /#sso_error=confirmation_required$/,
    "without the cookie nothing is linked",
  );
  assert.equal((await signIn({ cookie: `vqlink=${link}` })).status, 200);
  const dan = new URL(await new Browser().follow(begin, "dan", back)).hash.slice("#sso=".length);
  const asDan = await call("/v1/auth/sso/complete", { body: { code: dan } });
  assert.equal(asDan.data.status, "signed_in");
  assert.deepEqual((await call("/v1/auth/me", { token: asDan.data.accessToken })).data.roles, ["viewer"]);

  // Another issuer does not get the secret of this one.
  const elsewhere = { name: "Staff", issuer: "https://id.example", clientId: "vq" };
  const path = `/v1/tenants/${tenant}/identity-providers/${made.data.id}`;
  assert.equal((await call(path, { method: "PUT", token, body: elsewhere })).code, "missing_field");

  // They come again as the same person; groups that changed change the roles.
  PEOPLE.ann.groups = ["others"];
  assert.match(await new Browser().follow(begin, "ann", back), /#sso_error=forbidden$/);
  PEOPLE.ann.groups = ["tills"];
  assert.match(await new Browser().follow(begin, "ann", back), /#sso=/);

  // A link that another browser began is worth nothing, nor is one that was used.
  const thief = new Browser();
  let stolen;
  await thief.follow(begin, "ann", (url) => {
    stolen = url.includes("/callback?") ? url : undefined;
    return Boolean(stolen);
  });
  assert.match((await new Browser().visit(stolen)).to, /#sso_error=unauthorized$/);
  const changed = stolen.replace(/state=[^&]+/, "state=x");
  assert.match((await thief.visit(changed)).to, /#sso_error=unauthorized$/);
  assert.match((await thief.visit(stolen)).to, /#sso_error=unauthorized$/, "the cookie is used up");

  // A provider speaks for its tenant's people alone, and for addresses that it has verified.
  for (const login of ["eve", "bob"]) {
    assert.match(await new Browser().follow(begin, login, back), /#sso_error=forbidden$/, login);
  }
  console.log("single sign-on works");
} finally {
  child.kill("SIGTERM");
  await ended;
  listener.close();
  listener.closeAllConnections?.();
  rmSync(data, { recursive: true, force: true });
}
