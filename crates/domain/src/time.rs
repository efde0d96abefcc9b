//! Time as the line counts it: milliseconds since the Unix epoch.

use std::ops::{Add, Sub};

use serde::{Deserialize, Serialize, Serializer};
use utoipa::ToSchema;

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
        // Several of these are in every answer; a general formatter would take most of a poll's time.
        let text = four_digit_year(self.0);
        match text.as_ref().and_then(|text| std::str::from_utf8(text).ok()) {
            Some(text) => text.to_owned(),
            None => format!("{:.3}", self.to_timestamp()),
        }
    }

    /// The moment that RFC 3339 text names, in whatever zone it is written. `None` if it is no such text.
    pub fn parse_rfc3339(text: &str) -> Option<Self> {
        text.parse::<jiff::Timestamp>().ok().map(Self::from)
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

/// A moment that is written as RFC 3339 in UTC with milliseconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ToSchema)]
#[schema(value_type = String, format = DateTime, example = "2024-01-15T10:30:00.000Z")]
pub struct Stamp(pub Millis);

impl Serialize for Stamp {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let text = four_digit_year(self.0.0);
        match text.as_ref().and_then(|text| std::str::from_utf8(text).ok()) {
            Some(text) => serializer.serialize_str(text),
            None => serializer.serialize_str(&self.0.to_rfc3339()),
        }
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

/// A moment from 1970 to 9999 as RFC 3339; other years need another width, or a sign.
///
/// The date comes from the count of days by Howard Hinnant's `civil_from_days`
/// (<https://howardhinnant.github.io/date_algorithms.html>), for days after the epoch.
fn four_digit_year(millis: i64) -> Option<[u8; 24]> {
    const LAST: i64 = 253_402_300_799_999;
    if !(0..=LAST).contains(&millis) {
        return None;
    }
    let (days, in_day) = (millis / 86_400_000, millis % 86_400_000);
    // From here on a year begins on the first of March, so that a leap day is its last.
    let shifted = days + 719_468;
    let (era, day_of_era) = (shifted / 146_097, shifted % 146_097);
    let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = if month_from_march < 10 { month_from_march + 3 } else { month_from_march - 9 };
    let year = year_of_era + era * 400 + i64::from(month <= 2);

    let mut text = *b"0000-00-00T00:00:00.000Z";
    let numbers = [
        (0, 4, year),
        (5, 2, month),
        (8, 2, day),
        (11, 2, in_day / 3_600_000),
        (14, 2, in_day / 60_000 % 60),
        (17, 2, in_day / 1_000 % 60),
        (20, 3, in_day % 1_000),
    ];
    for (at, width, mut number) in numbers {
        for digit in text[at..at + width].iter_mut().rev() {
            *digit = b'0' + u8::try_from(number % 10).unwrap_or(0);
            number /= 10;
        }
    }
    Some(text)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_moment_reads_back_as_written(at in -62_135_596_800_000_i64..253_402_207_200_000) {
            prop_assert_eq!(Millis::parse_rfc3339(&Millis(at).to_rfc3339()), Some(Millis(at)));
        }

        #[test]
        fn any_text_is_a_moment_or_none(text in "\\PC{0,40}") {
            Millis::parse_rfc3339(&text);
        }

        #[test]
        fn a_moment_is_written_as_jiff_writes_it(
            millis in prop_oneof![-377_705_023_201_000_i64..253_402_207_200_000, 0..4_102_444_800_000_i64],
        ) {
            let moment = Millis(millis);
            prop_assert_eq!(moment.to_rfc3339(), format!("{:.3}", moment.to_timestamp()));
        }
    }

    #[test]
    fn the_edges_of_months_and_years_are_right() {
        for (millis, text) in [
            (0, "1970-01-01T00:00:00.000Z"),
            (951_782_399_999, "2000-02-28T23:59:59.999Z"),
            (951_782_400_000, "2000-02-29T00:00:00.000Z"),
            (951_868_800_000, "2000-03-01T00:00:00.000Z"),
            (4_107_542_400_000, "2100-03-01T00:00:00.000Z"),
            (1_704_067_199_999, "2023-12-31T23:59:59.999Z"),
        ] {
            assert_eq!(Millis(millis).to_rfc3339(), text);
        }
    }
}
