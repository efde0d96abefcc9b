//! Locations, counters, kiosks and those who are at them, as they are shown.

use serde::Serialize;
use serde_json::value::RawValue;
use utoipa::ToSchema;
use vq_api::auth::{Masked, masked_metadata};
use vq_domain::{
    AccountId, CallOrder, Counter, CounterId, CounterRef, Kiosk, KioskId, Location, LocationId, Message,
    MessageLevel, Millis, Priority, Queue, QueueId, QueueStatus, Releases, Schedule, SessionId, SessionState,
    Stamp, TenantId, mask, wait,
};
use vq_engine::{Entry, Estimate, Line, Parked, Standing, hall::Onward};
use vq_lines::LineHandle;

use crate::service::offered_at;

/// Something said to people.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Said {
    /// What is said.
    pub text: String,
    /// How loud.
    pub level: MessageLevel,
    /// When it was said, RFC 3339.
    pub at: Stamp,
    /// To those of which service; absent: to all.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub queue_id: Option<QueueId>,
}

impl Said {
    pub(crate) fn new(message: &Message, queue_id: Option<QueueId>) -> Self {
        Self { text: message.text.clone(), level: message.level, at: Stamp(message.at), queue_id }
    }
}

/// A wait in seconds, to the millisecond.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, ToSchema)]
pub struct CounterWait {
    /// Half of the people wait at most this long.
    pub p50: f64,
    /// Nine in ten wait at most this long.
    pub p90: f64,
}

impl From<Estimate> for CounterWait {
    fn from(estimate: Estimate) -> Self {
        let to_millis = |seconds: f64| (seconds * 1000.0).ceil() / 1000.0;
        Self { p50: to_millis(estimate.p50), p90: to_millis(estimate.p90) }
    }
}

fn words(estimate: Option<Estimate>) -> String {
    estimate.map_or_else(|| "unknown".to_owned(), |estimate| wait::spoken(estimate.p50))
}

/// Why a service takes nobody now.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum NoJoins {
    /// It is closed.
    Closed,
    /// It is not open yet.
    Scheduled,
    /// Only those who are there are served.
    Draining,
    /// As many wait as may.
    Full,
    /// The next person would not be served before closing time.
    ClosingTime,
}

/// A service of a location, as it is now.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ServiceView {
    /// Which queue.
    pub queue_id: QueueId,
    /// Its name.
    pub name: String,
    /// About it.
    pub description: String,
    /// What stands before the number on a ticket.
    pub prefix: String,
    /// By what people are let through.
    pub releases: Releases,
    /// What it does now.
    pub status: QueueStatus,
    /// Whether anybody may join without a kiosk or staff.
    pub is_public: bool,
    /// How many wait in the order.
    pub waiting: u32,
    /// How many are put aside.
    pub held: u32,
    /// How many are called, or were offered their turn.
    pub called: u32,
    /// How many are served.
    pub serving: u32,
    /// The wait of somebody who comes now, in words.
    pub estimated_wait_time: String,
    /// The wait of somebody who comes now; `null` when nobody can know.
    pub estimated_wait_seconds: Option<CounterWait>,
    /// Whether somebody who comes now can get a ticket.
    pub accepts_joins: bool,
    /// Why not.
    pub reason: Option<NoJoins>,
}

impl ServiceView {
    pub(crate) fn new(line: &LineHandle, now: Millis) -> Self {
        let queue = line.queue();
        let settings = &queue.settings;
        line.read(|index| {
            let state = index.state();
            let estimate = index.estimate(state.waiting, now);
            let reason = no_joins(index);
            Self {
                queue_id: queue.id,
                name: settings.name.clone(),
                description: settings.description.clone(),
                prefix: settings.walk_in.as_ref().map(|walk_in| walk_in.prefix.clone()).unwrap_or_default(),
                releases: settings.releases,
                status: state.status,
                is_public: settings.is_public,
                waiting: state.waiting,
                held: state.hall.as_ref().map_or(0, |hall| hall.held),
                called: state.released,
                serving: state.active,
                estimated_wait_time: words(estimate),
                estimated_wait_seconds: estimate.map(CounterWait::from),
                accepts_joins: reason.is_none(),
                reason,
            }
        })
    }
}

fn no_joins(index: &Line) -> Option<NoJoins> {
    let state = index.state();
    match state.status {
        QueueStatus::Closed => Some(NoJoins::Closed),
        QueueStatus::Scheduled => Some(NoJoins::Scheduled),
        QueueStatus::Draining => Some(NoJoins::Draining),
        _ if state.hall.as_ref().is_some_and(|hall| hall.intake_stopped) => Some(NoJoins::ClosingTime),
        _ if state.waiting >= state.policy.max_waiting => Some(NoJoins::Full),
        _ => None,
    }
}

/// A location as everybody may see it.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct PublicLocationView {
    /// Which.
    pub id: LocationId,
    /// Whose.
    pub tenant_id: TenantId,
    /// Its name.
    pub name: String,
    /// Where it is.
    pub address: String,
    /// IANA name.
    pub time_zone: String,
    /// In which people are spoken to, the first before the others.
    pub languages: Vec<String>,
    /// When it is open; `null`: always.
    pub hours: Option<Schedule>,
    /// Whether it is.
    pub is_open: bool,
    /// When it opens, if it is closed.
    pub opens_at: Option<Stamp>,
    /// When it closes, if it is open.
    pub closes_at: Option<Stamp>,
    /// Shown to all who are there.
    pub message: Option<Said>,
    /// What is offered.
    pub services: Vec<ServiceView>,
}

