//! The release rate as a token bucket (invariant I2), in whole numbers so that nothing drifts.
//!
//! One release costs [`TOKEN`] units; `rate` units flow in each millisecond, where `rate` is releases per minute. The
//! bucket holds one second of rate, at least one release. Hence in any 60 s at most `rate + max(1, rate / 60)` releases.

use serde::{Deserialize, Serialize};
use vq_domain::Millis;

/// Units that one release costs: milliseconds in a minute.
pub const TOKEN: i64 = 60_000;

/// A clock that is behind by more than this was set; by less, it belongs to another node that runs a little ahead.
pub(crate) const CLOCK_SET_MILLIS: i64 = 60_000;

/// A token bucket.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bucket {
    units: i64,
    at: Millis,
}

impl Bucket {
    /// A full bucket.
    pub fn full(rate_per_minute: u32, now: Millis) -> Self {
        Self { units: capacity(rate_per_minute), at: now }
    }

    /// How many may be released at `now`.
    pub fn available(&self, rate_per_minute: u32, now: Millis) -> u32 {
        u32::try_from(self.refilled(rate_per_minute, now).units / TOKEN).unwrap_or(0)
    }

    /// Takes `count` releases out; the bucket stays as it was and the answer is `false` when there are not that many.
    pub fn take(&mut self, count: u32, rate_per_minute: u32, now: Millis) -> bool {
        let refilled = self.refilled(rate_per_minute, now);
        let cost = i64::from(count) * TOKEN;
        if refilled.units < cost {
            return false;
        }
        *self = Self { units: refilled.units - cost, at: refilled.at };
        true
    }

    /// Goes on at another rate: what has flowed in at the old one stays, up to what the new bucket holds.
    pub fn change_rate(&mut self, old_per_minute: u32, new_per_minute: u32, now: Millis) {
        let refilled = self.refilled(old_per_minute, now);
        *self = Self { units: refilled.units.min(capacity(new_per_minute)), at: refilled.at };
    }

    /// When the next release will be possible; `None` if it is now.
    pub fn next_at(&self, rate_per_minute: u32, now: Millis) -> Option<Millis> {
        let refilled = self.refilled(rate_per_minute, now);
        let missing = TOKEN - refilled.units;
        (missing > 0).then(|| {
            let rate = i64::from(rate_per_minute.max(1));
            refilled.at + (missing + rate - 1) / rate
        })
    }

    /// A clock that is behind a little neither fills nor empties the bucket. One that was set back goes on from there with
    /// a single release: waiting for it to catch up could stop the line for years.
    fn refilled(&self, rate_per_minute: u32, now: Millis) -> Self {
        if now <= self.at {
            let was_set = self.at - now > CLOCK_SET_MILLIS;
            return if was_set { Self { units: TOKEN, at: now } } else { *self };
        }
        let inflow = i64::from(rate_per_minute).saturating_mul(now - self.at);
        Self { units: self.units.saturating_add(inflow).min(capacity(rate_per_minute)), at: now }
    }
}

fn capacity(rate_per_minute: u32) -> i64 {
    TOKEN.max(i64::from(rate_per_minute) * 1000)
}
