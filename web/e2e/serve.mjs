// The real binary as `vqueue serve` on a free port with data of its own, and a hand on its API. VQUEUE_BIN names another.
import { spawn } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { until } from "./vqueue.mjs";

export const BINARY =
  process.env.VQUEUE_BIN ?? fileURLToPath(new URL("../../target/debug/vqueue", import.meta.url));

export const EMAIL = "ann@queue.example";
export const PASSWORD = "correct horse battery staple";

/** A port that nobody listens on. */
export async function freePort() {
  const server = createServer();
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  const { port } = server.address();
  await new Promise((done) => server.close(done));
  return port;
}

/** Starts a server. Its address is known before it listens, as links in mails need it. */
export async function startServer(env = {}) {
  const data = mkdtempSync(join(tmpdir(), "vqueue-e2e-"));
  const child = spawn(BINARY, ["serve", "--data", data, "--listen", `127.0.0.1:${await freePort()}`], {
    stdio: ["ignore", "pipe", "inherit"],
    env: {
      ...process.env,
      VQUEUE__BOOTSTRAP__ADMIN_EMAIL: EMAIL,
      VQUEUE__BOOTSTRAP__ADMIN_PASSWORD: PASSWORD,
      // One machine plays a whole crowd.
      VQUEUE__RATE_LIMIT__ENABLED: "false",
      VQUEUE__LOG__LEVEL: "error",
      ...env,
    },
  });
  const ended = new Promise((done) => child.on("exit", done));
  process.on("exit", () => {
    child.kill("SIGKILL");
    rmSync(data, { recursive: true, force: true });
  });
  const url = await new Promise((done, fail) => {
    ended.then((code) => fail(new Error(`the server ended at once: ${code}`)));
    child.on("error", fail);
    createInterface({ input: child.stdout }).on("line", (line) => {
      const found = /listening on (\S+)/.exec(line)?.[1];
      if (found) done(found);
    });
  });
  return new Server(child, ended, url, join(data, "mail"));
}

export class Server {
  #child;
  #ended;
  #token;

  constructor(child, ended, url, mails) {
    this.#child = child;
    this.#ended = ended;
    this.url = url;
    this.mails = mails;
  }

  async signIn() {
    const { accessToken } = await this.call("POST", "/v1/auth/login", { email: EMAIL, password: PASSWORD });
    this.#token = accessToken;
  }

  /** Calls the API as the platform's administrator, once signed in. */
  async call(method, path, body, token = this.#token) {
    const headers = {
      "content-type": "application/json",
      ...(token && { authorization: `Bearer ${token}` }),
    };
    const answer = await fetch(this.url + path, {
      method,
      headers,
      ...(body && { body: JSON.stringify(body) }),
    });
    const { data, errors } = await answer.json();
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(errors)}`);
    return data;
  }

  tenant(name, more = {}) {
    return this.call("POST", "/v1/tenants", { name, ...more });
  }

  queue(tenant, settings) {
    return this.call("POST", `/v1/tenants/${tenant.id}/queues`, settings);
  }

  /** Somebody joins; `who` is what their site's backend calls them. */
  join(queue, who, more = {}) {
    const body = { queueId: queue.id, ...(who && { userIdentifier: who }), ...more };
    return this.call("POST", `/v1/tenants/${queue.tenantId}/sessions`, body);
  }

  /** Takes the turn that was offered. */
  claim({ sessionToken }) {
    return this.call("POST", "/v1/sessions/current/claim", undefined, sessionToken);
  }

  /** The link in the last mail to somebody, once it is there and is not `before`; `about` is the page it leads to. */
  link(to, about, before) {
    return until(`a mail to ${to} about ${about}`, () => {
      const links = this.#mailsTo(to).flatMap(
        (text) => text.match(new RegExp(`https?://\\S+/account/${about}\\?token=[\\w-]+`)) ?? [],
      );
      return links.at(-1) !== before && links.at(-1);
    });
  }

  /** The mails to somebody, the oldest first, with their encoding undone. */
  #mailsTo(to) {
    let files;
    try {
      files = readdirSync(this.mails);
    } catch {
      return [];
    }
    const order = (name) => name.split(/\D/).map(Number);
    const mails = files.sort((a, b) => order(a)[0] - order(b)[0] || order(a)[1] - order(b)[1]);
    return mails
      .map((name) => readFileSync(join(this.mails, name), "utf8"))
      .filter((text) => text.includes(`To: ${to}`))
      .map((text) => text.replace(/=\r?\n/g, "").replace(/=3D/g, "="));
  }

  /** Invites somebody, who accepts at once. */
  async staff(tenant, email, roles, name, password = PASSWORD) {
    const path = tenant ? `/v1/tenants/${tenant.id}` : "/v1/platform";
    await this.call("POST", `${path}/invitations`, { email, roles });
    const token = new URL(await this.link(email, "invitation")).searchParams.get("token");
    const { accountId } = await this.call(
      "POST",
      "/v1/auth/invitations/accept",
      { token, name, password },
      null,
    );
    return { id: accountId, email, password };
  }

  async stop() {
    this.#child.kill("SIGTERM");
    await this.#ended;
  }
}
