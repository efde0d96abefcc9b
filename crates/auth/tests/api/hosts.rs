//! Tenants' own hosts: whoever is not at home there gets no further there, with whatever they were given elsewhere.

use http::Method;
use serde_json::{Value, json};
use vq_domain::Role;

use crate::{
    app::{Answer, App, PASSWORD},
    second_factor::Authenticator,
};

const OWN: &str = "own@shop.example";
const FOREIGN: &str = "foreign@other.example";
const ROOT: &str = "root@localhost";

/// A tenant with a host of its own, and people of it, of another and of the platform. Answers the other's id.
async fn housed() -> (App, String) {
    let app = App::new().await;
    let (own, foreign) = (app.tenant().await.id, app.tenant().await.id);
    app.give("queue.shop.example", own);
    app.user(OWN, Role::Viewer, Some(own)).await;
    app.user(FOREIGN, Role::Viewer, Some(foreign)).await;
    app.user(ROOT, Role::PlatformAdmin, None).await;
    (app, foreign.to_string())
}

/// A call at the tenant's own host.
async fn there(app: &App, path: &str, body: &Value) -> Answer {
    let host = [("host", "queue.shop.example")];
    app.call_with(Method::POST, path, None, Some(body.clone()), &host).await
}

#[tokio::test]
async fn a_refresh_token_of_anothers_people_is_none_there() {
    let (app, _) = housed().await;
    let unknown = there(&app, "/v1/auth/refresh", &json!({"refreshToken": "nonsense"})).await.expect(401);
    for (email, is_at_home) in [(OWN, true), (FOREIGN, false), (ROOT, false)] {
        let signed_in = app.login(email, PASSWORD).await.expect(200);
        let (access, refresh) = (signed_in.data("accessToken"), signed_in.data("refreshToken"));
        let answer = there(&app, "/v1/auth/refresh", &json!({"refreshToken": refresh})).await;
        if is_at_home {
            app.refresh(&answer.expect(200).data("refreshToken")).await.expect(200);
            continue;
        }
        assert_eq!(answer.expect(401).body["errors"], unknown.body["errors"], "{email}");
        // It was used up there: they are signed out, and nobody is taken for a thief.
        assert_eq!(app.me(&access).await.code(), "unauthorized");
        assert_eq!(app.refresh(&refresh).await.expect(401).body["errors"], unknown.body["errors"], "{email}");
    }
}

#[tokio::test]
async fn links_to_anothers_people_lead_nowhere_there() {
    let (app, _) = housed().await;
    for (email, is_at_home) in [(OWN, true), (FOREIGN, false), (ROOT, false)] {
        let token = app.token(email).await;
        app.post("/v1/auth/email-verification", Some(&token), json!({})).await.expect(200);
        let verify = json!({"token": app.mailed_token().await});
        app.post("/v1/auth/password-reset", None, json!({"email": email})).await.expect(200);
        let reset = json!({"token": app.mailed_token().await, "newPassword": "another horse battery"});
        for (kind, link) in [("email-verification", verify), ("password-reset", reset)] {
            let path = format!("/v1/auth/{kind}/complete");
            let answer = there(&app, &path, &link).await;
            if is_at_home {
                answer.expect(200);
            } else {
                assert_eq!(answer.expect(410).code(), "token_spent", "{email}: {kind}");
                // Nothing was used up.
                app.post(&path, None, link).await.expect(200);
            }
        }
    }
}

#[tokio::test]
async fn a_second_step_is_made_where_one_is_at_home() {
    let (app, foreign) = housed().await;
    let root = app.token(ROOT).await;
    let policy = json!({"secondFactorRoles": ["viewer"]});
    app.put(&format!("/v1/tenants/{foreign}/sign-in-policy"), &root, policy).await.expect(200);
    let challenge = app.login(FOREIGN, PASSWORD).await.expect(200).data("challenge");
    let enrol = json!({"challenge": challenge});
    there(&app, "/v1/auth/login/enrolment", &enrol).await.expect(401);
    let begun = app.post("/v1/auth/login/enrolment", None, enrol).await.expect(200);
    let code = Authenticator::new(&begun.data("secret")).code(&app);
    let step = json!({"challenge": challenge, "code": code});
    there(&app, "/v1/auth/login/second-factor", &step).await.expect(401);
    app.post("/v1/auth/login/second-factor", None, step).await.expect(200);
}
