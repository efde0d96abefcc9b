// What a change of rate or cap will do, before it is made. The formulas are shown to the operator in these words.

/** A line as it moves now. */
export interface Flow {
  /** People who wait. */
  waiting: number;
  /** People who were offered their turn or are inside. */
  inside: number;
  /** People let through per second, as the server has seen it. */
  throughputPerSecond: number;
  /** The share of the waiting people that leaves in a second. */
  leaveRatePerSecond: number;
  /** What the server has learned about its own estimates: times the estimate gives the median wait. */
  p50Factor: number;
}

/** What the operator sets. */
export interface Settings {
  releaseRatePerMinute: number;
  maxConcurrentUsers: number;
}

export interface Forecast {
  /** People let through per minute. */
  throughputPerMinute: number;
  /** What holds the line back: its rate, or the cap, because people stay inside. */
  heldBackBy: "rate" | "cap";
  /** The median wait of the last person in line, in seconds: after it the line is empty, if nobody else joins. */
  lastWaitSeconds: number;
  /** How long people stay inside, in seconds; `null` while nobody is inside. */
  staySeconds: number | null;
}

/**
 * - Stay (Little's law): people inside ÷ people let through per second.
 * - Throughput: the rate, or cap ÷ stay where that is less.
 * - Wait of the last: ln(1 + leave rate × waiting ÷ throughput) ÷ leave rate, or waiting ÷ throughput when nobody leaves;
 *   times what the server has learned (`p50Factor`). It is the formula that the queue's frame documents.
 */
export function forecast(flow: Flow, settings: Settings): Forecast {
  const rate = settings.releaseRatePerMinute / 60;
  const stay =
    flow.inside > 0 && flow.throughputPerSecond > 0 ? flow.inside / flow.throughputPerSecond : null;
  const capRate = stay ? settings.maxConcurrentUsers / stay : Number.POSITIVE_INFINITY;
  const throughput = Math.min(rate, capRate);
  const drain = flow.waiting / throughput;
  const theta = flow.leaveRatePerSecond;
  const wait = theta > 0 ? Math.log(1 + theta * drain) / theta : drain;
  return {
    throughputPerMinute: throughput * 60,
    heldBackBy: capRate < rate ? "cap" : "rate",
    lastWaitSeconds: wait * flow.p50Factor,
    staySeconds: stay,
  };
}
