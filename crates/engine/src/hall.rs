//! What a line knows about those who come in person: their seats, the numbers on their tickets, the counters they are at.
//!
//! Whoever joins a line with counters gets a [`Seat`]: a place with room on both sides, so that somebody can be put
//! between two others, and what else their ticket says. A line without counters has no [`Hall`] and its people no seats;
//! it stays as small and fast as it was.

use serde::{Deserialize, Serialize};
use vq_domain::{
    CounterId, CounterRef, KioskId, Millis, Place, QueueId, QueueSettings, ReservationId, SessionId, Ticket,
    TicketNumber, walk_in::next_time_of_day,
};

/// Places between one person and the next.
const SPACING: Place = 1 << 14;
/// The place before that of the first person in an empty line: there is room for those who are put at the front.
const BEFORE_FIRST: Place = 1 << 26;
/// From here on places are given one by one, so that they cannot run out.
const SPARE_FROM: Place = 1 << 31;
/// Calls remembered for boards.
const RECENT: usize = 16;
/// Ranges of numbers handed out in advance, at once.
const MOST_RESERVATIONS: usize = 64;
/// And to one kiosk: those of a single one, be it broken or in wrong hands, leave room for the others.
const MOST_OF_A_KIOSK: usize = 8;
/// How long a range is out at most, in seconds.
const LONGEST_RESERVATION: u32 = 7 * 24 * 3600;
/// The last number of those that look alike on tickets: with three digits.
const LAST_OF_THREE_DIGITS: u32 = 999;

/// The settings of a line with counters that decisions depend on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HallPolicy {
    /// Whether the rate lets people through.
    pub by_rate: bool,
    /// Whether staff calls them.
    pub by_call: bool,
    /// Before the number on a ticket.
    pub prefix: Box<str>,
    /// When numbers begin anew; `None`: never.
    pub reset: Option<Reset>,
    /// How long a person is served on average, before it is known, in seconds.
    pub service_seconds: Option<u32>,
}

/// When numbers begin anew.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reset {
    /// Minute of the day.
    pub minute: u16,
    /// By whose clocks: an IANA name.
    pub time_zone: Box<str>,
}

impl HallPolicy {
    /// The policy of a queue that is offered at a location.
    pub fn new(settings: &QueueSettings) -> Option<Self> {
        let walk_in = settings.walk_in.as_ref()?;
        let daily = walk_in.numbering == vq_domain::Numbering::Daily;
        let time_zone = walk_in.time_zone.as_str().into();
        Some(Self {
            by_rate: settings.releases.by_rate(),
            by_call: settings.releases.by_call(),
            prefix: walk_in.prefix.as_str().into(),
            reset: walk_in.reset_minute().filter(|_| daily).map(|minute| Reset { minute, time_zone }),
            service_seconds: walk_in.average_service_seconds,
        })
    }
}

/// Why somebody who waits is not in the order.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Parked {
    /// They are.
    #[default]
    No,
    /// Put aside by staff; the place is kept.
    Held,
    /// Booked and not here yet; the place is given at check-in.
    Booked,
}

/// Where somebody goes on after this line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Onward {
    /// In which queue.
    pub queue: QueueId,
    /// As which session.
    pub session: SessionId,
    /// With which ticket.
    pub ticket: Ticket,
    /// What stands on it.
    pub number: Option<TicketNumber>,
    /// Since when.
    pub enqueued_at: Millis,
}

/// What somebody in a line with counters has besides a ticket.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seat {
    /// Where they stand; smaller is nearer the front. 0 for those who booked and are not here yet.
    pub place: Place,
    /// The moment by which they were given this place: when they came, the time of their appointment, or that of the
    /// person they were put before.
    pub ordered_at: Millis,
    /// What stands on the ticket.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub number: Option<TicketNumber>,
    /// Whether they are in the order.
    #[serde(default)]
    pub parked: Parked,
    /// To which counter they were called last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub counter: Option<CounterRef>,
    /// Only this counter may call them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub for_counter: Option<CounterRef>,
    /// How often they were called to it.
    #[serde(default)]
    pub calls: u16,
    /// When last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub called_at: Option<Millis>,
    /// For when they booked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub appointment: Option<Millis>,
    /// The first session of the visit this one is part of.
    pub visit: SessionId,
    /// Where they go on once they are done here.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub next: Vec<Onward>,
    /// Where they were sent instead.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub moved_to: Option<Onward>,
}

