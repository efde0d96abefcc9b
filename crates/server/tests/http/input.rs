//! Bad input gets a clear error and loses nothing.

use axum::{
    body::Body,
    http::{Method, Request},
};
use serde_json::{Value, json};

use crate::app::App;

everywhere! {
    a_join_names_what_is_wrong,
    a_queue_names_all_that_is_wrong_at_once,
    no_address_or_name_misleads_people,
    paths_queries_and_methods,
}

async fn a_join_names_what_is_wrong(app: App) {
    let tenant = app.tenant("Shop").await;
    let queue = app.queue(&tenant, json!({"name": "Drop"})).await;
    let path = format!("/v1/tenants/{tenant}/sessions");
    let cases: Vec<(Value, u16, &str, Option<&str>)> = vec![
        (json!([]), 400, "invalid_json", None),
        (json!({}), 422, "missing_field", Some("queueId")),
        (json!({"queueId": 1}), 422, "invalid_field", Some("queueId")),
        (json!({"queueId": "x"}), 422, "invalid_field", Some("queueId")),
        (json!({"queueId": queue, "quueId": 1}), 422, "unknown_field", Some("quueId")),
        (json!({"queueId": queue, "userIdentifier": ""}), 422, "invalid_field", Some("userIdentifier")),
        (
            json!({"queueId": queue, "userIdentifier": "x".repeat(257)}),
            422,
            "invalid_field",
            Some("userIdentifier"),
        ),
        (json!({"queueId": queue, "userIdentifier": "a\nb"}), 422, "invalid_field", Some("userIdentifier")),
        (json!({"queueId": queue, "metadata": [1]}), 422, "invalid_field", Some("metadata")),
        (
            json!({"queueId": queue, "metadata": {"a": "x".repeat(5000)}}),
            422,
            "invalid_field",
            Some("metadata"),
        ),
        (json!({"queueId": queue, "priority": 10}), 422, "invalid_field", Some("priority")),
        (json!({"queueId": queue, "priority": -1}), 422, "invalid_field", Some("priority")),
    ];
    for (body, status, code, field) in cases {
        let answer = app.post(&path, None, body.clone()).await;
        assert_eq!(
            (answer.status.as_u16(), answer.error()),
            (status, (code, field)),
            "{body} → {}",
            answer.body
        );
    }
    for metadata in [
        format!(r#"{{"a":{}{}}}"#, "[".repeat(1_500), "]".repeat(1_500)),
        r#"{"a":1e999999}"#.into(),
        r#"{"a":"\ud800"}"#.into(),
    ] {
        let body = format!(r#"{{"queueId":"{queue}","metadata":{metadata}}}"#);
        let request = Request::post(&path).header("content-type", "application/json").body(Body::from(body));
        let answer = app.send(request.expect("a request")).await.expect(422);
        assert_eq!(answer.error(), ("invalid_field", Some("metadata")));
    }
    let raw = |content_type: &str, body: Vec<u8>| {
        Request::post(&path).header("content-type", content_type).body(Body::from(body)).expect("a request")
    };
    assert_eq!(app.send(raw("application/json", b"{".to_vec())).await.expect(400).error().0, "invalid_json");
    assert_eq!(
        app.send(raw("text/plain", b"{}".to_vec())).await.expect(415).error().0,
        "unsupported_media_type"
    );
    assert_eq!(
        app.send(raw("application/json", vec![b' '; 70_000])).await.expect(413).error().0,
        "payload_too_large"
    );
    assert_eq!(app.send(raw("application/json", vec![0xff; 10])).await.expect(400).error().0, "invalid_json");
    app.post("/v1/tenants/nonsense/sessions", None, json!({"queueId": queue})).await.expect(404);
    let seen = app.get(&format!("/v1/tenants/{tenant}/queues/{queue}"), &app.admin).await.expect(200);
    assert_eq!(seen.data()["releasedUsers"], 0, "nobody got in by mistake");
}

async fn a_queue_names_all_that_is_wrong_at_once(app: App) {
    let tenant = app.tenant("Shop").await;
    let path = format!("/v1/tenants/{tenant}/queues");
    let body = json!({"name": "", "maxConcurrentUsers": 0, "releaseRatePerMinute": 0, "targetUrl": "javascript:alert(1)",
        "schedule": {"timeZone": "Mars/Base", "windows": [{"days": ["mon"], "from": "25:00", "to": "26:00"}]}});
    let answer = app.post(&path, Some(&app.admin), body).await.expect(422);
    let fields: Vec<_> = answer.body["errors"]
        .as_array()
        .expect("errors")
        .iter()
        .filter_map(|error| error["field"].as_str())
        .collect();
    for field in ["name", "maxConcurrentUsers", "releaseRatePerMinute", "targetUrl"] {
        assert!(fields.contains(&field), "{field} is not in {fields:?}");
    }
    assert!(fields.iter().any(|field| field.starts_with("schedule.")), "{fields:?}");
}

async fn no_address_or_name_misleads_people(app: App) {
    let tenant = app.tenant("Shop").await;
    let path = format!("/v1/tenants/{tenant}/queues");
    for (body, field) in [
        (json!({"name": "Drop", "targetUrl": "https://shop.example@evil.example/"}), "targetUrl"),
        (json!({"name": "Drop", "targetUrl": "https://me:secret@shop.example/"}), "targetUrl"),
        (json!({"name": "Drop\u{1b}[2J"}), "name"),
    ] {
        let refused = app.post(&path, Some(&app.admin), body).await.expect(422);
        assert_eq!(refused.error(), ("invalid_field", Some(field)));
    }
}

async fn paths_queries_and_methods(app: App) {
    let tenant = app.tenant("Shop").await;
    let path = format!("/v1/tenants/{tenant}/sessions");
    for (query, field) in [("limit=0", "limit"), ("limit=201", "limit"), ("status=asleep", "status")] {
        let answer = app.get(&format!("{path}?{query}"), &app.admin).await.expect(400);
        assert_eq!(answer.error(), ("invalid_parameter", Some(field)), "{query}");
    }
    for (query, field) in [("limit=x", "limit"), ("limt=3", "limt")] {
        let answer = app.get(&format!("{path}?{query}"), &app.admin).await.expect(400);
        assert_eq!(answer.error(), ("invalid_parameter", Some(field)), "{query}");
    }
    let garbage = app.get(&format!("{path}?cursor=%00garbage"), &app.admin).await.expect(400);
    assert_eq!(garbage.error(), ("invalid_parameter", Some("cursor")));
    assert_eq!(app.call(Method::GET, "/nothing/here", None, None).await.expect(404).error().0, "not_found");
    assert_eq!(
        app.call(Method::PATCH, "/v1/tenants", None, None).await.expect(405).error().0,
        "method_not_allowed"
    );
    let health = app.call(Method::GET, "/health", None, None).await.expect(200);
    assert!(health.body["metadata"]["requestId"].as_str().is_some_and(|id| id.starts_with("req-")));
}

#[tokio::test]
async fn nobody_is_sent_here_before_the_doors_are_open() {
    let app = App::one_process().await;
    assert_eq!(app.call(Method::GET, "/health/ready", None, None).await.expect(503).error().0, "unavailable");
}
