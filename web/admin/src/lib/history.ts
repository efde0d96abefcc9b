// What a queue looked like in the last minutes: one sample a second at most, kept while the dashboard is open.

/** A queue at a moment. */
export interface Sample {
  /** Milliseconds since the epoch. */
  at: number;
  waiting: number;
  /** Offered their turn, or inside: what the cap holds for. */
  inside: number;
}

/** Samples are this far apart at least, and kept for this long, in milliseconds. */
const STEP_MS = 1_000;
const KEPT_MS = 15 * 60_000;

/** Newest last. Never changed in place, so that a chart sees that there is something new. */
export function addSample(samples: readonly Sample[], sample: Sample): Sample[] {
  const last = samples.at(-1);
  const before = last && sample.at - last.at < STEP_MS ? samples.slice(0, -1) : samples;
  const kept = before.filter(({ at }) => sample.at - at <= KEPT_MS);
  // The second counts from its first sample, or a busy queue would move its last sample on for ever.
  const at = last && before.length < samples.length ? last.at : sample.at;
  return [...kept, { ...sample, at }];
}

/** At most `most` of the samples, evenly chosen, the newest always among them. */
export function thin(samples: readonly Sample[], most: number): Sample[] {
  const step = Math.ceil(samples.length / most);
  return samples.filter((_, index) => (samples.length - 1 - index) % step === 0);
}
