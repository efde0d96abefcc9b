//! Notices as bytes.
//!
//! Layout: format (1), kind (1), sender (12: node, run), count (8), then the body of the kind. The head stays as it is for
//! all time, so that nodes of two versions at least know when they missed something; a body that cannot be read is a gap.

use std::sync::Arc;

use vq_domain::{Millis, QueueId, TenantId};
use vq_engine::codec;
use vq_ports::Notice;

const FORMAT: u8 = 1;
const BEAT: u8 = 0;
const LINE: u8 = 1;
const QUEUE: u8 = 2;
const TENANT: u8 = 3;
const GAP: u8 = 4;

/// A change set larger than this is not carried: whoever needs it reads it from the log.
const LARGEST: usize = 256 * 1024;

/// One run of one node: a node that was started again counts anew.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Sender {
    pub node: u64,
    pub run: u32,
}

/// What is carried.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Body {
    /// The sender is there. When it said so, in microseconds of a clock that only the sender knows.
    Beat(u64),
    /// A notice; one that cannot be read is a gap.
    Notice(Notice),
}

/// One message.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Frame {
    pub sender: Sender,
    /// How many notices the sender has told, this one among them.
    pub count: u64,
    pub body: Body,
}

impl Frame {
    pub(crate) fn encode(&self) -> Vec<u8> {
        let mut out = Vec::with_capacity(128);
        out.extend([FORMAT, GAP]);
        out.extend(self.sender.node.to_be_bytes());
        out.extend(self.sender.run.to_be_bytes());
        out.extend(self.count.to_be_bytes());
        out[1] = match &self.body {
            Body::Beat(at) => {
                out.extend(at.to_be_bytes());
                BEAT
            }
            Body::Notice(Notice::Line(queue, set)) => match codec::encode(set) {
                Ok(bytes) if bytes.len() <= LARGEST => {
                    out.extend(queue.as_bytes());
                    out.extend(set.version.to_be_bytes());
                    out.extend(set.at.0.to_be_bytes());
                    out.extend(bytes);
                    LINE
                }
                _ => GAP,
            },
            Body::Notice(Notice::Queue(queue)) => {
                out.extend(queue.as_bytes());
                QUEUE
            }
            Body::Notice(Notice::Tenant(tenant)) => {
                out.extend(tenant.as_bytes());
                TENANT
            }
            Body::Notice(Notice::Gap) => GAP,
        };
        out
    }

    /// `None` if not even the head can be read.
    pub(crate) fn decode(bytes: &[u8]) -> Option<Self> {
        let (&[format, kind], rest) = bytes.split_first_chunk()?;
        let (&node, rest) = rest.split_first_chunk()?;
        let (&run, rest) = rest.split_first_chunk()?;
        let (&count, body) = rest.split_first_chunk()?;
        if format != FORMAT {
            return None;
        }
        Some(Self {
            sender: Sender { node: u64::from_be_bytes(node), run: u32::from_be_bytes(run) },
            count: u64::from_be_bytes(count),
            body: decode_body(kind, body).unwrap_or(Body::Notice(Notice::Gap)),
        })
    }
}

fn decode_body(kind: u8, body: &[u8]) -> Option<Body> {
    Some(match kind {
        BEAT => Body::Beat(u64::from_be_bytes(*body.first_chunk()?)),
        LINE => {
            let (&queue, rest) = body.split_first_chunk()?;
            let (&version, rest) = rest.split_first_chunk()?;
            let (&at, changes) = rest.split_first_chunk()?;
            let (version, at) = (u64::from_be_bytes(version), Millis(i64::from_be_bytes(at)));
            let set = codec::decode(version, at, changes).ok()?;
            Body::Notice(Notice::Line(QueueId::from_bytes(queue), Arc::new(set)))
        }
        QUEUE => Body::Notice(Notice::Queue(QueueId::from_bytes(*body.first_chunk()?))),
        TENANT => Body::Notice(Notice::Tenant(TenantId::from_bytes(*body.first_chunk()?))),
        _ => Body::Notice(Notice::Gap),
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use vq_domain::{Priority, SessionId, SessionState};
    use vq_engine::{Bucket, Change, ChangeSet};

    use super::*;

    fn joined(ticket: u32) -> Change {
        Change::Joined {
            session: SessionId::from_bytes([ticket as u8; 16]),
            ticket,
            priority: Priority::NORMAL,
            state: SessionState::Waiting,
            deadline: None,
            seat: None,
        }
    }

    fn body() -> impl Strategy<Value = Body> {
        let id = any::<[u8; 16]>();
        let set = (any::<u64>(), any::<i64>(), proptest::collection::vec(any::<u32>(), 0..9)).prop_map(
            |(version, at, tickets)| {
                let bucket = Bucket::full(60, Millis(at));
                let changes = tickets.into_iter().map(joined).collect();
                Arc::new(ChangeSet { version, at: Millis(at), bucket, changes })
            },
        );
        prop_oneof![
            any::<u64>().prop_map(Body::Beat),
            (id, set).prop_map(|(id, set)| Body::Notice(Notice::Line(QueueId::from_bytes(id), set))),
            id.prop_map(|id| Body::Notice(Notice::Queue(QueueId::from_bytes(id)))),
            id.prop_map(|id| Body::Notice(Notice::Tenant(TenantId::from_bytes(id)))),
            Just(Body::Notice(Notice::Gap)),
        ]
    }

    fn frame() -> impl Strategy<Value = Frame> {
        (any::<(u64, u32, u64)>(), body()).prop_map(|((node, run, count), body)| Frame {
            sender: Sender { node, run },
            count,
            body,
        })
    }

    proptest! {
        #[test]
        fn a_frame_reads_back_as_written(frame in frame()) {
            prop_assert_eq!(Frame::decode(&frame.encode()), Some(frame));
        }

        #[test]
        fn a_damaged_frame_does_not_panic_and_a_damaged_body_keeps_its_head(
            frame in frame(), at in any::<proptest::sample::Index>(), byte: u8
        ) {
            let mut bytes = frame.encode();
            let at = at.index(bytes.len());
            drop(Frame::decode(&bytes[..at]));
            bytes[at] = byte;
            let decoded = Frame::decode(&bytes);
            if at >= 22 {
                let head = decoded.map(|decoded| (decoded.sender, decoded.count));
                prop_assert_eq!(head, Some((frame.sender, frame.count)));
            }
        }

        #[test]
        fn any_bytes_are_read(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            drop(Frame::decode(&bytes));
        }
    }

    #[test]
    fn what_is_not_known_or_too_large_is_a_gap() {
        let sender = Sender { node: 1, run: 2 };
        let changes = (0..20_000).map(joined).collect();
        let set = ChangeSet { version: 1, at: Millis(0), bucket: Bucket::full(60, Millis(0)), changes };
        let body = Body::Notice(Notice::Line(QueueId::from_bytes([1; 16]), Arc::new(set)));
        let gap = Frame { sender, count: 3, body: Body::Notice(Notice::Gap) };
        let too_large = Frame { body, ..gap.clone() }.encode();
        assert!(too_large.len() < 100);
        assert_eq!(Frame::decode(&too_large), Some(gap.clone()));
        let mut later = gap.encode();
        later[1] = 99;
        later.extend(b"what only a later version can read");
        assert_eq!(Frame::decode(&later), Some(gap));
    }
}
