//! Clients that are no browsers going to a page: none of them is put in the line without asking.

use http::StatusCode;
use serde_json::json;

use super::support::World;

#[tokio::test]
async fn native_clients_get_their_session_as_data() {
    let world = World::start().await;
    world.server.session("mine", "waiting");
    let ask = world.get("/shop/api").header("accept", "application/json").header("x-request-id", "req-1");
    let answer = ask.cookie("vq_queue-1", "mine").send().await;
    assert_eq!((answer.status, answer.mark()), (StatusCode::ACCEPTED, "queue"));
    assert_eq!(answer.header("cache-control"), "private, no-store");
    assert_eq!(answer.header("x-request-id"), "req-1");
    let json = answer.json();
    assert_eq!(json["success"], true);
    assert_eq!(
        json["metadata"],
        json!({ "timestamp": "2025-06-15T15:06:40.000Z", "version": "1.0", "requestId": "req-1" })
    );
    let data = &json["data"];
    assert_eq!(data["position"], 12);
    for (field, value) in [
        ("inWaitingRoom", json!(true)),
        ("waitTime", json!(5)),
        ("waitTimeKnown", json!(true)),
        ("waitTimeFormatted", json!("5 minutes")),
        ("queueIsFull", json!(false)),
        ("lastUpdated", json!("2025-06-15T15:06:40.000Z")),
        ("refreshIntervalSeconds", json!(7)),
    ] {
        assert_eq!(data[field], value, "{field}");
    }
}

#[tokio::test]
async fn native_clients_without_a_session_are_told_where_to_join() {
    let world = World::start().await;
    let answer = world.get("/shop/api").header("accept", "application/json").send().await;
    assert_eq!(answer.status, StatusCode::ACCEPTED);
    assert_eq!(answer.json()["data"]["status"], "none");
    assert_eq!(answer.json()["data"]["joinUrl"], "/.vq/v1/tenants/tenant-1/sessions");
    assert_eq!(answer.json()["data"]["inWaitingRoom"], true);
    assert!(world.server.lines().is_empty());

    world.server.session("mine", "removed");
    let over =
        world.get("/shop/api").header("accept", "application/json").cookie("vq_queue-1", "mine").send().await;
    assert_eq!((over.status, &over.json()["errors"][0]["code"]), (StatusCode::GONE, &json!("session_ended")));
}

#[tokio::test]
async fn scripts_are_told_where_their_page_should_go() {
    let world = World::start().await;
    for (name, value) in [("sec-fetch-mode", "cors"), ("x-requested-with", "XMLHttpRequest")] {
        let page = format!("http://{}/shop/cart?x=1", world.address);
        let answer =
            world.ask("POST", "/shop/api").header(name, value).header("referer", &page).send_body("{}").await;
        assert_eq!((answer.status, answer.mark()), (StatusCode::FORBIDDEN, "queue"));
        assert_eq!(answer.header("vq-redirect"), "/shop/cart?x=1");
        assert_eq!(answer.header("access-control-expose-headers"), "vq-redirect");
        assert_eq!(answer.json()["errors"][0]["code"], "not_your_turn");
        assert_eq!(answer.json()["success"], false);
    }
    let foreign = world
        .get("/shop")
        .header("sec-fetch-mode", "cors")
        .header("referer", "http://evil.example/x")
        .send()
        .await;
    assert_eq!(foreign.header("vq-redirect"), "/");
    assert!(world.server.lines().is_empty(), "no script is put in the line");
}

#[tokio::test]
async fn a_script_of_someone_inside_passes_with_a_fresh_admission() {
    let world = World::start().await;
    world.server.session("mine", "active");
    let ask = world.ask("POST", "/shop/echo").header("sec-fetch-mode", "cors").cookie("vq_queue-1", "mine");
    let answer = ask.send_body("{}").await;
    assert_eq!((answer.mark(), answer.json()["body"].as_str()), ("pass", Some("{}")));
    assert!(answer.cookie("vqa_queue-1").is_some());
}

#[tokio::test]
async fn a_form_is_never_replayed() {
    let world = World::start().await;
    let form =
        |ask: super::support::Ask| ask.header("accept", "text/html").header("sec-fetch-mode", "navigate");
    let answer = form(world.ask("POST", "/shop/order?step=2")).send_body("card=4242").await;
    assert_eq!((answer.status, answer.mark()), (StatusCode::OK, "queue"));
    assert_eq!(answer.page()["state"], "join");
    assert_eq!(answer.page()["return_url"], "/shop/order?step=2");
    assert!(!answer.body.contains("4242"));
    assert!(world.server.lines().is_empty(), "a form puts nobody in the line");

    world.server.session("mine", "waiting");
    let waiting = form(world.ask("POST", "/shop/order")).cookie("vq_queue-1", "mine").send_body("a=b").await;
    assert_eq!(waiting.page()["state"], "waiting");
}

#[tokio::test]
async fn robots_are_asked_to_come_back() {
    let world = World::start().await;
    let robot = "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)";
    let answer = world.visit("/shop").header("user-agent", robot).send().await;
    assert_eq!((answer.status, answer.mark()), (StatusCode::SERVICE_UNAVAILABLE, "queue"));
    assert_eq!(answer.header("retry-after"), "300");
    assert!(world.server.lines().is_empty());
    assert_eq!(world.visit("/about").header("user-agent", robot).send().await.mark(), "bypass");

    let open = World::with(json!({ "crawlers": { "enabled": false } })).await;
    assert_eq!(open.visit("/shop").header("user-agent", robot).send().await.status, StatusCode::OK);
}

#[tokio::test]
async fn looking_ahead_takes_no_place() {
    let world = World::start().await;
    let answer = world.visit("/shop").header("sec-purpose", "prefetch").send().await;
    assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE);
    assert!(world.server.lines().is_empty());
}
