//! What a crowd lived through: told waits, latencies, ends. Each worker keeps its own; they are added up at the end.

use std::{
    collections::BTreeMap,
    sync::atomic::{AtomicU64, Ordering},
    time::Duration,
};

use hdrhistogram::Histogram;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::wire::Told;

/// A join the server acknowledged.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Joined {
    /// Which session.
    pub session: Uuid,
    /// The number drawn.
    pub ticket: u32,
    /// The wait told in the answer; `None` for those who were let through at once or told nothing.
    pub told: Option<Told>,
}

/// Latencies in microseconds, from the moment a call was due: a late start counts as slowness of what made it late.
#[derive(Clone, Debug)]
pub struct Latency(Histogram<u64>);

/// Percentiles in milliseconds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the names say it")]
pub struct Percentiles {
    pub p50: f64,
    pub p90: f64,
    pub p99: f64,
    pub max: f64,
}

impl Default for Latency {
    fn default() -> Self {
        Self(Histogram::new(3).expect("3 significant digits are allowed"))
    }
}

impl Latency {
    /// Notes one.
    pub fn record(&mut self, took: Duration) {
        // Grows by itself; an hour is as good as for ever. (`saturating_record` would not grow.)
        let micros = u64::try_from(took.as_micros()).unwrap_or(u64::MAX).min(3_600_000_000);
        self.0.record(micros).expect("an hour fits");
    }

    /// Adds another's.
    pub fn merge(&mut self, other: &Self) {
        // Both grow by themselves, so there is nothing that does not fit.
        self.0.add(&other.0).expect("histograms of the same shape");
    }

    /// How many.
    pub fn count(&self) -> u64 {
        self.0.len()
    }

    /// The percentiles, in milliseconds.
    pub fn percentiles(&self) -> Percentiles {
        let at = |quantile| self.0.value_at_quantile(quantile) as f64 / 1000.0;
        if self.0.is_empty() {
            return Percentiles::default();
        }
        Percentiles { p50: at(0.5), p90: at(0.9), p99: at(0.99), max: self.0.max() as f64 / 1000.0 }
    }
}

/// What a crowd lived through.
#[derive(Clone, Debug, Default)]
pub struct Ledger {
    /// Who came, whether or not the join worked.
    pub arrivals: u64,
    /// Joins that were acknowledged.
    pub joined: Vec<Joined>,
    /// Who left the line.
    pub leavers: u64,
    /// Who did not come when called, on purpose.
    pub no_shows: u64,
    /// Who claimed the turn.
    pub claimed: u64,
    /// Who was inside and gave the slot back.
    pub completed: u64,
    /// Who meant to come but lost the turn or the slot: the offer or the stay ran out.
    pub missed: u64,
    /// Who gave up after the server failed them again and again.
    pub gave_up: u64,
    /// From arrival to the answer.
    pub join: Latency,
    /// From when a poll was due to the answer.
    pub poll: Latency,
    /// What went wrong, by step and kind.
    pub errors: BTreeMap<String, u64>,
}

impl Ledger {
    /// Notes something that went wrong.
    pub fn error(&mut self, what: String) {
        *self.errors.entry(what).or_default() += 1;
    }

    /// Adds another worker's.
    pub fn merge(&mut self, other: Self) {
        self.arrivals += other.arrivals;
        self.joined.extend(other.joined);
        self.leavers += other.leavers;
        self.no_shows += other.no_shows;
        self.claimed += other.claimed;
        self.completed += other.completed;
        self.missed += other.missed;
        self.gave_up += other.gave_up;
        self.join.merge(&other.join);
        self.poll.merge(&other.poll);
        for (what, count) in other.errors {
            *self.errors.entry(what).or_default() += count;
        }
    }
}

/// What is going on, for whoever watches while it runs.
#[derive(Debug, Default)]
pub struct Live {
    /// Who came so far.
    pub arrived: AtomicU64,
    /// Who knows to be in line.
    pub waiting: AtomicU64,
    /// Who is inside.
    pub inside: AtomicU64,
    /// Who is done, whatever the end.
    pub gone: AtomicU64,
    /// What went wrong.
    pub errors: AtomicU64,
}

impl Live {
    /// Reads one of the numbers.
    pub fn read(number: &AtomicU64) -> u64 {
        number.load(Ordering::Relaxed)
    }

    pub(crate) fn up(number: &AtomicU64) {
        number.fetch_add(1, Ordering::Relaxed);
    }

    pub(crate) fn down(number: &AtomicU64) {
        number.fetch_sub(1, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn latencies_of_any_size_keep_three_digits() {
        let mut latency = Latency::default();
        for millis in 1..=1_000 {
            latency.record(Duration::from_millis(millis));
        }
        let mut other = Latency::default();
        other.record(Duration::from_secs(1_000_000));
        latency.merge(&other);
        let of = latency.percentiles();
        let close = |value: f64, expected: f64| (value / expected - 1.0).abs() < 0.01;
        assert!(close(of.p50, 500.0) && close(of.p90, 900.0) && close(of.p99, 990.0), "{of:?}");
        assert!(close(of.max, 3_600_000.0), "{of:?}");
        assert_eq!(Latency::default().percentiles(), Percentiles::default());
    }
}
