//! Personal data: shown to those who may see it, copied and erased on request, sealed under keys that change.

use axum::http::Method;
use serde_json::{Value, json};
use vq_domain::Role;

use crate::{
    app::{Answer, App, until},
    leaks::metadata,
};

everywhere! {
    who_may_not_see_people_sees_masks,
    who_looks_at_lists_is_written_down,
    who_looks_at_one_person_or_at_the_log_is_written_down,
    somebody_gets_a_copy_and_is_erased,
    keys_are_rotated_in_the_background,
}

async fn who_may_not_see_people_sees_masks(app: App) {
    let tenant = app.tenant("Shop").await;
    let queue = app.queue(&tenant, json!({"name": "Drop"})).await;
    let sessions = format!("/v1/tenants/{tenant}/sessions");
    let join = json!({"queueId": queue, "userIdentifier": "anna.berg@shop.example", "metadata": metadata()});
    let session = app.post(&sessions, None, join).await.expect(201).text("id");
    let viewer = app.member(&tenant, Role::Viewer).await;
    let operator = app.member(&tenant, Role::Operator).await;
    for path in [format!("{sessions}/{session}"), format!("{sessions}?queueId={queue}")] {
        let row = |answer: &Value| match answer["items"].as_array() {
            Some(items) => items[0].clone(),
            None => answer.clone(),
        };
        let seen = row(app.get(&path, &operator).await.expect(200).data());
        assert_eq!(seen["userIdentifier"], "anna.berg@shop.example");
        assert_eq!(seen["metadata"], metadata());
        let masked = row(app.get(&path, &viewer).await.expect(200).data());
        assert_eq!(masked["userIdentifier"], "a***@***");
        assert_eq!(
            masked["metadata"],
            json!({"note": "X***", "phone": "***22", "ssn": "***", "card": "***1111", "iban": "GB***32"})
        );
    }
    let rules = format!("/v1/tenants/{tenant}/access-rules");
    let listed = [
        ("identifier", "anna.berg@shop.example", "a***@***"),
        ("address", "192.0.2.0/24", "192.0.***"),
        ("address", "2001:db8::7", "2001:db8:***"),
    ];
    for (subject, value, _) in listed {
        let reason = "Wrote from anna.berg@shop.example";
        let rule = json!({"subject": subject, "effect": "block", "value": value, "reason": reason});
        app.post(&rules, Some(&app.admin), rule).await.expect(201);
    }
    let seen = app.get(&rules, &operator).await.expect(200);
    let masked = app.get(&rules, &viewer).await.expect(200);
    for (at, (_, value, hidden)) in listed.into_iter().enumerate() {
        let shown = |answer: &Answer| {
            let rule = &answer.data()["items"][at];
            (rule["value"].clone(), rule["reason"].clone())
        };
        assert_eq!(shown(&seen), (json!(value), json!("Wrote from anna.berg@shop.example")));
        assert_eq!(shown(&masked), (json!(hidden), json!("Wrote from a***@***")));
    }
    for path in ["export", "erasure"] {
        let path = format!("/v1/tenants/{tenant}/subjects/{path}");
        app.post(&path, Some(&viewer), json!({"userIdentifier": "x"})).await.expect(403);
    }
}

