//! What a command does. Called by a store adapter inside its transaction, with the queue's row locked.
//!
//! This is the only place where a session changes state, so I1, I2, I3 and I6 are decided here, for every adapter alike.

use vq_domain::{CounterId, Millis, Priority, QueueStatus, SessionId, SessionState, Ticket};

use crate::{
    Change, ChangeSet, Command, Draw, Entry, Hall, LineState, Outcome, Parked, Policy, Refusal,
    bucket::CLOCK_SET_MILLIS,
};

mod arrive;
mod attend;

/// The sessions of one queue, inside the adapter's transaction.
pub trait Table {
    /// What can go wrong.
    type Error;

    /// The live session of somebody, by the integrator's identifier.
    fn live_by_identifier(&mut self, identifier: &str) -> Result<Option<Entry>, Self::Error>;

    /// The session with a ticket, ended ones included.
    fn by_ticket(&mut self, ticket: u32) -> Result<Option<Entry>, Self::Error>;

    /// The session with an id, ended ones included: asked for those that arrive.
    fn by_session(&mut self, session: SessionId) -> Result<Option<Entry>, Self::Error>;

    /// The numbers on the tickets of all live sessions, in any order: asked when numbers begin anew.
    fn live_numbers(&mut self) -> Result<Vec<u32>, Self::Error>;

    /// Writes a new session.
    fn insert(&mut self, entry: &Entry) -> Result<(), Self::Error>;

    /// Writes a session that was changed.
    fn update(&mut self, entry: &Entry) -> Result<(), Self::Error>;

    /// How often people were called to a counter so far, from whichever line. `None`: there is no such counter.
    fn turn(&mut self, counter: CounterId) -> Result<Option<u64>, Self::Error>;

