//! The queue log: the one truth about every line.

use std::sync::Arc;

use async_trait::async_trait;
use vq_domain::{Millis, QueueId};
use vq_engine::{ChangeSet, Command, LineState, Outcome, line::LiveSession};

use crate::StoreResult;

/// What a transaction did.
#[derive(Clone, Debug)]
pub struct Commit {
    /// One outcome per command, in order.
    pub outcomes: Vec<Outcome>,
    /// What changed; `None` if nothing did.
    pub changes: Option<Arc<ChangeSet>>,
}

/// All that is needed to build the index of a queue, read in one snapshot.
#[derive(Clone, Debug)]
pub struct StoredLine {
    /// The queue's row.
    pub state: LineState,
    /// Its live sessions, in no particular order.
    pub live: Vec<LiveSession>,
}

/// Commits commands and reads back what was committed. Queue ids are resolved to a tenant before they get here.
#[async_trait]
pub trait QueueLog: Send + Sync + 'static {
    /// Carries out `commands` on a queue in one transaction, with `vq_engine::decide`, and answers once it is durable (I5).
    ///
    /// A caller that goes away does not undo it. Fails with `NotFound` when there is no such queue.
    async fn commit(&self, queue: QueueId, commands: Vec<Command>, now: Millis) -> StoreResult<Commit>;

    /// Reads a queue's row and its live sessions.
    async fn load(&self, queue: QueueId) -> StoreResult<StoredLine>;

    /// The change sets after `version`, in order, at most `most`. An empty answer with `version` behind the queue's own
    /// means that they are no longer kept: load instead.
    async fn changes_after(&self, queue: QueueId, version: u64, most: u32) -> StoreResult<Vec<ChangeSet>>;

    /// Drops change sets older than `before`. Answers how many.
    async fn forget_changes(&self, before: Millis) -> StoreResult<u64>;
}
