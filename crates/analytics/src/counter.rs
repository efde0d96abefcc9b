//! Counts change records into tallies. Pure, but for its name: the same records give the same numbers.

use std::collections::BTreeMap;

use async_trait::async_trait;
use serde::{Deserialize, Serialize};
use vq_domain::{Millis, QueueId, SessionState, Span, Tally};
use vq_engine::{Change, ChangeSet, LineState};
use vq_events::{Consumer, ConsumerError, Handled};
use vq_ports::{Effect, Portion};

/// The counter's name among the consumers.
pub const COUNTER: &str = "analytics";

/// The consumer that counts.
#[derive(Clone, Copy, Debug, Default)]
pub struct Counter;

/// How many wait and are inside after the records that were read: the counter's note to itself.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Crowd {
    waiting: i64,
    active: i64,
}

#[async_trait]
impl Consumer for Counter {
    fn name(&self) -> &'static str {
        COUNTER
    }

    async fn handle(
        &self,
        _queue: QueueId,
        portion: &Portion,
        has_gap: bool,
    ) -> Result<Handled, ConsumerError> {
        let crowd = match (&portion.note, has_gap) {
            (Some(note), false) => serde_json::from_slice(note).map_err(unusable)?,
            (None, false) if portion.offset == 0 => Some(Crowd::default()),
            _ => from_the_end(&portion.sets, &portion.line),
        };
        let (crowd, tallies) = count(&portion.sets, crowd);
        let note = crowd.map(|crowd| serde_json::to_vec(&crowd)).transpose().map_err(unusable)?;
        Ok(Handled { note, effect: Effect::Tallies(tallies) })
    }
}

fn unusable(error: serde_json::Error) -> ConsumerError {
    ConsumerError(format!("the counter's note to itself: {error}"))
}

/// How many there were before these records, if they are the last ones: what there is now, less what they did.
fn from_the_end(sets: &[ChangeSet], line: &LineState) -> Option<Crowd> {
    if sets.last()?.version != line.version {
        return None;
    }
    let mut crowd = Crowd::default();
    sets.iter().flat_map(|set| &set.changes).for_each(|change| crowd.follow(change));
    let (waiting, active) = (i64::from(line.waiting), i64::from(line.active));
    Some(Crowd { waiting: waiting - crowd.waiting, active: active - crowd.active })
}

/// Counts records that follow on each other. What is highest is known as long as it is known how many there are.
fn count(sets: &[ChangeSet], mut crowd: Option<Crowd>) -> (Option<Crowd>, Vec<(Span, Millis, Tally)>) {
    let mut tallies = BTreeMap::<(Span, Millis), Tally>::new();
    for set in sets {
        let before = crowd;
        if let Some(crowd) = &mut crowd {
            set.changes.iter().for_each(|change| crowd.follow(change));
        }
        for span in Span::ALL {
            let tally = tallies.entry((span, span.start_of(set.at))).or_default();
            set.changes.iter().for_each(|change| note(tally, change));
            for crowd in [before, crowd].into_iter().flatten() {
                tally.most_waiting = tally.most_waiting.max(u32::try_from(crowd.waiting).ok());
                tally.most_active = tally.most_active.max(u32::try_from(crowd.active).ok());
            }
        }
    }
    let tallies = tallies.into_iter().map(|((span, start), tally)| (span, start, tally));
    (crowd, tallies.collect())
}

impl Crowd {
    fn follow(&mut self, change: &Change) {
        match change {
            Change::Joined { state, .. } => self.add(*state, 1),
            Change::Moved { from, to, .. } => {
                self.add(*from, -1);
                self.add(*to, 1);
            }
            _ => {}
        }
    }

    fn add(&mut self, state: SessionState, count: i64) {
        match state {
            SessionState::Waiting => self.waiting += count,
            SessionState::Active => self.active += count,
            _ => {}
        }
    }
}

fn note(tally: &mut Tally, change: &Change) {
    match *change {
        Change::Joined { state, .. } => {
            tally.joined += 1;
            if state == SessionState::Released {
                tally.released += 1;
                tally.waits.note(0);
            }
        }
        Change::Moved { from, to, spent_millis, .. } => {
            if let Some(count) = counted_as(tally, from, to) {
                *count += 1;
            }
            if (from, to) == (SessionState::Waiting, SessionState::Released)
                && let Some(millis) = spent_millis
            {
                tally.waits.note(millis);
            }
        }
        _ => {}
    }
}

/// What a move counts as.
fn counted_as(tally: &mut Tally, from: SessionState, to: SessionState) -> Option<&mut u64> {
    Some(match (from, to) {
        (_, SessionState::Released) => &mut tally.released,
        (_, SessionState::Active) => &mut tally.served,
        (_, SessionState::Completed) => &mut tally.completed,
        (SessionState::Waiting, SessionState::Left) => &mut tally.left,
        (_, SessionState::Left) => &mut tally.declined,
        (_, SessionState::Abandoned) => &mut tally.abandoned,
        (_, SessionState::NoShow) => &mut tally.no_show,
        (_, SessionState::Expired) => &mut tally.expired,
        (_, SessionState::Removed) => &mut tally.removed,
        (_, SessionState::Transferred) => &mut tally.transferred,
        (_, SessionState::Waiting) => return None,
    })
}
