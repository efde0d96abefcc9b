//! Where the next page of a list begins, as opaque text, for the stores. It holds nothing but values of the list's own rows, so it tells
//! nothing about other tenants, and a forged one reaches nothing but them.

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use uuid::Uuid;
use vq_domain::Millis;

use crate::{StoreError, StoreResult};

/// The last row of a page of things in the order of their creation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Created {
    /// When it was created.
    pub at: Millis,
    /// Which it is, among those of the same moment.
    pub id: Uuid,
}

impl Created {
    /// What lies before every first row.
    pub const START: Self = Self { at: Millis(i64::MIN), id: Uuid::nil() };

    /// As text.
    pub fn encode(self) -> String {
        BASE64_URL_SAFE_NO_PAD.encode(self.bytes())
    }

    /// From text; `START` if there is none. `NoCursor` if it is not one of ours.
    pub fn decode(cursor: Option<&str>) -> StoreResult<Self> {
        let Some(cursor) = cursor else { return Ok(Self::START) };
        Ok(Self::from_bytes(&bytes(cursor)?))
    }

    fn bytes(self) -> [u8; 24] {
        let mut bytes = [0; 24];
        bytes[..8].copy_from_slice(&self.at.0.to_be_bytes());
        bytes[8..].copy_from_slice(self.id.as_bytes());
        bytes
    }

    fn from_bytes(bytes: &[u8; 24]) -> Self {
        let (at, id) = bytes.split_at(8);
        Self {
            at: Millis(at.iter().fold(0, |all, byte| (all << 8) | i64::from(*byte))),
            id: Uuid::from_u128(id.iter().fold(0, |all, byte| (all << 8) | u128::from(*byte))),
        }
    }
}

/// The last row of a page of sessions: its queue and its ticket.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InQueue {
    /// The queue, among the queues.
    pub queue: Created,
    /// The ticket in it.
    pub ticket: u32,
}

impl InQueue {
    /// As text.
    pub fn encode(self) -> String {
        let mut bytes = [0; 28];
        bytes[..24].copy_from_slice(&self.queue.bytes());
        bytes[24..].copy_from_slice(&self.ticket.to_be_bytes());
        BASE64_URL_SAFE_NO_PAD.encode(bytes)
    }

    /// From text. `NoCursor` if it is not one of ours.
    pub fn decode(cursor: Option<&str>) -> StoreResult<Option<Self>> {
        let Some(cursor) = cursor else { return Ok(None) };
        let bytes: [u8; 28] = bytes(cursor)?;
        let (queue, ticket) = bytes.split_first_chunk().ok_or(StoreError::NoCursor)?;
        let ticket = ticket.iter().fold(0, |all, byte| (all << 8) | u32::from(*byte));
        Ok(Some(Self { queue: Created::from_bytes(queue), ticket }))
    }
}

/// A place in a chain, as text.
pub fn of_place(sequence: u64) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(sequence.to_be_bytes())
}

/// From text. `NoCursor` if it is not one of ours.
pub fn place(cursor: Option<&str>) -> StoreResult<Option<i64>> {
    let Some(cursor) = cursor else { return Ok(None) };
    let place = i64::from_be_bytes(bytes(cursor)?);
    if place < 0 { Err(StoreError::NoCursor) } else { Ok(Some(place)) }
}

fn bytes<const N: usize>(cursor: &str) -> StoreResult<[u8; N]> {
    let bytes = BASE64_URL_SAFE_NO_PAD.decode(cursor).map_err(|_| StoreError::NoCursor)?;
    bytes.try_into().map_err(|_| StoreError::NoCursor)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_cursor_reads_back_as_written(at: i64, id: u128, ticket: u32) {
            let queue = Created { at: Millis(at), id: Uuid::from_u128(id) };
            prop_assert_eq!(Created::decode(Some(&queue.encode())), Ok(queue));
            let session = InQueue { queue, ticket };
            prop_assert_eq!(InQueue::decode(Some(&session.encode())), Ok(Some(session)));
            prop_assert_eq!(Created::decode(Some(&session.encode())), Err(StoreError::NoCursor));
            prop_assert_eq!(InQueue::decode(Some(&queue.encode())), Err(StoreError::NoCursor));
        }

        #[test]
        fn any_text_is_read_as_a_cursor_or_refused(text in "\\PC*") {
            if let Ok(cursor) = Created::decode(Some(&text)) {
                prop_assert_eq!(cursor.encode(), text.clone());
            }
            if let Ok(Some(cursor)) = InQueue::decode(Some(&text)) {
                prop_assert_eq!(cursor.encode(), text);
            }
        }

        #[test]
        fn any_text_of_the_right_length_is_read_or_refused(text in "[A-Za-z0-9_=-]{32}|[A-Za-z0-9_=-]{36,40}") {
            if let Ok(cursor) = Created::decode(Some(&text)) {
                prop_assert_eq!(cursor.encode(), text.clone());
            }
            if let Ok(Some(cursor)) = InQueue::decode(Some(&text)) {
                prop_assert_eq!(cursor.encode(), text);
            }
        }
    }
}
