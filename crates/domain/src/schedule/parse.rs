//! From what the owner wrote to a [`Timetable`], or everything that is wrong with it.

use std::{collections::BTreeMap, sync::LazyLock};

use jiff::{
    Timestamp,
    civil::Date,
    tz::{TimeZone, TimeZoneDatabase},
};

use super::{Schedule, Timetable, Window, timetable::Span};
use crate::{Error, ErrorCode, FieldError, Limit, Millis, limit};

const MINUTES_PER_DAY: u16 = 24 * 60;

/// The database inside the binary: the same answers on every machine, and none that a system's update changes halfway.
static ZONES: LazyLock<TimeZoneDatabase> = LazyLock::new(TimeZoneDatabase::bundled);

/// The time zone of an IANA name.
pub(crate) fn zone(name: &str) -> Option<TimeZone> {
    ZONES.get(name).ok()
}

pub(super) fn timetable(schedule: &Schedule) -> Result<Timetable, Error> {
    let mut problems = Problems::default();
    let zone = problems.zone(&schedule.time_zone);
    problems.limit("windows", schedule.windows.len(), limit::SCHEDULE_WINDOWS);
    problems.limit("exceptions", schedule.exceptions.len(), limit::SCHEDULE_EXCEPTIONS);
    problems.limit("events", schedule.events.len(), limit::SCHEDULE_EVENTS);
    if !problems.0.is_empty() && zone.is_some() {
        return Err(problems.into()); // not worth reading
    }

    let mut week: [Vec<Span>; 7] = Default::default();
    for (number, window) in schedule.windows.iter().enumerate() {
        problems.window(number, window, &mut week);
    }
    let mut exceptions = BTreeMap::new();
    for (number, exception) in schedule.exceptions.iter().enumerate() {
        let path = format!("exceptions[{number}]");
        let date = problems.date(&format!("{path}.date"), &exception.date);
        let span = match (&exception.from, &exception.to) {
            (None, None) => None,
            (Some(from), Some(to)) => problems.span(&path, from, to),
            (None, Some(_)) => problems.missing(&format!("{path}.from"), "A `to` needs a `from`."),
            (Some(_), None) => problems.missing(&format!("{path}.to"), "A `from` needs a `to`."),
        };
        if date.is_some_and(|date| exceptions.insert(date, span).is_some()) {
            problems.invalid::<()>(&format!("{path}.date"), "This date has an exception already.");
        }
    }
    let mut events = Vec::new();
    for (number, event) in schedule.events.iter().enumerate() {
        let from = problems.moment(&format!("events[{number}].from"), &event.from);
        let to = problems.moment(&format!("events[{number}].to"), &event.to);
        if let (Some(from), Some(to)) = (from, to) {
            if to <= from {
                problems.invalid::<()>(&format!("events[{number}].to"), "An event ends after it begins.");
            }
            events.push((from, to));
        }
    }
    match zone {
        Some(zone) if problems.0.is_empty() => Ok(Timetable::new(zone, week, exceptions, events)),
        _ => Err(problems.into()),
    }
}

#[derive(Default)]
struct Problems(Vec<FieldError>);

impl Problems {
    fn add<T>(&mut self, code: ErrorCode, path: &str, message: &str) -> Option<T> {
        self.0.push(FieldError::new(code, format!("schedule.{path}"), message));
        None
    }

    fn invalid<T>(&mut self, path: &str, message: &str) -> Option<T> {
        self.add(ErrorCode::InvalidField, path, message)
    }

    fn missing<T>(&mut self, path: &str, message: &str) -> Option<T> {
        self.add(ErrorCode::MissingField, path, message)
    }

    fn limit(&mut self, path: &str, count: usize, limit: Limit) {
        if count > limit.count() {
            let message = format!("At most {} are possible.", limit.value);
            let error = FieldError::new(ErrorCode::InvalidField, format!("schedule.{path}"), message);
            self.0.push(error.over(limit, count));
        }
    }

    fn zone(&mut self, name: &str) -> Option<TimeZone> {
        if name.is_empty() {
            return self.missing("timeZone", "A schedule needs a time zone, e.g. `Europe/Berlin`.");
        }
        match ZONES.get(name) {
            Ok(zone) => Some(zone),
            Err(_) => {
                self.invalid("timeZone", "This is no time zone; write an IANA name, e.g. `Europe/Berlin`.")
            }
        }
    }

    fn window(&mut self, number: usize, window: &Window, week: &mut [Vec<Span>; 7]) {
        let path = format!("windows[{number}]");
        if window.days.is_empty() {
            self.invalid::<()>(&format!("{path}.days"), "A window needs at least one day.");
        }
        if let Some(span) = self.span(&path, &window.from, &window.to) {
            for &day in &window.days {
                week[day as usize].push(span);
            }
        }
    }

    fn span(&mut self, path: &str, from: &str, to: &str) -> Option<Span> {
        let from = match minute_of_day(from).filter(|&from| from < MINUTES_PER_DAY) {
            None => self
                .invalid(&format!("{path}.from"), "Write a time of day as `HH:MM`, from `00:00` to `23:59`."),
            from => from,
        };
        let to = match minute_of_day(to) {
            None => self
                .invalid(&format!("{path}.to"), "Write a time of day as `HH:MM`, from `00:00` to `24:00`."),
            to => to,
        };
        let (from, to) = (from?, to?);
        Some(Span { from, to: if to > from { to } else { to + MINUTES_PER_DAY } })
    }

    fn date(&mut self, path: &str, text: &str) -> Option<Date> {
        match text.parse() {
            Ok(date) if text.len() == "YYYY-MM-DD".len() => Some(date),
            _ => self.invalid(path, "Write a date as `YYYY-MM-DD`."),
        }
    }

    fn moment(&mut self, path: &str, text: &str) -> Option<Millis> {
        match text.parse::<Timestamp>() {
            Ok(at) if !text.contains('[') => Some(at.into()),
            _ => self.invalid(path, "Write a moment as RFC 3339, e.g. `2026-05-01T09:00:00+02:00`."),
        }
    }
}

impl From<Problems> for Error {
    fn from(problems: Problems) -> Self {
        Self { errors: problems.0, retry_after_seconds: None }
    }
}

/// `HH:MM` as minutes since midnight, up to `24:00`.
fn minute_of_day(text: &str) -> Option<u16> {
    let &[h1, h2, b':', m1, m2] = text.as_bytes() else { return None };
    let number = |tens: u8, ones: u8| {
        (tens.is_ascii_digit() && ones.is_ascii_digit())
            .then(|| u16::from(tens - b'0') * 10 + u16::from(ones - b'0'))
    };
    let (hours, minutes) = (number(h1, h2)?, number(m1, m2)?);
    (minutes < 60 && hours * 60 + minutes <= MINUTES_PER_DAY).then_some(hours * 60 + minutes)
}
