// The invite codes of a queue.
import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import type { components } from "@virtual-queue/client";
import { api } from "../app/connection";
import { everyPage } from "./tenants";

export type InviteCode = components["schemas"]["InviteCodeView"];

const CODES = "/v1/tenants/{tenantId}/queues/{queueId}/invite-codes";

export const inviteCodesQuery = (tenantId: string, queueId: string) =>
  queryOptions({
    queryKey: ["invite-codes", tenantId, queueId],
    queryFn: ({ signal }) =>
      everyPage<InviteCode>((cursor) =>
        api.get(CODES, { params: { path: { tenantId, queueId }, query: { limit: 200, ...cursor } }, signal }),
      ),
  });

function useCodes<V, R>(tenantId: string, queueId: string, work: (value: V) => Promise<R>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: work,
    onSuccess: () => client.invalidateQueries({ queryKey: inviteCodesQuery(tenantId, queueId).queryKey }),
  });
}

export const useMakeCodes = (tenantId: string, queueId: string) =>
  useCodes(tenantId, queueId, (body: components["schemas"]["InviteCodesInput"]) =>
    api.post(CODES, { params: { path: { tenantId, queueId } }, body }),
  );

export const useRevokeCode = (tenantId: string, queueId: string) =>
  useCodes(tenantId, queueId, (codeId: string) =>
    api.delete(`${CODES}/{codeId}`, { params: { path: { tenantId, queueId, codeId } } }),
  );
