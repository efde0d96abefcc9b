// A shop on a busy evening, and every page of the dashboard that shows it.

import { until } from "../vqueue.mjs";

const DROP = { name: "Aurora 01", description: "The lamp of the winter, 400 pieces." };
const WEEK = { days: ["mon", "tue", "wed", "thu", "fri"], from: "09:00", to: "17:30" };
/** Nobody is taken for gone, and nobody's turn runs out, while pages are looked at. */
const PATIENT = { abandonAfterSeconds: 0, claimTimeoutSeconds: 86_400, activeTimeoutSeconds: 604_800 };

/** Fills a server: a tenant with queues in every state, and people in them. */
export async function setTheScene(server) {
  await server.signIn();
  const tenant = await server.tenant("Lumen Atelier", {
    domain: "lumen.example",
    configuration: { locale: "en", timeZone: "Europe/Berlin" },
  });
  await server.tenant("Corner Clinic", { domain: "clinic.example" });
  const resting = await server.tenant("Old Bakery");
  await server.call("POST", `/v1/tenants/${resting.id}/suspend`);
  const queue = (settings) => server.queue(tenant, { ...PATIENT, ...settings });

  const drop = await queue({ ...DROP, maxConcurrentUsers: 40, releaseRatePerMinute: 6000 });
  const collect = await queue({
    name: "Click and collect",
    maxConcurrentUsers: 200,
    releaseRatePerMinute: 6000,
  });
  const workshop = await queue({
    name: "Workshop seats",
    maxConcurrentUsers: 12,
    releaseRatePerMinute: 6000,
  });
  const concert = await queue({
    name: "Winter concert",
    preQueue: { enabled: true, draw: true, leadSeconds: 3600 },
  });
  const repairs = await queue({
    name: "Repairs",
    schedule: {
      timeZone: "Europe/Berlin",
      windows: [WEEK],
      exceptions: [{ date: "2027-01-01" }, { date: "2026-12-24", from: "09:00", to: "12:00" }],
      events: [{ from: "2027-01-09T09:00:00Z", to: "2027-01-09T14:00:00Z" }],
    },
  });

  const arrive = async (where, count, prefix) => {
    const joined = [];
    for (let n = 1; n <= count; n++) joined.push(await server.join(where, `${prefix}-${n}`));
    return joined;
  };
  const shoppers = await arrive(drop, 240, "shopper");
  await letIn(server, drop, shoppers);
  await letIn(server, collect, await arrive(collect, 23, "order"));
  await letIn(server, workshop, await arrive(workshop, 30, "guest"));
  await arrive(concert, 90, "fan");
  await server.call("POST", `/v1/tenants/${tenant.id}/queues/${workshop.id}/pause`);
  await server.call("POST", `/v1/tenants/${tenant.id}/queues/${drop.id}/message`, {
    text: "Every piece is still there: the atelier is packing as fast as it can.",
    level: "info",
  });
  await server.call("PUT", `/v1/tenants/${tenant.id}/queues/${drop.id}/flow`, { releaseRatePerMinute: 90 });
  const waiting = shoppers.at(-20);
  await server.call("PUT", `/v1/tenants/${tenant.id}/sessions/${waiting.id}`, {
    priority: 3,
    metadata: { size: "large" },
  });
  const { location, counter, services } = await townHall(server, tenant);
  const people = await setUp(server, tenant, location, services);
  return { tenant, drop, repairs, waiting, location, counter, ...people };
}

/** Staff, a role of their own, keys, devices, appointments, a look. */
async function setUp(server, tenant, location, services) {
  const path = `/v1/tenants/${tenant.id}`;
  const role = await server.call("POST", `${path}/roles`, {
    name: "Evening shift",
    permissions: ["queue:read", "queue:operate", "session:read", "session:write", "analytics:read"],
  });
  const mila = await server.staff(tenant, "mila@lumen.example", ["manager"], "Mila Aydın");
  await server.staff(tenant, "jonas@lumen.example", ["operator", role.id], "Jonas Weber");
  await server.staff(tenant, "noor@lumen.example", ["clerk"], "Noor Haddad");
  await server.call("POST", `${path}/invitations`, { email: "sora@lumen.example", roles: [role.id] });
  await server.call("POST", `${path}/domains`, { name: "queue.lumen.example" });
  const permissions = ["queue:read", "session:read", "session:write"];
  await server.call("POST", `${path}/api-keys`, { name: "Shop backend", permissions });
  await server.call("POST", `${path}/api-keys`, {
    name: "Weekly report",
    permissions: ["analytics:read"],
    expiresAt: "2099-06-30T00:00:00Z",
  });
  await server.call("POST", `${path}/identity-providers`, {
    name: "Lumen Login",
    issuer: "https://login.lumen.example",
    clientId: "virtual-queue",
    clientSecret: "not a secret",
    groupsClaim: "groups",
    groupRoles: { atelier: ["operator"] },
  });
  await server.call("POST", `${path}/kiosks`, { locationId: location.id, name: "Entrance" });
  const lift = await server.call("POST", `${path}/kiosks`, {
    locationId: location.id,
    name: "By the lift",
    outOfServiceText: "Please take a number at the entrance.",
  });
  await server.call("PUT", `${path}/kiosks/${lift.id}`, { outOfService: true });
  const [first] = services;
  const soon = new Date(Math.ceil(Date.now() / 3_600_000) * 3_600_000).toISOString();
  await server.join(first, "Case 4711", { appointmentAt: soon });
  await server.call("PUT", `${path}/branding`, {
    accent: "#e0793a",
    texts: { en: { title: "Lumen Atelier", welcome: "Good to see you", note: "Open Monday to Friday." } },
  });
  return { mila, role };
}

