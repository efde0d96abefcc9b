// The heart of the wait page: joins, keeps the session up to date, claims the turn. No DOM in here.
//
// The poll is the ground truth. Server-sent events only make it quicker, and for a large crowd the
// public frame shows movement between rare polls. A failure of ours or of the network never changes
// what is displayed, except that it says so.
import { type Answer, type Api, ApiError } from "./api";
import { PlaceTracker } from "./frame";
import { Live } from "./live";
import type { Progress } from "./progress";
import { claimDeadline, initialState, type Phase, type RoomState } from "./state";
import { backoff, jittered } from "./timing";
import type { Brought, Frame, QueueState, QueueUpdate, Recovery, Session } from "./types";
import type { Challenge } from "./work/search";

const CROWD = 5_000;
const CROWD_POLL_SECONDS = 10;
/** With events flowing the poll only checks. */
const CHECK_MS = 30_000;
/** Far from the front a crowd polls a third as often as told; never rarer than this by itself. */
const RARE_POLL_MS = 60_000;
const FAR_FROM_FRONT = 1_000;
const REJOIN_MS = 20_000;
const NAVIGATION_MS = 20_000;
/** A challenge may be overtaken: given out to another network, used by a join whose answer was lost. */
const WORK_ATTEMPTS = 3;
const WORK_CODES: readonly string[] = ["proof_of_work_required", "proof_of_work_invalid"];
/** Only the visitor can change something about these. */
const STILL: readonly Phase[] = ["not_found", "invite", "uninvited", "blocked"];
const QUEUE_STATES: readonly string[] = ["scheduled", "pre_queue", "open", "paused", "draining", "closed"];

export interface RoomDeps {
  api: Api;
  progress: Progress;
  random: () => number;
  createEvents: ((url: string) => EventSource) | null;
  /** Leaves the page; only ever called after the visitor asked to continue. */
  go: (url: string | null) => void;
  isOnline: () => boolean;
  /** Asks the server for the page anew. */
  reload: () => void;
  /** Solves a challenge without holding up the page; tells how far it is, 0–1. */
  solve: (challenge: Challenge, progressed: (share: number) => void) => Promise<number[]>;
  /** What the link brought along. */
  brought: Brought;
  /** Whether the server has said that it asks for work. */
  work: boolean;
  /** Whether the visitor stays on this page at the turn, unless the server tells where to go. */
  stays: boolean;
  /** Whether the server has said that there is no such queue: then there is nothing to ask it for. */
  missing: boolean;
}

export class Room {
  state: RoomState = initialState;
  private listeners = new Set<() => void>();
  private place = new PlaceTracker();
  private live: Live;
  private frame: Frame | null = null;
  private pollTimer: ReturnType<typeof setTimeout> | undefined;
  private frameTimer: ReturnType<typeof setTimeout> | undefined;
  private deadlineTimer: ReturnType<typeof setTimeout> | undefined;
  private pollDueAt = 0;
  private pollStartedAt = 0;
  private busy = false;
  private failures = 0;
  /** Answers "no such session" in a row: one alone may be a server that is just starting. */
  private misses = 0;
  private everSeen = false;
  private visible = true;

  private brought: Brought;

  constructor(private readonly deps: RoomDeps) {
    this.brought = deps.brought;
    this.live = new Live(
      deps.api.eventsUrl,
      {
        session: (session) => this.accept(session, null),
        queue: (update) => this.acceptQueue(update),
        notification: (message) =>
          this.set({ message: { ...message, at: new Date(this.serverNow()).toISOString() } }),
        lost: (asked) => this.schedule(asked ? 2_000 * deps.random() : this.pollDelay()),
      },
      deps.random,
      deps.createEvents,
    );
  }

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  /**
   * `session` is what the server wrote into the page, which arrived at `arrivedAt` by the local clock;
   * without one the page joins.
   */
  start(session: Session | null, arrivedAt: number): void {
    if (this.deps.missing) this.set({ phase: "not_found" });
    else if (session) {
      this.everSeen = true;
      this.accept(session, Date.parse(session.lastUpdated) + Date.now() - arrivedAt);
      this.schedule(this.pollDelay());
    } else void this.update();
  }

  stop(): void {
    clearTimeout(this.pollTimer);
    clearTimeout(this.frameTimer);
    clearTimeout(this.deadlineTimer);
    this.live.close();
  }

