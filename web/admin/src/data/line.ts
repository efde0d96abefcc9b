// Who stands in a service's line, and what staff can do with each.
import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import type { components } from "@virtual-queue/client";
import { api } from "../app/connection";
import { inOrder } from "../lib/order";
import type { Person } from "./sessions";

export type LineVerb =
  | "call"
  | "recall"
  | "start"
  | "finish"
  | "no-show"
  | "return"
  | "hold"
  | "resume"
  | "transfer"
  | "add-service"
  | "check-in";
export type LineInput = components["schemas"]["DeskworkInput"];

const SESSIONS = "/v1/tenants/{tenantId}/sessions";
/** Longer lines are shown in part, in pages of 200. */
const MOST_PAGES = 5;

/** Those who wait, in the order in which they will be called; then those put aside, and those who booked. */
export const lineQuery = (tenantId: string, queueId: string) =>
  queryOptions({
    queryKey: ["line", tenantId, queueId],
    queryFn: async ({ signal }) => {
      const all: Person[] = [];
      let cursor: string | null | undefined;
      for (let page = 0; page < MOST_PAGES; page++) {
        const query = { queueId, status: "waiting", limit: 200, ...(cursor && { cursor }) };
        const one = await api.get(SESSIONS, { params: { path: { tenantId }, query }, signal });
        all.push(...one.items);
        cursor = one.nextCursor;
        if (!cursor) break;
      }
      return inOrder(all);
    },
    refetchInterval: 3_000,
  });

/** Everything that shows people is read again. */
function useLineChanged(tenantId: string) {
  const client = useQueryClient();
  return () => {
    for (const key of ["line", "people", "person", "counter", "counters", "location", "person-history"]) {
      void client.invalidateQueries({ queryKey: [key, tenantId] });
    }
  };
}

export interface LineWork {
  sessionId: string;
  verb: LineVerb;
  body?: LineInput;
}

export function useLineVerb(tenantId: string) {
  const changed = useLineChanged(tenantId);
  return useMutation({
    mutationFn: ({ sessionId, verb, body = {} }: LineWork) =>
      api.post(`${SESSIONS}/{sessionId}/${verb}`, { params: { path: { tenantId, sessionId } }, body }),
    onSettled: changed,
  });
}

/** Books somebody in for later. */
export function useBook(tenantId: string) {
  const changed = useLineChanged(tenantId);
  return useMutation({
    mutationFn: (body: components["schemas"]["JoinInput"]) =>
      api.post(SESSIONS, { params: { path: { tenantId } }, body }),
    onSuccess: changed,
  });
}

export const historyQuery = (tenantId: string, sessionId: string) =>
  queryOptions({
    queryKey: ["person-history", tenantId, sessionId],
    queryFn: async ({ signal }) =>
      (
        await api.get(`${SESSIONS}/{sessionId}/history`, {
          params: { path: { tenantId, sessionId } },
          signal,
        })
      ).items,
    refetchInterval: 5_000,
  });
