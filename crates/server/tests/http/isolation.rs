//! What is another's, called with its real ids. The table is the OpenAPI document itself, so an endpoint that is added
//! without thought fails here. Who may call what is in `rights.rs`.

use axum::http::Method;
use serde_json::{Value, json};
use vq_domain::Role;

use crate::app::{App, until};

everywhere! {
    what_is_anothers_does_not_exist,
    a_role_may_do_what_it_says,
    a_suspended_tenant_takes_nobody_and_loses_nothing,
}

/// What the platform's own people do to a tenant.
const OF_THE_PLATFORM: [&str; 4] = ["suspend", "resume", "deletion", "approve"];

async fn endpoints(app: &App) -> Vec<(Method, String)> {
    let document = app.call(Method::GET, "/v1/openapi.json", None, None).await.expect(200).body;
    let mut all = Vec::new();
    for (path, operations) in document["paths"].as_object().expect("paths") {
        for method in operations.as_object().expect("operations").keys() {
            all.push((method.to_uppercase().parse().expect("a method"), path.clone()));
        }
    }
    assert!(all.len() > 30, "the document is not complete: {}", all.len());
    all
}

/// The least that an endpoint reads before it looks for what it is about.
fn body_for(method: &Method, path: &str) -> Option<Value> {
    let body = match path.ends_with("{providerId}") {
        true => json!({"name": "x", "issuer": "https://id.example", "clientId": "x"}),
        false => json!({}),
    };
    (method != Method::GET && method != Method::DELETE).then_some(body)
}

