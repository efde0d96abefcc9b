//! What happened is told as numbers, to those who may see them.

use axum::http::Method;
use serde_json::{Value, json};
use vq_domain::Role;

use crate::app::App;

everywhere! {
    what_happened_is_counted_by_queue_and_tenant,
    what_cannot_be_told_is_refused,
    a_session_has_a_history,
}

/// Asks until everything that happened was counted.
async fn counted(app: &App, path: &str, token: &str, sessions: u64) -> Value {
    loop {
        let answer = app.get(path, token).await.expect(200);
        if answer.data()["totals"]["totalSessions"] == sessions && answer.data()["totals"]["served"] == 1 {
            return answer.data().clone();
        }
        tokio::task::yield_now().await;
    }
}

async fn what_happened_is_counted_by_queue_and_tenant(app: App) {
    let tenant = app.tenant("Shop").await;
    let viewer = app.member(&tenant, Role::Viewer).await;
    let queue = app.queue(&tenant, json!({"name": "Sale", "maxConcurrentUsers": 1})).await;
    let other = app.queue(&tenant, json!({"name": "Other", "maxConcurrentUsers": 1})).await;
    let first = app.join(&tenant, &queue).await.expect(201).text("sessionToken");
    app.post("/v1/sessions/current/claim", Some(&first), json!({})).await.expect(200);
    let second = app.join(&tenant, &queue).await.expect(201).text("sessionToken");
    app.call(Method::DELETE, "/v1/sessions/current", Some(&second), None).await.expect(200);
    app.join(&tenant, &queue).await.expect(201);
    app.join(&tenant, &other).await.expect(201);

    let of_queue = format!("/v1/tenants/{tenant}/queues/{queue}/analytics");
    let seen = counted(&app, &of_queue, &viewer, 3).await;
    let totals = &seen["totals"];
    let number = |name: &str| totals[name].as_f64().unwrap_or(-1.0);
    assert_eq!((number("released"), number("left"), number("abandoned")), (1.0, 1.0, 0.0));
    assert_eq!((number("abandonmentRate"), number("averageWaitSeconds")), (0.5, 0.0));
    assert_eq!((number("mostWaiting"), number("mostActive")), (1.0, 1.0));
    assert_eq!((seen["step"].as_str(), seen["timeZone"].as_str()), (Some("hour"), Some("UTC")));
    assert_eq!(seen["peakHours"][0]["totalSessions"], 3);
    assert_eq!(seen["gaps"], json!([]));
    let series = seen["series"].as_array().expect("a series");
    let joined: u64 = series.iter().filter_map(|point| point["totalSessions"].as_u64()).sum();
    assert!((24..=25).contains(&series.len()) && joined == 3);
    assert_eq!(series[0]["mostWaiting"], Value::Null);

    let minutes = format!("{of_queue}?step=minute&timeZone=Asia/Kathmandu");
    let seen = app.get(&minutes, &viewer).await.expect(200);
    assert_eq!(seen.data()["totals"]["totalSessions"], 3);
    let all = counted(&app, &format!("/v1/tenants/{tenant}/analytics?step=day"), &viewer, 4).await;
    assert_eq!((&all["totals"]["released"], &all["totals"]["mostWaiting"]), (&json!(2), &json!(1)));
}

async fn what_cannot_be_told_is_refused(app: App) {
    let tenant = app.tenant("Shop").await;
    let path = format!("/v1/tenants/{tenant}/analytics");
    for (query, field) in [
        ("from=yesterday", "from"),
        ("to=2026-01-01", "to"),
        ("from=2026-01-02T00:00:00Z&to=2026-01-01T00:00:00Z", "from"),
        ("from=2020-01-01T00:00:00Z&to=2020-01-02T00:00:00Z&step=minute", "from"),
        ("from=2020-01-01T00:00:00Z&to=2026-01-02T00:00:00Z&step=hour", "step"),
        ("step=year", "step"),
        ("timeZone=Moon/Crater", "timeZone"),
    ] {
        let answer = app.get(&format!("{path}?{query}"), &app.admin).await.expect(400);
        assert_eq!(answer.error(), ("invalid_parameter", Some(field)), "{query}");
    }
}

async fn a_session_has_a_history(app: App) {
    let tenant = app.tenant("Clinic").await;
    let queue = app.queue(&tenant, json!({"name": "Desk", "maxConcurrentUsers": 1})).await;
    app.join(&tenant, &queue).await.expect(201);
    let id = app.join(&tenant, &queue).await.expect(201).text("id");
    let path = format!("/v1/tenants/{tenant}/sessions/{id}");
    app.call(Method::PUT, &path, Some(&app.admin), Some(json!({"priority": 4}))).await.expect(200);
    app.call(Method::DELETE, &path, Some(&app.admin), None).await.expect(200);
    let items = loop {
        let answer = app.get(&format!("{path}/history"), &app.admin).await.expect(200);
        let items = answer.data()["items"].as_array().cloned().expect("items");
        if items.len() == 3 {
            break items;
        }
        tokio::task::yield_now().await;
    };
    let events: Vec<_> = items.iter().filter_map(|item| item["event"].as_str()).collect();
    assert_eq!(events, ["joined", "priority_changed", "removed"]);
    assert_eq!((&items[1]["fromPriority"], &items[1]["toPriority"]), (&json!(0), &json!(4)));
}