    /// Counts that somebody is called to a counter, if it is there; `version` is the one that is being written. No other
    /// transaction, of whichever line, counts for the same counter before this one is over.
    fn take_turn(&mut self, counter: CounterId, version: u64) -> Result<(), Self::Error>;
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
                seat: None,
            })
        }
        Command::Release { epoch, basis, tickets } => {
            if *epoch != at.line.lease.epoch || *basis < at.line.reordered_at || !at.line.status.releases() {
                return Ok(Outcome::Refused(Refusal::Stale));
            }
            at.release(tickets)
        }
        Command::Claim { ticket } => at.with(*ticket, Decision::claim),
        Command::Leave { ticket } => at.leave(*ticket),
        Command::Extend { ticket } => at.with(*ticket, Decision::extend),
        Command::Remove { ticket } => at.with(*ticket, |at, entry| at.end(entry, SessionState::Removed)),
        Command::Prioritise { ticket, priority } => at.with(*ticket, |at, mut entry| {
            if entry.state != SessionState::Waiting {
                return Ok(Outcome::Refused(Refusal::Ended(entry.state)));
            }
            if entry.priority != *priority {
                at.reorder();
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
            (entry.state == SessionState::Waiting && !is_parked(entry)).then_some(SessionState::Abandoned)
        }),
        Command::SetStatus { status, held_until, seed } => {
            at.set_status(*status, *held_until, *seed);
            Ok(Outcome::Done)
        }
        Command::SetPolicy(policy) => {
            at.set_policy(policy);
            Ok(Outcome::Done)
        }
        Command::Arrive(arrival) => at.arrive(arrival),
        Command::CallNext(call) => at.call_next(call),
        Command::Attend(attend) => at.attend(attend),
        Command::Reserve { reservation, kiosk, count } => at.reserve(*reservation, *kiosk, *count),
        Command::SetIntake { stopped } => {
            if let Some(hall) = &mut at.line.hall {
                hall.intake_stopped = *stopped;
            }
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
    let hall = line.hall.clone();
    let mut changes = Vec::new();
    let mut outcomes = Vec::with_capacity(commands.len());
    for command in commands {
        outcomes.push(decide(line, table, command, now, &mut changes)?);
    }
    conclude(line, hall.as_deref(), &mut changes);
    if changes.is_empty() {
        return Ok((outcomes, None));
    }
    line.version += 1;
    line.at = now;
    Ok((outcomes, Some(ChangeSet { version: line.version, at: now, bucket: line.bucket, changes })))
}

/// Notes what changed in the hall since it was as `before`: once for a transaction.
pub fn conclude(line: &LineState, before: Option<&Hall>, changes: &mut Vec<Change>) {
    let reordered = line.reordered_at > line.version;
    if line.hall.as_deref() != before || (reordered && before.is_some()) {
        changes.push(Change::Hall { hall: line.hall.clone(), reordered_at: line.reordered_at });
    }
}

/// Whether somebody was called to a counter, or is served there.
fn is_at_counter(entry: &Entry) -> bool {
    entry.state.holds_slot() && entry.seat.as_ref().is_some_and(|seat| seat.counter.is_some())
}

/// Whether somebody who waits is out of the order.
pub(crate) fn is_parked(entry: &Entry) -> bool {
    entry.seat.as_ref().is_some_and(|seat| seat.parked != Parked::No)
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

    fn leave(&mut self, ticket: u32) -> Result<Outcome, T::Error> {
        match self.table.by_ticket(ticket)? {
            // Said again, perhaps because the first answer was lost: whoever follows their visit is shown what was to come.
            Some(entry)
                if matches!(entry.state, SessionState::Left | SessionState::Completed)
                    && entry.seat.as_ref().is_some_and(|seat| !seat.next.is_empty()) =>
            {
                Ok(Outcome::Session(entry))
            }
            _ => self.with(ticket, |at, entry| {
                let to = if entry.state == SessionState::Active {
                    SessionState::Completed
                } else {
                    SessionState::Left
                };
                at.end(entry, to)
            }),
        }
    }

    fn join(&mut self, mut entry: Entry) -> Result<Outcome, T::Error> {
        if !self.line.status.accepts_joins() {
            return Ok(Outcome::Refused(Refusal::NotOpen(self.line.status)));
        }
        if self.line.hall.as_ref().is_some_and(|hall| hall.intake_stopped) {
            return Ok(Outcome::Refused(Refusal::ClosingTime));
        }
        let admitted = self.may_walk_in();
        let room_to_wait = self.line.waiting < self.line.policy.max_waiting;
        if !admitted && !room_to_wait || self.line.next_ticket == Ticket::MAX {
            return Ok(Outcome::Refused(Refusal::Full));
        }
        self.give_seat(&mut entry)?;
        if admitted {
            entry.state = SessionState::Released;
            entry.released_at = Some(self.now);
            entry.deadline = Some(self.now.plus_seconds(self.line.policy.claim_timeout_seconds));
            self.line.released += 1;
        } else {
            if self.line.waiting > 0 && entry.priority > Priority::NORMAL {
                // They stand before people who were there: a release planned without them would break the order (I3).
                self.reorder();
            }
            self.line.waiting += 1;
        }
        self.enter(entry)
    }

    /// Writes a new session, which is counted already.
    fn enter(&mut self, entry: Entry) -> Result<Outcome, T::Error> {
        self.line.next_ticket += 1;
        self.table.insert(&entry)?;
        self.changes.push(Change::Joined {
            session: entry.session,
            ticket: entry.ticket,
            priority: entry.priority,
            state: entry.state,
            deadline: entry.deadline,
            seat: entry.seat.clone(),
        });
        Ok(Outcome::Joined(entry))
    }

    /// Somebody comes to stand before people who were there.
    fn reorder(&mut self) {
        self.line.reordered_at = self.line.version + 1;
    }

    /// Nobody waits and there is room: no need to make somebody wait. Takes the token of the rate.
    fn may_walk_in(&mut self) -> bool {
        self.line.status == QueueStatus::Open
            && self.line.policy.releases_by_rate()
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
            if entry.state != SessionState::Waiting || is_parked(&entry) {
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
            SessionState::Released if is_at_counter(&entry) => Ok(Outcome::Refused(Refusal::AtCounter)),
            SessionState::Waiting => Ok(Outcome::Refused(Refusal::NotYourTurn)),
            SessionState::Released => {
                entry.served_at = Some(self.now);
                entry.deadline = Some(self.active_deadline(self.now));
                self.move_to(entry, SessionState::Active).map(Outcome::Session)
            }
            _ if is_at_counter(&entry) => Ok(Outcome::Refused(Refusal::AtCounter)),
            _ => Ok(Outcome::Session(entry)),
        }
    }

    fn extend(&mut self, mut entry: Entry) -> Result<Outcome, T::Error> {
        let deadline = match entry.state {
            SessionState::Released | SessionState::Active if is_at_counter(&entry) => {
                return Ok(Outcome::Refused(Refusal::AtCounter));
            }
            SessionState::Released if !entry.extended => {
                entry.extended = true;
                let deadline = self.now.plus_seconds(self.line.policy.claim_timeout_seconds);
                entry.deadline.map_or(deadline, |before| before.max(deadline))
            }
            SessionState::Active => {
                // Never sooner than was said: the admission of before is good until then.
                let deadline = self.active_deadline(entry.served_at.unwrap_or(self.now));
                entry.deadline.map_or(deadline, |before| before.max(deadline))
            }
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
        let (from, since) = (entry.state, entry.since());
        debug_assert!(from.may_become(to), "{from:?} may not become {to:?}");
        self.uncount(&entry);
        if !to.is_live() {
            entry.deadline = None;
            entry.ended_at = Some(self.now);
        }
        entry.state = to;
        if to != SessionState::Waiting
            && let Some(seat) = &mut entry.seat
        {
            seat.parked = Parked::No;
        }
        self.settle(entry, from, since)
    }

    /// Counts and writes somebody who went from another state, in which they were `since`, to the one they are in now.
    fn settle(&mut self, entry: Entry, from: SessionState, since: Option<Millis>) -> Result<Entry, T::Error> {
        if let Some(hall) = &mut self.line.hall
            && !entry.state.holds_slot()
        {
            hall.vacate(entry.ticket);
        }
        if let Some(count) = self.count(&entry) {
            *count += 1;
        }
        self.table.update(&entry)?;
        self.changes.push(Change::Moved {
            session: entry.session,
            ticket: entry.ticket,
            priority: entry.priority,
            from,
            to: entry.state,
            deadline: entry.deadline,
            spent_millis: since.map(|since| u32::try_from(self.now.since(since)).unwrap_or(u32::MAX)),
            seat: entry.seat.clone(),
        });
        Ok(entry)
    }

    fn uncount(&mut self, entry: &Entry) {
        if let Some(count) = self.count(entry) {
            debug_assert!(*count > 0, "a {:?} session was not counted", entry.state);
            *count = count.saturating_sub(1);
        }
    }

    /// Where somebody is counted, if they are live.
    fn count(&mut self, entry: &Entry) -> Option<&mut u32> {
        let line = &mut *self.line;
        Some(match (entry.state, entry.seat.as_ref().map_or(Parked::No, |seat| seat.parked)) {
            (SessionState::Released, _) => &mut line.released,
            (SessionState::Active, _) => &mut line.active,
            (SessionState::Waiting, Parked::No) => &mut line.waiting,
            (SessionState::Waiting, Parked::Held) => &mut line.hall.as_mut()?.held,
            (SessionState::Waiting, Parked::Booked) => &mut line.hall.as_mut()?.booked,
            _ => return None,
        })
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
        if policy.revision < self.line.policy.revision || self.line.policy == *policy {
            return;
        }
        self.line.draw_from_now_on(policy);
        self.line.remember_stay(policy, self.now);
        self.line.bucket.change_rate(self.line.policy.rate_per_minute, policy.rate_per_minute, self.now);
        self.line.policy = policy.clone();
        self.line.furnish();
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
