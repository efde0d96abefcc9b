//! Signing in: who is let in, who is not, and that an answer tells nothing else.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use http::{Method, StatusCode};
use serde_json::{Value, json};
use vq_domain::{Role, TenantStatus};

use crate::app::{App, PASSWORD};

fn payload(token: &str) -> Value {
    let part = token.split('.').nth(1).expect("three parts");
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(part).expect("base64url")).expect("JSON")
}

#[tokio::test]
async fn a_member_signs_in_and_the_token_says_what_they_may() {
    let app = App::new().await;
    let tenant = app.tenant().await;
    app.user("Ann@Shop.example", Role::Viewer, Some(tenant.id)).await;
    let answer = app.login(" ann@shop.EXAMPLE ", PASSWORD).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
    assert_eq!(answer.body["data"]["expiresIn"], 900);
    assert_eq!(answer.body["data"]["tokenType"], "Bearer");
    assert_eq!(answer.headers["cache-control"], "private, no-store");

    let token = answer.data("accessToken");
    let me = app.me(&token).await;
    assert_eq!(me.status, StatusCode::OK);
    assert_eq!(me.body["data"]["email"], "ann@shop.example");
    assert_eq!(me.body["data"]["tenantId"], tenant.id.to_string());
    let expected = json!({
        "sub": me.body["data"]["id"],
        "tenant": tenant.id.to_string(),
        "roles": ["viewer"],
        "permissions": ["tenant:read", "queue:read", "session:read", "location:read", "counter:read"],
        "iat": 1_700_000_000,
        "exp": 1_700_000_900,
    });
    assert_eq!(payload(&token), expected);
}

#[tokio::test]
async fn an_unknown_email_and_a_wrong_password_look_the_same() {
    let app = App::new().await;
    app.user("root@localhost", Role::PlatformAdmin, None).await;
    let wrong = app.login("root@localhost", "wrong horse battery").await;
    let unknown = app.login("nobody@localhost", PASSWORD).await;
    let long = app.login("root@localhost", &"x".repeat(300)).await;
    for answer in [&wrong, &unknown, &long] {
        assert_eq!((answer.status, answer.code()), (StatusCode::UNAUTHORIZED, "unauthorized"));
        assert_eq!(answer.body["errors"], wrong.body["errors"]);
    }
}

#[tokio::test]
async fn bad_bodies_name_the_field() {
    let app = App::new().await;
    let login = |body| app.call(Method::POST, "/v1/auth/login", None, Some(body));
    let missing = login(json!({"email": "a@b"})).await;
    assert_eq!((missing.status.as_u16(), missing.code()), (422, "missing_field"));
    assert_eq!(missing.body["errors"][0]["field"], "password");
    let unknown = login(json!({"email": "a@b", "password": "x", "otp": 1})).await;
    assert_eq!((unknown.status.as_u16(), unknown.code()), (422, "unknown_field"));
    let wrong_method = app.call(Method::GET, "/v1/auth/login", None, None).await;
    assert_eq!((wrong_method.status.as_u16(), wrong_method.code()), (405, "method_not_allowed"));
}

#[tokio::test]
async fn members_of_a_suspended_tenant_stay_outside() {
    let app = App::new().await;
    let mut tenant = app.tenant().await;
    app.user("ann@shop.example", Role::Admin, Some(tenant.id)).await;
    let before = app.login("ann@shop.example", PASSWORD).await;
    tenant.status = TenantStatus::Suspended;
    tenant.version += 1;
    app.stores.tenants.update(&tenant).await.expect("suspends");

    let answer = app.login("ann@shop.example", PASSWORD).await;
    assert_eq!((answer.status, answer.code()), (StatusCode::FORBIDDEN, "tenant_suspended"));
    assert_eq!(app.login("ann@shop.example", "wrong").await.code(), "unauthorized");
    assert_eq!(app.refresh(&before.data("refreshToken")).await.code(), "tenant_suspended");
}

