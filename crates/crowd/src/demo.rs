//! The crowd of `vqueue demo`: never ends, never grows without bound. Every few minutes a surge, in between fewer people
//! than are let through, so that the line one joins gets shorter before one's eyes.

use std::{sync::Arc, time::Duration};

use rand::{RngExt, SeedableRng, rngs::ChaCha8Rng};
use tokio_util::sync::CancellationToken;

use crate::{
    character::Manners,
    conduct::Conduct,
    crowd,
    http::BaseUrl,
    ledger::{Ledger, Live},
    plan::{Arrival, Source},
    staff::QueueRef,
};

/// A surge comes in over this time.
const RUSH: Duration = Duration::from_secs(8);

/// How the crowd of the demo is made up.
#[derive(Clone, Debug)]
pub struct DemoOptions {
    /// The release rate of the queue: arrivals follow it.
    pub rate_per_minute: u32,
    /// How many wait between two surges.
    pub calm: usize,
    /// How many come in a surge. The first comes at the start.
    pub surge: usize,
    /// From one surge to the next.
    pub every: Duration,
    /// Decides who does what.
    pub seed: u64,
    /// How long an offer is kept: the queue's `claimTimeoutSeconds`.
    pub claim_window: Duration,
    /// What people are like.
    pub manners: Manners,
}

impl Default for DemoOptions {
    /// For a queue that releases one person a second: a minute's line, two and a half minutes after a surge.
    fn default() -> Self {
        Self {
            rate_per_minute: 60,
            calm: 40,
            surge: 120,
            every: Duration::from_secs(240),
            seed: 1,
            claim_window: Duration::from_secs(60),
            manners: Manners { stay_seconds: 20.0, hesitation_seconds: 4.0, ..Manners::default() },
        }
    }
}

/// Sends a crowd to a queue until `stop` is cancelled. `base` is the server, or a gate's `http://…/.vq`.
pub async fn demo_crowd(
    base: &BaseUrl,
    queue: QueueRef,
    options: DemoOptions,
    live: Arc<Live>,
    stop: CancellationToken,
) -> Ledger {
    let mut conduct = Conduct::new(base, queue, options.seed);
    conduct.manners = options.manners;
    conduct.claim_window = options.claim_window;
    conduct.remember = false;
    conduct.connections = 8;
    crowd::run(Arc::new(conduct), Waves::new(options), live, stop).await
}

/// Arrivals that come in waves and heed how many wait.
struct Waves {
    options: DemoOptions,
    random: ChaCha8Rng,
    last: Duration,
    index: u64,
}

impl Waves {
    fn new(options: DemoOptions) -> Self {
        let random = ChaCha8Rng::seed_from_u64(options.seed);
        Self { options, random, last: Duration::ZERO, index: 0 }
    }

    /// Arrivals per second at a moment of a wave, and when that changes.
    fn pace(&self, waiting: usize, at: Duration) -> (f64, Duration) {
        let every = self.options.every.max(RUSH * 2);
        let waves = (at.as_nanos() / every.as_nanos()) as u32;
        let begin = every * waves;
        if at < begin + RUSH {
            return (self.options.surge as f64 / RUSH.as_secs_f64(), begin + RUSH);
        }
        let rate = f64::from(self.options.rate_per_minute.max(1)) / 60.0;
        let pace = if waiting < self.options.calm { 1.5 * rate } else { 0.5 * rate };
        (pace, begin + every)
    }
}

impl Source for Waves {
    fn next(&mut self, waiting: usize, elapsed: Duration) -> Option<Arrival> {
        let mut at = self.last.max(elapsed);
        loop {
            let (pace, until) = self.pace(waiting, at);
            let gap = -(1.0 - self.random.random::<f64>()).ln() / pace.max(1e-3);
            let next = at + Duration::from_secs_f64(gap.min(3600.0));
            if next <= until {
                self.last = next;
                self.index += 1;
                return Some(Arrival { at: next, index: self.index - 1 });
            }
            // The pace changes before: arrivals have no memory, so one draws anew from there.
            at = until + Duration::from_millis(1);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_surge_at_the_start_of_each_wave_and_a_trickle_between() {
        let mut waves = Waves::new(DemoOptions::default());
        let mut per_minute = [0u32; 9];
        let long = 100;
        while let Some(arrival) = waves.next(long, Duration::ZERO) {
            let Some(count) = per_minute.get_mut((arrival.at.as_secs() / 60) as usize) else { break };
            *count += 1;
        }
        for (minute, count) in per_minute.into_iter().enumerate() {
            let expected = if minute % 4 == 0 { 100..200 } else { 12..55 };
            assert!(expected.contains(&count), "minute {minute}: {count}");
        }
    }
}
