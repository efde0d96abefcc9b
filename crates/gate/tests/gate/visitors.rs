//! Browsers: newcomers, those who wait, those whose turn has come, those who are inside.

use serde_json::json;

use super::support::{NOW, QUEUE, TENANT, World};
use http::StatusCode;

#[tokio::test]
async fn a_newcomer_waits_on_the_url_they_asked_for() {
    let world = World::start().await;
    let answer = world.visit("/shop/sale?size=9").header("accept-language", "fr-CH, fr;q=0.9").send().await;
    assert_eq!((answer.status, answer.mark()), (StatusCode::OK, "queue"));
    assert_eq!(answer.header("cache-control"), "private, no-store");
    assert_eq!(answer.header("retry-after"), "7");
    assert_eq!(
        answer.set_cookie("vq_queue-1").unwrap(),
        "vq_queue-1=session-1; Max-Age=604800; Path=/; HttpOnly; SameSite=Lax"
    );
    assert_eq!(answer.set_cookie("vqa_queue-1"), None);
    let page = answer.page();
    assert_eq!(page["state"], "waiting");
    assert_eq!(page["base"], "/.vq");
    assert_eq!((&page["tenant_id"], &page["queue_id"]), (&json!(TENANT), &json!(QUEUE)));
    assert_eq!(page["queue_name"], "Big Sale");
    assert_eq!(page["session_json"]["position"], 12);
    assert_eq!(page["return_url"], "/shop/sale?size=9");
    assert_eq!(page["accept_language"], "fr-CH, fr;q=0.9");
    assert_eq!(page["secure"], false);
    assert!(!answer.body.contains("sessionToken"), "tokens stay in cookies");
    assert_eq!(world.server.lines(), ["POST /v1/tenants/tenant-1/sessions"]);
}

#[tokio::test]
async fn the_page_is_served_with_a_strict_policy() {
    let answer = World::start().await.visit("/shop").send().await;
    assert_eq!(
        answer.header("content-security-policy"),
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: https:; connect-src 'self'; \
         form-action 'self'; base-uri 'none'; frame-ancestors 'self'"
    );
    assert_eq!(answer.header("x-content-type-options"), "nosniff");
    assert_eq!(answer.header("content-type"), "text/html; charset=utf-8");
    assert_eq!(answer.header("referrer-policy"), "same-origin");
}

#[tokio::test]
async fn behind_tls_the_cookies_are_bound_to_the_host() {
    let world = World::with(json!({ "public_scheme": "https" })).await;
    world.server.room(true);
    let answer = world.visit("/shop/echo").send().await;
    let session = answer.set_cookie("__Host-vq_queue-1").unwrap();
    assert_eq!(
        session,
        "__Host-vq_queue-1=session-1; Max-Age=604800; Path=/; Secure; HttpOnly; SameSite=Lax"
    );
    let admission = answer.set_cookie("__Host-vqa_queue-1").unwrap();
    assert!(admission.ends_with("; Max-Age=600; Path=/; Secure; HttpOnly; SameSite=Lax"), "{admission}");
    assert_eq!(answer.json()["headers"]["x-forwarded-proto"], "https");

    // A cookie without the prefix could have been planted over plain HTTP: it counts for nothing.
    let token = answer.cookie("__Host-vqa_queue-1").unwrap();
    world.server.room(false);
    assert_eq!(world.visit("/shop/echo").cookie("vqa_queue-1", &token).send().await.mark(), "queue");
    assert_eq!(world.visit("/shop/echo").cookie("__Host-vqa_queue-1", &token).send().await.mark(), "pass");
}

#[tokio::test]
async fn while_there_is_room_a_newcomer_passes_in_the_same_request() {
    let world = World::start().await;
    world.server.room(true);
    let first = world.visit("/shop/echo?a=1").send().await;
    assert_eq!((first.status, first.mark()), (StatusCode::OK, "pass"));
    assert_eq!(first.json()["target"], "/shop/echo?a=1");
    assert_eq!(first.header("cache-control"), "private, no-store", "no shared cache may keep the cookies");
    assert_eq!(
        world.server.lines(),
        ["POST /v1/tenants/tenant-1/sessions", "POST /v1/sessions/current/claim?queueId=queue-1"]
    );

    let token = first.cookie("vqa_queue-1").unwrap();
    let second = world.visit("/shop/echo").cookie("vqa_queue-1", &token).send().await;
    assert_eq!(second.mark(), "pass");
    assert_eq!(second.headers.get("set-cookie"), None);
    assert_eq!(world.server.lines().len(), 2, "an admission is verified without asking");
}

