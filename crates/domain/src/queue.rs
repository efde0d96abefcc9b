//! A line as its owner set it up.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{JoinRules, Millis, QueueId, Releases, Schedule, TenantId, WalkIn};

/// What a queue is doing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[repr(u8)]
pub enum QueueStatus {
    /// Will open by its schedule; nobody can join yet.
    Scheduled = 0,
    /// People gather before the opening; nobody is released.
    PreQueue = 1,
    /// People join and are released.
    Open = 2,
    /// People join; nobody is released.
    Paused = 3,
    /// Nobody joins; those who wait are released until none is left.
    Draining = 4,
    /// Nobody joins, nobody is released. Those who wait keep their places.
    Closed = 5,
}

impl QueueStatus {
    /// All, in the order of their numbers.
    pub const ALL: [Self; 6] =
        [Self::Scheduled, Self::PreQueue, Self::Open, Self::Paused, Self::Draining, Self::Closed];

    /// Whether somebody new may join.
    pub fn accepts_joins(self) -> bool {
        matches!(self, Self::PreQueue | Self::Open | Self::Paused)
    }

    /// Whether people are let through.
    pub fn releases(self) -> bool {
        matches!(self, Self::Open | Self::Draining)
    }

    /// The status with this number, as stored.
    pub fn from_number(number: u8) -> Option<Self> {
        Self::ALL.get(usize::from(number)).copied()
    }

    /// The stable name used in answers.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Scheduled => "scheduled",
            Self::PreQueue => "pre_queue",
            Self::Open => "open",
            Self::Paused => "paused",
            Self::Draining => "draining",
            Self::Closed => "closed",
        }
    }
}

/// How loud a message is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum MessageLevel {
    /// Good to know.
    #[default]
    Info,
    /// Look at this.
    Warning,
}

/// What the operator says to all who wait.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Message {
    /// 1 to 1,000 characters.
    pub text: String,
    /// How loud.
    pub level: MessageLevel,
    /// When it was said.
    pub at: Millis,
}

/// Gathering before the opening.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct PreQueue {
    /// Whether people may gather before the opening.
    pub enabled: bool,
    /// Whether places are drawn by lot at the opening; otherwise first come, first served.
    pub draw: bool,
    /// How long before a scheduled opening people may gather, in seconds.
    pub lead_seconds: u32,
}

impl Default for PreQueue {
    fn default() -> Self {
        Self { enabled: false, draw: true, lead_seconds: 900 }
    }
}

/// All that the owner of a queue can set.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct QueueSettings {
    /// Shown to people, 1 to 200 characters.
    pub name: String,
    /// Up to 2,000 characters.
    pub description: String,
    /// The cap (invariant I1): released + active never exceed it. 1 to 10,000,000.
    pub max_concurrent_users: u32,
    /// The rate (invariant I2), people per minute. 1 to 6,000,000.
    pub release_rate_per_minute: u32,
    /// A queue that is not active behaves as closed.
    pub is_active: bool,
    /// Whether anybody may join without signing in.
    pub is_public: bool,
    /// When it opens and closes by itself; without one it is opened by hand.
    pub schedule: Option<Schedule>,
    /// How long an offered turn is kept, in seconds. 5 to 86,400.
    pub claim_timeout_seconds: u32,
    /// How long somebody may be inside without a sign, in seconds. 5 to 604,800.
    pub active_timeout_seconds: u32,
    /// How long somebody may be inside at all, in seconds; 0 is without end.
    pub max_active_seconds: u32,
    /// Without a sign of life for this long, somebody who waits has abandoned the line, in seconds. 0 is never.
    pub abandon_after_seconds: u32,
    /// How many may wait at once; 0 is the tenant's limit.
    pub max_waiting: u32,
    /// How long after its end it is kept whose session one was, in days; 0 is without end.
    pub personal_data_days: u32,
    /// Gathering before the opening.
    pub pre_queue: PreQueue,
    /// Where people go when it is their turn, if no gate stands before the site.
    pub target_url: Option<String>,
    /// What is asked of strangers who join.
    pub join_rules: JoinRules,
    /// By what people are let through.
    #[serde(skip_serializing_if = "Releases::is_by_rate_alone")]
    pub releases: Releases,
    /// For a service offered at a location.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub walk_in: Option<WalkIn>,
}

impl QueueSettings {
    /// When it is open: by its own schedule or that of its location; `None` if it is steered by hand.
    pub fn hours(&self) -> Option<&Schedule> {
        self.schedule.as_ref().or_else(|| self.walk_in.as_ref()?.hours.as_ref())
    }
}

impl Default for QueueSettings {
    fn default() -> Self {
        Self {
            name: String::new(),
            description: String::new(),
            max_concurrent_users: 100,
            release_rate_per_minute: 60,
            is_active: true,
            is_public: true,
            schedule: None,
            claim_timeout_seconds: 120,
            active_timeout_seconds: 600,
            max_active_seconds: 0,
            abandon_after_seconds: 300,
            max_waiting: 0,
            personal_data_days: 0,
            pre_queue: PreQueue::default(),
            target_url: None,
            join_rules: JoinRules::default(),
            releases: Releases::Rate,
            walk_in: None,
        }
    }
}

/// A line as it is stored. What it does now (status, counts, tickets) is the engine's `LineState`, beside it.
#[derive(Clone, Debug, PartialEq)]
pub struct Queue {
    /// Which.
    pub id: QueueId,
    /// Whose.
    pub tenant_id: TenantId,
    /// As set up.
    pub settings: QueueSettings,
    /// The operator's message.
    pub message: Option<Message>,
    /// Counts changes of settings and message, for optimistic concurrency.
    pub revision: u64,
    /// When it came to be.
    pub created_at: Millis,
    /// When it was last changed.
    pub updated_at: Millis,
}
