//! Prometheus metrics: of every request, and of every queue.

use std::{
    fmt,
    hash::{Hash, Hasher},
    sync::Arc,
    time::Instant,
};

use axum::{
    Router,
    extract::{MatchedPath, Request, State},
    middleware::Next,
    response::{IntoResponse, Response},
    routing::get,
};
use http::{StatusCode, header};
use prometheus_client::{
    collector::Collector,
    encoding::{DescriptorEncoder, EncodeLabelSet, EncodeMetric, LabelValueEncoder, text::encode},
    metrics::{
        counter::Counter,
        family::Family,
        gauge::ConstGauge,
        histogram::{Histogram, exponential_buckets},
    },
    registry::Registry,
};
use vq_api::request::{current_time, current_trace};
use vq_lines::Lines;
use vq_protection::Vault;

use crate::traces::{Span, Traces};

/// Labels of a request. Endpoints are route templates, so their number is bounded.
#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct RequestLabels {
    method: Method,
    endpoint: Endpoint,
    status: u16,
}

/// Labels of how long requests took: a histogram per status would be many times as large and tell little more.
#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct DurationLabels {
    method: Method,
    endpoint: Endpoint,
}

#[derive(Clone, Debug)]
struct Endpoint(Option<MatchedPath>);

impl Endpoint {
    fn as_str(&self) -> &str {
        self.0.as_ref().map_or("none", MatchedPath::as_str)
    }
}

impl PartialEq for Endpoint {
    fn eq(&self, other: &Self) -> bool {
        self.as_str() == other.as_str()
    }
}

impl Eq for Endpoint {}

impl Hash for Endpoint {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.as_str().hash(state);
    }
}

impl prometheus_client::encoding::EncodeLabelValue for Endpoint {
    fn encode(&self, encoder: &mut LabelValueEncoder<'_>) -> Result<(), fmt::Error> {
        fmt::Write::write_str(encoder, self.as_str())
    }
}

/// A method nobody knows must not become a label of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
struct Method(&'static str);

impl prometheus_client::encoding::EncodeLabelValue for Method {
    fn encode(&self, encoder: &mut LabelValueEncoder<'_>) -> Result<(), fmt::Error> {
        fmt::Write::write_str(encoder, self.0)
    }
}

impl From<&http::Method> for Method {
    fn from(method: &http::Method) -> Self {
        Self(match *method {
            http::Method::GET => "GET",
            http::Method::POST => "POST",
            http::Method::PUT => "PUT",
            http::Method::DELETE => "DELETE",
            http::Method::HEAD => "HEAD",
            http::Method::OPTIONS => "OPTIONS",
            http::Method::PATCH => "PATCH",
            _ => "other",
        })
    }
}

/// What is counted of every request.
#[derive(Clone, Debug)]
pub struct Requests {
    total: Family<RequestLabels, Counter>,
    seconds: Family<DurationLabels, Histogram>,
    traces: Option<Traces>,
}

impl Requests {
    /// Counts into a registry, and tells a collector if there is one.
    pub fn new(registry: &mut Registry, traces: Option<Traces>) -> Self {
        let total = Family::default();
        let seconds = Family::new_with_constructor(
            (|| Histogram::new(exponential_buckets(0.000_5, 2.0, 14))) as fn() -> Histogram,
        );
        registry.register("http_requests", "HTTP requests", total.clone());
        registry.register(
            "http_request_duration_seconds",
            "From the head of a request to the head of its answer",
            seconds.clone(),
        );
        Self { total, seconds, traces }
    }
}

/// Middleware: counts and times.
pub async fn measure(State(requests): State<Requests>, request: Request, next: Next) -> Response {
    let started = Instant::now();
    let method = Method::from(request.method());
    let endpoint = Endpoint(request.extensions().get::<MatchedPath>().cloned());
    let response = next.run(request).await;
    let duration = DurationLabels { method, endpoint };
    requests.seconds.get_or_create(&duration).observe(started.elapsed().as_secs_f64());
    let DurationLabels { method, endpoint } = duration;
    let status = response.status().as_u16();
    let (name, millis) = (method.0, started.elapsed().as_secs_f64() * 1000.0);
    tracing::debug!(method = name, endpoint = endpoint.as_str(), status, millis, "a request was answered");
    if let (Some(traces), Some((_, context))) = (&requests.traces, current_trace())
        && traces.wants(&context)
    {
        let (endpoint, took) = (endpoint.as_str().to_owned(), started.elapsed());
        traces.tell(Span { context, method: name, endpoint, status, at: current_time(), took });
    }
    requests.total.get_or_create(&RequestLabels { method, endpoint, status }).inc();
    response
}

/// `/metrics`.
pub fn router(registry: Arc<Registry>) -> Router {
    Router::new().route("/metrics", get(show)).with_state(registry)
}

async fn show(State(registry): State<Arc<Registry>>) -> Response {
    let mut text = String::new();
    match encode(&mut text, &registry) {
        Ok(()) => {
            let media_type = "application/openmetrics-text; version=1.0.0; charset=utf-8";
            ([(header::CONTENT_TYPE, media_type)], text).into_response()
        }
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

/// The live numbers of every queue, read when asked.
#[derive(Clone)]
pub struct QueueCollector(pub Lines);

impl fmt::Debug for QueueCollector {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("QueueCollector")
    }
}

impl Collector for QueueCollector {
    fn encode(&self, mut encoder: DescriptorEncoder<'_>) -> Result<(), fmt::Error> {
        // The number that the store names as the holder of a line's lease.
        let number = [("number", self.0.node().to_string())];
        let mut node = encoder.encode_descriptor(
            "vq_node",
            "This node",
            None,
            prometheus_client::metrics::MetricType::Info,
        )?;
        node.encode_info(&number)?;
        let lines = self.0.all();
        type Read = fn(&vq_lines::LineHandle, &vq_engine::LineState) -> u64;
        let gauges: [(&str, &str, Read); 6] = [
            ("vq_waiting", "People who wait", |_, state| state.waiting.into()),
            ("vq_released", "People who were offered their turn", |_, state| state.released.into()),
            ("vq_active", "People who are inside", |_, state| state.active.into()),
            ("vq_cap", "Most people released and active at once", |_, state| state.policy.cap.into()),
            ("vq_line_version", "Up to where this node knows the line", |_, state| state.version),
            ("vq_queue_revision", "Which settings of the queue this node has", |line, _| {
                line.queue().revision
            }),
        ];
        for (name, help, read) in gauges {
            let mut metric =
                encoder.encode_descriptor(name, help, None, prometheus_client::metrics::MetricType::Gauge)?;
            for line in &lines {
                let labels = [("tenant", line.tenant_id().to_string()), ("queue", line.id().to_string())];
                let value = line.read(|index| read(line, index.state()));
                let value = ConstGauge::new(i64::try_from(value).unwrap_or(i64::MAX));
                value.encode(metric.encode_family(&labels)?)?;
            }
        }
        Ok(())
    }
}

/// The signing keys that this process refuses, read when asked.
#[derive(Debug)]
pub struct KeyCollector(pub Arc<Vault>);

impl Collector for KeyCollector {
    fn encode(&self, mut encoder: DescriptorEncoder<'_>) -> Result<(), fmt::Error> {
        let refused = ConstGauge::new(i64::try_from(self.0.refused_secrets()).unwrap_or(i64::MAX));
        let help = "Signing keys that stand in the open in the store and so are not used";
        let kind = prometheus_client::metrics::MetricType::Gauge;
        refused.encode(encoder.encode_descriptor("vq_signing_keys_refused", help, None, kind)?)
    }
}
