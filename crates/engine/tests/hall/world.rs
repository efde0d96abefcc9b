//! A line with three counters, its table, an index that follows it, and a list of people.

use std::{collections::BTreeSet, sync::Arc};

use vq_domain::{
    CounterId, CounterRef, LocationId, Millis, Numbering, Priority, QueueId, QueueSettings, QueueStatus,
    Releases, ReservationId, SessionId, SessionState, Ticket, WalkIn,
};
use vq_engine::{
    Arrival, Attend, CallNext, ChangeSet, Command, Line, LineState, MemTable, Outcome, Parked, Plan, Policy,
    Refusal, Standing, Verb,
    attend::{Admission, AtCounter, By, Target, Wish},
    decide::{conclude, decide},
    hall::{Onward, Reservation},
};

/// Something to do; numbers are taken modulo what there is.
#[derive(Clone, Debug)]
pub enum Op {
    Join(u8),
    Arrive {
        ago: i64,
        held: bool,
    },
    Book(i64),
    CheckIn(u32),
    Next(u8),
    /// The same call for the next person twice in one transaction.
    PressTwice(u8),
    Call(u32, u8),
    Recall(u32),
    Start(u32),
    Finish(u32),
    NoShow(u32),
    Return(u32, Place),
    Hold(u32),
    Resume(u32),
    KeepFor(u32, u8),
    Transfer(u32),
    Remove(u32),
    Leave(u32),
    Prioritise(u32, u8),
    Reserve(u32),
    Issue {
        number: u32,
        ago: i64,
    },
    Cap(u32),
    Pass(i64),
}

#[derive(Clone, Copy, Debug)]
pub enum Place {
    Front,
    Position(u32),
    End,
}

/// How often things happened.
#[derive(Clone, Debug, Default)]
pub struct Seen {
    called: u32,
    occupied: u32,
    nobody: u32,
    stale: u32,
    returned: u32,
    revived: u32,
    resumed: u32,
    checked_in: u32,
    kept_apart: u32,
    arrived: u32,
    issued: u32,
    repeated: u32,
    transferred: u32,
    new_days: u32,
    leftovers: u32,
}

impl Seen {
    pub fn all(&self) -> [u32; 15] {
        [
            self.called,
            self.occupied,
            self.nobody,
            self.stale,
            self.returned,
            self.revived,
            self.resumed,
            self.checked_in,
            self.kept_apart,
            self.arrived,
            self.issued,
            self.repeated,
            self.transferred,
            self.new_days,
            self.leftovers,
        ]
    }

    pub fn add(&mut self, other: &Self) {
        let mut sums = self.all();
        for (sum, more) in sums.iter_mut().zip(other.all()) {
            *sum += more;
        }
        [
            self.called,
            self.occupied,
            self.nobody,
            self.stale,
            self.returned,
            self.revived,
            self.resumed,
            self.checked_in,
            self.kept_apart,
            self.arrived,
            self.issued,
            self.repeated,
            self.transferred,
            self.new_days,
            self.leftovers,
        ] = sums;
    }
}

pub struct World {
    pub seen: Seen,
    state: LineState,
    table: MemTable,
    line: Line,
    old: Line,
    /// Who waits in the order, the next one first.
    order: Vec<Ticket>,
    now: Millis,
    batches: u64,
    ids: u128,
    /// Numbers handed out since they last began anew, ranges that are out included.
    numbers: BTreeSet<u32>,
    last_number: u32,
    reservations: Vec<Reservation>,
    log: Vec<ChangeSet>,
}

fn settings(cap: u32) -> QueueSettings {
    let walk_in = WalkIn {
        location_id: LocationId::from_bytes([1; 16]),
        prefix: "A".into(),
        numbering: Numbering::Daily,
        resets_at: "04:00".into(),
        average_service_seconds: None,
        time_zone: "Europe/Berlin".into(),
        hours: None,
    };
    QueueSettings {
        max_concurrent_users: cap,
        releases: Releases::Call,
        walk_in: Some(walk_in),
        ..QueueSettings::default()
    }
}

fn policy(cap: u32) -> Policy {
    Policy::new(&settings(cap), 1_000)
}

fn counter(number: u8) -> CounterRef {
    CounterRef { id: CounterId::from_bytes([number; 16]), name: format!("Counter {number}").into() }
}

impl World {
    pub fn new() -> Self {
        let now = Millis(1_700_000_000_000);
        let state = LineState::new(policy(3), QueueStatus::Open, now);
        let line = Line::load(state.clone(), []);
        Self {
            seen: Seen::default(),
            old: line.clone(),
            line,
            state,
            table: MemTable::new(),
            order: Vec::new(),
            now,
            batches: 0,
            ids: 0,
            numbers: BTreeSet::new(),
            last_number: 0,
            reservations: Vec::new(),
            log: Vec::new(),
        }
    }

