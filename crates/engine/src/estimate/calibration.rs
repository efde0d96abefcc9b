//! Factors that make the quantiles true.
//!
//! A sample of people is watched from their joining to their release; the ratio of their wait to the base estimate goes
//! into a window of the latest ratios, and a factor is a quantile of that window: conformal prediction with the ratio as
//! the score (V. Vovk, A. Gammerman, G. Shafer, *Algorithmic learning in a random world*, 2005).
//!
//! The quantile's level is steered by what was promised and what came: adaptive conformal inference, `α ← α + γ(α* − miss)`
//! (I. Gibbs, E. Candès, *Adaptive conformal inference under distribution shift*, NeurIPS 2021), whose long-run coverage is
//! right whatever the ratios do. Feedback comes late, after a whole wait; so the step shrinks with the number of people who
//! are watched at the moment, which keeps the gain over one wait constant and the loop from swinging. A promise that is
//! broken counts from the moment it breaks, not only when the wait is over at last.

use std::collections::{BTreeMap, VecDeque};

use vq_domain::Ticket;

/// About this many joiners are watched at once.
pub(crate) const WATCHED: u32 = 64;

/// Never more than this many people are.
const MOST_WATCHED: usize = 1024;

/// The window: what came of the promises of some waits, so that it holds how much the model errs from one to the next.
const WINDOW: usize = 128;

/// How far a level moves in one wait if all promises are broken. With a feedback that is one wait late a loop gain of
/// π/2 would swing; measured on replays, 0.4 to 0.8 does well.
const GAIN: f64 = 0.6;

/// While few are watched the step is as if there were so many.
const FEW: usize = 16;

/// The quantiles told.
const TARGETS: [f64; 2] = [0.5, 0.9];

/// Factors before anything was learned.
const PRIOR: [f64; 2] = [1.0, 1.3];

/// So many waits must be over before the prior counts no more.
const LEARNED: usize = 16;

/// Levels may leave 0 to 1, where a factor lies beyond all that is in the window, but no farther than this.
const LEVELS: std::ops::RangeInclusive<f64> = -1.0..=2.0;

/// No factor is less.
const LEAST_FACTOR: f64 = 0.05;

/// Somebody whose wait is compared with what they were told.
#[derive(Clone, Copy, Debug)]
struct Watched {
    since: f64,
    base: f64,
    told: [f64; 2],
    missed: [bool; 2],
}

/// What is learned from the watched.
#[derive(Clone, Debug)]
pub(super) struct Calibration {
    watched: BTreeMap<Ticket, Watched>,
    /// The latest ratios, the oldest first, and the same in order of size.
    latest: VecDeque<f64>,
    sorted: Vec<f64>,
    levels: [f64; 2],
}

impl Default for Calibration {
    fn default() -> Self {
        Self { watched: BTreeMap::new(), latest: VecDeque::new(), sorted: Vec::new(), levels: TARGETS }
    }
}

impl Calibration {
    /// Watches somebody who has just joined a line of `waiting`, if they are of the sample.
    pub(super) fn joined(&mut self, ticket: Ticket, waiting: u32, base: f64, now: f64) {
        let stride = (waiting / WATCHED).max(1).next_power_of_two();
        if ticket.is_multiple_of(stride) {
            self.watch(ticket, base, now);
        }
    }

    /// Watches somebody from now on.
    pub(super) fn watch(&mut self, ticket: Ticket, base: f64, now: f64) {
        self.notice_broken(now);
        if self.watched.len() < MOST_WATCHED && base > 0.0 {
            let (p50, p90) = self.factors();
            let told = [base * p50, base * p90];
            let watched = Watched { since: now, base, told, missed: [false; 2] };
            self.watched.entry(ticket).or_insert(watched);
        }
    }

    /// Somebody's wait is over: if they were watched, learns from it.
    pub(super) fn settle(&mut self, ticket: Ticket, now: f64) {
        self.notice_broken(now);
        let Some(watched) = self.watched.get(&ticket).copied() else { return };
        let wait = now - watched.since;
        for quantile in 0..TARGETS.len() {
            if !watched.missed[quantile] {
                self.steer(quantile, wait > watched.told[quantile]);
            }
        }
        self.watched.remove(&ticket);
        self.push(wait / watched.base);
    }

