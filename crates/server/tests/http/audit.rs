//! Who did what stands in the audit log, from every service, and nothing else does.

use std::process::Command;

use axum::{
    body::Body,
    http::{Method, Request},
};
use serde_json::{Value, json};
use vq_audit::{Notary, NotaryConfig};
use vq_domain::{Action, Millis, Role, TenantId, Trail, audit::Target};
use vq_ports::audit::verify::verify;

use crate::{
    app::{App, PASSWORD},
    services::Backing,
    setups::deployment,
};

everywhere! {
    what_is_done_is_written_down,
    an_export_is_whole_and_written_down,
    reports_are_pages_and_files,
    a_hold_is_said_and_lifted,
    a_cursor_that_is_none_is_refused,
    what_is_about_oneself_is_ones_own_doing,
}

pub async fn entries(app: &App, tenant: &str, query: &str) -> Vec<Value> {
    let (mut found, mut cursor) = (Vec::new(), String::new());
    loop {
        let path = format!("/v1/tenants/{tenant}/audit?limit=200{query}{cursor}");
        let page = app.get(&path, &app.admin).await.expect(200);
        found.extend(page.data()["items"].as_array().expect("items").clone());
        match page.data()["nextCursor"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => return found,
        }
    }
}

fn actions(entries: &[Value]) -> Vec<&str> {
    entries.iter().rev().map(|entry| entry["action"].as_str().expect("an action")).collect()
}

async fn text(app: &App, path: &str, token: &str) -> (u16, String, Vec<u8>) {
    let request = Request::get(path).header("authorization", format!("Bearer {token}"));
    let response = app.open(request.body(Body::empty()).expect("a request")).await;
    let (parts, body) = response.into_parts();
    let bytes = axum::body::to_bytes(body, 1 << 24).await.expect("a body");
    let media = parts.headers.get("content-type").map(|media| media.to_str().expect("text").to_owned());
    (parts.status.as_u16(), media.unwrap_or_default(), bytes.to_vec())
}

/// A day of a tenant, with every kind of change.
async fn day(app: &App, tenant: &str) -> (String, String) {
    let path = |rest: &str| format!("/v1/tenants/{tenant}/{rest}");
    let put = async |rest: &str, body: Value| {
        app.call(Method::PUT, &path(rest), Some(&app.admin), Some(body)).await.expect(200)
    };
    let post = async |rest: &str, body: Value| app.post(&path(rest), Some(&app.admin), body).await;
    let delete =
        async |rest: &str| app.call(Method::DELETE, &path(rest), Some(&app.admin), None).await.expect(200);
    let queue = app.queue(tenant, json!({"name": "Sale", "maxConcurrentUsers": 1})).await;
    put(&format!("queues/{queue}"), json!({"name": "Sale", "maxConcurrentUsers": 2})).await;
    post(&format!("queues/{queue}/message"), json!({"text": "Soon"})).await.expect(200);
    for verb in ["pause", "resume"] {
        post(&format!("queues/{queue}/{verb}"), json!({})).await.expect(200);
    }
    for _ in 0..3 {
        app.join(tenant, &queue).await.expect(201);
    }
    let session = app.join(tenant, &queue).await.expect(201).text("id");
    put(&format!("sessions/{session}"), json!({"priority": 3, "metadata": {"phone": "+49 30 123"}})).await;
    delete(&format!("sessions/{session}?reason=They%20shouted")).await;
    let admitted = json!({"queueId": queue, "priority": 9, "userIdentifier": "vip-17"});
    post("sessions", admitted).await.expect(201);

    let role =
        post("roles", json!({"name": "Door", "permissions": ["queue:read"]})).await.expect(201).text("id");
    put(&format!("roles/{role}"), json!({"permissions": ["queue:read", "queue:operate"]})).await;
    delete(&format!("roles/{role}")).await;
    let key = post("api-keys", json!({"name": "Shop", "permissions": ["queue:read"]})).await.expect(201);
    delete(&format!("api-keys/{}", key.text("id"))).await;
    let invited = json!({"email": format!("guest-{tenant}@example.com"), "roles": ["viewer"]});
    let invitation = post("invitations", invited).await.expect(201).text("id");
    delete(&format!("invitations/{invitation}")).await;
    put("sign-in-policy", json!({"secondFactorRoles": []})).await;
    put("branding", json!({"accent": "#1a7f5a"})).await;
    let location = post("locations", json!({"name": "Hall", "timeZone": "UTC"})).await.expect(201).text("id");
    let counter = post("counters", json!({"locationId": location, "name": "1"})).await.expect(201).text("id");
    post(&format!("counters/{counter}/open"), json!({})).await.expect(200);
    post(&format!("counters/{counter}/close"), json!({})).await.expect(200);
    delete(&format!("counters/{counter}")).await;
    let kiosk = post("kiosks", json!({"locationId": location, "name": "Door"})).await.expect(201).text("id");
    post(&format!("kiosks/{kiosk}/token"), json!({})).await.expect(200);
    delete(&format!("kiosks/{kiosk}")).await;
    (queue, session)
}

