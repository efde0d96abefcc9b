//! Which numbers are out.

use vq_domain::ReservationId;
use vq_engine::{Command, LineState, Outcome, hall::Reservation};

use super::World;

impl World {
    /// No number is handed out twice between two times at which they begin anew.
    pub(super) fn follow_numbers(&mut self, command: &Command, outcome: &Outcome, before: &LineState) {
        // A number that is reported was handed out with its range.
        if matches!(command, Command::Arrive(arrival) if arrival.number.is_some()) {
            return;
        }
        let policy = before.policy.hall.as_ref();
        if before.hall.as_ref().is_some_and(|hall| hall.numbers.begin_anew(policy, self.now)) {
            self.seen.new_days += 1;
            self.numbers.clear();
            self.last_number = 0;
            let now = self.now;
            self.reservations.retain(|reservation| reservation.until > now);
            for reservation in &self.reservations {
                self.numbers.extend(reservation.first..reservation.first + reservation.count);
            }
            let new = match outcome {
                Outcome::Joined(entry) => Some(entry.ticket),
                _ => None,
            };
            let live =
                self.table.entries().filter(|entry| entry.state.is_live() && Some(entry.ticket) != new);
            let live: Vec<_> =
                live.filter_map(|entry| Some(entry.seat.as_ref()?.number.as_ref()?.number)).collect();
            self.seen.leftovers += u32::from(!live.is_empty());
            self.numbers.extend(live);
        }
        let fresh = match outcome {
            Outcome::Joined(entry) => {
                let number =
                    entry.seat.as_ref().and_then(|seat| seat.number.as_ref()).expect("a number").number;
                assert!(number > self.last_number);
                self.last_number = number;
                number..number + 1
            }
            Outcome::Reserved(reservation) => reservation.first..reservation.first + reservation.count,
            _ => 0..0,
        };
        for number in fresh {
            assert!(self.numbers.insert(number), "{number} was handed out twice");
        }
    }

    /// A range is out until the last of its numbers is reported, each once.
    pub(super) fn follow_report(&mut self, id: ReservationId, number: u32) {
        assert!(self.reported.insert((id, number)), "{number} was reported twice");
        let reported = &self.reported;
        let is_whole = |range: &Reservation| {
            (range.first..range.first + range.count).all(|number| reported.contains(&(range.id, number)))
        };
        self.reservations.retain(|range| !is_whole(range));
        let is_out = self.reservations.iter().any(|range| range.id == id);
        self.seen.used_up += u32::from(!is_out);
        let hall = self.state.hall.as_ref().expect("a hall");
        assert_eq!(hall.numbers.reservation(id).is_some(), is_out);
    }
}
