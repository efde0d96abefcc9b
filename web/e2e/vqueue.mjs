// The real binary as `vqueue demo` on free ports, and the staff's hand on its queue. VQUEUE_BIN names another binary.
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const BINARY = process.env.VQUEUE_BIN ?? fileURLToPath(new URL("../../target/debug/vqueue", import.meta.url));
const ANY_PORT = "127.0.0.1:0";
const CROWD = ["--rate", "120", "--cap", "60", "--surge", "60"];
/** Few enough that nobody's turn comes while something is looked at. */
const SLOW = 2;
const FAST = 120;
/** Machines that test are busy: they get longer than people do, and room for those who do not come when called. */
const PATIENT = { claimTimeoutSeconds: 300, abandonAfterSeconds: 600, maxConcurrentUsers: 200 };
/** So many wait before somebody who is to see the place fall. */
const LINE = 30;

/** What the demo prints for those who try it, and what is read from it. */
const PRINTED = {
  gate: /^ +The shop, behind its queue +(\S+)$/,
  page: /^ +The wait page on the server +(\S+)$/,
  login: /^ +Sign in there and to the API +(\S+ \/ \S+)$/,
};

/** Asks again and again until the answer is not false; `what` is what did not come in time. */
export async function until(what, ask, seconds = 60) {
  const end = Date.now() + seconds * 1000;
  for (;;) {
    const answer = await ask();
    if (answer) return answer;
    if (Date.now() > end) throw new Error(`not within ${seconds} s: ${what}`);
    await new Promise((wait) => setTimeout(wait, 200));
  }
}

async function call(url, { body, token, method = body ? "POST" : "GET" } = {}) {
  const headers = { "content-type": "application/json" };
  if (token) headers.authorization = `Bearer ${token}`;
  const answer = await fetch(url, { method, headers, body: body && JSON.stringify(body) });
  const { data, errors } = await answer.json();
  if (!answer.ok) throw new Error(`${method} ${url}: ${answer.status} ${JSON.stringify(errors)}`);
  return data;
}

/** Starts the demo. */
export async function startDemo() {
  const child = spawn(
    BINARY,
    ["demo", "--listen", ANY_PORT, "--server", ANY_PORT, "--shop", ANY_PORT, ...CROWD],
    { stdio: ["ignore", "pipe", "inherit"] },
  );
  const ended = new Promise((done) => {
    child.on("error", (error) => done({ error }));
    child.on("exit", (code, signal) => done({ code, signal }));
  });
  process.on("exit", () => child.kill("SIGKILL"));
  for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => process.exit(1));

  const printed = await Promise.race([
    read(child.stdout),
    ended.then(({ error, code, signal }) => {
      throw error ?? new Error(`the demo ended at once: ${code ?? signal}`);
    }),
  ]);
  const demo = new Demo(child, ended, printed);
  await demo.signIn();
  return demo;
}

async function read(stdout) {
  const found = {};
  const lines = createInterface({ input: stdout });
  await new Promise((done) => {
    lines.on("line", (line) => {
      for (const [name, pattern] of Object.entries(PRINTED)) {
        const value = pattern.exec(line)?.[1];
        if (value) found[name] = value;
      }
      if (Object.keys(found).length === Object.keys(PRINTED).length) done();
    });
  });
  // The rest of the output is read and dropped, so that the demo never waits for a reader.
  return found;
}

class Demo {
  #child;
  #ended;
  #login;
  #token;
  #path;

  constructor(child, ended, { gate, page, login }) {
    this.#child = child;
    this.#ended = ended;
    this.#login = login.split(" / ");
    const { origin, pathname } = new URL(page);
    /** The address to open. */
    this.url = gate;
    this.server = origin;
    this.queue = pathname.split("/").at(-1);
  }

  async signIn() {
    const [email, password] = this.#login;
    const { accessToken } = await call(`${this.server}/v1/auth/login`, { body: { email, password } });
    const { tenantId } = await this.frame();
    this.#token = accessToken;
    this.#path = `${this.server}/v1/tenants/${tenantId}/queues/${this.queue}`;
    await this.#change(PATIENT);
  }

  /** What everybody may know about the line. */
  frame() {
    return call(`${this.server}/v1/queues/${this.queue}/frame`);
  }

  /** Nearly stops the line, and waits until it is long enough. */
  async slowDown() {
    await this.#change({ releaseRatePerMinute: SLOW });
    await until("a line before the shop", async () => (await this.frame()).waiting >= LINE, 180);
  }

  /** Lets people through again. */
  speedUp() {
    return this.#change({ releaseRatePerMinute: FAST });
  }

  #change(settings) {
    return call(this.#path, { method: "PUT", body: settings, token: this.#token });
  }

  /** Asks the demo to end; tells how it did, and after how many milliseconds. */
  async stop() {
    const begin = Date.now();
    this.#child.kill("SIGTERM");
    const late = new Promise((done) => setTimeout(done, 60_000, { code: null, signal: "none" }).unref());
    const { code, signal } = await Promise.race([this.#ended, late]);
    return { code, signal, milliseconds: Date.now() - begin };
  }
}