async fn who_looks_at_lists_is_written_down(app: App) {
    let tenant = app.tenant("Shop").await;
    let queue = app.queue(&tenant, json!({"name": "Drop"})).await;
    let sessions = format!("/v1/tenants/{tenant}/sessions");
    for name in ["anna.berg@shop.example", "customer-17"] {
        let join = json!({"queueId": queue, "userIdentifier": name});
        app.post(&sessions, None, join).await.expect(201);
    }
    // Nobody is known by this one.
    app.join(&tenant, &queue).await.expect(201);
    let (operator, viewer) =
        (app.member(&tenant, Role::Operator).await, app.member(&tenant, Role::Viewer).await);
    let all = format!("{sessions}?queueId={queue}");
    let anna = format!("{sessions}?userIdentifier=anna.berg@shop.example");
    // A page that asks again and again, twice.
    for _ in 0..3 {
        app.get(&all, &operator).await.expect(200);
        app.get(&anna, &operator).await.expect(200);
        // Who sees masks sees nobody.
        app.get(&all, &viewer).await.expect(200);
    }
    app.get(&format!("{sessions}?userIdentifier=nobody@shop.example"), &operator).await.expect(200);
    let part = app.get(&format!("{all}&limit=2"), &operator).await.expect(200);
    let rest = part.text("nextCursor");
    app.get(&format!("{all}&limit=2&cursor={rest}"), &operator).await.expect(200);
    app.get(&format!("/v1/tenants/{tenant}/people"), &app.admin).await.expect(200);

    let looks = crate::audit::entries(&app, &tenant, "&action=look.").await;
    let told: Vec<_> = looks.iter().rev().map(|look| (&look["action"], &look["after"])).collect();
    let sessions_of = |filter: Value, first: bool, rows: u32| {
        (json!("look.sessions"), json!({"filter": filter, "firstPage": first, "rows": rows}))
    };
    let people = json!({"filter": {}, "firstPage": true, "rows": 2});
    let mut expected = vec![
        sessions_of(json!({"queueId": queue}), true, 2),
        sessions_of(json!({"userIdentifier": "a***@***"}), true, 1),
    ];
    // Those who joined last come first, and nobody knows who that is.
    expected.push(sessions_of(json!({"queueId": queue}), true, 1));
    expected.push(sessions_of(json!({"queueId": queue}), false, 1));
    expected.push((json!("look.people"), people));
    assert_eq!(told, expected.iter().map(|(action, after)| (action, after)).collect::<Vec<_>>());
    let me = app.get("/v1/auth/me", &operator).await.expect(200).text("id");
    assert!(looks[1..].iter().all(|look| look["actor"]["id"] == me.as_str()), "{looks:?}");
}

async fn who_looks_at_one_person_or_at_the_log_is_written_down(app: App) {
    let tenant = app.tenant("Shop").await;
    let queue = app.queue(&tenant, json!({"name": "Drop"})).await;
    let sessions = format!("/v1/tenants/{tenant}/sessions");
    let join = json!({"queueId": queue, "userIdentifier": "anna.berg@shop.example"});
    let anna = app.post(&sessions, None, join).await.expect(201).text("id");
    let nobody = app.join(&tenant, &queue).await.expect(201).text("id");
    let (operator, viewer) =
        (app.member(&tenant, Role::Operator).await, app.member(&tenant, Role::Viewer).await);
    // Again and again, in an answer to a change that is none, too.
    for _ in 0..3 {
        for id in [&anna, &nobody] {
            let path = format!("{sessions}/{id}");
            app.get(&path, &operator).await.expect(200);
            app.call(Method::PUT, &path, Some(&operator), Some(json!({}))).await.expect(200);
            // Who sees a mask sees nobody.
            app.get(&path, &viewer).await.expect(200);
        }
    }
    let auditor = app.member(&tenant, Role::Admin).await;
    let log = format!("/v1/tenants/{tenant}/audit");
    for _ in 0..3 {
        for query in ["?action=queue.", "?action=queue.&limit=1", "?actor=nobody", "/1"] {
            app.get(&format!("{log}{query}"), &auditor).await.expect(200);
        }
    }
    let looks = crate::audit::entries(&app, &tenant, "&action=look.").await;
    let told: Vec<_> =
        looks.iter().rev().map(|look| json!([look["action"], look["target"], look["after"]])).collect();
    let audit = json!({"kind": "audit", "id": ""});
    let expected = [
        json!(["look.session", {"kind": "session", "id": anna}, null]),
        json!(["look.audit", audit, {"filter": {"action": "queue."}}]),
        json!(["look.audit", audit, null]),
    ];
    assert_eq!(told, expected);
    // The platform's own log tells of its readers likewise.
    let gone = app.tenant("Gone").await;
    app.call(Method::DELETE, &format!("/v1/tenants/{gone}"), Some(&app.admin), None).await.expect(200);
    for _ in 0..2 {
        app.get(&format!("/v1/platform/audit?target={gone}"), &app.admin).await.expect(200);
    }
    let of_readers = "/v1/platform/audit?action=look.audit&limit=200";
    let told = app.get(of_readers, &app.admin).await.expect(200);
    let told = told.data()["items"].as_array().expect("items").clone();
    let of_one = json!({"filter": {"target": gone}});
    assert_eq!(told.iter().filter(|look| look["after"] == of_one).count(), 1, "{told:?}");
}