/// Somebody at a counter.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Occupant {
    /// Which counter.
    pub counter: CounterRef,
    /// Whose ticket.
    pub ticket: Ticket,
    /// Whose session.
    pub session: SessionId,
    /// Called when.
    pub called_at: Millis,
    /// Whether they are being served.
    pub serving: bool,
}

/// A call, as a board announces it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Call {
    /// Counts the calls and recalls of the line, from 1.
    pub count: u64,
    /// When.
    pub at: Millis,
    /// Whose ticket.
    pub ticket: Ticket,
    /// Whose session.
    pub session: SessionId,
    /// What stands on the ticket.
    pub number: Option<TicketNumber>,
    /// To which counter.
    pub counter: CounterRef,
    /// 1 for the call, more for its repetitions.
    pub calls: u16,
}

/// A range of numbers that a kiosk holds in advance.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reservation {
    /// Which.
    pub id: ReservationId,
    /// Who holds it; `None` where an earlier version handed it out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kiosk: Option<KioskId>,
    /// As it stands on the tickets.
    pub prefix: Box<str>,
    /// The first number.
    pub first: u32,
    /// How many.
    pub count: u32,
    /// Handed out then; zero where an earlier version did it.
    #[serde(default)]
    pub reserved_at: Millis,
    /// Given up then.
    pub until: Millis,
    /// Which of its numbers were reported, as ranges in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    reported: Vec<(u32, u32)>,
}

impl Reservation {
    /// None of its numbers was on a ticket before.
    pub fn since(&self) -> Millis {
        self.reserved_at.max(self.until + -1000 * i64::from(LONGEST_RESERVATION))
    }
}

/// The numbers on tickets.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Numbers {
    last: u32,
    /// They last began anew then.
    #[serde(default)]
    since: Millis,
    /// They begin anew then.
    until: Millis,
    /// Ranges of numbers that are not to be handed out, in order: still out from before they last began anew, or reserved.
    #[serde(alias = "leftover")]
    taken: Vec<(u32, u32)>,
    reservations: Vec<Reservation>,
}

impl Numbers {
    /// Whether they begin anew with the next that is handed out.
    pub fn begin_anew(&self, policy: Option<&HallPolicy>, now: Millis) -> bool {
        now >= self.until && policy.is_some_and(|policy| policy.reset.is_some())
    }

    /// Whether the number of somebody whose session ended then may be somebody else's by now.
    pub(crate) fn may_be_anothers(&self, ended_at: Option<Millis>) -> bool {
        ended_at.is_none_or(|ended_at| ended_at <= self.since)
    }

    /// Begins anew; `live` are the numbers of those who are still there.
    pub(crate) fn reset(&mut self, reset: &Reset, live: Vec<u32>, now: Millis) {
        self.reservations.retain(|reservation| reservation.until > now);
        self.taken.clear();
        live.into_iter().for_each(|number| self.taken.push((number, number)));
        self.taken.extend(self.reservations.iter().map(|held| (held.first, held.first + (held.count - 1))));
        merge(&mut self.taken);
        self.last = 0;
        self.since = now;
        self.until = next_time_of_day(&reset.time_zone, reset.minute, now);
    }

    /// The next number that nobody has.
    pub(crate) fn hand_out(&mut self) -> u32 {
        self.hand_out_range(1)
    }

    /// The first of so many numbers in a row that nobody has.
    fn hand_out_range(&mut self, count: u32) -> u32 {
        let mut first = self.last.saturating_add(1);
        for &(from, to) in &self.taken {
            if first <= to && from < first.saturating_add(count) {
                first = to.saturating_add(1);
            }
        }
        self.last = first.saturating_add(count - 1);
        first
    }

