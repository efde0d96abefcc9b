//! A line that people are called from takes nobody more who would not be served before closing time, and takes people again
//! when it moves faster.

use vq_domain::{Millis, QueueSettings, QueueStatus};
use vq_engine::Line;

/// How often to look, in milliseconds.
pub(crate) const LOOK_MILLIS: i64 = 1_000;
/// It takes people again once the next one would be served with this share of the wait to spare.
const TO_SPARE: f64 = 1.15;

/// Whether nobody more is to be taken, if that is another answer than the one in force.
pub(crate) fn due(settings: &QueueSettings, index: &Line, now: Millis) -> Option<bool> {
    let hall = index.state().hall.as_ref()?;
    let wanted = closing(settings, index, now).is_some_and(|closing| {
        let wait = index.estimate(index.state().waiting, now).map_or(0.0, |estimate| estimate.p50);
        let wait = if hall.intake_stopped { wait * TO_SPARE } else { wait };
        wait * 1000.0 >= (closing - now) as f64
    });
    (wanted != hall.intake_stopped).then_some(wanted)
}

/// When the line closes today, if it is one that people are called from, and open.
fn closing(settings: &QueueSettings, index: &Line, now: Millis) -> Option<Millis> {
    let open = index.state().status == QueueStatus::Open && settings.releases.by_call();
    let timetable = settings.hours().filter(|_| open)?.timetable().ok()?;
    if timetable.is_open(now) { timetable.next_change(now) } else { None }
}
