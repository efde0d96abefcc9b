// What has happened, as numbers.
import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import type { components } from "@virtual-queue/client";
import { api } from "../app/connection";
import { type Range, rangeOf } from "../lib/range";

export type Analytics = components["schemas"]["AnalyticsView"];
export type Point = components["schemas"]["PointView"];
export type Tally = components["schemas"]["TallyView"];

const TENANT = "/v1/tenants/{tenantId}/analytics";
const QUEUE = "/v1/tenants/{tenantId}/queues/{queueId}/analytics";

/** Of all queues of a tenant together, or of one. */
export const analyticsQuery = (tenantId: string, queueId: string | undefined, range: Range) =>
  queryOptions({
    queryKey: ["analytics", tenantId, queueId ?? null, range],
    queryFn: ({ signal }) => {
      const query = rangeOf(range, Date.now());
      return queueId
        ? api.get(QUEUE, { params: { path: { tenantId, queueId }, query }, signal })
        : api.get(TENANT, { params: { path: { tenantId }, query }, signal });
    },
    placeholderData: keepPreviousData,
    refetchInterval: 30_000,
  });
