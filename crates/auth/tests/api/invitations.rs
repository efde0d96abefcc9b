//! Being asked to join, and joining.

use http::{Method, Request, StatusCode, header};
use serde_json::json;
use vq_domain::Role;

use crate::app::{App, PASSWORD};

async fn invited() -> (App, String, String, String) {
    let app = App::new().await;
    let tenant = app.tenant().await.id;
    app.user("admin@shop.example", Role::Admin, Some(tenant)).await;
    let admin = app.token("admin@shop.example").await;
    let path = format!("/v1/tenants/{tenant}/invitations");
    let invite = json!({"email": " Ann@Shop.example", "roles": ["viewer"], "language": "de"});
    let made = app.post(&path, Some(&admin), invite).await.expect(201);
    assert_eq!(made.data("email"), "ann@shop.example");
    (app, admin, path, made.data("id"))
}

#[tokio::test]
async fn an_invitation_is_mailed_and_accepted_once() {
    let (app, admin, path, _) = invited().await;
    let mail = app.mail().await;
    assert_eq!(
        (mail.to.as_str(), mail.subject.as_str()),
        ("ann@shop.example", "Sie sind zu Shop eingeladen")
    );
    let token =
        mail.text.split("?token=").nth(1).expect("a link").split_whitespace().next().expect("a token");
    let seen = app.post("/v1/auth/invitations/look-up", None, json!({"token": token})).await.expect(200);
    assert_eq!((seen.data("email").as_str(), seen.data("tenantName").as_str()), ("ann@shop.example", "Shop"));

    let accept = |password: &str| json!({"token": token, "name": "Ann", "password": password});
    let short = app.post("/v1/auth/invitations/accept", None, accept("short")).await.expect(422);
    assert_eq!(short.field(), "password");
    let made = app.post("/v1/auth/invitations/accept", None, accept(PASSWORD)).await.expect(201);
    let again = app.post("/v1/auth/invitations/accept", None, accept(PASSWORD)).await.expect(410);
    assert_eq!(again.code(), "token_spent");
    let me = app.me(&app.token("ann@shop.example").await).await.expect(200);
    assert_eq!(me.data("id"), made.data("accountId"));
    assert_eq!((&me.body["data"]["emailVerified"], me.data("language").as_str()), (&json!(true), "de"));
    assert_eq!(app.get(&path, &admin).await.body["data"]["items"], json!([]));
    let taken = json!({"email": "ann@shop.example", "roles": ["viewer"]});
    assert_eq!(app.post(&path, Some(&admin), taken).await.expect(409).field(), "email");
}

#[tokio::test]
async fn an_invitation_that_was_taken_back_replaced_or_is_too_old_is_none() {
    let (app, admin, path, id) = invited().await;
    let first = app.mailed_token().await;
    let look_up = |token: String| {
        let app = &app;
        async move { app.post("/v1/auth/invitations/look-up", None, json!({"token": token})).await.status }
    };
    assert_eq!(look_up(first.clone()).await, StatusCode::OK);
    let invite = json!({"email": "ann@shop.example", "roles": ["operator"]});
    app.post(&path, Some(&admin), invite.clone()).await.expect(201);
    let second = app.mailed_token().await;
    assert_eq!(look_up(first).await, StatusCode::GONE);
    app.pass(7 * 24 * 60 * 60 - 1);
    assert_eq!(look_up(second.clone()).await, StatusCode::OK);
    app.pass(1);
    assert_eq!(look_up(second).await, StatusCode::GONE);
    let admin = app.token("admin@shop.example").await;
    let third = app.post(&path, Some(&admin), invite).await.expect(201).data("id");
    let token = app.mailed_token().await;
    app.delete(&format!("{path}/{id}"), &admin).await.expect(404);
    app.delete(&format!("{path}/{third}"), &admin).await.expect(200);
    assert_eq!(look_up(token).await, StatusCode::GONE);
    assert_eq!(look_up("nonsense".into()).await, StatusCode::GONE);
}

#[tokio::test]
async fn the_page_of_the_link_accepts_without_javascript() {
    let (app, _, _, _) = invited().await;
    let token = app.mailed_token().await;
    let get = |path: String| {
        Request::builder()
            .uri(path)
            .header("accept-language", "fr")
            .body(axum::body::Body::empty())
            .expect("a request")
    };
    let (head, page) = app.send(get(format!("/account/invitation?token={token}"))).await;
    let page = String::from_utf8(page).expect("is text");
    assert_eq!(head.status, StatusCode::OK);
    assert!(page.contains("<html lang=\"fr\"") && page.contains("Rejoindre Shop"), "{page}");
    assert_eq!(head.headers[header::REFERRER_POLICY], "no-referrer");
    assert!(
        head.headers[header::CONTENT_SECURITY_POLICY]
            .to_str()
            .expect("text")
            .contains("frame-ancestors 'none'")
    );
    let submit = |password: &str| {
        let form = format!("token={token}&name=Ann&password={password}");
        Request::builder()
            .method(Method::POST)
            .uri("/account/invitation")
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(form.into())
            .expect("a request")
    };
    let (head, page) = app.send(submit("short")).await;
    let page = String::from_utf8(page).expect("is text");
    assert_eq!(head.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.contains("role=\"alert\"") && page.contains(&token), "{page}");
    let (head, _) = app.send(submit("correct+horse+battery")).await;
    assert_eq!(head.status, StatusCode::OK);
    app.token("ann@shop.example").await;
    let (head, _) = app.send(get(format!("/account/invitation?token={token}"))).await;
    assert_eq!(head.status, StatusCode::GONE);
    let (head, page) = app.send(get("/account/reset?token=%22%3E%3Cscript%3E".into())).await;
    assert_eq!(head.status, StatusCode::OK);
    assert!(!String::from_utf8(page).expect("is text").contains("<script>"));
}
