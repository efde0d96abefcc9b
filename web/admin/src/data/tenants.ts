// Tenants.
import { queryOptions, useMutation, useQueryClient, useSuspenseQuery } from "@tanstack/react-query";
import type { components } from "@virtual-queue/client";
import { api } from "../app/connection";
import { may } from "../lib/permissions";
import { useMe } from "./me";

export type Tenant = components["schemas"]["TenantView"];
export type Limits = components["schemas"]["Limits"];
export type TenantChange = components["schemas"]["ChangeTenant"];

const TENANT = "/v1/tenants/{tenantId}";
const at = (tenantId: string) => ({ params: { path: { tenantId } } });

export const tenantQuery = (tenantId: string) =>
  queryOptions({
    queryKey: ["tenant", tenantId],
    queryFn: ({ signal }) => api.get(TENANT, { ...at(tenantId), signal }),
    staleTime: 60_000,
  });

/** The time zone of a tenant; empty where it has none, and for those who may not see it. */
export function useTenantZone(tenantId: string): string {
  const seen = may(useMe(), "tenant:read");
  const { data } = useSuspenseQuery({
    queryKey: ["tenant-zone", tenantId, seen],
    queryFn: async ({ signal }) => {
      if (!seen) return "";
      const { configuration } = await api.get(TENANT, { ...at(tenantId), signal });
      return (configuration as { timeZone?: string }).timeZone ?? "";
    },
    staleTime: 60_000,
  });
  return data;
}

export const tenantsQuery = queryOptions({
  queryKey: ["tenants"],
  queryFn: ({ signal }) =>
    everyPage((cursor) => api.get("/v1/tenants", { params: { query: { limit: 200, ...cursor } }, signal })),
});

/** All pages of a list, one after the other. */
export async function everyPage<T>(
  page: (cursor: { cursor?: string }) => Promise<{ items: T[]; nextCursor?: string | null }>,
): Promise<T[]> {
  const items: T[] = [];
  let cursor: string | null | undefined;
  do {
    const one = await page(cursor ? { cursor } : {});
    items.push(...one.items);
    cursor = one.nextCursor;
  } while (cursor);
  return items;
}

/** Does something with a tenant, and shows what it became. */
function useTenantMutation<V>(work: (value: V) => Promise<Tenant>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: work,
    onSuccess: (tenant) => {
      client.setQueryData(tenantQuery(tenant.id).queryKey, tenant);
      void client.invalidateQueries({ queryKey: ["tenant-zone", tenant.id] });
      return client.invalidateQueries({ queryKey: tenantsQuery.queryKey });
    },
  });
}

export const useCreateTenant = () =>
  useTenantMutation((body: components["schemas"]["CreateTenant"]) => api.post("/v1/tenants", { body }));

export const useChangeTenant = (tenantId: string) =>
  useTenantMutation((body: TenantChange) => api.put(TENANT, { ...at(tenantId), body }));

export const useTenantStatus = (tenantId: string) =>
  useTenantMutation((verb: "suspend" | "resume") =>
    verb === "suspend"
      ? api.post("/v1/tenants/{tenantId}/suspend", at(tenantId))
      : api.post("/v1/tenants/{tenantId}/resume", at(tenantId)),
  );

export function useDeleteTenant(tenantId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => api.delete(TENANT, at(tenantId)),
    onSuccess: () => client.invalidateQueries({ queryKey: tenantsQuery.queryKey }),
  });
}
