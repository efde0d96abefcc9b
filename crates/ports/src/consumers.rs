//! Event consumers: who reads the change records at an offset of their own, and how far each has come.
//!
//! The records of a queue are read by one node at a time, as long as its turn lasts; but nothing depends on that. What makes
//! an effect in the store happen exactly once is [`Consumers::advance`]: it is written in the transaction that moves the
//! offset, and only if the offset still is where the records were read from. A consumer whose effect is elsewhere gets every
//! record at least once.

use async_trait::async_trait;
use vq_domain::{Millis, QueueId, Span, Tally};
use vq_engine::{ChangeSet, LineState};

use crate::{SessionEvent, StoreResult};

/// A node's turn to read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Turn {
    /// Which node.
    pub node: u64,
    /// Now.
    pub now: Millis,
    /// How long others keep away, unless the turn is taken again, in milliseconds.
    pub millis: i64,
}

/// Change records to be read, as of one moment.
#[derive(Clone, Debug, PartialEq)]
pub struct Portion {
    /// The version up to which the consumer has read; 0 before the first.
    pub offset: u64,
    /// When that version was committed; 0 before the first.
    pub at: Millis,
    /// What the consumer wrote down for itself.
    pub note: Option<Vec<u8>>,
    /// The line as it is now.
    pub line: LineState,
    /// The next records, in order and without a gap among them. The first does not follow on the offset where those between
    /// are no longer kept. None of them is newer than `line`.
    pub sets: Vec<ChangeSet>,
}

/// Records that a consumer never saw.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Loss {
    /// Of which queue.
    pub queue: QueueId,
    /// The last version that was read before.
    pub after: u64,
    /// The last version that was lost.
    pub until: u64,
    /// When the last one before was committed.
    pub from_at: Millis,
    /// When it was known to be over: the next record, or the moment it was noticed.
    pub until_at: Millis,
}

/// What a consumer does to the store.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Effect {
    /// Nothing: it is elsewhere.
    #[default]
    None,
    /// Adds to tallies: span, its beginning, what to add. Each at most once.
    Tallies(Vec<(Span, Millis, Tally)>),
    /// Writes down what happened to sessions.
    Events(Vec<SessionEvent>),
}

/// One move of an offset, with all that belongs to it.
#[derive(Clone, Debug, PartialEq)]
pub struct Step {
    /// Whose.
    pub consumer: &'static str,
    /// In which queue.
    pub queue: QueueId,
    /// Where the offset must be.
    pub from: u64,
    /// Where it is from now on.
    pub to: u64,
    /// When that version was committed.
    pub at: Millis,
    /// What the consumer wants to be told next time.
    pub note: Option<Vec<u8>>,
    /// What was lost on the way.
    pub loss: Option<Loss>,
    /// What is done.
    pub effect: Effect,
}

/// A queue in which a consumer has not read everything.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Behind {
    /// Which queue.
    pub queue: QueueId,
    /// Its version.
    pub version: u64,
    /// The version up to which the consumer has read.
    pub offset: u64,
}

/// The offsets of all consumers. For the nodes that run them, never for an answer to a caller.
#[async_trait]
pub trait Consumers: Send + Sync + 'static {
    /// From now on nothing is forgotten that this consumer has not read, within the bounds of
    /// [`crate::QueueLog::forget_changes`].
    async fn register(&self, consumer: &str, now: Millis) -> StoreResult<()>;

    /// Forgets a consumer and its offsets.
    async fn retire(&self, consumer: &str) -> StoreResult<()>;

    /// Every queue in which the consumer has not read everything.
    async fn behind(&self, consumer: &str) -> StoreResult<Vec<Behind>>;

    /// Takes the turn in a queue and reads at most `most` records. `None` if it is another node's turn; `NotFound` if there
    /// is no such queue.
    async fn take(
        &self,
        consumer: &'static str,
        queue: QueueId,
        turn: Turn,
        most: u32,
    ) -> StoreResult<Option<Portion>>;

    /// Moves the offset and does what belongs to it, all or nothing. `Stale` if the offset is not where the step begins, be
    /// it that another node was faster or that this very step was done before; then nothing is done.
    async fn advance(&self, step: Step) -> StoreResult<()>;

    /// Ends the turn of a node early.
    async fn give_up_turns(&self, consumer: &str, node: u64) -> StoreResult<()>;
}
