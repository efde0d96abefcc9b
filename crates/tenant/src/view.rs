//! Tenants as callers see and send them.

use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;
use utoipa::ToSchema;
use vq_domain::{Limits, Tenant, TenantId, TenantStatus};

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

/// Tells `null` (`Some(None)`) from absent (`None`).
fn present<'de, D: Deserializer<'de>, T: Deserialize<'de>>(
    deserializer: D,
) -> Result<Option<Option<T>>, D::Error> {
    Option::deserialize(deserializer).map(Some)
}
