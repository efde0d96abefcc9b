//! A restart keeps every place.

use serde_json::json;

use crate::app::App;

#[tokio::test]
async fn everybody_is_still_there() {
    let app = App::one_process().await;
    let tenant = app.tenant("Shop").await;
    let queue = app
        .queue(&tenant, json!({"name": "Drop", "maxConcurrentUsers": 1, "releaseRatePerMinute": 6000}))
        .await;
    let inside = app.join(&tenant, &queue).await.expect(201).text("sessionToken");
    let mut tokens = Vec::new();
    for _ in 0..10 {
        tokens.push(app.join(&tenant, &queue).await.expect(201).text("sessionToken"));
    }
    app.post("/v1/sessions/current/claim", Some(&inside), json!({})).await.expect(200);

    let app = app.restart().await;
    for (ahead, token) in tokens.iter().enumerate() {
        let seen = app.get("/v1/sessions/current", token).await.expect(200);
        assert_eq!(seen.data()["peopleAhead"], ahead);
    }
    assert_eq!(app.get("/v1/sessions/current", &inside).await.expect(200).text("status"), "active");
    let mut events = app.events(&tokens[0]).await;
    app.post("/v1/sessions/current/complete", Some(&inside), json!({})).await.expect(200);
    events.until(|event| event.contains("\"status\":\"released\"")).await;
}
