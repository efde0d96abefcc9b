import { afterEach, describe, expect, it, vi } from "vitest";
import { ApiError, createApi } from "../src/api";

const api = createApi({ base: "/.vq", tenantId: "t 1", queueId: "q/1" });
const fetched = vi.fn<typeof fetch>();
vi.stubGlobal("fetch", fetched);
afterEach(() => fetched.mockReset());

const envelope = (data: unknown) => ({
  success: true,
  data,
  metadata: { timestamp: "2026-06-01T12:00:00.000Z" },
  errors: null,
});

describe("the visitor API", () => {
  it("joins under the base path and asks for the cookie", async () => {
    fetched.mockResolvedValue(Response.json(envelope({ id: "s" }), { status: 201 }));
    const { data, serverTime } = await api.join();
    const [url, init] = fetched.mock.calls[0] ?? [];
    expect(url).toBe("/.vq/v1/tenants/t%201/sessions");
    expect(init).toMatchObject({
      method: "POST",
      body: '{"queueId":"q/1"}',
      headers: { "x-vq-cookie": "1" },
    });
    expect(data).toEqual({ id: "s" });
    expect(serverTime).toBe(Date.parse("2026-06-01T12:00:00.000Z"));
  });

  it("names the queue in every call about the session", async () => {
    fetched.mockImplementation(() => Promise.resolve(Response.json(envelope({}))));
    await api.claim();
    await api.leave();
    const calls = fetched.mock.calls.map(([url, init]) => `${init?.method} ${url}`);
    expect(calls).toEqual([
      "POST /.vq/v1/sessions/current/claim?queueId=q%2F1",
      "DELETE /.vq/v1/sessions/current?queueId=q%2F1",
    ]);
  });

  it("turns a refusal into its code and Retry-After", async () => {
    fetched.mockResolvedValue(
      Response.json(
        { success: false, data: null, errors: [{ code: "queue_full" }] },
        { status: 409, headers: { "retry-after": "30" } },
      ),
    );
    const error = await api.join().catch((e: unknown) => e);
    expect(error).toBeInstanceOf(ApiError);
    expect(error).toMatchObject({ status: 409, code: "queue_full", retryAfterMs: 30_000 });
  });

  it("takes a page of HTML for a failure, even with status 200", async () => {
    fetched.mockResolvedValue(new Response("<html>", { status: 200 }));
    await expect(api.current()).rejects.toMatchObject({ status: 502 });
  });

  it("fetches the frame without cookies, so that a cache can share it", async () => {
    fetched.mockResolvedValue(Response.json({ waiting: 5 }));
    expect((await api.frame()).data.waiting).toBe(5);
    expect(fetched.mock.calls[0]?.[1]).toMatchObject({ credentials: "omit" });
  });
});
