//! What the nodes of a deployment tell each other. Only hints: a node that misses one reads the same from the store, a
//! little later; nothing is correct because of a message.

use std::sync::Arc;

use tokio::sync::broadcast;
use vq_domain::{QueueId, TenantId};
use vq_engine::ChangeSet;

/// One thing a node tells the others.
#[derive(Clone, Debug, PartialEq)]
pub enum Notice {
    /// A line changed, and how.
    Line(QueueId, Arc<ChangeSet>),
    /// A queue was set up, set up anew, or removed.
    Queue(QueueId),
    /// A tenant was changed or removed.
    Tenant(TenantId),
    /// Notices may have been lost: the connection was away or this node too slow.
    Gap,
}

/// Carries notices to the other nodes.
pub trait Bus: Send + Sync + 'static {
    /// Tells the others. Never waits: what cannot be sent soon is dropped.
    fn publish(&self, notice: Notice);

    /// What the others tell from now on. Our own notices do not come back. A receiver that lags has missed something, as
    /// with [`Notice::Gap`].
    fn subscribe(&self) -> broadcast::Receiver<Notice>;

    /// Whether notices go through at present.
    fn is_up(&self) -> bool;
}
