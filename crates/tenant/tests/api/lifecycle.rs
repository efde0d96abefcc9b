//! A tenant from its creation to its removal.

use http::{Method, StatusCode};
use serde_json::{Value, json};
use vq_domain::TenantStatus;

use crate::app::{App, ROOT};

#[tokio::test]
async fn a_new_tenant_has_its_defaults() {
    let app = App::new();
    let made =
        app.create(json!({"name": " Shop ", "domain": "SHOP.example", "limits": {"maxQueues": 3}})).await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.body);
    let expected = json!({
        "id": made.id(),
        "name": "Shop",
        "domain": "shop.example",
        "configuration": {"locale": "en", "timeZone": "UTC"},
        "limits": {
            "maxQueues": 3,
            "maxConcurrentUsers": 1_000_000,
            "maxWaiting": 5_000_000,
            "apiRequestsPerMinute": 1_000,
            "apiRequestsPerHour": 10_000,
            "maxPeople": 1_000,
            "maxApiKeys": 200,
            "maxLocations": 1_000,
            "maxCounters": 5_000,
            "maxKiosks": 5_000,
            "maxDomains": 20,
        },
        "status": "active",
        "version": 1,
        "createdAt": "2023-11-14T22:13:20.000Z",
        "updatedAt": "2023-11-14T22:13:20.000Z",
    });
    assert_eq!(made.body["data"], expected);
    assert_eq!(app.get(&made.id(), ROOT).await.body["data"], expected);
    assert_eq!(made.body["metadata"]["requestId"], made.headers["x-request-id"].to_str().expect("text"));
}

#[tokio::test]
async fn every_wrong_field_is_named_in_one_answer() {
    let app = App::new();
    let body = json!({"name": "", "domain": "a b", "configuration": [], "limits": {"maxWaiting": 0}});
    let answer = app.create(body).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    let errors = answer.body["errors"].as_array().expect("errors");
    let fields: Vec<_> = errors.iter().map(|error| error["field"].as_str().unwrap_or_default()).collect();
    assert_eq!(fields, ["name", "domain", "configuration", "limits.maxWaiting"]);
    assert!(errors.iter().all(|error| error["code"] == "invalid_field"));
    assert_eq!(app.create(json!({})).await.code(), "missing_field");
    assert_eq!(app.create(json!({"name": "a", "status": "active"})).await.code(), "unknown_field");
    assert_eq!(app.create(json!({"name": "a", "limits": {"maxQueues": -1}})).await.code(), "invalid_field");
}

#[tokio::test]
async fn a_domain_belongs_to_one() {
    let app = App::new();
    app.create(json!({"name": "One", "domain": "shop.example"})).await;
    let taken = app.create(json!({"name": "Two", "domain": "Shop.Example"})).await;
    assert_eq!((taken.status, taken.code()), (StatusCode::CONFLICT, "conflict"));
    assert_eq!(taken.body["errors"][0]["field"], "domain");
    // Without one there is nothing to collide.
    assert_eq!(app.create(json!({"name": "Three"})).await.status, StatusCode::CREATED);
    assert_eq!(app.create(json!({"name": "Four", "domain": null})).await.status, StatusCode::CREATED);
}

#[tokio::test]
async fn the_list_is_paged() {
    let app = App::new();
    for at in 0..5 {
        app.create(json!({"name": format!("Shop {at}")})).await;
        app.clock.0.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
    }
    let mut names = Vec::new();
    let mut path = "/v1/tenants?limit=2".to_owned();
    loop {
        let page = app.call(Method::GET, &path, ROOT, None).await;
        assert_eq!(page.status, StatusCode::OK, "{}", page.body);
        let items = page.body["data"]["items"].as_array().expect("items");
        names.extend(items.iter().map(|item| item["name"].as_str().expect("a name").to_owned()));
        let Some(cursor) = page.body["data"]["nextCursor"].as_str() else { break };
        path = format!("/v1/tenants?limit=2&cursor={cursor}");
    }
    assert_eq!(names, ["Shop 0", "Shop 1", "Shop 2", "Shop 3", "Shop 4"]);
    let bad = app.call(Method::GET, "/v1/tenants?limit=0", ROOT, None).await;
    assert_eq!((bad.status.as_u16(), bad.code()), (400, "invalid_parameter"));
}

