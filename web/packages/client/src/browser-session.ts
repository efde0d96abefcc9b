// Signing in from a page: the access token in memory, the refresh token in a cookie that no script sees.
import { type Api, createApi } from "./api.ts";
import { type Credentials, SingleFlight } from "./credentials.ts";
import { ApiError } from "./errors.ts";

/** A token that is good for less than this is renewed before it is sent, in milliseconds. */
const AHEAD_MS = 30_000;
/** Tabs share the cookie, and each refresh token works once: one tab at a time refreshes. */
const LOCK = "virtual-queue-sign-in";
/** Tells the other tabs that the browser was signed out. */
const CHANNEL = "virtual-queue-sign-in";

export interface BrowserSessionOptions {
  baseUrl?: string;
  fetch?: (request: Request) => Promise<Response>;
  /** The clock, in milliseconds. */
  now?: () => number;
  /** Runs work while no other tab does. */
  exclusively?: <T>(work: () => Promise<T>) => Promise<T>;
}

/** Whether somebody is signed in; `unknown` before the cookie was tried. */
export type SignInState = "unknown" | "in" | "out";

/** What is to be done before somebody with a second factor is in. */
export interface SecondStep {
  /** For `secondStep`. */
  challenge: string;
  /** A role demands a second factor, and there is none yet: `enrol` gives a secret for one. */
  enrolment: boolean;
}

interface SignedIn {
  accessToken: string;
  expiresIn: number;
}

interface Access {
  token: string;
  goodUntil: number;
}

/** The sign-in of this browser. Give it to `createApi` as `credentials`. */
export class BrowserSession implements Credentials {
  private readonly api: Api;
  private readonly now: () => number;
  private readonly exclusively: <T>(work: () => Promise<T>) => Promise<T>;
  private readonly flight = new SingleFlight<string | null>();
  private readonly listeners = new Set<(state: SignInState) => void>();
  private readonly channel = typeof BroadcastChannel === "undefined" ? null : new BroadcastChannel(CHANNEL);
  private access: Access | null = null;
  private current: SignInState = "unknown";

  constructor(options: BrowserSessionOptions = {}) {
    const { now = Date.now, exclusively = inLock, ...api } = options;
    this.api = createApi(api);
    this.now = now;
    this.exclusively = exclusively;
    if (this.channel) this.channel.onmessage = () => this.become("out", null);
  }

  get state(): SignInState {
    return this.current;
  }

  /** Tells when somebody signs in or out, here or in another tab. Returns how to stop it. */
  onChange(listener: (state: SignInState) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** Signs in; what is to be done yet, or `null`. */
  async signIn(email: string, password: string): Promise<SecondStep | null> {
    return this.soFar(await this.api.post("/v1/auth/browser/login", { body: { email, password } }));
  }

  /** Signs in with the code that single sign-on has brought to this browser; what is to be done yet, or `null`. */
  async completeSso(code: string): Promise<SecondStep | null> {
    return this.soFar(await this.api.post("/v1/auth/browser/sso/complete", { body: { code } }));
  }

  /** A secret for an authenticator, to be confirmed by its first code in `secondStep`. */
  enrol(challenge: string): Promise<{ secret: string; uri: string }> {
    return this.api.post("/v1/auth/login/enrolment", { body: { challenge } });
  }

  /** Signs in with a code. After an enrolment there are recovery codes, which are shown this once. */
  async secondStep(challenge: string, code: string): Promise<string[]> {
    const answer = await this.api.post("/v1/auth/browser/login/second-factor", { body: { challenge, code } });
    this.keep(answer);
    return answer.recoveryCodes ?? [];
  }

  /** Signs out here and in every other tab, even when the server cannot be told. */
  async signOut(): Promise<void> {
    this.become("out", null);
    this.channel?.postMessage("out");
    await this.exclusively(() => this.api.post("/v1/auth/browser/logout"));
  }

  /** Finds out whether the cookie of an earlier visit still holds. */
  async resume(): Promise<SignInState> {
    if (this.current === "unknown") await this.refresh();
    return this.current;
  }

  async token(): Promise<string | null> {
    if (this.current === "out") return null;
    if (this.access && this.access.goodUntil - this.now() > AHEAD_MS) return this.access.token;
    return this.refresh();
  }

  async renew(stale: string): Promise<string | null> {
    // Somebody else's refusal may have brought another token already.
    if (this.access && this.access.token !== stale) return this.access.token;
    return this.refresh();
  }

  private soFar(answer: SignedIn | SecondStep): SecondStep | null {
    if ("challenge" in answer) return { challenge: answer.challenge, enrolment: answer.enrolment };
    this.keep(answer);
    return null;
  }

  private refresh(): Promise<string | null> {
    return this.flight.run(() =>
      this.exclusively(async () => {
        try {
          return this.keep(await this.api.post("/v1/auth/browser/refresh"));
        } catch (error) {
          if (!(error instanceof ApiError) || ![401, 403].includes(error.status)) throw error;
          this.become("out", null);
          return null;
        }
      }),
    );
  }

  private keep(answer: SignedIn): string {
    const goodUntil = this.now() + answer.expiresIn * 1000;
    this.become("in", { token: answer.accessToken, goodUntil });
    return answer.accessToken;
  }

  private become(state: SignInState, access: Access | null): void {
    this.access = access;
    if (this.current === state) return;
    this.current = state;
    for (const listener of this.listeners) listener(state);
  }
}

/** Through the browser's locks; where there are none, tabs may disturb each other but nothing else happens. */
function inLock<T>(work: () => Promise<T>): Promise<T> {
  const locks = globalThis.navigator?.locks as LockManager | undefined;
  return locks ? (locks.request(LOCK, work) as Promise<T>) : work();
}
