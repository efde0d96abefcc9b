//! The seats of a line with counters, both ways. Empty, and nothing but two empty maps, in every other line.

use std::collections::BTreeMap;

use vq_domain::{Place, SessionState, Ticket};

use crate::{Parked, Seat};

/// Seats by ticket, and who has a place.
#[derive(Clone, Debug, Default)]
pub(crate) struct Seats {
    by_ticket: BTreeMap<Ticket, Seat>,
    /// Those put aside and those at counters keep theirs; who booked has none yet.
    taken: BTreeMap<Place, Ticket>,
}

impl Seats {
    pub(crate) fn new(seats: impl IntoIterator<Item = (Ticket, Seat)>) -> Self {
        let mut all = Self::default();
        for (ticket, seat) in seats {
            all.add(ticket, seat);
        }
        all
    }

    /// A session is in this state now and has this seat.
    pub(crate) fn put(&mut self, ticket: Ticket, state: SessionState, seat: Option<&Seat>) {
        if let Some(before) = self.by_ticket.remove(&ticket)
            && self.taken.get(&before.place) == Some(&ticket)
        {
            self.taken.remove(&before.place);
        }
        if let Some(seat) = seat.filter(|_| state.is_live()) {
            self.add(ticket, seat.clone());
        }
    }

    fn add(&mut self, ticket: Ticket, seat: Seat) {
        if seat.parked != Parked::Booked {
            self.taken.insert(seat.place, ticket);
        }
        self.by_ticket.insert(ticket, seat);
    }

    pub(crate) fn get(&self, ticket: Ticket) -> Option<&Seat> {
        self.by_ticket.get(&ticket)
    }

    /// Who has a place.
    pub(crate) fn at(&self, place: Place) -> Option<Ticket> {
        self.taken.get(&place).copied()
    }
}
