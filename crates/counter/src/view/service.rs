//! A service of a location: how full it is, and whether somebody who comes now can get a ticket.

use serde::Serialize;
use utoipa::ToSchema;
use vq_domain::{Millis, QueueId, QueueStatus, Releases};
use vq_engine::Line;
use vq_lines::LineHandle;

use super::wait::{CounterWait, words};

/// Why a service takes nobody now.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum NoJoins {
    /// It is closed.
    Closed,
    /// It is not open yet.
    Scheduled,
    /// Only those who are there are served.
    Draining,
    /// As many wait as may.
    Full,
    /// The next person would not be served before closing time.
    ClosingTime,
}

/// A service of a location, as it is now.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ServiceView {
    /// Which queue.
    pub queue_id: QueueId,
    /// Its name.
    pub name: String,
    /// About it.
    pub description: String,
    /// What stands before the number on a ticket.
    pub prefix: String,
    /// By what people are let through.
    pub releases: Releases,
    /// What it does now.
    pub status: QueueStatus,
    /// Whether anybody may join without a kiosk or staff.
    pub is_public: bool,
    /// How many wait in the order.
    pub waiting: u32,
    /// How many are put aside.
    pub held: u32,
    /// How many are called, or were offered their turn.
    pub called: u32,
    /// How many are served.
    pub serving: u32,
    /// The wait of somebody who comes now, in words.
    pub estimated_wait_time: String,
    /// The wait of somebody who comes now; `null` when nobody can know.
    pub estimated_wait_seconds: Option<CounterWait>,
    /// Whether somebody who comes now can get a ticket.
    pub accepts_joins: bool,
    /// Why not.
    pub reason: Option<NoJoins>,
}

impl ServiceView {
    pub(crate) fn new(line: &LineHandle, now: Millis) -> Self {
        let queue = line.queue();
        let settings = &queue.settings;
        line.read(|index| {
            let state = index.state();
            let estimate = index.estimate(state.waiting, now);
            let reason = no_joins(index);
            Self {
                queue_id: queue.id,
                name: settings.name.clone(),
                description: settings.description.clone(),
                prefix: settings.walk_in.as_ref().map(|walk_in| walk_in.prefix.clone()).unwrap_or_default(),
                releases: settings.releases,
                status: state.status,
                is_public: settings.is_public,
                waiting: state.waiting,
                held: state.hall.as_ref().map_or(0, |hall| hall.held),
                called: state.released,
                serving: state.active,
                estimated_wait_time: words(estimate),
                estimated_wait_seconds: estimate.map(CounterWait::from),
                accepts_joins: reason.is_none(),
                reason,
            }
        })
    }
}

fn no_joins(index: &Line) -> Option<NoJoins> {
    let state = index.state();
    match state.status {
        QueueStatus::Closed => Some(NoJoins::Closed),
        QueueStatus::Scheduled => Some(NoJoins::Scheduled),
        QueueStatus::Draining => Some(NoJoins::Draining),
        _ if state.hall.as_ref().is_some_and(|hall| hall.intake_stopped) => Some(NoJoins::ClosingTime),
        _ if state.waiting >= state.policy.max_waiting => Some(NoJoins::Full),
        _ => None,
    }
}