async fn what_is_done_is_written_down(app: App) {
    let tenant = app.tenant("Shop").await;
    let (queue, session) = day(&app, &tenant).await;
    let all = entries(&app, &tenant, "").await;
    let expected = [
        "tenant.create",
        "queue.create",
        "queue.update",
        "queue.message",
        "queue.pause",
        "queue.resume",
        "session.prioritise",
        "session.annotate",
        "session.remove",
        "session.admit",
        "role.create",
        "role.update",
        "role.delete",
        "api_key.create",
        "api_key.revoke",
        "invitation.create",
        "invitation.revoke",
        "sign_in_policy.update",
        "branding.update",
        "location.create",
        "counter.create",
        "counter.open",
        "counter.close",
        "counter.delete",
        "kiosk.create",
        "kiosk.token",
        "kiosk.delete",
    ];
    assert_eq!(actions(&all), expected);
    let me = app.get("/v1/auth/me", &app.admin).await.expect(200).text("id");
    for (place, entry) in (1..).zip(all.iter().rev()) {
        assert_eq!(entry["sequence"], place);
        assert_eq!(
            (&entry["actor"]["kind"], &entry["actor"]["id"]),
            (&json!("account"), &json!(me)),
            "{entry}"
        );
        assert!(entry["requestId"].as_str().is_some_and(|id| id.starts_with("req-")), "{entry}");
    }
    let of = |action: &str| all.iter().find(|entry| entry["action"] == action).expect("an entry").clone();
    assert_eq!(of("queue.update")["before"], json!({"max_concurrent_users": 1}));
    assert_eq!(of("queue.update")["after"], json!({"max_concurrent_users": 2}));
    assert_eq!(of("queue.pause")["target"], json!({"kind": "queue", "id": queue}));
    assert_eq!(of("queue.pause")["before"]["status"], "open");
    let removed = of("session.remove");
    assert_eq!((&removed["target"]["id"], &removed["reason"]), (&json!(session), &json!("They shouted")));
    assert_eq!(of("session.prioritise")["after"]["priority"], 3);
    assert_eq!(of("session.admit")["after"]["priority"], 9);
    let told = Value::from(all.clone()).to_string();
    for hidden in ["+49 30 123", "vip-17", "guest-", "vqk_AAAA"] {
        assert!(!told.contains(hidden), "{hidden} is in the log");
    }

    // One of them, and those of a filter.
    let one = app.get(&format!("/v1/tenants/{tenant}/audit/2"), &app.admin).await.expect(200);
    assert_eq!(one.text("action"), "queue.create");
    app.get(&format!("/v1/tenants/{tenant}/audit/99999"), &app.admin).await.expect(404);
    assert_eq!(entries(&app, &tenant, &format!("&target={queue}&action=queue.")).await.len(), 5);
    assert_eq!(entries(&app, &tenant, "&actor=nobody").await, Vec::<Value>::new());
    assert_eq!(entries(&app, &tenant, "&to=2020-01-01T00:00:00Z").await, Vec::<Value>::new());
    let wrong = app.get(&format!("/v1/tenants/{tenant}/audit?from=yesterday"), &app.admin).await;
    assert_eq!((wrong.status.as_u16(), wrong.error()), (400, ("invalid_parameter", Some("from"))));

    // What is refused is not there; what is done with a key is the key's.
    let viewer = app.member(&tenant, Role::Viewer).await;
    let pause = format!("/v1/tenants/{tenant}/queues/{queue}/pause");
    app.post(&pause, Some(&viewer), json!({})).await.expect(403);
    let wanted = json!({"name": "Door", "permissions": ["queue:operate"]});
    let made =
        app.post(&format!("/v1/tenants/{tenant}/api-keys"), Some(&app.admin), wanted).await.expect(201);
    app.post(&pause, Some(&made.text("secret")), json!({})).await.expect(200);
    let last = entries(&app, &tenant, "&action=queue.pause").await[0].clone();
    assert_eq!(last["actor"]["kind"], "key");
    assert_eq!(last["actor"]["id"], made.text("id"));
    let sign_ins = entries(&app, &tenant, "&action=sign_in.begin").await;
    assert_eq!(sign_ins.len(), 1, "the viewer's: {sign_ins:?}");
    assert_eq!(sign_ins[0]["actor"]["name"], format!("viewer-{tenant}@example.com"));

    // A log that goes with its tenant leaves a line in the platform's.
    let id = app.tenant("Gone").await;
    app.call(Method::DELETE, &format!("/v1/tenants/{id}"), Some(&app.admin), None).await.expect(200);
    let platform = app.get(&format!("/v1/platform/audit?target={id}"), &app.admin).await.expect(200);
    assert_eq!(platform.data()["items"][0]["action"], "tenant.delete");
}

