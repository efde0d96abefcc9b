// How a page is dressed: words and a stylesheet of the page's own origin, made by the server.

export interface Branding {
  /** Which version of the stylesheet; null where that is not known. */
  version: string | null;
  /** Stands in place of a queue's or location's name. */
  title: string | null;
  /** A welcome. */
  welcome?: string | null;
  /** Small print. */
  note: string | null;
}

/** Asks what a queue or a tenant wears; null if it cannot be had, which changes nothing. */
export async function askBranding(base: string, wearer: string, language: string): Promise<Branding | null> {
  try {
    const answer = await fetch(`${base}/brand/${encodeURIComponent(wearer)}/words.json?lang=${language}`);
    return answer.ok ? ((await answer.json()) as Branding) : null;
  } catch {
    return null;
  }
}

/** Puts a stylesheet on, unless the page wears it already. */
export function wear(doc: Document, base: string, wearer: string, version: string): void {
  const href = `${base}/brand/${encodeURIComponent(wearer)}/style.css?v=${version}`;
  const worn = doc.getElementById("vq-brand");
  if (worn?.getAttribute("href") === href) return;
  const link = doc.createElement("link");
  link.rel = "stylesheet";
  link.href = href;
  link.id = "vq-brand";
  // The old one stays until the new one is there: no flash of the plain page.
  link.addEventListener("load", () => worn?.remove());
  doc.head.append(link);
}
