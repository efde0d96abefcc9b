import { beforeEach, describe, expect, it } from "vitest";
import { type Api, Refused, type Taken } from "../src/api";
import { Desk, NoTicket } from "../src/desk";
import type { Reservation, ServerTicket, Service } from "../src/types";
import { type Kept, NOTHING, type Vault } from "../src/vault";

const NOON = Date.parse("2026-03-02T12:00:00Z");
const service = (queueId: string): Service => ({
  queueId,
  name: `Service ${queueId}`,
  description: "",
  prefix: queueId,
  waiting: 3,
  estimatedWaitSeconds: null,
  acceptsJoins: true,
  reason: null,
});

/** Keeps copies, as a disk does. */
class Memory implements Vault {
  private kept: Kept = structuredClone(NOTHING);

  async read() {
    return structuredClone(this.kept);
  }

  async update<T>(change: (kept: Kept) => [Kept, T]): Promise<T> {
    const [next, result] = change(structuredClone(this.kept));
    this.kept = structuredClone(next);
    return result;
  }
}

/** A server that keeps its promises: one ticket per request, a number once. */
class Server implements Api {
  away = false;
  /** Carries out, but the answer does not arrive. */
  swallows = false;
  refusal: string | null = null;
  tickets = new Map<string, ServerTicket>();
  reserved = new Set<string>();
  ranges = new Map<string, Reservation>();
  last = 0;

  private number(queueId: string) {
    return `${queueId}${String(++this.last).padStart(3, "0")}`;
  }

  private reach() {
    if (this.away) throw new TypeError("Failed to fetch");
    if (this.refusal) throw new Refused(409, this.refusal);
  }

  async see() {
    if (this.away) throw new TypeError("Failed to fetch");
    return {
      kiosk: { id: "k", name: "Door", outOfService: false, outOfServiceText: "" },
      location: {
        id: "l",
        tenantId: "t",
        name: "Town hall",
        timeZone: "UTC",
        languages: ["en"],
        isOpen: true,
        closesAt: "2026-03-02T16:00:00Z",
        message: null,
        services: [service("A"), service("B")],
      },
    };
  }

  async take(queueId: string, requestId: string) {
    this.reach();
    const known = this.tickets.get(requestId);
    const ticket = known ?? this.ticket(queueId, this.number(queueId));
    this.tickets.set(requestId, ticket);
    if (this.swallows) throw new TypeError("Failed to fetch");
    return ticket;
  }

  async reserve(queueId: string, count: number, requestId: string) {
    this.reach();
    const range = this.ranges.get(requestId) ?? this.range(queueId, count, requestId);
    this.ranges.set(requestId, range);
    if (this.swallows) throw new TypeError("Failed to fetch");
    return range;
  }

  async reconcile(tickets: Taken[]) {
    this.reach();
    const answers = tickets.map(({ queueId, reservationId, number }) => {
      const key = `${reservationId} ${number}`;
      if (!this.reserved.has(key))
        return { number, repeated: false, ticket: null, error: { code: "not_found", message: "" } };
      const repeated = this.tickets.has(key);
      const ticket = this.tickets.get(key) ?? this.ticket(queueId, number);
      this.tickets.set(key, ticket);
      return { number, repeated, ticket, error: null };
    });
    if (this.swallows) throw new TypeError("Failed to fetch");
    return answers;
  }

  async giveBack(ticket: ServerTicket) {
    this.reach();
    for (const [key, one] of this.tickets) if (one.number === ticket.number) this.tickets.delete(key);
  }

  numbers() {
    return [...this.tickets.values()].map(({ number }) => number).sort();
  }

  private range(queueId: string, count: number, requestId: string): Reservation {
    const numbers = Array.from({ length: count }, () => this.number(queueId));
    for (const number of numbers) this.reserved.add(`${requestId} ${number}`);
    return { reservationId: requestId, queueId, numbers, expiresAt: "2026-03-03T04:00:00Z" };
  }

  private ticket(queueId: string, number: string): ServerTicket {
    return {
      sessionId: number,
      queueId,
      queueName: `Service ${queueId}`,
      number,
      position: 1,
      estimatedWaitSeconds: null,
      enqueuedAt: "2026-03-02T12:00:00Z",
      sessionToken: number,
      url: "",
      qrSvg: "<svg/>",
    };
  }
}

let server: Server;
let vault: Memory;
let now: number;
let ids: number;

/** A page that has just been loaded. */
const open = () => new Desk({ api: server, vault, now: () => now, id: () => `id-${++ids}` });

beforeEach(() => {
  [server, vault, now, ids] = [new Server(), new Memory(), NOON, 0];
});

async function take(desk: Desk, count: number, queueId = "A"): Promise<string[]> {
  const numbers = [];
  for (let n = 0; n < count; n++) numbers.push((await desk.take(queueId)).number);
  return numbers;
}

const sorted = (...lists: string[][]) => lists.flat().sort();

