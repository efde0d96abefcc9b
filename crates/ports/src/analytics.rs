//! What has happened in the lines, as numbers, for reading. They are written by a consumer: [`crate::Effect`].

use async_trait::async_trait;
use vq_domain::{Millis, Priority, QueueId, SessionId, Span, Tally, TenantId, Ticket};

use crate::{Loss, StoreResult};

/// A stored tally.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TallyRow {
    /// Of which queue.
    pub queue: QueueId,
    /// When its span begins.
    pub start: Millis,
    /// What happened.
    pub tally: Tally,
}

/// Which tallies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TallyFilter {
    /// One queue, or all of the tenant.
    pub queue: Option<QueueId>,
    /// Of this length.
    pub span: Span,
    /// That begin at this moment or later.
    pub from: Millis,
    /// And before this one.
    pub to: Millis,
}

/// Something that happened to a session besides joining, being released, claiming and ending, which stand in its row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SessionEvent {
    /// To which.
    pub session: SessionId,
    /// Its ticket.
    pub ticket: Ticket,
    /// In which version of its line; one event per version and ticket.
    pub version: u64,
    /// When.
    pub at: Millis,
    /// From which priority.
    pub from: Priority,
    /// To which.
    pub to: Priority,
}

/// Reads what consumers wrote.
#[async_trait]
pub trait Analytics: Send + Sync + 'static {
    /// At most `most` tallies of a tenant, the oldest first.
    async fn tallies(&self, tenant: TenantId, filter: TallyFilter, most: u32) -> StoreResult<Vec<TallyRow>>;

    /// What a consumer never saw, of one queue or of all of a tenant, as far as it touches the time between two moments.
    async fn losses(
        &self,
        tenant: TenantId,
        queue: Option<QueueId>,
        consumer: &'static str,
        from: Millis,
        to: Millis,
    ) -> StoreResult<Vec<Loss>>;

    /// What was written down about a session, the oldest first; at most `most`.
    async fn events(
        &self,
        tenant: TenantId,
        queue: QueueId,
        ticket: Ticket,
        most: u32,
    ) -> StoreResult<Vec<SessionEvent>>;

    /// Drops tallies of minutes that begin before a moment. Answers how many.
    async fn forget_minutes(&self, before: Millis) -> StoreResult<u64>;
}