impl PublicLocationView {
    pub(crate) fn new(location: &Location, services: Vec<ServiceView>, now: Millis) -> Self {
        let is_open = location.hours.as_ref().is_none_or(|hours| hours.is_open(now));
        let change = location.hours.as_ref().and_then(|hours| hours.next_change(now)).map(Stamp);
        Self {
            id: location.id,
            tenant_id: location.tenant_id,
            name: location.name.clone(),
            address: location.address.clone(),
            time_zone: location.time_zone.clone(),
            languages: location.languages.clone(),
            hours: location.hours.clone(),
            is_open,
            opens_at: change.filter(|_| !is_open),
            closes_at: change.filter(|_| is_open),
            message: location.message.as_ref().map(|message| Said::new(message, None)),
            services,
        }
    }
}

/// A location as its tenant sees it.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct LocationView {
    /// As everybody sees it, with the services that are not public.
    #[serde(flatten)]
    pub location: PublicLocationView,
    /// Counts changes; send it back when changing it.
    pub version: u64,
    /// When it came to be, RFC 3339.
    pub created_at: Stamp,
    /// When it was last changed, RFC 3339.
    pub updated_at: Stamp,
}

impl LocationView {
    pub(crate) fn new(location: &Location, services: Vec<ServiceView>, now: Millis) -> Self {
        Self {
            location: PublicLocationView::new(location, services, now),
            version: location.version,
            created_at: Stamp(location.created_at),
            updated_at: Stamp(location.updated_at),
        }
    }
}

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

impl Masked for CounterView {
    fn mask(&mut self) {
        self.current.iter_mut().chain(&mut self.serving).for_each(Masked::mask);
    }

    fn is_personal(&self) -> bool {
        self.current.iter().chain(&self.serving).any(Masked::is_personal)
    }
}

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
        let queue: std::sync::Arc<Queue> = line.queue();
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
        lines: &[std::sync::Arc<LineHandle>],
        people: &[(std::sync::Arc<LineHandle>, Entry)],
        outcome: Option<CallOutcome>,
    ) -> Self {
        let services: Vec<_> = lines.iter().map(|line| CounterServiceView::new(line)).collect();
        let show = |(line, entry): &(std::sync::Arc<LineHandle>, Entry)| DeskSession::new(line, entry);
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

/// A kiosk.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct KioskView {
    /// Which.
    pub id: KioskId,
    /// Whose.
    pub tenant_id: TenantId,
    /// Where it stands.
    pub location_id: LocationId,
    /// For those who look after it.
    pub name: String,
    /// Whether it is to hand out nothing for now.
    pub out_of_service: bool,
    /// What it says meanwhile.
    pub out_of_service_text: String,
    /// When it last asked this node for something, RFC 3339.
    pub last_seen_at: Option<Stamp>,
    /// What it proves itself with; in answers to its registration and to a renewal alone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub device_token: Option<String>,
    /// Counts changes; send it back when changing it.
    pub version: u64,
    /// When it came to be, RFC 3339.
    pub created_at: Stamp,
    /// When it was last changed, RFC 3339.
    pub updated_at: Stamp,
}

impl KioskView {
    pub(crate) fn new(kiosk: &Kiosk, seen: Option<Millis>, device_token: Option<String>) -> Self {
        Self {
            id: kiosk.id,
            tenant_id: kiosk.tenant_id,
            location_id: kiosk.location_id,
            name: kiosk.name.clone(),
            out_of_service: kiosk.out_of_service,
            out_of_service_text: kiosk.out_of_service_text.clone(),
            last_seen_at: seen.map(Stamp),
            device_token,
            version: kiosk.version,
            created_at: Stamp(kiosk.created_at),
            updated_at: Stamp(kiosk.updated_at),
        }
    }
}

/// A ticket as a kiosk prints it.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct TicketView {
    /// Which session.
    pub session_id: SessionId,
    /// In which queue.
    pub queue_id: QueueId,
    /// Its name.
    pub queue_name: String,
    /// What stands on it.
    pub number: Option<String>,
    /// The ticket.
    pub ticket: u32,
    /// Where in its life.
    pub status: SessionState,
    /// 1 + the number of people still waiting ahead.
    pub position: Option<u32>,
    /// The wait in words.
    pub estimated_wait_time: String,
    /// The wait; `null` when nobody can know.
    pub estimated_wait_seconds: Option<CounterWait>,
    /// When they came, RFC 3339.
    pub enqueued_at: Stamp,
    /// The session's proof.
    pub session_token: String,
    /// Brings the place to a phone.
    pub url: String,
    /// The same as a QR code, an SVG image.
    pub qr_svg: String,
}

impl TicketView {
    pub(crate) fn new(
        line: &LineHandle,
        entry: &Entry,
        session_token: String,
        url: String,
        now: Millis,
    ) -> Self {
        let queue = line.queue();
        let look = line.look(entry.ticket, now);
        let position = match look.standing {
            Standing::Waiting { people_ahead, .. } if entry.state == SessionState::Waiting => {
                Some(people_ahead + 1)
            }
            _ => None,
        };
        Self {
            session_id: entry.session,
            queue_id: queue.id,
            queue_name: queue.settings.name.clone(),
            number: entry.seat.as_ref().and_then(|seat| seat.number.as_ref()).map(ToString::to_string),
            ticket: entry.ticket,
            status: entry.state,
            position,
            estimated_wait_time: words(look.estimate),
            estimated_wait_seconds: look.estimate.map(CounterWait::from),
            enqueued_at: Stamp(entry.enqueued_at),
            session_token,
            qr_svg: vq_room::qr_svg(&url),
            url,
        }
    }
}
