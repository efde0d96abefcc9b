//! A customer of the platform.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{Millis, TenantId};

/// Whether a tenant's queues run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum TenantStatus {
    /// All works.
    Active,
    /// Nobody can join or sign in; nothing is lost.
    Suspended,
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
