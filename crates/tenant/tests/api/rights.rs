//! Who may do what. A tenant one has nothing to do with does not exist.

use http::{Method, StatusCode};
use serde_json::json;

use crate::app::{App, ROOT};

#[tokio::test]
async fn the_platform_is_for_its_own_people() {
    let app = App::new();
    let id = app.create(json!({"name": "Shop"})).await.id();
    let one = format!("/v1/tenants/{id}");
    let calls = [
        (Method::GET, "/v1/tenants".to_owned()),
        (Method::POST, "/v1/tenants".to_owned()),
        (Method::DELETE, one.clone()),
        (Method::POST, format!("{one}/suspend")),
        (Method::POST, format!("{one}/resume")),
    ];
    for (method, path) in calls {
        for token in [format!("admin/{id}"), format!("platform_admin/{id}"), format!("viewer/{id}")] {
            let answer = app.call(method.clone(), &path, &token, Some(json!({"name": "x"}))).await;
            assert_eq!(
                (answer.status, answer.code()),
                (StatusCode::FORBIDDEN, "forbidden"),
                "{method} {path} {token}"
            );
        }
        let nobody = app.call(method.clone(), &path, "", Some(json!({"name": "x"}))).await;
        assert_eq!(
            (nobody.status, nobody.code()),
            (StatusCode::UNAUTHORIZED, "unauthorized"),
            "{method} {path}"
        );
        assert_eq!(nobody.headers["www-authenticate"], "Bearer");
    }
}

#[tokio::test]
async fn a_tenants_own_people_see_it_and_its_admin_changes_it() {
    let app = App::new();
    let id = app.create(json!({"name": "Shop"})).await.id();
    for role in ["admin", "manager", "operator", "viewer"] {
        let token = format!("{role}/{id}");
        assert_eq!(app.get(&id, &token).await.status, StatusCode::OK, "{role}");
        let expected = if role == "admin" { StatusCode::OK } else { StatusCode::FORBIDDEN };
        assert_eq!(app.put(&id, &token, json!({"name": "Market"})).await.status, expected, "{role}");
    }
}

#[tokio::test]
async fn limits_are_the_platforms() {
    let app = App::new();
    let made = app.create(json!({"name": "Shop"})).await;
    let (id, token) = (made.id(), format!("admin/{}", made.id()));
    let refused = app.put(&id, &token, json!({"name": "Shop", "limits": {"maxQueues": 101}})).await;
    assert_eq!((refused.status, refused.code()), (StatusCode::FORBIDDEN, "forbidden"));
    assert_eq!(refused.body["errors"][0]["field"], "limits");
    // Sending back what was read is no change of limits.
    let same = json!({"name": "Market", "limits": made.body["data"]["limits"]});
    assert_eq!(app.put(&id, &token, same).await.status, StatusCode::OK);
}

#[tokio::test]
async fn another_tenant_does_not_exist() {
    let app = App::new();
    let own = app.create(json!({"name": "Own"})).await.id();
    let other = app.create(json!({"name": "Other"})).await.id();
    let token = format!("admin/{own}");
    let (foreign, absent) =
        (app.get(&other, &token).await, app.get(&own.replace(&own[..8], "00000000"), &token).await);
    assert_eq!((foreign.status, &foreign.body["errors"]), (absent.status, &absent.body["errors"]));
    assert_eq!((foreign.status, foreign.code()), (StatusCode::NOT_FOUND, "not_found"));
    assert_eq!(app.put(&other, &token, json!({"name": "Mine"})).await.code(), "not_found");
    for nonsense in ["1", "%00", "not-an-id"] {
        assert_eq!(app.get(nonsense, &token).await.code(), "not_found");
        assert_eq!(app.delete(nonsense, ROOT).await.code(), "not_found");
    }
}

#[tokio::test]
async fn a_suspended_tenant_is_closed_to_its_people_at_once() {
    let app = App::new();
    let id = app.create(json!({"name": "Shop"})).await.id();
    let token = format!("admin/{id}");
    assert_eq!(app.get(&id, &token).await.status, StatusCode::OK);
    app.post(&id, "suspend", ROOT).await;
    assert_eq!(app.get(&id, &token).await.code(), "tenant_suspended");
    assert_eq!(app.get(&id, ROOT).await.status, StatusCode::OK);
    app.post(&id, "resume", ROOT).await;
    assert_eq!(app.get(&id, &token).await.status, StatusCode::OK);
}
