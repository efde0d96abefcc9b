// The board: who is called now, large, over the sun; who was called before; who waits.
import type { Announcer } from "../announcer";
import type { Store } from "../store";
import { type Words, wordsIn } from "../strings";
import type { BoardState, Call, Message } from "../types";
import type { BrowserVoice } from "../voice";
import { useSource, useTicks } from "./hooks";

/** So long each language of the location has the words of the board. */
const LANGUAGE_MS = 12_000;
/** So long each message is shown. */
const MESSAGE_MS = 9_000;
const ROWS = 5;

interface Props {
  store: Store;
  announcer: Announcer;
  voice: BrowserVoice;
}

export function App({ store, announcer, voice }: Props) {
  useSource(store);
  useSource(announcer);
  useSource(voice);
  const { board, branding, connected, gone } = store.state;
  const languages = board?.languages.length ? board.languages : ["en"];
  const turn = useTicks(LANGUAGE_MS);
  const words = wordsIn(languages[turn % languages.length] ?? "en");
  const name = branding?.title || board?.name || "";
  document.title = name || "Board";
  document.documentElement.lang = words.language;
  document.documentElement.dir = words.dir;
  const said = announcer.current;
  const now: Call | null = said ?? board?.calls[0] ?? null;
  return (
    <div class="room board" data-calling={said ? "" : undefined}>
      <header class="top">
        <p class="brand">
          <span>{name}</span>
        </p>
        <Clock zone={board?.timeZone} language={words.language} />
      </header>
      <main>
        <section class="sky">
          <div class="scene" aria-hidden="true">
            <i class="stars" />
            <i class="sun" />
          </div>
          <Now call={now} words={words} gone={gone} isOpen={board?.isOpen ?? true} />
        </section>
        <section class="shore">
          <Before calls={(board?.calls ?? []).filter((call) => call.callId !== now?.callId)} words={words} />
        </section>
      </main>
      {board && <Side board={board} words={words} welcome={branding?.welcome ?? null} />}
      <div class="visually-hidden" role="status" aria-live="polite">
        {said && words.t("announce", { number: said.number, counter: said.counterName })}
      </div>
      {!connected && !gone && <p class="banner">{words.t("offline")}</p>}
      {voice.blocked && (
        <button type="button" class="banner sound" onClick={() => void voice.unlock()}>
          {words.t("sound")}
        </button>
      )}
    </div>
  );
}

function Now({
  call,
  words,
  gone,
  isOpen,
}: {
  call: Call | null;
  words: Words;
  gone: boolean;
  isOpen: boolean;
}) {
  if (!call) {
    const text = gone ? words.t("gone") : words.t(isOpen ? "nobody" : "closed");
    return (
      <div class="now">
        <h1 class="quiet">{text}</h1>
      </div>
    );
  }
  return (
    <div class="now" key={`${call.callId} ${call.calls}`}>
      <h1>
        <span class="label">{words.t("called")}</span>{" "}
        <span class="number" data-long={call.number.length > 4 ? "" : undefined}>
          {call.number}
        </span>{" "}
        <span class="to">
          <Arrow /> <bdi>{call.counterName}</bdi>
        </span>
      </h1>
    </div>
  );
}

function Before({ calls, words }: { calls: Call[]; words: Words }) {
  if (calls.length === 0) return null;
  return (
    <ol class="before">
      {calls.slice(0, ROWS).map((call) => (
        <li key={call.callId}>
          <span class="number">{call.number}</span>
          <span class="to">
            <Arrow label={words.t("counter")} /> <bdi>{call.counterName}</bdi>
          </span>
        </li>
      ))}
    </ol>
  );
}

function Arrow({ label }: { label?: string }) {
  return (
    <svg class="arrow" viewBox="0 0 24 24" role="img" aria-label={label ?? "→"}>
      <path d="M3 12h16m-7-7 7 7-7 7" fill="none" stroke="currentColor" stroke-width="2.5" />
    </svg>
  );
}

function Side({ board, words, welcome }: { board: BoardState; words: Words; welcome: string | null }) {
  const messages = [board.message, ...board.messages].filter(
    (message): message is Message => message !== null,
  );
  return (
    <aside class="side" aria-label={words.t("waiting")}>
      {welcome && (
        <p class="welcome" dir="auto">
          {welcome}
        </p>
      )}
      <ul class="services">
        {board.services.map((service) => (
          <li key={service.queueId}>
            <p class="service">
              <span dir="auto">{service.name}</span>
              <span class="waiting">{words.people(service.waiting)}</span>
            </p>
            {service.next.length > 0 && (
              <p class="next">
                {words.t("next")}: <bdi>{service.next.slice(0, 3).join("  ")}</bdi>
              </p>
            )}
          </li>
        ))}
      </ul>
      <Messages messages={messages} />
      {board.locationId !== "preview" && (
        <p class="join">
          <img src={`/l/${board.locationId}/qr.svg`} alt="" width="132" height="132" />
          <span>{words.t("join")}</span>
        </p>
      )}
    </aside>
  );
}

function Messages({ messages }: { messages: Message[] }) {
  const turn = useTicks(MESSAGE_MS);
  const message = messages[turn % Math.max(1, messages.length)];
  if (!message) return null;
  return (
    <p class={`note ${message.level}`} dir="auto" key={message.text}>
      {message.text}
    </p>
  );
}

function Clock({ zone, language }: { zone: string | undefined; language: string }) {
  useTicks(5_000);
  const format = new Intl.DateTimeFormat(language, {
    hour: "numeric",
    minute: "2-digit",
    ...(zone ? { timeZone: zone } : {}),
  });
  return <p class="clock">{format.format(new Date())}</p>;
}