describe("while the server answers", () => {
  it("tickets come from it, and numbers are laid by for each service", async () => {
    const desk = open();
    await desk.start();
    const ticket = await desk.take("A");
    expect(ticket).toMatchObject({ position: 1, qrSvg: "<svg/>" });
    const { reserves, lost } = await vault.read();
    expect(reserves.map((one) => [one.queueId, one.numbers.length])).toEqual([
      ["A", 40],
      ["B", 40],
    ]);
    expect(lost).toEqual([]);
  });

  it("a refusal is told, and no number is taken for it", async () => {
    const desk = open();
    await desk.start();
    server.refusal = "queue_full";
    await expect(desk.take("A")).rejects.toEqual(new NoTicket("queue_full"));
    expect((await vault.read()).lost).toEqual([]);
    expect(desk.online).toBe(true);
  });
});

describe("while the server cannot be reached", () => {
  it("tickets go on, over a reload without it, and none is lost or doubled afterwards", async () => {
    const desk = open();
    await desk.start();
    const before = await take(desk, 2);
    server.away = true;
    const during = await take(desk, 3);
    expect(desk.online).toBe(false);
    const reloaded = open();
    await reloaded.start();
    expect(reloaded.services().map((one) => one.acceptsJoins)).toEqual([true, true]);
    const after = sorted(await take(reloaded, 4), await take(reloaded, 2, "B"));
    server.away = false;
    await reloaded.sync();
    await reloaded.sync();
    expect(new Set([...before, ...during, ...after]).size).toBe(11);
    expect(server.numbers()).toEqual(sorted(before, during, after));
    expect(await vault.read()).toMatchObject({ journal: [], lost: [], refused: [] });
    expect(reloaded.online).toBe(true);
  });

  it("an answer that was lost leaves nobody in line who is not there", async () => {
    const desk = open();
    await desk.start();
    server.swallows = true;
    const shown = await take(desk, 1);
    expect(server.numbers()).not.toEqual(shown);
    server.swallows = false;
    await desk.sync();
    expect(server.numbers()).toEqual(shown);
  });

  it("telling twice, because the first answer was lost, doubles nobody", async () => {
    const desk = open();
    await desk.start();
    server.away = true;
    const shown = await take(desk, 3);
    [server.away, server.swallows] = [false, true];
    await desk.sync();
    expect((await vault.read()).journal).toHaveLength(3);
    server.swallows = false;
    await desk.sync();
    expect(server.numbers()).toEqual(sorted(shown));
    expect((await vault.read()).journal).toEqual([]);
  });

  it("numbers whose answer was lost are asked for again, and no others", async () => {
    server.swallows = true;
    const desk = open();
    await desk.start();
    await desk.sync();
    expect((await vault.read()).reserves).toEqual([]);
    server.swallows = false;
    await open().start();
    const { reserves, reserving } = await vault.read();
    expect([reserves, reserving]).toEqual([[...server.ranges.values()], []]);
    expect(reserves.map((one) => [one.queueId, one.numbers.length])).toEqual([
      ["A", 40],
      ["B", 40],
    ]);
  });

  it("a reserve that is refused is not asked for again by the same id", async () => {
    const desk = open();
    server.refusal = "queue_full";
    await desk.start();
    expect(await vault.read()).toMatchObject({ reserves: [], reserving: [] });
    server.refusal = null;
    await desk.sync();
    expect((await vault.read()).reserves).toHaveLength(2);
  });

  it("a used-up or expired reserve gives no number", async () => {
    const desk = open();
    await desk.start();
    server.away = true;
    await take(desk, 40);
    await expect(desk.take("A")).rejects.toEqual(new NoTicket("no_numbers"));
    expect(desk.services().map((one) => one.reason)).toEqual(["no_numbers", null]);
    // Past the reset of the numbers; the location counts as open still.
    if (desk.seen) desk.seen.location.closesAt = null;
    now = Date.parse("2026-03-03T04:00:00Z");
    await expect(desk.take("B")).rejects.toEqual(new NoTicket("no_numbers"));
  });

  it("nothing is handed out after closing time", async () => {
    const desk = open();
    await desk.start();
    server.away = true;
    await desk.sync();
    now = Date.parse("2026-03-02T16:00:00Z");
    expect(desk.services().every((one) => !one.acceptsJoins)).toBe(true);
    await expect(desk.take("A")).rejects.toEqual(new NoTicket("queue_closed"));
  });

  it("a number the server does not know is kept for the staff", async () => {
    const desk = open();
    await desk.start();
    server.away = true;
    const [number] = await take(desk, 1);
    server.reserved.clear();
    server.away = false;
    await desk.sync();
    expect(await vault.read()).toMatchObject({ journal: [], refused: [{ number, code: "not_found" }] });
  });
});

describe("a ticket being taken", () => {
  it("is not given back by a sync at the same time", async () => {
    const desk = open();
    await desk.start();
    const [ticket] = await Promise.all([desk.take("A"), desk.sync()]);
    await desk.sync();
    expect(server.numbers()).toEqual([ticket.number]);
  });
});
