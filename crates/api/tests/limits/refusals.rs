//! What a caller is told, and what happens without a limit.

use std::sync::Arc;

use async_trait::async_trait;
use axum::body::Body;
use http_body_util::BodyExt;
use serde_json::{Value, json};
use vq_api::RateLimitConfig;
use vq_bus_local::LocalRateLimits;
use vq_domain::Millis;
use vq_ports::{Consumer, Quotas, RateLimits, StoreError, StoreResult, Verdict};

use crate::app::{App, UNCOUNTED, allowed, config, number, refused, request};

const JOIN: &str = "/v1/tenants/1/sessions";
const POLL: &str = "/v1/sessions/current";

#[tokio::test]
async fn a_refusal_says_when_to_come_again() {
    let app = App::new(config());
    for _ in 0..5 {
        app.get_from(JOIN, "192.0.2.1").await;
    }
    app.pass(18_001);
    let call = request(JOIN, "192.0.2.1").header("x-request-id", "mine").body(Body::empty()).unwrap();
    let (head, body) = app.call(call).await.into_parts();
    assert_eq!(head.status, 429);
    assert_eq!(number(&head.headers, "retry-after"), Some(42));
    assert_eq!(head.headers["x-request-id"], "mine");
    let body: Value = serde_json::from_slice(&body.collect().await.unwrap().to_bytes()).unwrap();
    let message = "Too many calls: 5 in a minute is the most. Try again in 42 seconds.";
    let expected = json!({
        "success": false,
        "data": null,
        "metadata": {"timestamp": "2023-11-14T22:13:38.001Z", "version": "1.0", "requestId": "mine"},
        "errors": [{"code": "rate_limited", "message": message, "field": null,
            "limit": {"name": "apiRequestsPerMinute", "value": 5, "used": 5}}],
    });
    assert_eq!(body, expected);
    app.pass(41_999);
    assert_eq!(app.get_from(JOIN, "192.0.2.1").await, allowed(5, 4, 60));
}

#[tokio::test]
async fn the_quota_that_is_used_up_first_is_told() {
    let app = App::new(config());
    for _ in 0..3 {
        for remaining in [2, 1, 0] {
            assert_eq!(app.get(POLL, "session-1").await, allowed(3, remaining, 60));
        }
        app.pass(60_000);
    }
    assert_eq!(app.get(POLL, "session-1").await, allowed(10, 0, 3_420));
    assert_eq!(app.get(POLL, "session-1").await, refused(10, 3_420));
}

#[tokio::test]
async fn a_limit_that_is_off_counts_nothing() {
    let app = App::new(RateLimitConfig { enabled: false, ..config() });
    for _ in 0..10 {
        assert_eq!(app.get_from(JOIN, "192.0.2.1").await, UNCOUNTED);
    }
}

/// Counts elsewhere, so that it has to be waited for; or cannot count at all.
struct Elsewhere(Option<LocalRateLimits>);

#[async_trait]
impl RateLimits for Elsewhere {
    async fn take(&self, consumer: Consumer, quotas: &Quotas, now: Millis) -> StoreResult<Verdict> {
        tokio::task::yield_now().await;
        match &self.0 {
            Some(limits) => limits.take(consumer, quotas, now).await,
            None => Err(StoreError::Unavailable("gone".into())),
        }
    }
}

#[tokio::test]
async fn counting_may_take_a_while_except_for_polls() {
    let app = App::counting_in(config(), Arc::new(Elsewhere(Some(LocalRateLimits::new(1_000)))));
    for remaining in (0..5).rev() {
        assert_eq!(app.get_from(JOIN, "192.0.2.1").await, allowed(5, remaining, 60));
    }
    assert_eq!(app.get_from(JOIN, "192.0.2.1").await, refused(5, 60));
    assert_eq!(app.get("/v1/auth/me", "account.1").await, allowed(3, 2, 60));
}

#[tokio::test]
async fn our_own_fault_refuses_nobody() {
    let app = App::counting_in(config(), Arc::new(Elsewhere(None)));
    for _ in 0..10 {
        assert_eq!(app.get_from(JOIN, "192.0.2.1").await, UNCOUNTED);
    }
    assert_eq!(app.get(POLL, "session-1").await, allowed(3, 2, 60));
}
