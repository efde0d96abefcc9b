//! Forgotten passwords and addresses to be shown.

use serde_json::json;
use vq_domain::{Account, Role};
use vq_ports::Clock;

use crate::app::{App, PASSWORD, hangs_up_after, until};

const NEW: &str = "another horse battery";

#[tokio::test]
async fn a_forgotten_password_is_reset_once_and_signs_everybody_out() {
    let app = App::new().await;
    app.user("root@localhost", Role::PlatformAdmin, None).await;
    let before = app.login("root@localhost", PASSWORD).await.expect(200);
    let ask = |email: &str| app.post("/v1/auth/password-reset", None, json!({"email": email}));
    ask("Root@localhost ").await.expect(200);
    let first = app.mailed_token().await;
    ask("root@localhost").await.expect(200);
    let second = app.mailed_token().await;

    let reset = |token: &str, password: &str| {
        app.post("/v1/auth/password-reset/complete", None, json!({"token": token, "newPassword": password}))
    };
    assert_eq!(reset(&first, "short").await.expect(422).field(), "newPassword");
    reset(&first, NEW).await.expect(200);
    for token in [first.as_str(), second.as_str(), "nonsense"] {
        assert_eq!(reset(token, NEW).await.expect(410).code(), "token_spent");
    }
    assert_eq!(app.me(&before.data("accessToken")).await.code(), "unauthorized");
    assert_eq!(app.refresh(&before.data("refreshToken")).await.code(), "unauthorized");
    assert_eq!(app.login("root@localhost", PASSWORD).await.code(), "unauthorized");
    let after = app.login("root@localhost", NEW).await.expect(200).data("accessToken");
    assert_eq!(app.me(&after).await.body["data"]["emailVerified"], true);
}

#[tokio::test]
async fn a_reset_is_whole_or_not_at_all_whenever_its_caller_hangs_up() {
    const EMAIL: &str = "root@localhost";
    let app = App::with(|config| config.mails_per_hour = 1_000).await;
    app.user(EMAIL, Role::PlatformAdmin, None).await;
    let stored =
        async || -> Account { app.stores.accounts.by_email(EMAIL).await.expect("reads").expect("is there") };
    let mut password = PASSWORD.to_owned();
    for turns in 1..200 {
        app.login(EMAIL, &password).await.expect(200);
        let before = stored().await;
        app.post("/v1/auth/password-reset", None, json!({"email": EMAIL})).await.expect(200);
        let token = app.mailed_token().await;
        password = format!("another horse battery {turns}");
        let body = json!({"token": token, "newPassword": password});
        let reset = || app.post("/v1/auth/password-reset/complete", None, body.clone());
        let is_answered = hangs_up_after(turns, reset()).await;
        // Pressed twice: the second finds all of it undone, or all of it done.
        let again = reset().await;
        assert!([200, 410].contains(&again.status.as_u16()), "after {turns} turns: {}", again.body);
        until(async || {
            let sign_ins = app.stores.sign_ins.list(before.id, app.clock.now()).await.expect("reads");
            stored().await.password_hash != before.password_hash && sign_ins.is_empty()
        })
        .await;
        if is_answered {
            return;
        }
    }
    panic!("there never was an answer");
}

#[tokio::test]
async fn whether_there_is_an_account_is_not_told() {
    let app = App::new().await;
    app.user("root@localhost", Role::PlatformAdmin, None).await;
    let ask = |email: &str| app.post("/v1/auth/password-reset", None, json!({"email": email}));
    let unknown = ask("nobody@localhost").await;
    let known = ask("root@localhost").await;
    assert_eq!((unknown.status, &unknown.body["data"]), (known.status, &known.body["data"]));
    // The next mail is that of the one who exists.
    assert_eq!(app.mail().await.to, "root@localhost");
    // Nobody's mailbox is filled, and that is not told either.
    for _ in 0..20 {
        ask("root@localhost").await.expect(200);
    }
    app.user("ann@localhost", Role::PlatformAdmin, None).await;
    ask("ann@localhost").await.expect(200);
    let mut mails = 0;
    while app.mail().await.to != "ann@localhost" {
        mails += 1;
    }
    assert_eq!(mails, 4);
}

#[tokio::test]
async fn a_reset_is_good_for_half_an_hour() {
    let app = App::new().await;
    app.user("root@localhost", Role::PlatformAdmin, None).await;
    app.post("/v1/auth/password-reset", None, json!({"email": "root@localhost"})).await.expect(200);
    let token = app.mailed_token().await;
    app.pass(30 * 60);
    let late = json!({"token": token, "newPassword": NEW});
    assert_eq!(
        app.post("/v1/auth/password-reset/complete", None, late).await.expect(410).code(),
        "token_spent"
    );
}

#[tokio::test]
async fn an_address_is_shown_to_be_ones_own() {
    let app = App::new().await;
    app.user("root@localhost", Role::PlatformAdmin, None).await;
    let token = app.token("root@localhost").await;
    assert_eq!(app.me(&token).await.body["data"]["emailVerified"], false);
    app.post("/v1/auth/email-verification", Some(&token), json!({})).await.expect(200);
    let mailed = app.mailed_token().await;
    // One purpose is not another.
    let reset = json!({"token": mailed, "newPassword": NEW});
    app.post("/v1/auth/password-reset/complete", None, reset).await.expect(410);
    let verify = || app.post("/v1/auth/email-verification/complete", None, json!({"token": mailed}));
    verify().await.expect(200);
    verify().await.expect(410);
    assert_eq!(app.me(&token).await.body["data"]["emailVerified"], true);
}
