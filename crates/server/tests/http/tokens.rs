//! No token passes that this deployment did not make for this use (I7).

use axum::http::Method;
use serde_json::json;

use crate::app::App;

everywhere! {
    tokens_of_one_kind_are_not_taken_for_another,
}

async fn tokens_of_one_kind_are_not_taken_for_another(app: App) {
    let tenant = app.tenant("Shop").await;
    let queue = app.queue(&tenant, json!({"name": "Drop", "maxConcurrentUsers": 1})).await;
    let session = app.join(&tenant, &queue).await.expect(201).text("sessionToken");
    let admission = app
        .post("/v1/sessions/current/claim", Some(&session), json!({}))
        .await
        .expect(200)
        .text("admissionToken");
    let queues = format!("/v1/tenants/{tenant}/queues");
    for token in [&session, &admission] {
        app.get(&queues, token).await.expect(401);
    }
    for token in [&app.admin, &admission] {
        app.get("/v1/sessions/current", token).await.expect(401);
    }
    // A changed character anywhere makes a session token worthless.
    for at in 0..session.len() {
        let mut forged = session.clone().into_bytes();
        forged[at] = if forged[at] == b'A' { b'B' } else { b'A' };
        let forged = String::from_utf8(forged).expect("ascii");
        app.get("/v1/sessions/current", &forged).await.expect(401);
    }
    let other = app.queue(&tenant, json!({"name": "Other"})).await;
    app.get(&format!("/v1/sessions/current?queueId={other}"), &session).await.expect(404);
}

#[tokio::test]
async fn rotating_keys_throws_nobody_out() {
    let app = App::one_process().await;
    let tenant = app.tenant("Shop").await;
    let queue = app.queue(&tenant, json!({"name": "Drop", "maxConcurrentUsers": 1})).await;
    let first = app.join(&tenant, &queue).await.expect(201).text("sessionToken");
    let before = app.join(&tenant, &queue).await.expect(201);
    let code =
        app.get("/v1/sessions/current/recovery", &before.text("sessionToken")).await.expect(200).text("code");
    let keys = app.call(Method::GET, "/.well-known/jwks.json", None, None).await.body;
    for purpose in ["session", "access", "admission"] {
        app.post(&format!("/v1/keys/{purpose}/rotate"), Some(&app.admin), json!({})).await.expect(201);
    }
    let after = app.join(&tenant, &queue).await.expect(201);
    assert_eq!(after.data()["position"], 2);
    for (token, position) in [(before.text("sessionToken"), 1), (after.text("sessionToken"), 2)] {
        assert_eq!(app.get("/v1/sessions/current", &token).await.expect(200).data()["position"], position);
    }
    app.post(&format!("/v1/queues/{queue}/recover"), None, json!({"code": code})).await.expect(200);
    app.post("/v1/sessions/current/claim", Some(&first), json!({})).await.expect(200);
    let published = app.call(Method::GET, "/.well-known/jwks.json", None, None).await.body;
    let count = |document: &serde_json::Value| document["keys"].as_array().map_or(0, Vec::len);
    assert_eq!(
        (count(&keys), count(&published)),
        (1, 2),
        "the old key stays published, the new one already is"
    );
    app.post("/v1/keys/nonsense/rotate", Some(&app.admin), json!({})).await.expect(404);
}
