//! Who is to be where after each command (I1, I3, I6).

use std::collections::BTreeSet;

use vq_domain::{CounterId, Millis, Priority, SessionState, Ticket};
use vq_engine::{
    Change, Command, Entry, Outcome, Parked, Plan, Refusal, Verb, attend::Target, decide::decide,
};

use super::{World, counter};

impl World {
    fn priority(&self, ticket: Ticket) -> Priority {
        self.table.get(ticket).expect("a row").priority
    }

    fn ordered_at(&self, ticket: Ticket) -> Millis {
        self.table.get(ticket).expect("a row").seat.as_ref().expect("a seat").ordered_at
    }

    fn place(&self, ticket: Ticket) -> u32 {
        self.table.get(ticket).expect("a row").seat.as_ref().expect("a seat").place
    }

    pub(super) fn step(&mut self, command: &Command, changes: &mut Vec<Change>, as_planned: bool) {
        let before = self.state.clone();

        let mut expected = self.order.clone();
        let was = |world: &Self, ticket| world.table.get(ticket).map(|entry| entry.state);
        let state_before = match command {
            Command::Attend(attend) => was(self, attend.ticket),
            _ => None,
        };
        let Ok(outcome) = decide(&mut self.state, &mut self.table, command, self.now, changes);
        if before.hall.as_ref().map(|hall| &hall.numbers)
            != self.state.hall.as_ref().map(|hall| &hall.numbers)
        {
            self.follow_numbers(command, &outcome, &before);
        }
        match (command, &outcome) {
            (_, Outcome::Refused(Refusal::Stale)) => self.seen.stale += 1,
            (Command::Join { .. }, Outcome::Joined(entry)) => {
                let behind = |ticket: &Ticket| self.priority(*ticket) >= entry.priority;
                let at = expected.iter().rposition(behind).map_or(0, |at| at + 1);
                expected.insert(at, entry.ticket);
            }
            (Command::Arrive(arrival), Outcome::Joined(entry)) => {
                let seat = entry.seat.as_ref().expect("a seat");
                self.seen.arrived += 1;
                if let Some((range, number)) = arrival.number {
                    self.seen.issued += 1;
                    self.follow_report(range, number);
                }
                if seat.parked == Parked::No {
                    let at = self.index_as_of(&expected, seat.ordered_at, entry.priority);
                    expected.insert(at, entry.ticket);
                }
            }
            (Command::Arrive(_), Outcome::Existing(_)) => self.seen.repeated += 1,
            (Command::CallNext(call), Outcome::Session(entry)) => {
                self.seen.called += 1;
                let free = |ticket: &&Ticket| {
                    self.kept_for(**ticket, entry).is_none_or(|counter| counter == call.at.counter.id)
                };
                let next = expected.iter().find(free).copied();
                assert_eq!(next, Some(entry.ticket), "not the next one");
                if expected.first() != next.as_ref() {
                    self.seen.kept_apart += 1;
                }
                expected.retain(|ticket| *ticket != entry.ticket);
            }
            (Command::CallNext(_), Outcome::Occupied(_)) => {
                self.seen.occupied += 1;
                assert_eq!(before, self.state, "somebody unseen was there, and something was done");
            }
            (Command::CallNext(call), Outcome::Nobody) => {
                self.seen.nobody += 1;
                let joined_since = |ticket: &Ticket| *ticket >= self.line.state().next_ticket;
                let room = before.room() > 0;
                let for_others = |ticket: &Ticket| {
                    let kept_for =
                        self.table.get(*ticket).and_then(|entry| entry.seat.as_ref()?.for_counter.clone());
                    kept_for.is_some_and(|counter| counter.id != call.at.counter.id)
                };
                assert!(!room || expected.iter().all(|ticket| joined_since(ticket) || for_others(ticket)));
            }
            (Command::Attend(attend), Outcome::Session(entry)) => {
                let ticket = attend.ticket;
                let in_order = entry.state == SessionState::Waiting
                    && entry.seat.as_ref().is_some_and(|seat| seat.parked == Parked::No);
                let was_in_order = expected.contains(&ticket);
                expected.retain(|other| *other != ticket);
                match &attend.verb {
                    Verb::Return(wish, _) => {
                        self.seen.returned += 1;
                        self.seen.revived += u32::from(state_before == Some(SessionState::NoShow));
                        let own = |other: &&Ticket| self.priority(**other) == entry.priority;
                        let higher =
                            expected.iter().filter(|other| self.priority(**other) > entry.priority).count();
                        let own = expected.iter().filter(own).count();
                        let at = match wish.target {
                            Target::Position(position) => (position as usize - 1).clamp(higher, higher + own),
                            _ => higher + own,
                        };
                        expected.insert(at, ticket);
                    }
                    Verb::CheckIn(_) if in_order && !was_in_order => {
                        self.seen.checked_in += 1;
                        let at = self.index_as_of(&expected, self.ordered_at(ticket), entry.priority);
                        expected.insert(at, ticket);
                    }
                    verb => {
                        self.seen.resumed += u32::from(matches!(verb, Verb::Resume) && !was_in_order);
                        self.seen.transferred += u32::from(entry.state == SessionState::Transferred);
                        if in_order {
                            // At the place that was kept.
                            let key = |ticket: &Ticket| {
                                (std::cmp::Reverse(self.priority(*ticket)), self.place(*ticket))
                            };
                            let at = expected.partition_point(|other| key(other) < key(&ticket));
                            expected.insert(at, ticket);
                        }
                    }
                }
            }
            (Command::Leave { ticket }, Outcome::Session(_)) => expected.retain(|other| other != ticket),
            (Command::Prioritise { ticket, .. }, Outcome::Session(entry)) if expected.contains(ticket) => {
                expected.retain(|other| other != ticket);
                let key = |ticket: &Ticket| (std::cmp::Reverse(self.priority(*ticket)), self.place(*ticket));
                let at = expected.partition_point(|other| key(other) < key(&entry.ticket));
                expected.insert(at, *ticket);
            }
            (Command::Reserve { .. }, Outcome::Reserved(reservation)) => {
                self.reservations.push(reservation.clone())
            }
            _ => {}
        }
        self.order = self.waiting();
        let placed = match command {
            Command::Arrive(arrival) => self.table.entries().find(|entry| entry.session == arrival.session),
            Command::Attend(attend) if Plan::concerns(command) => self.table.get(attend.ticket),
            _ => None,
        };
        let mut order = self.order.clone();
        if let Some(placed) = placed.filter(|_| !as_planned) {
            order.retain(|ticket| *ticket != placed.ticket);
            expected.retain(|ticket| *ticket != placed.ticket);
        }
        if order != expected
            && let Some(ticket) = placed.filter(|_| as_planned).map(|entry| entry.ticket)
        {
            // A little further back, and only because there is no room.
            assert!(
                self.is_crowded(&expected, ticket),
                "{command:?}: {outcome:?}: {order:?} and {expected:?}"
            );
            order.retain(|other| *other != ticket);
            expected.retain(|other| *other != ticket);
        }
        assert_eq!(order, expected, "{command:?}: {outcome:?}");

        // I1, except where the cap was lowered.
        let (was, is) = (before.released + before.active, self.state.released + self.state.active);
        assert!(is <= was || is <= self.state.policy.cap);
        for number in 0..3 {
            let there = self.state.hall.iter().flat_map(|hall| hall.at(counter(number).id)).count();
            let recalled =
                matches!(command, Command::Attend(attend) if matches!(attend.verb, Verb::Recall(_)));
            assert!(there <= 1 || recalled, "{there} at a counter for one");
        }
    }

