// A stand-in for the server with a location, a kiosk and a board, for looking at both and for their browser tests. Like the
// server it gives a request one ticket and a number once.
import { existsSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import { extname, join, normalize } from "node:path";

const WEB = new URL("../../../", import.meta.url).pathname;
const TYPES = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript",
  ".css": "text/css",
  ".webmanifest": "application/manifest+json",
};
const CSP =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self' http://127.0.0.1:9187; manifest-src 'self'; base-uri 'none'; frame-ancestors 'self'; form-action 'self'";
const QR =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 21 21"><path d="M0 0h7v7h-7zM14 0h7v7h-7zM0 14h7v7h-7zM9 2h3v4h-3zM2 9h5v3h-5zM10 9h4v4h-4zM16 10h3v5h-3zM9 15h4v4h-4z"/></svg>';

export function startMock() {
  const world = {
    away: false,
    outOfService: false,
    open: true,
    languages: ["de", "en"],
    message: null,
    services: [
      { queueId: "A", name: "Reisepass und Ausweis", prefix: "A", waiting: 12, p50: 1_480 },
      { queueId: "B", name: "Parkausweis", prefix: "B", waiting: 3, p50: 300 },
      { queueId: "C", name: "Anmeldung einer Wohnung", prefix: "C", waiting: 0, p50: 0 },
      { queueId: "D", name: "Fundbüro", prefix: "D", waiting: 0, p50: 0, reason: "closing_time" },
    ],
    calls: [],
    last: 41,
    sequence: 0,
    tickets: new Map(),
    reserved: new Set(),
    streams: new Set(),
    /** Every call as an event, for those who come back. */
    told: [],
  };

  const location = () => ({
    id: "l1",
    tenantId: "t1",
    name: "Bürgeramt Mitte",
    timeZone: "Europe/Berlin",
    languages: world.languages,
    isOpen: world.open,
    closesAt: null,
    message: world.message,
    services: world.services.map(({ p50, reason = null, ...service }) => ({
      description: "",
      ...service,
      estimatedWaitSeconds: { p50, p90: p50 * 1.4 },
      acceptsJoins: world.open && reason === null,
      reason: world.open ? reason : "closed",
    })),
  });

  const board = () => ({
    locationId: "l1",
    name: "Bürgeramt Mitte",
    timeZone: "Europe/Berlin",
    languages: world.languages,
    isOpen: world.open,
    message: world.message,
    messages: [],
    sequence: world.sequence,
    eventId: `${world.sequence}-x`,
    calls: world.calls,
    services: world.services.map(({ queueId, name, prefix, waiting }) => ({
      queueId,
      name,
      prefix,
      waiting,
      next: Array.from({ length: Math.min(waiting, 4) }, (_, n) => `${prefix}0${50 + n}`),
      estimatedWaitTime: null,
    })),
  });

  const number = (queueId) => `${queueId}${String(++world.last).padStart(3, "0")}`;
  const ticket = (queueId, name) => ({
    sessionId: name,
    queueId,
    queueName: world.services.find((service) => service.queueId === queueId)?.name,
    number: name,
    position: 13,
    estimatedWaitSeconds: { p50: 1_480, p90: 2_000 },
    enqueuedAt: new Date().toISOString(),
    sessionToken: name,
    url: "",
    qrSvg: QR,
  });

  function send(response, status, data, code) {
    response.writeHead(status, { "content-type": "application/json", "cache-control": "no-store" });
    const errors = code ? [{ code, message: code, field: null }] : null;
    response.end(JSON.stringify({ success: !code, data: code ? null : data, errors }));
  }

  async function api(request, response, path) {
    let text = "";
    for await (const chunk of request) text += chunk;
    const body = text ? JSON.parse(text) : {};
    const [, , kind, , verb, sub] = path.split("/");
    if (kind === "locations" && sub === "events") {
      response.writeHead(200, { "content-type": "text/event-stream" });
      const asked = new URL(request.url, "http://localhost").searchParams.get("after");
      const after = Number.parseInt(request.headers["last-event-id"] ?? asked ?? `${world.sequence}`, 10);
      response.write(": here\n\n");
      for (const { sequence, text } of world.told) if (sequence > after) response.write(text);
      world.streams.add(response);
      return request.on("close", () => world.streams.delete(response));
    }
    if (kind === "locations") return send(response, 200, verb === "board" ? board() : location());
    if (kind === "sessions") {
      const token = request.headers.authorization?.slice(7);
      for (const [key, one] of world.tickets) if (one.sessionToken === token) world.tickets.delete(key);
      return send(response, 200, {});
    }
    if (request.headers.authorization !== "Bearer vqk_right")
      return send(response, 401, null, "unauthorized");
    if (verb === "tickets") {
      const known = world.tickets.get(body.requestId);
      const made = known ?? ticket(body.queueId, number(body.queueId));
      world.tickets.set(body.requestId, made);
      return send(response, known ? 200 : 201, made);
    }
    if (verb === "reservations") {
      const numbers = Array.from({ length: body.count }, () => number(body.queueId));
      for (const one of numbers) world.reserved.add(`${body.requestId} ${one}`);
      const expiresAt = new Date(Date.now() + 3_600_000).toISOString();
      return send(response, 201, {
        reservationId: body.requestId,
        queueId: body.queueId,
        numbers,
        expiresAt,
      });
    }
    if (verb === "reconciliation") {
      const tickets = body.tickets.map(({ queueId, reservationId, number: one }) => {
        const key = `${reservationId} ${one}`;
        if (!world.reserved.has(key))
          return { number: one, repeated: false, ticket: null, error: { code: "not_found", message: "" } };
        const repeated = world.tickets.has(key);
        if (!repeated) world.tickets.set(key, ticket(queueId, one));
        return { number: one, repeated, ticket: world.tickets.get(key), error: null };
      });
      return send(response, 200, { tickets });
    }
    const kiosk = { id: "k1", name: "Eingang", outOfService: world.outOfService, outOfServiceText: "" };
    send(response, 200, { kiosk, location: location() });
  }

  function file(response, path) {
    const [, app, ...rest] = normalize(path).split("/");
    const wanted = join(WEB, app, "dist", ...rest);
    const found =
      rest.at(-1)?.includes(".") && existsSync(wanted) ? wanted : join(WEB, app, "dist", "index.html");
    response.writeHead(200, {
      "content-type": TYPES[extname(found)] ?? "application/octet-stream",
      "content-security-policy": CSP,
    });
    response.end(readFileSync(found));
  }

  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url, "http://localhost");
    if (world.away) return request.socket.destroy();
    if (pathname.startsWith("/v1/")) return void api(request, response, pathname);
    if (pathname.endsWith("/qr.svg")) {
      response.writeHead(200, { "content-type": "image/svg+xml" });
      return response.end(QR);
    }
    if (pathname.endsWith("/style.css")) {
      response.writeHead(200, { "content-type": "text/css" });
      return response.end(world.css ?? "");
    }
    if (pathname.startsWith("/brand/")) {
      response.writeHead(200, { "content-type": "application/json" });
      return response.end(
        JSON.stringify({ title: null, welcome: null, note: null, version: "0", ...world.words }),
      );
    }
    if (/^\/(kiosk|board)(\/|$)/.test(pathname)) return file(response, pathname);
    response.writeHead(404).end();
  });

  /** Calls somebody, as staff does. */
  function call(one, counterName, calls = 1) {
    world.sequence++;
    const shown = {
      callId: one,
      number: one,
      counterId: counterName,
      counterName,
      queueId: one[0],
      queueName: "",
      calls,
      calledAt: new Date().toISOString(),
      status: "called",
    };
    world.calls = [shown, ...world.calls.filter((other) => other.callId !== one)];
    const event = { ...shown, sequence: world.sequence, repeated: calls > 1 };
    const text = `id: ${world.sequence}-x\nevent: call\ndata: ${JSON.stringify(event)}\n\n`;
    world.told.push({ sequence: world.sequence, text });
    for (const stream of world.streams) {
      stream.write(text);
      stream.write(`id: ${world.sequence}-y\nevent: board\ndata: ${JSON.stringify(board())}\n\n`);
    }
  }

  return new Promise((done) => {
    server.listen(0, "127.0.0.1", () => {
      const url = `http://127.0.0.1:${server.address().port}`;
      const stop = () => {
        server.closeAllConnections();
        server.close();
      };
      done({ url, world, call, stop, cut: () => server.closeAllConnections() });
    });
  });
}