    pub fn batch(&mut self, ops: &[Op], on_an_old_plan: bool) {
        self.batches += 1;
        let mut commands: Vec<Command> = ops.iter().flat_map(|op| self.commands(op)).collect();
        let mut plan = Plan::new(if on_an_old_plan { &self.old } else { &self.line }, self.batches);
        commands.iter_mut().for_each(|command| plan.fill(command));
        let before = self.state.hall.clone();
        let mut changes = Vec::new();
        for (number, command) in commands.iter().enumerate() {
            // A place is looked for in the line as it was when the transaction was planned, and with those of the
            // commands before.
            self.step(command, &mut changes, !on_an_old_plan && number == 0);
        }
        conclude(&self.state, before.as_deref(), &mut changes);
        self.table.commit();
        if !changes.is_empty() {
            self.state.version += 1;
            self.state.at = self.now;
            let (version, at, bucket) = (self.state.version, self.now, self.state.bucket);
            let set = ChangeSet { version, at, bucket, changes };
            let bytes = vq_engine::codec::encode(&set).expect("bytes");
            assert_eq!(vq_engine::codec::decode(version, at, &bytes).as_ref(), Ok(&set));
            self.old = self.line.clone();
            self.line.apply(&set).expect("no gap");
            self.log.push(set);
        }
        self.check();
    }

    fn id(&mut self) -> SessionId {
        self.ids += 1;
        SessionId::from_bytes(self.ids.to_be_bytes())
    }

    fn seen_at(&self, counter: &CounterRef) -> Arc<[SessionId]> {
        self.line
            .state()
            .hall
            .iter()
            .flat_map(|hall| hall.at(counter.id))
            .map(|occupant| occupant.session)
            .collect()
    }

    fn commands(&mut self, op: &Op) -> Vec<Command> {
        let some = |world: &Self, number: u32| number % world.state.next_ticket + 1;
        let attend = |ticket, verb| Command::Attend(Box::new(Attend { ticket, verb, by: By::default() }));
        let on = |world: &Self, number, verb| vec![attend(some(world, number), verb)];
        let priority_of =
            |world: &Self, ticket| world.table.get(ticket).map_or(Priority::NORMAL, |entry| entry.priority);
        match *op {
            Op::Join(priority) => {
                let (session, priority) = (self.id(), Priority::new(priority).expect("a priority"));
                vec![Command::Join {
                    session,
                    identifier: Some(format!("{session}").into()),
                    metadata: None,
                    priority,
                }]
            }
            Op::Arrive { ago, held } => {
                let moment = self.now + -ago;
                let came = Some((moment, Wish::new(Target::AsOf(moment), Priority::NORMAL)));
                vec![self.arrival(came, None, None, held, Admission::Sent)]
            }
            Op::Book(ahead) => {
                let appointment = Some(self.now + ahead);
                vec![self.arrival(None, appointment, None, false, Admission::Ordinary)]
            }
            Op::Issue { number, ago } => {
                let Some(range) = self.reservations.get(number as usize % self.reservations.len().max(1))
                else {
                    return Vec::new();
                };
                let number = range.first + number % (range.count + 1);
                let moment = self.now + -ago;
                let came = Some((moment, Wish::new(Target::AsOf(moment), Priority::NORMAL)));
                let issued = Some((range.id, number));
                let Command::Arrive(mut arrival) = self.arrival(came, None, issued, false, Admission::Issued)
                else {
                    return Vec::new();
                };
                // As a kiosk's reconciliation does: the same ticket is the same session.
                arrival.session = SessionId::from_bytes((u128::from(number) << 64 | 1 << 63).to_be_bytes());
                vec![Command::Arrive(arrival.clone()), Command::Arrive(arrival)]
            }
            Op::CheckIn(number) => {
                let ticket = some(self, number);
                let moment = self
                    .table
                    .get(ticket)
                    .and_then(|entry| entry.seat.as_ref()?.appointment)
                    .unwrap_or(self.now);
                vec![attend(
                    ticket,
                    Verb::CheckIn(Wish::new(Target::AsOf(moment), priority_of(self, ticket))),
                )]
            }
            Op::Next(number) => vec![self.next(number)],
            Op::PressTwice(number) => vec![self.next(number), self.next(number)],
            Op::Call(number, at) => {
                let counter = counter(at);
                let seen = self.seen_at(&counter);
                on(self, number, Verb::Call(AtCounter { counter, seen, most: 1, turn: None, finish: None }))
            }
            Op::Recall(number) => on(self, number, Verb::Recall(None)),
            Op::Start(number) => on(self, number, Verb::Start),
            Op::Finish(number) => on(self, number, Verb::Finish),
            Op::NoShow(number) => on(self, number, Verb::NoShow),
            Op::Return(number, place) => {
                let ticket = some(self, number);
                let target = match place {
                    Place::Front => Target::Position(1),
                    Place::Position(position) => Target::Position(position),
                    Place::End => Target::End,
                };
                let wish = Wish::new(target, priority_of(self, ticket));
                let identifier = self.table.get(ticket).and_then(|entry| entry.identifier.clone());
                vec![attend(ticket, Verb::Return(wish, identifier))]
            }
            Op::Hold(number) => on(self, number, Verb::Hold),
            Op::Resume(number) => on(self, number, Verb::Resume),
            Op::KeepFor(number, at) => on(self, number, Verb::Reserve(counter(at))),
            Op::Transfer(number) => {
                let (queue, session) = (QueueId::from_bytes([9; 16]), self.id());
                let onward = Onward { queue, session, ticket: 1, number: None, enqueued_at: self.now };
                on(self, number, Verb::Transfer(onward))
            }
            Op::Remove(number) => on(self, number, Verb::Remove),
            Op::Leave(number) => vec![Command::Leave { ticket: some(self, number) }],
            Op::Prioritise(number, priority) => {
                let priority = Priority::new(priority).expect("a priority");
                vec![Command::Prioritise { ticket: some(self, number), priority }]
            }
            Op::Reserve(count) => {
                self.ids += 1;
                vec![Command::Reserve {
                    reservation: ReservationId::from_bytes(self.ids.to_be_bytes()),
                    count,
                }]
            }
            Op::Cap(cap) => vec![Command::SetPolicy(policy(cap))],
            Op::Pass(millis) => {
                self.now = self.now + millis;
                Vec::new()
            }
        }
    }

