//! Where one is signed in, and ending it.

use std::sync::Arc;

use http::Method;
use serde_json::{Value, json};
use vq_api::Authenticator;
use vq_auth::{Doorkeeper, Revoked};
use vq_domain::Role;
use vq_ports::Clock;

use crate::app::{App, Lookup, PASSWORD};

async fn listed(app: &App, token: &str) -> Vec<Value> {
    app.get("/v1/auth/sessions", token).await.expect(200).body["data"]["items"]
        .as_array()
        .expect("a list")
        .clone()
}

#[tokio::test]
async fn one_sees_where_one_is_signed_in_and_ends_it() {
    let app = App::new().await;
    app.user("root@localhost", Role::PlatformAdmin, None).await;
    app.user("eve@localhost", Role::PlatformAdmin, None).await;
    let body = json!({"email": "root@localhost", "password": PASSWORD});
    let agent = [("user-agent", "Firefox")];
    let one = app.call_with(Method::POST, "/v1/auth/login", None, Some(body), &agent).await.expect(200);
    app.pass(10);
    let two = app.login("root@localhost", PASSWORD).await.expect(200).data("accessToken");
    let first = one.data("accessToken");
    let sessions = listed(&app, &two).await;
    assert_eq!(sessions.len(), 2);
    assert_eq!((&sessions[0]["current"], &sessions[1]["current"]), (&json!(true), &json!(false)));
    assert_eq!((&sessions[1]["device"], &sessions[1]["method"]), (&json!("Firefox"), &json!("password")));

    let path = format!("/v1/auth/sessions/{}", sessions[1]["id"].as_str().expect("an id"));
    let eve = app.token("eve@localhost").await;
    assert_eq!(app.delete(&path, &eve).await.expect(404).code(), "not_found");
    app.delete(&path, &two).await.expect(200);
    app.delete(&path, &two).await.expect(404);
    assert_eq!(app.me(&first).await.code(), "unauthorized");
    assert_eq!(app.refresh(&one.data("refreshToken")).await.code(), "unauthorized");
    app.me(&two).await.expect(200);

    let (three, four) = (app.token("root@localhost").await, app.token("root@localhost").await);
    app.post("/v1/auth/sessions/revoke-others", Some(&three), json!({})).await.expect(200);
    for (token, status) in [(&two, 401), (&three, 200), (&four, 401), (&eve, 200)] {
        app.me(token).await.expect(status);
    }
}

#[tokio::test]
async fn what_one_node_ends_is_over_on_the_others() {
    let app = App::new().await;
    app.user("root@localhost", Role::PlatformAdmin, None).await;
    let signed_in = app.login("root@localhost", PASSWORD).await.expect(200);
    let token = signed_in.data("accessToken");
    let revoked = Arc::new(Revoked::new(app.stores.sign_ins.clone()));
    let tenants = Arc::new(Lookup(app.stores.tenants.clone()));
    let other = Doorkeeper::new(app.keys.clone(), tenants, revoked.clone(), &app.stores);
    let now = app.clock.now();
    revoked.refresh(now).await.expect("reads");
    assert!(other.authenticate(&token, now).is_ok());
    app.post("/v1/auth/logout", None, json!({"refreshToken": signed_in.data("refreshToken")}))
        .await
        .expect(200);
    assert_eq!(app.me(&token).await.code(), "unauthorized", "signing out ends access tokens, too");
    revoked.refresh(now).await.expect("reads");
    assert!(other.authenticate(&token, now).is_err());
}

#[tokio::test]
async fn a_new_password_ends_the_other_sessions() {
    let app = App::new().await;
    app.user("root@localhost", Role::PlatformAdmin, None).await;
    let (own, other) = (app.token("root@localhost").await, app.token("root@localhost").await);
    let change = json!({"currentPassword": PASSWORD, "newPassword": "a new password"});
    app.put("/v1/auth/password", &own, change).await.expect(200);
    app.me(&own).await.expect(200);
    app.me(&other).await.expect(401);
}

#[tokio::test]
async fn one_changes_ones_own_name_and_language() {
    let app = App::new().await;
    app.user("root@localhost", Role::PlatformAdmin, None).await;
    let token = app.token("root@localhost").await;
    let changed = app.put("/v1/auth/me", &token, json!({"name": "Ann", "language": "ja"})).await.expect(200);
    assert_eq!((changed.data("name").as_str(), changed.data("language").as_str()), ("Ann", "ja"));
    let kept = app.put("/v1/auth/me", &token, json!({"name": "Anna"})).await.expect(200);
    assert_eq!(kept.data("language"), "ja");
    assert_eq!(
        app.put("/v1/auth/me", &token, json!({"language": "tlh"})).await.expect(422).field(),
        "language"
    );
    app.put("/v1/auth/me", &token, json!({"roles": ["admin"]})).await.expect(422);
}
