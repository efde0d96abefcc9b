//! A visitor's way from joining to leaving.

use axum::{
    body::Body,
    http::{Method, Request, header},
};
use serde_json::{Value, json};
use vq_domain::Role;

use crate::app::{Answer, App, EMAIL, PASSWORD, until};

everywhere! {
    the_whole_way,
    each_queue_lists_who_may_not_come_in_again,
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
    until(async || names(&revoked(&app, &queue, None).await.expect(200).body, &claimed.text("id"))).await;
    assert_eq!(ended.error().0, "session_ended");
}

/// The list of revoked admissions of a queue: all of it, or from a cursor on.
async fn revoked(app: &App, queue: &str, since: Option<&str>) -> Answer {
    let path = format!("/.well-known/vq-revoked.json?queueId={queue}");
    let path = since.map_or_else(|| path.clone(), |cursor| format!("{path}&since={cursor}"));
    app.call(Method::GET, &path, None, None).await
}

/// Whether a part of a list names a session.
fn names(part: &Value, session: &str) -> bool {
    let groups = part["revoked"].as_array().unwrap_or_else(|| panic!("no list: {part}"));
    groups.iter().any(|group| {
        assert!(group["exp"].is_i64(), "{part}");
        group["sub"].as_array().is_some_and(|ids| ids.iter().any(|id| id == session))
    })
}

async fn each_queue_lists_who_may_not_come_in_again(app: App) {
    let (tenant, other) = (app.tenant("Shop").await, app.tenant("Other").await);
    let open = json!({"name": "Drop", "maxConcurrentUsers": 5, "releaseRatePerMinute": 6000});
    let (queue, theirs) = (app.queue(&tenant, open.clone()).await, app.queue(&other, open).await);
    let none = revoked(&app, &queue, None).await.expect(200);
    assert_eq!((&none.body["revoked"], &none.body["more"]), (&json!([]), &json!(false)));
    assert_eq!(none.headers[header::CACHE_CONTROL], "public, max-age=1");

    // Comes in and goes out.
    let visit = async |tenant: &str, queue: &str| {
        let joined = app.join(tenant, queue).await.expect(201);
        let token = joined.text("sessionToken");
        app.post("/v1/sessions/current/claim", Some(&token), json!({})).await.expect(200);
        app.post("/v1/sessions/current/complete", Some(&token), json!({})).await.expect(200);
        joined.text("id")
    };
    let (ada, foreign) = (visit(&tenant, &queue).await, visit(&other, &theirs).await);
    let mut first = none;
    until(async || {
        first = revoked(&app, &queue, None).await.expect(200);
        names(&first.body, &ada)
    })
    .await;
    let mut elsewhere = Value::Null;
    until(async || {
        elsewhere = revoked(&app, &theirs, None).await.expect(200).body;
        names(&elsewhere, &foreign)
    })
    .await;
    assert!(!names(&first.body, &foreign) && !names(&elsewhere, &ada), "a list is one queue's");

    // Unchanged it is not sent again, whichever node is asked.
    let tag = first.headers[header::ETAG].to_str().expect("text").to_owned();
    until(async || {
        let path = format!("/.well-known/vq-revoked.json?queueId={queue}");
        let asked = Request::get(path).header(header::IF_NONE_MATCH, &tag).body(Body::empty());
        app.send(asked.expect("a request")).await.status == 304
    })
    .await;

    // Who comes back with the cursor is told what is new.
    let cursor = first.body["cursor"].as_str().expect("a cursor").to_owned();
    let grace = visit(&tenant, &queue).await;
    let mut news = Value::Null;
    until(async || {
        let part = revoked(&app, &queue, Some(&cursor)).await.expect(200);
        news = part.body;
        names(&news, &grace)
    })
    .await;
    assert!(!names(&news, &ada), "{news}");
    until(async || names(&revoked(&app, &queue, None).await.expect(200).body, &grace)).await;

    let refused = async |query: &str, status: u16| {
        let path = format!("/.well-known/vq-revoked.json{query}");
        app.call(Method::GET, &path, None, None).await.expect(status)
    };
    let bare = refused("", 400).await;
    assert_eq!(bare.error(), ("invalid_parameter", Some("queueId")));
    let message = bare.body["errors"][0]["message"].as_str().unwrap_or_default();
    assert!(message.contains("queueId"), "{message}");
    assert_eq!(refused(&format!("?queueId={queue}&since=x"), 400).await.error().1, Some("since"));
    refused("?queueId=x", 400).await;
    refused("?queueId=0192f0c1-7a00-7000-8000-000000000001", 404).await;
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
