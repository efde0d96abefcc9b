// The one sign-in, client, socket and cache of this page.
import { QueryClient } from "@tanstack/react-query";
import { ApiError, BrowserSession, createApi, Live } from "@virtual-queue/client";

export const session = new BrowserSession();
export const api = createApi({ credentials: session });
/** The API as those see it who are not signed in: before the door nobody's cookie is tried. */
export const strangers = createApi();
export const live = new Live({ credentials: session });

/** What the server refused, it will refuse again; a lost answer may come at the second try. */
const worthRetrying = (failures: number, error: Error) =>
  failures < 2 && (!(error instanceof ApiError) || error.status >= 500);

export const queryClient = new QueryClient({
  defaultOptions: { queries: { retry: worthRetrying, staleTime: 5_000 } },
});

// What one person saw is not the next one's.
session.onChange((state) => {
  if (state === "out") queryClient.clear();
});
