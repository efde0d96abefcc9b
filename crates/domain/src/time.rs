//! Time as the line counts it: milliseconds since the Unix epoch.

use std::ops::{Add, Sub};

use serde::{Deserialize, Serialize};

/// A moment: milliseconds since 1970-01-01T00:00:00Z.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Millis(pub i64);

impl Millis {
    /// This moment plus `seconds`.
    pub fn plus_seconds(self, seconds: u32) -> Self {
        Self(self.0 + i64::from(seconds) * 1000)
    }

    /// Milliseconds from `earlier` to this moment, 0 when `earlier` lies after it.
    pub fn since(self, earlier: Self) -> u64 {
        u64::try_from(self.0 - earlier.0).unwrap_or(0)
    }

    /// RFC 3339 in UTC with milliseconds, e.g. `2024-01-15T10:30:00.000Z`.
    pub fn to_rfc3339(self) -> String {
        format!("{:.3}", self.to_timestamp())
    }

    /// As a jiff timestamp, clamped to what jiff can express.
    pub fn to_timestamp(self) -> jiff::Timestamp {
        jiff::Timestamp::from_millisecond(self.0).unwrap_or(if self.0 < 0 {
            jiff::Timestamp::MIN
        } else {
            jiff::Timestamp::MAX
        })
    }
}

impl From<jiff::Timestamp> for Millis {
    fn from(at: jiff::Timestamp) -> Self {
        Self(at.as_millisecond())
    }
}

impl Add<i64> for Millis {
    type Output = Self;

    fn add(self, millis: i64) -> Self {
        Self(self.0 + millis)
    }
}

impl Sub for Millis {
    type Output = i64;

    fn sub(self, other: Self) -> i64 {
        self.0 - other.0
    }
}
