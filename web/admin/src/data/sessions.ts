// The people in the queues.
import { keepPreviousData, queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import type { components } from "@virtual-queue/client";
import { api } from "../app/connection";

export type Person = components["schemas"]["SessionRow"];
export type PersonChange = components["schemas"]["SessionChange"];

const SESSIONS = "/v1/tenants/{tenantId}/sessions";
const SESSION = "/v1/tenants/{tenantId}/sessions/{sessionId}";

/** The states of a session, in the order of a life. */
export const STATES = [
  "waiting",
  "released",
  "active",
  "completed",
  "left",
  "abandoned",
  "no_show",
  "expired",
  "removed",
  "transferred",
] as const;

/** Whether it is not over. */
export const isAlive = ({ status }: Person): boolean => ["waiting", "released", "active"].includes(status);

export interface PeopleFilter {
  queueId?: string;
  status?: string;
  userIdentifier?: string;
  cursor?: string;
  limit: number;
}

export const peopleQuery = (tenantId: string, filter: PeopleFilter) =>
  queryOptions({
    queryKey: ["people", tenantId, filter],
    queryFn: ({ signal }) => api.get(SESSIONS, { params: { path: { tenantId }, query: filter }, signal }),
    placeholderData: keepPreviousData,
    refetchInterval: 5_000,
  });

export const personQuery = (tenantId: string, sessionId: string) =>
  queryOptions({
    queryKey: ["person", tenantId, sessionId],
    queryFn: ({ signal }) => api.get(SESSION, { params: { path: { tenantId, sessionId } }, signal }),
    refetchInterval: 3_000,
  });

function usePersonMutation<V>(tenantId: string, work: (value: V) => Promise<Person>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: work,
    onSuccess: (person) => {
      client.setQueryData(personQuery(tenantId, person.id).queryKey, person);
      void client.invalidateQueries({ queryKey: ["line", tenantId] });
      void client.invalidateQueries({ queryKey: ["person-history", tenantId] });
      return client.invalidateQueries({ queryKey: ["people", tenantId] });
    },
  });
}

export const useChangePerson = (tenantId: string) =>
  usePersonMutation(tenantId, ({ sessionId, body }: { sessionId: string; body: PersonChange }) =>
    api.put(SESSION, { params: { path: { tenantId, sessionId } }, body }),
  );

export const useRemovePerson = (tenantId: string) =>
  usePersonMutation(tenantId, ({ sessionId, reason }: { sessionId: string; reason: string }) =>
    api.delete(SESSION, { params: { path: { tenantId, sessionId }, query: reason ? { reason } : {} } }),
  );
