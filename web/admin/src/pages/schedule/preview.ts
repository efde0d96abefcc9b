// What a schedule means, asked from the server that will follow it.
import { useDebouncedValue } from "@mantine/hooks";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { ApiError, type components } from "@virtual-queue/client";
import { api } from "../../app/connection";
import type { Schedule } from "../../lib/schedule";

export type Preview = components["schemas"]["SchedulePreview"];

/** Somebody who types is asked about once they pause, in milliseconds. */
const PAUSE_MS = 250;

export function usePreview(tenantId: string, schedule: Schedule) {
  const [asked] = useDebouncedValue(schedule, PAUSE_MS);
  const { data, error } = useQuery({
    queryKey: ["preview", tenantId, asked],
    queryFn: ({ signal }) =>
      api.post("/v1/tenants/{tenantId}/queues/schedule-preview", {
        params: { path: { tenantId } },
        body: { schedule: asked },
        signal,
      }),
    placeholderData: keepPreviousData,
    staleTime: 60_000,
  });
  return { preview: data, problem: error instanceof ApiError ? error : null };
}
