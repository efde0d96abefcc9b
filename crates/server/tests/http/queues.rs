//! Steering a queue while it runs.

use axum::http::{Method, header};
use serde_json::json;

use crate::app::App;

everywhere! {
    verbs,
    a_pre_queue_hides_places_until_they_are_drawn,
    a_change_on_an_old_version_is_refused,
    the_frame_is_for_everybody_and_for_caches,
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
    app.post(&format!("{path}/resume"), Some(&app.admin), json!({})).await.expect(409);
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
    assert_eq!(
        put(json!({"releaseRatePerMinute": 1, "version": 1})).await.expect(409).error(),
        ("version_conflict", Some("version"))
    );
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
