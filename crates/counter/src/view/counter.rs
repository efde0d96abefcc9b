//! A counter, the services it takes and who is there.

use std::sync::Arc;

use serde::Serialize;
use utoipa::ToSchema;
use vq_api::auth::Masked;
use vq_domain::{
    AccountId, CallOrder, Counter, CounterId, LocationId, Queue, QueueId, QueueStatus, Stamp, TenantId,
};
use vq_engine::Entry;
use vq_lines::LineHandle;

use super::DeskSession;

/// A service as a counter sees it.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct CounterServiceView {
    /// Which queue.
    pub queue_id: QueueId,
    /// Its name.
    pub name: String,
    /// What stands before the number on a ticket.
    pub prefix: String,
    /// How many wait in the order.
    pub waiting: u32,
    /// What it does now.
    pub status: QueueStatus,
}

impl CounterServiceView {
    pub(crate) fn new(line: &LineHandle) -> Self {
        let queue: Arc<Queue> = line.queue();
        let (waiting, status) = line.read(|index| (index.state().waiting, index.state().status));
        let prefix =
            queue.settings.walk_in.as_ref().map(|walk_in| walk_in.prefix.clone()).unwrap_or_default();
        Self { queue_id: queue.id, name: queue.settings.name.clone(), prefix, waiting, status }
    }
}

/// What came of a call for the next person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum CallOutcome {
    /// Somebody was called.
    Called,
    /// Somebody else was there than the caller saw; nothing changed.
    Unchanged,
    /// Nobody could be called; who was there is finished.
    Nobody,
}

/// A counter and who is there.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct CounterView {
    /// Which.
    pub id: CounterId,
    /// Whose.
    pub tenant_id: TenantId,
    /// Where.
    pub location_id: LocationId,
    /// What stands above it.
    pub name: String,
    /// The services it takes, the preferred first.
    pub services: Vec<CounterServiceView>,
    /// Whom it calls first.
    pub order: CallOrder,
    /// How many may be called or served there at once.
    pub max_served: u16,
    /// Whether somebody works there.
    pub is_open: bool,
    /// Who opened it.
    pub staffed_by: Option<AccountId>,
    /// When, RFC 3339.
    pub opened_at: Option<Stamp>,
    /// How many wait for its services.
    pub waiting: u32,
    /// Who was called there last and is still there.
    pub current: Option<DeskSession>,
    /// Everybody who is there, the last called first.
    pub serving: Vec<DeskSession>,
    /// In answers to call-next.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub outcome: Option<CallOutcome>,
    /// Counts changes; send it back when changing it.
    pub version: u64,
    /// When it came to be, RFC 3339.
    pub created_at: Stamp,
    /// When it was last changed, RFC 3339.
    pub updated_at: Stamp,
}

impl CounterView {
    /// `people` are those who are there with their lines, the last called first.
    pub(crate) fn new(
        counter: &Counter,
        lines: &[Arc<LineHandle>],
        people: &[(Arc<LineHandle>, Entry)],
        outcome: Option<CallOutcome>,
    ) -> Self {
        let services: Vec<_> = lines.iter().map(|line| CounterServiceView::new(line)).collect();
        let show = |(line, entry): &(Arc<LineHandle>, Entry)| DeskSession::new(line, entry);
        Self {
            id: counter.id,
            tenant_id: counter.tenant_id,
            location_id: counter.location_id,
            name: counter.name.clone(),
            waiting: services.iter().map(|service| service.waiting).sum(),
            services,
            order: counter.order,
            max_served: counter.max_served,
            is_open: counter.is_open,
            staffed_by: counter.staffed_by,
            opened_at: counter.opened_at.map(Stamp),
            current: people.first().map(show),
            serving: people.iter().map(show).collect(),
            outcome,
            version: counter.version,
            created_at: Stamp(counter.created_at),
            updated_at: Stamp(counter.updated_at),
        }
    }
}

impl Masked for CounterView {
    fn mask(&mut self) {
        self.current.iter_mut().chain(&mut self.serving).for_each(Masked::mask);
    }

    fn is_personal(&self) -> bool {
        self.current.iter().chain(&self.serving).any(Masked::is_personal)
    }
}
