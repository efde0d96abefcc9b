//! Seats and ticket numbers, and those who get in line in another way than by joining now.

use vq_domain::{KioskId, Millis, ReservationId, SessionState, Ticket, TicketNumber};

use super::{Decision, Table};
use crate::{
    Entry, Outcome, Parked, Refusal, Seat,
    attend::{Admission, Arrival, Spot, Wish},
    hall::HallPolicy,
};

impl<T: Table> Decision<'_, T> {
    /// Gives somebody a seat at the end, in a line that has them: who joins, and who joined before it had any.
    pub(super) fn give_seat(&mut self, entry: &mut Entry) -> Result<(), T::Error> {
        let (nobody_waits, version) = (self.line.waiting == 0, self.line.version + 1);
        let Some(hall) = &mut self.line.hall else { return Ok(()) };
        let place = hall.place_at_end(nobody_waits, version);
        entry.seat = Some(Box::new(Seat {
            place,
            ordered_at: self.now,
            number: None,
            parked: Parked::No,
            counter: None,
            for_counter: None,
            calls: 0,
            called_at: None,
            appointment: None,
            visit: entry.session,
            next: Vec::new(),
            moved_to: None,
        }));
        let number = self.next_number()?;
        if let Some(seat) = &mut entry.seat {
            seat.number = number;
        }
        Ok(())
    }

    /// The number for the next ticket: never one that is in use, nor one that was handed out since numbers last began anew.
    fn next_number(&mut self) -> Result<Option<TicketNumber>, T::Error> {
        self.begin_numbers_anew()?;
        let Some((policy, hall)) = self.line.policy.hall.as_ref().zip(self.line.hall.as_mut()) else {
            return Ok(None);
        };
        let number = hall.numbers.hand_out();
        Ok(Some(TicketNumber { prefix: policy.prefix.clone(), number }))
    }

    fn begin_numbers_anew(&mut self) -> Result<(), T::Error> {
        let policy = self.line.policy.hall.as_ref();
        let Some(hall) = self.line.hall.as_mut() else { return Ok(()) };
        if hall.numbers.begin_anew(policy, self.now)
            && let Some(HallPolicy { reset: Some(reset), .. }) = policy
        {
            hall.numbers.reset(reset, self.table.live_numbers()?, self.now);
        }
        Ok(())
    }

    pub(super) fn reserve(
        &mut self,
        id: ReservationId,
        kiosk: KioskId,
        count: u32,
    ) -> Result<Outcome, T::Error> {
        self.begin_numbers_anew()?;
        let is_full = self.is_full();
        let policy = self.line.policy.hall.as_ref();
        let Some((policy, hall)) = policy.zip(self.line.hall.as_mut()) else {
            return Ok(Outcome::Refused(Refusal::NoCounters));
        };
        if let Some(reservation) = hall.numbers.reservation(id) {
            return Ok(Outcome::Reserved(reservation.clone()));
        }
        // Who holds a number gets in line also where it is full: there are to be no more of them then.
        if is_full {
            return Ok(Outcome::Refused(Refusal::Full));
        }
        let reservation = hall.numbers.reserve(id, kiosk, count, policy, self.now);
        Ok(reservation.map_or(Outcome::Refused(Refusal::Full), Outcome::Reserved))
    }

    pub(super) fn arrive(&mut self, arrival: &Arrival) -> Result<Outcome, T::Error> {
        if let Some(entry) = self.table.by_session(arrival.session)? {
            return Ok(Outcome::Existing(entry));
        }
        if let Some(identifier) = &arrival.identifier
            && let Some(entry) = self.table.live_by_identifier(identifier)?
        {
            return Ok(Outcome::Existing(entry));
        }
        if let Err(refusal) = self.admit(arrival) {
            return Ok(Outcome::Refused(refusal));
        }
        let came = arrival.came.map_or(self.now, |(came, _)| came.min(self.now));
        let mut entry = Entry {
            session: arrival.session,
            ticket: self.line.next_ticket,
            priority: arrival.priority,
            state: SessionState::Waiting,
            enqueued_at: came,
            released_at: None,
            served_at: None,
            ended_at: None,
            deadline: None,
            extended: false,
            identifier: arrival.identifier.clone(),
            metadata: arrival.metadata.clone(),
            seat: None,
        };
        let number = match arrival.number {
            None => self.next_number()?,
            Some((reservation, number)) => {
                let hall = self.line.hall.as_mut();
                match hall.and_then(|hall| hall.numbers.report(reservation, number)) {
                    Some(number) => Some(number),
                    None => return Ok(Outcome::Refused(Refusal::NotReserved)),
                }
            }
        };
        let wish = arrival.came.map(|(_, wish)| wish);
        // Who booked is given a place when they check in.
        let place = if arrival.appointment.is_some() { (0, came) } else { self.place_for(wish, came) };
        let parked = match (arrival.appointment, arrival.held) {
            (Some(_), _) => Parked::Booked,
            (None, true) => Parked::Held,
            (None, false) => Parked::No,
        };
        entry.seat = Some(Box::new(Seat {
            place: place.0,
            ordered_at: arrival.appointment.unwrap_or(place.1),
            number,
            parked,
            counter: None,
            for_counter: arrival.for_counter.clone(),
            calls: 0,
            called_at: None,
            appointment: arrival.appointment,
            visit: arrival.visit.unwrap_or(arrival.session),
            next: Vec::new(),
            moved_to: None,
        }));
        if parked == Parked::No {
            self.reorder();
        }
        if let Some(count) = self.count(&entry) {
            *count += 1;
        }
        self.enter(entry)
    }

    fn admit(&self, arrival: &Arrival) -> Result<(), Refusal> {
        let line = &*self.line;
        let Some(hall) = &line.hall else { return Err(Refusal::NoCounters) };
        let wish = arrival.came.and_then(|(_, wish)| wish.spot);
        if wish.is_some_and(|spot| !self.is_good(spot)) {
            return Err(Refusal::Stale);
        }
        if line.next_ticket == Ticket::MAX {
            return Err(Refusal::Full);
        }
        let is_full = self.is_full();
        match arrival.admission {
            Admission::Issued => Ok(()),
            Admission::Sent if line.status.accepts_joins() || line.status.releases() => Ok(()),
            // Who books does not come now.
            Admission::Ordinary if arrival.appointment.is_some() && !is_full => Ok(()),
            Admission::Ordinary if line.status.accepts_joins() && hall.intake_stopped => {
                Err(Refusal::ClosingTime)
            }
            Admission::Ordinary if line.status.accepts_joins() && is_full => Err(Refusal::Full),
            Admission::Ordinary if line.status.accepts_joins() => Ok(()),
            Admission::Ordinary | Admission::Sent => Err(Refusal::NotOpen(line.status)),
        }
    }

    /// Whether as many wait as may, with those who are out of the order.
    fn is_full(&self) -> bool {
        let parked = self.line.hall.as_ref().map_or(0, |hall| hall.held.saturating_add(hall.booked));
        self.line.waiting.saturating_add(parked) >= self.line.policy.max_waiting
    }

    /// Whether nobody else was given a place out of turn since this one was found free.
    pub(super) fn is_good(&self, spot: Spot) -> bool {
        let Some(hall) = &self.line.hall else { return false };
        let placed = hall.placed;
        spot.basis >= placed.version || (placed.version == self.line.version + 1 && placed.plan == spot.plan)
    }

    /// The place that was found, or the one at the end; and the moment by which it is given.
    pub(super) fn place_for(&mut self, wish: Option<Wish>, came: Millis) -> (u32, Millis) {
        let nobody_waits = self.line.waiting == 0;
        let version = self.line.version + 1;
        match (wish.and_then(|wish| wish.spot), &mut self.line.hall) {
            (Some(spot), Some(hall)) => {
                hall.placed = crate::hall::Placed { version, plan: spot.plan };
                (spot.place, spot.ordered_at)
            }
            (None, Some(hall)) => (hall.place_at_end(nobody_waits, version), came),
            (_, None) => (self.line.next_ticket, came),
        }
    }
}
