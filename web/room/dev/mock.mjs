// A stand-in for the server, for looking at the wait page and for its browser tests.
//
//   npm run -w room build && npm run -w room mock          then open the printed address
//   /?state=<name>[&lang=ar][&nojs=1]                       names: dev/states.mjs; "show" falls to the turn
import { existsSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import { extname } from "node:path";
import { locationVariables, page, recovery, variables } from "./render.mjs";
import { base, frame, states } from "./states.mjs";

const dist = new URL("../dist/assets/", import.meta.url).pathname;
const TYPES = { ".js": "text/javascript", ".css": "text/css" };
// What crates/room/src/security.rs sends: a page that passes here passes there.
const CSP =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: https:; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/** When each state's page was last opened: falling places start there. */
const openedAt = new Map();
const changed = new Map();

function entryOf(id) {
  const all = states();
  const entry = all[id] ?? all.waiting;
  return entry.session ? { ...entry, session: { ...base(id), ...entry.session, ...changed.get(id) } } : entry;
}

function sessionOf(id) {
  const entry = entryOf(id);
  const { session } = entry;
  const seconds = (Date.now() - (openedAt.get(id) ?? Date.now())) / 1000;
  const rate = entry.fallsPerSecond ?? (entry.session.position > 100 ? 2 : 0);
  if (session.status !== "waiting" || session.position === null || session.queueState !== "open")
    return session;
  const position = session.position - Math.floor(seconds * rate);
  if (entry.fallsPerSecond && position < 1) {
    const by = new Date((openedAt.get(id) ?? 0) + 240_000).toISOString();
    return {
      ...session,
      status: "released",
      position: null,
      peopleAhead: null,
      claimBy: by,
      canExtendClaim: true,
      ...changed.get(id),
    };
  }
  const left = Math.max(1, position);
  const share = left / session.position;
  const wait = session.estimatedWaitSeconds;
  return {
    ...session,
    position: left,
    peopleAhead: left - 1,
    estimatedWaitSeconds: wait && { p50: wait.p50 * share, p90: wait.p90 * share },
  };
}

function json(response, status, data, error) {
  response.writeHead(status, { "content-type": "application/json", "cache-control": "private, no-store" });
  response.end(
    JSON.stringify({
      success: !error,
      data: error ? null : data,
      metadata: { timestamp: new Date().toISOString(), version: "1.0", requestId: "mock" },
      errors: error ? [{ code: error, message: error, field: null }] : null,
    }),
  );
}

function html(response, text) {
  response.writeHead(200, {
    "content-type": "text/html; charset=utf-8",
    "cache-control": "private, no-store",
    "content-security-policy": CSP,
  });
  response.end(text);
}

async function body(request) {
  let text = "";
  for await (const chunk of request) text += chunk;
  return text;
}

async function api(request, response, url) {
  if (url.pathname.endsWith("/frame")) {
    const id = url.pathname.split("/")[3];
    const seconds = (Date.now() - (openedAt.get(id) ?? Date.now())) / 1000;
    const gone = Math.floor(seconds * 40);
    const counts = [Math.max(0, 2000 - gone), 2500];
    return json(
      response,
      200,
      frame(id, { priorities: [{ priority: 0, firstBlock: 0, counts }], ...entryOf(id).frame }),
    );
  }
  const challenge = /^\/v1\/queues\/([^/]+)\/challenge$/.exec(url.pathname);
  if (challenge) {
    const bits = entryOf(challenge[1]).work ?? 4;
    return json(response, 200, { required: true, challenge: "c".repeat(118), puzzles: 32, bits });
  }
  const joining = request.method === "POST" && url.pathname.endsWith("/sessions");
  const id = joining ? JSON.parse(await body(request)).queueId : url.searchParams.get("queueId");
  const entry = entryOf(id);
  if (entry.hang) return;
  if (joining) {
    if (entry.join) return json(response, entry.join.status, null, entry.join.code);
    changed.delete(id);
    return json(response, 201, sessionOf(id));
  }
  if (entry.api) return json(response, entry.api.status, null, entry.api.code);
  const action = url.pathname.split("/current")[1];
  if (request.method === "DELETE") {
    const status = sessionOf(id).status === "active" ? "completed" : "left";
    changed.set(id, { status, position: null });
  }
  if (action === "/extend") {
    changed.set(id, { claimBy: new Date(Date.now() + 5 * 60_000).toISOString(), canExtendClaim: false });
  }
  if (action === "/claim") {
    if (entry.claimHangs) return;
    if (entry.stays) {
      const activeUntil = new Date(Date.now() + 10 * 60_000).toISOString();
      changed.set(id, { status: "active", claimBy: null, canExtendClaim: false, activeUntil });
    }
    return json(response, 200, { ...sessionOf(id), status: "active", redirectUrl: null });
  }
  if (action === "/recovery") return json(response, 200, recovery);
  if (action === "/events") {
    response.writeHead(200, { "content-type": "text/event-stream" });
    const timer = setInterval(
      () => response.write(`event: user_position_changed\ndata: ${JSON.stringify(sessionOf(id))}\n\n`),
      1_000,
    );
    return request.on("close", () => clearInterval(timer));
  }
  json(response, 200, sessionOf(id));
}

function asset(response, name) {
  const file = `${dist}${name}`;
  if (!/^[\w.-]+$/.test(name) || !existsSync(file)) return response.writeHead(404).end();
  response.writeHead(200, { "content-type": TYPES[extname(name)] ?? "application/octet-stream" });
  response.end(readFileSync(file));
}

function view(response, url) {
  const [, q, id, sub] = url.pathname.split("/");
  if (q === "l") {
    return html(response, page("location.html", locationVariables(url.searchParams.get("lang") ?? "en")));
  }
  const state = (q === "q" && id) || url.searchParams.get("state") || "waiting";
  const lang = url.searchParams.get("lang") ?? "en";
  const entry = entryOf(state);
  const values = variables(state, entry, lang, { script: url.searchParams.get("nojs") !== "1" });
  if (sub === "keep")
    return html(response, page("keep.html", { ...values, ...recovery, qr_svg: recovery.qrSvg }));
  if (sub === "recover") {
    const code = url.searchParams.get("code");
    return html(
      response,
      page("recover.html", { ...values, code, wrong: url.searchParams.get("wrong") === "1" }),
    );
  }
  openedAt.set(state, Date.now());
  changed.delete(state);
  html(response, page("room.html", values));
}

export const server = createServer((request, response) => {
  const url = new URL(request.url, "http://localhost");
  const handled =
    url.pathname === "/shop"
      ? html(response, "<!doctype html><html lang=en><title>Shop</title><h1>The shop</h1></html>")
      : url.pathname === "/favicon.ico"
        ? response.writeHead(204).end()
        : url.pathname.startsWith("/assets/")
          ? asset(response, url.pathname.slice("/assets/".length))
          : url.pathname.startsWith("/v1/")
            ? api(request, response, url)
            : request.method === "POST"
              ? response.writeHead(303, { location: "/" }).end()
              : view(response, url);
  Promise.resolve(handled).catch((error) => {
    console.error(error);
    response.writeHead(500).end();
  });
});

if (process.argv[1] === new URL(import.meta.url).pathname) {
  const port = Number(process.env.PORT ?? 4173);
  server.listen(port, "127.0.0.1", () => console.log(`http://127.0.0.1:${port}/?state=show`));
}
