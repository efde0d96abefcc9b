//! A session as its holder sees it, and as staff sees it.

use std::sync::Arc;

use serde::Serialize;
use serde_json::value::RawValue;
use utoipa::ToSchema;
use vq_api::auth::{Masked, masked_metadata};
use vq_domain::{
    CounterId, CounterRef, LocationId, Message, MessageLevel, Millis, Priority, Queue, QueueId, QueueStatus,
    SessionId, SessionState, Stamp, TenantId, mask, wait,
};
use vq_engine::{Entry, Estimate, Parked, Seat, Standing, hall::Onward};
use vq_lines::Look;

use crate::Pass;

/// A wait in seconds, to the millisecond.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, ToSchema)]
pub struct SessionWait {
    /// Half of the people wait at most this long.
    pub p50: f64,
    /// Nine in ten wait at most this long.
    pub p90: f64,
}

impl From<Estimate> for SessionWait {
    fn from(estimate: Estimate) -> Self {
        Self { p50: to_millis(estimate.p50), p90: to_millis(estimate.p90) }
    }
}

fn to_millis(seconds: f64) -> f64 {
    (seconds * 1000.0).ceil() / 1000.0
}

/// The operator's message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct SessionMessage {
    /// What is said.
    pub text: String,
    /// How loud.
    pub level: MessageLevel,
    /// When it was said, RFC 3339.
    pub at: Stamp,
}

impl From<&Message> for SessionMessage {
    fn from(message: &Message) -> Self {
        Self { text: message.text.clone(), level: message.level, at: Stamp(message.at) }
    }
}

/// The counter to which somebody is called.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct CalledTo {
    /// Which.
    pub counter_id: CounterId,
    /// What stands above it.
    pub counter_name: String,
    /// When they were called last, RFC 3339.
    pub called_at: Option<Stamp>,
    /// How often; more than 1 are repetitions.
    pub calls: u16,
}

/// Where somebody goes on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct MovedTo {
    /// In which queue.
    pub queue_id: QueueId,
    /// As which session.
    pub session_id: SessionId,
    /// The number on the ticket.
    pub number: Option<String>,
    /// The session's proof.
    pub session_token: String,
}

/// A counter.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct SessionCounter {
    /// Which.
    pub id: CounterId,
    /// What stands above it.
    pub name: String,
}

impl From<&CounterRef> for SessionCounter {
    fn from(counter: &CounterRef) -> Self {
        Self { id: counter.id, name: counter.name.to_string() }
    }
}

fn called_to(seat: &Seat) -> Option<CalledTo> {
    let counter = seat.counter.as_ref()?;
    let counter_name = counter.name.to_string();
    Some(CalledTo {
        counter_id: counter.id,
        counter_name,
        called_at: seat.called_at.map(Stamp),
        calls: seat.calls,
    })
}

fn number(seat: Option<&Seat>) -> Option<String> {
    seat?.number.as_ref().map(ToString::to_string)
}

