//! What the gateway counts about its upstreams, besides what every process counts about requests.

use std::{fmt, sync::Arc};

use prometheus_client::{
    collector::Collector,
    encoding::{DescriptorEncoder, EncodeLabelSet, EncodeMetric},
    metrics::{MetricType, counter::Counter, family::Family, gauge::ConstGauge},
    registry::Registry,
};
use vq_proxy::Unanswered;

use crate::{Service, pool::Member};

/// Of whom, and why.
#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Labels {
    service: &'static str,
    reason: &'static str,
}

/// Requests that no upstream answered.
#[derive(Clone, Debug, Default)]
pub(crate) struct Counters {
    unanswered: Family<Labels, Counter>,
    retries: Counter,
}

impl Counters {
    /// An attempt got no answer.
    pub fn unanswered(&self, service: Service, reason: Unanswered) {
        let reason = match reason {
            Unanswered::Unreached => "unreached",
            Unanswered::Broken => "broken",
            Unanswered::Silent => "silent",
        };
        self.unanswered.get_or_create(&Labels { service: service.name(), reason }).inc();
    }

    /// A request goes to another upstream.
    pub fn retried(&self) {
        self.retries.inc();
    }

    /// Counts into a registry.
    pub fn register(&self, registry: &mut Registry, members: Vec<Arc<Member>>) {
        let help = "Attempts that got no answer from an upstream";
        registry.register("vq_gateway_unanswered", help, self.unanswered.clone());
        let help = "Requests that went to another upstream because the first could not be reached";
        registry.register("vq_gateway_retries", help, self.retries.clone());
        registry.register_collector(Box::new(Upstreams(members)));
    }
}

/// Which upstreams are well, read when asked.
struct Upstreams(Vec<Arc<Member>>);

impl fmt::Debug for Upstreams {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Upstreams")
    }
}

impl Collector for Upstreams {
    fn encode(&self, mut encoder: DescriptorEncoder<'_>) -> Result<(), fmt::Error> {
        let help = "Whether an upstream is well (1) or not (0)";
        let mut metric =
            encoder.encode_descriptor("vq_gateway_upstream_up", help, None, MetricType::Gauge)?;
        for member in &self.0 {
            let labels =
                [("service", member.service.name().to_owned()), ("upstream", member.base.to_string())];
            let up = ConstGauge::new(i64::from(member.is_healthy()));
            up.encode(metric.encode_family(&labels)?)?;
        }
        Ok(())
    }
}