#[tokio::test]
async fn suspending_and_resuming_twice_changes_nothing_more() {
    let app = App::new();
    let id = app.create(json!({"name": "Shop"})).await.id();
    for (what, status, version) in [
        ("suspend", "suspended", 2),
        ("suspend", "suspended", 2),
        ("resume", "active", 3),
        ("resume", "active", 3),
    ] {
        let answer = app.post(&id, what, ROOT).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
        assert_eq!(
            (&answer.body["data"]["status"], &answer.body["data"]["version"]),
            (&json!(status), &json!(version))
        );
    }
}

#[tokio::test]
async fn what_lives_on_a_tenant_leaves_before_it_goes() {
    let app = App::new();
    let id = app.create(json!({"name": "Shop", "domain": "shop.example"})).await.id();
    // Known to the directory, so that a stale answer would be noticed.
    assert_eq!(app.get(&id, ROOT).await.status, StatusCode::OK);
    let gone = app.delete(&id, ROOT).await;
    assert_eq!((gone.status, &gone.body["data"]), (StatusCode::OK, &json!({"id": id, "deleted": true})));
    let told = app.guest.removed.lock().clone();
    assert_eq!(told, [(id.parse().expect("an id"), Some(TenantStatus::Deleting))]);
    assert_eq!(app.get(&id, ROOT).await.code(), "not_found");
    assert_eq!(app.delete(&id, ROOT).await.code(), "not_found");
    assert_eq!(app.guest.removed.lock().len(), 1);
    assert_eq!(
        app.create(json!({"name": "Shop", "domain": "shop.example"})).await.status,
        StatusCode::CREATED
    );
}

#[tokio::test]
async fn a_deletion_is_proven() {
    let app = App::new();
    let id = app.create(json!({"name": "Shop"})).await.id();
    let deletion = async || app.call(Method::GET, &format!("/v1/tenants/{id}/deletion"), ROOT, None).await;
    assert_eq!(deletion().await.code(), "not_found");
    let tenant = id.parse().expect("an id");
    let queue =
        vq_ports::contract::sample::stored_for(&app.stores, tenant, vq_ports::contract::sample::paused())
            .await;
    vq_ports::contract::sample::one(&app.stores, queue.id, vq_ports::contract::sample::join(Some("anna")))
        .await;
    let usage = app.call(Method::GET, &format!("/v1/tenants/{id}/usage"), ROOT, None).await;
    assert_eq!(usage.body["data"]["maxQueues"], json!({"used": 1, "limit": 100}));
    assert_eq!(usage.body["data"]["maxWaiting"]["used"], 1);
    assert_eq!(usage.body["data"]["liveSessions"], 1);

    app.delete(&id, ROOT).await;
    let report = deletion().await.body["data"].clone();
    for table in ["tenants", "queues", "lines", "sessions", "changes"] {
        assert_eq!(report["rows"][table], 1, "{report}");
    }
    let finished = async || {
        app.service.work_off(vq_domain::Millis(1_700_000_009_000)).await.expect("works");
        deletion().await.body["data"]["finished"] == true
    };
    while !finished().await {
        tokio::task::yield_now().await;
    }
    let report = deletion().await.body["data"].clone();
    assert_eq!((&report["rowsLeft"], &report["tenantId"]), (&json!({}), &json!(id)));
    assert!(report["finishedAt"].is_string());
}

