//! What a consumer is.

use async_trait::async_trait;
use vq_domain::QueueId;
use vq_ports::{Effect, Portion};

/// What is to become of a portion.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Handled {
    /// What the consumer wants to be told with the next portion of this queue.
    pub note: Option<Vec<u8>>,
    /// What to write in the transaction that moves the offset.
    pub effect: Effect,
}

/// Why a portion could not be handled. It is tried again.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct ConsumerError(pub String);

/// Somebody who reads what happens in the lines.
#[async_trait]
pub trait Consumer: Send + Sync + 'static {
    /// Under which its offsets are kept; never changed, or it begins anew.
    fn name(&self) -> &'static str;

    /// Takes a portion that is not empty. `has_gap`: records between the last one and these are no longer kept.
    ///
    /// May be called again with the same records, on this node or another.
    async fn handle(
        &self,
        queue: QueueId,
        portion: &Portion,
        has_gap: bool,
    ) -> Result<Handled, ConsumerError>;
}
