//! Those who come in person: locations, the counters people are called to, the kiosks that hand out tickets, and the
//! numbers on them.

use std::fmt;

use jiff::{Span, civil::Time, tz::TimeZone};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    AccountId, CounterId, KioskId, LocationId, Message, Millis, QueueId, Schedule, TenantId, schedule::zone,
};

/// By what a queue lets people through.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Releases {
    /// By its rate: a waiting room.
    #[default]
    Rate,
    /// By staff who call.
    Call,
    /// By both.
    Both,
}

impl Releases {
    /// Whether the rate lets people through.
    pub fn by_rate(self) -> bool {
        matches!(self, Self::Rate | Self::Both)
    }

    /// Whether staff calls people.
    pub fn by_call(self) -> bool {
        matches!(self, Self::Call | Self::Both)
    }

    pub(crate) fn is_by_rate_alone(&self) -> bool {
        *self == Self::Rate
    }
}

/// When ticket numbers begin at 1 again.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Numbering {
    /// Every day.
    #[default]
    Daily,
    /// Never.
    Continuous,
}

/// What makes a queue a service of a location.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct WalkIn {
    /// Where it is offered.
    pub location_id: LocationId,
    /// What stands before the number on a ticket, 0 to 4 letters or digits.
    pub prefix: String,
    /// When the numbers begin anew.
    pub numbering: Numbering,
    /// At which time of the day, by the clocks of the location, e.g. `04:00`.
    pub resets_at: String,
    /// How long a person is served on average, before it is known, in seconds.
    pub average_service_seconds: Option<u32>,
    /// The location's time zone, as of its last change.
    pub time_zone: String,
    /// The location's hours, as of its last change.
    pub hours: Option<Schedule>,
}

impl WalkIn {
    /// Minutes after midnight at which the numbers begin anew; `None` if what is written there is no time of the day.
    pub fn reset_minute(&self) -> Option<u16> {
        minute_of_day(&self.resets_at)
    }
}

/// Whether a name is that of a time zone.
pub fn is_time_zone(name: &str) -> bool {
    zone(name).is_some()
}

/// The minute of a day that `HH:MM` names.
pub fn minute_of_day(text: &str) -> Option<u16> {
    let (hours, minutes) = text.split_once(':')?;
    let number = |digits: &str, end: u16| {
        let plain = digits.len() == 2 && digits.bytes().all(|byte| byte.is_ascii_digit());
        digits.parse::<u16>().ok().filter(|&number| plain && number < end)
    };
    Some(number(hours, 24)? * 60 + number(minutes, 60)?)
}

/// The next moment after `after` at which the clocks of a time zone show a minute of the day. Where clocks are put forward
/// over it, it comes as much later; an unknown zone counts as UTC.
pub fn next_time_of_day(time_zone: &str, minute: u16, after: Millis) -> Millis {
    let zone = zone(time_zone).unwrap_or(TimeZone::UTC);
    let time = i8::try_from(minute / 60 % 24).ok().zip(i8::try_from(minute % 60).ok());
    let time = time.and_then(|(hour, minute)| Time::new(hour, minute, 0, 0).ok()).unwrap_or_default();
    let today = zone.to_datetime(after.to_timestamp()).date();
    (0..3)
        .filter_map(|days| {
            let day = today.checked_add(Span::new().days(days)).ok()?;
            Some(Millis::from(zone.to_zoned(day.to_datetime(time)).ok()?.timestamp()))
        })
        .find(|at| *at > after)
        .unwrap_or(Millis(i64::MAX))
}

/// What stands on a ticket: a prefix and at least three digits.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TicketNumber {
    /// Of the service.
    pub prefix: Box<str>,
    /// From 1.
    pub number: u32,
}

impl fmt::Display for TicketNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{:03}", self.prefix, self.number)
    }
}

/// A counter as those who are called are told of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CounterRef {
    /// Which.
    pub id: CounterId,
    /// What stands above it.
    pub name: Box<str>,
}

/// Where people come in person.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Location {
    /// Which.
    pub id: LocationId,
    /// Whose.
    pub tenant_id: TenantId,
    /// 1 to 200 characters.
    pub name: String,
    /// Up to 500 characters.
    pub address: String,
    /// IANA name.
    pub time_zone: String,
    /// In which people are spoken to, the first before the others: BCP 47 tags.
    pub languages: Vec<String>,
    /// When it is open; `None`: always.
    pub hours: Option<Schedule>,
    /// Shown to all who are there.
    pub message: Option<Message>,
    /// Counts changes, for optimistic concurrency.
    pub version: u64,
    /// When it came to be.
    pub created_at: Millis,
    /// When it was last changed.
    pub updated_at: Millis,
}

