//! How long somebody will wait.

use serde::Serialize;
use utoipa::ToSchema;
use vq_domain::wait;
use vq_engine::Estimate;

/// A wait in seconds, to the millisecond.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, ToSchema)]
pub struct CounterWait {
    /// Half of the people wait at most this long.
    pub p50: f64,
    /// Nine in ten wait at most this long.
    pub p90: f64,
}

impl From<Estimate> for CounterWait {
    fn from(estimate: Estimate) -> Self {
        let to_millis = |seconds: f64| (seconds * 1000.0).ceil() / 1000.0;
        Self { p50: to_millis(estimate.p50), p90: to_millis(estimate.p90) }
    }
}

pub(super) fn words(estimate: Option<Estimate>) -> String {
    estimate.map_or_else(|| "unknown".to_owned(), |estimate| wait::spoken(estimate.p50))
}
