//! Puts tallies together: to totals, a series, and the hours in which most people come.

use jiff::tz::TimeZone;
use vq_domain::{Millis, Tally};
use vq_ports::TallyRow;

use crate::zone;

/// The hours of the day that are named as those in which most people come.
const PEAKS: usize = 3;

/// What a time looked like.
#[derive(Clone, Debug, PartialEq)]
pub struct Report {
    /// All of it.
    pub total: Tally,
    /// Each step.
    pub series: Vec<Tally>,
    /// The hours of the day in which most people joined, the busiest first: hour and people.
    pub peak_hours: Vec<(u8, u64)>,
}

/// Puts rows of one or several queues together into the steps between `edges`, which ascend. Rows that lie in none of them
/// are passed over.
///
/// In a series of several queues, what is highest in a step is the sum of what was highest in each: they need not have been
/// so at the same moment.
pub fn put_together(rows: &[TallyRow], edges: &[Millis], zone: &TimeZone) -> Report {
    let steps = edges.len().saturating_sub(1);
    let mut series = vec![Tally::default(); steps];
    let mut total = Tally::default();
    let mut by_hour = [0_u64; 24];
    let mut highest = std::collections::BTreeMap::<(usize, vq_domain::QueueId), Tally>::new();
    for row in rows {
        let step = edges.partition_point(|edge| *edge <= row.start);
        let Some(at) = step.checked_sub(1).filter(|at| *at < steps) else { continue };
        by_hour[usize::from(zone::hour_of_day(row.start, zone)) % 24] += row.tally.joined;
        highest.entry((at, row.queue)).or_default().add(&row.tally);
    }
    for ((at, _), tally) in &highest {
        let (waiting, active) = (series[*at].most_waiting, series[*at].most_active);
        series[*at].add(tally);
        series[*at].most_waiting = sum(waiting, tally.most_waiting);
        series[*at].most_active = sum(active, tally.most_active);
    }
    series.iter().for_each(|tally| total.add(tally));
    let mut peak_hours: Vec<_> = (0..24).zip(by_hour).filter(|(_, joined)| *joined > 0).collect();
    peak_hours.sort_by_key(|(hour, joined)| (std::cmp::Reverse(*joined), *hour));
    peak_hours.truncate(PEAKS);
    Report { total, series, peak_hours }
}

fn sum(one: Option<u32>, other: Option<u32>) -> Option<u32> {
    match (one, other) {
        (Some(one), Some(other)) => Some(one.saturating_add(other)),
        (one, other) => one.or(other),
    }
}
