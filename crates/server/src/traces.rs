//! Tells an OpenTelemetry collector which requests were answered, as spans: OTLP over HTTP, in its JSON encoding
//! (<https://opentelemetry.io/docs/specs/otlp/>), which every collector takes and needs no code made from schemas.
//!
//! Nobody waits for it: what the collector does not take in time is dropped and counted.

use std::time::Duration;

use anyhow::Context;
use axum::body::Body;
use http::{Request, Uri, header};
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::{
    client::legacy::{Client, connect::HttpConnector},
    rt::TokioExecutor,
};
use prometheus_client::{metrics::counter::Counter, registry::Registry};
use serde_json::{Value, json};
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;
use vq_api::trace::{Hex, TraceContext};
use vq_domain::Millis;

use crate::config;

/// Spans that may wait to be sent.
const WAITING: usize = 8192;
/// Most spans in one message.
const MOST: usize = 512;
/// How long to gather them.
const GATHER: Duration = Duration::from_secs(1);
/// How long the collector may take.
const PATIENCE: Duration = Duration::from_secs(5);

/// A request that was answered.
#[derive(Clone, Debug)]
pub struct Span {
    /// Where it stands.
    pub context: TraceContext,
    /// Its method.
    pub method: &'static str,
    /// Its route template.
    pub endpoint: String,
    /// The answer's status.
    pub status: u16,
    /// When it came in.
    pub at: Millis,
    /// How long it took.
    pub took: Duration,
}

/// The way to the collector. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Traces {
    spans: mpsc::Sender<Span>,
    dropped: Counter,
    /// Traces that nobody has decided about are told if the first half of their id is below this.
    below: u64,
}

/// The task that sends.
pub struct Exporter {
    spans: mpsc::Receiver<Span>,
    dropped: Counter,
    client: Client<HttpsConnector<HttpConnector>, Body>,
    target: Uri,
}

/// What the configuration asks for; nothing if no collector is named.
pub fn start(
    settings: &config::Telemetry,
    registry: &mut Registry,
) -> anyhow::Result<Option<(Traces, Exporter)>> {
    if settings.otlp_endpoint.is_empty() {
        return Ok(None);
    }
    let target = format!("{}/v1/traces", settings.otlp_endpoint.trim_end_matches('/'));
    let target: Uri = target.parse().context("telemetry.otlp_endpoint is no address")?;
    anyhow::ensure!(target.host().is_some(), "telemetry.otlp_endpoint must be like http://collector:4318");
    let roots = HttpsConnectorBuilder::new().with_native_roots();
    let roots = roots.unwrap_or_else(|_| HttpsConnectorBuilder::new().with_webpki_roots());
    let client = Client::builder(TokioExecutor::new()).build(roots.https_or_http().enable_http1().build());
    let dropped = Counter::default();
    registry.register("vq_spans_dropped", "Spans that no collector took", dropped.clone());
    let (sender, spans) = mpsc::channel(WAITING);
    let below = (settings.sample_ratio.clamp(0.0, 1.0) * u64::MAX as f64) as u64;
    let traces = Traces { spans: sender, dropped: dropped.clone(), below };
    Ok(Some((traces, Exporter { spans, dropped, client, target })))
}

impl Traces {
    /// Whether a trace is told: its beginner has decided, or we do.
    pub fn wants(&self, context: &TraceContext) -> bool {
        match context.parent {
            Some(_) => context.sampled,
            None => {
                let half = context.trace[..8].iter().fold(0, |half, byte| half << 8 | u64::from(*byte));
                half <= self.below && self.below > 0
            }
        }
    }

    /// Never waits.
    pub fn tell(&self, span: Span) {
        if self.spans.try_send(span).is_err() {
            self.dropped.inc();
        }
    }
}

impl Exporter {
    /// Sends until `stop`, then what is left.
    pub async fn run(mut self, stop: CancellationToken) {
        let (mut spans, mut failing, mut stopping) = (Vec::with_capacity(MOST), false, false);
        loop {
            tokio::select! {
                received = self.spans.recv_many(&mut spans, MOST) => if received == 0 { return },
                () = stop.cancelled(), if !stopping => {
                    self.spans.close();
                    stopping = true;
                    continue;
                }
            }
            if !stopping && spans.len() < MOST {
                tokio::select! {
                    () = stop.cancelled() => {}
                    () = tokio::time::sleep(GATHER) => {}
                }
                while spans.len() < MOST
                    && let Ok(span) = self.spans.try_recv()
                {
                    spans.push(span);
                }
            }
            let sent = self.send(&spans).await;
            if let Err(why) = &sent {
                self.dropped.inc_by(spans.len() as u64);
                if !failing {
                    tracing::warn!(why, "the collector does not take spans; they are dropped");
                }
            }
            failing = sent.is_err();
            spans.clear();
        }
    }

    async fn send(&self, spans: &[Span]) -> Result<(), String> {
        let body = Body::from(message(spans).to_string());
        let request = Request::post(&self.target).header(header::CONTENT_TYPE, "application/json").body(body);
        let request = request.map_err(|error| error.to_string())?;
        match tokio::time::timeout(PATIENCE, self.client.request(request)).await {
            Ok(Ok(answer)) if answer.status().is_success() => Ok(()),
            Ok(Ok(answer)) => Err(format!("it answered {}", answer.status())),
            Ok(Err(error)) => Err(error.to_string()),
            Err(_) => Err("it did not answer in time".to_owned()),
        }
    }
}

fn message(spans: &[Span]) -> Value {
    let text = |key: &str, value: &str| json!({"key": key, "value": {"stringValue": value}});
    let spans: Vec<_> = spans
        .iter()
        .map(|span| {
            let start = i128::from(span.at.0) * 1_000_000;
            let end = start + i128::try_from(span.took.as_nanos()).unwrap_or(0);
            let failed = span.status >= 500;
            json!({
                "traceId": Hex(&span.context.trace).to_string(),
                "spanId": Hex(&span.context.span).to_string(),
                "parentSpanId": span.context.parent.map_or_else(String::new, |parent| Hex(&parent).to_string()),
                "name": format!("{} {}", span.method, span.endpoint),
                // A server's span.
                "kind": 2,
                "startTimeUnixNano": start.to_string(),
                "endTimeUnixNano": end.to_string(),
                "attributes": [
                    text("http.request.method", span.method),
                    text("http.route", &span.endpoint),
                    json!({"key": "http.response.status_code", "value": {"intValue": span.status.to_string()}}),
                ],
                "status": if failed { json!({"code": 2}) } else { json!({}) },
            })
        })
        .collect();
    json!({"resourceSpans": [{
        "resource": {"attributes": [
            text("service.name", "vqueue"), text("service.version", env!("CARGO_PKG_VERSION")),
        ]},
        "scopeSpans": [{"scope": {"name": "vqueue"}, "spans": spans}],
    }]})
}