#[tokio::test]
async fn the_chain_of_a_day_is_whole_and_signed() {
    let app = App::one_process().await;
    let tenant = app.tenant("Shop").await;
    day(&app, &tenant).await;
    let stores = app.stores();
    let chain = Some(tenant.parse::<TenantId>().expect("an id"));
    for chain in [chain, None] {
        let verified = verify(&*stores.audit, chain, &[], &|_| true).await.expect("an answer");
        assert!(verified.to > 0 && verified.findings.is_empty(), "{verified:?}");
    }
    let path = format!("/v1/tenants/{tenant}/audit/checkpoints");
    app.get(&path, &app.admin).await.expect(200);
}

async fn an_export_is_whole_and_written_down(app: App) {
    let tenant = app.tenant("Shop").await;
    day(&app, &tenant).await;
    let told = entries(&app, &tenant, "").await;
    let (status, media, file) = text(&app, &format!("/v1/tenants/{tenant}/audit/export"), &app.admin).await;
    assert_eq!((status, &*media), (200, "application/jsonl"));
    let lines: Vec<Value> = String::from_utf8(file)
        .expect("text")
        .lines()
        .map(|line| serde_json::from_str(line).expect("JSON"))
        .collect();
    assert_eq!(lines.len(), told.len() + 2, "that it was read before, and the export itself");
    assert_eq!((&lines[0]["action"], &lines[1]["action"]), (&json!("audit.export"), &json!("look.audit")));
    assert_eq!(lines[2]["hash"], told[0]["hash"]);
    let (status, media, file) =
        text(&app, &format!("/v1/tenants/{tenant}/audit/export?format=csv&action=queue."), &app.admin).await;
    assert!(status == 200 && media.starts_with("text/csv"), "{status} {media}");
    let file = String::from_utf8(file).expect("text");
    assert_eq!(file.lines().count(), 1 + 5, "{file}");
    assert!(file.lines().all(|line| line.starts_with('"') && line.ends_with('"')), "{file}");
    let wrong = app.get(&format!("/v1/tenants/{tenant}/audit/export?format=xls"), &app.admin).await;
    assert_eq!(wrong.error(), ("invalid_parameter", Some("format")));
    assert_eq!(entries(&app, &tenant, "&action=audit.export").await.len(), 2);
}

