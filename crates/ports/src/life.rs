//! Signs of life of all nodes: a visitor polls whichever node answers, and one node judges who is gone.

use async_trait::async_trait;
use vq_domain::{Millis, QueueId};

use crate::StoreResult;

/// Whom one node has seen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seen {
    /// Which node.
    pub node: u64,
    /// Up to when it watched.
    pub at: Millis,
    /// The tickets, as the engine writes a bitmap.
    pub tickets: Vec<u8>,
}

/// Where the nodes write down whom they have seen.
#[async_trait]
pub trait LifeBoard: Send + Sync + 'static {
    /// Writes down whom a node has seen in the last grace period, in place of what it wrote before. Kept for
    /// `keep_seconds`.
    async fn report(&self, queue: QueueId, seen: &Seen, keep_seconds: u32) -> StoreResult<()>;

    /// What all nodes wrote down.
    async fn reports(&self, queue: QueueId) -> StoreResult<Vec<Seen>>;
}
