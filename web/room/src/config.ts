// Reads what the server wrote into the page.
import type { Brought, Config } from "./types";

/** What the link brought along: an invite code, or a token of the organiser's. */
export function readBrought(search: string): Brought {
  const query = new URLSearchParams(search);
  const [inviteCode, enqueueToken] = [query.get("inviteCode"), query.get("enqueueToken")];
  return { ...(inviteCode ? { inviteCode } : {}), ...(enqueueToken ? { enqueueToken } : {}) };
}

export function readConfig(doc: Document): Config {
  const raw = JSON.parse(doc.getElementById("vq-config")?.textContent ?? "{}") as Partial<Config>;
  return {
    tenantId: raw.tenantId ?? "",
    queueId: raw.queueId ?? "",
    queueName: raw.queueName ?? "",
    base: raw.base ?? "",
    locale: raw.locale ?? doc.documentElement.lang,
    returnUrl: raw.returnUrl ?? null,
    session: raw.session ?? null,
    branding: raw.branding ?? null,
    work: raw.work ?? false,
    stays: raw.stays ?? false,
    missing: raw.missing ?? false,
    preview: raw.preview ?? false,
  };
}