#[tokio::test]
async fn too_many_attempts_are_told_when_to_come_again() {
    let app = App::with(|config| config.attempts = 3).await;
    app.user("root@localhost", Role::PlatformAdmin, None).await;
    for _ in 0..2 {
        assert_eq!(app.login("root@localhost", "wrong").await.code(), "unauthorized");
    }
    // A right password forgives those before it.
    assert_eq!(app.login("root@localhost", PASSWORD).await.status, StatusCode::OK);
    for _ in 0..3 {
        assert_eq!(app.login("root@localhost", "wrong").await.code(), "unauthorized");
    }
    let refused = app.login("root@localhost", PASSWORD).await;
    assert_eq!((refused.status.as_u16(), refused.code()), (429, "rate_limited"));
    assert_eq!(refused.headers["retry-after"], "300");
    assert_eq!(app.login("nobody@localhost", PASSWORD).await.code(), "unauthorized");
    app.pass(300);
    assert_eq!(app.login("root@localhost", PASSWORD).await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_password_hashed_with_other_parameters_is_hashed_anew() {
    let app = App::new().await;
    app.user("root@localhost", Role::PlatformAdmin, None).await;
    let stored =
        async || app.stores.accounts.by_email("root@localhost").await.expect("reads").expect("is there");
    assert!(stored().await.password_hash.contains("m=19456"));
    assert_eq!(app.login("root@localhost", "wrong").await.code(), "unauthorized");
    assert!(stored().await.password_hash.contains("m=19456"));
    assert_eq!(app.login("root@localhost", PASSWORD).await.status, StatusCode::OK);
    assert!(stored().await.password_hash.contains("m=64"));
    assert_eq!(app.login("root@localhost", PASSWORD).await.status, StatusCode::OK);
}

#[tokio::test]
async fn one_changes_ones_own_password() {
    let app = App::new().await;
    app.user("root@localhost", Role::PlatformAdmin, None).await;
    let token = app.login("root@localhost", PASSWORD).await.data("accessToken");
    let change = |current: &str, new: &str| {
        let body = json!({"currentPassword": current, "newPassword": new});
        app.call(Method::PUT, "/v1/auth/password", Some(&token), Some(body))
    };
    let short = change(PASSWORD, "short").await;
    assert_eq!((short.status.as_u16(), &short.body["errors"][0]["field"]), (422, &json!("newPassword")));
    let wrong = change("wrong horse", "a new password").await;
    assert_eq!((wrong.status.as_u16(), &wrong.body["errors"][0]["field"]), (422, &json!("currentPassword")));
    assert_eq!(change(PASSWORD, "a new password").await.status, StatusCode::OK);
    assert_eq!(app.login("root@localhost", PASSWORD).await.code(), "unauthorized");
    assert_eq!(app.login("root@localhost", "a new password").await.status, StatusCode::OK);
    let nobody = app.call(Method::PUT, "/v1/auth/password", None, Some(json!({}))).await;
    assert_eq!(nobody.code(), "unauthorized");
}

#[tokio::test]
async fn every_endpoint_is_documented() {
    let app = App::new().await;
    let tenants: std::sync::Arc<dyn vq_ports::TenantLookup> =
        std::sync::Arc::new(crate::app::Lookup(app.stores.tenants));
    let stores = vq_auth::AuthStores { accounts: app.stores.accounts, tenants };
    let auth = vq_auth::Auth::new(stores, app.keys, vq_auth::AuthConfig::default());
    let document = serde_json::to_value(vq_auth::router(auth).into_openapi()).expect("serialises");
    let paths: Vec<_> = document["paths"].as_object().expect("paths").keys().cloned().collect();
    let expected = [
        "/v1/auth/browser/login",
        "/v1/auth/browser/logout",
        "/v1/auth/browser/refresh",
        "/v1/auth/login",
        "/v1/auth/logout",
        "/v1/auth/me",
        "/v1/auth/password",
        "/v1/auth/refresh",
    ];
    assert_eq!(paths, expected);
    assert_eq!(document["paths"]["/v1/auth/me"]["get"]["security"], json!([{"bearer": []}]));
    assert_eq!(document["paths"]["/v1/auth/login"]["post"]["security"], Value::Null);
    let schemas = document["components"]["schemas"].as_object().expect("schemas");
    for name in ["Login", "Failure", "TokensView", "Me"] {
        assert!(schemas.contains_key(name), "{name} of {:?}", schemas.keys());
    }
}
