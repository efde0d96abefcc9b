import "./styles/tokens.css";
import "./styles/layout.css";
import "./styles/scene.css";
import "./styles/controls.css";
import "./styles/dialog.css";
import { askBranding, type Branding, wear } from "pages/branding";
import { createRoot } from "react-dom/client";
import { createApi } from "./api";
import { readBrought, readConfig } from "./config";
import { type Language, loadStrings, toLanguage } from "./i18n/locales";
import { createTranslator } from "./i18n/translator";
import { destination, go } from "./navigate";
import { silent } from "./preview";
import { Progress } from "./progress";
import { Room } from "./room";
import { App } from "./ui/App";
import { type LoadSlices, solve } from "./work/solve";
import workerUrl from "./work/worker.ts?worker&url";

const LANGUAGE_KEY = "vq-language";

/** Storage throws where the browser forbids it. */
function storage(kind: "localStorage" | "sessionStorage"): Storage | null {
  try {
    return window[kind];
  } catch {
    return null;
  }
}

const config = readConfig(document);
const startWorker = "Worker" in window ? () => new Worker(workerUrl, { type: "module" }) : null;
const loadSlices: LoadSlices = async () => {
  await import(/* @vite-ignore */ workerUrl);
  return (window as unknown as { vqSlices: Awaited<ReturnType<LoadSlices>> }).vqSlices;
};
const room = new Room({
  api: config.preview ? silent : createApi(config),
  progress: new Progress(storage("sessionStorage")),
  random: Math.random,
  createEvents: "EventSource" in window && !config.preview ? (url) => new EventSource(url) : null,
  go: (url) => go(destination(url, config.returnUrl), window.location),
  isOnline: () => navigator.onLine,
  reload: () => window.location.reload(),
  solve: (challenge, progressed) =>
    solve(challenge, progressed, startWorker, navigator.hardwareConcurrency || 1, loadSlices),
  brought: readBrought(window.location.search),
  work: config.work,
  stays: config.stays,
  missing: config.missing,
});

let branding = config.branding;
let language = toLanguage(config.locale);

/** Words come in one language, and behind a gate not with the page. */
async function refreshBranding(): Promise<void> {
  if (config.preview || !config.queueId) return;
  const asked = await askBranding(config.base, config.queueId, language);
  if (asked?.version) wear(document, config.base, config.queueId, asked.version);
  if (asked) await dress(asked);
}

async function dress(worn: Branding): Promise<void> {
  branding = worn;
  await show(language);
}

const container = document.getElementById("vq-room");
let root: ReturnType<typeof createRoot> | null = null;

async function show(chosen: Language): Promise<void> {
  language = chosen;
  const i18n = createTranslator(language, await loadStrings(language));
  document.documentElement.lang = language;
  document.documentElement.dir = i18n.dir;
  if (!container) return;
  if (!root) {
    // Until here the server's own rendering was visible, and usable.
    container.replaceChildren();
    root = createRoot(container);
  }
  root.render(<App room={room} config={{ ...config, branding }} i18n={i18n} onLanguage={chooseLanguage} />);
}

function chooseLanguage(language: Language): void {
  try {
    storage("localStorage")?.setItem(LANGUAGE_KEY, language);
  } catch {
    // The choice lasts until the next reload.
  }
  void show(language);
  if (branding) void refreshBranding();
}

const chosen = storage("localStorage")?.getItem(LANGUAGE_KEY);
// The session in the page is as old as the page: `responseStart` is when its first byte came.
const [navigation] = performance.getEntriesByType("navigation") as PerformanceNavigationTiming[];
room.start(config.session, performance.timeOrigin + (navigation?.responseStart ?? 0));
void show(toLanguage(chosen ?? (config.locale || navigator.language)));

if (branding && (!branding.version || language !== config.locale)) void refreshBranding();
if (config.preview)
  void import("pages/preview").then(({ wearDrafts }) =>
    wearDrafts(window, (words) => void dress({ ...words, version: null })),
  );

document.addEventListener("visibilitychange", () => {
  if (document.hidden) return room.hidden();
  room.wake();
  // The organiser may have dressed the page anew.
  void refreshBranding();
});
window.addEventListener("pageshow", (event) => event.persisted && room.restored());
window.addEventListener("online", () => room.online());
window.addEventListener("offline", () => room.offline());