    /// The first of the highest numbers with three digits, so many in a row, that nobody has and that are still to come.
    fn highest_free(&self, count: u32) -> Option<u32> {
        let mut end = LAST_OF_THREE_DIGITS;
        for &(from, to) in self.taken.iter().rev() {
            if end >= to.saturating_add(count) {
                break;
            }
            end = end.min(from.saturating_sub(1));
        }
        let first = (end + 1).checked_sub(count)?;
        (first > self.last).then_some(first)
    }

    /// Hands a range out in advance. `None`: too many are out, to all or to this kiosk.
    ///
    /// From the upper end of the numbers with three digits, so that those who come one after another get numbers that
    /// follow each other; from the next ones on where there is no room.
    pub(crate) fn reserve(
        &mut self,
        id: ReservationId,
        kiosk: KioskId,
        count: u32,
        policy: &HallPolicy,
        now: Millis,
    ) -> Option<Reservation> {
        self.reservations.retain(|reservation| reservation.until > now);
        let its_own = self.reservations.iter().filter(|held| held.kiosk == Some(kiosk)).count();
        if self.reservations.len() >= MOST_RESERVATIONS || its_own >= MOST_OF_A_KIOSK || count == 0 {
            return None;
        }
        // What was issued is reported after the next time that numbers begin anew at the latest.
        let until = match &policy.reset {
            Some(reset) => next_time_of_day(
                &reset.time_zone,
                reset.minute,
                next_time_of_day(&reset.time_zone, reset.minute, now),
            ),
            None => now.plus_seconds(LONGEST_RESERVATION),
        };
        self.taken.retain(|(_, to)| *to > self.last);
        let first = match self.highest_free(count) {
            Some(first) => {
                self.taken.push((first, first + (count - 1)));
                merge(&mut self.taken);
                first
            }
            None => self.hand_out_range(count),
        };
        let reservation = Reservation {
            id,
            kiosk: Some(kiosk),
            prefix: policy.prefix.clone(),
            first,
            count,
            reserved_at: now,
            until,
            reported: Vec::new(),
        };
        self.reservations.push(reservation.clone());
        Some(reservation)
    }

    /// A range that is out.
    pub fn reservation(&self, id: ReservationId) -> Option<&Reservation> {
        self.reservations.iter().find(|reservation| reservation.id == id)
    }

    /// Notes that a number of a range is on somebody's ticket. `None`: it is none of it, or on another ticket already. A range
    /// goes with the last of its numbers; these stay taken until numbers begin anew, and then as long as somebody has them.
    pub(crate) fn report(&mut self, id: ReservationId, number: u32) -> Option<TicketNumber> {
        let at = self.reservations.iter().position(|reservation| reservation.id == id)?;
        let range = &mut self.reservations[at];
        let is_reported = range.reported.iter().any(|&(from, to)| (from..=to).contains(&number));
        if is_reported || number.checked_sub(range.first)? >= range.count {
            return None;
        }
        range.reported.push((number, number));
        merge(&mut range.reported);
        let shown = TicketNumber { prefix: range.prefix.clone(), number };
        if range.reported == [(range.first, range.first + (range.count - 1))] {
            self.reservations.remove(at);
        }
        Some(shown)
    }
}

/// Puts ranges in order, and makes one of several that touch.
fn merge(ranges: &mut Vec<(u32, u32)>) {
    ranges.sort_unstable();
    ranges.dedup_by(|next, before| {
        let touch = next.0 <= before.1.saturating_add(1);
        if touch {
            before.1 = before.1.max(next.1);
        }
        touch
    });
}

/// When somebody was last put in ahead of others, and by which plan.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Placed {
    pub(crate) version: u64,
    /// 0 is none.
    pub(crate) plan: u64,
}

