//! How often, by configuration.

use serde::Deserialize;
use vq_ports::{Quota, Quotas};

/// The section `rate_limit`.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct RateLimitConfig {
    /// Whether calls are counted at all.
    pub enabled: bool,
    /// Calls in a minute of one account or one visitor. A tenant's own limits hold besides: the lower counts.
    pub per_minute: u32,
    /// Calls in an hour.
    pub per_hour: u32,
    /// Calls in a minute of all strangers from one network.
    ///
    /// Behind one address of a mobile carrier, a university or an office stand thousands of people, who all join in the minute
    /// a sale begins. A visitor makes one or two calls as a stranger (joining, perhaps a code from another device); from
    /// then on the session's own quota counts. So this is not about one person's use; it is a bound to what one network can
    /// do to the service, and 500 calls a second are far from what one node serves.
    pub anonymous_per_minute: u32,
    /// Calls in an hour.
    pub anonymous_per_hour: u32,
    /// Joins in a minute to one queue from one address, on every way in, unless the queue says otherwise. As above, behind one
    /// address may be a crowd: where machines are the trouble, a queue's proof of work is the answer. 0 for any number; not
    /// touched by `enabled`, for no gateway can count these.
    pub joins_per_address_per_minute: u32,
    /// Joins in a minute to one queue with one identifier, unless the queue says otherwise; 0 for any number.
    pub joins_per_identifier_per_minute: u32,
    /// How many consumers a node remembers at most. Each takes about 100 bytes.
    pub most_consumers: usize,
}

impl Default for RateLimitConfig {
    fn default() -> Self {
        Self {
            enabled: true,
            per_minute: 1_000,
            per_hour: 10_000,
            anonymous_per_minute: 30_000,
            anonymous_per_hour: 300_000,
            joins_per_address_per_minute: 6_000,
            joins_per_identifier_per_minute: 20,
            most_consumers: 200_000,
        }
    }
}

impl RateLimitConfig {
    pub(crate) fn quotas(&self) -> Quotas {
        quotas(self.per_minute, self.per_hour)
    }

    pub(crate) fn anonymous_quotas(&self) -> Quotas {
        quotas(self.anonymous_per_minute, self.anonymous_per_hour)
    }
}

fn quotas(minute: u32, hour: u32) -> Quotas {
    [Quota { calls: minute, window_seconds: 60 }, Quota { calls: hour, window_seconds: 3_600 }]
}
