//! The line as a plain list of people, with no cleverness: what the engine must agree with.

pub mod world;

use vq_domain::{Millis, Priority, QueueStatus, SessionState, Ticket};
use vq_engine::{Command, Outcome, Refusal};

#[derive(Clone, Debug, PartialEq)]
pub struct Person {
    pub ticket: Ticket,
    pub place: u32,
    pub priority: Priority,
    pub state: SessionState,
    pub identifier: Option<Box<str>>,
    pub deadline: Option<Millis>,
    pub extended: bool,
    pub releases: u32,
}

/// Everybody who ever joined, in the order of joining.
#[derive(Clone, Debug, Default)]
pub struct Model {
    pub people: Vec<Person>,
    /// The moments of all releases, walk-ins included.
    pub released_at: Vec<Millis>,
}

impl Model {
    pub fn count(&self, state: SessionState) -> u32 {
        self.people.iter().filter(|person| person.state == state).count() as u32
    }

    pub fn get(&self, ticket: Ticket) -> Option<&Person> {
        self.people.iter().find(|person| person.ticket == ticket)
    }

    /// Those who wait, the next one first.
    pub fn in_order(&self) -> Vec<&Person> {
        let mut waiting: Vec<_> =
            self.people.iter().filter(|person| person.state == SessionState::Waiting).collect();
        waiting.sort_by_key(|person| (std::cmp::Reverse(person.priority), person.place));
        waiting
    }

    /// 1 + the number of people still waiting ahead, for everybody who waits.
    pub fn positions(&self) -> Vec<(Ticket, u32)> {
        self.in_order().iter().enumerate().map(|(ahead, person)| (person.ticket, ahead as u32 + 1)).collect()
    }

    /// What a command about one person must answer, as far as it depends on that person alone.
    pub fn expected(&self, command: &Command, now: Millis) -> Option<Result<SessionState, Refusal>> {
        use SessionState::*;
        let (Command::Claim { ticket }
        | Command::Leave { ticket }
        | Command::Extend { ticket }
        | Command::Remove { ticket }
        | Command::Prioritise { ticket, .. }
        | Command::Annotate { ticket, .. }) = command
        else {
            return None;
        };
        let _ = now;
        let Some(person) = self.get(*ticket) else { return Some(Err(Refusal::NotFound)) };
        if !matches!(person.state, Waiting | Released | Active) {
            return Some(Err(Refusal::Ended(person.state)));
        }
        Some(match (command, person.state) {
            (Command::Claim { .. }, Waiting) => Err(Refusal::NotYourTurn),
            (Command::Claim { .. }, _) => Ok(Active),
            (Command::Leave { .. }, Active) => Ok(Completed),
            (Command::Leave { .. }, _) => Ok(Left),
            (Command::Extend { .. }, Waiting) => Err(Refusal::NotYourTurn),
            (Command::Extend { .. }, Released) if person.extended => Err(Refusal::NotExtendable),
            (Command::Remove { .. }, _) => Ok(Removed),
            (Command::Prioritise { .. }, Released | Active) => Err(Refusal::Ended(person.state)),
            (_, state) => Ok(state),
        })
    }

    /// Takes over what a command did, checking that it is what a list of people would have done.
    pub fn follow(&mut self, command: &Command, outcome: &Outcome, now: Millis, status: QueueStatus) {
        match (command, outcome) {
            (Command::Join { identifier, .. }, Outcome::Existing(entry)) => {
                let person = self.get(entry.ticket).expect("somebody who is there");
                assert!(person.state.is_live() && person.identifier == *identifier && identifier.is_some());
            }
            (Command::Join { identifier, priority, .. }, Outcome::Joined(entry)) => {
                assert!(status.accepts_joins(), "joined a queue that is {status:?}");
                let taken = |person: &&Person| person.state.is_live() && person.identifier == *identifier;
                assert!(
                    identifier.is_none() || self.people.iter().find(taken).is_none(),
                    "two live sessions (I6)"
                );
                assert_eq!(entry.ticket, self.people.len() as u32 + 1, "tickets count up");
                let walked_in = entry.state == SessionState::Released;
                if walked_in {
                    assert!(self.in_order().is_empty(), "walked past people who wait");
                    self.released_at.push(now);
                }
                self.people.push(Person {
                    ticket: entry.ticket,
                    place: entry.ticket,
                    priority: *priority,
                    state: entry.state,
                    identifier: identifier.clone(),
                    deadline: entry.deadline,
                    extended: false,
                    releases: u32::from(walked_in),
                });
            }
            (Command::Release { tickets, .. }, Outcome::Moved(moved)) => {
                let order: Vec<_> = self.in_order().iter().map(|person| person.ticket).collect();
                let released: Vec<_> =
                    tickets.iter().filter(|ticket| order.contains(ticket)).take(*moved as usize).collect();
                let next: Vec<_> = order.iter().take(*moved as usize).collect();
                assert_eq!(released, next, "released out of order (I3)");
                for ticket in next {
                    let person = &mut self.people[*ticket as usize - 1];
                    person.state = SessionState::Released;
                    person.releases += 1;
                    self.released_at.push(now);
                }
            }
            (Command::Expire { tickets, .. }, Outcome::Moved(moved)) => {
                let mut ended = 0;
                for ticket in tickets {
                    let Some(person) = self.people.iter_mut().find(|person| person.ticket == *ticket) else {
                        continue;
                    };
                    if person.deadline.is_some_and(|deadline| deadline <= now) {
                        person.state = match person.state {
                            SessionState::Released => SessionState::NoShow,
                            SessionState::Active => SessionState::Expired,
                            _ => continue,
                        };
                        person.deadline = None;
                        ended += 1;
                    }
                }
                assert_eq!(ended, *moved);
            }
            (Command::Abandon { tickets, .. }, Outcome::Moved(moved)) => {
                let mut ended = 0;
                for ticket in tickets {
                    let person = self.people.iter_mut().find(|person| person.ticket == *ticket);
                    if let Some(person) = person.filter(|person| person.state == SessionState::Waiting) {
                        person.state = SessionState::Abandoned;
                        ended += 1;
                    }
                }
                assert_eq!(ended, *moved);
            }
            (command, Outcome::Session(entry)) => {
                let extends = matches!(command, Command::Extend { .. });
                let person = &mut self.people[entry.ticket as usize - 1];
                if extends && person.state == SessionState::Released {
                    person.extended = true;
                    assert!(entry.deadline >= person.deadline, "an extension that takes time away");
                }
                person.state = entry.state;
                person.priority = entry.priority;
                person.deadline = entry.deadline;
            }
            _ => {}
        }
    }

    /// Takes over the deadlines and drawn places, which the engine decides.
    pub fn adopt(
        &mut self,
        place_of: impl Fn(Ticket) -> u32,
        deadline_of: impl Fn(Ticket) -> Option<Millis>,
    ) {
        for person in &mut self.people {
            person.place = place_of(person.ticket);
            person.deadline = deadline_of(person.ticket);
        }
    }
}
