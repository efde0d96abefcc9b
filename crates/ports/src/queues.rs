//! Queues as their owners set them up.

use async_trait::async_trait;
use vq_domain::{Queue, QueueId, TenantId};
use vq_engine::LineState;

use crate::{Audit, Page, PageRequest, StoreResult};

/// Stores queues.
#[async_trait]
pub trait Queues: Send + Sync + 'static {
    /// Stores a new queue together with its empty line, unless the tenant has `most` already (then `Full`).
    async fn create(&self, queue: &Queue, line: &LineState, most: u32, audit: &Audit) -> StoreResult<()>;

    /// One queue of a tenant.
    async fn get(&self, tenant: TenantId, queue: QueueId) -> StoreResult<Option<Queue>>;

    /// A tenant's queues in the order of their creation.
    async fn list(&self, tenant: TenantId, page: PageRequest) -> StoreResult<Page<Queue>>;

    /// Every queue of every tenant: for the nodes that run the lines, never for an answer to a caller.
    async fn all(&self) -> StoreResult<Vec<Queue>>;

    /// One queue of whichever tenant: for the nodes that run the lines, never for an answer to a caller.
    async fn by_id(&self, queue: QueueId) -> StoreResult<Option<Queue>>;

    /// Writes settings and message if the stored revision is `queue.revision - 1`; else `Stale`, or `NotFound`.
    async fn update(&self, queue: &Queue, audit: &Audit) -> StoreResult<()>;

    /// Removes a queue and all that belongs to it.
    async fn delete(&self, tenant: TenantId, queue: QueueId, audit: &Audit) -> StoreResult<()>;
}
