//! What a check found.

use std::{collections::BTreeMap, fmt};

use serde::Serialize;

use crate::history::{Asked, History, Told};

/// Violations of one kind that are told in full.
const MOST_TOLD: usize = 5;

/// What can be wrong. The invariant comes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
pub enum Fault {
    /// I1: a count that somebody was told is above every cap so far.
    CapInCounts,
    /// I1: somebody was released into a full house, by the stored times.
    CapByTimes,
    /// I2: somebody was released though the bucket was empty.
    Rate,
    /// I3: somebody was released before another of the same priority who stood ahead.
    Overtaken,
    /// I3: somebody's place changed.
    PlaceChanged,
    /// I3: somebody's position rose.
    PositionRose,
    /// I3: a node told of an older state after a newer one.
    WentBack,
    /// I4: two answers from the same state of the line do not fit together.
    PositionsDiffer,
    /// I4: in a quiet moment, the positions at a node are not exactly those of the people who wait.
    PositionNotExact,
    /// I5: an acknowledged join is not there.
    JoinLost,
    /// I5: a session has another ticket than it was given.
    TicketChanged,
    /// I5: an acknowledged claim is not there.
    ClaimLost,
    /// I5: an acknowledged end is not there.
    EndLost,
    /// I6: two live sessions of one person.
    TwoSessions,
    /// I6: a ticket, or a session, twice.
    TicketTwice,
    /// I6: somebody was released twice, or went back in life.
    ReleasedTwice,
    /// I6: a session of a person who never asked for one.
    Uninvited,
    /// I7: an admission that the published keys do not verify.
    TokenRefused,
    /// I7: an admission that is for another session or opens another queue.
    TokenForAnother,
    /// I8: somebody's time ran out, though nobody of them was late.
    Expired,
}

impl Fault {
    /// All.
    pub const ALL: [Self; 20] = [
        Self::CapInCounts,
        Self::CapByTimes,
        Self::Rate,
        Self::Overtaken,
        Self::PlaceChanged,
        Self::PositionRose,
        Self::WentBack,
        Self::PositionsDiffer,
        Self::PositionNotExact,
        Self::JoinLost,
        Self::TicketChanged,
        Self::ClaimLost,
        Self::EndLost,
        Self::TwoSessions,
        Self::TicketTwice,
        Self::ReleasedTwice,
        Self::Uninvited,
        Self::TokenRefused,
        Self::TokenForAnother,
        Self::Expired,
    ];
}

/// One thing that is wrong.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Violation {
    /// Of which kind.
    pub fault: Fault,
    /// What exactly.
    pub what: String,
}

/// What the checks found.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Verdict {
    /// The first few of each kind.
    pub violations: Vec<Violation>,
    /// How many of each kind there are.
    pub counts: BTreeMap<Fault, usize>,
    /// Events that were looked at.
    pub events: usize,
    /// Acknowledged joins among them.
    pub joins: usize,
    /// Positions told.
    pub positions: usize,
    /// Positions told in quiet moments.
    pub census: usize,
    /// Calls without an answer.
    pub unknown: usize,
    /// Sessions in the store.
    pub sessions: usize,
    /// Releases among them.
    pub releases: usize,
}

impl Verdict {
    /// Whether nothing is wrong.
    pub fn is_clean(&self) -> bool {
        self.counts.is_empty()
    }

    /// Whether this kind of fault was found.
    pub fn has(&self, fault: Fault) -> bool {
        self.counts.contains_key(&fault)
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { events, joins, positions, census, unknown, sessions, releases, .. } = self;
        write!(
            f,
            "{events} events: {joins} joins acknowledged, {positions} positions told ({census} in quiet moments), {unknown} \
             calls without an answer; {sessions} sessions, {releases} releases: "
        )?;
        if self.is_clean() {
            return f.write_str("clean");
        }
        write!(f, "FAULTY {:?}", self.counts)?;
        for Violation { fault, what } in &self.violations {
            write!(f, "\n  {fault:?}: {what}")?;
        }
        Ok(())
    }
}

/// What has been found so far.
#[derive(Default)]
pub(super) struct Findings(Verdict);

impl Findings {
    /// Adds one.
    pub(super) fn add(&mut self, fault: Fault, what: impl FnOnce() -> String) {
        let count = self.0.counts.entry(fault).or_default();
        *count += 1;
        if *count <= MOST_TOLD {
            self.0.violations.push(Violation { fault, what: what() });
        }
    }

    pub(super) fn into_verdict(self, history: &History) -> Verdict {
        let count = |select: fn(&crate::history::Event) -> bool| {
            history.events.iter().filter(|event| select(event)).count()
        };
        Verdict {
            events: history.events.len(),
            joins: count(|event| matches!(event.asked, Asked::Join(_)) && event.seen().is_some()),
            positions: count(|event| event.seen().is_some_and(|seen| seen.position.is_some())),
            census: count(|event| matches!(event.asked, Asked::Census(..)) && event.seen().is_some()),
            unknown: count(|event| event.told == Told::Unknown),
            sessions: history.sessions.len(),
            releases: history.sessions.iter().filter(|one| one.released_at.is_some()).count(),
            ..self.0
        }
    }
}