/// A session as its holder sees it.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct SessionView {
    /// Which.
    pub id: SessionId,
    /// Whose queue.
    pub tenant_id: TenantId,
    /// Which queue.
    pub queue_id: QueueId,
    /// Its name.
    pub queue_name: String,
    /// Where in its life.
    pub status: SessionState,
    /// 1 + the number of people still waiting ahead; `null` when not waiting, or before places are drawn.
    pub position: Option<u32>,
    /// How many are still waiting ahead.
    pub people_ahead: Option<u32>,
    /// The place in the frame's numbering; `null` before places are drawn.
    pub place: Option<u32>,
    /// The number drawn when joining.
    pub ticket: u32,
    /// What stands on the ticket; `null` in a queue without walk-in.
    #[schema(example = "A042")]
    pub number: Option<String>,
    /// Where the queue is offered in person.
    pub location_id: Option<LocationId>,
    /// Whether they were put aside, or booked and are not here yet.
    pub held: bool,
    /// For when they booked, RFC 3339.
    pub appointment_at: Option<Stamp>,
    /// Released or active: the counter to go to, if they are called to one.
    pub called_to: Option<CalledTo>,
    /// Over: where they go on.
    pub moved_to: Option<MovedTo>,
    /// Higher is served first.
    #[schema(value_type = u8)]
    pub priority: Priority,
    /// The wait in English words.
    #[schema(example = "5 minutes")]
    pub estimated_wait_time: String,
    /// The wait; `null` when nobody can know.
    pub estimated_wait_seconds: Option<SessionWait>,
    /// When it joined, RFC 3339.
    pub enqueued_at: Stamp,
    /// When it was offered its turn. While inside, a server that was started since may not know it.
    pub released_at: Option<Stamp>,
    /// When it claimed its turn; known in answers to join, claim, extend and leave, and once it is over.
    pub served_at: Option<Stamp>,
    /// Released: the turn is kept until then.
    pub claim_by: Option<Stamp>,
    /// Active: inside until then.
    pub active_until: Option<Stamp>,
    /// Whether the claim window can still be extended.
    pub can_extend_claim: bool,
    /// What the queue does.
    pub queue_state: QueueStatus,
    /// When it opens, if that is what is waited for.
    pub opens_at: Option<Stamp>,
    /// The operator's message.
    pub message: Option<SessionMessage>,
    /// Of the line.
    pub queue_version: u64,
    /// The session's proof; in answers to join and recover.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub session_token: Option<String>,
    /// When to ask again, in seconds.
    pub poll_after_seconds: u32,
    /// Whether the visitor still waits.
    pub in_waiting_room: bool,
    /// The wait in whole minutes, rounded up.
    pub wait_time: u64,
    /// Whether [`Self::wait_time`] is known.
    pub wait_time_known: bool,
    /// As [`Self::estimated_wait_time`].
    pub wait_time_formatted: String,
    /// Whether nobody more may join.
    pub queue_is_full: bool,
    /// When this was true, RFC 3339.
    pub last_updated: Stamp,
    /// As [`Self::poll_after_seconds`].
    pub refresh_interval_seconds: u32,
}

impl SessionView {
    /// From memory alone: a live session.
    pub(crate) fn live(pass: &Pass, queue: &Queue, look: &Look, now: Millis) -> Self {
        let (status, priority, place, ahead, deadline) = match look.standing {
            Standing::Waiting { priority, place, people_ahead } => {
                (SessionState::Waiting, priority, Some(place), Some(people_ahead), None)
            }
            Standing::Released { deadline } => {
                (SessionState::Released, Priority::NORMAL, None, None, Some(deadline))
            }
            Standing::Active { deadline } => {
                (SessionState::Active, Priority::NORMAL, None, None, Some(deadline))
            }
            Standing::Parked => (SessionState::Waiting, Priority::NORMAL, None, None, None),
            Standing::Gone => (SessionState::Left, Priority::NORMAL, None, None, None),
        };
        // Whom staff calls has no deadline.
        let deadline = deadline.filter(|deadline| *deadline < Millis(i64::MAX));
        let seat = look.seat.as_deref();
        let shown = !look.before_draw;
        let ahead = ahead.filter(|_| shown);
        let words = match (status, look.estimate) {
            (SessionState::Waiting, Some(estimate)) => wait::spoken(estimate.p50),
            (SessionState::Waiting, None) => "unknown".to_owned(),
            _ => wait::spoken(0.0),
        };
        let until = |state| deadline.filter(|_| status == state).map(Stamp);
        Self {
            id: pass.session,
            tenant_id: queue.tenant_id,
            queue_id: pass.queue,
            queue_name: queue.settings.name.clone(),
            status,
            position: ahead.map(|ahead| ahead + 1),
            people_ahead: ahead,
            place: place.filter(|_| shown),
            ticket: pass.ticket,
            number: number(seat),
            location_id: queue.settings.walk_in.as_ref().map(|walk_in| walk_in.location_id),
            held: look.standing == Standing::Parked,
            appointment_at: seat.and_then(|seat| seat.appointment).map(Stamp),
            called_to: seat.filter(|_| status.holds_slot()).and_then(called_to),
            moved_to: None,
            priority,
            estimated_wait_seconds: look.estimate.map(SessionWait::from),
            enqueued_at: Stamp(pass.enqueued_at),
            released_at: look.released_at.map(Stamp),
            served_at: None,
            claim_by: until(SessionState::Released),
            active_until: until(SessionState::Active),
            can_extend_claim: status == SessionState::Released && deadline.is_some(),
            queue_state: look.status,
            opens_at: look.opens_at.map(Stamp),
            message: queue.message.as_ref().map(SessionMessage::from),
            queue_version: look.version,
            session_token: None,
            poll_after_seconds: look.poll_after_seconds,
            in_waiting_room: status == SessionState::Waiting,
            wait_time: look.estimate.map_or(0, |estimate| (estimate.p50 / 60.0).ceil() as u64),
            wait_time_known: look.estimate.is_some() || status != SessionState::Waiting,
            wait_time_formatted: words.clone(),
            estimated_wait_time: words,
            queue_is_full: look.is_full,
            last_updated: Stamp(now),
            refresh_interval_seconds: look.poll_after_seconds,
        }
    }

