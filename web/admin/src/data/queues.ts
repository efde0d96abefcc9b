// Queues: read once, then kept up to date by the socket.
import { queryOptions, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type { components, QueueUpdate } from "@virtual-queue/client";
import { useEffect } from "react";
import { api, live } from "../app/connection";
import { addSample, type Sample } from "../lib/history";
import { everyPage } from "./tenants";

export type Queue = components["schemas"]["QueueView"];
export type QueueInput = components["schemas"]["QueueInput"];
export type Verb = "gather" | "open" | "pause" | "resume" | "drain" | "close";

const QUEUES = "/v1/tenants/{tenantId}/queues";
const QUEUE = "/v1/tenants/{tenantId}/queues/{queueId}";
const at = (tenantId: string, queueId: string) => ({ params: { path: { tenantId, queueId } } });

/** How many queues are followed at once; the others are asked for from time to time. */
const MOST_FOLLOWED = 30;
const POLL_MS = 10_000;
/** How often a queue in which nothing happens is noted, in milliseconds. */
const BEAT_MS = 2_000;

export const queuesQuery = (tenantId: string) =>
  queryOptions({
    queryKey: ["queues", tenantId],
    queryFn: ({ signal }) =>
      everyPage((cursor) =>
        api.get(QUEUES, { params: { path: { tenantId }, query: { limit: 200, ...cursor } }, signal }),
      ),
    refetchInterval: POLL_MS,
  });

export const queueQuery = (tenantId: string, queueId: string) =>
  queryOptions({
    queryKey: ["queue", tenantId, queueId],
    queryFn: ({ signal }) => api.get(QUEUE, { ...at(tenantId, queueId), signal }),
    // The socket is faster; this is for what it does not tell, such as the next opening.
    refetchInterval: POLL_MS,
  });

/** What everybody may know of a queue; only what the dashboard needs of it. */
export interface Frame {
  throughputPerSecond: number;
  leaveRatePerSecond: number;
  p50Factor: number;
  p90Factor: number;
}

export const frameQuery = (queueId: string) =>
  queryOptions({
    queryKey: ["frame", queueId],
    queryFn: async ({ signal }) =>
      (await api.get("/v1/queues/{queueId}/frame", {
        params: { path: { queueId } },
        signal,
      })) as unknown as Frame,
    refetchInterval: 3_000,
  });

const historyKey = (queueId: string) => ["history", queueId];

/** The last minutes of a queue, as far as this page has seen them. */
export const useHistory = (queueId: string): Sample[] =>
  useQuery<Sample[]>({
    queryKey: historyKey(queueId),
    queryFn: () => [],
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 15 * 60_000,
  }).data ?? [];

/** Keeps queues as they are while the caller is shown. */
export function useLiveQueues(tenantId: string, queueIds: readonly string[]): void {
  const client = useQueryClient();
  const followed = queueIds.slice(0, MOST_FOLLOWED).join(" ");
  useEffect(() => {
    const update = (told: QueueUpdate) => {
      const key = queueQuery(tenantId, told.id).queryKey;
      const known = client.getQueryData(key);
      client.setQueryData(key, (old) => old && withUpdate(old, told));
      client.setQueryData(queuesQuery(tenantId).queryKey, (old) =>
        old?.map((queue) => (queue.id === told.id ? { ...withUpdate(queue, told), ...paceOf(told) } : queue)),
      );
      client.setQueryData<Sample[]>(historyKey(told.id), (old = []) => addSample(old, sampleOf(told)));
      // Somebody changed what the socket does not tell.
      if (known && known.version < told.settingsVersion) void client.invalidateQueries({ queryKey: key });
    };
    const ends = followed
      .split(" ")
      .filter(Boolean)
      .map((id) => live.subscribe(tenantId, id, { update }));
    const beat = setInterval(() => {
      if (live.state !== "live") return;
      // That nothing changes is a thing to see, too.
      for (const id of followed.split(" ")) {
        client.setQueryData<Sample[]>(historyKey(id), (old) => {
          const last = old?.at(-1);
          return old && last ? addSample(old, { ...last, at: Date.now() }) : old;
        });
      }
    }, BEAT_MS);
    return () => {
      clearInterval(beat);
      for (const end of ends) end();
    };
  }, [client, tenantId, followed]);
}

/** The version stays that of the settings that were read: what the socket does not tell may be older. */
function withUpdate(queue: Queue, told: QueueUpdate): Queue {
  if (told.version < queue.lineVersion) return queue;
  return {
    ...queue,
    name: told.name,
    status: told.status as Queue["status"],
    waitingUsers: told.waitingUsers,
    releasedUsers: told.releasedUsers,
    activeUsers: told.activeUsers,
    estimatedWaitTime: told.estimatedWaitTime,
    message: (told.message as Queue["message"] | undefined) ?? null,
    lineVersion: told.version,
  };
}

const paceOf = ({ maxConcurrentUsers, releaseRatePerMinute }: QueueUpdate) => ({
  maxConcurrentUsers,
  releaseRatePerMinute,
});

const sampleOf = (told: QueueUpdate): Sample => ({
  at: Date.now(),
  waiting: told.waitingUsers,
  inside: told.releasedUsers + told.activeUsers,
});

/** Does something with a queue, and shows what it became. */
function useQueueMutation<V>(tenantId: string, work: (value: V) => Promise<Queue>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: work,
    onSuccess: (queue) => {
      client.setQueryData(queueQuery(tenantId, queue.id).queryKey, queue);
      return client.invalidateQueries({ queryKey: queuesQuery(tenantId).queryKey });
    },
  });
}

export const useCreateQueue = (tenantId: string) =>
  useQueueMutation(tenantId, (body: QueueInput) =>
    api.post(QUEUES, { params: { path: { tenantId } }, body }),
  );

export const useChangeQueue = (tenantId: string, queueId: string) =>
  useQueueMutation(tenantId, (body: QueueInput) => api.put(QUEUE, { ...at(tenantId, queueId), body }));

export const useChangeFlow = (tenantId: string, queueId: string) =>
  useQueueMutation(tenantId, (body: components["schemas"]["FlowInput"]) =>
    api.put(`${QUEUE}/flow`, { ...at(tenantId, queueId), body }),
  );

export const useSteer = (tenantId: string, queueId: string) =>
  useQueueMutation(tenantId, (verb: Verb) => api.post(`${QUEUE}/${verb}`, at(tenantId, queueId)));

export const useSay = (tenantId: string, queueId: string) =>
  useQueueMutation(tenantId, (body: components["schemas"]["MessageInput"]) =>
    api.post(`${QUEUE}/message`, { ...at(tenantId, queueId), body }),
  );

export function useDeleteQueue(tenantId: string, queueId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => api.delete(QUEUE, at(tenantId, queueId)),
    onSuccess: () => {
      client.removeQueries({ queryKey: queueQuery(tenantId, queueId).queryKey });
      return client.invalidateQueries({ queryKey: queuesQuery(tenantId).queryKey });
    },
  });
}