async fn reports_are_pages_and_files(app: App) {
    let tenant = app.tenant("Shop <b>").await;
    let (queue, _) = day(&app, &tenant).await;
    let operator = app.member(&tenant, Role::Operator).await;
    for report in ["access-review", "permission-changes", "data-access", "key-rotations", "fairness"] {
        let path = format!("/v1/tenants/{tenant}/audit/reports/{report}?queueId={queue}");
        let (status, media, page) = text(&app, &path, &app.admin).await;
        assert_eq!((status, &*media), (200, "text/html; charset=utf-8"), "{report}");
        let page = String::from_utf8(page).expect("text");
        assert!(page.contains("Shop &lt;b&gt;") && !page.contains("<script"), "{report}");
        let (status, media, file) = text(&app, &format!("{path}&format=pdf"), &app.admin).await;
        assert_eq!((status, &*media), (200, "application/pdf"), "{report}");
        assert!(file.starts_with(b"%PDF-"), "{report}");
        assert_eq!(app.get(&path, &operator).await.status, 403);
    }
    let path = |report: &str| format!("/v1/tenants/{tenant}/audit/reports/{report}");
    let page =
        async |report: &str| String::from_utf8(text(&app, &path(report), &app.admin).await.2).expect("text");
    assert!(page("access-review").await.contains("operator-"));
    assert!(page("permission-changes").await.contains("api_key.revoke"));
    assert!(page("data-access").await.contains("audit.report"));
    assert!(page("key-rotations").await.contains("signing_key.rotate"));
    let fairness = page(&format!("fairness?queueId={queue}")).await;
    for told in ["session.prioritise", "session.admit", "Who was passed"] {
        assert!(fairness.contains(told), "{told}");
    }
    app.get(&path("fairness"), &app.admin).await.expect(400);
    app.get(&path("weather"), &app.admin).await.expect(404);
}

async fn a_hold_is_said_and_lifted(app: App) {
    let tenant = app.tenant("Shop").await;
    let path = format!("/v1/tenants/{tenant}/audit/retention");
    let put = async |token: &str, body: Value| app.call(Method::PUT, &path, Some(token), Some(body)).await;
    let say = async |body: Value| put(&app.admin, body).await;
    let first = app.get(&path, &app.admin).await.expect(200);
    let nothing = json!({"days": null, "legalHold": null, "version": 0, "pruned": 0, "pending": null});
    assert_eq!(first.data(), &nothing);
    let held = say(json!({"days": null, "legalHold": "court case 7", "version": 0})).await.expect(200);
    assert_eq!(held.data()["legalHold"], "court case 7", "what keeps more holds at once");
    let stale = say(json!({"days": 365, "version": 0})).await;
    assert_eq!((stale.status.as_u16(), stale.error()), (409, ("version_conflict", Some("version"))));
    assert_eq!(say(json!({"days": 1})).await.error(), ("invalid_field", Some("days")));
    assert_eq!(say(json!({"legalHold": " "})).await.error(), ("invalid_field", Some("legalHold")));

    // What keeps less needs a reason and a person, and waits.
    assert_eq!(say(json!({"days": 365})).await.error(), ("invalid_field", Some("reason")));
    let wanted = json!({"name": "Door", "permissions": ["audit:read", "audit:write"]});
    let key = app.post(&format!("/v1/tenants/{tenant}/api-keys"), Some(&app.admin), wanted).await.expect(201);
    let key = key.text("secret");
    for less in [
        json!({"days": null, "reason": "so"}),
        json!({"days": 3650, "legalHold": "court case 7", "reason": "so"}),
    ] {
        let refused = put(&key, less).await;
        assert_eq!((refused.status.as_u16(), refused.error().0), (403, "forbidden"));
    }
    put(&key, json!({"days": null, "legalHold": "court case 8"})).await.expect(200);
    let lifting = say(json!({"days": 365, "reason": "The case is closed"})).await.expect(200);
    assert_eq!(
        (&lifting.data()["days"], &lifting.data()["legalHold"]),
        (&Value::Null, &json!("court case 8"))
    );
    let pending = &lifting.data()["pending"];
    assert_eq!((&pending["days"], &pending["legalHold"]), (&json!(365), &Value::Null));
    assert!(pending["effectiveAt"].is_string(), "{pending}");
    let gone = app.call(Method::DELETE, &format!("/v1/tenants/{tenant}"), Some(&app.admin), None).await;
    assert_eq!((gone.status.as_u16(), gone.error().0), (409, "conflict"));
    assert_eq!(
        app.get(&format!("/v1/tenants/{tenant}"), &app.admin).await.expect(200).text("status"),
        "active",
        "it stays as it was"
    );
    let told = entries(&app, &tenant, "&action=audit.retention").await;
    assert_eq!(told.len(), 3);
    assert_eq!(told[0]["before"], json!({"days": null, "legalHold": "court case 8"}));
    assert_eq!((&told[0]["after"]["days"], &told[0]["reason"]), (&json!(365), &json!("The case is closed")));
    assert!(told[0]["after"]["effectiveAt"].is_string(), "{}", told[0]);

    // Said again, what holds withdraws it. The platform's log has a copy of each.
    let kept = say(json!({"days": null, "legalHold": "court case 8"})).await.expect(200);
    assert_eq!(kept.data()["pending"], Value::Null);
    let path = format!("/v1/platform/audit?action=audit.retention&target={tenant}");
    let copies = app.get(&path, &app.admin).await.expect(200);
    assert_eq!(copies.data()["items"].as_array().map(Vec::len), Some(4));
    assert_eq!(copies.data()["items"][0]["target"], json!({"kind": "tenant", "id": tenant}));
}

