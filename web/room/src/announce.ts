// What is worth saying aloud to people who listen to the page.

/**
 * Groups places so that only a material change is announced: each of the last five, then every 5,
 * 10, 50 and 500 places.
 */
export function milestone(ahead: number): number {
  if (ahead <= 5) return ahead;
  const step = ahead <= 20 ? 5 : ahead <= 100 ? 10 : ahead <= 1_000 ? 50 : 500;
  return Math.ceil(ahead / step) * step;
}

/** The number that is said: nobody needs to hear all digits. */
export function spokenCount(ahead: number): number {
  const step = ahead <= 20 ? 1 : ahead <= 1_000 ? 10 : 100;
  return Math.round(ahead / step) * step;
}

/** Two announcements of the place keep at least this distance, except near the front. */
export const QUIET_MS = 30_000;
