//! Tenants as callers see and send them.

use std::collections::BTreeMap;

use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;
use utoipa::ToSchema;
use vq_domain::{
    AccountId, Limits, Millis, Tenant, TenantDeletion, TenantId, TenantStatus, TenantUsage, limit,
};

/// A tenant.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct TenantView {
    /// Which.
    pub id: TenantId,
    /// Shown to people.
    #[schema(example = "Corner shop")]
    pub name: String,
    /// Its own domain, lower-case.
    #[schema(example = "shop.example")]
    pub domain: Option<String>,
    /// Its own settings.
    #[schema(value_type = Object)]
    pub configuration: Value,
    /// What it may use.
    pub limits: Limits,
    /// Whether its queues run.
    pub status: TenantStatus,
    /// Counts changes; send it with a change to be refused if somebody else was faster.
    pub version: u64,
    /// RFC 3339, UTC.
    pub created_at: String,
    /// RFC 3339, UTC.
    pub updated_at: String,
}

impl From<Tenant> for TenantView {
    fn from(tenant: Tenant) -> Self {
        Self {
            id: tenant.id,
            name: tenant.name,
            domain: tenant.domain,
            configuration: tenant.configuration,
            limits: tenant.limits,
            status: tenant.status,
            version: tenant.version,
            created_at: tenant.created_at.to_rfc3339(),
            updated_at: tenant.updated_at.to_rfc3339(),
        }
    }
}

/// A tenant to be.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CreateTenant {
    /// Shown to people, 1 to 200 characters.
    #[schema(min_length = 1, max_length = 200, example = "Corner shop")]
    pub name: String,
    /// Its own domain; no other tenant may have it.
    #[schema(max_length = 253, example = "shop.example")]
    pub domain: Option<String>,
    /// Its own settings, an object of at most 16 KiB. `locale` and `timeZone` are filled in if absent.
    #[schema(value_type = Option<Object>)]
    pub configuration: Option<Value>,
    /// What it may use; what is absent has the platform's default.
    pub limits: Option<LimitsInput>,
}

/// A tenant as it shall be.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ChangeTenant {
    /// Shown to people, 1 to 200 characters.
    #[schema(min_length = 1, max_length = 200, example = "Corner shop")]
    pub name: String,
    /// Its own domain; `null` takes it away, absent leaves it.
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<String>, max_length = 253, example = "shop.example")]
    pub domain: Option<Option<String>>,
    /// Replaces all of its settings, an object of at most 16 KiB; absent leaves them.
    #[schema(value_type = Option<Object>)]
    pub configuration: Option<Value>,
    /// What it may use; only the platform's own people may change it. What is absent stays.
    pub limits: Option<LimitsInput>,
    /// The `version` that was read; the change is refused if the tenant has another one by now.
    #[serde(alias = "ifVersion")]
    pub version: Option<u64>,
}

/// Limits of a tenant; what is absent stays.
#[derive(Clone, Debug, Default, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct LimitsInput {
    /// How many queues may exist, 1 to 10,000.
    #[schema(minimum = 1, maximum = 10000)]
    pub max_queues: Option<u32>,
    /// The highest `maxConcurrentUsers` a queue may have, 1 to 10,000,000.
    #[schema(minimum = 1, maximum = 10000000)]
    pub max_concurrent_users: Option<u32>,
    /// The highest number of people waiting in one queue, 1 to 100,000,000.
    #[schema(minimum = 1, maximum = 100000000)]
    pub max_waiting: Option<u32>,
    /// API calls a minute, 1 to 10,000,000.
    #[schema(minimum = 1, maximum = 10000000)]
    pub api_requests_per_minute: Option<u32>,
    /// API calls an hour, 1 to 600,000,000.
    #[schema(minimum = 1, maximum = 600000000)]
    pub api_requests_per_hour: Option<u32>,
    /// How many people may sign in, those who are invited included, 1 to 100,000.
    #[schema(minimum = 1, maximum = 100000)]
    pub max_people: Option<u32>,
    /// How many API keys may exist, 1 to 10,000.
    #[schema(minimum = 1, maximum = 10000)]
    pub max_api_keys: Option<u32>,
    /// How many locations may exist, 1 to 100,000.
    #[schema(minimum = 1, maximum = 100000)]
    pub max_locations: Option<u32>,
    /// How many counters may exist, 1 to 100,000.
    #[schema(minimum = 1, maximum = 100000)]
    pub max_counters: Option<u32>,
    /// How many kiosks may exist, 1 to 100,000.
    #[schema(minimum = 1, maximum = 100000)]
    pub max_kiosks: Option<u32>,
    /// How many domains it may have, 1 to 1,000.
    #[schema(minimum = 1, maximum = 1000)]
    pub max_domains: Option<u32>,
}

