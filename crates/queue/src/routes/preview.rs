//! What a schedule means, before anybody's queue follows it.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use vq_api::{ApiResult, Body, Edge, Envelope, InTenant, Reply, may};
use vq_domain::{Error, Millis, Schedule, TenantId, Timetable};

/// Openings shown unless asked otherwise, and at most.
const DEFAULT_COUNT: u32 = 8;
const MOST: u32 = 50;

/// A schedule to try out.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct SchedulePreviewInput {
    /// As in a queue.
    schedule: Schedule,
    /// How many openings to tell, 1 to 50; 8 if absent.
    count: Option<u32>,
}

/// What a schedule does from now on.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct SchedulePreview {
    /// Whether a queue with this schedule would be open now.
    is_open: bool,
    /// When that changes, RFC 3339; `null` for never.
    next_change: Option<String>,
    /// The openings to come, in their order; the present one is not among them.
    openings: Vec<Opening>,
}

/// From when to when.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct Opening {
    /// RFC 3339.
    opens_at: String,
    /// RFC 3339; `null` if it stays open for good.
    closes_at: Option<String>,
}

/// The next openings of a schedule
///
/// Nothing is stored. What is wrong with the schedule is told by field, e.g. `schedule.windows[0].from`.
#[utoipa::path(post, path = "/v1/tenants/{tenantId}/queues/schedule-preview", tag = "queues",
    security(("bearer" = [])), params(("tenantId" = TenantId, Path)), request_body = SchedulePreviewInput,
    responses((status = 200, body = Envelope<SchedulePreview>)))]
pub(super) async fn schedule_preview(
    _caller: InTenant<may::QueueRead>,
    edge: Edge,
    Body(input): Body<SchedulePreviewInput>,
) -> ApiResult<SchedulePreview> {
    let count = input.count.unwrap_or(DEFAULT_COUNT);
    if !(1..=MOST).contains(&count) {
        return Err(Error::invalid("count", format!("count goes from 1 to {MOST}.")).into());
    }
    Ok(Reply::ok(preview(&input.schedule.timetable()?, edge.now(), count as usize)))
}

fn preview(timetable: &Timetable, now: Millis, count: usize) -> SchedulePreview {
    let opening = |opens_at| Opening {
        opens_at: Millis::to_rfc3339(opens_at),
        closes_at: timetable.next_change(opens_at).map(Millis::to_rfc3339),
    };
    SchedulePreview {
        is_open: timetable.is_open(now),
        next_change: timetable.next_change(now).map(Millis::to_rfc3339),
        openings: timetable.openings(now, count).into_iter().map(opening).collect(),
    }
}
