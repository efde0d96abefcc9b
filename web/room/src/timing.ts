// When to ask again.

/** Never earlier than told, and up to a fifth later, so that a crowd does not ask in step. */
export function jittered(ms: number, random: () => number): number {
  return ms * (1 + 0.2 * random());
}

const FIRST_RETRY_MS = 2_000;
const LAST_RETRY_MS = 60_000;

/** Exponential, at most a minute; the upper half is random. `attempt` counts from 0. */
export function backoff(attempt: number, random: () => number): number {
  const ceiling = Math.min(LAST_RETRY_MS, FIRST_RETRY_MS * 2 ** attempt);
  return ceiling / 2 + (ceiling / 2) * random();
}
