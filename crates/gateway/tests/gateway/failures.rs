//! Upstreams that are away, break off or keep silent.

use std::{convert::Infallible, time::Duration};

use axum::{Router, body::Body, extract::Request, response::IntoResponse, routing::get};
use bytes::Bytes;
use http_body_util::BodyExt;
use tokio::{io::AsyncReadExt, net::TcpListener};
use vq_gateway::GatewayConfig;

use crate::support::{Running, Upstream, nowhere};

const POLL: &str = "/v1/sessions/current";
const CLAIM: &str = "/v1/sessions/current/claim";

/// Nobody looks at the upstreams during a test.
fn seldom(config: &mut GatewayConfig) {
    config.health.interval_seconds = 3600;
    config.health.failed_interval_seconds = 3600;
}

#[tokio::test]
async fn a_request_that_reached_nobody_goes_to_another_with_its_body() {
    let well = Upstream::echo().await;
    let gateway = Running::start(&[nowhere().await, well.url(), nowhere().await], seldom).await;
    for number in 0..6 {
        let body = format!("body {number}");
        let answer = gateway.send(Request::post(gateway.url(CLAIM)), Body::from(body.clone())).await;
        assert_eq!((answer.status, answer.body["body"].as_str()), (200, Some(&*body)));
    }
    assert_eq!(well.seen(), 6);
}

#[tokio::test]
async fn where_nobody_is_the_answer_says_when_to_come_again() {
    let gateway = Running::start(&[nowhere().await], seldom).await;
    let answer = gateway.get(POLL).await;
    assert_eq!((answer.status, answer.error()), (503, "unavailable"));
    assert_eq!(answer.headers["retry-after"], "2");
    // A service that nobody is named for.
    let answer = gateway.get("/v1/tenants").await;
    assert_eq!((answer.status, answer.error()), (503, "unavailable"));
}

#[tokio::test]
async fn what_may_have_been_done_is_not_sent_again() {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let breaks_off = format!("http://{}", listener.local_addr().expect("an address"));
    let taken = tokio::spawn(async move {
        let mut requests = 0;
        loop {
            let (mut stream, _) = listener.accept().await.expect("a connection");
            let mut head = [0; 1024];
            let read = stream.read(&mut head).await.expect("bytes");
            if head[..read].starts_with(b"POST") {
                requests += 1;
                return requests;
            }
        }
    });
    let well = Upstream::echo().await;
    let gateway = Running::start(&[breaks_off, well.url()], seldom).await;
    let mut codes = Vec::new();
    for _ in 0..2 {
        let answer = gateway.send(Request::post(gateway.url(CLAIM)), Body::from("{}")).await;
        if answer.status == 502 {
            assert_eq!(answer.error(), "bad_gateway");
            assert_eq!(answer.headers["retry-after"], "2");
        }
        codes.push(answer.status);
    }
    codes.sort_unstable();
    assert_eq!((codes, well.seen(), taken.await.expect("it took one")), (vec![200, 502], 1, 1));
}

#[tokio::test]
async fn a_silent_service_is_given_up_and_a_silent_stream_is_not() {
    let silent = Router::new()
        .route(POLL, get(std::future::pending::<()>))
        .route(
            "/v1/sessions/current/events",
            get(|| async {
                let events = futures_util::stream::unfold(0, |sent| async move {
                    if sent > 0 {
                        tokio::time::sleep(Duration::from_millis(300)).await;
                    }
                    (sent < 2).then(|| (Ok::<_, Infallible>(Bytes::from("data: x\n\n")), sent + 1))
                });
                ([("content-type", "text/event-stream")], Body::from_stream(events)).into_response()
            }),
        )
        .route(
            "/v1/sessions/current/recovery",
            get(|| async {
                let begin = futures_util::stream::iter([Ok::<_, Infallible>(Bytes::from("{"))]);
                let stalled = futures_util::StreamExt::chain(begin, futures_util::stream::pending());
                Body::from_stream(stalled).into_response()
            }),
        );
    let upstream = Upstream::serve(silent).await;
    let gateway = Running::start(&[upstream.url()], |config| {
        seldom(config);
        config.timeouts.connect_ms = 100;
        config.timeouts.read_ms = 100;
    })
    .await;
    let answer = gateway.get(POLL).await;
    assert_eq!((answer.status, answer.error()), (504, "gateway_timeout"));
    assert_eq!(answer.headers["retry-after"], "2");
    let events = gateway.open(Request::get(gateway.url("/v1/sessions/current/events")), Body::empty()).await;
    assert_eq!(events.into_body().collect().await.expect("all of it").to_bytes().len(), 18);
    let stalled = Request::get(gateway.url("/v1/sessions/current/recovery"));
    let stalled = gateway.open(stalled, Body::empty()).await;
    assert!(stalled.into_body().collect().await.is_err(), "half an answer must not look like a whole one");
}

#[tokio::test]
async fn an_upstream_that_is_not_ready_gets_nothing_until_it_is() {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let url = format!("http://{}", listener.local_addr().expect("an address"));
    let (looks, mut looked) = tokio::sync::mpsc::unbounded_channel();
    let ready = std::sync::Arc::new(std::sync::atomic::AtomicBool::new(false));
    let answer = ready.clone();
    let health = get(move || async move {
        let ready = answer.load(std::sync::atomic::Ordering::Relaxed);
        let _ = looks.send(ready);
        if ready { http::StatusCode::OK } else { http::StatusCode::SERVICE_UNAVAILABLE }
    });
    let router = Router::new().route("/health/ready", health).fallback(|| async { "here" });
    let (late, well) = (Upstream::serve_on(listener, router), Upstream::echo().await);
    let gateway = Running::start(&[url, well.url()], |config| {
        seldom(config);
        config.health.failed_interval_seconds = 1;
    })
    .await;
    // The second look comes after the first has been noted.
    assert_eq!((looked.recv().await, looked.recv().await), (Some(false), Some(false)));
    for _ in 0..4 {
        assert_eq!(gateway.get(POLL).await.status, 200);
    }
    assert_eq!((late.seen(), well.seen()), (0, 4));
    ready.store(true, std::sync::atomic::Ordering::Relaxed);
    while looked.recv().await != Some(true) {}
    while late.seen() == 0 {
        gateway.get(POLL).await;
    }
}
