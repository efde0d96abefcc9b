// What the page knows, and which of its faces follows from it.
import type { Message, Session, Wait } from "./types";

export type Phase =
  | "joining"
  | "in_line"
  | "invite"
  | "uninvited"
  | "blocked"
  | "full"
  | "closed"
  | "not_found"
  | "cookies"
  | "unknown";
export type Network = "ok" | "offline" | "retrying";
export type Admitting = "no" | "asking" | "retrying" | "going";
export type Extension = "none" | "asking" | "given" | "refused";

export interface RoomState {
  phase: Phase;
  session: Session | null;
  /** The place to display: see PlaceTracker. */
  place: number | null;
  wait: Wait | null;
  /** 0–1. */
  progress: number;
  message: Message | null;
  /** From the public frame where there is no session to tell it. */
  opensAt: string | null;
  network: Network;
  /** When the next try is due while something is wrong; local clock. */
  nextTryAt: number | null;
  /** When the server was last heard; local clock. */
  heardAt: number | null;
  /** Server clock minus local clock: deadlines must not depend on the visitor's clock. */
  clockOffset: number;
  admitting: Admitting;
  extension: Extension;
  leaveFailed: boolean;
  /** How much of the proof of work is done, 0–1; null while none is asked for. */
  work: number | null;
  /** The invite code that was sent is none. */
  inviteWrong: boolean;
}

export const initialState: RoomState = {
  phase: "joining",
  session: null,
  place: null,
  wait: null,
  progress: 0,
  message: null,
  opensAt: null,
  network: "ok",
  nextTryAt: null,
  heardAt: null,
  clockOffset: 0,
  admitting: "no",
  extension: "none",
  leaveFailed: false,
  work: null,
  inviteWrong: false,
};

export type View =
  | "joining"
  | "invite"
  | "uninvited"
  | "blocked"
  | "pre_queue"
  | "scheduled"
  | "waiting"
  | "paused"
  | "draining"
  | "closed"
  | "full"
  | "turn"
  | "called"
  | "serving"
  | "admitting"
  | "active"
  | "ended"
  | "not_found"
  | "cookies";

export function viewOf({ phase, session, admitting }: RoomState): View {
  if (phase === "unknown") return "ended";
  if (phase !== "in_line" || !session) return phase === "in_line" ? "joining" : phase;
  if (admitting !== "no") return "admitting";
  switch (session.status) {
    case "released":
      return session.calledTo ? "called" : "turn";
    case "active":
      return session.calledTo ? "serving" : "active";
    case "waiting":
      // Open, but the draw has not given places yet: still the face of the pre-queue.
      if (session.queueState === "open") return session.position === null ? "pre_queue" : "waiting";
      return session.queueState;
    default:
      return "ended";
  }
}

/** The key part for the texts of an ended session. */
export function endedReason({ phase, session }: RoomState) {
  if (phase === "unknown" || !session) return "unknown";
  const { status } = session;
  return status === "waiting" || status === "released" || status === "active" ? "unknown" : status;
}

/** The deadline at the turn on the local clock. */
export function claimDeadline({ session, clockOffset }: RoomState): number | null {
  return onLocalClock(session?.claimBy, clockOffset);
}

/** Until when somebody who is in may stay, on the local clock. */
export function activeEnd({ session, clockOffset }: RoomState): number | null {
  return onLocalClock(session?.activeUntil, clockOffset);
}

function onLocalClock(time: string | null | undefined, clockOffset: number): number | null {
  const at = Date.parse(time ?? "");
  return Number.isNaN(at) ? null : at - clockOffset;
}
