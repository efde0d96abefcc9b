//! Roles that a tenant makes.

use serde_json::json;
use vq_domain::Role;

use crate::app::App;

#[tokio::test]
async fn a_role_is_made_held_changed_and_taken_away() {
    let app = App::new().await;
    let tenant = app.tenant().await.id;
    app.user("admin@shop.example", Role::Admin, Some(tenant)).await;
    app.user("ann@shop.example", Role::Viewer, Some(tenant)).await;
    let admin = app.token("admin@shop.example").await;
    let roles = format!("/v1/tenants/{tenant}/roles");
    let door = json!({"name": "Door", "permissions": ["queue:read", "queue:operate", "queue:read"]});
    let made = app.post(&roles, Some(&admin), door.clone()).await.expect(201);
    assert_eq!(made.body["data"]["permissions"], json!(["queue:read", "queue:operate"]));
    assert_eq!(app.post(&roles, Some(&admin), door).await.expect(409).field(), "name");
    for name in ["", "Admin", " platform_admin"] {
        let wanted = json!({"name": name, "permissions": []});
        assert_eq!(app.post(&roles, Some(&admin), wanted).await.expect(422).field(), "name", "{name}");
    }
    let beyond = json!({"name": "God", "permissions": ["platform:admin"]});
    assert_eq!(app.post(&roles, Some(&admin), beyond).await.expect(422).field(), "permissions");

    let listed = app.get(&roles, &admin).await.expect(200);
    let names: Vec<_> =
        listed.body["data"]["items"].as_array().expect("a list").iter().map(|role| &role["name"]).collect();
    assert_eq!(names, ["admin", "manager", "operator", "clerk", "viewer", "Door"]);

    let (role, ann) = (made.data("id"), app.id("ann@shop.example").await);
    let person = format!("/v1/tenants/{tenant}/people/{ann}");
    app.put(&person, &admin, json!({"roles": [role]})).await.expect(200);
    let signed_in = app.token("ann@shop.example").await;
    assert_eq!(app.me(&signed_in).await.body["data"]["permissions"], json!(["queue:read", "queue:operate"]));

    let one = format!("{roles}/{role}");
    app.put(&one, &admin, json!({"name": "Gate"})).await.expect(200);
    app.me(&signed_in).await.expect(200);
    app.put(&one, &admin, json!({"permissions": ["queue:read"], "version": 2})).await.expect(200);
    assert_eq!(app.me(&signed_in).await.expect(401).code(), "unauthorized");
    assert_eq!(app.put(&one, &admin, json!({"version": 2})).await.expect(409).code(), "version_conflict");
    let signed_in = app.token("ann@shop.example").await;
    assert_eq!(app.me(&signed_in).await.body["data"]["permissions"], json!(["queue:read"]));

    app.delete(&one, &admin).await.expect(200);
    app.me(&signed_in).await.expect(401);
    assert_eq!(app.get(&person, &admin).await.body["data"]["roles"], json!([]));
    app.delete(&one, &admin).await.expect(404);
}

#[tokio::test]
async fn who_may_make_roles_makes_none_with_more_than_they_have() {
    let app = App::new().await;
    let tenant = app.tenant().await.id;
    app.user("admin@shop.example", Role::Admin, Some(tenant)).await;
    app.user("ann@shop.example", Role::Viewer, Some(tenant)).await;
    let admin = app.token("admin@shop.example").await;
    let roles = format!("/v1/tenants/{tenant}/roles");
    let maker = json!({"name": "Maker", "permissions": ["role:write", "queue:read"]});
    let maker = app.post(&roles, Some(&admin), maker).await.expect(201).data("id");
    let strong = json!({"name": "Strong", "permissions": ["queue:write"]});
    let strong = app.post(&roles, Some(&admin), strong).await.expect(201).data("id");
    let person = format!("/v1/tenants/{tenant}/people/{}", app.id("ann@shop.example").await);
    app.put(&person, &admin, json!({"roles": [maker]})).await.expect(200);
    let ann = app.token("ann@shop.example").await;
    let grab = json!({"permissions": ["role:write", "queue:read", "queue:write"]});
    app.put(&format!("{roles}/{maker}"), &ann, grab).await.expect(403);
    app.post(&roles, Some(&ann), json!({"name": "X", "permissions": ["queue:write"]})).await.expect(403);
    app.put(&format!("{roles}/{strong}"), &ann, json!({"permissions": []})).await.expect(403);
    app.delete(&format!("{roles}/{strong}"), &ann).await.expect(403);
    app.post(&roles, Some(&ann), json!({"name": "X", "permissions": ["queue:read"]})).await.expect(201);
}
