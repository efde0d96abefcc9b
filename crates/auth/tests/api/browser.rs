//! Signing in from a page: the refresh token is in a cookie and nowhere else.

use axum::body::Body;
use http::{Method, Request, StatusCode, header};
use serde_json::json;
use vq_domain::Role;

use crate::{
    app::{Answer, App, PASSWORD},
    second_factor::enrolled,
};

async fn ask(app: &App, path: &str, cookie: Option<&str>, more: &[(&str, &str)]) -> Answer {
    let mut request = Request::builder().method(Method::POST).uri(format!("/v1/auth/browser/{path}"));
    if let Some(cookie) = cookie {
        request = request.header(header::COOKIE, cookie);
    }
    for (name, value) in more {
        request = request.header(*name, *value);
    }
    let body = match path {
        "login" => json!({"email": "root@localhost", "password": PASSWORD}),
        "login/second-factor" => json!({"challenge": "x", "code": "123456"}),
        _ => return app.answer(request.body(Body::empty()).expect("a request")).await,
    };
    let request = request.header(header::CONTENT_TYPE, "application/json");
    app.answer(request.body(Body::from(body.to_string())).expect("a request")).await
}

/// What a browser would send back.
fn cookie(answer: &Answer) -> String {
    let set = answer.headers[header::SET_COOKIE].to_str().expect("text");
    set.split(';').next().expect("a pair").to_owned()
}

async fn signed_in() -> (App, Answer) {
    let app = App::new().await;
    app.user("root@localhost", Role::PlatformAdmin, None).await;
    let answer = ask(&app, "login", None, &[]).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
    (app, answer)
}

#[tokio::test]
async fn the_cookie_is_for_these_paths_and_for_no_script() {
    let (app, answer) = signed_in().await;
    assert!(answer.body["data"]["refreshToken"].is_null(), "{}", answer.body);
    let set = answer.headers[header::SET_COOKIE].to_str().expect("text");
    assert!(set.starts_with("vq_signin="), "{set}");
    assert!(set.ends_with("; Path=/v1/auth/browser; HttpOnly; SameSite=Strict; Max-Age=1209600"), "{set}");
    let secure = ask(&app, "login", None, &[("x-forwarded-proto", "https")]).await;
    let set = secure.headers[header::SET_COOKIE].to_str().expect("text");
    assert!(set.starts_with("__Secure-vq_signin=") && set.ends_with("; Secure"), "{set}");
    let renewed = ask(&app, "refresh", Some(&cookie(&secure)), &[("x-forwarded-proto", "https")]).await;
    assert_eq!(renewed.status, StatusCode::OK, "{}", renewed.body);
}

#[tokio::test]
async fn a_page_stays_signed_in_until_it_signs_out() {
    let (app, answer) = signed_in().await;
    assert_eq!(app.me(&answer.data("accessToken")).await.status, StatusCode::OK);
    let first = cookie(&answer);
    let renewed = ask(&app, "refresh", Some(&first), &[]).await;
    assert_eq!(app.me(&renewed.data("accessToken")).await.status, StatusCode::OK);
    let second = cookie(&renewed);
    assert_ne!(first, second);
    let out = ask(&app, "logout", Some(&second), &[]).await;
    assert_eq!((out.status, cookie(&out)), (StatusCode::OK, "vq_signin=".to_owned()));
    assert_eq!(ask(&app, "refresh", Some(&second), &[]).await.code(), "unauthorized");
    assert_eq!(ask(&app, "refresh", None, &[]).await.code(), "unauthorized");
    assert_eq!(ask(&app, "logout", None, &[]).await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_page_reloaded_while_it_refreshes_stays_signed_in_but_a_later_use_ends_it() {
    let (app, answer) = signed_in().await;
    let first = cookie(&answer);
    let lost = cookie(&ask(&app, "refresh", Some(&first), &[]).await);
    app.pass(9);
    let again = ask(&app, "refresh", Some(&first), &[]).await;
    assert_eq!(again.status, StatusCode::OK, "{}", again.body);
    assert_ne!(cookie(&again), lost);
    app.pass(1);
    assert_eq!(ask(&app, "refresh", Some(&first), &[]).await.code(), "unauthorized");
    for revoked in [lost, cookie(&again)] {
        assert_eq!(ask(&app, "refresh", Some(&revoked), &[]).await.code(), "unauthorized");
    }
}

#[tokio::test]
async fn another_site_is_refused() {
    let (app, answer) = signed_in().await;
    let cookie = cookie(&answer);
    for from in ["cross-site", "same-site"] {
        for path in ["login", "login/second-factor", "refresh", "logout"] {
            let refused = ask(&app, path, Some(&cookie), &[("sec-fetch-site", from)]).await;
            assert_eq!((refused.status, refused.code()), (StatusCode::FORBIDDEN, "forbidden"), "{path}");
        }
    }
    assert_eq!(
        ask(&app, "refresh", Some(&cookie), &[("sec-fetch-site", "same-origin")]).await.status,
        StatusCode::OK
    );
}

#[tokio::test]
async fn with_a_second_factor_the_cookie_comes_with_the_code() {
    let app = App::new().await;
    let (authenticator, _, _) = enrolled(&app).await;
    let half = ask(&app, "login", None, &[]).await;
    assert_eq!((half.status, half.data("status").as_str()), (StatusCode::OK, "second_factor_required"));
    assert_eq!(half.cookie(), None);
    app.pass(30);
    let code = |code: &str| json!({"challenge": half.data("challenge"), "code": code});
    let step = async |body| app.post("/v1/auth/browser/login/second-factor", None, body).await;
    assert_eq!(step(code("000000")).await.expect(401).cookie(), None);
    let whole = step(code(&authenticator.code(&app))).await.expect(200);
    assert!(whole.body["data"]["refreshToken"].is_null(), "{}", whole.body);
    app.me(&whole.data("accessToken")).await.expect(200);
    assert_eq!(ask(&app, "refresh", Some(&cookie(&whole)), &[]).await.status, StatusCode::OK);
}

#[tokio::test]
async fn the_browser_is_known_from_then_on_and_its_sign_in_is_listed() {
    let (app, answer) = signed_in().await;
    let cookies: Vec<_> = answer.headers.get_all(header::SET_COOKIE).iter().collect();
    let device = cookies.last().expect("a cookie").to_str().expect("text");
    assert!(cookies.len() == 2 && device.starts_with("vqdevice_"), "{cookies:?}");
    let again = ask(&app, "login", device.split(';').next(), &[]).await;
    assert_eq!(again.headers.get_all(header::SET_COOKIE).iter().count(), 1, "it is known already");
    let token = answer.data("accessToken");
    let listed = app.get("/v1/auth/sessions", &token).await.expect(200);
    assert_eq!(listed.body["data"]["items"].as_array().map(Vec::len), Some(2));
    app.post("/v1/auth/sessions/revoke-others", Some(&token), json!({})).await.expect(200);
    assert_eq!(ask(&app, "refresh", Some(&cookie(&again)), &[]).await.code(), "unauthorized");
}
