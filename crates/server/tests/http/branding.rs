//! How pages are dressed: by whom, and what of it the public gets to see.

use axum::{
    body::Body,
    http::{Method, Request},
};
use serde_json::{Value, json};
use vq_domain::Role;

use crate::app::{Answer, App};

/// 1 by 1, transparent.
const PIXEL: &[u8] = b"\x89PNG\r\n\x1a\n\x00\x00\x00\x0dIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00\x1f\x15\xc4\x89";

struct Shop {
    app: App,
    tenant: String,
    queue: String,
}

impl Shop {
    async fn open() -> Self {
        let app = App::one_process().await;
        let tenant = app.tenant("Shop").await;
        let queue = app.queue(&tenant, json!({"name": "Sale", "maxConcurrentUsers": 1})).await;
        Self { app, tenant, queue }
    }

    fn path(&self, rest: &str) -> String {
        format!("/v1/tenants/{}{rest}", self.tenant)
    }

    async fn put(&self, rest: &str, body: Value) -> Answer {
        self.app.call(Method::PUT, &self.path(rest), Some(&self.app.admin), Some(body)).await
    }

    async fn upload(&self, rest: &str, bytes: &'static [u8]) -> Answer {
        let request = Request::put(self.path(rest))
            .header("authorization", format!("Bearer {}", self.app.admin))
            .header("content-type", "image/png");
        self.app.send(request.body(Body::from(bytes)).expect("a request")).await
    }

    /// A public file as text, and its headers.
    async fn public(&self, path: &str) -> (String, axum::http::HeaderMap) {
        let request = Request::get(path).body(Body::empty()).expect("a request");
        let (parts, body) = self.app.open(request).await.into_parts();
        assert_eq!(parts.status, 200, "{path}");
        let bytes = axum::body::to_bytes(body, 1 << 20).await.expect("a body");
        (String::from_utf8_lossy(&bytes).into_owned(), parts.headers)
    }
}

#[tokio::test]
async fn a_change_is_seen_on_the_wait_page() {
    let shop = Shop::open().await;
    let page = format!("/q/{}", shop.queue);
    let (before, _) = shop.public(&page).await;
    assert!(!before.contains("/brand/"));
    let look = json!({"accent": "#1a7f5a", "texts": {"de": {"title": "Herbst", "note": "Bis Sonntag"}}});
    shop.put("/branding", look).await.expect(200);
    let (page, headers) = shop.public(&format!("{page}?lang=de")).await;
    assert!(page.contains("Herbst") && page.contains("Bis Sonntag"), "{page}");
    // The policy stays as strict as it was.
    assert!(headers["content-security-policy"].to_str().unwrap().contains("style-src 'self';"));
    let (_, rest) = page.split_once("href=\"&#x2f;brand").expect("a stylesheet");
    let href = format!("/brand{}", rest.split_once('"').unwrap().0).replace("&#x2f;", "/");
    let (css, headers) = shop.public(&href).await;
    assert!(css.contains("--you:#") && css.contains("prefers-color-scheme:dark"), "{css}");
    assert_eq!(headers["content-type"], "text/css; charset=utf-8");
    assert!(headers["cache-control"].to_str().unwrap().contains("immutable"));
    let (_, headers) = shop.public(&format!("/brand/{}/style.css?v=old", shop.queue)).await;
    assert!(!headers["cache-control"].to_str().unwrap().contains("immutable"));
}

#[tokio::test]
async fn a_queue_wears_its_own_over_the_tenants_until_it_is_taken_off() {
    let shop = Shop::open().await;
    let own = format!("/queues/{}/branding", shop.queue);
    shop.put("/branding", json!({"texts": {"en": {"title": "Shop", "note": "Hello"}}})).await.expect(200);
    shop.put(&own, json!({"texts": {"en": {"title": "Sale"}}})).await.expect(200);
    let words = format!("/brand/{}/words.json?lang=fr", shop.queue);
    let read = async || serde_json::from_str::<Value>(&shop.public(&words).await.0).unwrap();
    assert_eq!((&read().await["title"], &read().await["note"]), (&json!("Sale"), &json!("Hello")));
    shop.app.call(Method::DELETE, &shop.path(&own), Some(&shop.app.admin), None).await.expect(200);
    assert_eq!(read().await["title"], "Shop");
    // Who wears nothing and who is not there cannot be told apart.
    let nobody = "/brand/0192f0c1-7a00-7000-8000-000000000001/style.css";
    assert_eq!(shop.public(nobody).await.0, "");
}