    fn next(&self, number: u8) -> Command {
        let counter = counter(number);
        let seen = self.seen_at(&counter);
        let there = self.line.state().hall.iter().flat_map(|hall| hall.at(counter.id)).next();
        let finish = there.map(|occupant| occupant.ticket);
        let at = AtCounter { counter, seen, most: 1, turn: None, finish };
        Command::CallNext(Box::new(CallNext {
            at,
            by: By::default(),
            basis: 0,
            tickets: Vec::new(),
            all: false,
        }))
    }

    fn arrival(
        &mut self,
        came: Option<(Millis, Wish)>,
        appointment: Option<Millis>,
        number: Option<(ReservationId, u32)>,
        held: bool,
        admission: Admission,
    ) -> Command {
        Command::Arrive(Box::new(Arrival {
            session: self.id(),
            identifier: None,
            metadata: None,
            priority: Priority::NORMAL,
            came,
            appointment,
            number,
            visit: None,
            for_counter: None,
            held,
            next: Vec::new(),
            admission,
        }))
    }

    fn priority(&self, ticket: Ticket) -> Priority {
        self.table.get(ticket).expect("a row").priority
    }

    fn ordered_at(&self, ticket: Ticket) -> Millis {
        self.table.get(ticket).expect("a row").seat.as_ref().expect("a seat").ordered_at
    }

    fn place(&self, ticket: Ticket) -> u32 {
        self.table.get(ticket).expect("a row").seat.as_ref().expect("a seat").place
    }

    fn step(&mut self, command: &Command, changes: &mut Vec<vq_engine::Change>, as_planned: bool) {
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
                self.seen.issued += u32::from(arrival.number.is_some());
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
    fn kept_for(&self, ticket: Ticket, called: &vq_engine::Entry) -> Option<CounterId> {
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

    /// No number is handed out twice between two times at which they begin anew.
    fn follow_numbers(&mut self, command: &Command, outcome: &Outcome, before: &LineState) {
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
                let issued = matches!(command, Command::Arrive(arrival) if arrival.number.is_some());
                if !issued {
                    assert!(number > self.last_number);
                    self.last_number = number;
                }
                if issued { 0..0 } else { number..number + 1 }
            }
            Outcome::Reserved(reservation) => reservation.first..reservation.first + reservation.count,
            _ => 0..0,
        };
        for number in fresh {
            assert!(self.numbers.insert(number), "{number} was handed out twice");
        }
    }

    /// Rows, the line's row, the index and one that is loaded agree.
    fn check(&self) {
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