async fn somebody_gets_a_copy_and_is_erased(app: App) {
    let tenant = app.tenant("Shop").await;
    let queue = app.queue(&tenant, json!({"name": "Drop"})).await;
    let sessions = format!("/v1/tenants/{tenant}/sessions");
    let join = json!({"queueId": queue, "userIdentifier": "customer-17", "metadata": metadata()});
    let session = app.post(&sessions, None, join).await.expect(201).text("id");
    let admin = app.member(&tenant, Role::Admin).await;
    let subject = json!({"userIdentifier": "customer-17"});
    let export = format!("/v1/tenants/{tenant}/subjects/export");
    let copy = app.post(&export, Some(&admin), subject.clone()).await.expect(200);
    assert_eq!(copy.data()["sessions"][0]["sessionId"], session);
    assert_eq!(copy.data()["sessions"][0]["metadata"], metadata());
    let nobody = app.post(&export, Some(&admin), json!({"userIdentifier": ""})).await.expect(422);
    assert_eq!(nobody.error().1, Some("userIdentifier"));

    // What the lists say about them is theirs, too, and nobody else's.
    let rules = format!("/v1/tenants/{tenant}/access-rules");
    let mut made = Vec::new();
    for value in ["customer-17", "customer-18"] {
        let rule = json!({"subject": "identifier", "effect": "block", "value": value, "reason": "Shouted at Narwhal"});
        made.push(app.post(&rules, Some(&admin), rule).await.expect(201).text("id"));
    }
    let copy = app.post(&export, Some(&admin), subject.clone()).await.expect(200);
    let rule = &copy.data()["accessRules"][0];
    assert_eq!((&rule["id"], &rule["reason"]), (&json!(made[0]), &json!("Shouted at Narwhal")));
    assert_eq!(copy.data()["accessRules"].as_array().map(Vec::len), Some(1));
    // The audit log knows that there was a reason, not its words.
    let audit = format!("/v1/tenants/{tenant}/audit?action=access_rule.create");
    let written = app.get(&audit, &app.admin).await.expect(200).data().clone();
    assert!(!written.to_string().contains("Narwhal"), "{written}");
    assert_eq!(written["items"][0]["after"]["reasonGiven"], json!(true), "{written}");

    let erase = format!("/v1/tenants/{tenant}/subjects/erasure");
    let erased = app.post(&erase, Some(&admin), subject.clone()).await.expect(200);
    assert_eq!((&erased.data()["sessions"], &erased.data()["accessRules"]), (&json!(1), &json!(1)));
    let copy = app.post(&export, Some(&admin), subject.clone()).await.expect(200);
    assert_eq!((&copy.data()["sessions"], &copy.data()["accessRules"]), (&json!([]), &json!([])));
    let left = app.get(&rules, &admin).await.expect(200);
    assert_eq!(left.data()["items"].as_array().map(Vec::len), Some(1));
    assert_eq!(left.data()["items"][0]["id"], json!(made[1]));
    let left = app.get(&format!("{sessions}/{session}"), &admin).await.expect(200);
    assert_eq!((&left.data()["userIdentifier"], &left.data()["metadata"]), (&Value::Null, &Value::Null));
    let told = crate::audit::entries(&app, &tenant, "&action=data.").await;
    let told: Vec<_> = told.iter().rev().map(|entry| (&entry["action"], &entry["after"])).collect();
    let (copied, erased, who) =
        (json!("data.export"), json!("data.erase"), json!({"userIdentifier": "c***"}));
    let begun = json!({"userIdentifier": "c***", "state": "begun"});
    let done = json!({"userIdentifier": "c***", "state": "done", "sessions": 1});
    let copy = (&copied, &who);
    assert_eq!(told, [copy, copy, (&erased, &begun), (&erased, &done), copy]);
}

