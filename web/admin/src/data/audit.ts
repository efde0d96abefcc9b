// Who did what.
import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import type { components } from "@virtual-queue/client";
import { api } from "../app/connection";

export type AuditEntry = components["schemas"]["AuditEntry"];

export interface AuditFilter {
  actor?: string;
  action?: string;
  target?: string;
  from?: string;
  to?: string;
}

export const auditQuery = (
  /** Whose log; `null`: the platform's own. */
  tenantId: string | null,
  filter: AuditFilter,
  cursor: string | undefined,
  limit: number,
) =>
  queryOptions({
    queryKey: ["audit", tenantId, filter, cursor],
    queryFn: ({ signal }) => {
      const query = { ...filter, limit, ...(cursor && { cursor }) };
      return tenantId
        ? api.get("/v1/tenants/{tenantId}/audit", { params: { path: { tenantId }, query }, signal })
        : api.get("/v1/platform/audit", { params: { query }, signal });
    },
    placeholderData: keepPreviousData,
  });

/** What fits the filter, as a file. That it was taken away is an entry itself. */
export const exportAudit = async (tenantId: string, filter: AuditFilter, format: "csv" | "jsonl") =>
  (await api.get("/v1/tenants/{tenantId}/audit/export", {
    params: { path: { tenantId }, query: { ...filter, format } },
    parseAs: "blob",
  })) as unknown as Blob;

/** Beginnings of actions, by what they are about. */
export const AREAS: readonly { value: string; label: string }[] = [
  { value: "queue.", label: "Queues" },
  { value: "session.", label: "People in line" },
  { value: "location.", label: "Locations" },
  { value: "counter.", label: "Counters" },
  { value: "kiosk.", label: "Kiosks" },
  { value: "account.", label: "Staff" },
  { value: "invitation.", label: "Invitations" },
  { value: "role.", label: "Roles" },
  { value: "sign_in.", label: "Sign-ins" },
  { value: "second_factor.", label: "Second factors" },
  { value: "api_key.", label: "API keys" },
  { value: "identity_provider.", label: "Single sign-on" },
  { value: "access_rule.", label: "Block and allow lists" },
  { value: "branding.", label: "Branding" },
  { value: "tenant.", label: "Tenant" },
  { value: "look.", label: "Lists of people seen" },
  { value: "data.", label: "Personal data" },
  { value: "audit.", label: "Audit log" },
];

/** What an action is about, where its own name does not say it well. */
const SUBJECTS: Readonly<Record<string, string>> = {
  account: "staff account",
  api_key: "API key",
  session: "person in line",
  sign_in: "sign-in",
  sign_in_policy: "sign-in policy",
  data: "personal data",
  signing_key: "signing key",
  data_key: "data key",
};

/** What was done to it, where that is more than a past tense. */
const DEEDS: Readonly<Record<string, string>> = {
  create: "created",
  update: "changed",
  message: "given a message",
  begin: "begun",
  reuse: "refused: a token was used twice",
  codes: "given new recovery codes",
  password: "given a new password",
  verify: "confirmed",
  token: "given a new token",
  gather: "gathering",
  drain: "draining",
  admit: "booked or let in",
  prioritise: "given a priority",
  annotate: "given notes",
  call_next: "called as the next",
  recall: "called again",
  start: "being served",
  no_show: "did not come",
  return: "sent back to the line",
  hold: "put aside",
  transfer: "passed on",
  add_service: "given another service",
  check_in: "checked in",
  read: "shown in full",
  report: "reported on",
  retention: "given a retention",
  rewrap: "wrapped anew",
};

/** `queue.create` as `Queue created`. */
export function actionName(action: string): string {
  const [about = "", deed = ""] = action.split(".");
  const subject = SUBJECTS[about] ?? about.replaceAll("_", " ");
  const past = DEEDS[deed] ?? pastOf(deed.replaceAll("_", " "));
  return `${subject.charAt(0).toUpperCase()}${subject.slice(1)} ${past}`;
}

/** Of regular verbs, which all the others are. */
const pastOf = (verb: string): string => (verb.endsWith("e") ? `${verb}d` : `${verb}ed`);
