// When to try again.

/** First and longest pause, in milliseconds. */
const FIRST_MS = 500;
const LONGEST_MS = 30_000;

/** How long to wait after this many failures in a row, in milliseconds: twice as long each time, and at random between half of
 * it and all, so that a thousand clients that lost the same server do not come back at the same moment. */
export function backoffMs(failures: number, random: () => number = Math.random): number {
  const pause = Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(failures, 16));
  return pause * (0.5 + random() / 2);
}
