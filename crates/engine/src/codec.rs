//! Change sets as bytes: what a store keeps and a bus carries. A busy line writes one change per person, so the two
//! frequent kinds are packed (about 23 bytes where JSON takes 150); everything else is JSON inside.
//!
//! Layout: format (1), bucket as a JSON piece, then changes to the end. A piece is its length and its bytes. Numbers are
//! LEB128. The version and the time travel beside the bytes.

use std::fmt::Display;

use vq_domain::{Millis, Priority, SessionId, SessionState};

use crate::{Change, ChangeSet};

const FORMAT: u8 = 1;
const JOINED: u8 = 0;
const MOVED: u8 = 1;
const OTHER: u8 = 2;
/// The first two with a seat.
const JOINED_SEATED: u8 = 3;
const MOVED_SEATED: u8 = 4;

/// Bytes that are no change set, or a set that cannot be written as bytes.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the {what} cannot be coded: {why}")]
pub struct CodecError {
    what: &'static str,
    why: String,
}

/// A change set as bytes, without its version and time.
pub fn encode(set: &ChangeSet) -> Result<Vec<u8>, CodecError> {
    let mut out = Vec::with_capacity(64 + set.changes.len() * 32);
    out.push(FORMAT);
    put_json(&mut out, &set.bucket)?;
    for change in &set.changes {
        match change {
            Change::Joined { session, ticket, priority, state, deadline, seat } => {
                out.push(if seat.is_some() { JOINED_SEATED } else { JOINED });
                put_session(&mut out, *session, *ticket, *priority);
                out.push(*state as u8);
                put_deadline(&mut out, *deadline);
                seat.iter().try_for_each(|seat| put_json(&mut out, seat))?;
            }
            Change::Moved { session, ticket, priority, from, to, deadline, seat } => {
                out.push(if seat.is_some() { MOVED_SEATED } else { MOVED });
                put_session(&mut out, *session, *ticket, *priority);
                out.extend([*from as u8, *to as u8]);
                put_deadline(&mut out, *deadline);
                seat.iter().try_for_each(|seat| put_json(&mut out, seat))?;
            }
            other => {
                out.push(OTHER);
                put_json(&mut out, other)?;
            }
        }
    }
    Ok(out)
}

/// The change set of a version and a time, from its bytes.
pub fn decode(version: u64, at: Millis, bytes: &[u8]) -> Result<ChangeSet, CodecError> {
    let mut left = Bytes(bytes);
    if left.byte()? != FORMAT {
        return Err(wrong("change set", "its format is not known"));
    }
    let bucket = left.json()?;
    let mut changes = Vec::with_capacity(bytes.len() / 23);
    while !left.0.is_empty() {
        changes.push(match left.byte()? {
            kind @ (JOINED | JOINED_SEATED) => {
                let (session, ticket, priority) = (left.session()?, left.number()?, left.priority()?);
                let (state, deadline) = (left.state()?, left.deadline()?);
                let seat = if kind == JOINED_SEATED { Some(left.json()?) } else { None };
                Change::Joined { session, ticket, priority, state, deadline, seat }
            }
            kind @ (MOVED | MOVED_SEATED) => {
                let (session, ticket, priority) = (left.session()?, left.number()?, left.priority()?);
                let (from, to, deadline) = (left.state()?, left.state()?, left.deadline()?);
                let seat = if kind == MOVED_SEATED { Some(left.json()?) } else { None };
                Change::Moved { session, ticket, priority, from, to, deadline, seat }
            }
            OTHER => left.json()?,
            kind => return Err(wrong("change", kind)),
        });
    }
    Ok(ChangeSet { version, at, bucket, changes })
}

fn put_session(out: &mut Vec<u8>, session: SessionId, ticket: u32, priority: Priority) {
    out.extend(session.as_bytes());
    put_number(out, ticket);
    out.push(priority.get());
}

fn put_deadline(out: &mut Vec<u8>, deadline: Option<Millis>) {
    out.push(u8::from(deadline.is_some()));
    out.extend(deadline.iter().flat_map(|at| at.0.to_be_bytes()));
}

fn put_json(out: &mut Vec<u8>, value: &impl serde::Serialize) -> Result<(), CodecError> {
    let json = serde_json::to_vec(value).map_err(|error| wrong("change", error))?;
    let length = u32::try_from(json.len()).map_err(|error| wrong("change", error))?;
    put_number(out, length);
    out.extend(json);
    Ok(())
}

fn put_number(out: &mut Vec<u8>, mut number: u32) {
    while number >= 0x80 {
        out.push(number as u8 | 0x80);
        number >>= 7;
    }
    out.push(number as u8);
}

fn wrong(what: &'static str, why: impl Display) -> CodecError {
    CodecError { what, why: why.to_string() }
}

struct Bytes<'a>(&'a [u8]);

