//! What a command does. Called by a store adapter inside its transaction, with the queue's row locked.
//!
//! This is the only place where a session changes state, so I1, I2, I3 and I6 are decided here, for every adapter alike.

use vq_domain::{Millis, Priority, QueueStatus, SessionState, Ticket};

use crate::{
    Change, ChangeSet, Command, Draw, Entry, LineState, Outcome, Policy, Refusal, bucket::CLOCK_SET_MILLIS,
};

/// The sessions of one queue, inside the adapter's transaction.
pub trait Table {
    /// What can go wrong.
    type Error;

    /// The live session of somebody, by the integrator's identifier.
    fn live_by_identifier(&mut self, identifier: &str) -> Result<Option<Entry>, Self::Error>;

    /// The session with a ticket, ended ones included.
    fn by_ticket(&mut self, ticket: u32) -> Result<Option<Entry>, Self::Error>;

    /// Writes a new session.
    fn insert(&mut self, entry: &Entry) -> Result<(), Self::Error>;

    /// Writes a session that was changed.
    fn update(&mut self, entry: &Entry) -> Result<(), Self::Error>;
}

/// Carries out one command at `now`, adding to `changes` what it changed.
///
/// The caller commits all or nothing; after the last command of a transaction that changed anything it counts
/// `line.version` up by one. Until then `line.version + 1` is the version being written.
pub fn decide<T: Table>(
    line: &mut LineState,
    table: &mut T,
    command: &Command,
    now: Millis,
    changes: &mut Vec<Change>,
) -> Result<Outcome, T::Error> {
    let mut at = Decision { line, table, now, changes };
    match command {
        Command::Join { session, identifier, metadata, priority } => {
            if let Some(identifier) = identifier
                && let Some(entry) = at.table.live_by_identifier(identifier)?
            {
                return Ok(Outcome::Existing(entry));
            }
            at.join(Entry {
                session: *session,
                ticket: at.line.next_ticket,
                priority: *priority,
                state: SessionState::Waiting,
                enqueued_at: now,
                released_at: None,
                served_at: None,
                ended_at: None,
                deadline: None,
                extended: false,
                identifier: identifier.clone(),
                metadata: metadata.clone(),
            })
        }
        Command::Release { epoch, basis, tickets } => {
            if *epoch != at.line.lease.epoch || *basis < at.line.reordered_at || !at.line.status.releases() {
                return Ok(Outcome::Refused(Refusal::Stale));
            }
            at.release(tickets)
        }
        Command::Claim { ticket } => at.with(*ticket, Decision::claim),
        Command::Leave { ticket } => at.with(*ticket, |at, entry| {
            let to = if entry.state == SessionState::Active {
                SessionState::Completed
            } else {
                SessionState::Left
            };
            at.end(entry, to)
        }),
        Command::Extend { ticket } => at.with(*ticket, Decision::extend),
        Command::Remove { ticket } => at.with(*ticket, |at, entry| at.end(entry, SessionState::Removed)),
        Command::Prioritise { ticket, priority } => at.with(*ticket, |at, mut entry| {
            if entry.state != SessionState::Waiting {
                return Ok(Outcome::Refused(Refusal::Ended(entry.state)));
            }
            if entry.priority != *priority {
                at.line.reordered_at = at.line.version + 1;
                let (session, ticket, from, to) = (entry.session, entry.ticket, entry.priority, *priority);
                at.changes.push(Change::Prioritised { session, ticket, from, to });
                entry.priority = *priority;
                at.table.update(&entry)?;
            }
            Ok(Outcome::Session(entry))
        }),
        Command::Annotate { ticket, metadata } => at.with(*ticket, |at, mut entry| {
            if entry.metadata != *metadata {
                entry.metadata = metadata.clone();
                at.table.update(&entry)?;
            }
            Ok(Outcome::Session(entry))
        }),
        Command::Expire { epoch, tickets } => at.end_all(*epoch, tickets, |entry| match entry.state {
            _ if entry.deadline.is_none_or(|deadline| deadline > now) => None,
            SessionState::Released => Some(SessionState::NoShow),
            SessionState::Active => Some(SessionState::Expired),
            _ => None,
        }),
        Command::Abandon { epoch, tickets } => at.end_all(*epoch, tickets, |entry| {
            (entry.state == SessionState::Waiting).then_some(SessionState::Abandoned)
        }),
        Command::SetStatus { status, held_until, seed } => {
            at.set_status(*status, *held_until, *seed);
            Ok(Outcome::Done)
        }
        Command::SetPolicy(policy) => {
            at.set_policy(policy);
            Ok(Outcome::Done)
        }
        Command::Look => Ok(Outcome::Done),
        Command::Lease { node, ttl_millis } => Ok(at.lease(*node, *ttl_millis)),
    }
}

