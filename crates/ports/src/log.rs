//! The queue log: the one truth about every line.

use std::sync::Arc;

use async_trait::async_trait;
use vq_domain::{Millis, QueueId, Ticket};
use vq_engine::{ChangeSet, Command, LineState, Outcome, Seat, line::LiveSession};

use crate::{Order, StoreResult};

/// What a transaction did.
#[derive(Clone, Debug)]
pub struct Commit {
    /// One outcome per command, in order.
    pub outcomes: Vec<Outcome>,
    /// What others committed between the version that the caller knew and this transaction, in order. `None` if that is no
    /// longer kept or too much to bring along: read it with [`QueueLog::changes_after`] or [`QueueLog::load`].
    pub missed: Option<Vec<ChangeSet>>,
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
    /// The seats of those who have one.
    pub seats: Vec<(Ticket, Seat)>,
}

/// By so much the clock of a verifier of admissions may differ from ours, in seconds: the longest leeway one can be given.
pub const LEEWAY_SECONDS: u32 = 300;

/// Since when the change sets of a line are needed at `now`, however old that is: they tell a node that starts who was inside and
/// is out, and an admission given to one of these since then may still be good somewhere.
pub fn changes_needed_since(state: &LineState, now: Millis) -> Millis {
    changes_needed_for(state.longest_stay_seconds(now), now)
}

/// The same where nobody's admission is given for longer than this.
pub fn changes_needed_for(longest_seconds: u32, now: Millis) -> Millis {
    now + -1000 * i64::from(longest_seconds.saturating_add(LEEWAY_SECONDS))
}

/// How far a queue has come, for nodes that follow it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LineHead {
    /// Which queue.
    pub queue: QueueId,
    /// The line's version.
    pub version: u64,
    /// The revision of the settings.
    pub revision: u64,
}

/// Commits commands and reads back what was committed. Queue ids are resolved to a tenant before they get here.
#[async_trait]
pub trait QueueLog: Send + Sync + 'static {
    /// Carries out `orders` on a queue in one transaction, with `vq_engine::decide`, and answers once it is durable (I5).
    ///
    /// `known` is the version of the caller's index, `u64::MAX` for a caller that has none. A caller that goes away does not
    /// undo the transaction. Fails with `NotFound` when there is no such queue.
    ///
    /// What staff did is written into the audit log in the same transaction.
    async fn carry_out(
        &self,
        queue: QueueId,
        orders: Vec<Order>,
        known: u64,
        now: Millis,
    ) -> StoreResult<Commit>;

    /// The same for commands that are nobody's to answer for.
    async fn commit(
        &self,
        queue: QueueId,
        commands: Vec<Command>,
        known: u64,
        now: Millis,
    ) -> StoreResult<Commit> {
        self.carry_out(queue, commands.into_iter().map(Order::unaudited).collect(), known, now).await
    }

    /// Reads a queue's row and its live sessions.
    async fn load(&self, queue: QueueId) -> StoreResult<StoredLine>;

    /// The change sets after `version`, in order, at most `most`. An empty answer with `version` behind the queue's own
    /// means that they are no longer kept: load instead.
    async fn changes_after(&self, queue: QueueId, version: u64, most: u32) -> StoreResult<Vec<ChangeSet>>;

    /// How far every queue has come: for the nodes that run the lines, never for an answer to a caller.
    async fn heads(&self) -> StoreResult<Vec<LineHead>>;

    /// Drops change sets older than `before` that every registered consumer has read, and those older than `at_last`, whoever
    /// has not; but of no queue those that [`changes_needed_since`] says are needed at `now`. Answers how many.
    async fn forget_changes(&self, before: Millis, at_last: Millis, now: Millis) -> StoreResult<u64>;
}
