// Hands out tickets: from the server while it answers, from the reserve of numbers while it does not. What was handed out
// meanwhile is told afterwards. No ticket is lost or doubled: each step is on disk before the next.
import { type Api, Refused } from "./api";
import type { Location, Seen, Service, Ticket } from "./types";
import type { Kept, Vault } from "./vault";

/** Numbers kept in reserve for each service, and when to ask for more. */
const FULL = 40;
const LOW = 20;
/** Most tickets the server is told of at once. */
const MOST_TOLD = 200;

export interface DeskDeps {
  api: Api;
  vault: Vault;
  now: () => number;
  id: () => string;
}

/** Why there is no ticket: a code of the API, or `no_numbers` where the reserve is used up. */
export class NoTicket extends Error {
  constructor(readonly code: string) {
    super(code);
  }
}

export class Desk {
  /** Whether the server answered last. */
  online = true;
  seen: Seen | null = null;
  private left = new Map<string, number>();
  /** Requests that somebody is waiting for. */
  private asked = new Set<string>();
  private syncing: Promise<void> | null = null;
  private listeners = new Set<() => void>();

  constructor(private readonly deps: DeskDeps) {}

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  /** What was known before a reload. */
  async start(): Promise<void> {
    const kept = await this.deps.vault.read();
    this.seen = kept.seen;
    this.count(kept.reserves);
    await this.sync();
  }

  /** Asks the server how things are; tells it what it missed. One at a time. */
  sync(): Promise<void> {
    this.syncing ??= this.syncOnce().finally(() => {
      this.syncing = null;
    });
    return this.syncing;
  }

  /** What can be taken now. Without the server, what there are numbers for, until the location closes. */
  services(): Service[] {
    const services = this.seen?.location.services ?? [];
    if (this.online) return services;
    const closed = this.isClosed(this.seen?.location);
    return services.map((service) => {
      const open = service.acceptsJoins && !closed;
      const acceptsJoins = open && (this.left.get(service.queueId) ?? 0) > 0;
      const reason = acceptsJoins ? null : open ? "no_numbers" : (service.reason ?? "closed");
      return { ...service, acceptsJoins, reason };
    });
  }

  /** A ticket for a service. Rejects with `NoTicket`. */
  async take(queueId: string): Promise<Ticket> {
    const { api, vault, id } = this.deps;
    if (!this.online) return this.takeFromReserve(queueId);
    const requestId = id();
    const asked = { queueId, requestId };
    this.asked.add(requestId);
    // Written before it is asked: whatever happens now, it is known that somebody may stand in line for nobody.
    await vault.update((kept) => [{ ...kept, lost: [...kept.lost, asked] }, null]);
    try {
      const ticket = await api.take(queueId, requestId);
      await this.settle(requestId);
      const { number, queueName, enqueuedAt, position, estimatedWaitSeconds, qrSvg } = ticket;
      return {
        number,
        queueId,
        queueName,
        takenAt: enqueuedAt,
        position,
        wait: estimatedWaitSeconds,
        qrSvg,
      };
    } catch (error) {
      if (error instanceof Refused) {
        await this.settle(requestId);
        throw new NoTicket(error.code);
      }
      this.setOnline(false);
      return await this.takeFromReserve(queueId);
    } finally {
      this.asked.delete(requestId);
    }
  }

  private async takeFromReserve(queueId: string): Promise<Ticket> {
    const { vault, now } = this.deps;
    const at = now();
    const takenAt = new Date(at).toISOString();
    const service = this.seen?.location.services.find((one) => one.queueId === queueId);
    if (!service?.acceptsJoins || this.isClosed(this.seen?.location)) throw new NoTicket("queue_closed");
    const number = await vault.update((kept) => {
      const reserves = kept.reserves.filter((one) => Date.parse(one.expiresAt) > at);
      const from = reserves.find((one) => one.queueId === queueId && one.numbers.length > 0);
      const [first, ...rest] = from?.numbers ?? [];
      if (!from || first === undefined) return [{ ...kept, reserves }, null];
      const taken = { queueId, reservationId: from.reservationId, number: first, takenAt };
      const left = reserves.map((one) => (one === from ? { ...one, numbers: rest } : one));
      return [{ ...kept, reserves: left, journal: [...kept.journal, taken] }, first];
    });
    this.count((await vault.read()).reserves);
    if (number === null) throw new NoTicket("no_numbers");
    return { number, queueId, queueName: service.name, takenAt, position: null, wait: null, qrSvg: null };
  }

