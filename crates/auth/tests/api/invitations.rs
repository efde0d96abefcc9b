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

#[tokio::test]
async fn an_invitation_does_not_outlive_the_rights_of_who_gave_it() {
    let (app, admin, path, _) = invited().await;
    let people = path.replace("/invitations", "/people");
    let own = app.mailed_token().await;
    for (email, role) in [("boss@shop.example", Role::Admin), ("gone@shop.example", Role::Admin)] {
        let tenant =
            app.stores.accounts.by_email("admin@shop.example").await.expect("reads").expect("is there");
        app.user(email, role, tenant.tenant_id).await;
    }
    let mut tokens = Vec::new();
    for (host, guest) in
        [("boss@shop.example", "one@shop.example"), ("gone@shop.example", "two@shop.example")]
    {
        let host = app.token(host).await;
        app.post(&path, Some(&host), json!({"email": guest, "roles": ["admin"]})).await.expect(201);
        tokens.push(app.mailed_token().await);
    }
    let accept = |token: String| {
        let app = &app;
        async move {
            let answer = json!({"token": token, "name": "Guest", "password": PASSWORD});
            app.post("/v1/auth/invitations/accept", None, answer).await
        }
    };
    // Who was demoted cannot give that role any more; who is disabled has invited nobody.
    let boss = format!("{people}/{}", app.id("boss@shop.example").await);
    app.put(&boss, &admin, json!({"roles": ["viewer"]})).await.expect(200);
    let gone = format!("{people}/{}", app.id("gone@shop.example").await);
    app.put(&gone, &admin, json!({"status": "disabled"})).await.expect(200);
    let look_up = json!({"token": tokens[0]});
    app.post("/v1/auth/invitations/look-up", None, look_up).await.expect(403);
    assert_eq!(accept(tokens[0].clone()).await.expect(403).code(), "forbidden");
    assert_eq!(accept(tokens[1].clone()).await.expect(410).code(), "token_spent");
    // Who has the right again may have given it.
    app.put(&boss, &admin, json!({"roles": ["admin"]})).await.expect(200);
    for token in [tokens[0].clone(), own] {
        accept(token).await.expect(201);
    }
}

#[tokio::test]
async fn nobody_takes_an_invitation_away_that_gives_more_than_they_have() {
    let (app, admin, path, _) = invited().await;
    let token = app.mailed_token().await;
    let invite = json!({"email": "ann@shop.example", "roles": ["admin"]});
    let stronger = app.post(&path, Some(&admin), invite).await.expect(201).data("id");
    app.mailed_token().await;
    let role = json!({"name": "Host", "permissions": ["account:read", "account:write", "queue:read"]});
    let role =
        app.post(&path.replace("/invitations", "/roles"), Some(&admin), role).await.expect(201).data("id");
    let tenant =
        app.stores.accounts.by_email("admin@shop.example").await.expect("reads").expect("is there").tenant_id;
    app.user("host@shop.example", Role::Viewer, tenant).await;
    let host = format!("{}/{}", path.replace("/invitations", "/people"), app.id("host@shop.example").await);
    app.put(&host, &admin, json!({"roles": [role]})).await.expect(200);
    let host = app.token("host@shop.example").await;
    let weaker = json!({"email": "Ann@shop.example", "roles": [role]});
    assert_eq!(app.post(&path, Some(&host), weaker.clone()).await.expect(403).code(), "forbidden");
    let one = format!("{path}/{stronger}");
    assert_eq!(app.delete(&one, &host).await.expect(403).code(), "forbidden");
    assert_eq!(app.get(&path, &admin).await.body["data"]["items"][0]["id"], json!(stronger));
    app.delete(&one, &admin).await.expect(200);
    app.post(&path, Some(&host), weaker).await.expect(201);
    let first = app.post("/v1/auth/invitations/look-up", None, json!({"token": token})).await;
    assert_eq!(first.status, StatusCode::GONE);
}

#[tokio::test]
async fn nobodys_mailbox_is_filled_with_invitations() {
    let (app, admin, path, _) = invited().await;
    let invite = |email: &str| app.post(&path, Some(&admin), json!({"email": email, "roles": ["viewer"]}));
    for _ in 1..5 {
        invite("ann@shop.example").await.expect(201);
    }
    let refused = invite("ANN@shop.example").await.expect(429);
    assert_eq!(refused.code(), "rate_limited");
    assert_eq!(refused.headers[header::RETRY_AFTER], "3600");
    invite("ben@shop.example").await.expect(201);
    for _ in 0..5 {
        assert_eq!(app.mail().await.to, "ann@shop.example");
    }
    assert_eq!(app.mail().await.to, "ben@shop.example");
    app.pass(60 * 60);
    let again = json!({"email": "ann@shop.example", "roles": ["viewer"]});
    app.post(&path, Some(&app.token("admin@shop.example").await), again).await.expect(201);
}
