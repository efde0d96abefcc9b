//! What becomes of the rest of a visit when somebody's session is over.
//!
//! Places may be put aside for somebody in other lines, until they are done in this one. No transaction spans two lines, so
//! this follows the one that ended the session, at the node that committed it: who was done waits there from then on; who
//! left, was taken out or did not come loses those places, too. A line that takes nothing more for a moment, or whose store
//! is away, is asked a few times; before a node stops, it ends what it has begun.
//!
//! What is left: if the node dies in between, or the other line cannot be written for longer, or the answer of the
//! transaction that ended the session is lost, a place stays put aside. Whoever then says again that somebody is done, did
//! not come or leaves has this done again, by the session as it is told to them. For whom staff took out, and for those whom
//! the line itself ended, nobody says it again: their place stays put aside until staff resumes or removes it.

use std::{collections::HashSet, sync::Arc, time::Duration};

use tokio::{sync::Semaphore, task::JoinSet};
use vq_domain::{SessionId, SessionState, TenantId};
use vq_engine::{Attend, Change, ChangeSet, Command, Entry, Outcome, Seat, Verb, attend::By, hall::Onward};
use vq_ports::{Audit, StoreError};

use crate::{LineError, Lines};

/// Most places in other lines that are seen to at once, for one transaction.
const MOST_AT_ONCE: usize = 32;
/// How long to wait before each further try with a line that takes nothing just now. Somebody may be waiting for the answer.
const PAUSES: [Duration; 3] =
    [Duration::from_millis(100), Duration::from_millis(300), Duration::from_millis(900)];

/// A session that is over while something of the visit was still to come.
#[derive(Debug)]
pub(crate) struct Over {
    pub session: SessionId,
    pub state: SessionState,
    seat: Box<Seat>,
}

impl Over {
    fn new(session: SessionId, state: SessionState, seat: Option<&Seat>) -> Option<Self> {
        let seat = seat.filter(|seat| !state.is_live() && !seat.next.is_empty())?;
        Fate::after(state)?;
        Some(Self { session, state, seat: Box::new(seat.clone()) })
    }

    /// Whether only a caller's command ends a session so; others the line may have ended by itself.
    pub(crate) fn is_callers(&self) -> bool {
        matches!(self.state, SessionState::Completed | SessionState::Left | SessionState::Removed)
    }
}

/// Those that this set ended.
pub(crate) fn over(set: &ChangeSet) -> Vec<Over> {
    let over = |change: &Change| match change {
        Change::Moved { session, to, seat, .. } => Over::new(*session, *to, seat.as_deref()),
        _ => None,
    };
    set.changes.iter().filter_map(over).collect()
}

/// Those that callers are told to be over and that `known` does not have: they were over before, and what was to come may
/// have been left undone then.
pub(crate) fn over_before<'a>(outcomes: impl Iterator<Item = &'a Outcome>, known: &[Over]) -> Vec<Over> {
    let over = |outcome: &Outcome| match outcome {
        Outcome::Session(Entry { session, state, seat, .. }) => Over::new(*session, *state, seat.as_deref()),
        _ => None,
    };
    let mut known: HashSet<_> = known.iter().map(|over| over.session).collect();
    outcomes.filter_map(over).filter(|over| known.insert(over.session)).collect()
}

/// What becomes of a place that was put aside.
#[derive(Clone, Copy, Debug)]
enum Fate {
    /// They wait there.
    Resume,
    /// They left.
    Leave,
    /// They are taken out.
    Remove,
}

impl Fate {
    fn after(state: SessionState) -> Option<Self> {
        match state {
            // Whose time inside is over was inside.
            SessionState::Completed | SessionState::Expired => Some(Self::Resume),
            SessionState::Left => Some(Self::Leave),
            SessionState::NoShow | SessionState::Removed | SessionState::Abandoned => Some(Self::Remove),
            // Whoever was sent on took it along.
            SessionState::Transferred
            | SessionState::Waiting
            | SessionState::Released
            | SessionState::Active => None,
        }
    }
}

impl Lines {
    /// Goes on with, or ends, what was to come after these sessions of a tenant.
    pub(crate) async fn follow_up(&self, tenant: TenantId, all: Vec<Over>) {
        let (room, mut tasks) = (Arc::new(Semaphore::new(MOST_AT_ONCE)), JoinSet::new());
        for over in all {
            let Some(fate) = Fate::after(over.state) else { continue };
            for next in over.seat.next {
                let Ok(room) = room.clone().acquire_owned().await else { return };
                let lines = self.clone();
                tasks.spawn(async move {
                    if let Err(error) = lines.follow(tenant, &next, fate).await {
                        tracing::warn!(%error, session = %next.session, "the next part of a visit is left put aside");
                    }
                    drop(room);
                });
                // What is done is not kept.
                while tasks.try_join_next().is_some() {}
            }
        }
        while tasks.join_next().await.is_some() {}
    }

    /// As [`Self::try_to_follow`], again while the line takes nothing just now.
    async fn follow(&self, tenant: TenantId, next: &Onward, fate: Fate) -> Result<(), LineError> {
        for pause in PAUSES {
            match self.try_to_follow(tenant, next, fate).await {
                Err(LineError::Overloaded | LineError::Store(StoreError::Unavailable(_))) => {
                    tokio::time::sleep(pause).await;
                }
                done => return done,
            }
        }
        self.try_to_follow(tenant, next, fate).await
    }

    async fn try_to_follow(&self, tenant: TenantId, next: &Onward, fate: Fate) -> Result<(), LineError> {
        // With its queue everything in it is gone.
        let Some(line) = self.find_of_tenant(tenant, next.queue).await? else { return Ok(()) };
        let verb = match fate {
            Fate::Resume => Verb::Resume,
            // Who has been called there meanwhile, or stands there by themselves, stays.
            Fate::Leave => Verb::Cancel { left: true },
            Fate::Remove => Verb::Cancel { left: false },
        };
        let attend = Attend { ticket: next.ticket, verb, by: By::default() };
        let written = Audit::exempt("follows from what became of them elsewhere");
        let outcome = line.direct(Command::Attend(Box::new(attend)), written).await?;
        if let Outcome::Refused(refusal) = outcome {
            tracing::debug!(?refusal, session = %next.session, "the next part of a visit had gone its own way");
        }
        Ok(())
    }
}
