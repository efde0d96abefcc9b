// Signing in from a program: both tokens in its own keeping.
import { type Api, createApi } from "./api.ts";
import { type Credentials, SingleFlight } from "./credentials.ts";
import { ApiError } from "./errors.ts";

/** A pair of tokens as the server gives it. */
export interface Tokens {
  accessToken: string;
  refreshToken: string;
  expiresIn: number;
}

export interface TokenSessionOptions {
  baseUrl?: string;
  fetch?: (request: Request) => Promise<Response>;
  /** Called with every new pair, so that it can be kept; with `null` when the sign-in is over. */
  onTokens?: (tokens: Tokens | null) => void;
}

/** A program's sign-in. Give it to `createApi` as `credentials`. */
export class TokenSession implements Credentials {
  private readonly api: Api;
  private readonly onTokens: (tokens: Tokens | null) => void;
  private readonly flight = new SingleFlight<string | null>();
  private tokens: Tokens | null = null;

  constructor(options: TokenSessionOptions = {}, kept: Tokens | null = null) {
    const { onTokens = () => {}, ...api } = options;
    this.api = createApi(api);
    this.onTokens = onTokens;
    this.tokens = kept;
  }

  /** Signs in. Where an authenticator's code is asked for besides, a program had better have an API key. */
  async signIn(email: string, password: string): Promise<void> {
    const answer = await this.api.post("/v1/auth/login", { body: { email, password } });
    if ("challenge" in answer) throw new Error("This account has a second factor; use an API key instead.");
    this.keep(answer);
  }

  async signOut(): Promise<void> {
    const { tokens } = this;
    this.keep(null);
    if (tokens) await this.api.post("/v1/auth/logout", { body: { refreshToken: tokens.refreshToken } });
  }

  async token(): Promise<string | null> {
    return this.tokens?.accessToken ?? null;
  }

  async renew(stale: string): Promise<string | null> {
    const { tokens } = this;
    if (!tokens) return null;
    if (tokens.accessToken !== stale) return tokens.accessToken;
    return this.flight.run(async () => {
      try {
        const body = { refreshToken: tokens.refreshToken };
        return this.keep(await this.api.post("/v1/auth/refresh", { body }));
      } catch (error) {
        if (!(error instanceof ApiError) || ![401, 403].includes(error.status)) throw error;
        return this.keep(null);
      }
    });
  }

  private keep(tokens: Tokens | null): string | null {
    this.tokens = tokens;
    this.onTokens(tokens);
    return tokens?.accessToken ?? null;
  }
}
