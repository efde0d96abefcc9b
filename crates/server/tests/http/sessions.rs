//! A visitor's way from joining to leaving.

use axum::{
    body::Body,
    http::{Method, Request, header},
};
use serde_json::json;
use vq_domain::Role;

use crate::app::{App, EMAIL, PASSWORD};

everywhere! {
    the_whole_way,
    joining_twice_gives_the_same_place,
    an_identifier_opens_nobodys_place,
    a_place_moves_to_another_device,
    staff_moves_and_removes,
    a_request_that_is_sent_twice_is_carried_out_once,
    nobody_is_shown_what_another_was_answered,
    a_lack_of_rights_is_not_remembered,
}

async fn the_whole_way(app: App) {
    let tenant = app.tenant("Shop").await;
    let queue = app
        .queue(&tenant, json!({"name": "Drop", "maxConcurrentUsers": 1, "releaseRatePerMinute": 6000}))
        .await;

    let first = app.join(&tenant, &queue).await.expect(201);
    assert_eq!(first.text("status"), "released", "nobody waits and there is room");
    let first_joined = app.get("/v1/sessions/current", &first.text("sessionToken")).await.expect(200);
    assert_eq!(first_joined.text("releasedAt"), first.text("releasedAt"), "a poll tells it, too");
    let second = app.join(&tenant, &queue).await.expect(201);
    assert_eq!((second.text("status").as_str(), second.data()["position"].as_u64()), ("waiting", Some(1)));
    let third = app.join(&tenant, &queue).await.expect(201);
    assert_eq!(third.data()["peopleAhead"], 1);
    let (first, second, third) =
        (first.text("sessionToken"), second.text("sessionToken"), third.text("sessionToken"));

    let early = app.post("/v1/sessions/current/claim", Some(&second), json!({})).await.expect(409);
    assert_eq!(early.error().0, "not_your_turn");
    let early = app.post("/v1/sessions/current/complete", Some(&second), json!({})).await.expect(409);
    assert_eq!(early.error().0, "not_your_turn");
    let kept = app.get("/v1/sessions/current", &second).await.expect(200);
    assert_eq!((kept.text("status").as_str(), kept.data()["position"].as_u64()), ("waiting", Some(1)));
    let offered_at = first_joined.text("releasedAt");
    let claimed = app.post("/v1/sessions/current/claim", Some(&first), json!({})).await.expect(200);
    assert_eq!((claimed.text("status").as_str(), claimed.text("releasedAt")), ("active", offered_at));
    assert_eq!(claimed.text("admissionToken").split('.').count(), 3);
    app.post("/v1/sessions/current/claim", Some(&first), json!({})).await.expect(200);

    // Who leaves delays nobody (I4).
    let left = app.call(Method::DELETE, "/v1/sessions/current", Some(&second), None).await.expect(200);
    assert_eq!(left.text("status"), "left");
    app.call(Method::DELETE, "/v1/sessions/current", Some(&second), None).await.expect(200);
    assert_eq!(app.get("/v1/sessions/current", &third).await.expect(200).data()["position"], 1);
    assert_eq!(app.get("/v1/sessions/current", &second).await.expect(200).text("status"), "left");

    // A slot that is given back is offered to the next at once.
    let mut events = app.events(&third).await;
    app.post("/v1/sessions/current/complete", Some(&first), json!({})).await.expect(200);
    events.until(|event| event.contains("\"status\":\"released\"")).await;
    let offered = app.get("/v1/sessions/current", &third).await.expect(200);
    assert_eq!(
        (offered.text("status").as_str(), offered.data()["canExtendClaim"].as_bool()),
        ("released", Some(true))
    );
    let before = offered.text("claimBy");
    let extended = app.post("/v1/sessions/current/extend", Some(&third), json!({})).await.expect(200);
    assert!(extended.text("claimBy") >= before);
    app.post("/v1/sessions/current/extend", Some(&third), json!({})).await.expect(409);
    app.post("/v1/sessions/current/claim", Some(&third), json!({})).await.expect(200);
    let ended = app.post("/v1/sessions/current/claim", Some(&first), json!({})).await.expect(410);
    // Who is out cannot come in again with the admission of before: the slot is another's now.
    let revoked = app.call(Method::GET, "/.well-known/vq-revoked.json", None, None).await.expect(200).body;
    let mut taken_back = revoked["revoked"].as_array().expect("a list").iter();
    assert!(taken_back.any(|one| one["sub"] == claimed.data()["id"]), "{revoked}");
    assert_eq!(ended.error().0, "session_ended");
}

