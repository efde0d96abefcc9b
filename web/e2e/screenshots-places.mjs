// The pictures in docs/screenshots of what people see on the spot, from a real server: the kiosk's screens, the board, a
// location's page and a number on a phone and on a desktop, light and dark; and the pages that mails lead to.
import { fileURLToPath } from "node:url";
import { launch } from "../room/test/browser/browser.mjs";
import { startServer } from "./serve.mjs";

const FOLDER = process.env.SHOTS ?? fileURLToPath(new URL("../../docs/screenshots", import.meta.url));
const UPRIGHT = { width: 810, height: 1440 };
const WALL = { width: 1600, height: 900 };
const SIZES = { phone: { width: 390, height: 844 }, desktop: { width: 1440, height: 900 } };

const server = await startServer();
await server.signIn();
const browser = await launch(["--autoplay-policy=no-user-gesture-required"]);
try {
  const tenant = await server.tenant("Bürgeramt");
  const path = `/v1/tenants/${tenant.id}`;
  const location = await server.call("POST", `${path}/locations`, {
    name: "Bürgeramt Mitte",
    timeZone: "Europe/Berlin",
    languages: ["de", "en"],
    message: { text: "Der Aufzug ist heute außer Betrieb.", level: "warning" },
  });
  const service = (name, prefix, description = "") =>
    server.queue(tenant, {
      name,
      description,
      releases: "call",
      walkIn: { locationId: location.id, prefix, averageServiceSeconds: 240 },
    });
  const services = [
    await service("Reisepass und Ausweis", "A", "Neu beantragen und verlängern"),
    await service("Parkausweis", "B"),
    await service("Anmeldung einer Wohnung", "C"),
    await service("Fundbüro", "D"),
  ];
  for (const [at, count] of [14, 6, 3].entries())
    for (let n = 0; n < count; n++) await server.join(services[at]);
  await server.call("POST", `${path}/queues/${services[3].id}/close`);
  for (const name of ["Platz 1", "Platz 2", "Platz 3"]) {
    const counter = await server.call("POST", `${path}/counters`, {
      locationId: location.id,
      name,
      services: services.map(({ id }) => id),
    });
    await server.call("POST", `${path}/counters/${counter.id}/open`, {});
    await server.call("POST", `${path}/counters/${counter.id}/call-next`, { current: null });
  }
  const kiosk = await server.call("POST", `${path}/kiosks`, { locationId: location.id, name: "Eingang" });
  const { deviceToken } = kiosk;

  for (const colorScheme of ["light", "dark"]) {
    const open = async (viewport, url) => {
      const context = await browser.newContext({
        viewport,
        colorScheme,
        locale: "de-DE",
        timezoneId: "Europe/Berlin",
        reducedMotion: "reduce",
      });
      const page = await context.newPage();
      await page.goto(server.url + url);
      return page;
    };
    const shoot = (page, name) => page.screenshot({ path: `${FOLDER}/${name}-${colorScheme}.png` });

    const machine = await open(UPRIGHT, `/kiosk/#kiosk=${kiosk.id}&token=${deviceToken}`);
    await machine.getByRole("button", { name: "Deutsch" }).waitFor();
    await shoot(machine, "kiosk-languages");
    await machine.getByRole("button", { name: "Deutsch" }).click();
    await machine.getByRole("button", { name: /Reisepass/ }).waitFor();
    await shoot(machine, "kiosk-services");
    await machine.getByRole("button", { name: /Reisepass/ }).click();
    await machine.locator(".qr").waitFor();
    await shoot(machine, "kiosk-ticket");
    await machine.context().close();

    const board = await open(WALL, `/board/${location.id}`);
    await board.locator(".before li").nth(1).waitFor();
    await board.locator(".join img").evaluate((image) => image.decode());
    await shoot(board, "board");
    await board.context().close();

    for (const [size, viewport] of Object.entries(SIZES)) {
      const phone = await open(viewport, `/l/${location.id}`);
      await phone.getByRole("button", { name: /Reisepass/ }).waitFor();
      await shoot(phone, `location-${size}`);
      await phone.getByRole("button", { name: /Reisepass/ }).click();
      await phone.locator(".language").waitFor();
      await phone.locator(".hero-number").waitFor();
      await shoot(phone, `number-${size}`);
      await phone.context().close();
      const email = `${size}-${colorScheme}@buergeramt.example`;
      await server.call("POST", `${path}/invitations`, { email, roles: ["clerk"], language: "de" });
      const link = new URL(await server.link(email, "invitation"));
      const mailed = await open(viewport, link.pathname + link.search);
      await mailed.getByRole("button").first().waitFor();
      await shoot(mailed, `invitation-${size}`);
      await mailed.context().close();
    }
  }
} finally {
  await browser.close();
  await server.stop();
}
