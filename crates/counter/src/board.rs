//! What hangs on the wall: who was called where, the last first, and who waits.

use std::{collections::BTreeMap, sync::Arc};

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use serde::Serialize;
use utoipa::ToSchema;
use vq_domain::{CounterId, Location, LocationId, Millis, QueueId, Stamp, wait};
use vq_engine::hall::Call;
use vq_lines::LineHandle;

use crate::view::Said;

/// Numbers that wait, shown for each service.
const NEXT: usize = 12;
/// Bytes of one line in a cursor.
const POINT: usize = 32;

/// Where somebody who was called is by now.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum CallStatus {
    /// To come.
    Called,
    /// Being served.
    Serving,
    /// Not there any more.
    Over,
}

/// A call on the board.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct BoardCall {
    /// Which call, or repetition of one.
    pub call_id: String,
    /// What stands on the ticket.
    pub number: Option<String>,
    /// To which counter.
    pub counter_id: CounterId,
    /// What stands above it.
    pub counter_name: String,
    /// From which queue.
    pub queue_id: QueueId,
    /// Its name; empty for a service that is not public.
    pub queue_name: String,
    /// How often they were called.
    pub calls: u16,
    /// When last, RFC 3339.
    pub called_at: Stamp,
    /// Where they are by now.
    pub status: CallStatus,
}

/// A service on the board.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct BoardService {
    /// Which queue.
    pub queue_id: QueueId,
    /// Its name.
    pub name: String,
    /// What stands before the number on a ticket.
    pub prefix: String,
    /// How many wait.
    pub waiting: u32,
    /// The numbers of those who are next, in order.
    pub next: Vec<String>,
    /// The wait of somebody who comes now, in words.
    pub estimated_wait_time: String,
}

/// The board of a location.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct BoardView {
    /// Where it hangs.
    pub location_id: LocationId,
    /// Its name.
    pub name: String,
    /// IANA name.
    pub time_zone: String,
    /// In which people are spoken to, the first before the others.
    pub languages: Vec<String>,
    /// Whether it is open.
    pub is_open: bool,
    /// Said to all who are there.
    pub message: Option<Said>,
    /// Said to those of one service.
    pub messages: Vec<Said>,
    /// Grows with every call and recall.
    pub sequence: u64,
    /// Where the stream of events goes on from here.
    pub event_id: String,
    /// Who was called, the last first.
    pub calls: Vec<BoardCall>,
    /// What is offered to everybody.
    pub services: Vec<BoardService>,
    /// When this was so, RFC 3339.
    pub at: Stamp,
}

/// A call as an event.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct CallEvent {
    pub sequence: u64,
    pub repeated: bool,
    #[serde(flatten)]
    pub call: BoardCall,
}

pub(crate) fn board_call(line: &LineHandle, call: &Call, status: CallStatus) -> BoardCall {
    let queue = line.queue();
    BoardCall {
        call_id: format!("{}-{}", queue.id, call.count),
        number: call.number.as_ref().map(ToString::to_string),
        counter_id: call.counter.id,
        counter_name: call.counter.name.to_string(),
        queue_id: queue.id,
        // Whoever has the number must see it called; what it is for is not everybody's business.
        queue_name: if queue.settings.is_public { queue.settings.name.clone() } else { String::new() },
        calls: call.calls,
        called_at: Stamp(call.at),
        status,
    }
}

impl BoardView {
    pub(crate) fn new(location: &Location, lines: &[Arc<LineHandle>], now: Millis) -> Self {
        let cursor = Cursor::now(lines);
        let mut calls: Vec<_> = lines.iter().flat_map(|line| calls_of(line)).collect();
        calls.sort_by_key(|call| std::cmp::Reverse(call.called_at.0));
        let public = || lines.iter().filter(|line| line.queue().settings.is_public);
        let messages = public().filter_map(|line| {
            let queue = line.queue();
            queue.message.as_ref().map(|message| Said::new(message, Some(queue.id)))
        });
        Self {
            location_id: location.id,
            name: location.name.clone(),
            time_zone: location.time_zone.clone(),
            languages: location.languages.clone(),
            is_open: location.hours.as_ref().is_none_or(|hours| hours.is_open(now)),
            message: location.message.as_ref().map(|message| Said::new(message, None)),
            messages: messages.collect(),
            sequence: cursor.sequence(),
            event_id: cursor.encode(),
            calls,
            services: public().map(|line| service(line, now)).collect(),
            at: Stamp(now),
        }
    }
}

