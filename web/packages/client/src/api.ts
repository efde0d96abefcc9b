// Calls: typed by the OpenAPI document, without the envelope, refused ones thrown as ApiError.
import createFetchClient, { type MaybeOptionalInit } from "openapi-fetch";
import type { HttpMethod, PathsWithMethod, RequiredKeysOf } from "openapi-typescript-helpers";
import type { Credentials } from "./credentials.ts";
import { errorOf, NetworkError } from "./errors.ts";
import type { paths } from "./schema.ts";

/** How long an answer may take unless said otherwise, in milliseconds. */
const TIMEOUT_MS = 20_000;

type Method = "get" | "post" | "put" | "delete";
type Operation<P extends keyof paths, M> = M extends keyof paths[P] ? paths[P][M] : never;
type Answers<O> = O extends { responses: infer R } ? R[Extract<keyof R, 200 | 201>] : never;
type Json<A> = A extends { content: infer C } ? C[keyof C] : never;
type Unwrapped<B> = B extends { data: infer D; metadata: unknown } ? D : B;
type Init<P extends keyof paths, M extends HttpMethod> = MaybeOptionalInit<
  paths[P],
  Extract<M, keyof paths[P]>
>;
type Args<I> = RequiredKeysOf<I> extends never ? [init?: I] : [init: I];

/** What a call answers: the `data` of its envelope. */
export type Data<P extends keyof paths, M extends Method> = Unwrapped<Json<Answers<Operation<P, M>>>>;

type Call<M extends Method> = <P extends PathsWithMethod<paths, M>>(
  path: P,
  ...init: Args<Init<P, M>>
) => Promise<Data<P, M>>;

/** The API, by method and path. */
export interface Api {
  get: Call<"get">;
  post: Call<"post">;
  put: Call<"put">;
  delete: Call<"delete">;
}

export interface ApiOptions {
  /** Where the server is, e.g. `https://queue.example`; empty for the page's own origin. */
  baseUrl?: string;
  /** Who asks; absent for a stranger. */
  credentials?: Credentials;
  /** Another `fetch`, for tests and special networks. */
  fetch?: (request: Request) => Promise<Response>;
  /** How long an answer may take, in milliseconds; 20,000 if absent. */
  timeoutMs?: number;
}

/** A client of one server. */
export function createApi(options: ApiOptions = {}): Api {
  const { baseUrl = "", credentials } = options;
  const send = sender(options.fetch ?? ((request) => fetch(request)), options.timeoutMs ?? TIMEOUT_MS);
  const client = createFetchClient<paths>({
    // Request needs an absolute URL outside of pages, and in pages it is the same.
    baseUrl: baseUrl || globalThis.location?.origin || "",
    fetch: credentials ? authorised(send, credentials) : send,
  });
  const request = client.request as unknown as (
    method: string,
    path: string,
    init?: object,
  ) => Promise<{ data?: unknown; error?: unknown; response: Response }>;
  const call =
    (method: Method) =>
    async (path: string, init?: object): Promise<unknown> => {
      const { data, error, response } = await request(method, path, init);
      if (!response.ok) throw errorOf(response, error);
      return unwrap(data);
    };
  return { get: call("get"), post: call("post"), put: call("put"), delete: call("delete") } as unknown as Api;
}

/** The `data` of an envelope; what has none, such as the frame of a cache, is answered as it is. */
function unwrap(body: unknown): unknown {
  const isEnvelope = typeof body === "object" && body !== null && "data" in body && "metadata" in body;
  return isEnvelope ? body.data : body;
}

type Send = (request: Request) => Promise<Response>;

/** Gives up after a while, and tells a lost network from a caller who changed their mind. */
function sender(send: Send, timeoutMs: number): Send {
  return async (request) => {
    const giveUp = new AbortController();
    let late = false;
    let timer: ReturnType<typeof setTimeout> | undefined;
    // Whoever sends may not hear of the signal, or not in time.
    const tooLong = new Promise<never>((_, refuse) => {
      timer = setTimeout(() => {
        late = true;
        giveUp.abort();
        refuse(new Error("timeout"));
      }, timeoutMs);
    });
    const follow = () => giveUp.abort(request.signal.reason);
    if (request.signal.aborted) follow();
    request.signal.addEventListener("abort", follow, { once: true });
    try {
      return await Promise.race([send(new Request(request, { signal: giveUp.signal })), tooLong]);
    } catch (error) {
      if (request.signal.aborted) throw error;
      const why = late ? "The server took too long to answer." : "The server cannot be reached.";
      throw new NetworkError(why, { cause: error });
    } finally {
      clearTimeout(timer);
      request.signal.removeEventListener("abort", follow);
    }
  };
}

/** Sends the token along; where it is refused, gets another one and asks once more. */
function authorised(send: Send, credentials: Credentials): Send {
  const withToken = (request: Request, token: string | null) => {
    if (token) request.headers.set("authorization", `Bearer ${token}`);
    return send(request);
  };
  return async (request) => {
    const again = request.clone();
    const token = await credentials.token();
    const response = await withToken(request, token);
    if (response.status !== 401 || !token) return response;
    const fresh = await credentials.renew(token);
    return fresh ? withToken(again, fresh) : response;
  };
}
