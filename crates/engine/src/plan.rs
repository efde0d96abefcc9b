//! Looks up in the index what a command about counters needs: who is next, and where there is room between two people.
//!
//! What is found is checked again inside the transaction: if somebody was put in meanwhile, the command is refused as stale
//! and planned anew.

use std::collections::BTreeSet;

use vq_domain::{CounterId, Millis, Place, Priority, Ticket};

use crate::{
    Command, Line, Verb,
    attend::{Spot, Target, Wish},
};

/// Who is put at the front stands this close before the next, so that many can be.
const AT_FRONT: Place = 64;
/// Candidates looked up besides one for each call: others may be faster.
const SPARE: usize = 8;

/// One look at the index, for all commands of a transaction.
pub struct Plan<'a> {
    line: &'a Line,
    number: u64,
    given: Vec<(Priority, Place, Millis)>,
    taken: BTreeSet<Place>,
    calls: usize,
}

impl<'a> Plan<'a> {
    /// On this index. `number` differs from that of every other plan on the same version, and is not 0.
    pub fn new(line: &'a Line, number: u64) -> Self {
        Self { line, number, given: Vec::new(), taken: BTreeSet::new(), calls: 0 }
    }

    /// Whether a command needs a plan.
    pub fn concerns(command: &Command) -> bool {
        match command {
            Command::CallNext(_) => true,
            Command::Arrive(arrival) => arrival.came.is_some(),
            Command::Attend(attend) => matches!(attend.verb, Verb::Return(..) | Verb::CheckIn(_)),
            _ => false,
        }
    }

    /// Fills in what a command needs.
    pub fn fill(&mut self, command: &mut Command) {
        match command {
            Command::CallNext(call) => {
                self.calls += 1;
                call.basis = self.line.state().version;
                (call.tickets, call.all) = self.candidates(call.at.counter.id, self.calls + SPARE);
            }
            Command::Arrive(arrival) => {
                if let Some((_, wish)) = &mut arrival.came {
                    self.grant(wish, None);
                }
            }
            Command::Attend(attend) => {
                if let Verb::Return(wish, _) | Verb::CheckIn(wish) = &mut attend.verb {
                    self.grant(wish, Some(attend.ticket));
                }
            }
            _ => {}
        }
    }

    /// Who may be called to a counter next, in order, and whether these are all.
    fn candidates(&self, counter: CounterId, most: usize) -> (Vec<Ticket>, bool) {
        let waiting = self.line.ranks().in_order().map(|(_, place)| self.line.ticket_at(place));
        let mut free = waiting.filter(|&ticket| {
            let kept_for = self.line.seat(ticket).and_then(|seat| seat.for_counter.as_ref());
            kept_for.is_none_or(|other| other.id == counter)
        });
        let tickets = free.by_ref().take(most).collect();
        (tickets, free.next().is_none())
    }

    /// Finds a place as wished for somebody, who may be in line already.
    fn grant(&mut self, wish: &mut Wish, who: Option<Ticket>) {
        wish.spot = None;
        let own = who
            .filter(|&ticket| self.line.standing_in_order(ticket))
            .map(|ticket| self.line.place_of(ticket));
        let others = self.others(wish.priority, own);
        let at = match wish.target {
            Target::End => others.len(),
            Target::Position(position) => self.index_of_position(position, wish.priority).min(others.len()),
            Target::AsOf(moment) => others
                .iter()
                .rposition(|&(_, ordered_at)| ordered_at <= moment)
                .map_or(0, |before| before + 1),
        };
        let ordered_at = match (wish.target, others.get(at)) {
            (Target::AsOf(moment), _) => moment,
            (_, Some(&(_, behind))) => behind,
            (_, None) => return,
        };
        let Some(place) = self.place_before(&others, at, own) else { return };
        let (basis, plan) = (self.line.state().version, self.number);
        wish.spot = Some(Spot { place, ordered_at, basis, plan });
        self.taken.insert(place);
        self.given.push((wish.priority, place, ordered_at));
    }

    /// The places of one priority in order, without that of the one who is moved, with the moments they were given by.
    fn others(&self, priority: Priority, own: Option<Place>) -> Vec<(Place, Millis)> {
        let places = self.line.ranks().places(priority).iter().filter(|&place| Some(place) != own);
        let moment =
            |place| self.line.seat(self.line.ticket_at(place)).map_or(Millis(0), |seat| seat.ordered_at);
        let mut all: Vec<_> = places.map(|place| (place, moment(place))).collect();
        let given = self.given.iter().filter(|(other, ..)| *other == priority);
        all.extend(given.map(|&(_, place, ordered_at)| (place, ordered_at)));
        all.sort_unstable();
        all
    }

    /// How many of one's own priority stand before a position.
    fn index_of_position(&self, position: u32, priority: Priority) -> usize {
        let higher: u32 = Priority::descending()
            .take_while(|&other| other > priority)
            .map(|other| self.line.ranks().waiting_in(other))
            .sum();
        position.saturating_sub(1).saturating_sub(higher) as usize
    }

    /// A free place right before the one with this index; where there is no room, a little further back. `None`: the end.
    fn place_before(&self, others: &[(Place, Millis)], at: usize, own: Option<Place>) -> Option<Place> {
        for behind in at..others.len() {
            let from = if behind == 0 { 0 } else { others[behind - 1].0 };
            let to = others[behind].0;
            // Who stands there already stays.
            if let Some(own) = own.filter(|&own| behind == at && from < own && own < to) {
                return Some(own);
            }
            let room = to - from;
            let wanted = if behind == 0 { to - AT_FRONT.min(room / 2) } else { from + room / 2 };
            let up = (wanted..to).find(|&place| self.is_free(place) && place > from);
            let found = up.or_else(|| (from + 1..wanted).rev().find(|&place| self.is_free(place)));
            if found.is_some() {
                return found;
            }
        }
        None
    }

    fn is_free(&self, place: Place) -> bool {
        self.line.seat_at(place).is_none()
            && !self.taken.contains(&place)
            && self.line.ranks().priority_of(place).is_none()
    }
}