async fn what_is_anothers_does_not_exist(app: App) {
    let (own, foreign) = (app.tenant("Own").await, app.tenant("Foreign").await);
    let queue = app.queue(&foreign, json!({"name": "Theirs", "maxConcurrentUsers": 1})).await;
    app.join(&foreign, &queue).await.expect(201);
    let session = app.join(&foreign, &queue).await.expect(201).text("id");
    let set_up = async |kind: &str, what: Value| {
        app.post(&format!("/v1/tenants/{foreign}/{kind}"), Some(&app.admin), what).await.expect(201)
    };
    let location =
        set_up("locations", json!({"name": "Theirs", "timeZone": "Europe/Berlin"})).await.text("id");
    let counter = set_up("counters", json!({"locationId": location, "name": "1"})).await.text("id");
    let kiosk = set_up("kiosks", json!({"locationId": location, "name": "Door"})).await.text("id");
    let invited = json!({"email": format!("guest-{foreign}@example.com"), "roles": ["viewer"]});
    let invitation = set_up("invitations", invited).await.text("id");
    let role = set_up("roles", json!({"name": "Theirs", "permissions": ["queue:read"]})).await.text("id");
    let key = set_up("api-keys", json!({"name": "Theirs", "permissions": ["queue:read"]})).await.text("id");
    let provider =
        json!({"name": "Theirs", "issuer": "https://id.example", "clientId": "x", "clientSecret": "x"});
    let provider = set_up("identity-providers", provider).await.text("id");
    let shop_key = set_up("enqueue-keys", json!({"name": "Theirs", "algorithm": "HS256"})).await.text("id");
    let blocked = json!({"effect": "block", "subject": "address", "value": "192.0.2.1", "reason": "Theirs"});
    let rule = set_up("access-rules", blocked).await.text("id");
    let codes = set_up(&format!("queues/{queue}/invite-codes"), json!({})).await;
    let code = codes.data()["codes"][0]["id"].as_str().expect("an id").to_owned();
    let domain = set_up("domains", json!({"name": "queue.theirs.example"})).await.text("id");
    let token = app.member(&own, Role::Admin).await;
    let theirs = app.member(&foreign, Role::Viewer).await;
    let person = app.get("/v1/auth/me", &theirs).await.expect(200).text("id");
    for (method, path) in endpoints(&app).await {
        // Joining, and the ways to sign in, are open to everybody; its ids are looked at below.
        let joins = method == Method::POST && path.ends_with("{tenantId}/sessions");
        let joins = joins || path.ends_with("/sso");
        if !path.contains("{tenantId}") || joins {
            continue;
        }
        let parameters: Vec<_> = path.split('/').filter(|part| part.starts_with('{')).collect();
        let known = [
            ("{queueId}", &queue),
            ("{sessionId}", &session),
            ("{locationId}", &location),
            ("{counterId}", &counter),
            ("{kioskId}", &kiosk),
            ("{accountId}", &person),
            ("{invitationId}", &invitation),
            ("{roleId}", &role),
            ("{keyId}", &key),
            ("{providerId}", &provider),
            ("{sequence}", &"1".to_owned()),
            ("{report}", &"access-review".to_owned()),
            ("{enqueueKeyId}", &shop_key),
            ("{ruleId}", &rule),
            ("{codeId}", &code),
            ("{domainId}", &domain),
        ];
        assert!(
            parameters.first() == Some(&"{tenantId}")
                && parameters[1..].iter().all(|part| known.iter().any(|(name, _)| name == part)),
            "{method} {path} is not covered: make what its parameters name, above"
        );
        let fill = |tenant: &str| {
            let path = path.replace("{tenantId}", tenant);
            known.iter().fold(path, |path, (name, id)| path.replace(name, id))
        };
        // Through the foreign tenant's own path, and through one's own with the foreign ids.
        let answer = app.call(method.clone(), &fill(&foreign), Some(&token), body_for(&method, &path)).await;
        let platform_only = answer.status == 403 && OF_THE_PLATFORM.iter().any(|verb| path.ends_with(verb));
        let hidden = answer.status == 404
            || platform_only
            || (answer.status == 403 && path == "/v1/tenants/{tenantId}" && method == Method::DELETE);
        assert!(hidden, "{method} {path}: {} {}", answer.status, answer.body);
        // An entry's place and a report's name are the same in every tenant.
        let named_alike = path.ends_with("{sequence}") || path.ends_with("{report}");
        if parameters.len() > 1 && !named_alike && !platform_only {
            let answer = app.call(method.clone(), &fill(&own), Some(&token), body_for(&method, &path)).await;
            assert_eq!(answer.status, 404, "{method} {path} under one's own tenant: {}", answer.body);
        }
    }
    // Nothing of it has changed.
    app.get("/v1/auth/me", &theirs).await.expect(200);
    let seen = app.get(&format!("/v1/tenants/{foreign}/queues/{queue}"), &app.admin).await.expect(200);
    assert_eq!((seen.data()["waitingUsers"].as_u64(), seen.text("status").as_str()), (Some(1), "open"));
    // And nothing of it can be joined through another tenant.
    assert_eq!(app.join(&own, &queue).await.expect(404).error(), ("not_found", Some("queueId")));
}

async fn a_role_may_do_what_it_says(app: App) {
    let tenant = app.tenant("Roles").await;
    let queue = app.queue(&tenant, json!({"name": "Q"})).await;
    let (viewer, operator) =
        (app.member(&tenant, Role::Viewer).await, app.member(&tenant, Role::Operator).await);
    let path = format!("/v1/tenants/{tenant}/queues/{queue}");
    app.get(&path, &viewer).await.expect(200);
    assert_eq!(
        app.post(&format!("{path}/pause"), Some(&viewer), json!({})).await.expect(403).error().0,
        "forbidden"
    );
    app.post(&format!("{path}/pause"), Some(&operator), json!({})).await.expect(200);
    app.call(Method::PUT, &path, Some(&operator), Some(json!({"name": "Mine"}))).await.expect(403);
    app.call(Method::GET, "/v1/tenants", Some(&operator), None).await.expect(403);
    let priority = json!({"queueId": queue, "priority": 5});
    let sessions = format!("/v1/tenants/{tenant}/sessions");
    assert_eq!(
        app.post(&sessions, None, priority.clone()).await.expect(403).error(),
        ("forbidden", Some("priority"))
    );
    app.post(&sessions, Some(&viewer), priority.clone()).await.expect(403);
    assert_eq!(app.post(&sessions, Some(&operator), priority).await.expect(201).data()["priority"], 5);
}

