//! What passes without waiting, and disguises that must not.

use serde_json::json;

use super::support::{QUEUE, TENANT, World};

#[tokio::test]
async fn paths_without_a_rule_are_not_queued() {
    let world = World::start().await;
    for path in ["/", "/about", "/shopping", "/api/shop"] {
        assert_eq!(world.visit(path).send().await.mark(), "bypass", "{path}");
    }
    assert!(world.server.lines().is_empty());
}

#[tokio::test]
async fn the_defaults_leave_alone_what_a_queue_should() {
    let world = World::start().await;
    assert_eq!(world.ask("HEAD", "/shop").send().await.mark(), "bypass");
    assert_eq!(world.ask("OPTIONS", "/shop").send().await.mark(), "bypass");
    for asset in ["/shop/app.js", "/shop/a/b.WOFF2", "/shop/x.css?v=3"] {
        assert_eq!(world.visit(asset).send().await.mark(), "bypass", "{asset}");
    }
    assert_eq!(
        world.ask("POST", "/shop/app.js").send().await.mark(),
        "queue",
        "assets are fetched, not posted to"
    );
}

#[tokio::test]
async fn a_rule_can_hold_back_what_only_looks_like_an_asset() {
    let world = World::with(json!({ "rules": [
        { "path": "/shop/checkout", "tenant": TENANT, "queue": QUEUE, "assets": false },
        { "path": "/shop", "tenant": TENANT, "queue": QUEUE },
    ] }))
    .await;
    assert_eq!(world.visit("/shop/checkout/x.css").send().await.mark(), "queue");
    assert_eq!(world.visit("/shop/x.css").send().await.mark(), "bypass");
}

#[tokio::test]
async fn operators_exempt_paths_headers_and_networks() {
    let bypass = json!({
        "paths": ["/shop/hooks", "/shop/*/callback"],
        "headers": [{ "name": "x-monitor" }, { "name": "x-key", "value": "secret" }],
    });
    let world = World::with(json!({ "bypass": bypass })).await;
    assert_eq!(world.ask("POST", "/shop/hooks/paid").send_body("ok").await.mark(), "bypass");
    assert_eq!(world.ask("POST", "/shop/7/callback").send_body("ok").await.mark(), "bypass");
    assert_eq!(world.visit("/shop").header("x-monitor", "1").send().await.mark(), "bypass");
    assert_eq!(world.visit("/shop").header("x-key", "secret").send().await.mark(), "bypass");
    assert_eq!(world.visit("/shop").header("x-key", "guess").send().await.mark(), "queue");
    assert_eq!(world.visit("/shop/hooks/../sale").send().await.mark(), "queue");

    let office = World::with(json!({ "bypass": { "networks": ["127.0.0.0/8"] } })).await;
    assert_eq!(office.visit("/shop").send().await.mark(), "bypass");
    let proxied = json!({ "bypass": { "networks": ["10.0.0.0/8"] }, "trusted_proxies": ["127.0.0.1/32"] });
    let proxied = World::with(proxied).await;
    assert_eq!(proxied.visit("/shop").header("x-forwarded-for", "10.1.2.3").send().await.mark(), "bypass");
    assert_eq!(
        proxied.visit("/shop").header("x-forwarded-for", "10.1.2.3, 9.9.9.9").send().await.mark(),
        "queue"
    );
    let spoofed = World::with(json!({ "bypass": { "networks": ["10.0.0.0/8"] } })).await;
    assert_eq!(spoofed.visit("/shop").header("x-forwarded-for", "10.1.2.3").send().await.mark(), "queue");
}

#[tokio::test]
async fn a_disguised_path_waits_all_the_same() {
    let world = World::start().await;
    for path in [
        "/SHOP",
        "//shop",
        "/./shop",
        "/about/../shop",
        "/%73hop",
        "/%2573hop",
        "/about/%2e%2e/shop",
        "/shop;a=b",
        "/about/..%2fshop",
        "/about/..;/shop",
        "/shop/x;.css",
        "/shop/buy%00.css",
        "/shop/buy%3f.css",
        "/about/..%5Cshop",
    ] {
        assert_eq!(world.visit(path).send().await.mark(), "queue", "{path}");
    }
}

#[tokio::test]
async fn the_first_rule_that_matches_decides() {
    let world = World::with(json!({ "rules": [
        { "path": "/shop/vip/**", "tenant": TENANT, "queue": "queue-vip" },
        { "path": "/shop", "tenant": TENANT, "queue": QUEUE },
    ] }))
    .await;
    let token = world.server.admission("s");
    assert_eq!(world.visit("/shop/echo").cookie("vqa_queue-1", &token).send().await.mark(), "pass");
    let api = world.get("/shop/vip/x").header("accept", "application/json").cookie("vqa_queue-1", &token);
    let held = api.send().await;
    assert_eq!((held.mark(), held.json()["data"]["queueId"].as_str()), ("queue", Some("queue-vip")));
}
