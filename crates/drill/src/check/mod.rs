//! Holds a history against the invariants, from the outside: from what clients were told and what the store says at the
//! end. Each fault that can be found has a name.
//!
//! What is not known for certain counts for the server: a change of limits may have come into force at any time between the
//! question and the answer, and one that nobody answered at any time from then on.

mod cap;
mod durable;
mod kept;
mod limits;
mod once;
mod order;
mod position;
mod rate;
mod tokens;
mod verdict;

pub use verdict::{Fault, Verdict, Violation};

use crate::history::History;
use limits::Limits;
use verdict::Findings;

/// Judges a run.
pub fn check(history: &History) -> Verdict {
    let mut findings = Findings::default();
    let limits = Limits::of(history);
    cap::counts(history, &limits, &mut findings);
    cap::times(history, &limits, &mut findings);
    rate::times(history, &limits, &mut findings);
    order::releases(history, &mut findings);
    order::places(history, &mut findings);
    order::versions(history, &mut findings);
    position::same_version(history, &mut findings);
    position::census(history, &mut findings);
    durable::acknowledged(history, &mut findings);
    once::stored(history, &mut findings);
    once::told(history, &mut findings);
    tokens::admissions(history, &mut findings);
    kept::nobody_expired(history, &mut findings);
    findings.into_verdict(history)
}
