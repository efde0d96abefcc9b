// The kiosk: one screen at a time, each with a heading that is read out when it appears.
import type { Branding } from "pages/branding";
import { useCallback, useEffect, useRef, useState } from "react";
import { type Desk, NoTicket } from "../desk";
import { paperOf, printByAgent } from "../print";
import { type Act, first, next, type State, settle } from "../screen";
import { offered, toLanguage, type Words, wordsIn } from "../strings";
import type { Location, Ticket } from "../types";
import type { Printing } from "../vault";
import { AccessBar } from "./AccessBar";
import { useNow, useSource } from "./hooks";
import { Paper } from "./Paper";
import { Languages, OutOfService, Refusal, Services, Taken, Taking } from "./screens";

interface Props {
  desk: Desk;
  printing: Printing;
  branding: Branding | null;
}

export function App({ desk, printing, branding }: Props) {
  useSource(desk);
  const now = useNow();
  const [state, setState] = useState<State>(first);
  const [printed, setPrinted] = useState(false);
  const act = useCallback((one: Act) => setState((before) => next(before, one, Date.now())), []);
  const root = useRef<HTMLDivElement>(null);
  const { screen, access } = state;
  const location = desk.seen?.location ?? null;
  const languages = offered(location?.languages ?? []);
  const home = toLanguage(location?.languages[0] ?? "en") ?? "en";
  const words = wordsIn(screen.name === "languages" ? home : screen.language);
  const out = desk.seen?.kiosk.outOfService ?? false;
  const place = branding?.title || location?.name || "";

  useEffect(() => setState((before) => settle(before, now)), [now]);

  useEffect(() => {
    const { documentElement } = document;
    documentElement.lang = words.language;
    documentElement.dir = words.dir;
    documentElement.dataset.larger = `${access.larger}`;
    documentElement.toggleAttribute("data-contrast", access.contrast);
    documentElement.toggleAttribute("data-lower", access.lower);
    document.title = place || "Kiosk";
  }, [words, access, place]);

  // Who presses keys or switches is there as much as who touches the screen.
  useEffect(() => {
    const press = () => act({ type: "touch" });
    document.addEventListener("keydown", press);
    return () => document.removeEventListener("keydown", press);
  }, [act]);

  // A new screen is read out from its heading.
  const shown = out ? "out" : screen.name;
  useEffect(() => {
    if (shown !== "languages") root.current?.querySelector("h1")?.focus({ preventScroll: true });
    document.querySelector("main")?.scrollTo(0, 0);
  }, [shown]);

  async function take(queueId: string): Promise<void> {
    act({ type: "take" });
    setPrinted(false);
    try {
      const ticket = await desk.take(queueId);
      act({ type: "ticket", ticket });
      setPrinted(await print(ticket, words, location));
    } catch (error) {
      act({ type: "refused", code: error instanceof NoTicket ? error.code : "internal" });
    }
  }

  async function print(ticket: Ticket, words: Words, location: Location | null): Promise<boolean> {
    const zone = location?.timeZone ?? "UTC";
    if (printing === "agent") return printByAgent(document, paperOf(ticket, place, zone, words));
    if (printing === "none") return false;
    // Once the paper is in the document.
    await new Promise((drawn) => setTimeout(drawn, 50));
    window.print();
    return true;
  }

  return (
    <>
      <div class="room kiosk" data-screen={shown} ref={root} onPointerDown={() => act({ type: "touch" })}>
        <header class="top">
          <p class="brand">
            <span>{place}</span>
          </p>
          {!desk.online && desk.seen && !out && (
            <p class="offline" role="status">
              {words.t("offline")}
            </p>
          )}
        </header>
        <main>
          {!desk.seen ? (
            <Taking title={words.t("starting")} />
          ) : out ? (
            <OutOfService words={words} text={desk.seen.kiosk.outOfServiceText} />
          ) : screen.name === "languages" ? (
            <Languages
              languages={languages}
              words={words}
              welcome={branding?.welcome ?? null}
              message={location?.message ?? null}
              onChoose={(language) => act({ type: "language", language })}
            />
          ) : screen.name === "services" ? (
            <Services
              services={desk.services()}
              words={words}
              isOpen={location?.isOpen ?? true}
              onTake={(queueId) => void take(queueId)}
            />
          ) : screen.name === "taking" ? (
            <Taking title={words.t("taking")} />
          ) : screen.name === "ticket" ? (
            <Taken
              ticket={screen.ticket}
              words={words}
              printed={printed}
              left={Math.max(0, Math.ceil(((state.endsAt ?? now) - now) / 1_000))}
              onDone={() => act({ type: "home" })}
              onMore={() => act({ type: "more_time" })}
            />
          ) : (
            <Refusal
              code={screen.code}
              words={words}
              onBack={() => act({ type: "language", language: screen.language })}
            />
          )}
        </main>
        <AccessBar
          words={words}
          access={access}
          onAccess={(changed) => act({ type: "access", access: changed })}
          onHome={
            screen.name === "services" || screen.name === "refused" ? () => act({ type: "home" }) : null
          }
        />
      </div>
      {screen.name === "ticket" && (
        <Paper paper={paperOf(screen.ticket, place, location?.timeZone ?? "UTC", words)} />
      )}
    </>
  );
}