#[tokio::test]
async fn who_waits_keeps_the_place() {
    let world = World::start().await;
    world.server.session("mine", "waiting");
    let answer = world.visit("/shop/other").cookie("vq_queue-1", "mine").send().await;
    assert_eq!(answer.page()["state"], "waiting");
    assert_eq!(answer.page()["session_json"]["id"], "mine");
    assert_eq!(answer.headers.get("set-cookie"), None);
    assert_eq!(world.server.lines(), ["GET /v1/sessions/current?queueId=queue-1"]);
}

#[tokio::test]
async fn the_turn_is_never_taken_for_someone_who_waited() {
    let world = World::start().await;
    world.server.session("mine", "released");
    let answer = world.visit("/shop/x").cookie("vq_queue-1", "mine").send().await;
    assert_eq!((answer.mark(), &answer.page()["state"]), ("queue", &json!("turn")));
    assert_eq!(world.server.status_of("mine"), Some("released"));
}

#[tokio::test]
async fn who_is_inside_gets_a_fresh_admission_when_the_old_one_is_over() {
    let world = World::start().await;
    world.server.session("mine", "active");
    let old = world.server.admission("mine");
    world.set_now(NOW + 1000);
    world.server.set_now(NOW + 1000);
    let answer = world
        .ask("POST", "/shop/echo")
        .header("accept", "text/html")
        .cookie("vq_queue-1", "mine")
        .cookie("vqa_queue-1", &old)
        .send_body("order=1")
        .await;
    assert_eq!(answer.mark(), "pass");
    assert_eq!(answer.json()["body"], "order=1", "the visitor's own request passes, body and all");
    assert_ne!(answer.cookie("vqa_queue-1").unwrap(), old);
}

#[tokio::test]
async fn lost_and_unknown_sessions() {
    let world = World::start().await;
    for status in ["left", "abandoned", "no_show", "removed", "transferred", "of_a_later_version"] {
        world.server.session("mine", status);
        let answer = world.visit("/shop").cookie("vq_queue-1", "mine").send().await;
        assert_eq!(answer.page()["state"], "ended");
        assert_eq!(answer.page()["session_json"]["status"], status);
    }
    for status in ["completed", "expired"] {
        world.server.session("mine", status);
        let answer = world.visit("/shop").cookie("vq_queue-1", "mine").send().await;
        assert_eq!(answer.page()["state"], "waiting", "a new visit begins a new session");
        assert!(answer.cookie("vq_queue-1").is_some());
    }
    let answer = world.visit("/shop").cookie("vq_queue-1", "forged").send().await;
    assert_eq!(answer.page()["state"], "waiting");
}

#[tokio::test]
async fn closed_and_full_queues_say_so() {
    let world = World::start().await;
    for (code, state) in [("queue_closed", "closed"), ("queue_full", "full")] {
        world.server.fail(Some((StatusCode::CONFLICT, code)));
        let answer = world.visit("/shop").send().await;
        assert_eq!((answer.mark(), &answer.page()["state"]), ("queue", &json!(state)));
    }
    world.server.fail(Some((StatusCode::TOO_MANY_REQUESTS, "rate_limited")));
    let answer = world.visit("/shop").send().await;
    assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE);
}

#[tokio::test]
async fn the_status_of_the_wait_page_is_selectable() {
    for status in [200, 202, 429, 503] {
        let rules = json!([{ "path": "/shop", "tenant": TENANT, "queue": QUEUE, "wait_status": status }]);
        let answer = World::with(json!({ "rules": rules })).await.visit("/shop").send().await;
        assert_eq!(answer.status.as_u16(), status);
        assert_eq!(answer.header("retry-after"), "7");
    }
}

#[tokio::test]
async fn the_server_learns_who_the_visitor_is() {
    let world = World::with(json!({ "trusted_proxies": ["127.0.0.0/8"] })).await;
    world.visit("/shop").header("x-forwarded-for", "9.8.7.6").send().await;
    let seen = &world.server.seen()[0];
    assert_eq!(seen.headers["x-forwarded-for"], "9.8.7.6, 127.0.0.1");
    assert_eq!(seen.headers["x-forwarded-proto"], "http");
    assert_eq!(seen.headers["x-forwarded-host"], world.address.to_string());
    assert_eq!(seen.headers["x-vq-base"], "/.vq");
}
