// Tries from this browser what a visitor's browser and a verifier would do, and says what happened.
import { ApiError, createApi, fixedToken } from "@virtual-queue/client";
import { readKeys } from "../../data/keys";
import { count } from "../../lib/format";

export interface Check {
  name: string;
  /** Answers what was found; throws what is wrong. */
  run: (place: { tenantId: string; queueId: string }) => Promise<string>;
}

/** As a stranger: a visitor has no account. */
const stranger = createApi();

export const CHECKS: readonly Check[] = [
  {
    name: "Verifiers find the public keys",
    run: async () => {
      const keys = await readKeys();
      const usable = keys.filter(({ kty, crv, x }) => kty === "OKP" && crv === "Ed25519" && Boolean(x));
      if (usable.length === 0) throw new Error("The key set has no Ed25519 key.");
      return `${count(usable.length)} ${usable.length === 1 ? "key" : "keys"} at /.well-known/jwks.json: ${usable.map(({ kid }) => kid).join(", ")}`;
    },
  },
  {
    name: "The frame is public and cacheable",
    run: async ({ queueId }) => {
      const answer = await fetch(`/v1/queues/${queueId}/frame`, { credentials: "omit" });
      if (!answer.ok) throw new Error(`The server answered with status ${answer.status}.`);
      const { data } = (await answer.json()) as { data: { state: string; waiting: number } };
      const cache = answer.headers.get("cache-control") ?? "";
      if (!cache.includes("public")) throw new Error(`It may not be cached: ${cache || "no Cache-Control"}.`);
      return `${data.state}, ${count(data.waiting)} waiting; Cache-Control: ${cache}`;
    },
  },
  {
    name: "The wait page is served",
    run: async ({ queueId }) => {
      const answer = await fetch(`/q/${queueId}`, { credentials: "omit", headers: { accept: "text/html" } });
      const type = answer.headers.get("content-type") ?? "";
      if (!type.startsWith("text/html"))
        throw new Error(`Status ${answer.status}, ${type || "no content type"}.`);
      return `Status ${answer.status} at /q/${queueId}`;
    },
  },
  {
    name: "A visitor can join, see a place and leave",
    run: async ({ tenantId, queueId }) => {
      const body = { queueId };
      const joined = await stranger.post("/v1/tenants/{tenantId}/sessions", {
        params: { path: { tenantId } },
        body,
      });
      const visitor = createApi({ credentials: fixedToken(joined.sessionToken ?? "") });
      const seen = await visitor.get("/v1/sessions/current");
      const left = await visitor.delete("/v1/sessions/current");
      const place = seen.position ? `at position ${count(seen.position)}` : `with status ${seen.status}`;
      return `Joined with ticket ${count(seen.ticket)} ${place}, then ${left.status === "left" ? "left" : left.status}; nobody else lost a place`;
    },
  },
];

/** What is wrong in words that help. */
export function explain(error: unknown): string {
  if (error instanceof ApiError) return `${error.message} (${error.code})`;
  return error instanceof Error ? error.message : "It failed.";
}