  /** The window was shown again, or the device woke up: what is displayed may be old. */
  wake(): void {
    this.visible = true;
    if (STILL.includes(this.state.phase)) return;
    const told = (this.state.session?.pollAfterSeconds ?? 0) * 1000;
    const now = Date.now();
    const stale = now - this.pollStartedAt >= told;
    if (now - (this.state.heardAt ?? 0) > 60_000) this.live.close();
    if (now >= this.pollDueAt || (stale && this.polls())) void this.update();
    this.scheduleFrame();
  }

  /** Back from the site by the browser's history: the page stands as it was when it left. */
  restored(): void {
    if (this.state.admitting === "going") this.set({ admitting: "no" });
    void this.update();
  }

  hidden(): void {
    this.visible = false;
    clearTimeout(this.frameTimer);
  }

  online(): void {
    if (this.state.network === "ok") return;
    this.failures = 0;
    // Whole networks come back at once: spread over a moment.
    this.schedule(1_500 * this.deps.random());
  }

  offline(): void {
    this.live.close();
    this.set({ network: "offline" });
  }

  retryNow(): void {
    if (this.deps.missing) {
      this.deps.reload();
      return;
    }
    if (this.state.phase === "cookies" || this.state.phase === "not_found") this.set({ phase: "joining" });
    void this.update();
  }

  /** The visitor typed an invite code. */
  useInvite(code: string): void {
    this.brought = { ...this.brought, inviteCode: code };
    this.set({ phase: "joining", inviteWrong: false });
    void this.update();
  }

  joinAgain(): Promise<void> {
    this.place.reset();
    this.live.close();
    this.misses = 0;
    this.set({ ...initialState, clockOffset: this.state.clockOffset, heardAt: this.state.heardAt });
    return this.update();
  }

  async leave(): Promise<boolean> {
    this.set({ leaveFailed: false });
    try {
      this.take(await this.deps.api.leave());
      return true;
    } catch (error) {
      // Already ended: the next poll tells how.
      const ended = error instanceof ApiError && [401, 404, 410].includes(error.status);
      if (ended) void this.update();
      else this.set({ leaveFailed: true });
      return ended;
    }
  }

  async recovery(): Promise<Recovery> {
    return (await this.deps.api.recovery()).data;
  }

  async extend(): Promise<void> {
    this.set({ extension: "asking" });
    try {
      this.take(await this.deps.api.extend());
      this.set({ extension: "given" });
    } catch {
      this.set({ extension: "refused" });
      void this.update();
    }
  }

  /** The visitor pressed Continue. Keeps trying through failures: the turn must not be lost to them. */
  async claim(): Promise<void> {
    if (this.state.admitting === "asking" || this.state.admitting === "going") return;
    const wasActive = this.state.session?.status === "active";
    this.set({ admitting: "asking" });
    for (let attempt = 0; ; attempt++) {
      try {
        const answer = await this.deps.api.claim();
        const { data } = answer;
        if (this.deps.stays && !data.redirectUrl) {
          this.set({ admitting: "no" });
          this.take(answer);
          return this.schedule(this.pollDelay());
        }
        this.stop();
        this.set({ admitting: "going", network: "ok" });
        this.deps.go(data.redirectUrl);
        // Still here after that long: the visitor stopped the navigation, or the site did not answer.
        this.pollTimer = setTimeout(() => this.restored(), NAVIGATION_MS);
        return;
      } catch (error) {
        const refused = error instanceof ApiError && error.status < 500 && error.status !== 429;
        if (refused) {
          // Somebody who is already in needs no new claim to go on.
          if (wasActive && error.code === "not_your_turn") return this.deps.go(null);
          this.set({ admitting: "no" });
          return this.update();
        }
        this.set({ admitting: "retrying" });
        await new Promise((wait) => setTimeout(wait, backoff(Math.min(attempt, 2), this.deps.random)));
      }
    }
  }

  /** One step towards the truth: joins where there is no session, else asks for it. */
  private async update(): Promise<void> {
    if (this.busy) return;
    this.busy = true;
    clearTimeout(this.pollTimer);
    this.pollStartedAt = Date.now();
    const joining = this.state.session === null && this.state.phase !== "unknown";
    try {
      this.take(joining ? await this.join() : await this.deps.api.current());
      if (!joining) this.everSeen = true;
      this.misses = 0;
      this.busy = false;
      if (this.polls()) this.schedule(this.pollDelay());
    } catch (error) {
      this.busy = false;
      if (error instanceof ApiError && error.status < 500) this.refused(error, joining);
      else this.failed(error instanceof ApiError ? error : null);
    }
  }

