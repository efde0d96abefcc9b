// Who is asking.

/** Where a client takes its access token from. */
export interface Credentials {
  /** The token to send, fetched first if need be; `null` to ask as a stranger. */
  token(): Promise<string | null>;
  /** Called when the server refused `stale`. Answers another token, or `null` if there is none. */
  renew(stale: string): Promise<string | null>;
}

/** One token that never changes, e.g. an API key or a visitor's session token. */
export function fixedToken(token: string): Credentials {
  return { token: async () => token, renew: async () => null };
}

/** Several callers who want the same thing at once wait for one of them to get it. */
export class SingleFlight<T> {
  private running: Promise<T> | null = null;

  run(work: () => Promise<T>): Promise<T> {
    this.running ??= work().finally(() => {
      this.running = null;
    });
    return this.running;
  }
}
