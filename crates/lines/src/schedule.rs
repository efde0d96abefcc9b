//! What a queue should be doing by its schedule.

use vq_domain::{Millis, QueueSettings, QueueStatus};
use vq_engine::LineState;

/// The status of a queue that is created now.
pub fn initial_status(settings: &QueueSettings, now: Millis) -> QueueStatus {
    if !settings.is_active {
        return QueueStatus::Closed;
    }
    match by_schedule(settings, now) {
        Some(status) => status,
        None if settings.pre_queue.enabled => QueueStatus::PreQueue,
        None => QueueStatus::Open,
    }
}

/// The status a queue should change to by itself, if any.
pub(crate) fn due_status(settings: &QueueSettings, line: &LineState, now: Millis) -> Option<QueueStatus> {
    let wanted = wanted_status(settings, line, now)?;
    // Those who came in person before closing time are served.
    let serves = settings.walk_in.is_some() && settings.is_active && line.waiting > 0;
    let wanted = match (line.status, wanted) {
        (
            QueueStatus::Open | QueueStatus::Paused | QueueStatus::Draining,
            QueueStatus::Scheduled | QueueStatus::Closed,
        ) if serves => QueueStatus::Draining,
        (_, wanted) => wanted,
    };
    (wanted != line.status).then_some(wanted)
}

fn wanted_status(settings: &QueueSettings, line: &LineState, now: Millis) -> Option<QueueStatus> {
    let wanted = if !settings.is_active {
        QueueStatus::Closed
    } else if line.status == QueueStatus::Draining && line.waiting == 0 {
        by_schedule(settings, now)
            .filter(|&status| status != QueueStatus::Open)
            .unwrap_or(QueueStatus::Closed)
    } else if line.held_until.is_some_and(|until| until > now) {
        return None;
    } else {
        by_schedule(settings, now)?
    };
    Some(wanted)
}

/// When [`due_status`] may next answer differently through the passing of time.
pub(crate) fn next_turn(settings: &QueueSettings, line: &LineState, now: Millis) -> Option<Millis> {
    let schedule = settings.hours().filter(|_| settings.is_active)?;
    let lead = i64::from(settings.pre_queue.lead_seconds) * 1000;
    let gathering = settings
        .pre_queue
        .enabled
        .then(|| schedule.next_opening(now).map(|opening| opening + -lead))
        .flatten()
        .filter(|&at| at > now);
    let held = line.held_until.filter(|&until| until > now);
    [schedule.next_change(now), gathering, held].into_iter().flatten().min()
}

/// When people will next be let in, while nobody is.
pub fn opens_at(settings: &QueueSettings, line: &LineState, now: Millis) -> Option<Millis> {
    let waits = matches!(line.status, QueueStatus::Scheduled | QueueStatus::PreQueue | QueueStatus::Closed);
    let schedule = settings.hours().filter(|_| waits && settings.is_active)?;
    schedule.next_opening(now)
}

fn by_schedule(settings: &QueueSettings, now: Millis) -> Option<QueueStatus> {
    let schedule = settings.hours()?;
    if schedule.is_open(now) {
        return Some(QueueStatus::Open);
    }
    let Some(opening) = schedule.next_opening(now) else { return Some(QueueStatus::Closed) };
    let lead = i64::from(settings.pre_queue.lead_seconds) * 1000;
    if settings.pre_queue.enabled && opening - now <= lead {
        return Some(QueueStatus::PreQueue);
    }
    Some(QueueStatus::Scheduled)
}
