// <script src="https://queue.example/snippet.js" data-queue="…"></script>, before everything else in the head.
//
// Whoever is let in stays on the page; everybody else goes to the wait page and comes back from there with a token.
import { readCookie, type Setup, secondsLeft, takeToken } from "./gate";

const WANTED = "vq-wanted";
const TIMEOUT_MS = 4_000;

function setUp(script: HTMLScriptElement | null): Setup | null {
  const queueId = script?.dataset.queue;
  if (!script || !queueId) return null;
  return {
    server: script.src.replace(/\/snippet\.js.*$/, ""),
    queueId,
    cookie: `vq_admission_${queueId}`,
    fail: script.dataset.fail === "closed" ? "closed" : "open",
  };
}

/** Storage throws where the browser forbids it; then people come back to the queue's target. */
function remember(wanted: string | null): string | null {
  try {
    const before = sessionStorage.getItem(WANTED);
    if (wanted === null) sessionStorage.removeItem(WANTED);
    else sessionStorage.setItem(WANTED, wanted);
    return before;
  } catch {
    return null;
  }
}

/** Back from the wait page: keeps the token, and leads on to the page that was wanted. */
function arrive({ queueId, cookie }: Setup): void {
  const { token, clean } = takeToken(location.href);
  const seconds = secondsLeft(token, queueId, Date.now());
  if (token === null) return;
  history.replaceState(history.state, "", clean);
  if (seconds === 0) return;
  const secure = location.protocol === "https:" ? "; Secure" : "";
  // biome-ignore lint/suspicious/noDocumentCookie: the origin reads it, and the Cookie Store API is not everywhere.
  document.cookie = `${cookie}=${token}; Path=/; Max-Age=${seconds}; SameSite=Lax${secure}`;
  const wanted = remember(null);
  if (wanted && wanted !== clean && new URL(wanted, clean).origin === location.origin)
    location.replace(wanted);
}

async function wait({ server, queueId, fail }: Setup): Promise<void> {
  const { style } = document.documentElement;
  style.visibility = "hidden";
  const frame = `${server}/v1/queues/${encodeURIComponent(queueId)}/frame`;
  const there = await Promise.race([
    fetch(frame, { credentials: "omit" }).then(
      (answer) => answer.ok,
      () => false,
    ),
    new Promise<boolean>((done) => setTimeout(() => done(false), TIMEOUT_MS)),
  ]);
  if (there || fail === "closed") {
    remember(location.href);
    location.replace(`${server}/q/${encodeURIComponent(queueId)}`);
  } else style.visibility = "";
}

const setup = setUp(document.currentScript as HTMLScriptElement | null);
if (setup) {
  arrive(setup);
  if (secondsLeft(readCookie(document.cookie, setup.cookie), setup.queueId, Date.now()) === 0)
    void wait(setup);
} else console.error("vq: the script has no data-queue");