fn calls_of(line: &LineHandle) -> Vec<BoardCall> {
    let (recent, occupants) = line.read(|index| {
        let hall = index.state().hall.as_ref();
        hall.map(|hall| (hall.recent.clone(), hall.occupants.clone())).unwrap_or_default()
    });
    let status = |call: &Call| match occupants.iter().find(|occupant| occupant.ticket == call.ticket) {
        Some(occupant) if occupant.serving => CallStatus::Serving,
        Some(_) => CallStatus::Called,
        None => CallStatus::Over,
    };
    recent.iter().map(|call| board_call(line, call, status(call))).collect()
}

fn service(line: &LineHandle, now: Millis) -> BoardService {
    let queue = line.queue();
    line.read(|index| {
        let waiting = index.state().waiting;
        let estimate = index.estimate(waiting, now);
        BoardService {
            queue_id: queue.id,
            name: queue.settings.name.clone(),
            prefix: queue.settings.walk_in.as_ref().map(|walk_in| walk_in.prefix.clone()).unwrap_or_default(),
            waiting,
            next: index.next_numbers(NEXT),
            estimated_wait_time: estimate
                .map_or_else(|| "unknown".to_owned(), |estimate| wait::spoken(estimate.p50)),
        }
    })
}

/// How far a reader has come in one line.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Point {
    /// All calls up to this version were told.
    pub version: u64,
    /// And all up to this one.
    pub count: u64,
}

/// How far a reader has come in the lines of a location. It says the same on every node, since it counts what every node
/// reads from the log in the same order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Cursor(pub BTreeMap<QueueId, Point>);

impl Cursor {
    pub(crate) fn now(lines: &[Arc<LineHandle>]) -> Self {
        Self(lines.iter().map(|line| (line.id(), Self::point(line))).collect())
    }

    pub(crate) fn point(line: &LineHandle) -> Point {
        line.read(|index| {
            let state = index.state();
            Point { version: state.version, count: state.hall.as_ref().map_or(0, |hall| hall.calls) }
        })
    }

    /// Grows with every call.
    pub(crate) fn sequence(&self) -> u64 {
        self.0.values().map(|point| point.count).sum()
    }

    /// As an event's id.
    pub(crate) fn encode(&self) -> String {
        let mut bytes = Vec::with_capacity(self.0.len() * POINT);
        for (queue, point) in &self.0 {
            bytes.extend(queue.as_bytes());
            bytes.extend(point.version.to_be_bytes());
            bytes.extend(point.count.to_be_bytes());
        }
        format!("{}-{}", self.sequence(), BASE64_URL_SAFE_NO_PAD.encode(bytes))
    }

    /// From an event's id, if it is one.
    pub(crate) fn decode(text: &str) -> Option<Self> {
        let (sequence, points) = text.split_once('-')?;
        let bytes = BASE64_URL_SAFE_NO_PAD.decode(points).ok()?;
        let points = bytes.chunks_exact(POINT).map(|point| {
            let (queue, numbers) = point.split_first_chunk()?;
            let (version, count) = numbers.split_first_chunk()?;
            let (version, count) = (u64::from_be_bytes(*version), u64::from_be_bytes(count.try_into().ok()?));
            // More than the store can hold is none of ours, and would not add up.
            let fits = version <= u64::from(u32::MAX) << 20 && count <= u64::from(u32::MAX);
            fits.then(|| (QueueId::from_bytes(*queue), Point { version, count }))
        });
        let cursor = Self(points.collect::<Option<_>>()?);
        (cursor.sequence().to_string() == sequence && cursor.encode() == text).then_some(cursor)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_cursor_reads_back_as_written(
            points in proptest::collection::btree_map(any::<[u8; 16]>(), (any::<u32>(), any::<u32>()), 0..8)
        ) {
            let points = points.into_iter().map(|(queue, (version, count))| {
                (QueueId::from_bytes(queue), Point { version: version.into(), count: count.into() })
            });
            let cursor = Cursor(points.collect());
            prop_assert_eq!(Cursor::decode(&cursor.encode()), Some(cursor));
        }

        #[test]
        fn any_text_is_a_cursor_or_none(text in "\\PC{0,60}|[0-9]{1,3}-[A-Za-z0-9_-]{43}") {
            if let Some(cursor) = Cursor::decode(&text) {
                prop_assert_eq!(cursor.encode(), text);
            }
        }
    }
}
