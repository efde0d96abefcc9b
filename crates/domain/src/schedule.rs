//! When a queue opens and closes by itself, as its owner wrote it down.
//!
//! The clock on the wall decides: a moment lies in a window if the local time of day does. Where clocks go back, a window
//! inside the hour that comes twice is open twice; where they go forward, one that begins in the missing hour opens at its
//! end. The rules are in [`Timetable`], the form that is parsed once.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{Error, Millis};

mod parse;
mod timetable;

pub(crate) use parse::zone;
pub use timetable::Timetable;

/// A day of the week.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs)]
pub enum Day {
    Mon,
    Tue,
    Wed,
    Thu,
    Fri,
    Sat,
    Sun,
}

/// Open every week on these days between these times. A window whose `to` is not after its `from` ends the next day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Window {
    /// The days on which it begins.
    pub days: Vec<Day>,
    /// Local time of day, `HH:MM`.
    pub from: String,
    /// Local time of day, `HH:MM`; `24:00` is the end of the day.
    pub to: String,
}

/// A date that differs from the week: closed, or open at other times.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Exception {
    /// Local date, `YYYY-MM-DD`.
    pub date: String,
    /// Open from, `HH:MM`; absent: closed all day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    /// Open to, `HH:MM`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<String>,
}

/// One opening, once.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Event {
    /// RFC 3339.
    pub from: String,
    /// RFC 3339, after `from`.
    pub to: String,
}

/// When a queue is open. A moment is open when an event covers it, or else the exception of its date or the week does.
///
/// An exception decides about its whole date, what is left of the night before included; what it has after midnight goes
/// on into the next date, unless that has an exception too.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct Schedule {
    /// IANA name, e.g. `Europe/Berlin`.
    pub time_zone: String,
    /// The week.
    pub windows: Vec<Window>,
    /// Dates that differ.
    pub exceptions: Vec<Exception>,
    /// Single openings.
    pub events: Vec<Event>,
}

impl Schedule {
    /// Checks everything that is written down; all that is wrong is in the error, by field, e.g.
    /// `schedule.windows[0].from`.
    pub fn validate(&self) -> Result<(), Error> {
        self.timetable().map(|_| ())
    }

    /// The form to ask many questions of.
    pub fn timetable(&self) -> Result<Timetable, Error> {
        parse::timetable(self)
    }

    /// Whether it is open at a moment. A schedule that is not valid never is.
    pub fn is_open(&self, at: Millis) -> bool {
        self.timetable().is_ok_and(|timetable| timetable.is_open(at))
    }

    /// The next moment after `after` at which it opens or closes.
    pub fn next_change(&self, after: Millis) -> Option<Millis> {
        self.timetable().ok()?.next_change(after)
    }

    /// The next moment after `after` at which it opens; if it is open then, the opening after the next closing.
    pub fn next_opening(&self, after: Millis) -> Option<Millis> {
        self.timetable().ok()?.next_opening(after)
    }

    /// The next `n` openings after `after`, or as many as there are.
    pub fn openings(&self, after: Millis, n: usize) -> Vec<Millis> {
        self.timetable().map_or_else(|_| Vec::new(), |timetable| timetable.openings(after, n))
    }
}
