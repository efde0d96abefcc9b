//! The frame: one small public object per queue from which any number of clients compute their own place.
//!
//! It is written once per change and cached by any proxy for a second, so that answering a million people costs what
//! answering one does.

use bytes::Bytes;
use serde::Serialize;
use vq_domain::{Message, MessageLevel, Millis, Priority, Queue, QueueId, QueueStatus};
use vq_engine::Line;

use crate::opens_at;

/// Most blocks per priority in a frame; the block size grows with the crowd.
const MOST_BLOCKS: u32 = 128;
/// Smallest block, in places.
const SMALLEST_BLOCK: u32 = 64;

/// A frame, ready to be sent.
#[derive(Clone, Debug)]
pub struct Frame {
    /// The version of the line it shows.
    pub version: u64,
    /// The revision of the settings it shows.
    pub revision: u64,
    /// When it was made.
    pub at: Millis,
    /// The whole answer, as JSON. Its envelope is the frame's own, not the request's: the bytes are the same for everybody.
    pub json: Bytes,
    /// Strong entity tag, with quotes.
    pub etag: Bytes,
}

#[derive(Serialize)]
struct Envelope<'a> {
    success: bool,
    data: Body<'a>,
    metadata: Metadata<'a>,
    errors: (),
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Metadata<'a> {
    timestamp: &'a str,
    version: &'a str,
    request_id: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Body<'a> {
    queue_id: QueueId,
    tenant_id: vq_domain::TenantId,
    name: &'a str,
    state: QueueStatus,
    version: u64,
    waiting: u32,
    released: u32,
    active: u32,
    release_rate_per_minute: u32,
    throughput_per_second: f64,
    leave_rate_per_second: f64,
    p50_factor: f64,
    p90_factor: f64,
    block_size: u32,
    priorities: Vec<Blocks>,
    message: Option<Said<'a>>,
    opens_at: Option<String>,
    next_poll_seconds: u32,
    at: &'a str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Blocks {
    priority: Priority,
    first_block: u32,
    counts: Vec<u32>,
}

#[derive(Serialize)]
struct Said<'a> {
    text: &'a str,
    level: MessageLevel,
    at: String,
}

impl<'a> From<&'a Message> for Said<'a> {
    fn from(message: &'a Message) -> Self {
        Self { text: &message.text, level: message.level, at: message.at.to_rfc3339() }
    }
}

impl Frame {
    pub(crate) fn new(queue: &Queue, line: &Line, now: Millis) -> Self {
        let state = line.state();
        let pace = line.pace(now);
        let block_size = block_size(line);
        // Who will stand where is not known before the draw, and nobody may compute it from this.
        let drawn = state.gathering_from.is_none() || !state.policy.draw;
        let priorities = Priority::descending()
            .filter(|&priority| drawn && line.ranks().waiting_in(priority) > 0)
            .map(|priority| {
                let (first_block, counts) = line.ranks().blocks(priority, block_size);
                Blocks { priority, first_block, counts }
            })
            .collect();
        let at = now.to_rfc3339();
        let data = Body {
            queue_id: queue.id,
            tenant_id: queue.tenant_id,
            name: &queue.settings.name,
            state: state.status,
            version: state.version,
            waiting: state.waiting,
            released: state.released,
            active: state.active,
            release_rate_per_minute: state.policy.rate_per_minute,
            throughput_per_second: pace.throughput_per_second,
            leave_rate_per_second: pace.leave_rate_per_second,
            p50_factor: pace.p50_factor,
            p90_factor: pace.p90_factor,
            block_size,
            priorities,
            message: queue.message.as_ref().map(Said::from),
            opens_at: opens_at(&queue.settings, state, now).map(Millis::to_rfc3339),
            next_poll_seconds: if state.waiting > 100_000 { 10 } else { 5 },
            at: &at,
        };
        let request_id = format!("frame-{}", state.version);
        let metadata = Metadata { timestamp: &at, version: "1.0", request_id };
        let envelope = Envelope { success: true, data, metadata, errors: () };
        let json = serde_json::to_vec(&envelope).map(Bytes::from).unwrap_or_default();
        let etag = format!("\"{}-{}-{}\"", state.version, queue.revision, now.0).into();
        Self { version: state.version, revision: queue.revision, at: now, json, etag }
    }
}

/// The smallest power of two with which no priority needs more than [`MOST_BLOCKS`].
fn block_size(line: &Line) -> u32 {
    let widest = Priority::descending()
        .filter_map(|priority| {
            let places = line.ranks().places(priority);
            Some(places.max()? - places.min()?)
        })
        .max()
        .unwrap_or(0);
    (widest / MOST_BLOCKS + 1).next_power_of_two().max(SMALLEST_BLOCK)
}
