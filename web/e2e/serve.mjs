// The real binary as `vqueue serve` on a free port with data of its own, and a hand on its API. VQUEUE_BIN names another.
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

export const BINARY =
  process.env.VQUEUE_BIN ?? fileURLToPath(new URL("../../target/debug/vqueue", import.meta.url));

export const EMAIL = "ann@queue.example";
export const PASSWORD = "correct horse battery staple";

/** Starts a server. */
export async function startServer() {
  const data = mkdtempSync(join(tmpdir(), "vqueue-e2e-"));
  const child = spawn(BINARY, ["serve", "--data", data, "--listen", "127.0.0.1:0"], {
    stdio: ["ignore", "pipe", "inherit"],
    env: {
      ...process.env,
      VQUEUE__BOOTSTRAP__ADMIN_EMAIL: EMAIL,
      VQUEUE__BOOTSTRAP__ADMIN_PASSWORD: PASSWORD,
      // One machine plays a whole crowd.
      VQUEUE__RATE_LIMIT__ENABLED: "false",
      VQUEUE__LOG__LEVEL: "error",
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
  return new Server(child, ended, url);
}

export class Server {
  #child;
  #ended;
  #token;

  constructor(child, ended, url) {
    this.#child = child;
    this.#ended = ended;
    this.url = url;
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

  async stop() {
    this.#child.kill("SIGTERM");
    await this.#ended;
  }
}
