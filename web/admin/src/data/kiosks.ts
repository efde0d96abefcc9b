// Kiosks: devices that hand out numbers.
import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import type { components } from "@virtual-queue/client";
import { api } from "../app/connection";
import { everyPage } from "./tenants";

export type Kiosk = components["schemas"]["KioskView"];
export type KioskInput = components["schemas"]["KioskInput"];

const KIOSKS = "/v1/tenants/{tenantId}/kiosks";
const KIOSK = "/v1/tenants/{tenantId}/kiosks/{kioskId}";

export const kiosksQuery = (tenantId: string) =>
  queryOptions({
    queryKey: ["kiosks", tenantId],
    queryFn: ({ signal }) =>
      everyPage<Kiosk>((cursor) =>
        api.get(KIOSKS, { params: { path: { tenantId }, query: { limit: 200, ...cursor } }, signal }),
      ),
    refetchInterval: 5_000,
  });

function useKioskMutation<V, T>(tenantId: string, work: (value: V) => Promise<T>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: work,
    onSuccess: () => client.invalidateQueries({ queryKey: kiosksQuery(tenantId).queryKey }),
  });
}

/** The answer has the device's token, this once. */
export const useCreateKiosk = (tenantId: string) =>
  useKioskMutation(tenantId, (body: KioskInput) =>
    api.post(KIOSKS, { params: { path: { tenantId } }, body }),
  );

export const useChangeKiosk = (tenantId: string, kioskId: string) =>
  useKioskMutation(tenantId, (body: KioskInput) =>
    api.put(KIOSK, { params: { path: { tenantId, kioskId } }, body }),
  );

/** A new token: the device that has the one before is unpaired. */
export const useRenewKioskToken = (tenantId: string, kioskId: string) =>
  useKioskMutation(tenantId, () => api.post(`${KIOSK}/token`, { params: { path: { tenantId, kioskId } } }));

export const useDeleteKiosk = (tenantId: string, kioskId: string) =>
  useKioskMutation(tenantId, () => api.delete(KIOSK, { params: { path: { tenantId, kioskId } } }));
