// Who is signed in.
import { queryOptions, useSuspenseQuery } from "@tanstack/react-query";
import { api } from "../app/connection";
import type { Me } from "../lib/permissions";

export const meQuery = queryOptions({
  queryKey: ["me"],
  queryFn: ({ signal }) => api.get("/v1/auth/me", { signal }),
  staleTime: 5 * 60_000,
});

/** Pages behind the sign-in are shown only once it is known. */
export const useMe = (): Me => useSuspenseQuery(meQuery).data;
