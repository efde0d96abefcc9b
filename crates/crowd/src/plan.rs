//! When whom comes: a trace, scaled and sped up, as moments of arrival. The same seed gives the same moments.

use std::time::Duration;

use rand::{RngExt, SeedableRng, rngs::ChaCha8Rng};

/// No replay has more visitors.
pub const MAX_ARRIVALS: u64 = 20_000_000;

/// Somebody comes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Arrival {
    /// Since the start of the run, in wall time.
    pub at: Duration,
    /// Counts visitors from 0; their character follows from it and the seed.
    pub index: u64,
}

/// Where arrivals come from.
pub trait Source: Send {
    /// The next one, not earlier than those before; `None` when nobody comes any more. `waiting` is how many of this
    /// crowd are in line now, `elapsed` the time since the start.
    fn next(&mut self, waiting: usize, elapsed: Duration) -> Option<Arrival>;
}

/// A plan that cannot be carried out.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum PlanError {
    /// `--scale`.
    #[error("--scale {0} is not a number above 0")]
    Scale(f64),
    /// `--speed`.
    #[error("--speed {0} is not a number from 0.01 to 10000")]
    Speed(f64),
    /// Too many people for one load generator.
    #[error("the selection has {0} visitors after --scale; at most {MAX_ARRIVALS} can be simulated")]
    TooMany(u64),
    /// Nobody comes.
    #[error("nobody is left after --scale {0}; choose a larger one")]
    Nobody(f64),
}

/// Visitors per minute of the trace.
#[derive(Clone, Debug, PartialEq)]
pub struct Plan {
    counts: Vec<u32>,
    total: u64,
    speed: f64,
    seed: u64,
}

impl Plan {
    /// Scales the minutes of a trace. What rounding takes from one minute goes to the next, so that the total is exact
    /// to one visitor whatever the scale.
    pub fn new(requests: &[u64], scale: f64, speed: f64, seed: u64) -> Result<Self, PlanError> {
        if !(scale.is_finite() && scale > 0.0) {
            return Err(PlanError::Scale(scale));
        }
        if !(0.01..=10_000.0).contains(&speed) {
            return Err(PlanError::Speed(speed));
        }
        let all: f64 = requests.iter().map(|&requests| requests as f64 * scale).sum();
        if all > MAX_ARRIVALS as f64 {
            return Err(PlanError::TooMany(all as u64));
        }
        let (mut sum, mut counts, mut total) = (0.0, Vec::with_capacity(requests.len()), 0);
        for &requests in requests {
            sum += requests as f64 * scale;
            let count = (sum.round() as u64).saturating_sub(total);
            counts.push(u32::try_from(count).unwrap_or(u32::MAX));
            total += count;
        }
        if total == 0 {
            return Err(PlanError::Nobody(scale));
        }
        Ok(Self { counts, total, speed, seed })
    }

    /// How many come in all.
    pub fn total(&self) -> u64 {
        self.total
    }

    /// How many come in the busiest minute of the trace.
    pub fn busiest_minute(&self) -> u32 {
        self.counts.iter().copied().max().unwrap_or(0)
    }

    /// From the first minute to the end of the last, in wall time.
    pub fn duration(&self) -> Duration {
        Duration::from_secs_f64(self.counts.len() as f64 * 60.0 / self.speed)
    }

    /// The part of the arrivals that worker `worker` of `workers` looks after: every `workers`-th.
    pub fn share(&self, worker: usize, workers: usize) -> PlanSource {
        PlanSource {
            plan: self.clone(),
            stride: workers as u64,
            worker: worker as u64,
            ..PlanSource::empty()
        }
    }

