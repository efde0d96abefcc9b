import { describe, expect, it } from "vitest";
import { createApi, fixedToken, NetworkError } from "../src/index.ts";
import { refusal, server } from "./support.ts";

const QUEUES = "/v1/tenants/{tenantId}/queues";
const path = { tenantId: "t 1" };

describe("calls", () => {
  it("fill in the path and the query and answer what is in the envelope", async () => {
    const { asked, ...options } = server(() => ({ data: { items: [], nextCursor: null } }));
    const api = createApi({ ...options, credentials: fixedToken("abc") });
    const list = await api.get(QUEUES, { params: { path, query: { limit: 5 } } });
    expect(list).toEqual({ items: [], nextCursor: null });
    expect(asked).toEqual([
      { method: "GET", path: "/v1/tenants/t%201/queues?limit=5", token: "Bearer abc", body: null },
    ]);
  });

  it("send JSON", async () => {
    const { asked, ...options } = server(() => ({ status: 201, data: { id: "q" } }));
    const queue = await createApi(options).post(QUEUES, { params: { path }, body: { name: "Drop" } });
    expect(queue.id).toBe("q");
    expect(asked[0]?.body).toEqual({ name: "Drop" });
  });

  it("throw what is wrong, by code and field", async () => {
    const options = server(() => ({
      status: 422,
      headers: { "retry-after": "7" },
      errors: [
        { code: "invalid_field", message: "Too long.", field: "name" },
        { code: "limit_reached", message: "Too many.", field: "maxConcurrentUsers" },
      ],
    }));
    const refused = createApi(options).post(QUEUES, { params: { path }, body: {} });
    await expect(refused).rejects.toMatchObject({
      name: "ApiError",
      status: 422,
      code: "invalid_field",
      field: "name",
      message: "Too long.",
      requestId: "req-1",
      retryAfterSeconds: 7,
    });
    await refused.catch((error) => {
      expect(error.about("maxConcurrentUsers")).toBe("Too many.");
      expect(error.about("description")).toBeUndefined();
    });
  });

  it("make a proxy's error page an error like any other", async () => {
    const fetch = async () => new Response("<h1>Bad gateway</h1>", { status: 502 });
    const call = createApi({ baseUrl: "http://queue.test", fetch }).get("/v1/auth/me");
    await expect(call).rejects.toMatchObject({ status: 502, code: "unavailable" });
  });

  it("tell a lost network from a caller who changed their mind", async () => {
    const fetch = async (request: Request) => {
      request.signal.throwIfAborted();
      throw new TypeError("fetch failed");
    };
    const api = createApi({ baseUrl: "http://queue.test", fetch });
    await expect(api.get("/v1/auth/me")).rejects.toBeInstanceOf(NetworkError);
    const call = api.get("/v1/auth/me", { signal: AbortSignal.abort() });
    await expect(call).rejects.toMatchObject({ name: "AbortError" });
  });

  it("give up after a while", async () => {
    const fetch = (request: Request) =>
      new Promise<Response>((_, fail) => {
        request.signal.addEventListener("abort", () => fail(request.signal.reason));
      });
    const call = createApi({ baseUrl: "http://queue.test", fetch, timeoutMs: 1 }).get("/v1/auth/me");
    await expect(call).rejects.toThrow("too long");
  });

  it("ask once more with another token where the first is refused", async () => {
    const { asked, ...options } = server(({ token }) =>
      token === "Bearer new" ? { data: { id: "q" } } : refusal(401, "token_expired"),
    );
    const credentials = { token: async () => "old", renew: async () => "new" };
    const api = createApi({ ...options, credentials });
    await api.post(QUEUES, { params: { path }, body: { name: "Drop" } });
    expect(asked.map(({ token, body }) => [token, body])).toEqual([
      ["Bearer old", { name: "Drop" }],
      ["Bearer new", { name: "Drop" }],
    ]);
    const stuck = createApi({ ...options, credentials: fixedToken("old") });
    await expect(stuck.get("/v1/auth/me")).rejects.toMatchObject({ code: "token_expired" });
  });
});
