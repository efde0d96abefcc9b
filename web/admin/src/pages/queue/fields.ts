// What the form of a queue holds: the settings as the API has them, with nothing absent.
import type { Queue, QueueInput } from "../../data/queues";
import { duration } from "../../lib/format";
import type { Schedule } from "../../lib/schedule";

export interface QueueFields {
  name: string;
  description: string;
  isActive: boolean;
  isPublic: boolean;
  targetUrl: string;
  maxConcurrentUsers: number;
  releaseRatePerMinute: number;
  maxWaiting: number;
  claimTimeoutSeconds: number;
  activeTimeoutSeconds: number;
  maxActiveSeconds: number;
  abandonAfterSeconds: number;
  preQueue: Queue["preQueue"];
  schedule: Schedule | null;
}

/** As the server fills in what is absent. */
export const NEW_QUEUE: QueueFields = {
  name: "",
  description: "",
  isActive: true,
  isPublic: true,
  targetUrl: "",
  maxConcurrentUsers: 100,
  releaseRatePerMinute: 60,
  maxWaiting: 0,
  claimTimeoutSeconds: 120,
  activeTimeoutSeconds: 600,
  maxActiveSeconds: 0,
  abandonAfterSeconds: 300,
  preQueue: { enabled: false, draw: true, leadSeconds: 900 },
  schedule: null,
};

export const NAMES: Record<keyof QueueFields, string> = {
  name: "Name",
  description: "Description",
  isActive: "Active",
  isPublic: "Public",
  targetUrl: "Target",
  maxConcurrentUsers: "Cap",
  releaseRatePerMinute: "Rate",
  maxWaiting: "Longest line",
  claimTimeoutSeconds: "Time to claim a turn",
  activeTimeoutSeconds: "Time inside without a sign",
  maxActiveSeconds: "Time inside at all",
  abandonAfterSeconds: "Silence until abandoned",
  preQueue: "Before the opening",
  schedule: "Schedule",
};

export function fieldsOf(queue: Queue): QueueFields {
  const names = Object.keys(NEW_QUEUE) as (keyof QueueFields)[];
  const fields = Object.fromEntries(names.map((name) => [name, queue[name] ?? null]));
  return { ...(fields as unknown as QueueFields), targetUrl: queue.targetUrl ?? "" };
}

/** What to send for these fields; `null` clears. */
export function inputOf(fields: Partial<QueueFields>): QueueInput {
  const { targetUrl, ...rest } = fields;
  return { ...rest, ...(targetUrl !== undefined && { targetUrl: targetUrl.trim() || null }) };
}

/** A value as it is shown where two of them are compared. */
export function show(field: keyof QueueFields, value: unknown): string {
  if (typeof value === "boolean") return value ? "yes" : "no";
  if (field.endsWith("Seconds")) return value === 0 ? "no limit" : duration(Number(value));
  if (typeof value === "number") return value.toLocaleString();
  if (field === "schedule") return summary(value as Schedule | null);
  if (field === "preQueue") return gathering(value as Queue["preQueue"]);
  return value ? String(value) : "none";
}

function summary(schedule: Schedule | null): string {
  if (!schedule) return "by hand";
  const windows = schedule.windows.map(({ days, from, to }) => `${days.join(" ")} ${from}–${to}`);
  const more = schedule.exceptions.length + schedule.events.length;
  return [...windows, ...(more > 0 ? [`${more} more`] : []), schedule.timeZone].join(", ");
}

function gathering({ enabled, draw, leadSeconds }: Queue["preQueue"]): string {
  if (!enabled) return "closed";
  return `people gather ${duration(leadSeconds)} ahead, ${draw ? "places are drawn" : "first come, first served"}`;
}
