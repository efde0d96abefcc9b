// A kiosk's ticket on paper: from the browser over `vqueue print` to a printer, which is here a socket that burns what it is
// told; and as the page that a browser would print itself. SHOTS=<folder> keeps both.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { createInterface } from "node:readline";
import { launch } from "../room/test/browser/browser.mjs";
import { BINARY, startServer } from "./serve.mjs";

const PATIENCE_MS = 120_000;
const shots = process.env.SHOTS;

/** The rows of the images among a printer's commands, and whether the paper was cut. */
function burn(bytes) {
  const rows = [];
  let cut = false;
  for (let at = 0; at < bytes.length; ) {
    const [a, b] = bytes.subarray(at);
    if (a === 0x1b && b === 0x40) at += 2;
    else if (a === 0x1b && b === 0x64) at += 3;
    else if (a === 0x1d && b === 0x56) {
      cut = true;
      at += 4;
    } else if (a === 0x1d && b === 0x76) {
      const [width, height] = [bytes.readUInt16LE(at + 4), bytes.readUInt16LE(at + 6)];
      for (let row = 0; row < height; row++) {
        rows.push(bytes.subarray(at + 8 + row * width, at + 8 + (row + 1) * width));
      }
      at += 8 + width * height;
    } else throw new Error(`a command no printer knows: ${a} ${b}`);
  }
  return { rows, cut };
}

const server = await startServer();
await server.signIn();
const printed = new Promise((done) => {
  const printer = createServer((socket) => {
    const parts = [];
    socket.on("data", (part) => parts.push(part));
    socket.on("end", () => {
      printer.close();
      done(burn(Buffer.concat(parts)));
    });
  });
  printer.listen(0, "127.0.0.1", () => agent(printer.address().port));
});
let child = null;
let ready = null;
const listening = new Promise((done) => {
  ready = done;
});
function agent(port) {
  child = spawn(BINARY, ["print", "--printer", `127.0.0.1:${port}`, "--origin", server.url], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  createInterface({ input: child.stdout }).once("line", ready);
}

const browser = await launch();
try {
  await listening;
  const tenant = await server.tenant("Town");
  const path = `/v1/tenants/${tenant.id}`;
  const location = await server.call("POST", `${path}/locations`, {
    name: "مكتب المواطنين – Bürgeramt",
    timeZone: "Europe/Berlin",
    languages: ["de", "ar"],
  });
  const walkIn = { locationId: location.id, prefix: "A" };
  await server.queue(tenant, { name: "Reisepass", releases: "call", walkIn });
  const kiosk = await server.call("POST", `${path}/kiosks`, { locationId: location.id, name: "Door" });
  const context = await browser.newContext({ viewport: { width: 1080, height: 1920 }, locale: "de-DE" });
  context.setDefaultTimeout(PATIENCE_MS);
  const page = await context.newPage();
  await page.goto(`${server.url}/kiosk/#kiosk=${kiosk.id}&token=${kiosk.deviceToken}&print=agent`);
  await page.getByRole("button", { name: "Deutsch" }).click();
  await page.getByRole("button", { name: /Reisepass/ }).click();
  await page.getByText("Bitte nehmen Sie Ihren Beleg.").waitFor();
  const { rows, cut } = await printed;
  const dots = rows.reduce(
    (sum, row) => sum + row.reduce((bits, byte) => bits + byte.toString(2).split("1").length - 1, 0),
    0,
  );
  assert.ok(cut && rows.length > 500 && rows[0].length === 72, `${rows.length} rows`);
  // Black on white: something is there, and it is no black sheet.
  assert.ok(dots > 5_000 && dots < rows.length * 576 * 0.5, `${dots} dots`);
  if (shots) {
    const header = Buffer.from(`P4\n576 ${rows.length}\n`);
    writeFileSync(`${shots}/ticket.pbm`, Buffer.concat([header, ...rows]));
  }
  console.log("ok   a ticket comes out of the printer, and is cut off");

  await page.emulateMedia({ media: "print" });
  await page.setViewportSize({ width: 302, height: 800 });
  assert.equal(await page.locator(".kiosk").isVisible(), false);
  const box = await page.locator(".paper").boundingBox();
  assert.ok(box.width <= 302, `${box.width} px are wider than 80 mm`);
  if (shots) await page.screenshot({ path: `${shots}/paper.png` });
  console.log("ok   and the page for the browser's own printer fits 80 mm");
} catch (error) {
  console.error(`FAIL ${error.stack}`);
  process.exitCode = 1;
} finally {
  await browser.close();
  child?.kill("SIGTERM");
  await server.stop();
}