#[tokio::test]
async fn unreadable_colours_are_refused_with_their_ratio() {
    let shop = Shop::open().await;
    let refused =
        shop.put("/branding", json!({"text": "#777777", "background": "#ffffff"})).await.expect(422);
    assert_eq!(refused.error(), ("invalid_field", Some("text")));
    assert!(refused.body["errors"][0]["message"].as_str().unwrap().contains("4.48:1"));
    assert_eq!(shop.put("/branding", json!({"accent": "red"})).await.expect(422).error().1, Some("accent"));
    let pale = shop.put("/branding", json!({"accent": "#ffe000"})).await.expect(200);
    let accent = &pale.data()["contrasts"][1];
    assert!(accent["ratio"].as_f64().unwrap() < 3.0 && accent["shownAs"].is_string(), "{accent}");
}

#[tokio::test]
async fn a_stale_change_is_refused_and_a_draft_changes_nothing() {
    let shop = Shop::open().await;
    let draft = shop
        .app
        .post(&shop.path("/branding/preview"), Some(&shop.app.admin), json!({"accent": "#123"}))
        .await;
    assert!(draft.expect(200).data()["css"].as_str().unwrap().contains("--sun:#"));
    let stored = shop.app.get(&shop.path("/branding"), &shop.app.admin).await.expect(200);
    assert_eq!((&stored.data()["version"], &stored.data()["accent"]), (&json!(0), &Value::Null));
    shop.put("/branding", json!({"accent": "#123456", "version": 0})).await.expect(200);
    let stale = shop.put("/branding", json!({"accent": "#654321", "version": 0})).await.expect(409);
    assert_eq!(stale.error(), ("version_conflict", Some("version")));
}

#[tokio::test]
async fn a_logo_is_what_its_bytes_are_and_served_as_nothing_else() {
    let shop = Shop::open().await;
    let uploaded = shop.upload("/branding/logo", PIXEL).await.expect(200);
    let url = uploaded.data()["logo"]["url"].as_str().unwrap().to_owned();
    assert_eq!(uploaded.data()["logo"]["mediaType"], "image/png");
    let (_, headers) = shop.public(&url).await;
    assert_eq!(
        (&headers["content-type"], &headers["x-content-type-options"]),
        (&"image/png".parse().unwrap(), &"nosniff".parse().unwrap())
    );
    assert!(headers["content-security-policy"].to_str().unwrap().contains("sandbox"));
    assert!(shop.public(&format!("/brand/{}/style.css", shop.queue)).await.0.contains("logo-"));
    let svg = b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>";
    assert_eq!(shop.upload("/branding/logo", svg).await.expect(422).error(), ("invalid_field", Some("logo")));
    static LARGE: [u8; 300_000] = [0; 300_000];
    assert_eq!(shop.upload("/branding/logo", &LARGE).await.expect(413).error().0, "payload_too_large");
    shop.app
        .call(Method::DELETE, &shop.path("/branding/logo"), Some(&shop.app.admin), None)
        .await
        .expect(200);
    assert_eq!(shop.app.call(Method::GET, &url, None, None).await.status, 404);
}

#[tokio::test]
async fn who_may_look_may_not_dress() {
    let shop = Shop::open().await;
    let operator = shop.app.member(&shop.tenant, Role::Operator).await;
    shop.app.get(&shop.path("/branding"), &operator).await.expect(200);
    let change = Some(json!({"accent": "#123456"}));
    shop.app.call(Method::PUT, &shop.path("/branding"), Some(&operator), change).await.expect(403);
}
