//! Calling people to counters, and all that staff does with them there.

use vq_domain::{CounterRef, SessionState};

use super::{Decision, Table, is_at_counter, is_parked};
use crate::{
    Change, Entry, Outcome, Parked, Refusal, Seat, Verb,
    attend::{AtCounter, Attend, By, CallNext, Deed, Wish},
    hall::{Call, Occupant, Onward},
};

/// A call that is repeated sooner is a key pressed twice, in milliseconds.
const SAME_KEY_MILLIS: i64 = 1_000;

/// What an adapter's look-up gave, and what became of it.
type Done<E> = Result<Outcome, E>;

impl<T: Table> Decision<'_, T> {
    pub(super) fn call_next(&mut self, call: &CallNext) -> Done<T::Error> {
        if let Some(why_not) = self.not_seen(&call.at)? {
            return Ok(why_not);
        }
        if call.basis < self.line.reordered_at {
            return Ok(Outcome::Refused(Refusal::Stale));
        }
        if !self.line.status.releases() {
            return Ok(Outcome::Refused(Refusal::NotOpen(self.line.status)));
        }
        let next = self.next_of(call)?;
        let others_came = call.basis < self.line.version && self.line.waiting > 0;
        if next.is_none() && (others_came || !call.all) {
            // All who were looked up are gone; there may be others.
            return Ok(Outcome::Refused(Refusal::Stale));
        }
        if let Some(done) = self.done_at(&call.at)? {
            self.note(&done, Deed::Finish, &call.by);
            self.finish(done)?;
        }
        let Some(mut entry) = next else { return Ok(Outcome::Nobody) };
        if !self.has_room(&call.at) {
            return Ok(Outcome::Nobody);
        }
        if entry.seat.is_none() {
            self.give_seat(&mut entry)?;
        }
        self.call(entry, &call.at.counter, &call.by)
    }

    /// The first of the candidates who still waits and may be called there.
    fn next_of(&mut self, call: &CallNext) -> Result<Option<Entry>, T::Error> {
        for &ticket in &call.tickets {
            let Some(entry) = self.table.by_ticket(ticket)? else { continue };
            let for_another = entry.seat.as_ref().and_then(|seat| seat.for_counter.as_ref());
            let is_free = for_another.is_none_or(|counter| counter.id == call.at.counter.id);
            if entry.state == SessionState::Waiting && !is_parked(&entry) && is_free {
                return Ok(Some(entry));
            }
        }
        Ok(None)
    }

    /// What is answered to a caller who did not see all that happened at the counter.
    fn not_seen(&mut self, at: &AtCounter) -> Result<Option<Outcome>, T::Error> {
        let Some(hall) = &self.line.hall else { return Ok(Some(Outcome::Refused(Refusal::NoCounters))) };
        let unseen = hall.at(at.counter.id).rfind(|occupant| !at.seen.contains(&occupant.session));
        if let Some(occupant) = unseen {
            return Ok(Some(Outcome::Occupied(occupant.ticket)));
        }
        // Those of other lines do not stand in this hall.
        let overtaken = at.turn.is_some() && self.table.turn(at.counter.id)? != at.turn;
        Ok(overtaken.then_some(Outcome::Overtaken))
    }

    /// Whether one more may be called there (I1 included).
    fn has_room(&self, at: &AtCounter) -> bool {
        self.line.room() > 0 && !self.is_taken(at, 0)
    }

    /// Whether as many are at the counter as may, once so many have left it.
    fn is_taken(&self, at: &AtCounter, leaving: u32) -> bool {
        let there = self.line.hall.as_ref().map_or(0, |hall| hall.at(at.counter.id).count());
        there.saturating_sub(leaving as usize) >= usize::from(at.most)
    }

    /// Who is done at the counter, if they are there still.
    fn done_at(&mut self, at: &AtCounter) -> Result<Option<Entry>, T::Error> {
        let Some(ticket) = at.finish else { return Ok(None) };
        let is_there = |entry: &Entry| {
            let counter = entry.seat.as_ref().and_then(|seat| seat.counter.as_ref());
            is_at_counter(entry) && counter.is_some_and(|counter| counter.id == at.counter.id)
        };
        Ok(self.table.by_ticket(ticket)?.filter(is_there))
    }

    fn call(&mut self, mut entry: Entry, counter: &CounterRef, by: &By) -> Done<T::Error> {
        self.note(&entry, Deed::Call, by);
        entry.released_at = Some(self.now);
        entry.deadline = None;
        // Who booked has no place before they check in; should they be sent back, they have one.
        let place = match &entry.seat {
            Some(seat) if seat.parked == Parked::Booked => Some(self.place_for(None, self.now)),
            _ => None,
        };
        if let Some(seat) = &mut entry.seat {
            if let Some((place, ordered_at)) = place {
                (seat.place, seat.ordered_at) = (place, ordered_at);
            }
            seat.calls = 0;
            seat.for_counter = None;
        }
        self.table.take_turn(counter.id, self.line.version + 1)?;
        let call = self.announce(&mut entry, counter);
        let entry = self.move_to(entry, SessionState::Released)?;
        self.changes.extend(call);
        Ok(Outcome::Session(entry))
    }

    fn call_again(&mut self, mut entry: Entry, counter: &CounterRef) -> Done<T::Error> {
        let before = entry.seat.as_ref().and_then(|seat| seat.counter.as_ref());
        if before.is_none_or(|before| before.id != counter.id) {
            self.table.take_turn(counter.id, self.line.version + 1)?;
        }
        let call = self.announce(&mut entry, counter);
        self.rewrite(&entry)?;
        self.changes.extend(call);
        Ok(Outcome::Session(entry))
    }

    /// Notes, or notes again, to which counter somebody is to go; answers what is to be said.
    fn announce(&mut self, entry: &mut Entry, counter: &CounterRef) -> Option<Change> {
        let (now, ticket, session) = (self.now, entry.ticket, entry.session);
        let (seat, hall) = entry.seat.as_mut().zip(self.line.hall.as_mut())?;
        seat.calls = seat.calls.saturating_add(1);
        seat.counter = Some(counter.clone());
        seat.called_at = Some(now);
        hall.vacate(ticket);
        let occupant = Occupant { counter: counter.clone(), ticket, session, called_at: now, serving: false };
        hall.occupants.push(occupant);
        let call = hall.call(Call {
            count: 0,
            at: now,
            ticket,
            session,
            number: seat.number.clone(),
            counter: counter.clone(),
            calls: seat.calls,
        });
        Some(Change::Called { call: Box::new(call) })
    }

    /// Writes somebody whose seat changed, and not the state.
    fn rewrite(&mut self, entry: &Entry) -> Result<(), T::Error> {
        self.table.update(entry)?;
        if let Some(seat) = &entry.seat {
            self.changes.push(Change::Seated {
                session: entry.session,
                ticket: entry.ticket,
                priority: entry.priority,
                state: entry.state,
                seat: seat.clone(),
            });
        }
        Ok(())
    }

    fn note(&mut self, entry: &Entry, deed: Deed, by: &By) {
        self.changes.push(Change::Attended {
            session: entry.session,
            ticket: entry.ticket,
            deed,
            by: by.account,
            reason: by.reason.clone(),
        });
    }

    pub(super) fn attend(&mut self, attend: &Attend) -> Done<T::Error> {
        let Some(mut entry) = self.table.by_ticket(attend.ticket)? else {
            return Ok(Outcome::Refused(Refusal::NotFound));
        };
        let by = &attend.by;
        match attend.verb {
            Verb::Remove => return self.remove(entry, by),
            Verb::Cancel { left } => return self.cancel(entry, left, by),
            _ => {}
        }
        if self.line.hall.is_none() {
            return Ok(Outcome::Refused(Refusal::NoCounters));
        }
        if entry.seat.is_none() {
            if !entry.state.is_live() {
                return Ok(Outcome::Refused(Refusal::Ended(entry.state)));
            }
            self.give_seat(&mut entry)?;
        }
        match &attend.verb {
            Verb::Call(at) => self.call_this(entry, at, by),
            Verb::Recall(at) => self.recall(entry, at.as_ref(), by),
            Verb::Start => self.start(entry, by),
            Verb::Finish => match entry.state {
                SessionState::Completed => Ok(Outcome::Session(entry)),
                _ if is_at_counter(&entry) => {
                    self.note(&entry, Deed::Finish, by);
                    self.finish(entry).map(Outcome::Session)
                }
                state => Ok(not_there(state)),
            },
            Verb::NoShow => match entry.state {
                SessionState::NoShow => Ok(Outcome::Session(entry)),
                SessionState::Released if is_at_counter(&entry) => {
                    self.note(&entry, Deed::NoShow, by);
                    self.move_to(entry, SessionState::NoShow).map(Outcome::Session)
                }
                state => Ok(not_there(state)),
            },
            Verb::Return(wish, identifier) => self.send_back(entry, *wish, identifier.as_deref(), by),
            Verb::Hold => self.hold(entry, by),
            Verb::Resume => self.resume(entry, by),
            Verb::CheckIn(wish) => self.check_in(entry, *wish, by),
            Verb::Reserve(counter) => self.keep_for(entry, counter, by),
            Verb::Transfer(to) => self.transfer(entry, to, by),
            Verb::Add(next) => self.add(entry, next, by),
            Verb::Remove | Verb::Cancel { .. } => Ok(Outcome::Session(entry)),
        }
    }

    fn remove(&mut self, entry: Entry, by: &By) -> Done<T::Error> {
        if !entry.state.is_live() {
            return Ok(Outcome::Refused(Refusal::Ended(entry.state)));
        }
        self.note(&entry, Deed::Remove, by);
        self.move_to(entry, SessionState::Removed).map(Outcome::Session)
    }

    /// A place that was put aside for later is not needed; whether it still is put aside is judged here, where nobody can call
    /// them in between.
    fn cancel(&mut self, entry: Entry, left: bool, by: &By) -> Done<T::Error> {
        if !entry.state.is_live() {
            return Ok(Outcome::Refused(Refusal::Ended(entry.state)));
        }
        let is_for_later = |seat: &Seat| seat.parked == Parked::Held && seat.visit != entry.session;
        if entry.state != SessionState::Waiting || !entry.seat.as_deref().is_some_and(is_for_later) {
            return Ok(Outcome::Session(entry));
        }
        if left {
            return self.move_to(entry, SessionState::Left).map(Outcome::Session);
        }
        self.remove(entry, by)
    }

    fn call_this(&mut self, entry: Entry, at: &AtCounter, by: &By) -> Done<T::Error> {
        if is_at_counter(&entry)
            && entry.seat.as_ref().and_then(|seat| seat.counter.as_ref()) == Some(&at.counter)
        {
            return Ok(Outcome::Session(entry));
        }
        if let Some(why_not) = self.not_seen(at)? {
            return Ok(why_not);
        }
        // Nobody is done before it is certain that this one can be called.
        let done = self.done_at(at)?.filter(|done| done.ticket != entry.ticket);
        let leaving = u32::from(done.is_some());
        let inside = (self.line.released + self.line.active).saturating_sub(leaving);
        match entry.state {
            _ if self.is_taken(at, leaving) => return Ok(Outcome::Refused(Refusal::CounterFull)),
            SessionState::Waiting if inside >= self.line.policy.cap => {
                return Ok(Outcome::Refused(Refusal::CounterFull));
            }
            SessionState::Waiting => {}
            SessionState::Released if is_at_counter(&entry) => {}
            state => return Ok(Outcome::Refused(Refusal::Ended(state))),
        }
        if let Some(done) = done {
            self.note(&done, Deed::Finish, by);
            self.finish(done)?;
        }
        if entry.state == SessionState::Waiting {
            return self.call(entry, &at.counter, by);
        }
        // Called elsewhere: they are to come here instead.
        self.note(&entry, Deed::Call, by);
        self.call_again(entry, &at.counter)
    }

    fn recall(&mut self, entry: Entry, at: Option<&AtCounter>, by: &By) -> Done<T::Error> {
        let called = entry.seat.as_ref().and_then(|seat| Some((seat.counter.clone()?, seat.called_at?)));
        let (SessionState::Released, Some((before, called_at))) = (entry.state, called) else {
            return Ok(not_there(entry.state));
        };
        let other = at.filter(|at| at.counter.id != before.id);
        if other.is_none() && self.now - called_at < SAME_KEY_MILLIS {
            return Ok(Outcome::Session(entry));
        }
        if let Some(at) = other {
            if let Some(why_not) = self.not_seen(at)? {
                return Ok(why_not);
            }
            if self.is_taken(at, 0) {
                return Ok(Outcome::Refused(Refusal::CounterFull));
            }
        }
        let counter = at.map_or(before, |at| at.counter.clone());
        self.note(&entry, Deed::Recall, by);
        self.call_again(entry, &counter)
    }

    fn start(&mut self, mut entry: Entry, by: &By) -> Done<T::Error> {
        match entry.state {
            SessionState::Active if is_at_counter(&entry) => Ok(Outcome::Session(entry)),
            SessionState::Released if is_at_counter(&entry) => {
                self.note(&entry, Deed::Start, by);
                entry.served_at = Some(self.now);
                let hall = self.line.hall.iter_mut().flat_map(|hall| &mut hall.occupants);
                for occupant in hall.filter(|occupant| occupant.ticket == entry.ticket) {
                    occupant.serving = true;
                }
                self.move_to(entry, SessionState::Active).map(Outcome::Session)
            }
            state => Ok(not_there(state)),
        }
    }

    /// Somebody at a counter is done. Who was only called counts as served from the call on.
    fn finish(&mut self, mut entry: Entry) -> Result<Entry, T::Error> {
        entry.served_at = entry.served_at.or(entry.released_at);
        self.move_to(entry, SessionState::Completed)
    }

    /// To wait again, at the wish's place.
    fn send_back(
        &mut self,
        mut entry: Entry,
        wish: Wish,
        identifier: Option<&str>,
        by: &By,
    ) -> Done<T::Error> {
        if wish.spot.is_some_and(|spot| !self.is_good(spot)) {
            return Ok(Outcome::Refused(Refusal::Stale));
        }
        let in_order = entry.state == SessionState::Waiting && !is_parked(&entry);
        if let Some(seat) = entry.seat.as_ref().filter(|_| in_order) {
            let last = self.line.hall.as_ref().map(|hall| hall.last_place);
            let wanted = wish.spot.map_or(last, |spot| Some(spot.place));
            if wanted == Some(seat.place) {
                return Ok(Outcome::Session(entry));
            }
        }
        match entry.state {
            SessionState::Waiting => {}
            SessionState::Released | SessionState::Active if is_at_counter(&entry) => {}
            SessionState::NoShow => {
                // What stands on a ticket of yesterday may be somebody else's number today.
                let hall = self.line.hall.as_ref();
                if hall.is_some_and(|hall| hall.numbers.may_be_anothers(entry.ended_at)) {
                    return Ok(Outcome::Refused(Refusal::Ended(entry.state)));
                }
                let known = identifier == entry.identifier.as_deref();
                if !known
                    || identifier
                        .map(|name| self.table.live_by_identifier(name))
                        .transpose()?
                        .flatten()
                        .is_some()
                {
                    return Ok(Outcome::Refused(Refusal::BackAlready));
                }
            }
            state => return Ok(not_there(state)),
        }
        if entry.state == SessionState::NoShow
            && let Some(seat) = &mut entry.seat
        {
            // What they were to go on to was over with the session.
            seat.next.clear();
        }
        self.note(&entry, Deed::Return, by);
        let (place, ordered_at) = self.place_for(Some(wish), self.now);
        self.wait_again(entry, Parked::No, Some((place, ordered_at))).map(Outcome::Session)
    }

    /// Somebody waits, perhaps again: in the order or aside, at the place they have or at another.
    fn wait_again(
        &mut self,
        mut entry: Entry,
        parked: Parked,
        place: Option<(u32, vq_domain::Millis)>,
    ) -> Result<Entry, T::Error> {
        let (from, since) = (entry.state, entry.since());
        self.uncount(&entry);
        if let Some(seat) = &mut entry.seat {
            seat.parked = parked;
            if let Some((place, ordered_at)) = place {
                (seat.place, seat.ordered_at) = (place, ordered_at);
            }
            if from != SessionState::Waiting {
                seat.counter = None;
            }
        }
        if parked == Parked::No {
            self.reorder();
        }
        if from != SessionState::Waiting {
            entry.state = SessionState::Waiting;
            (entry.released_at, entry.served_at, entry.ended_at, entry.deadline) = (None, None, None, None);
            return self.settle(entry, from, since);
        }
        if let Some(count) = self.count(&entry) {
            *count += 1;
        }
        self.rewrite(&entry)?;
        Ok(entry)
    }

    fn hold(&mut self, entry: Entry, by: &By) -> Done<T::Error> {
        let parked = entry.seat.as_ref().map_or(Parked::No, |seat| seat.parked);
        match (entry.state, parked) {
            (SessionState::Waiting, Parked::Held | Parked::Booked) => Ok(Outcome::Session(entry)),
            (state, _) if state == SessionState::Waiting || is_at_counter(&entry) => {
                self.note(&entry, Deed::Hold, by);
                self.wait_again(entry, Parked::Held, None).map(Outcome::Session)
            }
            (state, _) => Ok(not_there(state)),
        }
    }

    fn resume(&mut self, entry: Entry, by: &By) -> Done<T::Error> {
        match (entry.state, entry.seat.as_ref().map_or(Parked::No, |seat| seat.parked)) {
            (SessionState::Waiting, Parked::Held) => {
                self.note(&entry, Deed::Resume, by);
                self.wait_again(entry, Parked::No, None).map(Outcome::Session)
            }
            (SessionState::Waiting, _) => Ok(Outcome::Session(entry)),
            (state, _) => Ok(Outcome::Refused(Refusal::Ended(state))),
        }
    }

    fn check_in(&mut self, entry: Entry, wish: Wish, by: &By) -> Done<T::Error> {
        match (entry.state, entry.seat.as_ref().map_or(Parked::No, |seat| seat.parked)) {
            (SessionState::Waiting, Parked::Booked) => {
                if wish.spot.is_some_and(|spot| !self.is_good(spot)) {
                    return Ok(Outcome::Refused(Refusal::Stale));
                }
                self.note(&entry, Deed::CheckIn, by);
                let ordered_at = entry.seat.as_ref().map_or(self.now, |seat| seat.ordered_at);
                let (place, _) = self.place_for(Some(wish), ordered_at);
                self.wait_again(entry, Parked::No, Some((place, ordered_at))).map(Outcome::Session)
            }
            (state, _) if state.is_live() => Ok(Outcome::Session(entry)),
            (state, _) => Ok(Outcome::Refused(Refusal::Ended(state))),
        }
    }

    /// Only this counter may call them; who is at another one waits for it, at the place they had.
    fn keep_for(&mut self, mut entry: Entry, counter: &CounterRef, by: &By) -> Done<T::Error> {
        let there = is_at_counter(&entry);
        if entry.state != SessionState::Waiting && !there {
            return Ok(Outcome::Refused(Refusal::Ended(entry.state)));
        }
        let Some(seat) = &mut entry.seat else { return Ok(Outcome::Refused(Refusal::NoCounters)) };
        if !there && seat.for_counter.as_ref() == Some(counter) {
            return Ok(Outcome::Session(entry));
        }
        let parked = seat.parked;
        seat.for_counter = Some(counter.clone());
        self.note(&entry, Deed::Reserve, by);
        self.wait_again(entry, parked, None).map(Outcome::Session)
    }

    fn transfer(&mut self, mut entry: Entry, to: &Onward, by: &By) -> Done<T::Error> {
        if entry.state == SessionState::Transferred {
            return Ok(Outcome::Session(entry));
        }
        if !entry.state.is_live() {
            return Ok(Outcome::Refused(Refusal::Ended(entry.state)));
        }
        self.note(&entry, Deed::Transfer, by);
        if let Some(seat) = &mut entry.seat {
            seat.moved_to = Some(to.clone());
        }
        self.move_to(entry, SessionState::Transferred).map(Outcome::Session)
    }

    fn add(&mut self, mut entry: Entry, next: &Onward, by: &By) -> Done<T::Error> {
        if !entry.state.is_live() {
            return Ok(Outcome::Refused(Refusal::Ended(entry.state)));
        }
        let Some(seat) = &mut entry.seat else { return Ok(Outcome::Refused(Refusal::NoCounters)) };
        if seat.next.iter().any(|known| known.session == next.session) {
            return Ok(Outcome::Session(entry));
        }
        // In one line they go on once.
        seat.next.retain(|known| known.queue != next.queue);
        seat.next.push(next.clone());
        self.note(&entry, Deed::Add, by);
        self.rewrite(&entry)?;
        Ok(Outcome::Session(entry))
    }
}

fn not_there(state: SessionState) -> Outcome {
    Outcome::Refused(Refusal::NotAtCounter(state))
}
