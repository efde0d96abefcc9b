import { describe, expect, it } from "vitest";
import { BrowserSession, createApi, TokenSession } from "../src/index.ts";
import { refusal, server } from "./support.ts";

const access = (n: number) => ({ data: { accessToken: `a${n}`, expiresIn: 900, tokenType: "Bearer" } });
const exclusively = <T>(work: () => Promise<T>) => work();

function browser(script: Parameters<typeof server>[0]) {
  const { asked, ...options } = server(script);
  let now = 0;
  const session = new BrowserSession({ ...options, exclusively, now: () => now });
  return { asked, session, options, pass: (seconds: number) => (now += seconds * 1000) };
}

describe("a browser's sign-in", () => {
  it("resumes from the cookie, once for all who ask at the same time", async () => {
    const { asked, session, options } = browser(({ path }, count) =>
      path.endsWith("refresh") ? access(count) : { data: { email: "ann@shop.example" } },
    );
    const api = createApi({ ...options, credentials: session });
    await Promise.all([session.resume(), api.get("/v1/auth/me"), api.get("/v1/auth/me")]);
    expect(session.state).toBe("in");
    expect(asked.filter(({ path }) => path.endsWith("refresh"))).toHaveLength(1);
    expect(asked.filter(({ path }) => path.endsWith("me")).map(({ token }) => token)).toEqual([
      "Bearer a1",
      "Bearer a1",
    ]);
  });

  it("renews a token before it runs out, and one that was refused once only", async () => {
    const { session, pass } = browser((_, count) => access(count));
    expect(await session.token()).toBe("a1");
    pass(869);
    expect(await session.token()).toBe("a1");
    pass(2);
    expect(await session.token()).toBe("a2");
    expect(await Promise.all([session.renew("a2"), session.renew("a2")])).toEqual(["a3", "a3"]);
    expect(await session.renew("a2")).toBe("a3");
  });

  it("is out when the cookie is refused, and asks no more", async () => {
    const { asked, session } = browser(() => refusal(401, "unauthorized"));
    const states: string[] = [];
    session.onChange((state) => states.push(state));
    expect(await session.resume()).toBe("out");
    expect(await session.token()).toBeNull();
    expect([states, asked.length]).toEqual([["out"], 1]);
  });

  it("stays unknown while the server cannot say", async () => {
    const { session } = browser(() => refusal(503, "unavailable"));
    await expect(session.resume()).rejects.toMatchObject({ code: "unavailable" });
    expect(session.state).toBe("unknown");
  });

  it("signs in with what single sign-on brought, or goes on to the second step", async () => {
    const { asked, session } = browser((_, count) =>
      count === 1
        ? { data: { status: "second_factor_required", challenge: "c", enrolment: false } }
        : access(count),
    );
    expect(await session.completeSso("one")).toEqual({ challenge: "c", enrolment: false });
    expect(session.state).toBe("unknown");
    expect(await session.completeSso("two")).toBeNull();
    expect([session.state, await session.token()]).toEqual(["in", "a2"]);
    expect(asked.map(({ path }) => path)).toEqual(Array(2).fill("/v1/auth/browser/sso/complete"));
  });

  it("signs in and out", async () => {
    const { asked, session } = browser((_, count) => access(count));
    await session.signIn("ann@shop.example", "correct horse");
    expect([session.state, await session.token()]).toEqual(["in", "a1"]);
    await session.signOut();
    expect([session.state, await session.token()]).toEqual(["out", null]);
    expect(asked.map(({ path }) => path)).toEqual(["/v1/auth/browser/login", "/v1/auth/browser/logout"]);
  });

  it("is in with the second factor only", async () => {
    const half = { status: "second_factor_required", challenge: "c", expiresIn: 300, enrolment: false };
    const { asked, session } = browser(({ path }, count) =>
      path.endsWith("second-factor") ? access(count) : { data: half },
    );
    expect(await session.signIn("ann@shop.example", "correct horse")).toEqual({
      challenge: "c",
      enrolment: false,
    });
    expect(session.state).toBe("unknown");
    expect(await session.secondStep("c", "123456")).toEqual([]);
    expect([session.state, asked[1]?.body]).toEqual(["in", { challenge: "c", code: "123456" }]);
  });
});

describe("a program's sign-in", () => {
  it("hands every pair over to be kept, and refreshes once for all", async () => {
    const pair = (n: number) => ({ accessToken: `a${n}`, refreshToken: `r${n}`, expiresIn: 900 });
    const { asked, ...options } = server((_, count) => ({ data: pair(count) }));
    const kept: unknown[] = [];
    const session = new TokenSession({ ...options, onTokens: (tokens) => kept.push(tokens?.refreshToken) });
    await session.signIn("ann@shop.example", "correct horse");
    expect(await Promise.all([session.renew("a1"), session.renew("a1")])).toEqual(["a2", "a2"]);
    expect(asked[1]?.body).toEqual({ refreshToken: "r1" });
    await session.signOut();
    expect(kept).toEqual(["r1", "r2", undefined]);
    expect(await session.token()).toBeNull();
  });

  it("says so where a second factor is asked for", async () => {
    const half = { status: "second_factor_required", challenge: "c", expiresIn: 300, enrolment: false };
    const session = new TokenSession(server(() => ({ data: half })));
    await expect(session.signIn("ann@shop.example", "correct horse")).rejects.toThrow("API key");
    expect(await session.token()).toBeNull();
  });

  it("is over when the refresh token is refused", async () => {
    const options = server(() => refusal(401, "token_expired"));
    const session = new TokenSession(options, { accessToken: "a", refreshToken: "r", expiresIn: 1 });
    expect(await session.renew("a")).toBeNull();
    expect(await session.token()).toBeNull();
  });
});