async fn a_cursor_that_is_none_is_refused(app: App) {
    let tenant = app.tenant("Shop").await;
    let base = format!("/v1/tenants/{tenant}");
    let lists = ["audit", "audit/checkpoints", "queues", "sessions"].map(|list| format!("{base}/{list}"));
    let platform = ["/v1/platform/audit/checkpoints".to_owned(), "/v1/tenants".to_owned()];
    for list in lists.iter().chain(&platform) {
        for cursor in ["18446744073709551615", "9223372036854775808", "-1", "__________8", "x"] {
            let refused = app.get(&format!("{list}?cursor={cursor}"), &app.admin).await;
            let told = (refused.status.as_u16(), refused.error());
            assert_eq!(told, (400, ("invalid_parameter", Some("cursor"))), "{list}: {cursor}");
        }
    }
    app.get(&format!("{base}/audit/18446744073709551615"), &app.admin).await.expect(404);
}

async fn what_is_about_oneself_is_ones_own_doing(app: App) {
    let tenant = app.tenant("Shop").await;
    let token = app.member(&tenant, Role::Admin).await;
    let me = app.get("/v1/auth/me", &token).await.expect(200).text("id");
    let change = json!({"currentPassword": PASSWORD, "newPassword": "another horse battery staple"});
    app.call(Method::PUT, "/v1/auth/password", Some(&token), Some(change)).await.expect(200);
    app.call(Method::PUT, "/v1/auth/me", Some(&token), Some(json!({"name": "Anna Alba"}))).await.expect(200);
    let told = entries(&app, &tenant, &format!("&actor={me}")).await;
    assert_eq!(actions(&told), ["sign_in.begin", "account.password", "account.update"]);
    assert_eq!(told[0]["after"]["personName"], "A***");
    assert!(!Value::from(told).to_string().contains("battery"));
}

/// Runs `vqueue audit …` on what is behind it: whether it ended well, and what it printed.
fn vqueue(backing: &Backing, args: &[&str]) -> (bool, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_vqueue"));
    command.arg("audit").args(args).arg("--data").arg(backing.folder.path()).envs(backing.environment());
    let output = command.output().expect("a process");
    (output.status.success(), String::from_utf8(output.stdout).expect("text"))
}

