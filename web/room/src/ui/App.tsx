// Puts the page together: header, sky, shore, dialogs, live region, title of the document.
import { useEffect, useRef, useState } from "react";
import { chime, notify, readAlerts } from "../alerts";
import type { Language } from "../i18n/locales";
import type { Translator } from "../i18n/translator";
import type { Room } from "../room";
import { claimDeadline, type View, viewOf } from "../state";
import type { Config } from "../types";
import { RoomContext, useRoomState } from "./context";
import { Hero } from "./Hero";
import { KeepDialog } from "./KeepDialog";
import { LanguageMenu } from "./LanguageMenu";
import { LeaveDialog } from "./LeaveDialog";
import { figures, Scene } from "./Scene";
import { Shore } from "./Shore";
import { TurnDialog } from "./TurnDialog";
import { useAnnouncement } from "./useAnnouncement";

type OpenDialog = "none" | "keep" | "leave" | "turn";

/** How far the sun has risen in each view; in line it is the visitor's progress. */
function dawnOf(view: View, progress: number): number {
  if (["turn", "called", "serving", "admitting", "active"].includes(view)) return 1;
  return view === "waiting" || view === "paused" || view === "draining" ? progress : 0;
}

function Announcer({ view }: { view: View }) {
  const text = useAnnouncement(view);
  return (
    <div class="visually-hidden" role="status" aria-live="polite">
      {text}
    </div>
  );
}

interface Props {
  room: Room;
  config: Config;
  i18n: Translator;
  onLanguage: (language: Language) => void;
}

export function App({ room, config, i18n, onLanguage }: Props) {
  const state = useRoomState(room);
  const view = viewOf(state);
  const [dialog, setDialog] = useState<OpenDialog>("none");
  const root = useRef<HTMLDivElement>(null);
  const focused = useRef<Element | null>(null);
  const lastView = useRef<View | null>(null);
  const lastCalls = useRef(0);
  const calls = state.session?.calledTo?.calls ?? 0;
  const { t } = i18n;
  const brand = config.branding?.title || config.queueName;
  const dawn = dawnOf(view, state.progress);

  useEffect(() => {
    const remember = (event: FocusEvent) => {
      focused.current = event.target as Element;
    };
    document.addEventListener("focusin", remember);
    return () => document.removeEventListener("focusin", remember);
  }, []);

  useEffect(() => {
    const first = lastView.current === null;
    const before = lastView.current;
    lastView.current = view;
    const recalled = view === "called" && calls > lastCalls.current;
    lastCalls.current = calls;
    if (view === before && !recalled) return;
    if (view === "turn" || view === "called") {
      setDialog(view === "turn" ? "turn" : "none");
      const alerts = readAlerts();
      const deadline = claimDeadline(state);
      if (alerts.sound) chime();
      if (alerts.notification && document.hidden) {
        const counter = state.session?.calledTo?.counterName;
        const body = deadline === null ? "" : t("alert_body", { time: i18n.time(deadline) });
        notify(t("doc_title_turn", { queue: brand }), counter ? t("called_title", { counter }) : body);
      }
    } else {
      setDialog("none");
      if (first) return;
      // The control that had the focus may go with the old view or its dialog: then go on at the heading.
      setTimeout(() => {
        const gone = focused.current?.isConnected === false && document.activeElement === document.body;
        if (gone) root.current?.querySelector("h1")?.focus({ preventScroll: true });
      }, 100);
    }
  }, [view, state, i18n, t, brand, calls]);

  useEffect(() => {
    const place = view === "waiting" || view === "draining" || view === "paused" ? state.place : null;
    const counter = state.session?.calledTo?.counterName ?? "";
    document.title =
      view === "called"
        ? t("doc_title_called", { counter, number: state.session?.number ?? brand })
        : view === "turn"
          ? t("doc_title_turn", { queue: brand })
          : place === null
            ? t("doc_title", { queue: brand })
            : t("doc_title_place", { place: i18n.number(place), queue: brand });
  }, [view, state.place, state.session, brand, i18n, t]);

  useEffect(() => {
    const { current } = root;
    // Through the CSSOM: the Content-Security-Policy allows no style attribute in the document.
    current?.style.setProperty("--dawn", dawn.toFixed(3));
  }, [dawn]);

  const walking = view === "waiting" || view === "paused" || view === "draining";
  const people = walking && state.place !== null ? figures(state.place - 1, state.progress) : null;
  const onContinue = () => void room.claim();
  const close = () => setDialog("none");

  return (
    <RoomContext.Provider value={{ room, state, i18n, config }}>
      <div class="room" data-view={view} ref={root}>
        <header class="top">
          <p class="brand">
            <span>{brand}</span>
          </p>
          <LanguageMenu onChange={onLanguage} />
        </header>
        <main>
          <section class="sky">
            <Scene people={people} />
            <div class="hero">
              <Hero view={view} onContinue={onContinue} />
            </div>
          </section>
          <Shore view={view} open={setDialog} />
        </main>
        <Announcer view={view} />
        {dialog === "turn" && view === "turn" && <TurnDialog onContinue={onContinue} onClose={close} />}
        {dialog === "keep" && <KeepDialog onClose={close} />}
        {dialog === "leave" && <LeaveDialog onClose={close} />}
      </div>
    </RoomContext.Provider>
  );
}