  private async syncOnce(): Promise<void> {
    const { api, vault } = this.deps;
    try {
      const seen = await api.see();
      await vault.update((kept) => [{ ...kept, seen }, null]);
      this.seen = seen;
      await this.tell();
      await this.giveBackLost();
      await this.refill(seen.location.services);
      this.setOnline(true);
    } catch (error) {
      // Refused for good: the device is not known any more, which is for the page to say.
      if (error instanceof Refused && (error.status === 401 || error.status === 404)) throw error;
      this.setOnline(false);
    }
  }

  /** Tells the server of the tickets it did not make. Told twice they are the same tickets. */
  private async tell(): Promise<void> {
    const { api, vault } = this.deps;
    for (;;) {
      const { journal } = await vault.read();
      const told = journal.slice(0, MOST_TOLD);
      if (told.length === 0) return;
      const answers = await api.reconcile(told);
      const refused = told.flatMap((one, at) => {
        const code = answers[at]?.error?.code;
        return code === undefined ? [] : [{ ...one, code }];
      });
      await vault.update((kept) => {
        const numbers = new Set(told.map((one) => `${one.reservationId} ${one.number}`));
        const left = kept.journal.filter((one) => !numbers.has(`${one.reservationId} ${one.number}`));
        return [{ ...kept, journal: left, refused: [...kept.refused, ...refused] }, null];
      });
    }
  }

  /** A request whose answer was lost may have put somebody in line who holds another ticket by now. */
  private async giveBackLost(): Promise<void> {
    const { api, vault } = this.deps;
    for (const { queueId, requestId } of (await vault.read()).lost) {
      if (this.asked.has(requestId)) continue;
      try {
        await api.giveBack(await api.take(queueId, requestId));
      } catch (error) {
        if (!(error instanceof Refused)) throw error;
      }
      await this.settle(requestId);
    }
  }

  private async refill(services: Service[]): Promise<void> {
    const { api, vault, now, id } = this.deps;
    const at = now();
    for (const { queueId } of services.filter((service) => service.acceptsJoins)) {
      const { reserves } = await vault.read();
      const valid = reserves.filter((one) => one.queueId === queueId && Date.parse(one.expiresAt) > at);
      const left = valid.reduce((sum, one) => sum + one.numbers.length, 0);
      if (left >= LOW) continue;
      const asked = await vault.update((kept) => {
        const before = kept.reserving.find((one) => one.queueId === queueId);
        const wanted = before ?? { queueId, count: FULL - left, requestId: id() };
        return [before ? kept : { ...kept, reserving: [...kept.reserving, wanted] }, wanted];
      });
      const others = (kept: Kept) => kept.reserving.filter((one) => one.requestId !== asked.requestId);
      try {
        const more = await api.reserve(queueId, asked.count, asked.requestId);
        await vault.update((kept) => {
          const usable = kept.reserves.filter(
            (one) => one.numbers.length > 0 && Date.parse(one.expiresAt) > at,
          );
          return [{ ...kept, reserves: [...usable, more], reserving: others(kept) }, null];
        });
      } catch (error) {
        // A line that is just closing reserves nothing.
        if (!(error instanceof Refused)) throw error;
        await vault.update((kept) => [{ ...kept, reserving: others(kept) }, null]);
      }
    }
    this.count((await vault.read()).reserves);
  }

  private settle(requestId: string): Promise<null> {
    return this.deps.vault.update((kept) => [
      { ...kept, lost: kept.lost.filter((one) => one.requestId !== requestId) },
      null,
    ]);
  }

  private count(reserves: { queueId: string; numbers: string[]; expiresAt: string }[]): void {
    this.left.clear();
    for (const { queueId, numbers, expiresAt } of reserves) {
      if (Date.parse(expiresAt) <= this.deps.now()) continue;
      this.left.set(queueId, (this.left.get(queueId) ?? 0) + numbers.length);
    }
    this.tellListeners();
  }

  private isClosed(location: Location | undefined): boolean {
    const closesAt = Date.parse(location?.closesAt ?? "");
    return !location?.isOpen || this.deps.now() >= closesAt;
  }

  private setOnline(online: boolean): void {
    this.online = online;
    this.tellListeners();
  }

  private tellListeners(): void {
    for (const listener of this.listeners) listener();
  }
}
