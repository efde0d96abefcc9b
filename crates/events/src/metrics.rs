//! What is counted about consumers.

use prometheus_client::{
    encoding::EncodeLabelSet,
    metrics::{counter::Counter, family::Family, gauge::Gauge},
    registry::Registry,
};

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Labels {
    consumer: &'static str,
}

/// Numbers of all consumers of this node.
#[derive(Clone, Debug, Default)]
pub struct EventMetrics {
    lag: Family<Labels, Gauge>,
    read: Family<Labels, Counter>,
    failures: Family<Labels, Counter>,
    lost: Family<Labels, Counter>,
}

/// Numbers of one consumer.
#[derive(Clone, Debug)]
pub(crate) struct Of {
    pub lag: Gauge,
    pub read: Counter,
    pub failures: Counter,
    pub lost: Counter,
}

impl EventMetrics {
    /// Makes them visible.
    pub fn register(&self, registry: &mut Registry) {
        registry.register(
            "vq_consumer_lag",
            "Versions of all queues that a consumer has still to read, when last looked at",
            self.lag.clone(),
        );
        registry.register(
            "vq_consumer_versions",
            "Versions of queues that a consumer has read on this node",
            self.read.clone(),
        );
        registry.register(
            "vq_consumer_failures",
            "Times a consumer could not go on in a queue, or could not reach the store",
            self.failures.clone(),
        );
        registry.register(
            "vq_consumer_lost_versions",
            "Versions of queues that were forgotten before a consumer had read them",
            self.lost.clone(),
        );
    }

    pub(crate) fn of(&self, consumer: &'static str) -> Of {
        let labels = Labels { consumer };
        Of {
            lag: self.lag.get_or_create(&labels).clone(),
            read: self.read.get_or_create(&labels).clone(),
            failures: self.failures.get_or_create(&labels).clone(),
            lost: self.lost.get_or_create(&labels).clone(),
        }
    }
}