    /// Counts promises that broke while people still wait. The oldest break first, so a look at a few is enough.
    fn notice_broken(&mut self, now: f64) {
        const LOOK_AT: usize = 4;
        for quantile in 0..TARGETS.len() {
            let mut broken = 0;
            let open = self.watched.values_mut().filter(|watched| !watched.missed[quantile]).take(LOOK_AT);
            for watched in open {
                if now - watched.since > watched.told[quantile] {
                    watched.missed[quantile] = true;
                    broken += 1;
                }
            }
            for _ in 0..broken {
                self.steer(quantile, true);
            }
        }
    }

    fn steer(&mut self, quantile: usize, missed: bool) {
        let step = GAIN / self.watched.len().max(FEW) as f64;
        let allowed = 1.0 - TARGETS[quantile];
        let level = self.levels[quantile] + step * (f64::from(u8::from(missed)) - allowed);
        self.levels[quantile] = level.clamp(*LEVELS.start(), *LEVELS.end());
    }

    fn push(&mut self, ratio: f64) {
        if self.latest.len() == WINDOW
            && let Some(oldest) = self.latest.pop_front()
        {
            self.sorted.remove(self.sorted.partition_point(|&other| other < oldest));
        }
        self.latest.push_back(ratio);
        self.sorted.insert(self.sorted.partition_point(|&other| other < ratio), ratio);
    }

    /// Somebody left before their turn: how long they would have waited is not known.
    pub(super) fn forget(&mut self, ticket: Ticket) {
        self.watched.remove(&ticket);
    }

    /// Nobody who waits now is a measure of the model.
    pub(super) fn forget_all(&mut self) {
        self.watched.clear();
    }

    /// The factors for P50 and P90; the first is never the greater.
    pub(super) fn factors(&self) -> (f64, f64) {
        let p50 = self.factor(0);
        (p50, self.factor(1).max(p50))
    }

    fn factor(&self, quantile: usize) -> f64 {
        let (Some(first), Some(last)) = (self.sorted.first(), self.sorted.last()) else {
            return PRIOR[quantile];
        };
        let (level, range) = (self.levels[quantile], last - first);
        let factor = if level <= 0.0 {
            (first + level * range).max(first / 2.0)
        } else if level >= 1.0 {
            last + (level - 1.0) * range
        } else {
            let at = level * (self.sorted.len() - 1) as f64;
            let (below, above) = (self.sorted[at.floor() as usize], self.sorted[at.ceil() as usize]);
            below + (above - below) * at.fract()
        };
        let factor = factor.max(LEAST_FACTOR);
        // One wait is no rule: the prior fades as they come, on a scale of ratios.
        let learned = (self.sorted.len() as f64 / LEARNED as f64).min(1.0);
        factor.powf(learned) * PRIOR[quantile].powf(1.0 - learned)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_experience_the_prior_holds() {
        assert_eq!(Calibration::default().factors(), (PRIOR[0], PRIOR[1]));
    }

    #[test]
    fn memory_is_bounded_and_the_order_is_kept() {
        let mut calibration = Calibration::default();
        for ticket in 0..5_000 {
            calibration.watch(ticket, 1.0, 0.0);
            if ticket % 2 == 0 {
                calibration.settle(ticket, f64::from(ticket % 97) / 10.0);
            }
        }
        assert!(calibration.watched.len() <= MOST_WATCHED);
        assert_eq!((calibration.latest.len(), calibration.sorted.len()), (WINDOW, WINDOW));
        assert!(calibration.sorted.is_sorted());
        let (p50, p90) = calibration.factors();
        assert!(p50 <= p90);
    }

    #[test]
    fn a_line_that_stands_still_raises_the_promise_before_anybody_is_released() {
        let mut calibration = Calibration::default();
        for ticket in 0..100 {
            calibration.watch(ticket, 1.0, f64::from(ticket) / 100.0);
            calibration.settle(ticket, f64::from(ticket) / 100.0 + 0.8 + f64::from(ticket % 5) / 10.0);
        }
        let before = calibration.factors();
        for ticket in 100..200 {
            calibration.watch(ticket, 1.0, 2.0 + f64::from(ticket));
        }
        let after = calibration.factors();
        assert!(after.0 > before.0 && after.1 > before.1, "{before:?} {after:?}");
    }
}
