// Reads what the server wrote into the page.
import type { Config } from "./types";

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
    preview: raw.preview ?? false,
  };
}
