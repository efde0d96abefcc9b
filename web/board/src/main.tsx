import "../../room/src/styles/tokens.css";
import "./board.css";
import { askBranding, type Branding, wear } from "pages/branding";
import { wearDrafts } from "pages/preview";
import { type Scheme, setScheme } from "pages/scheme";
import { createRoot } from "react-dom/client";
import { Announcer } from "./announcer";
import { example } from "./example";
import { Feed } from "./feed";
import { Store } from "./store";
import { spelled, wordsIn } from "./strings";
import { App } from "./ui/App";
import { BrowserVoice } from "./voice";

const MARK = "vq-board-after";
const BRANDING_MS = 60_000;

const locationId = decodeURIComponent(window.location.pathname.split("/")[2] ?? "");
const options = new URLSearchParams(window.location.search);
const preview = locationId === "preview";
const asked = options.get("scheme");
const scheme: Scheme | null = asked === "light" || asked === "dark" ? asked : null;

/** Storage throws where the browser forbids it. */
const mark = {
  get: () => {
    try {
      return localStorage.getItem(`${MARK} ${locationId}`);
    } catch {
      return null;
    }
  },
  set: (eventId: string) => {
    try {
      localStorage.setItem(`${MARK} ${locationId}`, eventId);
    } catch {
      // After a power cut the board begins anew.
    }
  },
};

const store = new Store();
const voice = new BrowserVoice(window, preview || options.get("sound") === "off");
/** The event of each call, until it has been said. */
const events = new Map<string, string>();
const keyOf = (call: { callId: string; calls: number }) => `${call.callId} ${call.calls}`;
const announcer = new Announcer({
  voice,
  languages: () => store.state.board?.languages ?? ["en"],
  words: (call, language) =>
    wordsIn(language).t("announce", { number: spelled(call.number), counter: call.counterName }),
  // Only now: a power cut in the middle has the call said again.
  said: (call) => {
    const eventId = events.get(keyOf(call));
    events.delete(keyOf(call));
    if (eventId) mark.set(eventId);
  },
});

const feed = new Feed(`/v1/locations/${encodeURIComponent(locationId)}/board`, {
  fetch: (url) => fetch(url, { cache: "no-store" }),
  createEvents: (url) => new EventSource(url),
  setTimer: (run, ms) => setTimeout(run, ms),
  random: Math.random,
  mark,
  onBoard: (board) => store.set({ board }),
  onCall: (call, eventId) => {
    events.set(keyOf(call), eventId);
    announcer.add(call);
  },
  onConnected: (connected) => store.set({ connected }),
  onGone: () => store.set({ gone: true }),
});

/** What the location's tenant wears; asked again from time to time, for nobody reloads a board. */
async function dress(): Promise<void> {
  try {
    const answer = await fetch(`/v1/locations/${encodeURIComponent(locationId)}`);
    const { data } = (await answer.json()) as { data?: { tenantId?: string } };
    if (data?.tenantId) {
      const language = store.state.board?.languages[0] ?? "en";
      const branding: Branding | null = await askBranding("", data.tenantId, language);
      if (branding?.version) wear(document, "", data.tenantId, branding.version);
      if (branding) store.set({ branding });
    }
  } catch {
    // As it is worn now, then.
  }
  setTimeout(() => void dress(), BRANDING_MS);
}

const container = document.getElementById("board");
if (container) {
  createRoot(container).render(<App store={store} announcer={announcer} voice={voice} />);
}
if (scheme) {
  setScheme(document, scheme);
  new MutationObserver(() => {
    const link = document.getElementById("vq-brand");
    link?.addEventListener("load", () => setScheme(document, scheme));
  }).observe(document.head, { childList: true });
}
if (preview) {
  store.set({ board: example, connected: true });
  wearDrafts(window, (words) => store.set({ branding: { ...words, version: null } }));
} else {
  void voice.unlock();
  void feed.start();
  void dress();
}
