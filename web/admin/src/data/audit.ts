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
  { value: "look.", label: "People and audit log seen" },
  { value: "data.", label: "Personal data" },
  { value: "audit.", label: "Audit log" },
];
