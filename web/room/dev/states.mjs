// Sessions, frames and failures for every face of the wait page, by the name used in ?state=.

const iso = (offsetMs) => new Date(Date.now() + offsetMs).toISOString();
const MINUTE = 60_000;

export const base = (id) => ({
  id: `session-${id}`,
  tenantId: "demo",
  queueId: id,
  queueName: "Aurora Tickets",
  status: "waiting",
  position: 1204,
  peopleAhead: 1203,
  place: 5204,
  ticket: 5204,
  priority: 0,
  estimatedWaitTime: "25 minutes",
  estimatedWaitSeconds: { p50: 1440, p90: 2010 },
  enqueuedAt: iso(-10 * MINUTE),
  releasedAt: null,
  claimBy: null,
  activeUntil: null,
  servedAt: null,
  queueState: "open",
  opensAt: null,
  message: null,
  queueVersion: 7,
  pollAfterSeconds: 3,
  canExtendClaim: false,
  lastUpdated: iso(0),
});

const at = (position, more = {}) => ({
  position,
  peopleAhead: position - 1,
  estimatedWaitSeconds: { p50: position * 1.2, p90: position * 1.7 },
  ...more,
});
const none = { position: null, peopleAhead: null, estimatedWaitSeconds: null };
const ended = (status) => ({ session: { ...none, status } });
const released = (ms, canExtendClaim) => ({
  session: { ...none, status: "released", releasedAt: iso(-5_000), claimBy: iso(ms), canExtendClaim },
});
const message = (level, text) => ({ level, text, at: iso(-MINUTE) });

/** `session`: changes to the base; `from`: where the progress starts; `join`/`api`: an error instead. */
export const states = () => ({
  waiting: { session: at(1204), from: 3100 },
  near: { session: at(12), from: 240 },
  next: { session: at(1), from: 240 },
  start: { session: at(84312, { pollAfterSeconds: 20 }), from: 84312, crowd: true },
  hours: { session: at(6210, { estimatedWaitSeconds: { p50: 7800, p90: 10900 } }), from: 9000 },
  unknown_wait: { session: at(318, { estimatedWaitSeconds: null }), from: 318 },
  message: {
    session: at(1204, {
      message: message(
        "info",
        "The box office opens a second counter at 15:00. The line will then move about twice as fast.",
      ),
    }),
    from: 1900,
  },
  warning: {
    session: at(96, {
      message: message(
        "warning",
        "Standing tickets for Saturday are sold out. Seats for Sunday are still there.",
      ),
    }),
    from: 800,
  },
  branding: {
    session: at(731),
    from: 1800,
    branding: {
      version: null,
      title: "Fernwood Festival",
      note: "Fernwood Festival, 12–14 June. Doors open daily at noon.",
    },
  },
  pre_queue: { session: { ...none, queueState: "pre_queue", opensAt: iso(12 * MINUTE + 34_000) } },
  pre_queue_order: { session: at(57, { queueState: "pre_queue", opensAt: iso(100 * MINUTE) }) },
  drawing: { session: { ...none, opensAt: iso(-1_000) } },
  scheduled: { session: { ...none, queueState: "scheduled", opensAt: iso(3 * 24 * 60 * MINUTE) } },
  paused: { session: at(418, { queueState: "paused" }), from: 900 },
  draining: { session: at(64, { queueState: "draining" }), from: 900 },
  closed_session: { session: at(64, { queueState: "closed" }), from: 900 },
  closed: {
    join: { status: 409, code: "queue_closed" },
    frame: { state: "closed", opensAt: iso(20 * 60 * MINUTE) },
  },
  full: { join: { status: 409, code: "queue_full" }, frame: { state: "open" } },
  joining: { hang: true },
  working: { join: { status: 428, code: "proof_of_work_required" }, work: 19 },
  invite: { join: { status: 403, code: "invite_required" } },
  invite_wrong: { join: { status: 410, code: "token_spent" } },
  uninvited: { join: { status: 403, code: "enqueue_token_required" } },
  blocked: { join: { status: 403, code: "blocked" } },
  error: { join: { status: 503, code: "unavailable" } },
  not_found: { join: { status: 404, code: "not_found" } },
  cookies: { join: null, session: at(900), api: { status: 401, code: "unauthorized" }, joins: true },
  lost: { session: at(512), from: 900, api: { status: 503, code: "unavailable" } },
  turn: released(3 * MINUTE, true),
  turn_late: released(45_000, false),
  admitting: { ...released(3 * MINUTE, true), claimHangs: true },
  walk_in: { session: at(13, { number: "A042" }), from: 30 },
  held: { session: { ...none, number: "A042", held: true } },
  called: {
    session: {
      ...none,
      status: "released",
      number: "A042",
      calledTo: { counterId: "c", counterName: "Counter 3", calledAt: iso(0), calls: 1 },
    },
  },
  serving: {
    session: {
      ...none,
      status: "active",
      number: "A042",
      calledTo: { counterId: "c", counterName: "Counter 3", calledAt: iso(0), calls: 1 },
    },
  },
  /** The turn, and inside, where nothing is told to go on to. */
  turn_here: { ...released(3 * MINUTE, true), stays: true },
  active_here: { session: { ...none, status: "active", activeUntil: iso(10 * MINUTE) }, stays: true },
  active: { session: { ...none, status: "active", activeUntil: iso(10 * MINUTE) } },
  left: ended("left"),
  abandoned: ended("abandoned"),
  no_show: ended("no_show"),
  expired: ended("expired"),
  removed: ended("removed"),
  completed: ended("completed"),
  gone: { session: at(900), api: { status: 404, code: "not_found" } },
  /** Falls from 42 to the turn within a minute. */
  show: { session: at(42), from: 42, fallsPerSecond: 0.8 },
});

export function frame(id, extra = {}) {
  return {
    queueId: id,
    name: "Aurora Tickets",
    state: "open",
    version: 7,
    waiting: 91_000,
    blockSize: 4096,
    priorities: [{ priority: 0, firstBlock: 0, counts: [2000, 2500] }],
    message: null,
    opensAt: null,
    nextPollSeconds: 3,
    at: iso(0),
    ...extra,
  };
}