    /// Whether every place between those who are to stand around somebody is taken.
    fn is_crowded(&self, order: &[Ticket], ticket: Ticket) -> bool {
        let own = |other: &&Ticket| self.priority(**other) == self.priority(ticket);
        let Some(at) = order.iter().position(|other| *other == ticket) else { return false };
        let before = order[..at].iter().rfind(own).map_or(0, |other| self.place(*other));
        let Some(behind) = order[at + 1..].iter().find(own).map(|other| self.place(*other)) else {
            return false;
        };
        let live = self.table.entries().filter(|entry| entry.state.is_live());
        let taken: BTreeSet<_> = live.filter_map(|entry| Some(entry.seat.as_ref()?.place)).collect();
        (before + 1..behind).all(|place| taken.contains(&place))
    }

    /// Whom somebody is kept for; the one who has just been called no longer shows it.
    fn kept_for(&self, ticket: Ticket, called: &Entry) -> Option<CounterId> {
        if ticket == called.ticket {
            return None;
        }
        let seat = self.table.get(ticket).expect("a row").seat.as_ref()?;
        seat.for_counter.as_ref().map(|counter| counter.id)
    }

    /// Behind the last of the same priority who came no later, else before the first of it.
    fn index_as_of(&self, order: &[Ticket], moment: Millis, priority: Priority) -> usize {
        let own = |ticket: &Ticket| self.priority(*ticket) == priority;
        let before = |ticket: &Ticket| own(ticket) && self.ordered_at(*ticket) <= moment;
        match order.iter().rposition(before) {
            Some(before) => before + 1,
            None => order.iter().filter(|ticket| self.priority(**ticket) > priority).count(),
        }
    }

    /// Who waits by the rows alone.
    fn waiting(&self) -> Vec<Ticket> {
        let mut waiting: Vec<_> = self
            .table
            .entries()
            .filter(|entry| entry.state == SessionState::Waiting)
            .filter(|entry| entry.seat.as_ref().is_some_and(|seat| seat.parked == Parked::No))
            .map(|entry| (std::cmp::Reverse(entry.priority), self.place(entry.ticket), entry.ticket))
            .collect();
        waiting.sort();
        waiting.into_iter().map(|(.., ticket)| ticket).collect()
    }
}
