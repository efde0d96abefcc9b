//! What becomes of the rest of a visit when somebody's session is over.
//!
//! Places may be put aside for somebody in other lines, until they are done in this one. No transaction spans two lines, so
//! this follows the one that ended the session, at the node that committed it: who was done waits there from then on; who
//! left, was taken out or did not come loses those places, too. If the node dies in between, or another line cannot be
//! written, a place stays put aside until staff resumes or removes it.

use vq_domain::{SessionState, TenantId};
use vq_engine::{Attend, Change, ChangeSet, Command, Outcome, Seat, Verb, attend::By, hall::Onward};
use vq_ports::Audit;

use crate::{LineError, Lines};

/// A session that is over while something of the visit was still to come.
#[derive(Debug)]
pub(crate) struct Over {
    state: SessionState,
    seat: Box<Seat>,
}

/// Those that this set ended.
pub(crate) fn over(set: &ChangeSet) -> Vec<Over> {
    let over = |change: &Change| match change {
        Change::Moved { to, seat: Some(seat), .. } if !to.is_live() && !seat.next.is_empty() => {
            Some(Over { state: *to, seat: seat.clone() })
        }
        _ => None,
    };
    set.changes.iter().filter_map(over).collect()
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
        for over in all {
            let Some(fate) = Fate::after(over.state) else { continue };
            for next in &over.seat.next {
                if let Err(error) = self.follow(tenant, next, fate).await {
                    tracing::warn!(%error, session = %next.session, "the next part of a visit is left put aside");
                }
            }
        }
    }

    async fn follow(&self, tenant: TenantId, next: &Onward, fate: Fate) -> Result<(), LineError> {
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
