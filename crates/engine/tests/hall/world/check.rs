//! Whether all that tells of a line tells the same.

use std::collections::BTreeSet;

use vq_domain::SessionState;
use vq_engine::{Line, Parked, Standing};

use super::World;

impl World {
    /// Rows, the line's row, the index and one that is loaded agree.
    pub(super) fn check(&self) {
        assert_eq!(*self.line.state(), self.state);
        let loaded = Line::load_seated(self.state.clone(), self.table.live(), self.table.seats());
        let count = |state| self.table.entries().filter(|entry| entry.state == state).count() as u32;
        assert_eq!(self.state.waiting as usize, self.order.len());
        assert_eq!(
            (self.state.released, self.state.active),
            (count(SessionState::Released), count(SessionState::Active))
        );
        let hall = self.state.hall.as_ref().expect("a hall");
        let parked = self.order.len() as u32 + hall.held + hall.booked;
        assert_eq!(parked, count(SessionState::Waiting));
        let at_counters: BTreeSet<_> = hall.occupants.iter().map(|occupant| occupant.ticket).collect();
        let places: BTreeSet<_> = self
            .table
            .entries()
            .filter(|entry| entry.state.is_live())
            .filter_map(|entry| entry.seat.as_ref())
            .filter(|seat| seat.parked != Parked::Booked)
            .map(|seat| seat.place)
            .collect();
        let placed =
            self.table.entries().filter(|entry| entry.state.is_live()).count() - hall.booked as usize;
        assert_eq!(places.len(), placed, "two people at one place");
        let mut live_numbers = BTreeSet::new();
        for entry in self.table.entries() {
            let seat = entry.seat.as_ref().expect("a seat");
            assert_eq!(at_counters.contains(&entry.ticket), entry.state.holds_slot());
            if entry.state.is_live() {
                let number = seat.number.as_ref().expect("a number").number;
                assert!(live_numbers.insert(number), "{number} is in use twice");
            }
            for line in [&self.line, &loaded] {
                let standing = line.standing(entry.ticket);
                match entry.state {
                    SessionState::Waiting if seat.parked != Parked::No => {
                        assert_eq!(standing, Standing::Parked)
                    }
                    SessionState::Waiting => {
                        let ahead = self
                            .order
                            .iter()
                            .position(|ticket| *ticket == entry.ticket)
                            .expect("in the order");
                        let (priority, place, people_ahead) = (entry.priority, seat.place, ahead as u32);
                        assert_eq!(standing, Standing::Waiting { priority, place, people_ahead }, "I4");
                        assert_eq!(line.ticket_at(place), entry.ticket);
                    }
                    SessionState::Released => assert!(matches!(standing, Standing::Released { .. })),
                    SessionState::Active => assert!(matches!(standing, Standing::Active { .. })),
                    _ => assert_eq!(standing, Standing::Gone),
                }
            }
        }
        assert!(loaded.release_plan(self.now).is_empty() && loaded.next_deadline().is_none());
    }
}
