//! Somebody at a counter or in the line before it, and the other parts of their visit.

use serde::Serialize;
use serde_json::value::RawValue;
use utoipa::ToSchema;
use vq_api::auth::{Masked, masked_metadata};
use vq_domain::{CounterId, CounterRef, LocationId, Priority, QueueId, SessionId, SessionState, Stamp, mask};
use vq_engine::{Entry, Parked, Standing, hall::Onward};
use vq_lines::LineHandle;

use crate::service::offered_at;

/// A counter, by name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct CounterName {
    /// Which.
    pub id: CounterId,
    /// What stands above it.
    pub name: String,
}

impl From<&CounterRef> for CounterName {
    fn from(counter: &CounterRef) -> Self {
        Self { id: counter.id, name: counter.name.to_string() }
    }
}

/// Another part of a visit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct OnwardView {
    /// In which queue.
    pub queue_id: QueueId,
    /// As which session.
    pub session_id: SessionId,
    /// What stands on the ticket.
    pub number: Option<String>,
}

impl From<&Onward> for OnwardView {
    fn from(onward: &Onward) -> Self {
        let number = onward.number.as_ref().map(ToString::to_string);
        Self { queue_id: onward.queue, session_id: onward.session, number }
    }
}

/// Somebody at a counter or in the line before it, as staff sees them.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct DeskSession {
    /// Which session.
    pub id: SessionId,
    /// In which queue.
    pub queue_id: QueueId,
    /// Its name.
    pub queue_name: String,
    /// Where it is offered.
    pub location_id: Option<LocationId>,
    /// What stands on the ticket.
    pub number: Option<String>,
    /// The ticket.
    pub ticket: u32,
    /// Where in its life.
    pub status: SessionState,
    /// Higher is served first.
    #[schema(value_type = u8)]
    pub priority: Priority,
    /// 1 + the number of people still waiting ahead; `null` when not in the order.
    pub position: Option<u32>,
    /// How many are still waiting ahead.
    pub people_ahead: Option<u32>,
    /// The counter they are called to or served at, or were last.
    pub counter: Option<CounterName>,
    /// Only this counter may call them.
    pub for_counter: Option<CounterName>,
    /// How often they were called to it.
    pub calls: u16,
    /// When last, RFC 3339.
    pub called_at: Option<Stamp>,
    /// Whether they are put aside, or booked and are not here yet.
    pub held: bool,
    /// For when they booked, RFC 3339.
    pub appointment_at: Option<Stamp>,
    /// The first session of their visit.
    pub visit_id: Option<SessionId>,
    /// Where they go on once they are done here.
    pub next: Vec<OnwardView>,
    /// Where they were sent instead.
    pub moved_to: Option<OnwardView>,
    /// Who, in the integrator's words; masked without the permission `personal:read`.
    pub user_identifier: Option<String>,
    /// The integrator's own JSON; masked likewise.
    #[schema(value_type = Option<Object>)]
    pub metadata: Option<Box<RawValue>>,
    /// When they came, RFC 3339.
    pub enqueued_at: Stamp,
    /// When they were called, RFC 3339.
    pub released_at: Option<Stamp>,
    /// When they were served, RFC 3339.
    pub served_at: Option<Stamp>,
    /// When it was over, RFC 3339.
    pub ended_at: Option<Stamp>,
}

impl DeskSession {
    pub(crate) fn new(line: &LineHandle, entry: &Entry) -> Self {
        let queue = line.queue();
        let ahead = line.read(|index| match index.standing(entry.ticket) {
            Standing::Waiting { people_ahead, .. } => Some(people_ahead),
            _ => None,
        });
        let ahead = ahead.filter(|_| entry.state == SessionState::Waiting);
        let seat = entry.seat.as_deref();
        Self {
            id: entry.session,
            queue_id: queue.id,
            queue_name: queue.settings.name.clone(),
            location_id: offered_at(&queue),
            number: seat.and_then(|seat| seat.number.as_ref()).map(ToString::to_string),
            ticket: entry.ticket,
            status: entry.state,
            priority: entry.priority,
            position: ahead.map(|ahead| ahead + 1),
            people_ahead: ahead,
            counter: seat.and_then(|seat| seat.counter.as_ref()).map(CounterName::from),
            for_counter: seat.and_then(|seat| seat.for_counter.as_ref()).map(CounterName::from),
            calls: seat.map_or(0, |seat| seat.calls),
            called_at: seat.and_then(|seat| seat.called_at).map(Stamp),
            held: entry.state == SessionState::Waiting && seat.is_some_and(|seat| seat.parked != Parked::No),
            appointment_at: seat.and_then(|seat| seat.appointment).map(Stamp),
            visit_id: seat.map(|seat| seat.visit),
            next: seat.map(|seat| seat.next.iter().map(OnwardView::from).collect()).unwrap_or_default(),
            moved_to: seat.and_then(|seat| seat.moved_to.as_ref()).map(OnwardView::from),
            user_identifier: entry.identifier.as_deref().map(str::to_owned),
            metadata: entry.metadata.as_deref().and_then(|json| RawValue::from_string(json.to_owned()).ok()),
            enqueued_at: Stamp(entry.enqueued_at),
            released_at: entry.released_at.map(Stamp),
            served_at: entry.served_at.map(Stamp),
            ended_at: entry.ended_at.map(Stamp),
        }
    }
}

impl Masked for DeskSession {
    fn mask(&mut self) {
        self.user_identifier = self.user_identifier.as_deref().map(mask::value);
        self.metadata = self.metadata.as_deref().and_then(masked_metadata);
    }

    fn is_personal(&self) -> bool {
        self.user_identifier.is_some() || self.metadata.is_some()
    }
}
