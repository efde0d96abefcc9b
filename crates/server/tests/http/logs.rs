//! The log names the request and the trace that a line belongs to.

use std::{
    io,
    sync::{Arc, Mutex},
};

use axum::{Router, body::Body, http::Request, routing::get};
use serde_json::Value;
use tower::ServiceExt;
use tracing_subscriber::fmt::MakeWriter;
use vq_api::request::EdgeLayer;
use vq_server::{
    config::{Log, LogFormat},
    log,
};

use crate::app::App;

const TRACE: &str = "4bf92f3577b34da6a3ce929d0e0e4736";

/// A log that is kept.
#[derive(Clone, Default)]
pub struct Kept(Arc<Mutex<Vec<u8>>>);

impl Kept {
    pub fn bytes(&self) -> Vec<u8> {
        self.0.lock().expect("a lock").clone()
    }
}

impl io::Write for Kept {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().expect("a lock").extend(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Kept {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

/// What is written while a request of that trace is answered, and what outside of it.
async fn written(format: LogFormat) -> (String, String) {
    let app = App::one_process().await;
    let handler = get(|| async {
        tracing::info!(people = 3, "some \"people\" came");
        "done"
    });
    let router = Router::new().route("/", handler).layer(EdgeLayer(app.edge()));
    let kept = Kept::default();
    let log = Log { level: "info".into(), format };
    let guard = tracing::subscriber::set_default(log::subscriber(&log, kept.clone()).expect("a log"));
    let parent = format!("00-{TRACE}-00f067aa0ba902b7-01");
    let request = Request::get("/").header("traceparent", parent).header("x-request-id", "mine-1");
    router.oneshot(request.body(Body::empty()).expect("a request")).await.expect("infallible");
    tracing::info!("nobody asked");
    drop(guard);
    let text = String::from_utf8(kept.bytes()).expect("text");
    let (inside, outside) = text.trim_end().split_once('\n').expect("two lines");
    (inside.to_owned(), outside.to_owned())
}

#[tokio::test]
async fn a_line_for_machines_names_request_and_trace() {
    let (inside, outside) = written(LogFormat::Json).await;
    let inside: Value = serde_json::from_str(&inside).expect("JSON");
    assert_eq!(
        (inside["message"].as_str(), inside["people"].as_u64()),
        (Some("some \"people\" came"), Some(3))
    );
    assert_eq!((inside["request_id"].as_str(), inside["trace_id"].as_str()), (Some("mine-1"), Some(TRACE)));
    let span = inside["span_id"].as_str().expect("a span");
    assert!(span.len() == 16 && span != "00f067aa0ba902b7", "{span}");
    let outside: Value = serde_json::from_str(&outside).expect("JSON");
    assert_eq!((outside["message"].as_str(), outside.get("trace_id")), (Some("nobody asked"), None));
}

#[tokio::test]
async fn a_line_for_people_names_them_too() {
    let (inside, outside) = written(LogFormat::Text).await;
    assert!(inside.contains(&format!(" request_id=mine-1 trace_id={TRACE} span_id=")), "{inside}");
    assert!(!outside.contains("trace_id"), "{outside}");
    assert!(
        !inside.contains('\u{1b}') && !outside.contains('\u{1b}'),
        "no colours but at a terminal: {inside:?}"
    );
}
