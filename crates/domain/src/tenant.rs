//! A customer of the platform.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{AccountId, Limit, Millis, TenantId};

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

impl TenantStatus {
    /// The stable name.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Suspended => "suspended",
            Self::Deleting => "deleting",
        }
    }

    /// The status with this name.
    pub fn parse(name: &str) -> Option<Self> {
        [Self::Active, Self::Suspended, Self::Deleting].into_iter().find(|status| status.as_str() == name)
    }
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
    /// How many people may sign in, those who are invited included.
    pub max_people: u32,
    /// How many keys of programs may exist.
    pub max_api_keys: u32,
    /// How many locations may exist.
    pub max_locations: u32,
    /// How many counters may exist, at all locations.
    pub max_counters: u32,
    /// How many kiosks may exist, at all locations.
    pub max_kiosks: u32,
    /// How many domains it may have.
    pub max_domains: u32,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            max_queues: 100,
            max_concurrent_users: 1_000_000,
            max_waiting: 5_000_000,
            api_requests_per_minute: 1_000,
            api_requests_per_hour: 10_000,
            max_people: 1_000,
            max_api_keys: 200,
            max_locations: 1_000,
            max_counters: 5_000,
            max_kiosks: 5_000,
            max_domains: 20,
        }
    }
}

impl Limits {
    /// All of them: field by field, with the highest value each may be given.
    pub fn all(&self) -> [(Limit, u32); 11] {
        [
            (self.queues(), 10_000),
            (self.concurrent_users(), 10_000_000),
            (self.waiting(), 100_000_000),
            (self.requests_per_minute(), 10_000_000),
            (self.requests_per_hour(), 600_000_000),
            (self.people(), 100_000),
            (self.api_keys(), 10_000),
            (self.locations(), 100_000),
            (self.counters(), 100_000),
            (self.kiosks(), 100_000),
            (self.domains(), 1_000),
        ]
    }

    /// How many queues may exist.
    pub fn queues(&self) -> Limit {
        Limit { name: "maxQueues", value: self.max_queues, about: "queues of the tenant" }
    }

    /// The highest `maxConcurrentUsers` a queue may have.
    pub fn concurrent_users(&self) -> Limit {
        let about = "people that one queue lets in at once";
        Limit { name: "maxConcurrentUsers", value: self.max_concurrent_users, about }
    }

    /// The highest number of people waiting in one queue.
    pub fn waiting(&self) -> Limit {
        Limit { name: "maxWaiting", value: self.max_waiting, about: "people waiting in one queue" }
    }

    /// API calls a minute.
    pub fn requests_per_minute(&self) -> Limit {
        let about = "calls of one account or key in a minute";
        Limit { name: "apiRequestsPerMinute", value: self.api_requests_per_minute, about }
    }

    /// API calls an hour.
    pub fn requests_per_hour(&self) -> Limit {
        let about = "calls of one account or key in an hour";
        Limit { name: "apiRequestsPerHour", value: self.api_requests_per_hour, about }
    }

    /// How many people may sign in.
    pub fn people(&self) -> Limit {
        let about = "people of the tenant, those who are invited included";
        Limit { name: "maxPeople", value: self.max_people, about }
    }

    /// How many keys of programs may exist.
    pub fn api_keys(&self) -> Limit {
        Limit { name: "maxApiKeys", value: self.max_api_keys, about: "API keys of the tenant" }
    }

    /// How many locations may exist.
    pub fn locations(&self) -> Limit {
        Limit { name: "maxLocations", value: self.max_locations, about: "locations of the tenant" }
    }

    /// How many counters may exist.
    pub fn counters(&self) -> Limit {
        Limit { name: "maxCounters", value: self.max_counters, about: "counters of the tenant" }
    }

    /// How many kiosks may exist.
    pub fn kiosks(&self) -> Limit {
        Limit { name: "maxKiosks", value: self.max_kiosks, about: "kiosks of the tenant" }
    }

    /// How many domains it may have.
    pub fn domains(&self) -> Limit {
        Limit { name: "maxDomains", value: self.max_domains, about: "domains of the tenant" }
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
    /// How many of what was removed at once where everything ends by itself within the hour (Redis); `None` where there is no such
    /// place, or it could not be reached.
    pub leavings: Option<BTreeMap<String, u64>>,
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
    /// Domains.
    pub domains: u64,
}