async fn joining_twice_gives_the_same_place(app: App) {
    let tenant = app.tenant("Shop").await;
    let queue = app.queue(&tenant, json!({"name": "Drop", "maxConcurrentUsers": 1})).await;
    let path = format!("/v1/tenants/{tenant}/sessions");
    let body = json!({"queueId": queue, "userIdentifier": "ada", "metadata": {"seat": "A1"}});
    let first = app.post(&path, None, body.clone()).await.expect(201);
    // An integrator's backend, and whoever shows the token of the place.
    for token in [&app.admin, &first.text("sessionToken")] {
        let again = app.post(&path, Some(token), body.clone()).await.expect(200);
        assert_eq!(first.text("id"), again.text("id"));
        assert_eq!(first.text("sessionToken"), again.text("sessionToken"));
    }
    let row = app.get(&format!("{path}/{}", first.text("id")), &app.admin).await.expect(200);
    assert_eq!(
        (row.text("userIdentifier").as_str(), &row.data()["metadata"]),
        ("ada", &json!({"seat": "A1"}))
    );

    // A browser is known by its cookie.
    let join = |cookie: Option<String>| {
        let mut request =
            Request::post(&path).header("content-type", "application/json").header("x-vq-cookie", "1");
        if let Some(cookie) = cookie {
            request = request.header(header::COOKIE, cookie);
        }
        request.body(Body::from(json!({"queueId": queue}).to_string())).expect("a request")
    };
    let browser = app.send(join(None)).await.expect(201);
    let cookie = browser.headers[header::SET_COOKIE].to_str().expect("text").to_owned();
    for part in ["HttpOnly", "SameSite=Lax", "Path=/"] {
        assert!(cookie.contains(part), "{cookie}");
    }
    let cookie = cookie.split(';').next().expect("a pair").to_owned();
    let back = app.send(join(Some(cookie))).await.expect(200);
    assert_eq!(browser.text("id"), back.text("id"));
}

async fn an_identifier_opens_nobodys_place(app: App) {
    let tenant = app.tenant("Shop").await;
    let queue = app.queue(&tenant, json!({"name": "Drop", "maxConcurrentUsers": 1})).await;
    let path = format!("/v1/tenants/{tenant}/sessions");
    let body = json!({"queueId": queue, "userIdentifier": "ada"});
    app.post(&path, None, body.clone()).await.expect(201);
    let (stranger, elsewhere) = (app.join(&tenant, &queue).await.expect(201), app.tenant("Else").await);
    let reader = app.member(&tenant, Role::Viewer).await;
    let foreign = app.member(&elsewhere, Role::Admin).await;
    for token in [None, Some(&stranger.text("sessionToken")), Some(&reader), Some(&foreign)] {
        let refused = app.post(&path, token.map(String::as_str), body.clone()).await.expect(409);
        assert_eq!(refused.error(), ("already_in_line", Some("userIdentifier")));
        assert!(!refused.body.to_string().contains("sessionToken"), "{}", refused.body);
    }
    let by_cookie = Request::post(&path)
        .header("content-type", "application/json")
        .header(header::COOKIE, format!("vq_{queue}={}", stranger.text("sessionToken")))
        .body(Body::from(body.to_string()));
    app.send(by_cookie.expect("a request")).await.expect(409);
}

async fn a_place_moves_to_another_device(app: App) {
    let tenant = app.tenant("Shop").await;
    let queue = app.queue(&tenant, json!({"name": "Drop", "maxConcurrentUsers": 1})).await;
    let token = app.join(&tenant, &queue).await.expect(201).text("sessionToken");
    let recovery = app.get("/v1/sessions/current/recovery", &token).await.expect(200);
    assert!(recovery.text("qrSvg").contains("<svg"));
    let path = format!("/v1/queues/{queue}/recover");
    let taken =
        app.post(&path, None, json!({"code": recovery.text("code").to_lowercase()})).await.expect(200);
    assert_eq!(taken.data()["ticket"], 1);
    app.get("/v1/sessions/current", &taken.text("sessionToken")).await.expect(200);
    app.post(&path, None, json!({"code": "0000-0000-0000-0000"})).await.expect(404);
}

