// Which screen follows which. Language, then service: two touches to a number. Nobody's screen stays for the next person.
import type { Language } from "./strings";
import type { Ticket } from "./types";

export type Screen =
  | { name: "languages" }
  | { name: "services"; language: Language }
  | { name: "taking"; language: Language }
  | { name: "ticket"; language: Language; ticket: Ticket }
  | { name: "refused"; language: Language; code: string };

export interface Access {
  larger: 0 | 1 | 2;
  contrast: boolean;
  /** Everything that is touched in the lower half, for who sits. */
  lower: boolean;
}

export const PLAIN: Access = { larger: 0, contrast: false, lower: false };

export interface State {
  screen: Screen;
  access: Access;
  /** When the screen goes back to the first; null where it stays. */
  endsAt: number | null;
}

export type Act =
  | { type: "language"; language: Language }
  | { type: "take" }
  | { type: "ticket"; ticket: Ticket }
  | { type: "refused"; code: string }
  | { type: "home" }
  | { type: "touch" }
  | { type: "more_time" }
  | { type: "access"; access: Access };

/** How long each screen waits for a touch. */
export const IDLE_MS = { services: 45_000, ticket: 25_000, refused: 20_000 };
const MORE_MS = 60_000;
/** The first screen forgets settings for reading and reach after this. */
const ACCESS_MS = 45_000;

export const first: State = { screen: { name: "languages" }, access: PLAIN, endsAt: null };

export function next(state: State, act: Act, now: number): State {
  const { screen, access } = state;
  const language = screen.name === "languages" ? null : screen.language;
  switch (act.type) {
    case "home":
      return first;
    case "language":
      return { access, screen: { name: "services", language: act.language }, endsAt: now + IDLE_MS.services };
    case "take":
      return language && screen.name === "services"
        ? { access, screen: { name: "taking", language }, endsAt: null }
        : state;
    case "ticket":
      return language && screen.name === "taking"
        ? { access, screen: { name: "ticket", language, ticket: act.ticket }, endsAt: now + IDLE_MS.ticket }
        : state;
    case "refused":
      return language && screen.name === "taking"
        ? { access, screen: { name: "refused", language, code: act.code }, endsAt: now + IDLE_MS.refused }
        : state;
    case "touch":
      return state.endsAt === null ? state : { ...state, endsAt: Math.max(state.endsAt, now + idle(screen)) };
    case "more_time":
      return { ...state, endsAt: now + MORE_MS };
    case "access":
      return { ...state, access: act.access, endsAt: Math.max(state.endsAt ?? 0, now + idle(screen)) };
  }
}

function idle(screen: Screen): number {
  return screen.name in IDLE_MS ? IDLE_MS[screen.name as keyof typeof IDLE_MS] : ACCESS_MS;
}

/** What is due by now: nothing, or the first screen. */
export function settle(state: State, now: number): State {
  return state.endsAt !== null && now >= state.endsAt ? first : state;
}