/// What a line with counters knows besides; written with the line's row.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hall {
    /// The place of the last who joined.
    pub(crate) last_place: Place,
    /// How many are put aside.
    pub held: u32,
    /// How many have booked and are not here yet.
    pub booked: u32,
    /// The numbers on tickets.
    pub numbers: Numbers,
    /// Who is at which counter, in the order in which they were called.
    pub occupants: Vec<Occupant>,
    /// How many calls and recalls there were.
    pub calls: u64,
    /// The last calls, one for each person, the last first.
    pub recent: Vec<Call>,
    /// When a place was last given out of turn.
    pub(crate) placed: Placed,
    /// Nobody more is taken, for they would not be served before closing time.
    pub intake_stopped: bool,
}

impl Hall {
    /// Of a line whose last person stands at this place.
    pub(crate) fn after(last_place: Place) -> Self {
        Self { last_place, ..Self::default() }
    }

    /// Whether nobody is here who has a place, or may come back to one.
    pub(crate) fn is_empty(&self) -> bool {
        self.held == 0 && self.occupants.is_empty()
    }

    /// The place behind everybody, in the transaction that makes `version`; `nobody_waits` in the order.
    pub(crate) fn place_at_end(&mut self, nobody_waits: bool, version: u64) -> Place {
        if nobody_waits && self.is_empty() {
            self.last_place = BEFORE_FIRST;
            // Places come again: what was found free before may be given to somebody else.
            self.placed = Placed { version, plan: 0 };
        }
        let step = if self.last_place < SPARE_FROM { SPACING } else { 1 };
        self.last_place = self.last_place.saturating_add(step);
        self.last_place
    }

    /// Who is at a counter, the last called last.
    pub fn at(&self, counter: CounterId) -> impl DoubleEndedIterator<Item = &Occupant> {
        self.occupants.iter().filter(move |occupant| occupant.counter.id == counter)
    }

    /// Somebody left their counter.
    pub(crate) fn vacate(&mut self, ticket: Ticket) {
        self.occupants.retain(|occupant| occupant.ticket != ticket);
    }

