//! Who may change whom.

use serde_json::json;
use vq_domain::{Role, TenantId};
use vq_ports::Clock;

use crate::app::{App, PASSWORD, hangs_up_after, until};

/// A tenant with an admin, a manager and a viewer, and somebody of the platform.
async fn staffed() -> (App, TenantId, String) {
    let app = App::new().await;
    let tenant = app.tenant().await.id;
    for (email, role) in [
        ("admin@shop.example", Role::Admin),
        ("manager@shop.example", Role::Manager),
        ("viewer@shop.example", Role::Viewer),
    ] {
        app.user(email, role, Some(tenant)).await;
    }
    app.user("root@localhost", Role::PlatformAdmin, None).await;
    let path = format!("/v1/tenants/{tenant}/people");
    (app, tenant, path)
}

#[tokio::test]
async fn an_admin_sees_and_changes_people() {
    let (app, _, path) = staffed().await;
    let admin = app.token("admin@shop.example").await;
    let listed = app.get(&path, &admin).await.expect(200);
    let people = listed.body["data"]["items"].as_array().expect("a list").clone();
    assert_eq!(people.len(), 3);
    let viewer = people.iter().find(|person| person["email"] == "viewer@shop.example").expect("is listed");
    let one = format!("{path}/{}", viewer["id"].as_str().expect("an id"));
    assert_eq!(&app.get(&one, &admin).await.expect(200).body["data"], viewer);

    let theirs = app.token("viewer@shop.example").await;
    let change = json!({"version": 1, "name": "Vera", "roles": ["operator", "viewer", "operator"]});
    let changed = app.put(&one, &admin, change.clone()).await.expect(200);
    assert_eq!(changed.body["data"]["roles"], json!(["operator", "viewer"]));
    assert_eq!((changed.data("name").as_str(), &changed.body["data"]["version"]), ("Vera", &json!(2)));
    assert_eq!(app.put(&one, &admin, change).await.expect(409).code(), "version_conflict");
    // What they could do before, they can no more: they sign in again.
    assert_eq!(app.me(&theirs).await.code(), "unauthorized");
    let again = app.token("viewer@shop.example").await;
    assert_eq!(app.me(&again).await.body["data"]["roles"], json!(["operator", "viewer"]));

    app.put(&one, &admin, json!({"status": "disabled"})).await.expect(200);
    assert_eq!(app.me(&again).await.code(), "unauthorized");
    assert_eq!(app.login("viewer@shop.example", PASSWORD).await.expect(403).code(), "forbidden");
    assert_eq!(app.login("viewer@shop.example", "wrong").await.code(), "unauthorized");
    app.put(&one, &admin, json!({"status": "active"})).await.expect(200);
    app.login("viewer@shop.example", PASSWORD).await.expect(200);
    app.delete(&one, &admin).await.expect(200);
    app.get(&one, &admin).await.expect(404);
    assert_eq!(app.login("viewer@shop.example", PASSWORD).await.code(), "unauthorized");
}

#[tokio::test]
async fn what_is_said_again_ends_what_did_not_end_before() {
    let (app, tenant, path) = staffed().await;
    let admin = app.token("admin@shop.example").await;
    let viewer = format!("{path}/{}", app.id("viewer@shop.example").await);
    let change = json!({"roles": ["operator"]});
    app.put(&viewer, &admin, change.clone()).await.expect(200);
    // As if the sign-ins of before had not ended.
    for said in [change, json!({"status": "active"})] {
        let theirs = app.token("viewer@shop.example").await;
        app.put(&viewer, &admin, json!({"name": "Vera"})).await.expect(200);
        app.me(&theirs).await.expect(200);
        app.put(&viewer, &admin, said.clone()).await.expect(200);
        assert_eq!(app.me(&theirs).await.code(), "unauthorized", "{said}");
    }
    let roles = format!("/v1/tenants/{tenant}/roles");
    let wanted = json!({"name": "Usher", "permissions": ["queue:read"]});
    let role = app.post(&roles, Some(&admin), wanted).await.expect(201).data("id");
    app.put(&viewer, &admin, json!({"roles": [role]})).await.expect(200);
    let theirs = app.token("viewer@shop.example").await;
    app.put(&format!("{roles}/{role}"), &admin, json!({"name": "Doorman"})).await.expect(200);
    app.me(&theirs).await.expect(200);
    let same = json!({"permissions": ["queue:read"]});
    app.put(&format!("{roles}/{role}"), &admin, same).await.expect(200);
    assert_eq!(app.me(&theirs).await.code(), "unauthorized");
}

