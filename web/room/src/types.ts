// The shapes of the visitor API, as far as the wait page reads them.
import type { Branding } from "pages/branding";

export type SessionStatus =
  | "waiting"
  | "released"
  | "active"
  | "completed"
  | "left"
  | "abandoned"
  | "no_show"
  | "expired"
  | "removed"
  | "transferred";

export type QueueState = "scheduled" | "pre_queue" | "open" | "paused" | "draining" | "closed";

export interface Message {
  text: string;
  level: "info" | "warning";
  at: string;
}

/** Seconds. Half of all people wait at most `p50`, nine in ten at most `p90`. */
export interface Wait {
  p50: number;
  p90: number;
}

export interface Session {
  id: string;
  tenantId: string;
  queueId: string;
  queueName: string;
  status: SessionStatus;
  /** 1-based; null before the draw and once the session is no longer waiting. */
  position: number | null;
  peopleAhead: number | null;
  /** Number in the order of the line; only compared with the frame's blocks. */
  place: number | null;
  priority: number;
  estimatedWaitSeconds: Wait | null;
  claimBy: string | null;
  /** Until when somebody who is in may stay. */
  activeUntil?: string | null;
  queueState: QueueState;
  opensAt: string | null;
  message: Message | null;
  queueVersion: number;
  pollAfterSeconds: number;
  canExtendClaim: boolean;
  /** What stands on the ticket of somebody who comes in person; absent before walk-in. */
  number?: string | null;
  /** Where they are called to, or are. `calls` counts the call and its recalls. */
  calledTo?: { counterName: string; calls: number } | null;
  /** Out of the order for now; the place is kept. */
  held?: boolean;
  /** The line in which the visit goes on. */
  movedTo?: { queueId: string } | null;
  lastUpdated: string;
}

export interface ClaimedSession extends Session {
  redirectUrl: string | null;
}

export interface Recovery {
  code: string;
  url: string;
  qrSvg: string;
}

export interface FramePriority {
  priority: number;
  firstBlock: number;
  counts: number[];
}

/** The public picture of a queue: how many people wait in which block of places. */
export interface Frame {
  state: QueueState;
  version: number;
  waiting: number;
  blockSize: number;
  priorities: FramePriority[];
  message: Message | null;
  opensAt: string | null;
  nextPollSeconds: number;
}

/** What a `queue_updated` event may carry; every field is optional to us. */
export interface QueueUpdate {
  state?: string;
  status?: string;
  message?: Message | null;
  opensAt?: string | null;
  version?: number;
}

/** What somebody brings along to join with. */
export interface Brought {
  inviteCode?: string;
  enqueueToken?: string;
  proofOfWork?: { challenge: string; solutions: number[] };
}

export interface Config {
  tenantId: string;
  queueId: string;
  queueName: string;
  base: string;
  locale: string;
  returnUrl: string | null;
  session: Session | null;
  branding: Branding | null;
  /** Whether a proof of work is asked for, as far as the page knows. */
  work: boolean;
  /** Whether nothing is told to go on to: who is let in stays on the page. */
  stays: boolean;
  /** Whether the server has said that there is no such queue. */
  missing: boolean;
  /** In the dashboard's preview: shows an example and joins nothing. */
  preview: boolean;
}
