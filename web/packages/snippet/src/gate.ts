// What the snippet decides, apart from the browser. It keeps honest visitors in line; who wants past it, gets past it. The
// origin must verify the token itself wherever that matters.

export interface Setup {
  /** Where the server is: `https://queue.example`. */
  server: string;
  queueId: string;
  /** Where the token is kept: a cookie, so that the origin sees it, too. */
  cookie: string;
  /** What to do when the server's keys and claims cannot tell: `open` lets people in. */
  fail: "open" | "closed";
}

/** The parameter that the wait page brings a token back with. */
export const TOKEN = "vq_token";

export interface Claims {
  aud: string;
  exp: number;
}

/** The claims of a token, unverified: a browser that checks signatures could be told not to. */
export function claimsOf(token: string): Claims | null {
  const [, payload = ""] = token.split(".");
  try {
    const text = atob(payload.replace(/-/g, "+").replace(/_/g, "/"));
    const { aud, exp } = JSON.parse(text) as Partial<Claims>;
    return typeof aud === "string" && typeof exp === "number" ? { aud, exp } : null;
  } catch {
    return null;
  }
}

/** Seconds for which a token lets its holder in; 0 if it does not. */
export function secondsLeft(token: string | null, queueId: string, now: number): number {
  const claims = token ? claimsOf(token) : null;
  if (!claims || claims.aud !== queueId) return 0;
  return Math.max(0, claims.exp - Math.ceil(now / 1000));
}

export function readCookie(cookies: string, name: string): string | null {
  for (const part of cookies.split(";")) {
    const [key = "", value] = part.trim().split("=", 2);
    if (key === name && value) return value;
  }
  return null;
}

/** The page's address without a token in it, and the token. */
export function takeToken(href: string): { token: string | null; clean: string } {
  const url = new URL(href);
  const token = url.searchParams.get(TOKEN);
  url.searchParams.delete(TOKEN);
  return { token, clean: url.href };
}