    /// What the store knows better than the memory does.
    pub(crate) fn with(mut self, entry: &Entry) -> Self {
        let until = |state| entry.deadline.filter(|_| entry.state == state).map(Stamp);
        if self.status != entry.state {
            self.status = entry.state;
            self.in_waiting_room = entry.state == SessionState::Waiting;
            if entry.state != SessionState::Waiting {
                (self.position, self.people_ahead, self.place) = (None, None, None);
                self.estimated_wait_seconds = None;
            }
            self.claim_by = until(SessionState::Released);
            self.active_until = until(SessionState::Active);
        }
        self.priority = entry.priority;
        self.released_at = entry.released_at.map(Stamp);
        self.served_at = entry.served_at.map(Stamp);
        self.can_extend_claim =
            entry.state == SessionState::Released && !entry.extended && entry.deadline.is_some();
        if let Some(seat) = &entry.seat {
            self.number = number(Some(seat));
            self.held = entry.state == SessionState::Waiting && seat.parked != Parked::No;
            self.appointment_at = seat.appointment.map(Stamp);
            self.called_to = called_to(seat).filter(|_| entry.state.holds_slot());
        }
        self
    }

    /// Where its holder goes on now that it is over; `token` makes the proof of a session.
    pub(crate) fn moved(mut self, entry: &Entry, token: impl Fn(&Pass) -> String) -> Self {
        let onward = |to: &Onward| {
            let pass =
                Pass { queue: to.queue, session: to.session, ticket: to.ticket, enqueued_at: to.enqueued_at };
            let number = to.number.as_ref().map(ToString::to_string);
            MovedTo { queue_id: to.queue, session_id: to.session, number, session_token: token(&pass) }
        };
        let seat = entry.seat.as_ref();
        self.moved_to = match entry.state {
            SessionState::Transferred => seat.and_then(|seat| seat.moved_to.as_ref()).map(onward),
            // Who is over in another way does not go on: what was to come is over, too.
            SessionState::Completed | SessionState::Expired => {
                seat.and_then(|seat| seat.next.first()).map(onward)
            }
            _ => None,
        };
        self
    }
}

/// A session as staff sees it.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct SessionRow {
    /// Which.
    pub id: SessionId,
    /// Whose queue.
    pub tenant_id: TenantId,
    /// Which queue.
    pub queue_id: QueueId,
    /// Who, in the integrator's words; masked without the permission `personal:read`.
    pub user_identifier: Option<String>,
    /// The integrator's own JSON; masked likewise.
    #[schema(value_type = Option<Object>)]
    pub metadata: Option<Box<RawValue>>,
    /// Where in its life.
    pub status: SessionState,
    /// 1 + the number of people still waiting ahead.
    pub position: Option<u32>,
    /// How many are still waiting ahead.
    pub people_ahead: Option<u32>,
    /// The number drawn when joining.
    pub ticket: u32,
    /// What stands on the ticket; `null` in a queue without walk-in.
    pub number: Option<String>,
    /// The counter they are or were at last.
    pub counter: Option<SessionCounter>,
    /// Whether they were put aside, or booked and are not here yet.
    pub held: bool,
    /// For when they booked, RFC 3339.
    pub appointment_at: Option<Stamp>,
    /// Higher is served first.
    #[schema(value_type = u8)]
    pub priority: Priority,
    /// The wait in English words.
    pub estimated_wait_time: String,
    /// The wait; `null` when nobody can know, or it is over.
    pub estimated_wait_seconds: Option<SessionWait>,
    /// When it joined, RFC 3339.
    pub enqueued_at: Stamp,
    /// When it was offered its turn.
    pub released_at: Option<Stamp>,
    /// When it claimed its turn.
    pub served_at: Option<Stamp>,
    /// When it was over.
    pub ended_at: Option<Stamp>,
    /// Released: to be claimed by then. Active: out by then.
    pub deadline: Option<Stamp>,
}