    /// Writes a call down.
    pub(crate) fn call(&mut self, mut call: Call) -> Call {
        self.calls += 1;
        call.count = self.calls;
        self.recent.retain(|earlier| earlier.ticket != call.ticket);
        self.recent.insert(0, call.clone());
        self.recent.truncate(RECENT);
        call
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use proptest::prelude::*;

    use super::*;

    fn policy() -> HallPolicy {
        let prefix = "A".into();
        HallPolicy { by_rate: false, by_call: true, prefix, reset: None, service_seconds: None }
    }

    fn reserve(numbers: &mut Numbers, count: u32) -> Option<Reservation> {
        let held = numbers.reservations.len();
        let kiosk = (held / MOST_OF_A_KIOSK) as u8;
        reserve_for(numbers, kiosk, held as u8, count, Millis(0))
    }

    fn reserve_for(numbers: &mut Numbers, kiosk: u8, id: u8, count: u32, now: Millis) -> Option<Reservation> {
        let (id, kiosk) = (ReservationId::from_bytes([id; 16]), KioskId::from_bytes([kiosk; 16]));
        numbers.reserve(id, kiosk, count, &policy(), now)
    }

    #[test]
    fn ranges_are_taken_from_the_upper_end_while_there_is_room() {
        let mut numbers = Numbers::default();
        assert_eq!(numbers.hand_out(), 1);
        let firsts = [40, 100, 800, 60].map(|count| reserve(&mut numbers, count).map(|range| range.first));
        // The fourth does not fit between the first number and what is taken.
        assert_eq!(firsts, [960, 860, 60, 1_000].map(Some));
        assert_eq!((numbers.hand_out(), numbers.taken.len()), (1_060, 1));
    }

    #[test]
    fn each_number_of_a_range_is_on_one_ticket() {
        let mut numbers = Numbers::default();
        let range = reserve(&mut numbers, 5).expect("a range");
        for number in [997, 999, 995, 998] {
            let shown = numbers.report(range.id, number).map(|number| number.to_string());
            assert_eq!(shown, Some(format!("A{number}")));
        }
        for number in [997, 999, 995, 998, 994, 1_000, 0] {
            assert_eq!(numbers.report(range.id, number), None, "{number}");
        }
        assert_eq!(numbers.reservations[0].reported, [(995, 995), (997, 999)]);
        // As the line's row has it.
        let row = serde_json::to_string(&numbers).expect("JSON");
        assert_eq!(serde_json::from_str::<Numbers>(&row).expect("numbers"), numbers);
    }

    #[test]
    fn what_is_given_up_leaves_room_where_numbers_never_begin_anew() {
        let mut numbers = Numbers::default();
        let out = (0..MOST_RESERVATIONS).filter(|_| reserve(&mut numbers, 2).is_some()).count();
        assert_eq!(out, MOST_RESERVATIONS);
        let over = Millis(0).plus_seconds(LONGEST_RESERVATION);
        assert_eq!(reserve_for(&mut numbers, 99, 99, 2, over + -1), None);
        let range = reserve_for(&mut numbers, 99, 99, 2, over).expect("a range");
        // The numbers of before stay on the tickets that were printed.
        let first = LAST_OF_THREE_DIGITS + 1 - 2 * (MOST_RESERVATIONS as u32 + 1);
        assert_eq!((range.first, numbers.reservations.len()), (first, 1));
    }

    #[test]
    fn a_range_that_was_reported_whole_is_no_longer_out() {
        let mut numbers = Numbers::default();
        for round in 0..3 * MOST_OF_A_KIOSK as u8 {
            let range = reserve_for(&mut numbers, 1, round, 3, Millis(0)).expect("a range");
            for number in [range.first + 1, range.first + 2, range.first] {
                assert!(numbers.reservation(range.id).is_some());
                assert!(numbers.report(range.id, number).is_some());
            }
            assert_eq!(numbers.reservation(range.id), None);
            assert_eq!(numbers.report(range.id, range.first), None, "given up");
        }
        assert_eq!(numbers.taken, [(1_000 - 3 * 3 * MOST_OF_A_KIOSK as u32, 999)]);
    }

    #[test]
    fn a_kiosk_takes_no_range_from_the_others() {
        let mut numbers = Numbers::default();
        for id in 0..MOST_OF_A_KIOSK as u8 {
            assert!(reserve_for(&mut numbers, 1, id, 1, Millis(0)).is_some());
        }
        assert_eq!(reserve_for(&mut numbers, 1, 50, 1, Millis(0)), None);
        assert!(reserve_for(&mut numbers, 2, 51, 1, Millis(0)).is_some());
        // Those of an earlier version are nobody's.
        numbers.reservations.iter_mut().for_each(|range| range.kiosk = None);
        assert!(reserve_for(&mut numbers, 1, 52, 1, Millis(0)).is_some());
    }

    #[test]
    fn ranges_of_earlier_versions_are_read() {
        let row = r#"{"last": 4, "until": 0, "taken": [[990, 999]], "reservations": [
            {"id": "01010101-0101-0101-0101-010101010101", "prefix": "A", "first": 990, "count": 10, "until": 9}]}"#;
        let mut numbers: Numbers = serde_json::from_str(row).expect("numbers");
        let id = ReservationId::from_bytes([1; 16]);
        assert_eq!(numbers.report(id, 995).map(|number| number.to_string()), Some("A995".into()));
    }

    proptest! {
        #[test]
        fn no_number_comes_twice(steps in proptest::collection::vec(0..200_u32, 1..400)) {
            let (mut numbers, mut given, mut last) = (Numbers::default(), HashSet::new(), 0);
            for count in steps {
                let range = match count {
                    0..100 => {
                        let number = numbers.hand_out();
                        prop_assert!(number > last);
                        last = number;
                        number..number + 1
                    }
                    _ => match reserve(&mut numbers, count) {
                        Some(range) => range.first..range.first + range.count,
                        None => continue,
                    },
                };
                for number in range {
                    prop_assert!(number > 0 && given.insert(number), "{} twice", number);
                }
            }
        }
    }
}
