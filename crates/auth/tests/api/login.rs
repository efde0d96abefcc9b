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
        "permissions": Role::Viewer.permissions(),
        "sid": payload(&token)["sid"],
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
    app.stores.tenants.update(&tenant, &vq_ports::Audit::exempt("a test")).await.expect("suspends");

    let answer = app.login("ann@shop.example", PASSWORD).await;
    assert_eq!((answer.status, answer.code()), (StatusCode::FORBIDDEN, "tenant_suspended"));
    assert_eq!(app.login("ann@shop.example", "wrong").await.code(), "unauthorized");
    assert_eq!(app.refresh(&before.data("refreshToken")).await.code(), "tenant_suspended");
}

#[tokio::test]
async fn too_many_attempts_are_told_when_to_come_again() {
    let app = App::with(|config| config.password_attempts.own = 3).await;
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
async fn a_browser_that_signed_in_before_is_not_locked_out_by_strangers() {
    let app = App::with(|config| {
        config.password_attempts.own = 3;
        config.password_attempts.account = 4;
        // Nobody is recognised by the address alone, which all callers of a test share.
        config.refresh_seconds = 60;
    })
    .await;
    app.user("root@localhost", Role::PlatformAdmin, None).await;
    let first = app.login("root@localhost", PASSWORD).await.expect(200);
    let cookie = first.cookie().expect("the browser will be known");
    assert!(cookie.starts_with("vqdevice_"), "{cookie}");
    app.pass(3600);
    app.stores.sign_ins.forget(vq_ports::Clock::now(&*app.clock)).await.expect("forgets");
    for _ in 0..3 {
        assert_eq!(app.login("root@localhost", "wrong").await.code(), "unauthorized");
    }
    assert_eq!(app.login("root@localhost", PASSWORD).await.code(), "rate_limited");
    let body = json!({"email": "root@localhost", "password": PASSWORD});
    let with = |cookie: &str| {
        let headers = [("cookie", cookie.to_owned())];
        let body = body.clone();
        let app = &app;
        async move {
            let headers = headers.each_ref().map(|(name, value)| (*name, value.as_str()));
            app.call_with(Method::POST, "/v1/auth/login", None, Some(body), &headers).await
        }
    };
    let again = with(&cookie).await.expect(200);
    assert_eq!(again.cookie(), None, "it is known already");
    // A cookie of somebody else's, or made up, is none.
    app.user("eve@localhost", Role::PlatformAdmin, None).await;
    let eves = app.login("eve@localhost", PASSWORD).await.expect(200).cookie().expect("a cookie");
    let value = eves.split('=').nth(1).expect("a value");
    let name = cookie.split('=').next().expect("a name");
    for forged in [format!("{name}={value}"), format!("{name}=AAAA"), format!("{name}=")] {
        app.stores.sign_ins.forget(vq_domain::Millis(i64::MAX)).await.expect("forgets");
        assert_eq!(with(&forged).await.code(), "rate_limited", "{forged}");
    }
}

#[tokio::test]
async fn a_password_hashed_with_other_parameters_is_hashed_anew() {
    let app = App::new().await;
    app.user("root@localhost", Role::PlatformAdmin, None).await;
    let stored =
        async || app.stores.accounts.by_email("root@localhost").await.expect("reads").expect("is there");
    assert!(stored().await.password_hash.expect("has one").contains("m=19456"));
    assert_eq!(app.login("root@localhost", "wrong").await.code(), "unauthorized");
    assert!(stored().await.password_hash.expect("has one").contains("m=19456"));
    assert_eq!(app.login("root@localhost", PASSWORD).await.status, StatusCode::OK);
    assert!(stored().await.password_hash.expect("has one").contains("m=64"));
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
