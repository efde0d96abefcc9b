//! Changing a tenant.

use http::StatusCode;
use serde_json::json;

use crate::app::{App, ROOT};

#[tokio::test]
async fn what_is_sent_is_changed_and_the_rest_stays() {
    let app = App::new();
    let made = app
        .create(json!({"name": "Shop", "domain": "shop.example", "configuration": {"theme": "dark"}}))
        .await;
    let id = made.id();
    let renamed = app.put(&id, ROOT, json!({"name": "Market"})).await;
    assert_eq!(renamed.status, StatusCode::OK, "{}", renamed.body);
    let mut expected = made.body["data"].clone();
    expected["name"] = json!("Market");
    expected["version"] = json!(2);
    assert_eq!(renamed.body["data"], expected);

    let body = json!({"name": "Market", "domain": null, "configuration": {}, "limits": {"maxQueues": 7}});
    let changed = app.put(&id, ROOT, body).await;
    assert_eq!(changed.body["data"]["domain"], json!(null));
    assert_eq!(changed.body["data"]["configuration"], json!({}));
    assert_eq!(changed.body["data"]["limits"]["maxQueues"], 7);
    assert_eq!(changed.body["data"]["limits"]["maxWaiting"], 5_000_000);
    assert_eq!(app.get(&id, ROOT).await.body["data"], changed.body["data"]);
}

#[tokio::test]
async fn the_same_again_is_no_change() {
    let app = App::new();
    let id = app.create(json!({"name": "Shop"})).await.id();
    let same = app.put(&id, ROOT, json!({"name": " Shop", "version": 1})).await;
    assert_eq!((same.status, &same.body["data"]["version"]), (StatusCode::OK, &json!(1)));
}

#[tokio::test]
async fn a_change_built_on_an_old_version_is_refused() {
    let app = App::new();
    let id = app.create(json!({"name": "Shop"})).await.id();
    assert_eq!(app.put(&id, ROOT, json!({"name": "A", "version": 1})).await.status, StatusCode::OK);
    for name in ["version", "ifVersion"] {
        let stale = app.put(&id, ROOT, json!({"name": "B", name: 1})).await;
        assert_eq!((stale.status, stale.code()), (StatusCode::CONFLICT, "version_conflict"));
        assert_eq!(stale.body["errors"][0]["field"], "version");
    }
    assert_eq!(app.get(&id, ROOT).await.body["data"]["name"], "A");
}

#[tokio::test]
async fn changes_at_once_lose_nothing() {
    let app = App::new();
    let id = app.create(json!({"name": "Shop"})).await.id();
    let (one, two, three) = tokio::join!(
        app.put(&id, ROOT, json!({"name": "Shop", "domain": "shop.example"})),
        app.put(&id, ROOT, json!({"name": "Shop", "limits": {"maxQueues": 9}})),
        app.post(&id, "suspend", ROOT),
    );
    assert!([&one, &two, &three].iter().all(|answer| answer.status == StatusCode::OK));
    let now = app.get(&id, ROOT).await.body["data"].clone();
    assert_eq!((&now["domain"], &now["limits"]["maxQueues"]), (&json!("shop.example"), &json!(9)));
    assert_eq!((&now["status"], &now["version"]), (&json!("suspended"), &json!(4)));
}

#[tokio::test]
async fn bad_changes_change_nothing() {
    let app = App::new();
    let other = app.create(json!({"name": "Other", "domain": "other.example"})).await;
    let made = app.create(json!({"name": "Shop"})).await;
    let id = made.id();
    for (body, code) in [
        (json!({}), "missing_field"),
        (json!({"name": "a", "id": id}), "unknown_field"),
        (json!({"name": "a", "limits": {"maxTenants": 1}}), "unknown_field"),
        (json!({"name": "x".repeat(201)}), "invalid_field"),
        (json!({"name": "a", "configuration": {"locale": "?"}}), "invalid_field"),
        (json!({"name": "a", "domain": other.body["data"]["domain"]}), "conflict"),
    ] {
        let answer = app.put(&id, ROOT, body.clone()).await;
        assert_eq!(answer.code(), code, "{body}: {}", answer.body);
    }
    assert_eq!(app.get(&id, ROOT).await.body["data"], made.body["data"]);
}
