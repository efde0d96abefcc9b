//! What callers are told.

use serde::Serialize;
use utoipa::ToSchema;
use vq_domain::{Millis, Stamp, Tally};
use vq_ports::Loss;

use crate::report::Report;

/// What happened during some time.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct TallyView {
    /// People who joined.
    total_sessions: u64,
    /// People who were offered their turn, those among them who did not have to wait.
    released: u64,
    /// People who claimed their turn.
    served: u64,
    /// People who were inside and are done.
    completed: u64,
    /// People who left while they waited.
    left: u64,
    /// People who gave their turn back.
    declined: u64,
    /// People who gave no sign of life while they waited.
    abandoned: u64,
    /// People who did not claim their turn in time.
    no_shows: u64,
    /// People who stayed inside too long.
    expired: u64,
    /// People whom staff took out.
    removed: u64,
    /// People whom staff sent on to another line.
    transferred: u64,
    /// How long those waited who were offered their turn, in seconds; `null` where there is nobody.
    average_wait_seconds: Option<f64>,
    /// Half of them waited no longer. To a sixteenth.
    p50_wait_seconds: Option<f64>,
    /// Nine in ten of them waited no longer. To a sixteenth.
    p90_wait_seconds: Option<f64>,
    /// Of those whose waiting ended by their turn or by giving up, the part that gave up: 0 to 1.
    abandonment_rate: Option<f64>,
    /// Most people who waited at once. `null` where nothing happened. Of a tenant: the sum over its queues.
    most_waiting: Option<u32>,
    /// Most people who were inside at once.
    most_active: Option<u32>,
}

impl From<&Tally> for TallyView {
    fn from(tally: &Tally) -> Self {
        Self {
            total_sessions: tally.joined,
            released: tally.released,
            served: tally.served,
            completed: tally.completed,
            left: tally.left,
            declined: tally.declined,
            abandoned: tally.abandoned,
            no_shows: tally.no_show,
            expired: tally.expired,
            removed: tally.removed,
            transferred: tally.transferred,
            average_wait_seconds: tally.waits.mean_seconds(),
            p50_wait_seconds: tally.waits.quantile_seconds(0.5),
            p90_wait_seconds: tally.waits.quantile_seconds(0.9),
            abandonment_rate: tally.abandonment_rate(),
            most_waiting: tally.most_waiting,
            most_active: tally.most_active,
        }
    }
}

/// A step of a series.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct PointView {
    /// When it begins. It ends where the next begins.
    from: Stamp,
    /// What happened.
    #[serde(flatten)]
    tally: TallyView,
}

/// An hour of the day.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct PeakView {
    /// 0 to 23, by the clock on the wall.
    hour: u8,
    /// People who joined in it, on all days together.
    total_sessions: u64,
}

/// A time of which something was lost: records were dropped before they could be counted.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct GapView {
    /// From when.
    from: Stamp,
    /// Until when.
    to: Stamp,
}

/// Analytics of a queue or a tenant.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct AnalyticsView {
    /// The beginning of the first step.
    from: Stamp,
    /// The end of the last step.
    to: Stamp,
    /// `minute`, `hour` or `day`.
    step: String,
    /// Whose hours and days.
    time_zone: String,
    /// All of it.
    totals: TallyView,
    /// People offered their turn per hour, over the time that has passed.
    throughput_per_hour: Option<f64>,
    /// The hours of the day in which most people joined, the busiest first.
    peak_hours: Vec<PeakView>,
    /// Step by step, without a hole.
    series: Vec<PointView>,
    /// Where numbers are too low.
    gaps: Vec<GapView>,
}

/// What was asked for.
pub struct Asked {
    /// The edges of the steps.
    pub edges: Vec<Millis>,
    /// The step's name.
    pub step: String,
    /// The zone's name.
    pub time_zone: String,
}

impl AnalyticsView {
    pub(crate) fn new(asked: Asked, report: &Report, losses: &[Loss], now: Millis) -> Self {
        let (from, to) = match (asked.edges.first(), asked.edges.last()) {
            (Some(from), Some(to)) => (*from, *to),
            _ => (now, now),
        };
        let hours = now.min(to).since(from) as f64 / 3_600_000.0;
        let points = asked.edges.iter().zip(&report.series);
        Self {
            from: Stamp(from),
            to: Stamp(to),
            step: asked.step,
            time_zone: asked.time_zone,
            totals: TallyView::from(&report.total),
            throughput_per_hour: (hours > 0.0).then(|| report.total.released as f64 / hours),
            peak_hours: report
                .peak_hours
                .iter()
                .map(|&(hour, total_sessions)| PeakView { hour, total_sessions })
                .collect(),
            series: points
                .map(|(from, tally)| PointView { from: Stamp(*from), tally: TallyView::from(tally) })
                .collect(),
            gaps: losses
                .iter()
                .map(|loss| GapView { from: Stamp(loss.from_at.max(from)), to: Stamp(loss.until_at.min(to)) })
                .collect(),
        }
    }
}
