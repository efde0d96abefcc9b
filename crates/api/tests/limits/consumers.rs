//! Whose calls are counted together.

use axum::body::Body;
use http::header;

use crate::app::{App, UNCOUNTED, allowed, config, refused, request, standing};

const JOIN: &str = "/v1/tenants/1/sessions";
const POLL: &str = "/v1/sessions/current";

#[tokio::test]
async fn each_account_has_its_own_quota_wherever_it_calls_from() {
    let app = App::new(config());
    for remaining in [2, 1, 0] {
        assert_eq!(app.get("/v1/auth/me", "account.1").await, allowed(3, remaining, 60));
    }
    assert_eq!(app.get(POLL, "account.1").await, refused(3, 60));
    assert_eq!(app.get("/v1/auth/me", "account.2").await, allowed(3, 2, 60));
    assert_eq!(app.get_from(JOIN, "192.0.2.1").await, allowed(5, 4, 60));
}

#[tokio::test]
async fn each_key_has_a_quota_of_its_own_and_what_is_none_counts_for_the_network() {
    let app = App::new(config());
    for remaining in [2, 1, 0] {
        assert_eq!(app.get(JOIN, "vqk_1").await, allowed(3, remaining, 60));
    }
    assert_eq!(app.get(JOIN, "vqk_1").await, refused(3, 60));
    assert_eq!(app.get(JOIN, "vqk_2").await, allowed(3, 2, 60));
    assert_eq!(app.get(JOIN, "account.1").await, allowed(3, 2, 60), "its maker has theirs");
    assert_eq!(app.get(JOIN, "vqk_x").await, allowed(5, 4, 60));
    assert_eq!(app.get(POLL, "vqk_1").await, allowed(5, 3, 60), "visitors have no keys");
}

#[tokio::test]
async fn a_tenants_own_limit_holds_besides() {
    let app = App::new(config());
    assert_eq!(app.get("/v1/auth/me", "account.1.2").await, allowed(2, 1, 60));
    assert_eq!(app.get("/v1/auth/me", "account.1.2").await, allowed(2, 0, 60));
    assert_eq!(app.get("/v1/auth/me", "account.1.2").await, refused(2, 60));
    assert_eq!(app.get("/v1/auth/me", "account.2.100").await, allowed(3, 2, 60), "the lower of both");
}

#[tokio::test]
async fn each_visitor_has_a_quota_by_token_or_cookie() {
    let app = App::new(config());
    let by_cookie = async |cookies: &str| {
        let request = request(POLL, "192.0.2.1").header(header::COOKIE, cookies);
        standing(&app.call(request.body(Body::empty()).unwrap()).await)
    };
    assert_eq!(app.get(POLL, "session-1").await, allowed(3, 2, 60));
    assert_eq!(by_cookie("other=session-9; vq_queue=session-1").await, allowed(3, 1, 60));
    assert_eq!(by_cookie("__Host-vq_gone=nonsense; __Host-vq_queue=session-1").await, allowed(3, 0, 60));
    assert_eq!(app.get(POLL, "session-1").await, refused(3, 60));
    assert_eq!(app.get(POLL, "session-2").await, allowed(3, 2, 60));
}

#[tokio::test]
async fn a_session_gives_no_quota_for_joining() {
    let app = App::new(config());
    for remaining in (0..5).rev() {
        let token = format!("session-{remaining}");
        assert_eq!(app.get(JOIN, &token).await, allowed(5, remaining, 60));
    }
    assert_eq!(app.get(JOIN, "session-9").await, refused(5, 60));
    assert_eq!(app.get(POLL, "session-9").await, allowed(3, 2, 60), "who waits is not a victim of it");
}

#[tokio::test]
async fn tokens_that_are_not_valid_count_for_the_network() {
    let app = App::new(config());
    for (remaining, token) in [(4, "nonsense"), (3, "x.y.z"), (2, "session-x"), (1, ""), (0, "account.x")] {
        assert_eq!(app.get(POLL, token).await, allowed(5, remaining, 60), "{token}");
    }
    assert_eq!(app.get(POLL, "other nonsense").await, refused(5, 60));
}

#[tokio::test]
async fn strangers_are_counted_by_network() {
    let app = App::new(config());
    assert_eq!(app.get_from(JOIN, "2001:db8::1").await, allowed(5, 4, 60));
    assert_eq!(app.get_from(JOIN, "2001:db8::ffff").await, allowed(5, 3, 60));
    assert_eq!(app.get_from(JOIN, "2001:db8:0:1::1").await, allowed(5, 4, 60));
    assert_eq!(app.get_from(JOIN, "192.0.2.1").await, allowed(5, 4, 60));
    assert_eq!(app.get_from(JOIN, "::ffff:192.0.2.1").await, allowed(5, 3, 60));
    let forwarded =
        |by| request(JOIN, by).header("x-forwarded-for", "192.0.2.1").body(Body::empty()).unwrap();
    assert_eq!(standing(&app.call(forwarded("127.0.0.1")).await), allowed(5, 2, 60));
    assert_eq!(standing(&app.call(forwarded("198.51.100.1")).await), allowed(5, 4, 60), "not trusted");
}

#[tokio::test]
async fn what_everybody_asks_for_is_not_counted() {
    let app = App::new(config());
    for _ in 0..10 {
        assert_eq!(app.get_from("/v1/queues/1/frame", "192.0.2.1").await, UNCOUNTED);
    }
    assert_eq!(app.get_from(JOIN, "192.0.2.1").await, allowed(5, 4, 60));
}