#[tokio::test]
async fn a_deletion_goes_on_where_a_node_died() {
    let app = App::new();
    let id = app.create(json!({"name": "Shop"})).await.id();
    let tenant = id.parse().expect("an id");
    // It was told, and written down, and then the node was gone.
    app.service.set_status(tenant, TenantStatus::Deleting, vq_domain::Millis(1)).await.expect("marks");
    let by = vq_domain::AccountId::from_bytes([1; 16]);
    app.stores.tenant_records.begin_deletion(tenant, by, vq_domain::Millis(1)).await.expect("begins");
    assert_eq!(app.get(&id, ROOT).await.code(), "not_found");
    let back = app.post(&id, "resume", ROOT).await;
    assert_eq!((back.status, back.code()), (StatusCode::CONFLICT, "conflict"));
    app.service.work_off(vq_domain::Millis(2)).await.expect("works");
    let deletion = app.stores.tenant_records.deletion(tenant).await.expect("reads").expect("is there");
    assert_eq!(deletion.finished_at, Some(vq_domain::Millis(2)));
    assert_eq!(app.stores.tenants.get(tenant).await, Ok(None));
    assert_eq!(app.stores.tenant_records.unfinished_deletions().await, Ok(vec![]));
}

#[tokio::test]
async fn a_tenant_whose_log_is_held_stays_as_it_is() {
    let app = App::new();
    let id = app.create(json!({"name": "Shop"})).await.id();
    let tenant: vq_domain::TenantId = id.parse().expect("an id");
    let audit = vq_ports::Audit::exempt("a test");
    let say = async |version, hold: Option<&str>| {
        let hold = hold.map(str::to_owned);
        let said = vq_ports::audit::AuditRetention { chain: Some(tenant), days: None, hold, version };
        app.stores.audit.set_retention(&said, &audit).await.expect("says");
    };
    say(1, Some("court case 7")).await;
    let refused = app.delete(&id, ROOT).await;
    assert_eq!((refused.status, refused.code()), (StatusCode::CONFLICT, "conflict"));
    let stays = app.get(&id, ROOT).await;
    assert_eq!((stays.status, &stays.body["data"]["status"]), (StatusCode::OK, &json!("active")));
    assert!(app.guest.removed.lock().is_empty(), "nobody was sent away");
    assert_eq!(app.stores.tenant_records.unfinished_deletions().await, Ok(vec![]));

    say(2, None).await;
    assert_eq!(app.delete(&id, ROOT).await.status, StatusCode::OK);
    let log = app.stores.audit.after(None, 0, 100).await.expect("reads");
    let told: Vec<_> = log.iter().filter(|record| *record.entry.target.id == id).collect();
    assert_eq!(told.len(), 2, "that it was asked for, and that it is gone");
    assert!(told.iter().all(|record| &*record.entry.action == "tenant.delete"));
    assert_eq!(told[0].entry.after.as_deref(), Some(r#"{"status":"deleting"}"#));
}

#[tokio::test]
async fn every_endpoint_is_documented() {
    let app = App::new();
    let document =
        serde_json::to_value(vq_tenant::router(app.service.clone()).into_openapi()).expect("serialises");
    let paths = document["paths"].as_object().expect("paths");
    let operations: Vec<_> = paths
        .iter()
        .flat_map(|(path, item)| {
            item.as_object().expect("an item").iter().map(move |(method, _)| format!("{method} {path}"))
        })
        .collect();
    assert_eq!(
        operations,
        [
            "get /v1/tenants",
            "post /v1/tenants",
            "delete /v1/tenants/{tenantId}",
            "get /v1/tenants/{tenantId}",
            "put /v1/tenants/{tenantId}",
            "get /v1/tenants/{tenantId}/deletion",
            "post /v1/tenants/{tenantId}/resume",
            "post /v1/tenants/{tenantId}/suspend",
            "get /v1/tenants/{tenantId}/usage",
        ]
    );
    for item in paths.values().flat_map(|item| item.as_object().expect("an item").values()) {
        assert_eq!(item["security"], json!([{"bearer": []}]), "{}", item["operationId"]);
    }
    let parameters: &Value = &document["paths"]["/v1/tenants/{tenantId}"]["get"]["parameters"];
    assert_eq!(parameters.as_array().map(Vec::len), Some(1));
    assert_eq!((&parameters[0]["name"], &parameters[0]["in"]), (&json!("tenantId"), &json!("path")));
    let listing = &document["paths"]["/v1/tenants"]["get"]["parameters"];
    assert_eq!(listing.as_array().map(Vec::len), Some(2), "{listing}");
}