  /** Joins; where work is asked for, does it and joins with that. */
  private async join(): Promise<Answer<Session>> {
    const { api } = this.deps;
    let brought = this.brought;
    for (let attempt = 0; ; attempt++) {
      try {
        // Where the page says already what will be asked for, that comes first.
        if (attempt || !this.deps.work) return await api.join(brought);
      } catch (error) {
        const works = error instanceof ApiError && WORK_CODES.includes(error.code);
        if (!works || attempt >= WORK_ATTEMPTS) throw error;
      }
      const { data } = await api.challenge();
      brought = this.brought;
      if (!data.required || data.challenge === null) continue;
      this.set({ work: 0, network: "ok" });
      try {
        const solutions = await this.deps.solve(data, (work) => this.set({ work }));
        brought = { ...brought, proofOfWork: { challenge: data.challenge, solutions } };
      } finally {
        this.set({ work: null });
      }
    }
  }

  private take({ data, serverTime }: Answer<Session>): void {
    this.failures = 0;
    this.accept(data, serverTime);
  }

  /** A session from any source. Out-of-order news is dropped. */
  private accept(session: Session, serverTime: number | null): void {
    const before = this.state.session;
    if (before?.id === session.id && session.lastUpdated < before.lastUpdated) return;
    if (before && before.id !== session.id) this.place.reset();
    // The server leads on to the line in which the visit goes on: only it may write the cookie.
    if (session.movedTo) {
      this.deps.reload();
      return;
    }
    this.place.fromSession(session.position);
    const clockOffset = serverTime === null ? this.state.clockOffset : serverTime - Date.now();
    this.set({
      phase: "in_line",
      session,
      message: session.message,
      opensAt: session.opensAt,
      network: "ok",
      nextTryAt: null,
      heardAt: Date.now(),
      clockOffset,
      ...(session.status !== before?.status ? { extension: "none", leaveFailed: false } : {}),
      ...this.shownPlace(session),
    });
    if (!this.polls()) clearTimeout(this.pollTimer);
    this.watchDeadline();
    this.chooseSource();
  }

  private shownPlace(session: Session): Pick<RoomState, "place" | "wait" | "progress"> {
    const place = this.place.value;
    const known = session.estimatedWaitSeconds;
    const { share } = this.place;
    return {
      place,
      wait: known && { p50: known.p50 * share, p90: known.p90 * share },
      progress: place === null ? 0 : this.deps.progress.of(session.id, place),
    };
  }

  private acceptQueue(update: QueueUpdate): void {
    const { session } = this.state;
    if (!session) return;
    const state = update.state ?? update.status;
    const queueState = QUEUE_STATES.includes(state ?? "") ? (state as QueueState) : session.queueState;
    const message = update.message === undefined ? this.state.message : update.message;
    const opensAt = update.opensAt === undefined ? session.opensAt : update.opensAt;
    this.set({ session: { ...session, queueState, opensAt }, message, heardAt: Date.now() });
    // Everybody hears this at once; asking for the own place is spread over the poll interval.
    if (queueState !== session.queueState) this.schedule(this.pollDelay() * this.deps.random());
  }

  private refused(error: ApiError, joining: boolean): void {
    const again = Math.max(error.retryAfterMs ?? 0, REJOIN_MS);
    if (error.status === 429) {
      this.schedule(jittered(error.retryAfterMs ?? again, this.deps.random));
    } else if (joining && ["queue_full", "queue_closed", "tenant_suspended"].includes(error.code)) {
      this.set({
        phase: error.code === "queue_full" ? "full" : "closed",
        network: "ok",
        heardAt: Date.now(),
      });
      void this.loadFrame();
      this.retryAt(jittered(again, this.deps.random));
    } else if (joining && error.code === "invite_required") {
      this.set({ phase: "invite", inviteWrong: false, network: "ok" });
    } else if (joining && error.code === "token_spent" && !this.brought.enqueueToken) {
      this.set({ phase: "invite", inviteWrong: true, network: "ok" });
    } else if (joining && ["enqueue_token_required", "token_spent", "invalid_field"].includes(error.code)) {
      this.set({ phase: "uninvited", network: "ok" });
    } else if (joining && error.code === "blocked") {
      this.set({ phase: "blocked", network: "ok" });
    } else if (joining) {
      if (error.status === 404) this.set({ phase: "not_found", network: "ok" });
      else this.failed(error);
    } else if (error.status === 401 || error.status === 404 || error.status === 410) {
      if (this.misses++ === 0) {
        this.retryAt(backoff(1, this.deps.random));
        return;
      }
      this.live.close();
      // Joined, but the very next request came without the cookie: the browser does not keep it.
      const cookies = error.status === 401 && !this.everSeen;
      this.set({ phase: cookies ? "cookies" : "unknown", session: null, network: "ok", nextTryAt: null });
      this.place.reset();
    } else this.failed(error);
  }

