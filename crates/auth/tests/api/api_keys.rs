//! Keys of programs.

use serde_json::{Value, json};
use vq_domain::{Role, TenantId};

use crate::app::App;

async fn with_admin() -> (App, TenantId, String, String) {
    let app = App::new().await;
    let tenant = app.tenant().await.id;
    app.user("admin@shop.example", Role::Admin, Some(tenant)).await;
    let admin = app.token("admin@shop.example").await;
    (app, tenant, admin, format!("/v1/tenants/{tenant}/api-keys"))
}

#[tokio::test]
async fn a_key_does_what_it_was_made_for_in_its_tenant() {
    let (app, tenant, admin, path) = with_admin().await;
    let wanted = json!({"name": "Till", "permissions": ["account:read", "account:read"], "expiresAt": "2023-11-15T00:00:00Z"});
    let made = app.post(&path, Some(&admin), wanted).await.expect(201);
    let secret = made.data("secret");
    assert!(secret.starts_with("vqk_") && secret.len() == 47 && secret.starts_with(&made.data("prefix")));
    assert_eq!(made.body["data"]["lastUsedAt"], Value::Null);

    let people = format!("/v1/tenants/{tenant}/people");
    app.get(&people, &secret).await.expect(200);
    let one = format!("{people}/{}", app.id("admin@shop.example").await);
    assert_eq!(app.put(&one, &secret, json!({"name": "x"})).await.expect(403).code(), "forbidden");
    let foreign = app.tenant().await.id;
    app.get(&format!("/v1/tenants/{foreign}/people"), &secret).await.expect(404);
    app.get("/v1/platform/people", &secret).await.expect(403);
    assert_eq!(app.me(&secret).await.expect(403).code(), "forbidden");
    let listed = app.get(&path, &admin).await.expect(200);
    let item = &listed.body["data"]["items"][0];
    assert_eq!(
        (&item["permissions"], &item["lastUsedAt"]),
        (&json!(["account:read"]), &json!("2023-11-14T22:13:20.000Z"))
    );
    assert_eq!(item["secret"], Value::Null);

    app.pass(2 * 60 * 60);
    assert_eq!(app.get(&people, &secret).await.expect(401).code(), "token_expired");
    for nonsense in ["vqk_", "vqk_abc", &secret[..46], &format!("{secret}A")] {
        assert_eq!(app.get(&people, nonsense).await.expect(401).code(), "unauthorized");
    }
}

#[tokio::test]
async fn a_revoked_key_is_refused_within_seconds() {
    let (app, tenant, admin, path) = with_admin().await;
    let made = app
        .post(&path, Some(&admin), json!({"name": "Till", "permissions": ["account:read"]}))
        .await
        .expect(201);
    let (secret, people) = (made.data("secret"), format!("/v1/tenants/{tenant}/people"));
    app.get(&people, &secret).await.expect(200);
    app.delete(&format!("{path}/{}", made.data("id")), &admin).await.expect(200);
    app.delete(&format!("{path}/{}", made.data("id")), &admin).await.expect(404);
    app.pass(3);
    app.get(&people, &secret).await.expect(401);
}

#[tokio::test]
async fn a_key_never_has_more_than_its_maker() {
    let (app, tenant, admin, path) = with_admin().await;
    app.user("ann@shop.example", Role::Admin, Some(tenant)).await;
    let ann = app.token("ann@shop.example").await;
    let wanted = json!({"name": "Anns", "permissions": ["account:read", "key:write"]});
    let secret = app.post(&path, Some(&ann), wanted.clone()).await.expect(201).data("secret");
    assert_eq!(
        app.post(&path, Some(&secret), wanted).await.expect(403).code(),
        "forbidden",
        "keys make no keys"
    );
    let people = format!("/v1/tenants/{tenant}/people");
    app.get(&people, &secret).await.expect(200);
    let one = format!("{people}/{}", app.id("ann@shop.example").await);
    app.put(&one, &admin, json!({"roles": ["viewer"]})).await.expect(200);
    app.pass(3);
    app.get(&people, &secret).await.expect(403);
    app.put(&one, &admin, json!({"roles": ["admin"]})).await.expect(200);
    app.pass(3);
    app.get(&people, &secret).await.expect(200);
    app.put(&one, &admin, json!({"status": "disabled"})).await.expect(200);
    app.pass(3);
    app.get(&people, &secret).await.expect(401);

    for (field, wanted) in [
        ("name", json!({"name": "", "permissions": ["account:read"]})),
        ("permissions", json!({"name": "x", "permissions": []})),
        ("permissions", json!({"name": "x", "permissions": ["platform:admin"]})),
        (
            "expiresAt",
            json!({"name": "x", "permissions": ["account:read"], "expiresAt": "2020-01-01T00:00:00Z"}),
        ),
        ("expiresAt", json!({"name": "x", "permissions": ["account:read"], "expiresAt": "soon"})),
    ] {
        assert_eq!(app.post(&path, Some(&admin), wanted).await.expect(422).field(), field);
    }
}

#[tokio::test]
async fn only_a_hash_is_stored() {
    let (app, _, admin, path) = with_admin().await;
    let made = app
        .post(&path, Some(&admin), json!({"name": "Till", "permissions": ["account:read"]}))
        .await
        .expect(201);
    let secret = made.data("secret");
    for file in std::fs::read_dir(app.folder()).expect("a folder").map(|file| file.expect("an entry").path())
    {
        let bytes = if file.is_file() { std::fs::read(&file).expect("reads") } else { continue };
        assert!(!bytes.windows(secret.len()).any(|window| window == secret.as_bytes()), "{}", file.display());
    }
}

#[tokio::test]
async fn a_key_that_may_more_is_not_revoked_but_ones_own_always() {
    let (app, tenant, admin, path) = with_admin().await;
    let make = async |token: &str, permission: &str| {
        let wanted = json!({"name": "Till", "permissions": [permission]});
        app.post(&path, Some(token), wanted).await.expect(201).data("id")
    };
    let (stronger, weaker) = (make(&admin, "queue:write").await, make(&admin, "queue:read").await);
    let role = json!({"name": "Keys", "permissions": ["key:write", "queue:read", "queue:operate"]});
    let role =
        app.post(&format!("/v1/tenants/{tenant}/roles"), Some(&admin), role).await.expect(201).data("id");
    app.user("keys@shop.example", Role::Viewer, Some(tenant)).await;
    let person = format!("/v1/tenants/{tenant}/people/{}", app.id("keys@shop.example").await);
    app.put(&person, &admin, json!({"roles": [role]})).await.expect(200);
    let holder = app.token("keys@shop.example").await;
    let own = make(&holder, "queue:operate").await;
    assert_eq!(app.delete(&format!("{path}/{stronger}"), &holder).await.expect(403).code(), "forbidden");
    app.delete(&format!("{path}/{weaker}"), &holder).await.expect(200);
    // With less than before, the own key goes still.
    app.put(&format!("/v1/tenants/{tenant}/roles/{role}"), &admin, json!({"permissions": ["key:write"]}))
        .await
        .expect(200);
    let holder = app.token("keys@shop.example").await;
    app.delete(&format!("{path}/{own}"), &holder).await.expect(200);
    app.delete(&format!("{path}/{stronger}"), &admin).await.expect(200);
}
