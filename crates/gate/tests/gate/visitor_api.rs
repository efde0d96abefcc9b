//! The server's visitor API under `/.vq`.

use http::StatusCode;
use serde_json::json;

use super::support::{World, dead_port};

#[tokio::test]
async fn visitors_routes_reach_the_server_without_the_prefix() {
    let world = World::start().await;
    world.server.session("mine", "waiting");
    let answer = world
        .get("/.vq/v1/sessions/current?queueId=queue-1")
        .header("authorization", "Bearer mine")
        .cookie("vq_queue-1", "mine")
        .cookie("shop_login", "secret")
        .send()
        .await;
    assert_eq!((answer.status, answer.mark()), (StatusCode::OK, "queue"));
    assert_eq!(answer.json()["data"]["id"], "mine");
    let seen = &world.server.seen()[0];
    assert_eq!(seen.line, "GET /v1/sessions/current?queueId=queue-1");
    assert_eq!(seen.headers["cookie"], "vq_queue-1=mine", "the site's own cookies stay with the site");
    assert_eq!(seen.headers["x-vq-base"], "/.vq");
    assert_eq!(seen.headers["x-forwarded-host"], world.address.to_string());
    assert_eq!(seen.headers["x-forwarded-for"], "127.0.0.1");
    assert_eq!(seen.headers["x-forwarded-proto"], "http");
    assert_eq!(seen.headers["host"], world.server.address.to_string());
}

#[tokio::test]
async fn cookies_and_redirects_come_back() {
    let world = World::start().await;
    let answer = world.ask("POST", "/.vq/q/queue-1/continue").send_body("return=%2Fshop").await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    assert_eq!(answer.header("location"), "/shop/echo");
    assert_eq!(answer.cookie("vqa_queue-1").as_deref(), Some("x.y.z"));
}

#[tokio::test]
async fn the_sites_own_credentials_are_not_passed_on() {
    let world = World::start().await;
    world
        .get("/.vq/assets/room.js")
        .header("authorization", "Basic c2hvcDpzZWNyZXQ=")
        .cookie("a", "b")
        .send()
        .await;
    let seen = &world.server.seen()[0];
    assert!(!seen.headers.contains_key("authorization") && !seen.headers.contains_key("cookie"));
}

#[tokio::test]
async fn what_the_pages_wear_comes_from_the_server() {
    let world = World::start().await;
    world.get("/.vq/brand/queue-1/style.css?v=5d41402a").send().await;
    assert_eq!(world.server.seen()[0].line, "GET /brand/queue-1/style.css?v=5d41402a");
}

#[tokio::test]
async fn everything_else_is_not_found() {
    let world = World::start().await;
    for (method, path) in [
        ("POST", "/.vq/v1/auth/login"),
        ("GET", "/.vq/v1/tenants"),
        ("GET", "/.vq/v1/tenants/tenant-1/sessions"),
        ("POST", "/.vq/v1/tenants/tenant-2/sessions"),
        ("GET", "/.vq/v1/queues/queue-2/frame"),
        ("GET", "/.vq/brand/queue-2/style.css"),
        ("GET", "/.vq/brand/queue-1/.."),
        ("PUT", "/.vq/brand/queue-1/style.css"),
        ("GET", "/.vq/metrics"),
        ("GET", "/.vq/assets/%2e%2e/metrics"),
        ("GET", "/.vq/assets/../metrics"),
        ("GET", "/.vq//metrics"),
        ("GET", "/.vq"),
        ("PUT", "/.vq/v1/sessions/current"),
    ] {
        let answer = world.ask(method, path).send().await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{method} {path}");
        assert_eq!(answer.json()["errors"][0]["code"], "not_found");
    }
    assert!(world.server.lines().is_empty());
}

#[tokio::test]
async fn while_the_server_is_away_scripts_and_forms_are_told() {
    let world = World::unprepared(json!({ "server": format!("http://{}", dead_port().await) })).await;
    let data = world.get("/.vq/v1/queues/queue-1/frame").header("sec-fetch-mode", "cors").send().await;
    assert_eq!(
        (data.status, &data.json()["errors"][0]["code"]),
        (StatusCode::SERVICE_UNAVAILABLE, &json!("unavailable"))
    );
    assert_eq!(data.header("retry-after"), "5");
    let form =
        world.ask("POST", "/.vq/q/queue-1/join").header("accept", "text/html").send_body("return=/").await;
    assert_eq!(
        (form.status, &form.page()["state"]),
        (StatusCode::SERVICE_UNAVAILABLE, &json!("unavailable"))
    );
    assert_eq!(form.page()["queue_id"], "queue-1");
}
