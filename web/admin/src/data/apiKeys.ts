// A tenant's API keys.
import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import type { components } from "@virtual-queue/client";
import { api } from "../app/connection";
import { everyPage } from "./tenants";

export type ApiKey = components["schemas"]["KeyView"];
export type KeyInput = components["schemas"]["KeyInput"];

const KEYS = "/v1/tenants/{tenantId}/api-keys";

export const apiKeysQuery = (tenantId: string) =>
  queryOptions({
    queryKey: ["api-keys", tenantId],
    queryFn: ({ signal }) =>
      everyPage<ApiKey>((cursor) =>
        api.get(KEYS, { params: { path: { tenantId }, query: { limit: 200, ...cursor } }, signal }),
      ),
  });

export function useCreateKey(tenantId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: KeyInput) => api.post(KEYS, { params: { path: { tenantId } }, body }),
    onSuccess: () => client.invalidateQueries({ queryKey: apiKeysQuery(tenantId).queryKey }),
  });
}

export function useRevokeKey(tenantId: string) {
  const client = useQueryClient();
  const { queryKey } = apiKeysQuery(tenantId);
  return useMutation({
    mutationFn: (keyId: string) => api.delete(`${KEYS}/{keyId}`, { params: { path: { tenantId, keyId } } }),
    onSuccess: (_, keyId) => {
      client.setQueryData(queryKey, (keys) => keys?.filter(({ id }) => id !== keyId));
      return client.invalidateQueries({ queryKey });
    },
  });
}
