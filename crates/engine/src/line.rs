//! The index of one queue in memory: what every poll is answered from.
//!
//! It is fed with committed [`ChangeSet`]s in the order of their versions and holds no truth of its own: it can be thrown
//! away and loaded again at any time.

use std::collections::{BTreeMap, BTreeSet};

use roaring::RoaringBitmap;
use vq_domain::{Millis, Place, Priority, QueueStatus, SessionState, Ticket};

use crate::{
    Change, ChangeSet, Estimate, Estimator, LineState, Parked, RankIndex, Seat,
    draw::DrawnPlaces,
    estimate::{Pace, WATCHED},
};

mod seats;

pub(crate) use seats::Seats;

/// Where somebody stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// In the line.
    Waiting {
        /// In which priority.
        priority: Priority,
        /// At which place.
        place: Place,
        /// How many are still waiting ahead (I4). The position is one more.
        people_ahead: u32,
    },
    /// It is their turn, to be claimed until then; the end of time for those whom staff has called.
    Released {
        /// Until when.
        deadline: Millis,
    },
    /// Inside, until then; the end of time for those whom staff serves.
    Active {
        /// Until when.
        deadline: Millis,
    },
    /// Waiting outside the order: put aside by staff, or booked and not here yet.
    Parked,
    /// Not live: ended, or a ticket that nobody has drawn.
    Gone,
}

/// A session as it is loaded into the index.
#[derive(Clone, Copy, Debug)]
pub struct LiveSession {
    /// Its ticket.
    pub ticket: Ticket,
    /// Its priority.
    pub priority: Priority,
    /// Waiting, released or active.
    pub state: SessionState,
    /// Of released and active ones.
    pub deadline: Option<Millis>,
}

/// A change set that does not follow the index's version: what lies between must be read from the log first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Gap {
    /// The index's version.
    pub have: u64,
    /// The version of the change set.
    pub got: u64,
}

#[derive(Clone, Copy, Debug)]
struct Slot {
    state: SessionState,
    deadline: Millis,
    /// When the turn was offered, as far as it is known here.
    released_at: Option<Millis>,
}

/// One queue in memory.
#[derive(Clone, Debug)]
pub struct Line {
    state: LineState,
    ranks: RankIndex,
    drawn: Vec<DrawnPlaces>,
    slots: BTreeMap<Ticket, Slot>,
    due: BTreeSet<(Millis, Ticket)>,
    /// In a line with counters.
    seats: Seats,
    estimator: Estimator,
}

impl Line {
    /// Builds the index from the stored row and all live sessions.
    pub fn load(state: LineState, sessions: impl IntoIterator<Item = LiveSession>) -> Self {
        Self::load_seated(state, sessions, [])
    }

    /// As [`Self::load`], with the seats of those who have one.
    pub fn load_seated(
        state: LineState,
        sessions: impl IntoIterator<Item = LiveSession>,
        seats: impl IntoIterator<Item = (Ticket, Seat)>,
    ) -> Self {
        let drawn = state.draws.iter().map(DrawnPlaces::new).collect();
        let mut line = Self {
            state,
            ranks: RankIndex::new(),
            drawn,
            slots: BTreeMap::new(),
            due: BTreeSet::new(),
            seats: Seats::new(seats),
            estimator: Estimator::default(),
        };
        for session in sessions {
            // Of those who were offered their turn only the deadline is known; an extended one makes it seem later.
            let window = i64::from(line.state.policy.claim_timeout_seconds) * 1000;
            let is_offered = session.state == SessionState::Released;
            let offered = session.deadline.filter(|_| is_offered).map(|deadline| deadline + -window);
            line.enter(session.ticket, session.priority, session.state, session.deadline, offered);
        }
        line.watch_all_along();
        line
    }

    /// Builds the index anew, as after a gap too old to be read, and keeps what was learned about the pace.
    pub fn reload(
        &mut self,
        state: LineState,
        sessions: impl IntoIterator<Item = LiveSession>,
        seats: impl IntoIterator<Item = (Ticket, Seat)>,
    ) {
        let mut estimator = std::mem::take(&mut self.estimator);
        estimator.forget_watched();
        *self = Self::load_seated(state, sessions, seats);
        self.estimator = estimator;
        self.watch_all_along();
    }