impl<'a> Bytes<'a> {
    fn take(&mut self, count: usize) -> Result<&'a [u8], CodecError> {
        let (taken, left) =
            self.0.split_at_checked(count).ok_or_else(|| wrong("change set", "it ends early"))?;
        self.0 = left;
        Ok(taken)
    }

    fn array<const N: usize>(&mut self) -> Result<[u8; N], CodecError> {
        self.take(N)?.try_into().map_err(|error| wrong("change set", error))
    }

    fn byte(&mut self) -> Result<u8, CodecError> {
        Ok(self.array::<1>()?[0])
    }

    fn number(&mut self) -> Result<u32, CodecError> {
        let mut number = 0_u64;
        for shift in [0, 7, 14, 21, 28] {
            let byte = self.byte()?;
            number |= u64::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                return u32::try_from(number).map_err(|error| wrong("number", error));
            }
        }
        Err(wrong("number", "it is too long"))
    }

    fn json<T: serde::de::DeserializeOwned>(&mut self) -> Result<T, CodecError> {
        let length = self.number()? as usize;
        serde_json::from_slice(self.take(length)?).map_err(|error| wrong("change", error))
    }

    fn session(&mut self) -> Result<SessionId, CodecError> {
        Ok(SessionId::from_bytes(self.array()?))
    }

    fn priority(&mut self) -> Result<Priority, CodecError> {
        let number = self.byte()?;
        Priority::new(number).ok_or_else(|| wrong("priority", number))
    }

    fn state(&mut self) -> Result<SessionState, CodecError> {
        let number = self.byte()?;
        SessionState::from_number(number).ok_or_else(|| wrong("state", number))
    }

    fn deadline(&mut self) -> Result<Option<Millis>, CodecError> {
        match self.byte()? {
            0 => Ok(None),
            1 => Ok(Some(Millis(i64::from_be_bytes(self.array()?)))),
            other => Err(wrong("deadline", other)),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use vq_domain::{QueueStatus, TicketNumber};

    use super::*;
    use crate::{Bucket, Draw, Parked, Policy, Seat};

    fn priority() -> impl Strategy<Value = Priority> {
        (0_u8..=9).prop_map(|number| Priority::new(number).unwrap())
    }

    fn state() -> impl Strategy<Value = SessionState> {
        proptest::sample::select(&SessionState::ALL[..])
    }

    fn session() -> impl Strategy<Value = SessionId> {
        any::<[u8; 16]>().prop_map(SessionId::from_bytes)
    }

    fn maybe() -> impl Strategy<Value = Option<Millis>> {
        proptest::option::of(any::<i64>().prop_map(Millis))
    }

    fn seat() -> impl Strategy<Value = Box<Seat>> {
        (any::<u32>(), any::<i64>(), proptest::option::of(("\\PC{0,4}", any::<u32>())), maybe(), session())
            .prop_map(|(place, at, number, called_at, visit)| {
                let number = number.map(|(prefix, number)| TicketNumber { prefix: prefix.into(), number });
                Box::new(Seat {
                    place,
                    ordered_at: Millis(at),
                    number,
                    parked: if place % 2 == 0 { Parked::Held } else { Parked::No },
                    counter: None,
                    for_counter: None,
                    calls: 0,
                    called_at,
                    appointment: None,
                    visit,
                    next: Vec::new(),
                    moved_to: None,
                })
            })
    }

    fn change() -> impl Strategy<Value = Change> {
        let policy = any::<[u32; 7]>().prop_map(|numbers| Policy {
            cap: numbers[0],
            rate_per_minute: numbers[1],
            max_waiting: numbers[2],
            claim_timeout_seconds: numbers[3],
            active_timeout_seconds: numbers[4],
            max_active_seconds: numbers[5],
            abandon_after_seconds: numbers[6],
            draw: numbers[0] % 2 == 0,
            hall: None,
        });
        let draw = any::<(u32, u32, [u8; 32])>().prop_map(|(first, count, seed)| Draw { first, count, seed });
        prop_oneof![
            (session(), any::<u32>(), priority(), state(), maybe(), proptest::option::of(seat())).prop_map(
                |(session, ticket, priority, state, deadline, seat)| Change::Joined {
                    session,
                    ticket,
                    priority,
                    state,
                    deadline,
                    seat
                }
            ),
            (session(), any::<u32>(), priority(), state(), state(), maybe(), proptest::option::of(seat()))
                .prop_map(|(session, ticket, priority, from, to, deadline, seat)| Change::Moved {
                    session,
                    ticket,
                    priority,
                    from,
                    to,
                    deadline,
                    seat
                }),
            (session(), any::<u32>(), priority(), state(), seat()).prop_map(
                |(session, ticket, priority, state, seat)| Change::Seated {
                    session,
                    ticket,
                    priority,
                    state,
                    seat
                }
            ),
            (any::<u32>(), any::<i64>())
                .prop_map(|(ticket, at)| Change::Extended { ticket, deadline: Millis(at) }),
            (session(), any::<u32>(), priority(), priority())
                .prop_map(|(session, ticket, from, to)| Change::Prioritised { session, ticket, from, to }),
            (proptest::sample::select(&QueueStatus::ALL[..]), maybe(), proptest::option::of(draw))
                .prop_map(|(status, held_until, draw)| Change::Status { status, held_until, draw }),
            policy.prop_map(|policy| Change::Policy { policy }),
        ]
    }

    proptest! {
        #[test]
        fn a_set_reads_back_as_written(
            changes in proptest::collection::vec(change(), 0..20), version: u64, at: i64, rate: u32
        ) {
            let bucket = Bucket::full(rate, Millis(at));
            let set = ChangeSet { version, at: Millis(at), bucket, changes };
            prop_assert_eq!(decode(version, Millis(at), &encode(&set).unwrap()), Ok(set));
        }

        #[test]
        fn damaged_bytes_are_an_error_not_a_panic(
            changes in proptest::collection::vec(change(), 0..5), at in any::<proptest::sample::Index>(), byte: u8
        ) {
            let bucket = Bucket::full(60, Millis(0));
            let mut bytes = encode(&ChangeSet { version: 1, at: Millis(0), bucket, changes }).unwrap();
            let at = at.index(bytes.len());
            drop(decode(1, Millis(0), &bytes[..at]));
            bytes[at] = byte;
            drop(decode(1, Millis(0), &bytes));
        }
    }
}