#[tokio::test]
async fn the_queues_of_a_suspended_tenant_hold_until_it_is_resumed() {
    let app = App::one_process().await;
    let tenant = app.tenant("Late payer").await;
    let settings = json!({"name": "Q", "maxConcurrentUsers": 1, "releaseRatePerMinute": 6000});
    let queue = app.queue(&tenant, settings).await;
    let inside = app.join(&tenant, &queue).await.expect(201).text("sessionToken");
    app.post("/v1/sessions/current/claim", Some(&inside), json!({})).await.expect(200);
    let mut waiting = Vec::new();
    for _ in 0..3 {
        waiting.push(app.join(&tenant, &queue).await.expect(201).text("sessionToken"));
    }
    app.post(&format!("/v1/tenants/{tenant}/suspend"), Some(&app.admin), json!({})).await.expect(200);
    app.post("/v1/sessions/current/complete", Some(&inside), json!({})).await.expect(200);
    // What is committed next comes with what the line does by itself: it would offer the free slot.
    app.call(Method::DELETE, "/v1/sessions/current", Some(&waiting[2]), None).await.expect(200);
    app.call(Method::DELETE, "/v1/sessions/current", Some(&waiting[1]), None).await.expect(200);
    let first = app.get("/v1/sessions/current", &waiting[0]).await.expect(200);
    assert_eq!((&*first.text("status"), &first.data()["position"]), ("waiting", &json!(1)));
    app.post(&format!("/v1/tenants/{tenant}/resume"), Some(&app.admin), json!({})).await.expect(200);
    until(async || {
        app.get("/v1/sessions/current", &waiting[0]).await.expect(200).text("status") == "released"
    })
    .await;
}

async fn a_suspended_tenant_takes_nobody_and_loses_nothing(app: App) {
    let tenant = app.tenant("Late payer").await;
    let queue = app.queue(&tenant, json!({"name": "Q", "maxConcurrentUsers": 1})).await;
    let inside = app.join(&tenant, &queue).await.expect(201).text("sessionToken");
    app.post("/v1/sessions/current/claim", Some(&inside), json!({})).await.expect(200);
    let token = app.join(&tenant, &queue).await.expect(201).text("sessionToken");
    let location = json!({"name": "Town hall", "timeZone": "Europe/Berlin", "languages": ["de"]});
    let locations = format!("/v1/tenants/{tenant}/locations");
    let location = app.post(&locations, Some(&app.admin), location).await.expect(201).text("id");
    let member = app.member(&tenant, Role::Admin).await;
    app.post(&format!("/v1/tenants/{tenant}/suspend"), Some(&app.admin), json!({})).await.expect(200);
    // Other processes hear of it a moment later; who slips in stands behind.
    until(async || app.join(&tenant, &queue).await.error().0 == "tenant_suspended").await;
    let queues = format!("/v1/tenants/{tenant}/queues");
    until(async || app.get(&queues, &member).await.error().0 == "tenant_suspended").await;
    // Who is inside stays, and nothing of its places is shown.
    app.post("/v1/sessions/current/claim", Some(&inside), json!({})).await.expect(200);
    for path in [format!("/v1/locations/{location}"), format!("/v1/locations/{location}/board")] {
        let shown = app.call(Method::GET, &path, None, None).await.expect(403);
        assert_eq!(shown.error().0, "tenant_suspended");
    }
    app.post(&format!("/v1/tenants/{tenant}/resume"), Some(&app.admin), json!({})).await.expect(200);
    assert_eq!(app.get("/v1/sessions/current", &token).await.expect(200).data()["position"], 1);
}
