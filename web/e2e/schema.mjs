// The API's document against the real server: schemathesis makes up requests from it, signed in and not, and finds answers that
// are our fault (5xx) or that the document does not describe. The same requests each time, bounded in number.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { EMAIL, PASSWORD, startServer } from "./serve.mjs";

const SCHEMATHESIS = fileURLToPath(new URL("../../target/python/bin/schemathesis", import.meta.url));
const EXAMPLES = process.env.SCHEMA_EXAMPLES ?? "2";
const SEED = "20240115";
const CHECKS = [
  "not_a_server_error",
  "status_code_conformance",
  "content_type_conformance",
  "response_schema_conformance",
].join(",");
/** Answers that never end; and what would take away what the others are tried on. */
const LEFT_OUT = [
  "GET /v1/sessions/current/events",
  "GET /v1/locations/{locationId}/board/events",
  "DELETE /v1/tenants/{tenantId}",
  "DELETE /v1/tenants/{tenantId}/queues/{queueId}",
  "DELETE /v1/tenants/{tenantId}/locations/{locationId}",
  "DELETE /v1/tenants/{tenantId}/counters/{counterId}",
  "POST /v1/auth/logout",
  "POST /v1/auth/browser/logout",
  "POST /v1/tenants/{tenantId}/suspend",
];

const server = await startServer();
await server.signIn();
const tenant = await server.tenant("Schema");
const queue = await server.queue(tenant, { name: "Schema", maxConcurrentUsers: 2 });
const session = await server.join(queue, "anna");
const location = await server.call("POST", `/v1/tenants/${tenant.id}/locations`, {
  name: "Hall",
  timeZone: "Europe/Berlin",
});
const counter = await server.call("POST", `/v1/tenants/${tenant.id}/counters`, {
  locationId: location.id,
  name: "1",
});

const document = await (await fetch(`${server.url}/v1/openapi.json`)).json();
const idOf = (operation) => {
  const [method, path] = operation.split(" ");
  const id = document.paths[path]?.[method.toLowerCase()]?.operationId;
  assert.ok(id, `${operation} is not in the document any more`);
  return id;
};

const folder = mkdtempSync(join(tmpdir(), "vqueue-schema-"));
process.on("exit", () => rmSync(folder, { recursive: true, force: true }));
const config = join(folder, "schemathesis.toml");
writeFileSync(
  config,
  `[parameters]
"path.tenantId" = "${tenant.id}"
"path.queueId" = "${queue.id}"
"path.sessionId" = "${session.id}"
"path.locationId" = "${location.id}"
"path.counterId" = "${counter.id}"
`,
);

/** One run; the report of a failed one is printed. */
async function run(name, token, more) {
  const args = ["--config-file", config, "run", `${server.url}/v1/openapi.json`];
  args.push("--checks", CHECKS, "--max-examples", EXAMPLES, "--seed", SEED, "--no-shrink");
  args.push("--workers", "1", "--continue-on-failure", ...more);
  args.push("--request-timeout", "20", "--suppress-health-check", "all", "--warnings", "off", "--no-color");
  args.push("--generation-database", "none");
  for (const operation of LEFT_OUT) args.push("--exclude-operation-id", idOf(operation));
  if (token) args.push("--header", `Authorization:Bearer ${token}`);
  const begin = Date.now();
  const child = spawn(SCHEMATHESIS, args, { cwd: folder, env: { ...process.env, COLUMNS: "160" } });
  let report = "";
  child.stdout.on("data", (some) => (report += some));
  child.stderr.on("data", (some) => (report += some));
  const code = await new Promise((done, fail) => {
    child.on("error", fail);
    child.on("exit", done);
  });
  const seconds = Math.round((Date.now() - begin) / 1000);
  const cases = /(\d+) (?:generated|test cases)/.exec(report)?.[1] ?? "?";
  if (code !== 0) console.error(report);
  assert.equal(code, 0, `schemathesis, ${name}: see above`);
  console.log(`ok   ${name}: ${cases} requests in ${seconds} s`);
}

await run("nobody signed in", null, ["--phases", "fuzzing"]);
const { accessToken } = await server.call("POST", "/v1/auth/login", { email: EMAIL, password: PASSWORD });
await run("the platform's administrator", accessToken, ["--phases", "coverage,fuzzing", "--max-time", "90"]);
await run("a visitor", session.sessionToken, ["--phases", "coverage", "--include-tag", "visitors"]);
await server.stop();