#[tokio::test]
async fn a_change_of_roles_ends_sign_ins_whenever_its_caller_hangs_up() {
    let (app, _, path) = staffed().await;
    let admin = app.token("admin@shop.example").await;
    let stored =
        async || app.stores.accounts.by_email("viewer@shop.example").await.expect("reads").expect("is there");
    let viewer = format!("{path}/{}", stored().await.id);
    for turns in 1..200 {
        app.token("viewer@shop.example").await;
        let before = stored().await;
        let other = if before.roles == [Role::Viewer.into()] { Role::Operator } else { Role::Viewer };
        let body = json!({"roles": [other.as_str()]});
        let is_answered = hangs_up_after(turns, app.put(&viewer, &admin, body.clone())).await;
        // Said again, it comes to the same, or finds that the first is still at it.
        let again = app.put(&viewer, &admin, body).await;
        assert!([200, 409].contains(&again.status.as_u16()), "after {turns} turns: {}", again.body);
        until(async || {
            let sign_ins = app.stores.sign_ins.list(before.id, app.clock.now()).await.expect("reads");
            stored().await.roles == [other.into()] && sign_ins.is_empty()
        })
        .await;
        if is_answered {
            return;
        }
    }
    panic!("there never was an answer");
}

#[tokio::test]
async fn nobody_gives_more_than_they_have() {
    let (app, tenant, path) = staffed().await;
    let admin = app.token("admin@shop.example").await;
    // Somebody who may change people, and little else.
    let usher = json!({"name": "Usher", "permissions": ["account:read", "account:write", "queue:read"]});
    let role =
        app.post(&format!("/v1/tenants/{tenant}/roles"), Some(&admin), usher).await.expect(201).data("id");
    let viewer = format!("{path}/{}", app.id("viewer@shop.example").await);
    app.put(&viewer, &admin, json!({"roles": [role]})).await.expect(200);
    let usher = app.token("viewer@shop.example").await;

    for roles in [json!(["admin"]), json!(["viewer"]), json!([role, "manager"])] {
        let own = app.put(&viewer, &usher, json!({"roles": roles})).await;
        assert_eq!((own.status.as_u16(), own.code()), (403, "forbidden"), "{roles}");
        let invite = json!({"email": "friend@shop.example", "roles": roles});
        let invited = app.post(&format!("/v1/tenants/{tenant}/invitations"), Some(&usher), invite).await;
        assert_eq!(invited.expect(403).code(), "forbidden");
    }
    // Nor do they touch people who may do more.
    let manager = format!("{path}/{}", app.id("manager@shop.example").await);
    for answer in [
        app.put(&manager, &usher, json!({"status": "disabled"})).await,
        app.delete(&manager, &usher).await,
        app.post(&format!("{manager}/sign-out"), Some(&usher), json!({})).await,
        app.post(&format!("{manager}/reset-second-factor"), Some(&usher), json!({})).await,
    ] {
        assert_eq!((answer.status.as_u16(), answer.code()), (403, "forbidden"));
    }
    app.put(&viewer, &usher, json!({"name": "Me"})).await.expect(200);
    for wrong in [json!([]), json!(["platform_admin"]), json!([app.id("root@localhost").await])] {
        let refused = app.put(&manager, &admin, json!({"roles": wrong})).await.expect(422);
        assert_eq!((refused.code(), refused.field()), ("invalid_field", "roles"), "{wrong}");
    }
    let refused = app.put(&manager, &admin, json!({"roles": ["boss"]})).await.expect(422);
    assert_eq!(refused.field(), "roles[0]");
}

#[tokio::test]
async fn the_last_admin_stays() {
    let (app, _, path) = staffed().await;
    let admin = app.token("admin@shop.example").await;
    let root = app.token("root@localhost").await;
    let own = format!("{path}/{}", app.id("admin@shop.example").await);
    let platform = format!("/v1/platform/people/{}", app.id("root@localhost").await);
    for (token, person, role) in [(&admin, &own, "viewer"), (&root, &platform, "platform_admin")] {
        for change in [json!({"status": "disabled"}), json!({"roles": [role], "status": "disabled"})] {
            assert_eq!(app.put(person, token, change).await.expect(409).code(), "last_admin");
        }
    }
    assert_eq!(app.delete(&own, &root).await.expect(409).code(), "last_admin");
    // Whoever tried to delete the last is signed out by it, no more.
    let admin = app.token("admin@shop.example").await;
    let manager = format!("{path}/{}", app.id("manager@shop.example").await);
    app.put(&manager, &admin, json!({"roles": ["admin"]})).await.expect(200);
    app.put(&own, &admin, json!({"roles": ["viewer"]})).await.expect(200);
}

#[tokio::test]
async fn the_platforms_people_are_no_tenants() {
    let (app, _, path) = staffed().await;
    let (admin, root) = (app.token("admin@shop.example").await, app.token("root@localhost").await);
    let id = app.id("root@localhost").await;
    let listed = app.get("/v1/platform/people", &root).await.expect(200);
    assert_eq!(listed.body["data"]["items"].as_array().map(Vec::len), Some(1));
    app.get(&format!("/v1/platform/people/{id}"), &root).await.expect(200);
    assert_eq!(app.get("/v1/platform/people", &admin).await.expect(403).code(), "forbidden");
    app.get(&format!("{path}/{id}"), &admin).await.expect(404);
    let theirs = app.id("admin@shop.example").await;
    app.get(&format!("/v1/platform/people/{theirs}"), &root).await.expect(404);
    app.get(&format!("{path}/{theirs}"), &root).await.expect(200);
}
