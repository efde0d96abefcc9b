//! Steering a queue while it runs.

use std::sync::Arc;

use axum::{
    body::Body,
    http::{Method, Request, header},
};
use serde_json::json;
use vq_domain::{Millis, Role};
use vq_ports::Clock;

use crate::app::App;

everywhere! {
    verbs,
    a_pre_queue_hides_places_until_they_are_drawn,
    a_change_on_an_old_version_is_refused,
    the_frame_is_for_everybody_and_for_caches,
    the_frame_of_a_queue_that_is_not_public_is_for_those_in_it,
    an_operator_changes_rate_and_cap_and_nothing_else,
}

struct FixedClock(Millis);

impl Clock for FixedClock {
    fn now(&self) -> Millis {
        self.0
    }
}

async fn verbs(app: App) {
    let tenant = app.tenant("Shop").await;
    let queue = app.queue(&tenant, json!({"name": "Drop", "maxConcurrentUsers": 1})).await;
    let path = format!("/v1/tenants/{tenant}/queues/{queue}");
    for (verb, status) in [
        ("pause", "paused"),
        ("pause", "paused"),
        ("resume", "open"),
        ("drain", "draining"),
        ("close", "closed"),
        ("open", "open"),
    ] {
        let answer = app.post(&format!("{path}/{verb}"), Some(&app.admin), json!({})).await.expect(200);
        // An empty queue that drains may be closed already.
        let seen = answer.text("status");
        assert!(seen == status || (status == "draining" && seen == "closed"), "{verb}: {seen}");
    }
    app.post(&format!("{path}/close"), Some(&app.admin), json!({})).await.expect(200);
    assert_eq!(app.join(&tenant, &queue).await.expect(409).error().0, "queue_closed");
    for verb in ["resume", "pause"] {
        app.post(&format!("{path}/{verb}"), Some(&app.admin), json!({})).await.expect(409);
    }
    let said = app
        .post(
            &format!("{path}/message"),
            Some(&app.admin),
            json!({"text": "Back at ten.", "level": "warning"}),
        )
        .await;
    assert_eq!(said.expect(200).data()["message"]["text"], "Back at ten.");
}

async fn a_pre_queue_hides_places_until_they_are_drawn(app: App) {
    let tenant = app.tenant("Shop").await;
    let settings =
        json!({"name": "Drop", "maxConcurrentUsers": 1, "preQueue": {"enabled": true, "draw": true}});
    let queue = app.queue(&tenant, settings).await;
    let mut tokens = Vec::new();
    for _ in 0..20 {
        let joined = app.join(&tenant, &queue).await.expect(201);
        assert!(joined.data()["position"].is_null() && joined.data()["place"].is_null(), "{}", joined.body);
        tokens.push(joined.text("sessionToken"));
    }
    app.post(&format!("/v1/tenants/{tenant}/queues/{queue}/open"), Some(&app.admin), json!({}))
        .await
        .expect(200);
    let mut places = Vec::new();
    for token in &tokens {
        places.push(app.get("/v1/sessions/current", token).await.expect(200).data()["place"].as_u64());
    }
    let mut drawn: Vec<_> = places.iter().flatten().copied().collect();
    drawn.sort_unstable();
    drawn.dedup();
    // One may have been released and so shows no place any more; nobody shares one.
    assert!(drawn.len() >= 19 && drawn.iter().all(|place| (1..=20).contains(place)), "{places:?}");
}

async fn a_change_on_an_old_version_is_refused(app: App) {
    let tenant = app.tenant("Shop").await;
    let queue = app.queue(&tenant, json!({"name": "Drop"})).await;
    let path = format!("/v1/tenants/{tenant}/queues/{queue}");
    let put = |body| app.call(Method::PUT, &path, Some(&app.admin), Some(body));
    let changed = put(json!({"releaseRatePerMinute": 600, "version": 1})).await.expect(200);
    assert_eq!(
        (changed.data()["version"].as_u64(), changed.data()["releaseRatePerMinute"].as_u64()),
        (Some(2), Some(600))
    );
    let refused = put(json!({"releaseRatePerMinute": 1, "name": "Drop", "version": 1})).await.expect(409);
    assert_eq!(refused.error(), ("version_conflict", Some("version")));
    let differs = &refused.body["errors"][1];
    assert_eq!(
        (differs["field"].as_str(), differs["message"].as_str()),
        (Some("releaseRatePerMinute"), Some("It is 600 now; this change says 1."))
    );
    assert!(refused.body["errors"][2].is_null(), "{}", refused.body);
    assert_eq!(changed.text("name"), "Drop", "what is absent stays");
    app.call(Method::DELETE, &path, Some(&app.admin), None).await.expect(200);
    app.get(&path, &app.admin).await.expect(404);
}

async fn the_frame_is_for_everybody_and_for_caches(app: App) {
    let tenant = app.tenant("Shop").await;
    let queue = app.queue(&tenant, json!({"name": "Drop", "maxConcurrentUsers": 1})).await;
    for _ in 0..3 {
        app.join(&tenant, &queue).await.expect(201);
    }
    let path = format!("/v1/queues/{queue}/frame");
    let frame = app.call(Method::GET, &path, None, None).await.expect(200);
    assert_eq!(frame.headers[header::CACHE_CONTROL], "public, max-age=1, stale-while-revalidate=5");
    assert_eq!(frame.data()["waiting"], 2);
    assert_eq!(frame.data()["priorities"][0]["counts"], json!([2]));
    assert!(frame.headers.contains_key(header::ETAG));
}

