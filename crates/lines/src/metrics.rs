//! What the lines of a node count about themselves.

use prometheus_client::{
    metrics::{
        counter::Counter,
        histogram::{Histogram, exponential_buckets},
    },
    registry::{Registry, Unit},
};

/// Counters over all lines of this node.
#[derive(Clone, Debug)]
pub struct LineMetrics {
    /// Transactions.
    pub commits: Counter,
    /// Transactions that failed.
    pub commit_failures: Counter,
    /// Commands per transaction.
    pub batch_size: Histogram,
    /// From handing a batch to the store to its durability, in seconds.
    pub commit_seconds: Histogram,
    /// Taking a change set over into the index, in seconds.
    pub apply_seconds: Histogram,
    /// People who were offered their turn.
    pub releases: Counter,
    /// Times this node took over the control of a line's releases.
    pub control_changes: Counter,
    /// Times the index had to be read from the log again.
    pub catch_ups: Counter,
}

impl Default for LineMetrics {
    fn default() -> Self {
        Self {
            commits: Counter::default(),
            commit_failures: Counter::default(),
            batch_size: Histogram::new(exponential_buckets(1.0, 2.0, 13)),
            commit_seconds: Histogram::new(exponential_buckets(0.000_1, 2.0, 16)),
            apply_seconds: Histogram::new(exponential_buckets(0.000_001, 4.0, 12)),
            releases: Counter::default(),
            control_changes: Counter::default(),
            catch_ups: Counter::default(),
        }
    }
}

impl LineMetrics {
    /// Makes them visible.
    pub fn register(&self, registry: &mut Registry) {
        registry.register("vq_commits", "Transactions of the queue log", self.commits.clone());
        registry.register(
            "vq_commit_failures",
            "Transactions of the queue log that failed",
            self.commit_failures.clone(),
        );
        registry.register("vq_commit_batch_size", "Commands per transaction", self.batch_size.clone());
        registry.register_with_unit(
            "vq_commit",
            "From batch to durability",
            Unit::Seconds,
            self.commit_seconds.clone(),
        );
        registry.register_with_unit(
            "vq_apply",
            "Taking a change set over into the index",
            Unit::Seconds,
            self.apply_seconds.clone(),
        );
        registry.register("vq_releases", "People who were offered their turn", self.releases.clone());
        registry.register(
            "vq_lease_changes",
            "Times this node took over the control of a line's releases",
            self.control_changes.clone(),
        );
        registry.register(
            "vq_catch_ups",
            "Times an index was read from the log again",
            self.catch_ups.clone(),
        );
    }
}
