//! What a line is asked to do.

use std::sync::Arc;

use vq_domain::{CounterRef, KioskId, Millis, Priority, QueueId, ReservationId, SessionId};
use vq_engine::{
    Arrival, Attend, CallNext, Command, Verb,
    attend::{Admission, AtCounter, By, Target, Wish},
    hall::Onward,
};

use super::{Op, Place, World, counter, policy};

impl World {
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

    pub(super) fn commands(&mut self, op: &Op) -> Vec<Command> {
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
                let (id, number) = (range.id, range.first + number % (range.count + 1));
                let moment = self.now + -ago;
                let came = Some((moment, Wish::new(Target::AsOf(moment), Priority::NORMAL)));
                let issued = Some((id, number));
                let Command::Arrive(mut arrival) = self.arrival(came, None, issued, false, Admission::Issued)
                else {
                    return Vec::new();
                };
                // As a kiosk's reconciliation does: the same ticket is the same session.
                let id = u128::from_be_bytes(*id.as_bytes()) | 1 << 63;
                arrival.session = SessionId::from_bytes((u128::from(number) << 64 | id).to_be_bytes());
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
                    kiosk: KioskId::from_bytes([(self.ids % 2) as u8; 16]),
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
            admission,
        }))
    }
}
