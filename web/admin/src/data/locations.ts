// Locations and their counters.
import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import type { components } from "@virtual-queue/client";
import { api } from "../app/connection";
import { everyPage } from "./tenants";

export type Location = components["schemas"]["LocationView"];
export type LocationInput = components["schemas"]["LocationInput"];
export type Counter = components["schemas"]["CounterView"];
export type CounterInput = components["schemas"]["CounterInput"];
export type DeskSession = components["schemas"]["DeskSession"];
export type DeskVerb =
  | "call"
  | "recall"
  | "start"
  | "finish"
  | "no-show"
  | "hold"
  | "return"
  | "transfer"
  | "add-service";
export type DeskInput = components["schemas"]["DeskworkInput"];

const LOCATIONS = "/v1/tenants/{tenantId}/locations";
const LOCATION = "/v1/tenants/{tenantId}/locations/{locationId}";
const COUNTERS = "/v1/tenants/{tenantId}/counters";
const COUNTER = "/v1/tenants/{tenantId}/counters/{counterId}";

/** Who stands in line changes without us: it is asked for so often, in milliseconds. */
const POLL_MS = 2_000;

export const locationsQuery = (tenantId: string) =>
  queryOptions({
    queryKey: ["locations", tenantId],
    queryFn: ({ signal }) =>
      everyPage((cursor) =>
        api.get(LOCATIONS, { params: { path: { tenantId }, query: { limit: 200, ...cursor } }, signal }),
      ),
    refetchInterval: POLL_MS * 2,
  });

export const locationQuery = (tenantId: string, locationId: string) =>
  queryOptions({
    queryKey: ["location", tenantId, locationId],
    queryFn: ({ signal }) => api.get(LOCATION, { params: { path: { tenantId, locationId } }, signal }),
    refetchInterval: POLL_MS,
  });

export const countersQuery = (tenantId: string, locationId: string) =>
  queryOptions({
    queryKey: ["counters", tenantId, locationId],
    queryFn: ({ signal }) =>
      everyPage((cursor) =>
        api.get(COUNTERS, {
          params: { path: { tenantId }, query: { locationId, limit: 200, ...cursor } },
          signal,
        }),
      ),
    refetchInterval: POLL_MS,
  });

export const counterQuery = (tenantId: string, counterId: string) =>
  queryOptions({
    queryKey: ["counter", tenantId, counterId],
    queryFn: ({ signal }) => api.get(COUNTER, { params: { path: { tenantId, counterId } }, signal }),
    refetchInterval: POLL_MS,
  });

function useLocationMutation<V>(tenantId: string, work: (value: V) => Promise<Location>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: work,
    onSuccess: (location) => {
      client.setQueryData(locationQuery(tenantId, location.id).queryKey, location);
      return client.invalidateQueries({ queryKey: locationsQuery(tenantId).queryKey });
    },
  });
}

export const useCreateLocation = (tenantId: string) =>
  useLocationMutation(tenantId, (body: LocationInput) =>
    api.post(LOCATIONS, { params: { path: { tenantId } }, body }),
  );

export const useChangeLocation = (tenantId: string, locationId: string) =>
  useLocationMutation(tenantId, (body: LocationInput) =>
    api.put(LOCATION, { params: { path: { tenantId, locationId } }, body }),
  );

function useCounterMutation<V>(tenantId: string, work: (value: V) => Promise<Counter>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: work,
    onSuccess: (counter) => {
      client.setQueryData(counterQuery(tenantId, counter.id).queryKey, counter);
      // Not waited for: who works here has the answer, and calls on.
      void client.invalidateQueries({ queryKey: countersQuery(tenantId, counter.locationId).queryKey });
    },
  });
}

export const useCreateCounter = (tenantId: string) =>
  useCounterMutation(tenantId, (body: CounterInput) =>
    api.post(COUNTERS, { params: { path: { tenantId } }, body }),
  );

export const useChangeCounter = (tenantId: string, counterId: string) =>
  useCounterMutation(tenantId, (body: CounterInput) =>
    api.put(COUNTER, { params: { path: { tenantId, counterId } }, body }),
  );

export const useCounterDoor = (tenantId: string, counterId: string) =>
  useCounterMutation(tenantId, (verb: "open" | "close") =>
    api.post(`${COUNTER}/${verb}`, { params: { path: { tenantId, counterId } } }),
  );

/** `current` is whom the caller sees at the counter: a key pressed twice calls once. */
export const useCallNext = (tenantId: string, counterId: string) =>
  useCounterMutation(tenantId, (current: string | null) =>
    api.post(`${COUNTER}/call-next`, { params: { path: { tenantId, counterId } }, body: { current } }),
  );

/** A verb about somebody at the counter; what became of the counter is read again. */
export function useDeskVerb(tenantId: string, counterId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ sessionId, verb, body }: { sessionId: string; verb: DeskVerb; body: DeskInput }) =>
      api.post(`/v1/tenants/{tenantId}/sessions/{sessionId}/${verb}`, {
        params: { path: { tenantId, sessionId } },
        body,
      }),
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: ["line", tenantId] });
      return client.invalidateQueries({ queryKey: counterQuery(tenantId, counterId).queryKey });
    },
  });
}