    /// Lets the estimator watch a sample of those who wait now, from the front to the back.
    fn watch_all_along(&mut self) {
        if !self.state.status.releases() {
            return;
        }
        let length = self.ranks.len();
        let step = length.div_ceil(WATCHED).max(1);
        let sample = (0..length).step_by(step as usize).filter_map(|people_ahead| {
            let (_, place) = self.ranks.nth(people_ahead)?;
            Some((self.ticket_at(place), people_ahead))
        });
        let sample: Vec<_> = sample.collect();
        self.estimator.watch(sample, &self.state);
    }

    /// Takes over what a transaction changed. A change set that is already known is passed over.
    pub fn apply(&mut self, set: &ChangeSet) -> Result<(), Gap> {
        if set.version <= self.state.version {
            return Ok(());
        }
        if set.version != self.state.version + 1 {
            return Err(Gap { have: self.state.version, got: set.version });
        }
        for change in &set.changes {
            self.apply_one(change, set.at, set.version);
        }
        self.state.bucket = set.bucket;
        self.state.version = set.version;
        self.state.at = set.at;
        Ok(())
    }

    fn apply_one(&mut self, change: &Change, at: Millis, version: u64) {
        match *change {
            Change::Joined { ticket, priority, state, deadline, ref seat, .. } => {
                self.state.next_ticket = self.state.next_ticket.max(ticket + 1);
                self.seats.put(ticket, state, seat.as_deref());
                if self.is_parked(ticket, state) {
                    return;
                }
                if state == SessionState::Waiting && self.state.waiting > 0 && priority > Priority::NORMAL {
                    self.state.reordered_at = version;
                }
                *self.count(state) += 1;
                let offered = (state == SessionState::Released).then_some(at);
                self.enter(ticket, priority, state, deadline, offered);
                match self.standing(ticket) {
                    Standing::Waiting { people_ahead, .. } => {
                        self.estimator.joined(ticket, people_ahead, &self.state, at);
                    }
                    _ => self.estimator.advance(&self.state, at),
                }
            }
            Change::Moved { ticket, priority, from, to, deadline, ref seat, .. } => {
                let was_parked = self.is_parked(ticket, from);
                if from.is_live() && !was_parked {
                    let count = self.count(from);
                    debug_assert!(*count > 0, "a {from:?} session was not counted");
                    *count = count.saturating_sub(1);
                }
                let people_ahead = match (from, to) {
                    (SessionState::Waiting, SessionState::Released) => 0,
                    (SessionState::Waiting, _) if !was_parked => {
                        self.ranks.people_ahead(priority, self.place_of(ticket))
                    }
                    _ => 0,
                };
                let offered_before = self.exit(ticket, priority, from);
                self.seats.put(ticket, to, seat.as_deref());
                if to.is_live() && !self.is_parked(ticket, to) {
                    *self.count(to) += 1;
                }
                let is_offer = (from, to) == (SessionState::Waiting, SessionState::Released);
                let offered = if is_offer { Some(at) } else { offered_before };
                self.enter(ticket, priority, to, deadline, offered);
                match (from, to) {
                    (SessionState::Waiting, _) if was_parked => self.estimator.advance(&self.state, at),
                    (SessionState::Waiting, SessionState::Released) => {
                        self.estimator.released(ticket, &self.state, at);
                    }
                    (_, SessionState::Waiting) => self.estimator.advance(&self.state, at),
                    (SessionState::Waiting, _) => self.estimator.left(ticket, people_ahead, &self.state, at),
                    (_, to) if !to.is_live() => self.estimator.freed(&self.state, at),
                    _ => {}
                }
            }
            Change::Seated { ticket, priority, state, ref seat, .. } => {
                if state == SessionState::Waiting {
                    if !self.is_parked(ticket, state) {
                        self.state.waiting = self.state.waiting.saturating_sub(1);
                        self.ranks.remove(priority, self.place_of(ticket));
                    }
                    self.seats.put(ticket, state, Some(seat));
                    if !self.is_parked(ticket, state) {
                        self.state.waiting += 1;
                        self.ranks.insert(priority, self.place_of(ticket));
                    }
                    self.estimator.advance(&self.state, at);
                } else {
                    self.seats.put(ticket, state, Some(seat));
                }
            }
            Change::Called { .. } | Change::Attended { .. } => {}
            Change::Hall { ref hall, reordered_at } => {
                self.state.hall.clone_from(hall);
                self.state.reordered_at = reordered_at;
            }
            Change::Extended { ticket, deadline } => {
                if let Some(slot) = self.slots.get_mut(&ticket) {
                    self.due.remove(&(slot.deadline, ticket));
                    slot.deadline = deadline;
                    self.due.insert((deadline, ticket));
                }
            }
            Change::Prioritised { ticket, from, to, .. } => {
                self.state.reordered_at = version;
                let place = self.place_of(ticket);
                if self.ranks.remove(from, place) {
                    self.ranks.insert(to, place);
                }
            }
            Change::Status { status, held_until, ref draw } => {
                if self.state.waiting == 0 {
                    self.state.draws.clear();
                    self.drawn.clear();
                }
                if status == QueueStatus::PreQueue {
                    self.state.gathering_from.get_or_insert(self.state.next_ticket);
                } else if status.releases() {
                    self.state.gathering_from = None;
                }
                if let Some(draw) = draw {
                    self.state.reordered_at = version;
                    self.adopt_draw(draw);
                }
                let started = !self.state.status.releases() && status.releases();
                self.state.status = status;
                self.state.held_until = held_until;
                self.estimator.advance(&self.state, at);
                if started {
                    self.watch_all_along();
                }
            }
            Change::Policy { ref policy } => {
                self.state.draw_from_now_on(policy);
                self.state.remember_stay(policy, at);
                let old = std::mem::replace(&mut self.state.policy, policy.clone());
                if (old.cap, old.rate_per_minute) == (policy.cap, policy.rate_per_minute) {
                    self.estimator.advance(&self.state, at);
                } else {
                    self.estimator.changed(&self.state, at);
                    self.watch_all_along();
                }
            }
        }
    }