/// Whom a counter calls first, of those who wait for different services.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum CallOrder {
    /// Nobody of the second service while somebody of the first waits.
    #[default]
    Preference,
    /// By priority, then who came first.
    Arrival,
}

/// A desk to which people are called.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Counter {
    /// Which.
    pub id: CounterId,
    /// Whose.
    pub tenant_id: TenantId,
    /// Where.
    pub location_id: LocationId,
    /// What stands above it, 1 to 50 characters.
    pub name: String,
    /// The services it takes, the preferred first.
    pub services: Vec<QueueId>,
    /// Whom it calls first.
    pub order: CallOrder,
    /// How many may be called or served there at once, 1 to 20.
    pub max_served: u16,
    /// Whether somebody works there.
    pub is_open: bool,
    /// Who opened it.
    pub staffed_by: Option<AccountId>,
    /// When.
    pub opened_at: Option<Millis>,
    /// Counts changes, for optimistic concurrency.
    pub version: u64,
    /// When it came to be.
    pub created_at: Millis,
    /// When it was last changed.
    pub updated_at: Millis,
}

impl Counter {
    /// As those who are called are told of it.
    pub fn reference(&self) -> CounterRef {
        CounterRef { id: self.id, name: self.name.as_str().into() }
    }
}

/// A device that hands out tickets.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Kiosk {
    /// Which.
    pub id: KioskId,
    /// Whose.
    pub tenant_id: TenantId,
    /// Where it stands.
    pub location_id: LocationId,
    /// For those who look after it, 1 to 200 characters.
    pub name: String,
    /// SHA-256 of the token it shows.
    pub token_hash: [u8; 32],
    /// Whether it is to hand out nothing for now.
    pub out_of_service: bool,
    /// What it says meanwhile, up to 500 characters.
    pub out_of_service_text: String,
    /// Counts changes, for optimistic concurrency.
    pub version: u64,
    /// When it came to be.
    pub created_at: Millis,
    /// When it was last changed.
    pub updated_at: Millis,
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_number_has_three_digits_and_grows() {
        let number = |number| TicketNumber { prefix: "A".into(), number }.to_string();
        assert_eq!([number(7), number(999), number(1000)], ["A007", "A999", "A1000"]);
    }

    #[test]
    fn a_time_of_the_day_is_read() {
        assert_eq!((minute_of_day("04:00"), minute_of_day("23:59")), (Some(240), Some(1439)));
        for wrong in ["24:00", "4:00", "04:60", "+4:00", "0400", "", "04:00:00"] {
            assert_eq!(minute_of_day(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn the_next_reset_is_by_the_clocks_of_the_place() {
        // 2024-03-30 12:00 UTC; in the night after, clocks in Berlin go from 02:00 to 03:00.
        let noon = Millis(1_711_800_000_000);
        assert_eq!(next_time_of_day("Europe/Berlin", 240, noon).to_rfc3339(), "2024-03-31T02:00:00.000Z");
        assert_eq!(next_time_of_day("Europe/Berlin", 150, noon).to_rfc3339(), "2024-03-31T01:30:00.000Z");
        assert_eq!(next_time_of_day("Nowhere/Else", 780, noon).to_rfc3339(), "2024-03-30T13:00:00.000Z");
    }

    proptest! {
        #[test]
        fn any_text_is_a_time_or_is_refused(text in "\\PC{0,8}|[0-9]{2}:[0-9]{2}") {
            if let Some(minute) = minute_of_day(&text) {
                prop_assert_eq!(format!("{:02}:{:02}", minute / 60, minute % 60), text);
            }
        }

        #[test]
        fn resets_come_once_a_day(after in 0..4_102_444_800_000_i64, minute in 0..1440_u16) {
            let next = next_time_of_day("America/New_York", minute, Millis(after));
            let following = next_time_of_day("America/New_York", minute, next);
            prop_assert!(next > Millis(after) && next - Millis(after) <= 26 * 3_600_000);
            prop_assert!((22 * 3_600_000..=26 * 3_600_000).contains(&(following - next)));
        }
    }
}
