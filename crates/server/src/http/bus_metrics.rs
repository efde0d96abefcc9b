//! Metrics of the bus to the other nodes, read when asked.

use std::{fmt, sync::Arc};

use prometheus_client::{
    collector::Collector,
    encoding::{DescriptorEncoder, EncodeMetric},
    metrics::{MetricType, counter::ConstCounter, gauge::ConstGauge},
};
use vq_bus_redis::RedisBus;
use vq_ports::Bus;

/// The bus over Redis.
pub struct BusCollector(pub Arc<RedisBus>);

impl fmt::Debug for BusCollector {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("BusCollector")
    }
}

impl Collector for BusCollector {
    fn encode(&self, mut encoder: DescriptorEncoder<'_>) -> Result<(), fmt::Error> {
        let stats = self.0.stats();
        let up = ConstGauge::new(i64::from(self.0.is_up()));
        let help = "Whether notices of this node come back from Redis: 1 or 0";
        up.encode(encoder.encode_descriptor("vq_bus_up", help, None, MetricType::Gauge)?)?;
        if let Some(delay) = stats.delay {
            let help = "From telling a notice to hearing it, the last time, in seconds";
            let lag = ConstGauge::new(delay.as_secs_f64());
            lag.encode(encoder.encode_descriptor("vq_bus_lag_seconds", help, None, MetricType::Gauge)?)?;
        }
        for (name, help, count) in [
            ("vq_bus_sent", "Notices told to other nodes", stats.sent),
            ("vq_bus_dropped", "Notices that could not be told", stats.dropped),
            ("vq_bus_heard", "Notices heard from other nodes", stats.heard),
            ("vq_bus_gaps", "Times this node may have missed a notice and looked for itself", stats.gaps),
        ] {
            let counter = ConstCounter::new(count);
            counter.encode(encoder.encode_descriptor(name, help, None, MetricType::Counter)?)?;
        }
        Ok(())
    }
}