async fn staff_moves_and_removes(app: App) {
    let tenant = app.tenant("Shop").await;
    let queue = app.queue(&tenant, json!({"name": "Drop", "maxConcurrentUsers": 1})).await;
    let mut ids = Vec::new();
    for _ in 0..4 {
        ids.push(app.join(&tenant, &queue).await.expect(201).text("id"));
    }
    let path = |id: &str| format!("/v1/tenants/{tenant}/sessions/{id}");
    let raised = app
        .call(Method::PUT, &path(&ids[3]), Some(&app.admin), Some(json!({"priority": 9})))
        .await
        .expect(200);
    assert_eq!(raised.data()["position"], 1);
    assert_eq!(app.get(&path(&ids[1]), &app.admin).await.data()["position"], 2);
    let removed = app.call(Method::DELETE, &path(&ids[1]), Some(&app.admin), None).await.expect(200);
    assert_eq!(removed.text("status"), "removed");
    assert_eq!(app.get(&path(&ids[2]), &app.admin).await.data()["position"], 2);

    let list = app
        .get(&format!("/v1/tenants/{tenant}/sessions?queueId={queue}&status=waiting&limit=1"), &app.admin)
        .await
        .expect(200);
    assert_eq!(list.data()["items"].as_array().map(Vec::len), Some(1));
    let cursor = list.text("nextCursor");
    let next = app
        .get(
            &format!("/v1/tenants/{tenant}/sessions?queueId={queue}&status=waiting&limit=1&cursor={cursor}"),
            &app.admin,
        )
        .await;
    assert_ne!(list.data()["items"][0]["id"], next.expect(200).data()["items"][0]["id"]);
}

async fn a_request_that_is_sent_twice_is_carried_out_once(app: App) {
    let tenant = app.tenant("Shop").await;
    let path = format!("/v1/tenants/{tenant}/queues");
    let send = |key: &str, name: &str| {
        let request = Request::post(&path)
            .header("authorization", format!("Bearer {}", app.admin))
            .header("content-type", "application/json")
            .header("idempotency-key", key);
        app.send(request.body(Body::from(json!({"name": name}).to_string())).expect("a request"))
    };
    let first = send("k1", "A").await.expect(201);
    let again = send("k1", "A").await.expect(201);
    assert_eq!(first.text("id"), again.text("id"));
    assert_eq!(again.headers["idempotency-replayed"], "true");
    assert_eq!(send("k1", "B").await.expect(422).error().0, "idempotency_mismatch");
    assert_ne!(send("k2", "A").await.expect(201).text("id"), first.text("id"));
}

/// A key of a stranger's is no key to another stranger's place, turn or sign-in.
async fn nobody_is_shown_what_another_was_answered(app: App) {
    let tenant = app.tenant("Shop").await;
    let queue = app.queue(&tenant, json!({"name": "Drop", "maxConcurrentUsers": 2})).await;
    let post = |path: String, cookie: Option<String>, body: serde_json::Value| {
        let mut request =
            Request::post(path).header("content-type", "application/json").header("idempotency-key", "1");
        if let Some(cookie) = cookie {
            request = request.header("cookie", cookie);
        }
        app.send(request.body(Body::from(body.to_string())).expect("a request"))
    };
    let join = || post(format!("/v1/tenants/{tenant}/sessions"), None, json!({"queueId": queue}));
    let (first, second) = (join().await.expect(201), join().await.expect(201));
    assert_ne!(first.text("sessionToken"), second.text("sessionToken"));

    let claim = format!("/v1/sessions/current/claim?queueId={queue}");
    let cookie = Some(format!("vq_{queue}={}", first.text("sessionToken")));
    let claimed = post(claim.clone(), cookie.clone(), json!({})).await.expect(200);
    post(claim.clone(), None, json!({})).await.expect(401);
    let again = post(claim, cookie, json!({})).await.expect(200);
    assert_eq!(again.headers["idempotency-replayed"], "true");
    assert_eq!(again.text("admissionToken"), claimed.text("admissionToken"));

    let login = || post("/v1/auth/login".into(), None, json!({"email": EMAIL, "password": PASSWORD}));
    let (first, second) = (login().await.expect(200), login().await.expect(200));
    assert_ne!(first.text("refreshToken"), second.text("refreshToken"));
}

async fn a_lack_of_rights_is_not_remembered(app: App) {
    let tenant = app.tenant("Shop").await;
    let queue = app.queue(&tenant, json!({"name": "Drop", "maxConcurrentUsers": 1})).await;
    let viewer = app.member(&tenant, Role::Viewer).await;
    let send = || {
        let request = Request::post(format!("/v1/tenants/{tenant}/queues/{queue}/pause"))
            .header("authorization", format!("Bearer {viewer}"))
            .header("content-type", "application/json")
            .header("idempotency-key", "1");
        app.send(request.body(Body::from("{}")).expect("a request"))
    };
    for _ in 0..2 {
        let refused = send().await.expect(403);
        assert!(!refused.headers.contains_key("idempotency-replayed"), "{:?}", refused.headers);
    }
}
