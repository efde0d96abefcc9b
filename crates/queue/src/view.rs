//! A queue as it is shown.

use serde::Serialize;
use utoipa::ToSchema;
use vq_domain::{
    JoinRules, LocationId, Message, MessageLevel, Millis, Numbering, PreQueue, Queue, QueueId, QueueStatus,
    Releases, Schedule, TenantId, WalkIn, wait,
};
use vq_engine::Estimate;
use vq_lines::{LineHandle, opens_at};

/// The operator's message.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct MessageView {
    /// What is said.
    pub text: String,
    /// How loud.
    pub level: MessageLevel,
    /// When it was said, RFC 3339.
    pub at: String,
}

impl From<&Message> for MessageView {
    fn from(message: &Message) -> Self {
        Self { text: message.text.clone(), level: message.level, at: message.at.to_rfc3339() }
    }
}

/// A wait in seconds, to the millisecond.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
pub struct WaitSeconds {
    /// Half of the people wait at most this long.
    pub p50: f64,
    /// Nine in ten wait at most this long.
    pub p90: f64,
}

impl From<Estimate> for WaitSeconds {
    fn from(estimate: Estimate) -> Self {
        Self { p50: to_millis(estimate.p50), p90: to_millis(estimate.p90) }
    }
}

fn to_millis(seconds: f64) -> f64 {
    (seconds * 1000.0).ceil() / 1000.0
}

/// What makes a queue a service of a location.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct WalkInView {
    /// Where it is offered.
    pub location_id: LocationId,
    /// What stands before the number on a ticket.
    pub prefix: String,
    /// When the numbers begin at 1 again.
    pub numbering: Numbering,
    /// At which time of the day, by the clocks of the location.
    pub resets_at: String,
    /// How long a person is served on average, before it is known, in seconds.
    pub average_service_seconds: Option<u32>,
}

impl From<WalkIn> for WalkInView {
    fn from(walk_in: WalkIn) -> Self {
        Self {
            location_id: walk_in.location_id,
            prefix: walk_in.prefix,
            numbering: walk_in.numbering,
            resets_at: walk_in.resets_at,
            average_service_seconds: walk_in.average_service_seconds,
        }
    }
}

/// A queue: what it does now, and how it is set up.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct QueueView {
    /// Which.
    pub id: QueueId,
    /// Whose.
    pub tenant_id: TenantId,
    /// Its name.
    pub name: String,
    /// About it.
    pub description: String,
    /// What it does now.
    pub status: QueueStatus,
    /// How many wait.
    pub waiting_users: u32,
    /// How many were offered their turn and have not claimed it yet.
    pub released_users: u32,
    /// How many are inside.
    pub active_users: u32,
    /// The wait of somebody who joins now, in words.
    #[schema(example = "5 minutes")]
    pub estimated_wait_time: String,
    /// The wait of somebody who joins now; `null` while nobody is let through.
    pub estimated_wait_seconds: Option<WaitSeconds>,
    /// When it next opens, RFC 3339; `null` while it is open or if no opening is planned.
    pub opens_at: Option<String>,
    /// The cap.
    pub max_concurrent_users: u32,
    /// The rate.
    pub release_rate_per_minute: u32,
    /// Whether it runs at all.
    pub is_active: bool,
    /// Whether anybody may join.
    pub is_public: bool,
    /// When it opens and closes by itself.
    pub schedule: Option<Schedule>,
    /// How long an offered turn is kept, in seconds.
    pub claim_timeout_seconds: u32,
    /// How long somebody may be inside without a sign, in seconds.
    pub active_timeout_seconds: u32,
    /// How long somebody may be inside at all, in seconds; 0 is without end.
    pub max_active_seconds: u32,
    /// How long somebody who waits may be silent, in seconds; 0 is for ever.
    pub abandon_after_seconds: u32,
    /// How many may wait at once; 0 is the tenant's limit.
    pub max_waiting: u32,
    /// How long after its end it is kept whose session one was, in days; 0 is without end.
    pub personal_data_days: u32,
    /// Gathering before the opening.
    pub pre_queue: PreQueue,
    /// Where people go when it is their turn.
    pub target_url: Option<String>,
    /// What is asked of strangers who join.
    pub join_rules: JoinRules,
    /// By what people are let through.
    pub releases: Releases,
    /// For a service of a location.
    pub walk_in: Option<WalkInView>,
    /// Whether somebody who came now could join.
    pub accepts_joins: bool,
    /// What is said to all who wait.
    pub message: Option<MessageView>,
    /// Counts changes of the settings; send it back when changing them.
    pub version: u64,
    /// Counts changes of the line.
    pub line_version: u64,
    /// When it came to be, RFC 3339.
    pub created_at: String,
    /// When its settings were last changed, RFC 3339.
    pub updated_at: String,
}

impl QueueView {
    /// A queue as it is at `now`.
    pub fn new(queue: &Queue, line: &LineHandle, now: Millis) -> Self {
        let settings = queue.settings.clone();
        line.read(|index| {
            let state = index.state();
            let open_way = state.status == QueueStatus::Open
                && state.policy.releases_by_rate()
                && state.waiting == 0
                && state.room() > 0;
            let estimate = if open_way {
                Some(Estimate { p50: 0.0, p90: 0.0 })
            } else {
                index.estimate(state.waiting, now)
            };
            Self {
                id: queue.id,
                tenant_id: queue.tenant_id,
                name: settings.name,
                description: settings.description,
                status: state.status,
                waiting_users: state.waiting,
                released_users: state.released,
                active_users: state.active,
                estimated_wait_time: estimate
                    .map_or_else(|| "unknown".to_owned(), |estimate| wait::spoken(estimate.p50)),
                estimated_wait_seconds: estimate.map(WaitSeconds::from),
                opens_at: opens_at(&queue.settings, state, now).map(Millis::to_rfc3339),
                max_concurrent_users: settings.max_concurrent_users,
                release_rate_per_minute: settings.release_rate_per_minute,
                is_active: settings.is_active,
                is_public: settings.is_public,
                schedule: settings.schedule,
                claim_timeout_seconds: settings.claim_timeout_seconds,
                active_timeout_seconds: settings.active_timeout_seconds,
                max_active_seconds: settings.max_active_seconds,
                abandon_after_seconds: settings.abandon_after_seconds,
                max_waiting: settings.max_waiting,
                personal_data_days: settings.personal_data_days,
                pre_queue: settings.pre_queue,
                target_url: settings.target_url,
                join_rules: settings.join_rules,
                releases: settings.releases,
                walk_in: settings.walk_in.map(WalkInView::from),
                accepts_joins: state.status.accepts_joins()
                    && state.waiting < state.policy.max_waiting
                    && state.hall.as_ref().is_none_or(|hall| !hall.intake_stopped),
                message: queue.message.as_ref().map(MessageView::from),
                version: queue.revision,
                line_version: state.version,
                created_at: queue.created_at.to_rfc3339(),
                updated_at: queue.updated_at.to_rfc3339(),
            }
        })
    }
}