async fn the_frame_of_a_queue_that_is_not_public_is_for_those_in_it(app: App) {
    let (tenant, elsewhere) = (app.tenant("Shop").await, app.tenant("Else").await);
    let queue = app.queue(&tenant, json!({"name": "Staff", "isPublic": false})).await;
    let other = app.queue(&tenant, json!({"name": "Drop"})).await;
    let sessions = format!("/v1/tenants/{tenant}/sessions");
    let joined = app.post(&sessions, Some(&app.admin), json!({"queueId": queue})).await.expect(201);
    let token = joined.text("sessionToken");
    let stranger = app.join(&tenant, &other).await.expect(201).text("sessionToken");
    let foreign = app.member(&elsewhere, Role::Admin).await;
    let path = format!("/v1/queues/{queue}/frame");
    for token in [None, Some(&stranger), Some(&foreign)] {
        let refused = app.call(Method::GET, &path, token.map(String::as_str), None).await.expect(404);
        assert_eq!(refused.error().0, "not_found");
    }
    let viewer = app.member(&tenant, Role::Viewer).await;
    for token in [&token, &viewer] {
        let frame = app.get(&path, token).await.expect(200);
        assert_eq!(frame.headers[header::CACHE_CONTROL], "private, max-age=1");
    }
    let by_cookie = Request::get(&path).header(header::COOKIE, format!("vq_{queue}={token}"));
    app.send(by_cookie.body(Body::empty()).expect("a request")).await.expect(200);
}

async fn an_operator_changes_rate_and_cap_and_nothing_else(app: App) {
    let tenant = app.tenant("Shop").await;
    let queue = app.queue(&tenant, json!({"name": "Drop"})).await;
    let path = format!("/v1/tenants/{tenant}/queues/{queue}");
    let flow = format!("{path}/flow");
    let operator = app.member(&tenant, Role::Operator).await;
    let put = |path, body| app.call(Method::PUT, path, Some(&operator), Some(body));
    put(&path, json!({"releaseRatePerMinute": 7})).await.expect(403);
    assert_eq!(put(&flow, json!({"name": "Mine"})).await.expect(422).error().0, "unknown_field");
    let body = json!({"releaseRatePerMinute": 7, "maxConcurrentUsers": 3, "version": 1});
    let changed = put(&flow, body.clone()).await.expect(200);
    assert_eq!(changed.data()["releaseRatePerMinute"], 7);
    assert_eq!(changed.data()["maxConcurrentUsers"], 3);
    put(&flow, body).await.expect(409);
    let zero = put(&flow, json!({"releaseRatePerMinute": 0})).await.expect(422);
    assert_eq!(zero.error(), ("invalid_field", Some("releaseRatePerMinute")));
    let viewer = app.member(&tenant, Role::Viewer).await;
    app.call(Method::PUT, &flow, Some(&viewer), Some(json!({}))).await.expect(403);
}

#[tokio::test]
async fn a_schedule_is_tried_out_before_a_queue_follows_it() {
    // A Thursday, 12:00 in Berlin.
    let app = App::one_process_at(Arc::new(FixedClock(Millis(1_767_870_000_000)))).await;
    let tenant = app.tenant("Shop").await;
    let path = format!("/v1/tenants/{tenant}/queues/schedule-preview");
    let schedule = json!({
        "timeZone": "Europe/Berlin",
        "windows": [{"days": ["thu", "fri"], "from": "09:00", "to": "18:00"}],
        "exceptions": [{"date": "2026-01-09"}],
        "events": [{"from": "2026-01-10T20:00:00Z", "to": "2026-01-10T21:30:00Z"}],
    });
    let viewer = app.member(&tenant, Role::Viewer).await;
    let shown = app.post(&path, Some(&viewer), json!({"schedule": schedule, "count": 2})).await.expect(200);
    assert_eq!(shown.data()["isOpen"], true);
    assert_eq!(shown.data()["nextChange"], "2026-01-08T17:00:00.000Z");
    assert_eq!(
        shown.data()["openings"],
        json!([
            {"opensAt": "2026-01-10T20:00:00.000Z", "closesAt": "2026-01-10T21:30:00.000Z"},
            {"opensAt": "2026-01-15T08:00:00.000Z", "closesAt": "2026-01-15T17:00:00.000Z"},
        ])
    );
    let wrong = json!({"schedule": {"timeZone": "Europe/Berlin", "windows": [{"days": ["mon"], "from": "9", "to": "10:00"}]}});
    let refused = app.post(&path, Some(&viewer), wrong).await.expect(422);
    assert_eq!(refused.error(), ("invalid_field", Some("schedule.windows[0].from")));
    let none = app.post(&path, Some(&viewer), json!({"schedule": schedule, "count": 51})).await.expect(422);
    assert_eq!(none.error(), ("invalid_field", Some("count")));
    app.post(&path, None, json!({"schedule": schedule})).await.expect(401);
}
