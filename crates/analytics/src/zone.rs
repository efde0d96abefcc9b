//! Hours and days as the clock on the wall has them.

use std::sync::LazyLock;

use jiff::{
    Zoned,
    tz::{TimeZone, TimeZoneDatabase},
};
use vq_domain::Millis;

/// Those that came with the program: the machine's may be missing or old.
static ZONES: LazyLock<TimeZoneDatabase> = LazyLock::new(TimeZoneDatabase::bundled);

/// The time zone with this IANA name.
pub fn find(name: &str) -> Option<TimeZone> {
    ZONES.get(name).ok()
}

/// How long a point of a series is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// A minute.
    Minute,
    /// An hour.
    Hour,
    /// A day: 23 to 25 hours where clocks are changed.
    Day,
}

impl Step {
    /// The step with this name.
    pub fn parse(name: &str) -> Option<Self> {
        match name {
            "minute" => Some(Self::Minute),
            "hour" => Some(Self::Hour),
            "day" => Some(Self::Day),
            _ => None,
        }
    }

    /// About how long it is, in milliseconds.
    pub fn about_millis(self) -> i64 {
        match self {
            Self::Minute => 60_000,
            Self::Hour => 3_600_000,
            Self::Day => 86_400_000,
        }
    }

    /// The beginnings of the steps from the one that `from` lies in to the one that ends at `to` or later, and that end.
    pub fn edges(self, from: Millis, to: Millis, zone: &TimeZone) -> Vec<Millis> {
        let mut edges = vec![self.start(from, zone)];
        let mut last = edges[0];
        while last < to {
            let next = self.next(last, zone);
            // Years beyond what a calendar can express.
            if next <= last {
                break;
            }
            edges.push(next);
            last = next;
        }
        edges
    }

    fn start(self, at: Millis, zone: &TimeZone) -> Millis {
        match self {
            Self::Minute => floor(at, 60_000),
            // By the quarter that the zone's clocks are at: where they differ from UTC by half an hour, so do hours.
            Self::Hour => {
                let offset = i64::from(local(at, zone).offset().seconds()) * 1000;
                floor(at + offset, 3_600_000) + -offset
            }
            Self::Day => local(at, zone).start_of_day().map_or(at, |day| day.timestamp().into()),
        }
    }

    fn next(self, start: Millis, zone: &TimeZone) -> Millis {
        match self {
            Self::Minute => start + 60_000,
            // Where clocks are changed by half an hour, one hour is as long as half or one and a half.
            Self::Hour => match self.start(start + 3_600_000, zone) {
                next if next > start => next,
                _ => start + 3_600_000,
            },
            Self::Day => {
                let tomorrow = local(start, zone).date().tomorrow();
                let next = tomorrow.and_then(|day| day.to_zoned(zone.clone()));
                next.map_or(start, |next| next.timestamp().into())
            }
        }
    }
}

/// The hour of the day, 0 to 23.
pub fn hour_of_day(at: Millis, zone: &TimeZone) -> u8 {
    u8::try_from(local(at, zone).hour()).unwrap_or(0)
}

fn local(at: Millis, zone: &TimeZone) -> Zoned {
    at.to_timestamp().to_zoned(zone.clone())
}

fn floor(at: Millis, millis: i64) -> Millis {
    Millis(at.0 - at.0.rem_euclid(millis))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn edges(step: Step, from: &str, to: &str, zone: &str) -> Vec<String> {
        let at = |text: &str| Millis::from(text.parse::<jiff::Timestamp>().unwrap());
        let edges = step.edges(at(from), at(to), &find(zone).unwrap());
        edges.iter().map(|edge| edge.to_timestamp().to_string()).collect()
    }

    #[test]
    fn a_day_is_the_one_on_the_wall_also_where_clocks_are_changed() {
        let days = edges(Step::Day, "2026-03-28T12:00:00Z", "2026-03-30T12:00:00Z", "Europe/Berlin");
        assert_eq!(
            days,
            ["2026-03-27T23:00:00Z", "2026-03-28T23:00:00Z", "2026-03-29T22:00:00Z", "2026-03-30T22:00:00Z"]
        );
        // The clocks of Beirut go forward at midnight: the day begins at one.
        let days = edges(Step::Day, "2026-03-28T12:00:00Z", "2026-03-29T12:00:00Z", "Asia/Beirut");
        assert_eq!(days, ["2026-03-27T22:00:00Z", "2026-03-28T22:00:00Z", "2026-03-29T21:00:00Z"]);
    }

    #[test]
    fn an_hour_begins_where_the_clock_on_the_wall_says_so() {
        let hours = edges(Step::Hour, "2026-01-01T10:10:00Z", "2026-01-01T11:10:00Z", "Asia/Kathmandu");
        assert_eq!(hours, ["2026-01-01T09:15:00Z", "2026-01-01T10:15:00Z", "2026-01-01T11:15:00Z"]);
        // Lord Howe Island sets its clocks back by half an hour.
        let hours = edges(Step::Hour, "2026-04-04T14:00:00Z", "2026-04-04T16:30:00Z", "Australia/Lord_Howe");
        assert!(hours.windows(2).all(|pair| pair[0] < pair[1]), "{hours:?}");
        assert_eq!(hours.last().unwrap(), "2026-04-04T16:30:00Z");
    }

    #[test]
    fn all_edges_lie_on_quarters_and_follow_on_each_other() {
        for zone in ["UTC", "Asia/Kolkata", "America/St_Johns", "Pacific/Chatham", "Australia/Lord_Howe"] {
            let zone = find(zone).unwrap();
            for step in [Step::Hour, Step::Day] {
                let from = Millis(1_767_225_600_000);
                let edges = step.edges(from, from + 366 * 86_400_000, &zone);
                assert!(edges[0] <= from && edges.last().unwrap().0 >= from.0 + 366 * 86_400_000);
                assert!(edges.windows(2).all(|pair| pair[0] < pair[1]));
                assert!(edges.iter().all(|edge| edge.0 % 900_000 == 0));
            }
        }
    }
}
