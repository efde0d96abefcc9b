// What the form of a queue holds: the settings as the API has them, with nothing absent.
import type { Queue, QueueInput } from "../../data/queues";
import { duration } from "../../lib/format";
import type { Schedule } from "../../lib/schedule";

/** What is asked of strangers who join, with nothing absent. */
export type Rules = Required<Queue["joinRules"]>;

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
  personalDataDays: number;
  joinRules: Rules;
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
  personalDataDays: 0,
  joinRules: {
    proofOfWork: "off",
    inviteOnly: false,
    identifierRequiresToken: false,
    perAddressPerMinute: 0,
    perIdentifierPerMinute: 0,
  },
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
  personalDataDays: "Days it is kept who people were",
  joinRules: "Who may join",
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
  if (field === "personalDataDays") return value === 0 ? "without end" : `${value} days`;
  if (typeof value === "number") return value.toLocaleString();
  if (field === "joinRules") return asked(value as Rules);
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

/** How much a stranger's machine computes. */
export const WORK: readonly { value: Rules["proofOfWork"]; label: string }[] = [
  { value: "off", label: "Nothing" },
  { value: "light", label: "Light" },
  { value: "normal", label: "Normal" },
  { value: "strong", label: "Strong" },
];

function asked(rules: Rules): string {
  const { proofOfWork, inviteOnly, identifierRequiresToken, perAddressPerMinute, perIdentifierPerMinute } =
    rules;
  const parts = [
    inviteOnly && "by invitation",
    proofOfWork !== "off" && `${proofOfWork} work`,
    identifierRequiresToken && "names need a token",
    perAddressPerMinute > 0 && `${perAddressPerMinute} a minute and address`,
    perIdentifierPerMinute > 0 && `${perIdentifierPerMinute} a minute and name`,
  ];
  return parts.filter(Boolean).join(", ") || "anybody";
}

function gathering({ enabled, draw, leadSeconds }: Queue["preQueue"]): string {
  if (!enabled) return "closed";
  return `people gather ${duration(leadSeconds)} ahead, ${draw ? "places are drawn" : "first come, first served"}`;
}
