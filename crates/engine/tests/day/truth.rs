//! What must hold after every commit, kept in plain ordered sets and fed with nothing but what was committed.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, VecDeque};

use vq_domain::{Millis, Priority, SessionState, Ticket};
use vq_engine::draw::DrawnPlaces;
use vq_engine::{Change, ChangeSet, Line, LineState, MemTable, Standing};

pub struct Truth {
    /// Who waits, the next one first: priority, place, ticket.
    order: BTreeSet<(Reverse<Priority>, u32, Ticket)>,
    people: BTreeMap<Ticket, (Priority, SessionState)>,
    /// Drawn places of those who took part.
    places: BTreeMap<Ticket, u32>,
    released_once: BTreeSet<Ticket>,
    /// The moments of the last minute's releases, and the rates in force from a moment on.
    released_at: VecDeque<Millis>,
    rates: VecDeque<(Millis, u32)>,
}

impl Truth {
    pub fn new(state: &LineState, now: Millis) -> Self {
        Self {
            order: BTreeSet::new(),
            people: BTreeMap::new(),
            places: BTreeMap::new(),
            released_once: BTreeSet::new(),
            released_at: VecDeque::new(),
            rates: VecDeque::from([(now, state.policy.rate_per_minute)]),
        }
    }

    fn place(&self, ticket: Ticket) -> u32 {
        self.places.get(&ticket).copied().unwrap_or(ticket)
    }

    /// Checks a commit change by change, and takes it over.
    pub fn follow(&mut self, before: &LineState, set: &ChangeSet, after: &LineState) {
        let now = set.at;
        let occupied = |state: &LineState| state.released + state.active;
        let cap = before.policy.cap.max(after.policy.cap);
        assert!(occupied(after) <= occupied(before) || occupied(after) <= cap, "above the cap (I1)");
        assert_eq!(set.version, before.version + 1);
        for change in &set.changes {
            match *change {
                Change::Joined { ticket, priority, state, .. } => {
                    assert!(
                        self.people.insert(ticket, (priority, state)).is_none(),
                        "a ticket handed out twice"
                    );
                    if state == SessionState::Released {
                        assert!(self.order.is_empty(), "walked past people who wait");
                        self.release(ticket, now);
                    } else {
                        self.order.insert((Reverse(priority), self.place(ticket), ticket));
                    }
                }
                Change::Moved { ticket, from, to, priority, .. } => {
                    let known = self.people.insert(ticket, (priority, to)).expect("somebody who joined");
                    assert_eq!(known, (priority, from));
                    assert!(from.may_become(to), "{from:?} to {to:?}");
                    let key = (Reverse(priority), self.place(ticket), ticket);
                    if to == SessionState::Released {
                        assert_eq!(self.order.first(), Some(&key), "released out of order (I3)");
                        self.release(ticket, now);
                    }
                    if from == SessionState::Waiting {
                        assert!(self.order.remove(&key));
                    }
                }
                Change::Prioritised { ticket, from, to, .. } => {
                    let place = self.place(ticket);
                    assert!(self.order.remove(&(Reverse(from), place, ticket)));
                    self.order.insert((Reverse(to), place, ticket));
                    self.people.insert(ticket, (to, SessionState::Waiting));
                }
                Change::Status { draw: Some(ref draw), .. } => {
                    let last =
                        self.order.iter().filter(|(.., ticket)| *ticket < draw.first).map(|key| key.1).max();
                    assert!(
                        last.is_none_or(|place| place < draw.first),
                        "the draw moved who was there before it"
                    );
                    let drawn = DrawnPlaces::new(draw);
                    let took_part = draw.first..draw.first + draw.count;
                    let places: BTreeSet<_> =
                        took_part.clone().map(|it| drawn.place_of(it).unwrap()).collect();
                    assert!(places.into_iter().eq(took_part.clone()), "a draw is a permutation");
                    self.places.extend(took_part.map(|ticket| (ticket, drawn.place_of(ticket).unwrap())));
                    let order = std::mem::take(&mut self.order);
                    self.order =
                        order.into_iter().map(|(level, _, it)| (level, self.place(it), it)).collect();
                }
                Change::Policy { ref policy } => self.rates.push_back((now, policy.rate_per_minute)),
                Change::Status { .. }
                | Change::Extended { .. }
                | Change::Seated { .. }
                | Change::Called { .. }
                | Change::Attended { .. }
                | Change::Hall { .. } => {}
            }
        }
        assert_eq!(after.waiting as usize, self.order.len());
    }

    fn release(&mut self, ticket: Ticket, now: Millis) {
        assert!(self.released_once.insert(ticket), "released twice (I6)");
        let window = now + -60_000;
        self.released_at.push_back(now);
        while self.released_at.front().is_some_and(|at| *at <= window) {
            self.released_at.pop_front();
        }
        while self.rates.get(1).is_some_and(|(from, _)| *from <= window) {
            self.rates.pop_front();
        }
        let rate = self.rates.iter().map(|&(_, rate)| rate).max().unwrap();
        assert!(self.released_at.len() as u32 <= rate + (rate / 60).max(1), "too many in 60 s (I2)");
    }

    pub fn check_table(&self, table: &MemTable, state: &LineState) {
        let people = self.people.iter().map(|(&ticket, &(priority, state))| (ticket, priority, state));
        assert!(table.entries().map(|entry| (entry.ticket, entry.priority, entry.state)).eq(people));
        let mut identifiers = BTreeSet::new();
        let live = table.entries().filter(|entry| entry.state.is_live());
        for identifier in live.filter_map(|entry| entry.identifier.as_deref()) {
            assert!(identifiers.insert(identifier), "two live sessions of {identifier} (I6)");
        }
        let count = |wanted| self.people.values().filter(|(_, state)| *state == wanted).count() as u32;
        let counts = (count(SessionState::Released), count(SessionState::Active));
        assert_eq!((state.released, state.active), counts);
    }

    pub fn check_line(&self, line: &Line) {
        let order = self.order.iter().map(|&(Reverse(priority), place, _)| (priority, place));
        assert!(line.ranks().in_order().eq(order));
        for (ahead, &(Reverse(priority), place, ticket)) in self.order.iter().enumerate() {
            let people_ahead = ahead as u32;
            assert_eq!(line.standing(ticket), Standing::Waiting { priority, place, people_ahead }, "(I4)");
        }
        for (&ticket, &(_, state)) in self.people.iter().rev().take(300) {
            let agrees = match line.standing(ticket) {
                Standing::Waiting { .. } => state == SessionState::Waiting,
                Standing::Released { .. } => state == SessionState::Released,
                Standing::Active { .. } => state == SessionState::Active,
                Standing::Gone => !state.is_live(),
                Standing::Parked => false,
            };
            assert!(agrees, "{ticket}: {:?} and {state:?}", line.standing(ticket));
        }
    }
}
