//! A collector is told of the requests, with the caller's span as their parent.

use axum::{Json, Router, body::Body, extract::State, http::Request, routing::post};
use serde_json::Value;
use tokio::{net::TcpListener, sync::mpsc};

use crate::app::App;

const TRACE: &str = "4bf92f3577b34da6a3ce929d0e0e4736";
const PARENT: &str = "00f067aa0ba902b7";

/// A collector that passes on the spans it is told.
async fn collector() -> (String, mpsc::UnboundedReceiver<Value>) {
    let (told, spans) = mpsc::unbounded_channel();
    let take = |State(told): State<mpsc::UnboundedSender<Value>>, Json(message): Json<Value>| async move {
        let resource = &message["resourceSpans"][0];
        assert_eq!(resource["resource"]["attributes"][0]["value"]["stringValue"], "vqueue");
        for span in resource["scopeSpans"][0]["spans"].as_array().into_iter().flatten() {
            drop(told.send(span.clone()));
        }
    };
    let router = Router::new().route("/v1/traces", post(take)).with_state(told);
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("an address");
    tokio::spawn(async move { axum::serve(listener, router).await });
    (format!("http://{address}"), spans)
}

async fn ask(app: &App, flags: &str) {
    let parent = format!("00-{TRACE}-{PARENT}-{flags}");
    let request = Request::get("/v1/tenants").header("traceparent", parent).body(Body::empty());
    app.send(request.expect("a request")).await.expect(401);
}

#[tokio::test]
async fn a_collector_sees_the_span_of_a_request_and_its_parent() {
    let (endpoint, mut spans) = collector().await;
    let app = App::one_process_with(|config| {
        config.telemetry.otlp_endpoint = endpoint;
        config.telemetry.sample_ratio = 0.0;
    })
    .await;
    // The caller does not want the first to be told.
    ask(&app, "00").await;
    ask(&app, "01").await;
    let span = spans.recv().await.expect("a span");
    assert_eq!((span["traceId"].as_str(), span["parentSpanId"].as_str()), (Some(TRACE), Some(PARENT)));
    assert_eq!((span["name"].as_str(), span["kind"].as_u64()), (Some("GET /v1/tenants"), Some(2)));
    assert_eq!(span["attributes"][2]["value"]["intValue"], "401");
    let nanos = |name: &str| span[name].as_str().and_then(|text| text.parse::<u128>().ok()).expect("a time");
    assert!(nanos("endTimeUnixNano") >= nanos("startTimeUnixNano"));
    assert!(spans.try_recv().is_err(), "and no other");
}

#[tokio::test]
async fn traces_that_begin_here_are_told_by_the_ratio() {
    let (endpoint, mut spans) = collector().await;
    let app = App::one_process_with(|config| {
        config.telemetry.otlp_endpoint = endpoint;
        config.telemetry.sample_ratio = 1.0;
    })
    .await;
    let span = spans.recv().await.expect("a span");
    assert_eq!(
        (span["name"].as_str(), span["parentSpanId"].as_str()),
        (Some("POST /v1/auth/login"), Some(""))
    );
    drop(app);
}