/// Carries out a batch as one transaction: every command in turn, then one version for all that changed. What is written
/// bears the time `now`, or that of the transaction before, if another node's clock was read later and its turn came
/// sooner.
///
/// Answers an outcome per command and what changed; `None` means that `line.version` stays, though a lease or a note may
/// have been written. On an error nothing of `line` or `table` may be kept.
pub fn transact<T: Table>(
    line: &mut LineState,
    table: &mut T,
    commands: &[Command],
    now: Millis,
) -> Result<(Vec<Outcome>, Option<ChangeSet>), T::Error> {
    let now = line.time_of_commit(now);
    let mut changes = Vec::new();
    let mut outcomes = Vec::with_capacity(commands.len());
    for command in commands {
        outcomes.push(decide(line, table, command, now, &mut changes)?);
    }
    if changes.is_empty() {
        return Ok((outcomes, None));
    }
    line.version += 1;
    line.at = now;
    Ok((outcomes, Some(ChangeSet { version: line.version, at: now, bucket: line.bucket, changes })))
}

struct Decision<'a, T> {
    line: &'a mut LineState,
    table: &'a mut T,
    now: Millis,
    changes: &'a mut Vec<Change>,
}

impl<T: Table> Decision<'_, T> {
    /// Looks a session up and goes on with it, if it is live.
    fn with(
        &mut self,
        ticket: u32,
        go_on: impl FnOnce(&mut Self, Entry) -> Result<Outcome, T::Error>,
    ) -> Result<Outcome, T::Error> {
        match self.table.by_ticket(ticket)? {
            None => Ok(Outcome::Refused(Refusal::NotFound)),
            Some(entry) if !entry.state.is_live() => Ok(Outcome::Refused(Refusal::Ended(entry.state))),
            Some(entry) => go_on(self, entry),
        }
    }

    fn join(&mut self, mut entry: Entry) -> Result<Outcome, T::Error> {
        if !self.line.status.accepts_joins() {
            return Ok(Outcome::Refused(Refusal::NotOpen(self.line.status)));
        }
        let admitted = self.may_walk_in();
        let room_to_wait = self.line.waiting < self.line.policy.max_waiting;
        if !admitted && !room_to_wait || self.line.next_ticket == Ticket::MAX {
            return Ok(Outcome::Refused(Refusal::Full));
        }
        if admitted {
            entry.state = SessionState::Released;
            entry.released_at = Some(self.now);
            entry.deadline = Some(self.now.plus_seconds(self.line.policy.claim_timeout_seconds));
            self.line.released += 1;
        } else {
            if self.line.waiting > 0 && entry.priority > Priority::NORMAL {
                // They stand before people who were there: a release planned without them would break the order (I3).
                self.line.reordered_at = self.line.version + 1;
            }
            self.line.waiting += 1;
        }
        self.line.next_ticket += 1;
        self.table.insert(&entry)?;
        self.changes.push(Change::Joined {
            session: entry.session,
            ticket: entry.ticket,
            priority: entry.priority,
            state: entry.state,
            deadline: entry.deadline,
        });
        Ok(Outcome::Joined(entry))
    }

    /// Nobody waits and there is room: no need to make somebody wait. Takes the token of the rate.
    fn may_walk_in(&mut self) -> bool {
        self.line.status == QueueStatus::Open
            && self.line.waiting == 0
            && self.line.room() > 0
            && self.line.bucket.take(1, self.line.policy.rate_per_minute, self.now)
    }

    fn release(&mut self, tickets: &[u32]) -> Result<Outcome, T::Error> {
        let rate = self.line.policy.rate_per_minute;
        let mut released = 0;
        for &ticket in tickets {
            if self.line.room() == 0 || self.line.bucket.available(rate, self.now) == 0 {
                break;
            }
            let Some(mut entry) = self.table.by_ticket(ticket)? else { continue };
            if entry.state != SessionState::Waiting {
                continue;
            }
            self.line.bucket.take(1, rate, self.now);
            entry.released_at = Some(self.now);
            entry.deadline = Some(self.now.plus_seconds(self.line.policy.claim_timeout_seconds));
            self.move_to(entry, SessionState::Released)?;
            released += 1;
        }
        Ok(Outcome::Moved(released))
    }

    fn claim(&mut self, mut entry: Entry) -> Result<Outcome, T::Error> {
        match entry.state {
            SessionState::Waiting => Ok(Outcome::Refused(Refusal::NotYourTurn)),
            SessionState::Released => {
                entry.served_at = Some(self.now);
                entry.deadline = Some(self.active_deadline(self.now));
                self.move_to(entry, SessionState::Active).map(Outcome::Session)
            }
            _ => Ok(Outcome::Session(entry)),
        }
    }

    fn extend(&mut self, mut entry: Entry) -> Result<Outcome, T::Error> {
        let deadline = match entry.state {
            SessionState::Released if !entry.extended => {
                entry.extended = true;
                let deadline = self.now.plus_seconds(self.line.policy.claim_timeout_seconds);
                entry.deadline.map_or(deadline, |before| before.max(deadline))
            }
            SessionState::Active => self.active_deadline(entry.served_at.unwrap_or(self.now)),
            SessionState::Waiting => return Ok(Outcome::Refused(Refusal::NotYourTurn)),
            _ => return Ok(Outcome::Refused(Refusal::NotExtendable)),
        };
        entry.deadline = Some(deadline);
        self.table.update(&entry)?;
        self.changes.push(Change::Extended { ticket: entry.ticket, deadline });
        Ok(Outcome::Session(entry))
    }

    /// How long somebody who came in at `since` may stay, seen from now.
    fn active_deadline(&self, since: Millis) -> Millis {
        let policy = &self.line.policy;
        let idle = self.now.plus_seconds(policy.active_timeout_seconds);
        match policy.max_active_seconds {
            0 => idle,
            most => idle.min(since.plus_seconds(most)),
        }
    }

    fn end(&mut self, entry: Entry, to: SessionState) -> Result<Outcome, T::Error> {
        self.move_to(entry, to).map(Outcome::Session)
    }

    fn end_all(
        &mut self,
        epoch: u64,
        tickets: &[u32],
        fate: impl Fn(&Entry) -> Option<SessionState>,
    ) -> Result<Outcome, T::Error> {
        if epoch != self.line.lease.epoch {
            return Ok(Outcome::Refused(Refusal::Stale));
        }
        let mut moved = 0;
        for &ticket in tickets {
            let Some(entry) = self.table.by_ticket(ticket)? else { continue };
            let Some(to) = fate(&entry) else { continue };
            self.move_to(entry, to)?;
            moved += 1;
        }
        Ok(Outcome::Moved(moved))
    }

    fn move_to(&mut self, mut entry: Entry, to: SessionState) -> Result<Entry, T::Error> {
        let from = entry.state;
        let spent_millis =
            entry.since().map(|since| u32::try_from(self.now.since(since)).unwrap_or(u32::MAX));
        debug_assert!(from.may_become(to), "{from:?} may not become {to:?}");
        let count = self.count(from);
        debug_assert!(*count > 0, "a {from:?} session was not counted");
        *count = count.saturating_sub(1);
        if to.is_live() {
            *self.count(to) += 1;
        } else {
            entry.deadline = None;
            entry.ended_at = Some(self.now);
        }
        entry.state = to;
        self.table.update(&entry)?;
        self.changes.push(Change::Moved {
            session: entry.session,
            ticket: entry.ticket,
            priority: entry.priority,
            from,
            to,
            deadline: entry.deadline,
            spent_millis,
        });
        Ok(entry)
    }

    fn count(&mut self, state: SessionState) -> &mut u32 {
        match state {
            SessionState::Released => &mut self.line.released,
            SessionState::Active => &mut self.line.active,
            _ => &mut self.line.waiting,
        }
    }

    fn set_status(&mut self, status: QueueStatus, held_until: Option<Millis>, seed: [u8; 32]) {
        let line = &mut *self.line;
        if line.status == status && line.held_until == held_until {
            return;
        }
        if line.waiting == 0 {
            line.draws.clear();
        }
        let mut draw = None;
        if status == QueueStatus::PreQueue {
            line.gathering_from.get_or_insert(line.next_ticket);
        } else if status.releases()
            && let Some(first) = line.gathering_from.take()
        {
            let count = line.next_ticket - first;
            if line.policy.draw && count > 0 {
                let drawn = Draw { first, count, seed };
                line.draws.push(drawn.clone());
                line.reordered_at = line.version + 1;
                draw = Some(drawn);
            }
        }
        line.status = status;
        line.held_until = held_until;
        self.changes.push(Change::Status { status, held_until, draw });
    }

    fn set_policy(&mut self, policy: &Policy) {
        if self.line.policy == *policy {
            return;
        }
        self.line.draw_from_now_on(policy);
        self.line.bucket.change_rate(self.line.policy.rate_per_minute, policy.rate_per_minute, self.now);
        self.line.policy = policy.clone();
        self.changes.push(Change::Policy { policy: policy.clone() });
    }

    fn lease(&mut self, node: u64, ttl_millis: i64) -> Outcome {
        let lease = &mut self.line.lease;
        let over =
            lease.until <= self.now || lease.until - self.now > ttl_millis.saturating_add(CLOCK_SET_MILLIS);
        if lease.epoch == 0 || (lease.node != node && over) {
            lease.epoch += 1;
            lease.node = node;
        } else if lease.node != node {
            return Outcome::Lease(None);
        }
        lease.until = Millis(self.now.0.saturating_add(ttl_millis));
        Outcome::Lease(Some(lease.epoch))
    }
}