    /// Those who gathered stood at their tickets' numbers; now they stand at their drawn places.
    fn adopt_draw(&mut self, draw: &crate::Draw) {
        let drawn = DrawnPlaces::new(draw);
        for priority in Priority::descending() {
            let gathered: Vec<u32> =
                self.ranks.places(priority).range(draw.first..draw.first + draw.count).collect();
            for &ticket in &gathered {
                self.ranks.remove(priority, ticket);
            }
            for ticket in gathered {
                self.ranks.insert(priority, drawn.place_of(ticket).unwrap_or(ticket));
            }
        }
        self.state.draws.push(draw.clone());
        self.drawn.push(drawn);
    }

    /// `released_at` is when the turn was offered, of those whose turn it is.
    fn enter(
        &mut self,
        ticket: Ticket,
        priority: Priority,
        state: SessionState,
        deadline: Option<Millis>,
        released_at: Option<Millis>,
    ) {
        if state == SessionState::Waiting {
            if !self.is_parked(ticket, state) {
                self.ranks.insert(priority, self.place_of(ticket));
            }
        } else if state.is_live() {
            let deadline_or_never = deadline.unwrap_or(Millis(i64::MAX));
            self.slots.insert(ticket, Slot { state, deadline: deadline_or_never, released_at });
            self.due.extend(deadline.map(|deadline| (deadline, ticket)));
        }
    }

    /// Answers when the turn was offered, of those whose turn it was.
    fn exit(&mut self, ticket: Ticket, priority: Priority, state: SessionState) -> Option<Millis> {
        if state == SessionState::Waiting {
            if !self.is_parked(ticket, state) {
                self.ranks.remove(priority, self.place_of(ticket));
            }
        } else if let Some(slot) = self.slots.remove(&ticket) {
            self.due.remove(&(slot.deadline, ticket));
            return slot.released_at;
        }
        None
    }

    fn count(&mut self, state: SessionState) -> &mut u32 {
        match state {
            SessionState::Released => &mut self.state.released,
            SessionState::Active => &mut self.state.active,
            _ => &mut self.state.waiting,
        }
    }

    /// The row as this index knows it.
    pub fn state(&self) -> &LineState {
        &self.state
    }

    /// The waiting people.
    pub fn ranks(&self) -> &RankIndex {
        &self.ranks
    }

    /// The seat of a live session, in a line with counters.
    pub fn seat(&self, ticket: Ticket) -> Option<&Seat> {
        self.seats.get(ticket)
    }

    /// Who has a place, at a counter or put aside as well.
    pub(crate) fn seat_at(&self, place: Place) -> Option<Ticket> {
        self.seats.at(place)
    }

    /// Whether somebody waits in the order.
    pub(crate) fn standing_in_order(&self, ticket: Ticket) -> bool {
        matches!(self.standing(ticket), Standing::Waiting { .. })
    }

    fn is_parked(&self, ticket: Ticket, state: SessionState) -> bool {
        state == SessionState::Waiting && self.seats.get(ticket).is_some_and(|seat| seat.parked != Parked::No)
    }

