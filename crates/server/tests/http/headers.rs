//! What browsers are told about every page, and who may call from other sites.

use axum::{
    body::Body,
    http::{Method, Request, header},
};
use serde_json::json;

use crate::app::App;

everywhere! {
    origins_are_a_tenants_own,
}

async fn origins_are_a_tenants_own(app: App) {
    let tenant = app.tenant("Shop").await;
    let path = format!("/v1/tenants/{tenant}");
    let allowed = async |origin: &str, method: Method| {
        let mut request =
            Request::builder().method(method.clone()).uri(format!("{path}/queues")).header("origin", origin);
        if method == Method::OPTIONS {
            request = request.header("access-control-request-method", "GET");
        } else {
            request = request.header("authorization", format!("Bearer {}", app.admin));
        }
        let answer = app.open(request.body(Body::empty()).expect("a request")).await;
        answer
            .headers()
            .get(header::ACCESS_CONTROL_ALLOW_ORIGIN)
            .map(|value| value.to_str().expect("text").to_owned())
    };
    assert_eq!(allowed("https://any.example", Method::GET).await.as_deref(), Some("*"));
    let wrong =
        json!({"name": "Shop", "version": 1, "configuration": {"corsOrigins": ["https://shop.example/"]}});
    let refused = app.call(Method::PUT, &path, Some(&app.admin), Some(wrong)).await.expect(422);
    assert_eq!(refused.error().1, Some("configuration.corsOrigins"));
    let right =
        json!({"name": "Shop", "version": 1, "configuration": {"corsOrigins": ["https://shop.example"]}});
    app.call(Method::PUT, &path, Some(&app.admin), Some(right)).await.expect(200);
    if !app.is_one_process() {
        // Other processes may know the tenant as it was for a moment.
        return;
    }
    for method in [Method::GET, Method::OPTIONS] {
        let own = allowed("https://shop.example", method.clone()).await;
        assert_eq!(own.as_deref(), Some("https://shop.example"));
        for other in ["https://any.example", "https://shop.example.evil", "http://shop.example", "null"] {
            assert_eq!(allowed(other, method.clone()).await, None, "{other}");
        }
    }
}

#[tokio::test]
async fn every_page_has_its_headers() {
    let app = App::one_process().await;
    let tenant = app.tenant("Shop").await;
    let queue = app.queue(&tenant, json!({"name": "Drop"})).await;
    let pages = [
        format!("/q/{queue}"),
        format!("/q/{queue}/keep"),
        format!("/q/{queue}/recover"),
        "/q/nothing".to_owned(),
        "/l/nothing".to_owned(),
        "/preview/room".to_owned(),
        "/admin/".to_owned(),
        "/admin/anything".to_owned(),
        "/kiosk/".to_owned(),
        "/board/".to_owned(),
        "/account/reset-password".to_owned(),
        "/account/nothing".to_owned(),
        "/docs/".to_owned(),
        "/v1/openapi.json".to_owned(),
        "/health".to_owned(),
        "/metrics".to_owned(),
        "/nothing".to_owned(),
        "/.well-known/jwks.json".to_owned(),
        format!("/v1/queues/{queue}/frame"),
    ];
    for page in pages {
        let answer = app.open(Request::get(&page).body(Body::empty()).expect("a request")).await;
        let header =
            |name: &str| answer.headers().get(name).map(|value| value.to_str().expect("text").to_owned());
        let policy = header("content-security-policy")
            .unwrap_or_else(|| panic!("{page} has no policy: {} {:?}", answer.status(), answer.headers()));
        assert!(policy.contains("default-src 'none'") || policy == "sandbox", "{page}: {policy}");
        let scripts = policy.split(';').find(|part| part.trim_start().starts_with("script-src"));
        assert!(!scripts.is_some_and(|part| part.contains("unsafe")), "{page}: {policy}");
        assert!(policy == "sandbox" || policy.contains("frame-ancestors"), "{page}: {policy}");
        assert_eq!(header("x-content-type-options").as_deref(), Some("nosniff"), "{page}");
        assert!(header("referrer-policy").is_some(), "{page}");
        assert_eq!(header("strict-transport-security"), None, "{page}: it is reached by http");
    }
    let secure =
        App::one_process_with(|config| config.server.public_url = "https://queue.example".into()).await;
    let answer = secure.open(Request::get("/health").body(Body::empty()).expect("a request")).await;
    assert!(answer.headers().contains_key("strict-transport-security"));
}
