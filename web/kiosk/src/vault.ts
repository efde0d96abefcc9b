// What must survive a reload and a power cut: one document in IndexedDB, changed in one transaction at a time. A number is
// out of the reserve and in the journal, or neither.
import type { Device, Taken } from "./api";
import type { Reservation, Seen } from "./types";

export type Printing = "none" | "browser" | "agent";

export interface Kept {
  device: Device | null;
  printing: Printing;
  /** For a start without the server. */
  seen: Seen | null;
  reserves: Reservation[];
  /** Numbers asked for whose answer has not come: asked again by the same id they are the same numbers. */
  reserving: { queueId: string; count: number; requestId: string }[];
  /** Handed out from the reserve and not told to the server yet. */
  journal: Taken[];
  /** Refused by the server when they were told; for staff to sort out. */
  refused: (Taken & { code: string })[];
  /** Requests whose answer never came: the server may have carried them out, but nobody holds the ticket. */
  lost: { queueId: string; requestId: string }[];
}

export const NOTHING: Kept = {
  device: null,
  printing: "none",
  seen: null,
  reserves: [],
  reserving: [],
  journal: [],
  refused: [],
  lost: [],
};

export interface Vault {
  read(): Promise<Kept>;
  /** Changes what is kept; returns what `change` returns beside it. Once it settles, it is on disk. */
  update<T>(change: (kept: Kept) => [Kept, T]): Promise<T>;
}

const STORE = "kept";
const KEY = "all";

function settled<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((done, fail) => {
    request.onsuccess = () => done(request.result);
    request.onerror = () => fail(request.error);
  });
}

export async function openVault(factory: IDBFactory): Promise<Vault> {
  const opening = factory.open("vq-kiosk", 1);
  opening.onupgradeneeded = () => opening.result.createObjectStore(STORE);
  const database = await settled(opening);
  return {
    async read() {
      const store = database.transaction(STORE).objectStore(STORE);
      return { ...NOTHING, ...((await settled(store.get(KEY))) as Kept | undefined) };
    },
    async update(change) {
      const transaction = database.transaction(STORE, "readwrite", { durability: "strict" });
      const written = new Promise<void>((done, fail) => {
        transaction.oncomplete = () => done();
        transaction.onabort = () => fail(transaction.error);
      });
      const store = transaction.objectStore(STORE);
      const kept = { ...NOTHING, ...((await settled(store.get(KEY))) as Kept | undefined) };
      const [next, result] = change(kept);
      store.put(next, KEY);
      await written;
      return result;
    },
  };
}
