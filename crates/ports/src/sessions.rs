//! Sessions, for reading. They change only through the queue log.

use async_trait::async_trait;
use vq_domain::{QueueId, SessionId, SessionState, TenantId, Ticket};
use vq_engine::Entry;

use crate::{Page, PageRequest, StoreResult};

/// A stored session and the queue it belongs to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SessionRecord {
    /// Which queue.
    pub queue: QueueId,
    /// The session.
    pub entry: Entry,
}

/// What a list is narrowed to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SessionFilter {
    /// One queue.
    pub queue: Option<QueueId>,
    /// One state.
    pub state: Option<SessionState>,
    /// One person, by the integrator's identifier.
    pub identifier: Option<String>,
}

/// Reads sessions.
#[async_trait]
pub trait Sessions: Send + Sync + 'static {
    /// One session of a tenant.
    async fn get(&self, tenant: TenantId, session: SessionId) -> StoreResult<Option<SessionRecord>>;

    /// The session with a ticket. The queue was resolved to its tenant before.
    async fn by_ticket(&self, queue: QueueId, ticket: Ticket) -> StoreResult<Option<SessionRecord>>;

    /// A tenant's sessions, the newest first within a queue.
    async fn list(
        &self,
        tenant: TenantId,
        filter: &SessionFilter,
        page: PageRequest,
    ) -> StoreResult<Page<SessionRecord>>;
}