async fn keys_are_rotated_in_the_background(app: App) {
    let tenant = app.tenant("Shop").await;
    let rotations = "/v1/protection/rotations";
    let none = app.post(rotations, Some(&app.admin), json!({"tenantId": tenant})).await.expect(404);
    assert_eq!(none.error().1, Some("tenantId"), "nothing of it is sealed yet");
    let queue = app.queue(&tenant, json!({"name": "Drop"})).await;
    let join = json!({"queueId": queue, "userIdentifier": "customer-17"});
    app.post(&format!("/v1/tenants/{tenant}/sessions"), None, join).await.expect(201);
    let begun = app.post(rotations, Some(&app.admin), json!({"tenantId": tenant})).await.expect(201);
    assert_eq!(begun.data()["items"][0]["number"], 2);
    let of = async |key_use: &str| {
        let all = app.get(rotations, &app.admin).await.expect(200);
        let items = all.data()["items"].as_array().expect("items").clone();
        let ours = |one: &Value| one["tenantId"] == tenant.as_str() && one["keyUse"] == key_use;
        items.into_iter().find(ours).expect("the rotation")
    };
    let mine = async || of("seal").await;
    if app.is_one_process() {
        // Several processes wait until all of them know the new key.
        until(async || !mine().await["finishedAt"].is_null()).await;
        assert_eq!(mine().await["rowsSealed"], 1);
    } else {
        assert_eq!(mine().await["number"], 2);
        let twice = app.post(rotations, Some(&app.admin), json!({"tenantId": tenant})).await.expect(409);
        assert_eq!(twice.error().0, "conflict");
    }
    let index = json!({"tenantId": tenant, "keyUse": "index"});
    let begun = app.post(rotations, Some(&app.admin), index.clone()).await.expect(201);
    assert_eq!(
        (&begun.data()["items"][0]["number"], &begun.data()["items"][0]["keyUse"]),
        (&json!(2), &json!("index"))
    );
    if app.is_one_process() {
        until(async || !of("index").await["finishedAt"].is_null()).await;
        assert_eq!(of("index").await["rowsSealed"], 1);
        app.post(rotations, Some(&app.admin), json!({"tenantId": tenant, "keyUse": "other"}))
            .await
            .expect(422);
    } else {
        app.post(rotations, Some(&app.admin), index).await.expect(409);
    }
    // Found whether it is done or not.
    let again = json!({"queueId": queue, "userIdentifier": "customer-17"});
    let sessions = format!("/v1/tenants/{tenant}/sessions");
    app.post(&sessions, Some(&app.admin), again).await.expect(200);
    let found = app.get(&format!("{sessions}?userIdentifier=customer-17"), &app.admin).await.expect(200);
    assert_eq!(found.data()["items"].as_array().map(Vec::len), Some(1));
    let rewrapped = app.post("/v1/protection/rewrap", Some(&app.admin), json!({})).await.expect(200);
    assert_eq!(rewrapped.data()["rewrapped"], 0, "the master key is still the same");
    let told = async |query: &str| {
        let page = app.get(&format!("/v1/platform/audit?{query}"), &app.admin).await.expect(200);
        page.data()["items"].as_array().expect("items").clone()
    };
    let rotated = told(&format!("action=data_key.rotate&target={tenant}")).await;
    let uses: Vec<_> = rotated.iter().map(|entry| &entry["after"]["use"]).collect();
    assert_eq!(uses, ["index", "seal"], "what was refused is not there: {rotated:?}");
    assert!(rotated.iter().all(|entry| entry["after"]["number"] == 2));
    let rewraps = told("action=data_key.rewrap").await;
    assert_eq!(
        (&rewraps[1]["after"], &rewraps[0]["after"]),
        (&json!({"state": "begun"}), &json!({"state": "done", "rewrapped": 0}),)
    );
}

#[tokio::test]
async fn old_sessions_lose_their_owner_as_their_queue_says() {
    let app = App::one_process().await;
    let tenant = app.tenant("Shop").await;
    let sessions = format!("/v1/tenants/{tenant}/sessions");
    let mut left = Vec::new();
    for days in [0, 30] {
        let queue = app.queue(&tenant, json!({"name": "Drop", "personalDataDays": days})).await;
        let join = json!({"queueId": queue, "userIdentifier": "customer-17"});
        let joined = app.post(&sessions, None, join).await.expect(201);
        let (session, token) = (joined.text("id"), joined.text("sessionToken"));
        app.call(Method::DELETE, "/v1/sessions/current", Some(&token), None).await.expect(200);
        left.push(session);
    }
    let (stores, protection) = app.protection();
    let now = vq_ports::Clock::now(&vq_ports::SystemClock);
    let day = 24 * 60 * 60 * 1000;
    let forget = |days: i64| vq_server::vault::forget_people(&stores, &protection.subjects, now + days * day);
    assert_eq!(forget(29).await, Ok(0));
    assert_eq!(forget(31).await, Ok(1));
    for (session, owner) in left.iter().zip([json!("customer-17"), Value::Null]) {
        let seen = app.get(&format!("{sessions}/{session}"), &app.admin).await.expect(200);
        assert_eq!(seen.data()["userIdentifier"], owner);
    }
}
