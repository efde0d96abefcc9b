//! A customer of the platform.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{AccountId, Millis, TenantId};

/// Whether a tenant's queues run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum TenantStatus {
    /// All works.
    Active,
    /// Nobody can join or sign in; nothing is lost.
    Suspended,
    /// It is being removed with all that belongs to it; to everybody else it does not exist any more.
    Deleting,
}

/// How much of the platform a tenant may use.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct Limits {
    /// How many queues may exist.
    pub max_queues: u32,
    /// The highest `maxConcurrentUsers` a queue may have.
    pub max_concurrent_users: u32,
    /// The highest number of people waiting in one queue.
    pub max_waiting: u32,
    /// API calls a minute.
    pub api_requests_per_minute: u32,
    /// API calls an hour.
    pub api_requests_per_hour: u32,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            max_queues: 100,
            max_concurrent_users: 1_000_000,
            max_waiting: 5_000_000,
            api_requests_per_minute: 1_000,
            api_requests_per_hour: 10_000,
        }
    }
}

/// A customer of the platform.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Tenant {
    /// Who.
    pub id: TenantId,
    /// Shown to people, 1 to 200 characters.
    pub name: String,
    /// The tenant's own domain, e.g. `shop.example`; unique.
    pub domain: Option<String>,
    /// Free-form settings of the tenant's own.
    pub configuration: serde_json::Value,
    /// What it may use.
    pub limits: Limits,
    /// Whether its queues run.
    pub status: TenantStatus,
    /// Counts changes, for optimistic concurrency.
    pub version: u64,
    /// When it came to be.
    pub created_at: Millis,
    /// When it was last changed.
    pub updated_at: Millis,
}

/// What became of a tenant that was deleted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TenantDeletion {
    /// Which.
    pub tenant_id: TenantId,
    /// Who said so.
    pub requested_by: AccountId,
    /// When.
    pub requested_at: Millis,
    /// How many rows of each table were its, and have been or are being removed.
    pub rows: BTreeMap<String, u64>,
    /// How many are left, as it was last counted; empty once there are none.
    pub left: BTreeMap<String, u64>,
    /// When every table was found to hold nothing of it; `None` before.
    pub finished_at: Option<Millis>,
}

/// How much of the platform a tenant uses.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TenantUsage {
    /// Queues.
    pub queues: u64,
    /// The highest `maxConcurrentUsers` of a queue.
    pub highest_concurrent_users: u64,
    /// People waiting in the queue in which most wait.
    pub most_waiting: u64,
    /// People waiting, offered their turn or inside, in all queues.
    pub live_sessions: u64,
    /// People who sign in.
    pub people: u64,
    /// Keys of programs.
    pub api_keys: u64,
    /// Locations.
    pub locations: u64,
    /// Counters.
    pub counters: u64,
    /// Kiosks.
    pub kiosks: u64,
    /// Invite codes.
    pub invite_codes: u64,
    /// Rules of block and allow lists.
    pub access_rules: u64,
}
