// A kiosk for the dashboard's preview: two services, and numbers that are nobody's.
import type { Api } from "./api";
import { Desk } from "./desk";
import type { Service } from "./types";
import { type Kept, NOTHING } from "./vault";

const service = (queueId: string, name: string, waiting: number, p50: number): Service => ({
  queueId,
  name,
  description: "",
  prefix: queueId,
  waiting,
  estimatedWaitSeconds: { p50, p90: p50 * 1.5 },
  acceptsJoins: true,
  reason: null,
});

export function preview(): Desk {
  let kept: Kept = NOTHING;
  const api: Api = {
    see: async () => ({
      kiosk: { id: "preview", name: "", outOfService: false, outOfServiceText: "" },
      location: {
        id: "preview",
        tenantId: "",
        name: "Town hall",
        timeZone: "UTC",
        languages: ["en", "de"],
        isOpen: true,
        closesAt: null,
        message: null,
        services: [service("A", "Passports", 12, 1_480), service("B", "Parking", 3, 300)],
      },
    }),
    take: async (queueId) => ({
      sessionId: "",
      queueId,
      queueName: queueId === "A" ? "Passports" : "Parking",
      number: `${queueId}042`,
      position: 13,
      estimatedWaitSeconds: { p50: 1_480, p90: 2_000 },
      enqueuedAt: "2024-01-15T10:30:00.000Z",
      sessionToken: "",
      url: "",
      qrSvg: "",
    }),
    reserve: async (queueId, _count, reservationId) => ({
      reservationId,
      queueId,
      numbers: [],
      expiresAt: "",
    }),
    reconcile: async () => [],
    giveBack: async () => {},
  };
  const vault = {
    read: async () => kept,
    update: async <T>(change: (before: Kept) => [Kept, T]) => {
      const [next, result] = change(kept);
      kept = next;
      return result;
    },
  };
  return new Desk({ api, vault, now: Date.now, id: () => "preview" });
}
