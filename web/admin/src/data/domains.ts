// A tenant's domains, and what links to the tenant begin with.
import { queryOptions, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type { components } from "@virtual-queue/client";
import { api } from "../app/connection";
import { may } from "../lib/permissions";
import { useMe } from "./me";

export type Domain = components["schemas"]["TenantDomainView"];

const DOMAINS = "/v1/tenants/{tenantId}/domains";

export const domainsQuery = (tenantId: string) =>
  queryOptions({
    queryKey: ["domains", tenantId],
    queryFn: async ({ signal }) => (await api.get(DOMAINS, { params: { path: { tenantId } }, signal })).items,
  });

/** What links to the tenant's pages begin with: its chosen domain, else where the dashboard is. */
export function useHome(tenantId: string): string {
  const enabled = may(useMe(), "tenant:read");
  const { data = [] } = useQuery({ ...domainsQuery(tenantId), enabled });
  return data.find(({ primary }) => primary)?.url ?? window.location.origin;
}

/** Something done to the domains, after which they are read again. */
function useDomainChange<I, O>(tenantId: string, mutationFn: (input: I) => Promise<O>) {
  const client = useQueryClient();
  const { queryKey } = domainsQuery(tenantId);
  return useMutation({ mutationFn, onSuccess: () => client.invalidateQueries({ queryKey }) });
}

export const useRegisterDomain = (tenantId: string) =>
  useDomainChange(tenantId, (name: string) =>
    api.post(DOMAINS, { params: { path: { tenantId } }, body: { name } }),
  );

export const useVerifyDomain = (tenantId: string) =>
  useDomainChange(tenantId, (domainId: string) =>
    api.post(`${DOMAINS}/{domainId}/verify`, { params: { path: { tenantId, domainId } } }),
  );

export const useApproveDomain = (tenantId: string) =>
  useDomainChange(tenantId, (domainId: string) =>
    api.post(`${DOMAINS}/{domainId}/approve`, { params: { path: { tenantId, domainId } } }),
  );

export const useChooseDomain = (tenantId: string) =>
  useDomainChange(tenantId, (domainId: string) =>
    api.post(`${DOMAINS}/{domainId}/primary`, { params: { path: { tenantId, domainId } } }),
  );

export const useRemoveDomain = (tenantId: string) =>
  useDomainChange(tenantId, (domainId: string) =>
    api.delete(`${DOMAINS}/{domainId}`, { params: { path: { tenantId, domainId } } }),
  );