  /** No answer, or one that blames the server: keep everything, say so, try again. */
  private failed(error: ApiError | null): void {
    const told = error ? Math.max(error.retryAfterMs ?? 0, this.toldMs()) : 0;
    this.set({ network: this.deps.isOnline() ? "retrying" : "offline" });
    this.retryAt(Math.max(told, backoff(this.failures++, this.deps.random)));
  }

  private retryAt(delay: number): void {
    this.set({ nextTryAt: Date.now() + delay });
    this.schedule(delay);
  }

  private schedule(delay: number): void {
    clearTimeout(this.pollTimer);
    this.pollDueAt = Date.now() + delay;
    this.pollTimer = setTimeout(() => void this.update(), delay);
  }

  /** Ended sessions stay ended; asking again would only cost. */
  private polls(): boolean {
    const { session, phase } = this.state;
    if (!session) return phase === "joining" || phase === "full" || phase === "closed";
    return session.status === "waiting" || session.status === "released" || session.status === "active";
  }

  private toldMs(): number {
    return (this.state.session?.pollAfterSeconds ?? 5) * 1000;
  }

  private pollDelay(): number {
    const told = this.toldMs();
    const far = this.crowd() && (this.state.place ?? 0) > FAR_FROM_FRONT;
    if (this.live.connected) return jittered(Math.max(told, CHECK_MS), this.deps.random);
    if (far) return jittered(Math.max(told, Math.min(told * 3, RARE_POLL_MS)), this.deps.random);
    return jittered(told, this.deps.random);
  }

  private crowd(): boolean {
    const { session, place } = this.state;
    if (session?.status !== "waiting") return false;
    const waiting = Math.max(this.frame?.waiting ?? 0, place ?? 0);
    return session.pollAfterSeconds >= CROWD_POLL_SECONDS || waiting > CROWD;
  }

  /** A crowd shares the frame; everybody else listens to events. */
  private chooseSource(): void {
    const { session } = this.state;
    const listening =
      session?.status === "waiting" || session?.status === "released" || Boolean(session?.calledTo);
    if (listening && !this.crowd()) this.live.open();
    else this.live.close();
    if (this.crowd() && !this.frameTimer) this.scheduleFrame();
  }

  private scheduleFrame(): void {
    clearTimeout(this.frameTimer);
    this.frameTimer = undefined;
    if (!this.visible || !this.crowd()) return;
    const delay = (this.frame?.nextPollSeconds ?? 1) * 1000;
    this.frameTimer = setTimeout(() => void this.loadFrame(), jittered(delay, this.deps.random));
  }

  /** The frame is a nicety: its failures are silent, the poll reports trouble. */
  private async loadFrame(): Promise<void> {
    try {
      const { data } = await this.deps.api.frame();
      this.frame = data;
      const { session } = this.state;
      if (session?.status === "waiting") {
        this.place.fromFrame(data, session);
        this.set({ ...this.shownPlace(session), message: data.message, heardAt: Date.now() });
        this.chooseSource();
      } else if (!session) this.set({ message: data.message, opensAt: data.opensAt });
    } catch {
      // Next time.
    }
    this.scheduleFrame();
  }

  /** When the deadline passes, the server has decided: ask what became of the turn. */
  private watchDeadline(): void {
    clearTimeout(this.deadlineTimer);
    const deadline = this.state.session?.status === "released" ? claimDeadline(this.state) : null;
    if (deadline === null) return;
    const left = deadline - Date.now() + 1_000;
    if (left > 0) this.deadlineTimer = setTimeout(() => void this.update(), left);
  }

  private serverNow(): number {
    return Date.now() + this.state.clockOffset;
  }

  private set(change: Partial<RoomState>): void {
    this.state = { ...this.state, ...change };
    for (const listener of this.listeners) listener();
  }
}
