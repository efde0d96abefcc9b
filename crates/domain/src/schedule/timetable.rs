//! The rules of a schedule, ready to be asked.

use std::collections::{BTreeMap, BTreeSet};

use jiff::{
    ToSpan,
    civil::{Date, DateTime},
    tz::{AmbiguousOffset, TimeZone},
};

use crate::Millis;

const MINUTES_PER_DAY: u16 = 24 * 60;

/// The week repeats, but a window may fall into the hour that is missing in one week of the year.
const DAYS_AHEAD: i32 = 23;

/// Open from a minute of a day up to another, which may lie on the next day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Span {
    pub(super) from: u16,
    pub(super) to: u16,
}

impl Span {
    fn covers(self, minute: u16) -> bool {
        self.from <= minute && minute < self.to
    }
}

/// A schedule, parsed.
#[derive(Clone, Debug)]
pub struct Timetable {
    zone: TimeZone,
    /// By the day on which they begin, Monday first.
    week: [Vec<Span>; 7],
    exceptions: BTreeMap<Date, Option<Span>>,
    /// In order of their beginning.
    events: Vec<(Millis, Millis)>,
}

impl Timetable {
    pub(super) fn new(
        zone: TimeZone,
        week: [Vec<Span>; 7],
        exceptions: BTreeMap<Date, Option<Span>>,
        mut events: Vec<(Millis, Millis)>,
    ) -> Self {
        events.sort();
        Self { zone, week, exceptions, events }
    }

    /// Whether it is open at a moment.
    pub fn is_open(&self, at: Millis) -> bool {
        if self.events.iter().any(|&(from, to)| from <= at && at < to) {
            return true;
        }
        let local = self.zone.to_datetime(at.to_timestamp());
        let minute = local.hour() as u16 * 60 + local.minute() as u16;
        let today = local.date();
        if let Some(exception) = self.exceptions.get(&today) {
            return exception.is_some_and(|span| span.covers(minute));
        }
        let since_yesterday = |span: &Span| span.covers(minute + MINUTES_PER_DAY);
        self.beginning_on(today).iter().any(|span| span.covers(minute))
            || today.yesterday().is_ok_and(|day| self.beginning_on(day).iter().any(since_yesterday))
    }

    fn beginning_on(&self, day: Date) -> &[Span] {
        match self.exceptions.get(&day) {
            Some(exception) => exception.as_slice(),
            None => &self.week[day.weekday().to_monday_zero_offset() as usize],
        }
    }

    /// The next moment after `after` at which it opens or closes.
    pub fn next_change(&self, after: Millis) -> Option<Millis> {
        let mut bounds: BTreeSet<Millis> = self.events.iter().flat_map(|&(from, to)| [from, to]).collect();
        bounds = bounds.split_off(&(after + 1));
        let changes = |at: &Millis| self.is_open(*at) != self.is_open(*at + -1);
        for day in self.days_to_look_at(after) {
            // What begins on the day and what is left of the one before, which the day before has brought already.
            self.add_bounds_of(day, after, &mut bounds);
            let end_of_day = self.first_moment_of(day.saturating_add(1.day()));
            let later = bounds.split_off(&end_of_day);
            if let Some(&change) = bounds.iter().find(|at| changes(at)) {
                return Some(change);
            }
            bounds = later;
        }
        bounds.into_iter().find(changes)
    }

    /// The next moment after `after` at which it opens; if it is open then, the opening after the next closing.
    pub fn next_opening(&self, after: Millis) -> Option<Millis> {
        let change = self.next_change(after)?;
        if self.is_open(change) { Some(change) } else { self.next_change(change) }
    }

    /// The next `n` openings after `after`, or as many as there are.
    pub fn openings(&self, after: Millis, n: usize) -> Vec<Millis> {
        std::iter::successors(self.next_opening(after), |&opening| self.next_opening(opening))
            .take(n)
            .collect()
    }

    /// The days, in order, on which something may change: those ahead, and those around the exceptions beyond.
    fn days_to_look_at(&self, after: Millis) -> BTreeSet<Date> {
        // From two days before: clocks have been put back over midnight.
        let first = self.zone.to_datetime(after.to_timestamp()).date().saturating_sub(2.days());
        let ahead = (0..DAYS_AHEAD).map(|days| first.saturating_add(days.days()));
        let beyond = self
            .exceptions
            .range(first..)
            .flat_map(|(&date, _)| (-1..=DAYS_AHEAD).map(move |days| date.saturating_add(days.days())));
        ahead.chain(beyond).collect()
    }

    /// Every moment on a day, or in the night after it, at which the clock on the wall reaches a bound.
    fn add_bounds_of(&self, day: Date, after: Millis, bounds: &mut BTreeSet<Millis>) {
        let midnight = day.to_datetime(jiff::civil::Time::midnight());
        let spans = self.beginning_on(day).iter().flat_map(|span| [span.from, span.to]);
        for minute in spans.chain([0, MINUTES_PER_DAY]) {
            let local = midnight.saturating_add(i64::from(minute).minutes());
            bounds.extend(self.moments_of(local).into_iter().filter(|&at| at > after));
        }
        // Where the clocks change, the wall jumps over bounds or comes back behind them.
        let (first, last) = (self.first_moment_of(day), self.first_moment_of(day.saturating_add(2.days())));
        let jumps = self.zone.following(first.to_timestamp()).map(|jump| Millis::from(jump.timestamp()));
        bounds.extend(jumps.take_while(|&at| at <= last).filter(|&at| at > after));
    }

    /// The moments at which the clock on the wall shows `local`: one, two where it comes twice, none where it is missing.
    fn moments_of(&self, local: DateTime) -> Vec<Millis> {
        let ambiguous = self.zone.to_ambiguous_timestamp(local);
        let offsets = match ambiguous.offset() {
            AmbiguousOffset::Unambiguous { offset } => vec![offset],
            AmbiguousOffset::Fold { before, after } => vec![before, after],
            AmbiguousOffset::Gap { .. } => Vec::new(),
        };
        offsets.into_iter().filter_map(|offset| offset.to_timestamp(local).ok()).map(Millis::from).collect()
    }

    fn first_moment_of(&self, day: Date) -> Millis {
        match self.zone.to_zoned(day.to_datetime(jiff::civil::Time::midnight())) {
            Ok(zoned) => Millis::from(zoned.timestamp()),
            Err(_) => Millis(i64::MAX),
        }
    }
}
