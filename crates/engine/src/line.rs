//! The index of one queue in memory: what every poll is answered from.
//!
//! It is fed with committed [`ChangeSet`]s in the order of their versions and holds no truth of its own: it can be thrown
//! away and loaded again at any time.

use std::collections::{BTreeMap, BTreeSet};

use roaring::RoaringBitmap;
use vq_domain::{Millis, Place, Priority, QueueStatus, SessionState, Ticket};

use crate::{
    Change, ChangeSet, Estimate, Estimator, LineState, RankIndex,
    draw::DrawnPlaces,
    estimate::{Pace, WATCHED},
};

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
    /// It is their turn, to be claimed until then.
    Released {
        /// Until when.
        deadline: Millis,
    },
    /// Inside, until then.
    Active {
        /// Until when.
        deadline: Millis,
    },
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
}

/// One queue in memory.
#[derive(Clone, Debug)]
pub struct Line {
    state: LineState,
    ranks: RankIndex,
    drawn: Vec<DrawnPlaces>,
    slots: BTreeMap<Ticket, Slot>,
    due: BTreeSet<(Millis, Ticket)>,
    estimator: Estimator,
}

impl Line {
    /// Builds the index from the stored row and all live sessions.
    pub fn load(state: LineState, sessions: impl IntoIterator<Item = LiveSession>) -> Self {
        let drawn = state.draws.iter().map(DrawnPlaces::new).collect();
        let mut line = Self {
            state,
            ranks: RankIndex::new(),
            drawn,
            slots: BTreeMap::new(),
            due: BTreeSet::new(),
            estimator: Estimator::default(),
        };
        for session in sessions {
            line.enter(session.ticket, session.priority, session.state, session.deadline);
        }
        line.watch_all_along();
        line
    }

    /// Builds the index anew, as after a gap too old to be read, and keeps what was learned about the pace.
    pub fn reload(&mut self, state: LineState, sessions: impl IntoIterator<Item = LiveSession>) {
        let mut estimator = std::mem::take(&mut self.estimator);
        estimator.forget_watched();
        *self = Self::load(state, sessions);
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
            Change::Joined { ticket, priority, state, deadline, .. } => {
                self.state.next_ticket = self.state.next_ticket.max(ticket + 1);
                if state == SessionState::Waiting && self.state.waiting > 0 && priority > Priority::NORMAL {
                    self.state.reordered_at = version;
                }
                *self.count(state) += 1;
                self.enter(ticket, priority, state, deadline);
                match self.standing(ticket) {
                    Standing::Waiting { people_ahead, .. } => {
                        self.estimator.joined(ticket, people_ahead, &self.state, at);
                    }
                    _ => self.estimator.advance(&self.state, at),
                }
            }
            Change::Moved { ticket, priority, from, to, deadline, .. } => {
                let count = self.count(from);
                debug_assert!(*count > 0, "a {from:?} session was not counted");
                *count = count.saturating_sub(1);
                if to.is_live() {
                    *self.count(to) += 1;
                }
                let people_ahead = match (from, to) {
                    (SessionState::Waiting, SessionState::Released) => 0,
                    (SessionState::Waiting, _) => self.ranks.people_ahead(priority, self.place_of(ticket)),
                    _ => 0,
                };
                self.exit(ticket, priority, from);
                self.enter(ticket, priority, to, deadline);
                match (from, to) {
                    (SessionState::Waiting, SessionState::Released) => {
                        self.estimator.released(ticket, &self.state, at);
                    }
                    (SessionState::Waiting, _) => self.estimator.left(ticket, people_ahead, &self.state, at),
                    (_, to) if !to.is_live() => self.estimator.freed(&self.state, at),
                    _ => {}
                }
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

    fn enter(&mut self, ticket: Ticket, priority: Priority, state: SessionState, deadline: Option<Millis>) {
        if state == SessionState::Waiting {
            self.ranks.insert(priority, self.place_of(ticket));
        } else if state.is_live() {
            let deadline = deadline.unwrap_or(Millis(i64::MAX));
            self.slots.insert(ticket, Slot { state, deadline });
            self.due.insert((deadline, ticket));
        }
    }

    fn exit(&mut self, ticket: Ticket, priority: Priority, state: SessionState) {
        if state == SessionState::Waiting {
            self.ranks.remove(priority, self.place_of(ticket));
        } else if let Some(slot) = self.slots.remove(&ticket) {
            self.due.remove(&(slot.deadline, ticket));
        }
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

    /// Where a ticket stands.
    pub fn standing(&self, ticket: Ticket) -> Standing {
        if let Some(slot) = self.slots.get(&ticket) {
            let deadline = slot.deadline;
            return match slot.state {
                SessionState::Released => Standing::Released { deadline },
                _ => Standing::Active { deadline },
            };
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
        self.drawn.iter().find_map(|drawn| drawn.place_of(ticket)).unwrap_or(ticket)
    }

    /// The ticket at a place.
    pub fn ticket_at(&self, place: Place) -> Ticket {
        self.drawn.iter().find_map(|drawn| drawn.ticket_of(place)).unwrap_or(place)
    }

    /// Whom to release at `now`: in order, no more than the cap and the rate allow.
    pub fn release_plan(&self, now: Millis) -> Vec<Ticket> {
        if !self.state.status.releases() {
            return Vec::new();
        }
        let most = self.state.room().min(self.state.bucket.available(self.state.policy.rate_per_minute, now));
        self.ranks.in_order().take(most as usize).map(|(_, place)| self.ticket_at(place)).collect()
    }

    /// When the next release will be possible through the passing of time alone.
    pub fn next_release_at(&self, now: Millis) -> Option<Millis> {
        if !self.state.status.releases() || self.ranks.is_empty() || self.state.room() == 0 {
            return None;
        }
        Some(self.state.bucket.next_at(self.state.policy.rate_per_minute, now).unwrap_or(now))
    }

    /// Offers and stays whose deadline has passed, the oldest first, at most `most`.
    pub fn overdue(&self, now: Millis, most: usize) -> Vec<Ticket> {
        self.due.range(..=(now, Ticket::MAX)).take(most).map(|&(_, ticket)| ticket).collect()
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