    /// The moments within one minute, in order: uniform and independent, as visitors who do not know each other come.
    fn minute(&self, minute: usize) -> Vec<Duration> {
        let mut random =
            ChaCha8Rng::seed_from_u64(self.seed ^ (minute as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15));
        let count = self.counts.get(minute).copied().unwrap_or(0);
        let mut moments: Vec<Duration> = (0..count)
            .map(|_| (minute as f64 + random.random::<f64>()) * 60.0 / self.speed)
            .map(Duration::from_secs_f64)
            .collect();
        moments.sort_unstable();
        moments
    }
}

/// The arrivals of a plan, drawn minute by minute.
#[derive(Debug)]
pub struct PlanSource {
    plan: Plan,
    stride: u64,
    worker: u64,
    minute: usize,
    index: u64,
    moments: std::vec::IntoIter<Duration>,
}

impl PlanSource {
    fn empty() -> Self {
        let plan = Plan { counts: Vec::new(), total: 0, speed: 1.0, seed: 0 };
        Self { plan, stride: 1, worker: 0, minute: 0, index: 0, moments: Vec::new().into_iter() }
    }
}

impl Source for PlanSource {
    fn next(&mut self, _waiting: usize, _elapsed: Duration) -> Option<Arrival> {
        loop {
            for at in self.moments.by_ref() {
                let index = self.index;
                self.index += 1;
                if index % self.stride == self.worker {
                    return Some(Arrival { at, index });
                }
            }
            if self.minute >= self.plan.counts.len() {
                return None;
            }
            self.moments = self.plan.minute(self.minute).into_iter();
            self.minute += 1;
        }
    }
}

/// Everybody at once, at the start.
#[derive(Debug)]
pub struct AtOnce {
    next: u64,
    end: u64,
}

impl AtOnce {
    /// Visitors `first..first + count`.
    pub fn new(first: u64, count: u64) -> Self {
        Self { next: first, end: first + count }
    }
}

impl Source for AtOnce {
    fn next(&mut self, _waiting: usize, _elapsed: Duration) -> Option<Arrival> {
        (self.next < self.end).then(|| {
            self.next += 1;
            Arrival { at: Duration::ZERO, index: self.next - 1 }
        })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn all(mut source: PlanSource) -> Vec<Arrival> {
        std::iter::from_fn(|| source.next(0, Duration::ZERO)).collect()
    }

    #[test]
    fn impossible_plans_are_refused_with_the_reason() {
        assert_eq!(Plan::new(&[10], 0.0, 1.0, 1), Err(PlanError::Scale(0.0)));
        assert_eq!(Plan::new(&[10], 1.0, f64::INFINITY, 1), Err(PlanError::Speed(f64::INFINITY)));
        assert_eq!(Plan::new(&[10], 0.01, 1.0, 1), Err(PlanError::Nobody(0.01)));
        assert_eq!(Plan::new(&[30_000_000], 1.0, 1.0, 1), Err(PlanError::TooMany(30_000_000)));
    }

    proptest! {
        #[test]
        fn arrivals_are_exact_ordered_and_the_same_for_the_same_seed(
            requests in proptest::collection::vec(0u64..500, 1..6),
            scale in 0.001f64..1.0,
            speed in 0.1f64..1_000.0,
            seed in any::<u64>(),
        ) {
            let Ok(plan) = Plan::new(&requests, scale, speed, seed) else { return Ok(()) };
            let arrivals = all(plan.share(0, 1));
            prop_assert_eq!(arrivals.len() as u64, plan.total());
            prop_assert!((plan.total() as f64 - requests.iter().sum::<u64>() as f64 * scale).abs() <= 0.5 + 1e-6);
            prop_assert!(arrivals.is_sorted_by_key(|arrival| arrival.at));
            prop_assert!(arrivals.iter().all(|arrival| arrival.at <= plan.duration()));
            prop_assert_eq!(&arrivals, &all(plan.share(0, 1)));

            let mut shared: Vec<Arrival> = (0..3).flat_map(|worker| all(plan.share(worker, 3))).collect();
            shared.sort_by_key(|arrival| arrival.index);
            prop_assert_eq!(shared, arrivals);
        }
    }
}