    /// When a released or active ticket was offered its turn. Exact for what was heard; of those who were released before the
    /// index was loaded reckoned from the deadline, of those who were inside already unknown.
    pub fn released_at(&self, ticket: Ticket) -> Option<Millis> {
        self.slots.get(&ticket).and_then(|slot| slot.released_at)
    }

    /// Where a ticket stands.
    pub fn standing(&self, ticket: Ticket) -> Standing {
        if let Some(slot) = self.slots.get(&ticket) {
            let deadline = slot.deadline;
            return match slot.state {
                SessionState::Released => Standing::Released { deadline },
                _ => Standing::Active { deadline },
            };
        }
        match self.seats.get(ticket) {
            Some(seat) if seat.parked != Parked::No => return Standing::Parked,
            // Somebody else's seat may bear the number of this ticket.
            None if self.seats.at(ticket).is_some() => return Standing::Gone,
            _ => {}
        }
        let place = self.place_of(ticket);
        match self.ranks.priority_of(place) {
            Some(priority) => {
                Standing::Waiting { priority, place, people_ahead: self.ranks.people_ahead(priority, place) }
            }
            None => Standing::Gone,
        }
    }

    /// Whether the places of those who wait are still to be drawn.
    pub fn is_before_draw(&self, ticket: Ticket) -> bool {
        self.state.policy.draw && self.state.gathering_from.is_some_and(|first| ticket >= first)
    }

    /// The place of a ticket.
    pub fn place_of(&self, ticket: Ticket) -> Place {
        if let Some(seat) = self.seats.get(ticket) {
            return seat.place;
        }
        self.drawn.iter().find_map(|drawn| drawn.place_of(ticket)).unwrap_or(ticket)
    }

    /// The ticket at a place.
    pub fn ticket_at(&self, place: Place) -> Ticket {
        if let Some(ticket) = self.seats.at(place) {
            return ticket;
        }
        self.drawn.iter().find_map(|drawn| drawn.ticket_of(place)).unwrap_or(place)
    }

    /// Whom to release at `now`: in order, no more than the cap and the rate allow.
    pub fn release_plan(&self, now: Millis) -> Vec<Ticket> {
        if !self.releases_by_rate() {
            return Vec::new();
        }
        let most = self.state.room().min(self.state.bucket.available(self.state.policy.rate_per_minute, now));
        self.ranks.in_order().take(most as usize).map(|(_, place)| self.ticket_at(place)).collect()
    }

    fn releases_by_rate(&self) -> bool {
        self.state.status.releases() && self.state.policy.releases_by_rate()
    }

    /// When the next release will be possible through the passing of time alone.
    pub fn next_release_at(&self, now: Millis) -> Option<Millis> {
        if !self.releases_by_rate() || self.ranks.is_empty() || self.state.room() == 0 {
            return None;
        }
        Some(self.state.bucket.next_at(self.state.policy.rate_per_minute, now).unwrap_or(now))
    }

    /// Offers and stays whose deadline has passed, the oldest first, at most `most`.
    pub fn overdue(&self, now: Millis, most: usize) -> Vec<Ticket> {
        self.due.range(..=(now, Ticket::MAX)).take(most).map(|&(_, ticket)| ticket).collect()
    }

    /// The numbers of those who are next, in order; at most `most`.
    pub fn next_numbers(&self, most: usize) -> Vec<String> {
        let seats = self.ranks.in_order().filter_map(|(_, place)| self.seats.get(self.ticket_at(place)));
        seats.filter_map(|seat| seat.number.as_ref()).take(most).map(ToString::to_string).collect()
    }

    /// The next deadline.
    pub fn next_deadline(&self) -> Option<Millis> {
        self.due.first().map(|&(deadline, _)| deadline)
    }

    /// Everybody who waits and is not among `seen`, a set of tickets; at most `most`.
    pub fn silent(&self, seen: &RoaringBitmap, most: usize) -> Vec<Ticket> {
        let tickets = self.ranks.in_order().map(|(_, place)| self.ticket_at(place));
        tickets.filter(|&ticket| !seen.contains(ticket)).take(most).collect()
    }

    /// The wait of somebody with that many people ahead.
    pub fn estimate(&self, people_ahead: u32, now: Millis) -> Option<Estimate> {
        self.estimator.estimate(people_ahead, &self.state, now)
    }

    /// What a client needs to compute its own estimate.
    pub fn pace(&self, now: Millis) -> Pace {
        self.estimator.pace(&self.state, now)
    }
}
