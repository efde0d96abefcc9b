//! What is refused at the edge, and what a service is told.

use axum::{body::Body, extract::Request};
use http::Method;

use crate::support::{EXPIRED, GOOD, KEY, Running, Upstream, VISITOR};

const POLL: &str = "/v1/sessions/current";

#[tokio::test]
async fn a_token_that_is_none_gets_no_further() {
    let upstream = Upstream::echo().await;
    let gateway = Running::start(&[upstream.url()], |_| ()).await;
    for (token, code) in [
        ("x", "unauthorized"),
        ("a.b.c", "unauthorized"),
        ("vqk_x", "unauthorized"),
        (EXPIRED, "token_expired"),
    ] {
        let answer = gateway.with_token(Method::GET, POLL, token).await;
        assert_eq!((answer.status, answer.error()), (401, code), "{token}");
        assert_eq!(answer.headers["www-authenticate"], "Bearer");
    }
    assert_eq!(upstream.seen(), 0);
    for token in [GOOD, VISITOR, KEY] {
        let answer = gateway.with_token(Method::GET, POLL, token).await;
        assert_eq!(answer.body["headers"]["authorization"], format!("Bearer {token}"));
    }
    assert_eq!(gateway.get(POLL).await.status, 200, "who brings none may have a cookie");
    // Where only people who signed in, or programs, may call.
    for (token, status) in [(VISITOR, 401), ("vqk_x", 401), (GOOD, 200), (KEY, 200)] {
        assert_eq!(gateway.with_token(Method::GET, "/v1/auth/me", token).await.status, status, "{token}");
    }
    // Signing in anew is possible with the token that has expired still at hand.
    assert_eq!(gateway.with_token(Method::POST, "/v1/auth/refresh", EXPIRED).await.status, 200);
}

#[tokio::test]
async fn what_is_too_large_or_nowhere_is_refused() {
    let upstream = Upstream::echo().await;
    let gateway = Running::start(&[upstream.url()], |config| config.largest_body = 1000).await;
    let post = || Request::post(gateway.url("/v1/sessions/current/claim"));
    let answer = gateway.send(post(), Body::from(vec![b'x'; 1001])).await;
    assert_eq!((answer.status, answer.error()), (413, "payload_too_large"));
    assert_eq!(upstream.seen(), 0, "its length was known");
    let parts = (0..20).map(|_| Ok::<_, std::io::Error>(vec![b'x'; 100]));
    let stream = Body::from_stream(futures_util::stream::iter(parts));
    let answer = gateway.send(post(), stream).await;
    assert_eq!((answer.status, answer.error()), (413, "payload_too_large"));
    assert_eq!(gateway.send(post(), Body::from(vec![b'x'; 1000])).await.status, 200);

    let answer = gateway.get("/nothing/here").await;
    assert_eq!((answer.status, answer.error()), (404, "not_found"));
    let long = format!("{POLL}?{}", "x".repeat(40_000));
    let answer = gateway.get(&long).await;
    assert_eq!((answer.status, answer.error()), (400, "invalid_parameter"));
}

#[tokio::test]
async fn a_service_is_told_who_asks_and_under_which_number() {
    let upstream = Upstream::echo().await;
    let gateway = Running::start(&[upstream.url()], |_| ()).await;
    let trace = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
    let request = Request::post(gateway.url("/v1/auth/login?a=%20b&c"))
        .header("x-request-id", "req-of-mine")
        .header("traceparent", trace)
        .header("connection", "x-for-the-next-hop")
        .header("x-for-the-next-hop", "1")
        .header("x-forwarded-for", "203.0.113.9")
        .header("x-forwarded-proto", "https");
    let answer = gateway.send(request, Body::from("{}")).await;
    let seen = &answer.body;
    assert_eq!((seen["method"].as_str(), seen["body"].as_str()), (Some("POST"), Some("{}")));
    assert_eq!(seen["uri"], "/v1/auth/login?a=%20b&c");
    let headers = &seen["headers"];
    assert_eq!(headers["x-request-id"], "req-of-mine");
    assert_eq!(headers["traceparent"], trace);
    assert_eq!(headers["x-forwarded-for"], "203.0.113.9, 127.0.0.1");
    assert_eq!(headers["x-forwarded-proto"], "https");
    assert_eq!(headers["host"], gateway.address.to_string());
    assert!(headers["x-for-the-next-hop"].is_null(), "{headers}");
    assert_eq!(answer.headers["x-request-id"], "req-of-mine");

    // Who gives no number gets one, which the service hears, too.
    let answer = gateway.get(POLL).await;
    let given = answer.headers["x-request-id"].to_str().expect("text");
    assert!(given.starts_with("req-"));
    assert_eq!(answer.body["headers"]["x-request-id"], given);
    assert_eq!(answer.body["headers"]["x-forwarded-proto"], "http");
}
