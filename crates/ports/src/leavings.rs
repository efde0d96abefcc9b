//! What is kept of a tenant besides the store, where everything ends by itself: signs of life, counters of joins and calls.

use async_trait::async_trait;
use vq_domain::{AccountId, ApiKeyId, QueueId, TenantId};

use crate::{RowCounts, StoreResult};

/// By what a tenant's leavings are found once the tenant is gone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Heirless {
    /// Whose they were.
    pub tenant: TenantId,
    /// Its queues.
    pub queues: Vec<QueueId>,
    /// Its people.
    pub accounts: Vec<AccountId>,
    /// Its programs' keys.
    pub api_keys: Vec<ApiKeyId>,
}

/// Removes what is left.
#[async_trait]
pub trait Leavings: Send + Sync + 'static {
    /// Removes all that is left of a tenant now instead of letting it end by itself, and tells how many of what.
    async fn remove(&self, of: &Heirless) -> StoreResult<RowCounts>;
}
