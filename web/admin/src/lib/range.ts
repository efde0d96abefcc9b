// Spans of time that numbers are shown over.

export const RANGES = {
  hour: { label: "1 hour", hours: 1, step: "minute" },
  day: { label: "24 hours", hours: 24, step: "hour" },
  week: { label: "7 days", hours: 7 * 24, step: "hour" },
  month: { label: "30 days", hours: 30 * 24, step: "day" },
  quarter: { label: "90 days", hours: 90 * 24, step: "day" },
} as const;

export type Range = keyof typeof RANGES;

export const isRange = (name: string | undefined): name is Range =>
  name !== undefined && Object.hasOwn(RANGES, name);

/** What to ask for, up to the step that is running at `now` (milliseconds). The step that `from` lies in is the first. */
export function rangeOf(range: Range, now: number): { from: string; to: string; step: string } {
  const { hours, step } = RANGES[range];
  return { from: new Date(now - hours * 3_600_000).toISOString(), to: new Date(now).toISOString(), step };
}
