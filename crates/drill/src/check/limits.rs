//! Which limits may have been in force when.

use crate::history::{Asked, History, Moment, Settings, Told};

/// A setting and the milliseconds in which it may have come into force and gone out of it.
#[derive(Clone, Copy, Debug)]
struct Span {
    from: i64,
    until: i64,
    settings: Settings,
}

/// The limits of a run.
pub(super) struct Limits {
    spans: Vec<Span>,
    /// When anything may change, in order.
    pub turns: Vec<i64>,
}

/// The clock of the clients may be this much behind, for it counts from a whole millisecond.
const ROUNDING: i64 = 2;

fn floor(moment: Moment) -> i64 {
    moment.div_euclid(1000) - ROUNDING
}

fn ceil(moment: Moment) -> i64 {
    moment.div_euclid(1000) + ROUNDING
}

impl Limits {
    pub(super) fn of(history: &History) -> Self {
        let mut changes: Vec<_> = history
            .events
            .iter()
            .filter_map(|event| match event.asked {
                Asked::SetUp(settings) if event.told == Told::Done || event.told.is_doubtful() => {
                    Some((event, settings))
                }
                _ => None,
            })
            .collect();
        changes.sort_by_key(|(event, _)| event.asked_at);
        // Staff makes one change at a time; the next one that was acknowledged ends those before. One that was not
        // acknowledged may still come.
        let end_of = |asked_at: Moment| {
            let next =
                changes.iter().find(|(event, _)| event.asked_at > asked_at && event.told == Told::Done);
            next.map_or(i64::MAX, |(event, _)| ceil(event.told_at))
        };
        let mut spans = vec![Span { from: i64::MIN, until: end_of(Moment::MIN), settings: history.first }];
        for (event, settings) in &changes {
            let until = if event.told == Told::Done { end_of(event.asked_at) } else { i64::MAX };
            spans.push(Span { from: floor(event.asked_at), until, settings: *settings });
        }
        let mut turns: Vec<i64> = spans.iter().flat_map(|span| [span.from, span.until]).collect();
        turns.retain(|&turn| turn != i64::MIN && turn != i64::MAX);
        turns.sort_unstable();
        turns.dedup();
        Self { spans, turns }
    }

    /// The widest limits that may have been in force at any time of this span, its ends included.
    pub(super) fn widest(&self, from: i64, until: i64) -> Settings {
        let mut widest = Settings { cap: 0, rate_per_minute: 0 };
        for span in self.spans.iter().filter(|span| span.from <= until && span.until >= from) {
            widest.cap = widest.cap.max(span.settings.cap);
            widest.rate_per_minute = widest.rate_per_minute.max(span.settings.rate_per_minute);
        }
        widest
    }
}