/// What `vqueue doctor` says about what is behind it.
fn doctor(backing: &Backing) -> String {
    let mut command = Command::new(env!("CARGO_BIN_EXE_vqueue"));
    command.arg("doctor").arg("--data").arg(backing.folder.path()).envs(backing.environment());
    String::from_utf8(command.output().expect("a process").stdout).expect("text")
}

#[tokio::test]
async fn the_command_line_finds_what_was_done_to_the_log() {
    let backing = Backing::fresh().await;
    let deployment = deployment(&backing, "keys").await;
    let stores = deployment.stores().expect("stores");
    let tenant = TenantId::from_bytes([3; 16]);
    for chain in [None, Some(tenant)] {
        for number in 0..6 {
            let trail = Trail::system("test", Millis(number));
            let entry = trail.entry(chain, Action::QueuePause, Target::new("queue", number));
            stores.audit.append(&entry).await.expect("written");
        }
    }
    let clock = deployment.clock.clone();
    let keys = deployment.keyring().expect("keys");
    let notary = Notary::new(stores.audit.clone(), keys, clock, NotaryConfig::default());
    assert_eq!(notary.sign_due().await, Ok(2));
    assert_eq!(notary.sign_due().await, Ok(0), "nothing new");

    let (_, kept) = vqueue(&backing, &["checkpoints"]);
    assert_eq!(kept.lines().count(), 2, "{kept}");
    let file = backing.folder.path().join("kept.jsonl");
    std::fs::write(&file, kept).expect("a file");
    let file = file.to_str().expect("text");
    let (good, told) = vqueue(&backing, &["verify", "--checkpoint", file]);
    let of_tenant = format!("tenant {tenant}: entries 1 to 6, 1 checkpoint(s)");
    assert!(good && told.contains("platform: entries 1 to") && told.contains(&of_tenant), "{told}");
    assert!(told.contains("nothing was changed, removed, moved or cut off: 2 log(s), "), "{told}");

    let told = doctor(&backing);
    assert!(told.contains("✓ the audit logs (2) follow from where they were signed last"), "{told}");

    let owner = backing.database.owner().await;
    let of = format!("chain = '{tenant}'");
    owner.batch_execute(&format!("UPDATE audit_heads SET signed = 3 WHERE {of}")).await.expect("set back");
    let told = doctor(&backing);
    let refused = format!("✗ the audit log of tenant {tenant} is not what it was, and is neither signed");
    assert!(told.contains(&refused) && told.contains("up to entry 6"), "{told}");
    assert!(told.contains(&format!("`vqueue audit verify --tenant {tenant}`")), "{told}");
    owner.batch_execute(&format!("UPDATE audit_heads SET signed = 6 WHERE {of}")).await.expect("set right");
    owner
        .batch_execute(&format!("UPDATE audit SET reason = 'x' WHERE {of} AND sequence = 2"))
        .await
        .expect("edited");
    let (good, told) = vqueue(&backing, &["verify"]);
    assert!(!good && told.contains("entry 2: the entry was changed"), "{told}");
    let (good, _) = vqueue(&backing, &["verify", "--tenant", &TenantId::from_bytes([4; 16]).to_string()]);
    assert!(!good, "there is no such tenant");
    owner.batch_execute("UPDATE audit SET reason = NULL").await.expect("edited back");
    assert!(vqueue(&backing, &["verify"]).0);

    let cut = format!(
        "DELETE FROM audit WHERE {of} AND sequence > 4; DELETE FROM audit_checkpoints WHERE {of}; \
         UPDATE audit_heads SET sequence = 4, hash = (SELECT hash FROM audit WHERE {of} AND sequence = 4) WHERE {of}"
    );
    owner.batch_execute(&cut).await.expect("cut");
    assert!(vqueue(&backing, &["verify"]).0, "nothing in the store tells");
    let (good, told) = vqueue(&backing, &["verify", "--checkpoint", file]);
    assert!(!good && told.contains("entry 6: a signed checkpoint says"), "{told}");
    deployment.stop().await;
}
