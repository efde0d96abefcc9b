// Rounds a wait to what a person wants to know: whole minutes, coarser the longer it is.
import type { Wait } from "../types";

export interface RoundedWait {
  /** Minutes; both 0 when it is less than a minute. */
  from: number;
  to: number;
}

export function roundedWait({ p50, p90 }: Wait): RoundedWait {
  const [low, high] = [p50 / 60, Math.max(p50, p90) / 60];
  if (high < 1) return { from: 0, to: 0 };
  const step = high <= 20 ? 1 : high <= 60 ? 5 : high <= 240 ? 10 : 30;
  // The upper end is rounded up: nobody minds being earlier than told.
  const to = Math.ceil(high / step) * step;
  return { from: Math.min(to, Math.max(1, Math.round(low / step) * step)), to };
}
