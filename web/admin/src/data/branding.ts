// How the public's pages are dressed: a tenant's, or one queue's over it.
import { keepPreviousData, queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import type { components } from "@virtual-queue/client";
import { api } from "../app/connection";

export type Branding = components["schemas"]["BrandingView"];
export type Look = components["schemas"]["LookInput"];
export type Words = components["schemas"]["WordsInput"];

/** Who wears it; without a queue the tenant. */
export interface Wearer {
  tenantId: string;
  queueId?: string;
}

const TENANT = "/v1/tenants/{tenantId}/branding";
const QUEUE = "/v1/tenants/{tenantId}/queues/{queueId}/branding";
const ofTenant = ({ tenantId }: Wearer) => ({ params: { path: { tenantId } } });
const ofQueue = (tenantId: string, queueId: string) => ({ params: { path: { tenantId, queueId } } });

export const brandingQuery = (wearer: Wearer) =>
  queryOptions({
    queryKey: ["branding", wearer.tenantId, wearer.queueId ?? null],
    queryFn: ({ signal }) =>
      wearer.queueId
        ? api.get(QUEUE, { ...ofQueue(wearer.tenantId, wearer.queueId), signal })
        : api.get(TENANT, { ...ofTenant(wearer), signal }),
    refetchInterval: 10_000,
  });

/** What the server makes of a draft. Nothing is stored. */
export const previewQuery = (wearer: Wearer, look: Look) =>
  queryOptions({
    queryKey: ["branding-preview", wearer.tenantId, wearer.queueId ?? null, look],
    queryFn: ({ signal }) =>
      wearer.queueId
        ? api.post(`${QUEUE}/preview`, { ...ofQueue(wearer.tenantId, wearer.queueId), body: look, signal })
        : api.post(`${TENANT}/preview`, { ...ofTenant(wearer), body: look, signal }),
    placeholderData: keepPreviousData,
    gcTime: 60_000,
    retry: false,
  });

function useBrandingMutation<V>(wearer: Wearer, work: (value: V) => Promise<Branding>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: work,
    onSuccess: (branding) => client.setQueryData(brandingQuery(wearer).queryKey, branding),
  });
}

export const useChangeBranding = (wearer: Wearer) =>
  useBrandingMutation(wearer, (body: Look) =>
    wearer.queueId
      ? api.put(QUEUE, { ...ofQueue(wearer.tenantId, wearer.queueId), body })
      : api.put(TENANT, { ...ofTenant(wearer), body }),
  );

/** The file itself is the body; the server looks at its bytes, not at what it is called. */
export const useSetLogo = (wearer: Wearer) =>
  useBrandingMutation(wearer, (file: File) => {
    const raw = {
      body: file as unknown as string,
      bodySerializer: (body: unknown) => body as BodyInit,
      headers: { "content-type": file.type || "application/octet-stream" },
    };
    return wearer.queueId
      ? api.put(`${QUEUE}/logo`, { ...ofQueue(wearer.tenantId, wearer.queueId), ...raw })
      : api.put(`${TENANT}/logo`, { ...ofTenant(wearer), ...raw });
  });

export const useRemoveLogo = (wearer: Wearer) =>
  useBrandingMutation(wearer, () =>
    wearer.queueId
      ? api.delete(`${QUEUE}/logo`, ofQueue(wearer.tenantId, wearer.queueId))
      : api.delete(`${TENANT}/logo`, ofTenant(wearer)),
  );

/** Takes off what a queue wears of its own. */
export const useUndress = (tenantId: string, queueId: string) =>
  useBrandingMutation({ tenantId, queueId }, () => api.delete(QUEUE, ofQueue(tenantId, queueId)));