impl LimitsInput {
    /// `base` with what is present here.
    pub(crate) fn over(&self, base: &Limits) -> Limits {
        Limits {
            max_queues: self.max_queues.unwrap_or(base.max_queues),
            max_concurrent_users: self.max_concurrent_users.unwrap_or(base.max_concurrent_users),
            max_waiting: self.max_waiting.unwrap_or(base.max_waiting),
            api_requests_per_minute: self.api_requests_per_minute.unwrap_or(base.api_requests_per_minute),
            api_requests_per_hour: self.api_requests_per_hour.unwrap_or(base.api_requests_per_hour),
            max_people: self.max_people.unwrap_or(base.max_people),
            max_api_keys: self.max_api_keys.unwrap_or(base.max_api_keys),
            max_locations: self.max_locations.unwrap_or(base.max_locations),
            max_counters: self.max_counters.unwrap_or(base.max_counters),
            max_kiosks: self.max_kiosks.unwrap_or(base.max_kiosks),
            max_domains: self.max_domains.unwrap_or(base.max_domains),
        }
    }
}

/// What became of a tenant that was deleted.
#[derive(Debug, Serialize, ToSchema)]
pub struct DeletedTenant {
    /// Which.
    pub id: TenantId,
    /// `true`
    #[schema(example = true)]
    pub deleted: bool,
}

/// How far the deletion of a tenant is.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct TenantDeletionView {
    /// Which.
    pub tenant_id: TenantId,
    /// Who said so.
    pub requested_by: AccountId,
    /// RFC 3339, UTC.
    pub requested_at: String,
    /// Whether every table was found to hold nothing of it.
    pub finished: bool,
    /// When, RFC 3339, UTC; `null` before.
    pub finished_at: Option<String>,
    /// How many rows of each table were its when it was deleted.
    pub rows: BTreeMap<String, u64>,
    /// How many are left, as it was last counted; empty once there are none.
    pub rows_left: BTreeMap<String, u64>,
    /// How many of what was removed from Redis at once, where everything ends by itself within the hour; `null` without Redis, and
    /// if it could not be reached.
    pub removed_from_redis: Option<BTreeMap<String, u64>>,
}

impl From<TenantDeletion> for TenantDeletionView {
    fn from(deletion: TenantDeletion) -> Self {
        Self {
            tenant_id: deletion.tenant_id,
            requested_by: deletion.requested_by,
            requested_at: deletion.requested_at.to_rfc3339(),
            finished: deletion.finished_at.is_some(),
            finished_at: deletion.finished_at.map(Millis::to_rfc3339),
            rows: deletion.rows,
            rows_left: deletion.left,
            removed_from_redis: deletion.leavings,
        }
    }
}

/// Something that has a limit.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
pub struct LimitUsage {
    /// How much is used.
    pub used: u64,
    /// How much may be.
    pub limit: u64,
}

/// How much a tenant uses.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct TenantUsageView {
    /// Queues.
    pub max_queues: LimitUsage,
    /// The highest `maxConcurrentUsers` of its queues.
    pub max_concurrent_users: LimitUsage,
    /// People waiting in the queue in which most wait.
    pub max_waiting: LimitUsage,
    /// People who sign in. For the limit those count, too, who are invited.
    pub max_people: LimitUsage,
    /// Keys of programs.
    pub max_api_keys: LimitUsage,
    /// Locations.
    pub max_locations: LimitUsage,
    /// Counters.
    pub max_counters: LimitUsage,
    /// Kiosks.
    pub max_kiosks: LimitUsage,
    /// Domains.
    pub max_domains: LimitUsage,
    /// Rules of block and allow lists.
    pub access_rules: LimitUsage,
    /// Invite codes of all queues; each may have so many.
    pub invite_codes: LimitUsage,
    /// People waiting, offered their turn or inside, in all queues.
    pub live_sessions: u64,
}

impl TenantUsageView {
    /// What is used beside what may be.
    pub(crate) fn new(usage: TenantUsage, limits: &Limits) -> Self {
        let of = |used: u64, limit: u32| LimitUsage { used, limit: u64::from(limit) };
        Self {
            max_queues: of(usage.queues, limits.max_queues),
            max_concurrent_users: of(usage.highest_concurrent_users, limits.max_concurrent_users),
            max_waiting: of(usage.most_waiting, limits.max_waiting),
            max_people: of(usage.people, limits.max_people),
            max_api_keys: of(usage.api_keys, limits.max_api_keys),
            max_locations: of(usage.locations, limits.max_locations),
            max_counters: of(usage.counters, limits.max_counters),
            max_kiosks: of(usage.kiosks, limits.max_kiosks),
            max_domains: of(usage.domains, limits.max_domains),
            access_rules: of(usage.access_rules, limit::ACCESS_RULES.value),
            invite_codes: of(usage.invite_codes, limit::INVITE_CODES.value),
            live_sessions: usage.live_sessions,
        }
    }
}

/// Tells `null` (`Some(None)`) from absent (`None`).
fn present<'de, D: Deserializer<'de>, T: Deserialize<'de>>(
    deserializer: D,
) -> Result<Option<Option<T>>, D::Error> {
    Option::deserialize(deserializer).map(Some)
}
