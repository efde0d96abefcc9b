//! How long the wait will be.
//!
//! Two layers. [`flow`] is a model of the moving line, whose parameters are learned from what is seen: it gives a base
//! estimate. [`calibration`] watches how the waits of a sample of people compare with that estimate and finds the factors
//! that make half of them fall within P50 and nine in ten within P90; it mends whatever the model gets wrong.
//!
//! Time counts only while the line moves: a pause is the operator's decision, not something to learn from.

use vq_domain::{Millis, Ticket};

use crate::LineState;

mod calibration;
mod flow;

use calibration::Calibration;
use flow::Flow;

/// A wait, in seconds from now: half of the people wait at most `p50`, nine in ten at most `p90`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Estimate {
    /// The median.
    pub p50: f64,
    /// The ninth decile.
    pub p90: f64,
}

/// The parameters with which a client can compute its own estimate: with `n` people ahead, `μ` the throughput and `θ` the
/// leave rate, the base is `ln(1 + θ(n + 1)/μ)/θ` seconds, or `(n + 1)/μ` where `θ` is 0; see [`flow`] for its origin.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Pace {
    /// People released per second while people wait.
    pub throughput_per_second: f64,
    /// The share of the waiting people that leaves in a second.
    pub leave_rate_per_second: f64,
    /// Times the base estimate gives P50.
    pub p50_factor: f64,
    /// Times the base estimate gives P90.
    pub p90_factor: f64,
}

/// How many people along the line are worth watching at once.
pub(crate) const WATCHED: u32 = calibration::WATCHED;

/// Learns from what it sees. Bounded: some tens of kilobytes, however many wait.
#[derive(Clone, Debug, Default)]
pub struct Estimator {
    flow: Flow,
    calibration: Calibration,
}

impl Estimator {
    /// Somebody joined and waits behind `people_ahead`.
    pub fn joined(&mut self, ticket: Ticket, people_ahead: u32, line: &LineState, now: Millis) {
        self.flow.advance(line, now);
        self.flow.count_join(people_ahead, line);
        // Whose turn it is at once says nothing about waiting.
        let waits = people_ahead > 0 || line.released + line.active > 0;
        if line.status.releases() && waits {
            let base = self.flow.base(people_ahead, line, now);
            self.calibration.joined(ticket, line.waiting, base, self.flow.running_seconds());
        }
    }

    /// Somebody who waited was released.
    pub fn released(&mut self, ticket: Ticket, line: &LineState, now: Millis) {
        self.flow.advance(line, now);
        self.flow.count_call();
        self.calibration.settle(ticket, self.flow.running_seconds());
    }

    /// Somebody who waited behind `people_ahead` left, abandoned or was removed.
    pub fn left(&mut self, ticket: Ticket, people_ahead: u32, line: &LineState, now: Millis) {
        self.flow.advance(line, now);
        self.flow.count_leave(people_ahead, line);
        self.calibration.forget(ticket);
    }

    /// A slot was given back: any end of released or active.
    pub fn freed(&mut self, line: &LineState, now: Millis) {
        self.flow.advance(line, now);
        self.flow.count_freed(line);
    }

    /// Those who were watched were lost sight of.
    pub fn forget_watched(&mut self) {
        self.calibration.forget_all();
    }

    /// Rate or cap changed: what was promised under the old ones says nothing about the model.
    pub fn changed(&mut self, line: &LineState, now: Millis) {
        self.flow.advance(line, now);
        self.calibration.forget_all();
    }

    /// Watches people all along the line, given as (ticket, people ahead), from now on: after an opening, a change of pace
    /// or a restart nobody would otherwise be watched but the last, whose wait ends last.
    pub fn watch(&mut self, people: impl IntoIterator<Item = (Ticket, u32)>, line: &LineState) {
        let now = self.flow.at();
        for (ticket, people_ahead) in people {
            let base = self.flow.base(people_ahead, line, now);
            self.calibration.watch(ticket, base, self.flow.running_seconds());
        }
    }

    /// Anything else that changed how many wait or are inside.
    pub fn advance(&mut self, line: &LineState, now: Millis) {
        self.flow.advance(line, now);
    }

    /// What a client needs to compute by itself.
    pub fn pace(&self, line: &LineState, now: Millis) -> Pace {
        let last = line.waiting.saturating_sub(1);
        let (p50_factor, p90_factor) = self.calibration.factors();
        let throughput_per_second = self.flow.throughput(line, now);
        let leave_rate_per_second = self.flow.even_leave_rate(last, line, now);
        Pace { throughput_per_second, leave_rate_per_second, p50_factor, p90_factor }
    }

    /// The wait of somebody with `people_ahead` before them, if the line moves.
    pub fn estimate(&self, people_ahead: u32, line: &LineState, now: Millis) -> Option<Estimate> {
        let base = self.flow.base(people_ahead, line, now);
        let (p50, p90) = self.calibration.factors();
        line.status.releases().then_some(Estimate { p50: base * p50, p90: base * p90 })
    }
}
