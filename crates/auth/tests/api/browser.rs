//! Signing in from a page: the refresh token is in a cookie and nowhere else.

use axum::body::Body;
use http::{Method, Request, StatusCode, header};
use serde_json::json;
use vq_domain::Role;

use crate::app::{Answer, App, PASSWORD};

async fn ask(app: &App, path: &str, cookie: Option<&str>, more: &[(&str, &str)]) -> Answer {
    let mut request = Request::builder().method(Method::POST).uri(format!("/v1/auth/browser/{path}"));
    if let Some(cookie) = cookie {
        request = request.header(header::COOKIE, cookie);
    }
    for (name, value) in more {
        request = request.header(*name, *value);
    }
    let body = match path {
        "login" => {
            request = request.header(header::CONTENT_TYPE, "application/json");
            Body::from(json!({"email": "root@localhost", "password": PASSWORD}).to_string())
        }
        _ => Body::empty(),
    };
    app.send(request.body(body).expect("a request")).await
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
        for path in ["login", "refresh", "logout"] {
            let refused = ask(&app, path, Some(&cookie), &[("sec-fetch-site", from)]).await;
            assert_eq!((refused.status, refused.code()), (StatusCode::FORBIDDEN, "forbidden"), "{path}");
        }
    }
    assert_eq!(
        ask(&app, "refresh", Some(&cookie), &[("sec-fetch-site", "same-origin")]).await.status,
        StatusCode::OK
    );
}
