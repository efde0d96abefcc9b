//! A restart keeps every place.

use std::{
    sync::{Arc, OnceLock},
    time::Duration,
};

use axum::{
    body::Body,
    http::{Request, Response},
};
use serde_json::json;
use tokio::sync::Notify;
use tower::{Layer, ServiceExt, service_fn};
use vq_api::{request::EdgeLayer, to_the_end};

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

/// What goes on when the caller has hung up ends before the store that it needs.
#[tokio::test]
async fn what_a_caller_began_is_finished_first() {
    let app = App::one_process().await;
    let (begun, outcome) = (Arc::new(Notify::new()), Arc::new(OnceLock::new()));
    let (begins, stores, told) = (begun.clone(), app.stores(), outcome.clone());
    let handler = service_fn(move |_: Request<Body>| {
        let (begins, stores, told) = (begins.clone(), stores.clone(), told.clone());
        async move {
            let work = async move {
                begins.notify_one();
                tokio::time::sleep(Duration::from_millis(300)).await;
                let _ = told.set(stores.accounts.has_platform_admin().await);
            };
            to_the_end(work).await.expect("an end");
            Ok::<_, std::convert::Infallible>(Response::new(Body::empty()))
        }
    });
    let call = EdgeLayer(app.edge()).layer(handler).oneshot(Request::new(Body::empty()));
    tokio::select! {
        _ = call => panic!("it takes longer"),
        () = begun.notified() => {}
    }
    assert!(outcome.get().is_none());
    app.restart().await;
    assert_eq!(outcome.get(), Some(&Ok(true)));
}