/** A location where somebody has just been called. */
async function townHall(server, tenant) {
  const path = `/v1/tenants/${tenant.id}`;
  const location = await server.call("POST", `${path}/locations`, {
    name: "Town hall",
    address: "Market 1",
    timeZone: "Europe/Berlin",
    languages: ["de", "en"],
  });
  const service = (name, prefix) =>
    server.queue(tenant, { name, releases: "call", walkIn: { locationId: location.id, prefix } });
  const services = [await service("Passports", "A"), await service("Residence", "B")];
  for (let n = 0; n < 12; n++) await server.join(services[n % 2]);
  const desk = (name) =>
    server.call("POST", `${path}/counters`, {
      locationId: location.id,
      name,
      services: services.map(({ id }) => id),
      order: "arrival",
    });
  const counter = await desk("Counter 1");
  await desk("Counter 2");
  await server.call("POST", `${path}/counters/${counter.id}/open`);
  await server.call("POST", `${path}/counters/${counter.id}/call-next`, { current: null });
  return { location, counter, services };
}

/** Everybody there is room for takes the turn. */
async function letIn(server, queue, joined) {
  const path = `/v1/tenants/${queue.tenantId}/queues/${queue.id}`;
  const room = Math.min(joined.length, queue.maxConcurrentUsers);
  await until("turns for all there is room for", async () => {
    const { releasedUsers } = await server.call("GET", path);
    return releasedUsers === room;
  });
  for (const one of joined.slice(0, room)) await server.claim(one);
}

/** The preview is dressed. */
const wearing = (page) => page.frameLocator("iframe").getByText("Lumen Atelier").first().waitFor();

/** The pages before the sign-in. */
export const doors = {
  "sign-in": ["/admin/sign-in", (page) => page.getByRole("heading", { level: 1, name: "Sign in" }).waitFor()],
  "forgot-password": [
    "/admin/forgot-password",
    (page) => page.getByRole("button", { name: "Send the mail" }).waitFor(),
  ],
};

/**
 * Every page by name: where it is, what is there once it can be looked at, and what to look at if not its beginning. What comes
 * last is waited for: a link that comes while somebody tabs through the page is one that they miss.
 */
export function pages({ tenant, drop, repairs, waiting, location, counter, mila }) {
  const home = `/admin/t/${tenant.id}`;
  const queue = `${home}/queues/${drop.id}`;
  const heading = (name) => (page) => page.getByRole("heading", { level: 1, name }).waitFor();
  return {
    overview: [`${home}`, heading("Queues")],
    live: [
      queue,
      async (page) => {
        await page.locator(".chart figcaption").waitFor({ state: "attached" });
        await page.getByRole("region", { name: "Who came last" }).getByRole("row").nth(8).waitFor();
      },
    ],
    "queue-settings": [`${queue}/settings`, (page) => page.getByRole("button", { name: "Save" }).waitFor()],
    schedule: [
      `${home}/queues/${repairs.id}/settings`,
      (page) => page.locator(".openings li").nth(7).waitFor(),
      ".columns.schedule",
    ],
    integration: [`${queue}/integration`, (page) => page.getByRole("button", { name: "Test it" }).waitFor()],
    "new-queue": [
      `${home}/queues/new`,
      (page) => page.getByRole("button", { name: "Create the queue" }).waitFor(),
    ],
    people: [`${home}/sessions`, (page) => page.getByRole("row").nth(3).waitFor()],
    person: [`${home}/sessions/${waiting.id}`, (page) => page.getByText("Joined the line").waitFor()],
    locations: [`${home}/locations`, heading("Locations")],
    location: [`${home}/locations/${location.id}`, (page) => page.getByRole("row").nth(4).waitFor()],
    counter: [
      `${home}/counters/${counter.id}`,
      async (page) => {
        await page.getByText("Called once").waitFor();
        for (const next of [/^Call A/, /^Call B/])
          await page.getByRole("button", { name: next }).first().waitFor();
      },
    ],
    line: [`${home}/locations/${location.id}/line`, (page) => page.getByRole("row").nth(3).waitFor()],
    devices: [`${home}/devices`, (page) => page.getByText("By the lift").waitFor()],
    analytics: [
      `${home}/analytics`,
      async (page) => {
        await page.locator(".chart svg").nth(2).waitFor();
        // One after the other the queues have their numbers: six have somebody in them.
        await page.getByRole("region", { name: "By queue" }).getByRole("row").nth(6).waitFor();
      },
    ],
    branding: [`${home}/branding`, wearing],
    "queue-branding": [`${queue}/branding`, wearing],
    staff: [`${home}/staff`, (page) => page.getByRole("row").nth(5).waitFor()],
    "staff-member": [`${home}/staff/${mila.id}`, heading("Mila Aydın")],
    roles: [`${home}/staff/roles`, (page) => page.getByRole("row").nth(20).waitFor()],
    "signing-in": [`${home}/staff/sign-in`, (page) => page.getByText("Lumen Login").waitFor()],
    domains: [`${home}/domains`, (page) => page.getByLabel("Token of queue.lumen.example").waitFor()],
    "api-keys": [`${home}/api-keys`, (page) => page.getByRole("row").nth(2).waitFor()],
    audit: [`${home}/audit`, (page) => page.getByRole("row").nth(5).waitFor()],
    "platform-staff": ["/admin/platform/staff", (page) => page.getByRole("row").nth(1).waitFor()],
    "platform-signing-in": ["/admin/platform/staff/sign-in", heading("Platform staff")],
    "tenant-settings": [`${home}/settings`, heading("Settings")],
    tenants: ["/admin/tenants", (page) => page.getByRole("row").nth(2).waitFor()],
    keys: ["/admin/keys", heading("Signing keys")],
    account: ["/admin/account", heading("Account")],
  };
}