impl SessionRow {
    /// A stored session and where it stands now.
    pub(crate) fn new(tenant: TenantId, queue: QueueId, entry: &Entry, look: Option<&Look>) -> Self {
        let waiting = entry.state == SessionState::Waiting;
        let ahead = look.filter(|look| waiting && !look.before_draw).and_then(|look| match look.standing {
            Standing::Waiting { people_ahead, .. } => Some(people_ahead),
            _ => None,
        });
        let estimate = look.filter(|_| waiting).and_then(|look| look.estimate);
        let words = match (waiting, estimate) {
            (true, Some(estimate)) => wait::spoken(estimate.p50),
            (true, None) => "unknown".to_owned(),
            (false, _) => wait::spoken(0.0),
        };
        Self {
            id: entry.session,
            tenant_id: tenant,
            queue_id: queue,
            user_identifier: entry.identifier.as_deref().map(str::to_owned),
            metadata: entry.metadata.as_deref().and_then(|json| RawValue::from_string(json.to_owned()).ok()),
            status: entry.state,
            position: ahead.map(|ahead| ahead + 1),
            people_ahead: ahead,
            ticket: entry.ticket,
            number: number(entry.seat.as_deref()),
            counter: entry.seat.as_ref().and_then(|seat| seat.counter.as_ref()).map(SessionCounter::from),
            held: waiting && entry.seat.as_ref().is_some_and(|seat| seat.parked != Parked::No),
            appointment_at: entry.seat.as_ref().and_then(|seat| seat.appointment).map(Stamp),
            priority: entry.priority,
            estimated_wait_time: words,
            estimated_wait_seconds: estimate.map(SessionWait::from),
            enqueued_at: Stamp(entry.enqueued_at),
            released_at: entry.released_at.map(Stamp),
            served_at: entry.served_at.map(Stamp),
            ended_at: entry.ended_at.map(Stamp),
            deadline: entry.deadline.map(Stamp),
        }
    }
}

impl Masked for SessionRow {
    fn mask(&mut self) {
        self.user_identifier = self.user_identifier.as_deref().map(mask::value);
        self.metadata = self.metadata.as_deref().and_then(masked_metadata);
    }

    fn is_personal(&self) -> bool {
        self.user_identifier.is_some() || self.metadata.is_some()
    }
}

/// What everybody may know about a queue, as it is sent when it changes.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct QueueUpdate {
    /// Which.
    pub id: QueueId,
    /// Whose.
    pub tenant_id: TenantId,
    /// Its name.
    pub name: String,
    /// What it does.
    pub status: QueueStatus,
    /// How many wait.
    pub waiting_users: u32,
    /// How many were offered their turn.
    pub released_users: u32,
    /// How many are inside.
    pub active_users: u32,
    /// The cap.
    pub max_concurrent_users: u32,
    /// The rate.
    pub release_rate_per_minute: u32,
    /// The wait of somebody who joins now, in English words.
    pub estimated_wait_time: String,
    /// The operator's message.
    pub message: Option<SessionMessage>,
    /// Of the line.
    pub version: u64,
    /// Of the settings: whoever shows them reads them again when it grows.
    pub settings_version: u64,
}

impl QueueUpdate {
    /// The queue as it is at `now`.
    pub(crate) fn new(line: &Arc<vq_lines::LineHandle>, now: Millis) -> Self {
        let queue = line.queue();
        line.read(|index| {
            let state = index.state();
            let estimate = index.estimate(state.waiting, now);
            Self {
                id: queue.id,
                tenant_id: queue.tenant_id,
                name: queue.settings.name.clone(),
                status: state.status,
                waiting_users: state.waiting,
                released_users: state.released,
                active_users: state.active,
                max_concurrent_users: state.policy.cap,
                release_rate_per_minute: state.policy.rate_per_minute,
                estimated_wait_time: estimate
                    .map_or_else(|| "unknown".to_owned(), |estimate| wait::spoken(estimate.p50)),
                message: queue.message.as_ref().map(SessionMessage::from),
                version: state.version,
                settings_version: queue.revision,
            }
        })
    }
}
