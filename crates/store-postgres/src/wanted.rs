//! Which sessions a batch of commands can touch: they are read before it is carried out.

use uuid::Uuid;
use vq_engine::{Command, Verb};

/// What to read.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Wanted<'a> {
    /// Tickets whose whole session is answered.
    pub whole: Vec<i64>,
    /// Tickets that are only moved, perhaps thousands: without the integrator's own words.
    pub brief: Vec<i64>,
    /// People who may be live already.
    pub identifiers: Vec<&'a [u8]>,
    /// Tickets whose notes may be written.
    pub notes: Vec<u32>,
    /// Sessions that may have arrived already.
    pub arriving: Vec<Uuid>,
    /// Counters that somebody may be called to.
    pub counters: Vec<Uuid>,
}

impl<'a> Wanted<'a> {
    /// What these commands can touch.
    pub fn by(commands: &'a [Command]) -> Self {
        let mut wanted = Self::default();
        for command in commands {
            match command {
                Command::Join { identifier, .. } => {
                    wanted.identifiers.extend(identifier.as_deref().map(str::as_bytes));
                }
                Command::Release { tickets, .. }
                | Command::Expire { tickets, .. }
                | Command::Abandon { tickets, .. } => {
                    wanted.brief.extend(tickets.iter().map(|ticket| i64::from(*ticket)));
                }
                Command::Arrive(arrival) => {
                    wanted.arriving.push(arrival.session.0);
                    wanted.identifiers.extend(arrival.identifier.as_deref().map(str::as_bytes));
                }
                Command::CallNext(call) => {
                    let tickets = call.tickets.iter().chain(&call.at.finish);
                    wanted.whole.extend(tickets.map(|ticket| i64::from(*ticket)));
                    wanted.counters.push(call.at.counter.id.0);
                }
                Command::Attend(attend) => {
                    wanted.whole.push(i64::from(attend.ticket));
                    match &attend.verb {
                        Verb::Return(_, identifier) => {
                            wanted.identifiers.extend(identifier.as_deref().map(str::as_bytes));
                        }
                        Verb::Call(at) | Verb::Recall(Some(at)) => {
                            wanted.whole.extend(at.finish.map(i64::from));
                            wanted.counters.push(at.counter.id.0);
                        }
                        _ => {}
                    }
                }
                Command::Annotate { ticket, .. } => {
                    wanted.whole.push(i64::from(*ticket));
                    wanted.notes.push(*ticket);
                }
                Command::Claim { ticket }
                | Command::Leave { ticket }
                | Command::Extend { ticket }
                | Command::Remove { ticket }
                | Command::Prioritise { ticket, .. } => wanted.whole.push(i64::from(*ticket)),
                Command::SetStatus { .. }
                | Command::SetPolicy(_)
                | Command::Reserve { .. }
                | Command::SetIntake { .. }
                | Command::Look
                | Command::Lease { .. } => {}
            }
        }
        in_order(&mut wanted.whole);
        in_order(&mut wanted.brief);
        in_order(&mut wanted.identifiers);
        in_order(&mut wanted.notes);
        in_order(&mut wanted.arriving);
        in_order(&mut wanted.counters);
        let whole = &wanted.whole;
        wanted.brief.retain(|ticket| whole.binary_search(ticket).is_err());
        wanted
    }
}

fn in_order<T: Ord>(items: &mut Vec<T>) {
    items.sort_unstable();
    items.dedup();
}

#[cfg(test)]
mod tests {
    use vq_domain::{Priority, SessionId};

    use super::*;

    fn join(identifier: &str) -> Command {
        let session = SessionId::from_bytes([0; 16]);
        let identifier = Some(identifier.into());
        Command::Join { session, identifier, metadata: None, priority: Priority::NORMAL }
    }

    #[test]
    fn each_session_is_read_once_and_whole_where_it_is_answered() {
        let commands = [
            join("zoe"),
            Command::Release { epoch: 1, basis: 1, tickets: vec![3, 1, 2] },
            Command::Leave { ticket: 2 },
            join("anna"),
            Command::Expire { epoch: 1, tickets: vec![3, 9] },
            Command::Annotate { ticket: 5, metadata: None },
            Command::Lease { node: 1, ttl_millis: 1 },
            Command::Claim { ticket: 2 },
            join("anna"),
        ];
        let wanted = Wanted::by(&commands);
        assert_eq!((wanted.whole, wanted.brief, wanted.notes), (vec![2, 5], vec![1, 3, 9], vec![5]));
        assert_eq!(wanted.identifiers, [b"anna".as_slice(), b"zoe"]);
    }
}
