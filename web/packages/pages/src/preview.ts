// A page inside the dashboard's preview: wears a draft that was never stored. It comes by postMessage, from the window
// around the page and from our own origin only; what could be an address is held to pictures.
import { type Scheme, setScheme } from "./scheme";

export interface Draft {
  type: "vq-branding-draft";
  /** The stylesheet that the server made of the draft's colours. */
  css: string;
  words: { title: string | null; welcome: string | null; note: string | null };
  logo: { url: string; width: number; height: number } | null;
  /** Which scheme to show; null for that of the device. */
  scheme: Scheme | null;
}

/** The logo's place in a header, in em; the same as in the server's stylesheet. */
const LOGO = { height: 2.5, width: 11 };
const PICTURE = /^(\/brand\/[\w./-]+|data:image\/(png|jpeg|webp);base64,[A-Za-z0-9+/=]+)$/;

/** The draft in a message, if it is one and comes from where it may. */
export function readDraft(
  event: Pick<MessageEvent, "data" | "origin" | "source">,
  win: Window,
): Draft | null {
  if (event.origin !== win.location.origin || event.source !== win.parent || win.parent === win) return null;
  const data = event.data as Partial<Draft> | null;
  if (data?.type !== "vq-branding-draft" || typeof data.css !== "string") return null;
  const text = (value: unknown) => (typeof value === "string" && value !== "" ? value : null);
  return {
    type: data.type,
    css: data.css,
    words: {
      title: text(data.words?.title),
      welcome: text(data.words?.welcome),
      note: text(data.words?.note),
    },
    logo: data.logo && PICTURE.test(data.logo.url) && data.logo.height > 0 ? data.logo : null,
    scheme: data.scheme === "light" || data.scheme === "dark" ? data.scheme : null,
  };
}

/** The rules that a draft adds to the page. */
export function rulesOf({ css, logo }: Draft): string {
  if (!logo) return css;
  const width = Math.min(LOGO.width, (LOGO.height * logo.width) / logo.height);
  return `${css}\n.brand::before{content:"";flex:none;width:${width.toFixed(2)}em;height:${LOGO.height}em;background:url("${logo.url}") center/contain no-repeat}`;
}

/** Wears every draft that comes, and tells the window around that the page is ready for one. */
export function wearDrafts(win: Window, onWords: (words: Draft["words"]) => void): void {
  const sheet = new CSSStyleSheet();
  // Sheets made by script are no inline styles: the page's policy allows them.
  win.document.adoptedStyleSheets.push(sheet);
  win.addEventListener("message", (event) => {
    const draft = readDraft(event, win);
    if (!draft) return;
    sheet.replaceSync(rulesOf(draft));
    setScheme(win.document, draft.scheme);
    onWords(draft.words);
  });
  if (win.parent !== win) win.parent.postMessage({ type: "vq-preview-ready" }, win.location.origin);
}
