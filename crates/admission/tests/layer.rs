//! The layer in front of a real axum application.

use std::sync::Arc;

use axum::body::Body;
use axum::response::Response;
use axum::routing;
use axum::{Extension, Router};
use http::{HeaderMap, Request, StatusCode};
use http_body_util::BodyExt as _;
use proptest::prelude::*;
use tower::ServiceExt as _;
use vq_admission::layer::{AdmissionLayer, JwksSource, LayerConfig, LayerError, RevocationSource};
use vq_admission::web::{cookie, path, query};
use vq_admission::{Claims, KeySet, Signer};

const NOW: i64 = 1_750_000_000;

fn signer() -> Signer {
    Signer::from_seed(&[1; 32]).unwrap()
}

fn token(queue: &str, iat: i64) -> String {
    let claims = Claims {
        iss: "vqueue".into(),
        aud: queue.into(),
        sub: "session-1".into(),
        iat,
        exp: iat + 600,
        jti: "jti-1".into(),
        tkt: None,
    };
    signer().sign(&claims).unwrap()
}

async fn keys() -> Arc<JwksSource> {
    let jwks = KeySet::from_keys([signer().public_key()]).unwrap().to_jwks();
    let keys = Arc::new(JwksSource::new(move || std::future::ready(Ok::<_, std::io::Error>(jwks.clone()))));
    keys.refresh().await.unwrap();
    keys
}

async fn app(secure: bool) -> Router {
    let keys = keys().await;
    let mut config = LayerConfig::new("q");
    config.secure = secure;
    config.wait_url = Some("https://queue.example/q/q?return={return}".into());
    let layer = AdmissionLayer::new(config, keys).unwrap().with_clock(Arc::new(|| NOW));
    let whoami = |Extension(claims): Extension<Claims>| async move { claims.sub };
    Router::new().fallback(routing::any(whoami)).layer(layer)
}

async fn send(secure: bool, method: &str, uri: &str, headers: &[(&str, &str)]) -> Response {
    let mut request = Request::builder().method(method).uri(uri);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    app(secure).await.oneshot(request.body(Body::empty()).unwrap()).await.unwrap()
}

async fn text(response: Response) -> String {
    String::from_utf8(response.into_body().collect().await.unwrap().to_bytes().to_vec()).unwrap()
}

#[tokio::test]
async fn admits_by_header_bearer_and_cookie() {
    let good = token("q", NOW);
    let bearer = format!("Bearer {good}");
    let cookie = format!("a=b; __Host-vqa_q={good}");
    for header in [("x-vq-admission", good.as_str()), ("authorization", &bearer), ("cookie", &cookie)] {
        let response = send(true, "POST", "/buy", &[header]).await;
        assert_eq!(response.status(), StatusCode::OK);
        assert_eq!(text(response).await, "session-1");
    }
    // The application's own bearer token does not get in the way of the cookie.
    let response =
        send(true, "GET", "/", &[("authorization", "Bearer app-token"), ("cookie", &cookie)]).await;
    assert_eq!(response.status(), StatusCode::OK);
}

#[tokio::test]
async fn only_the_cookie_name_of_the_scheme_counts() {
    let good = token("q", NOW);
    let plain = format!("vqa_q={good}");
    let host = format!("__Host-vqa_q={good}");
    assert_eq!(send(true, "GET", "/", &[("cookie", &plain)]).await.status(), StatusCode::UNAUTHORIZED);
    assert_eq!(send(false, "GET", "/", &[("cookie", &plain)]).await.status(), StatusCode::OK);
    assert_eq!(send(false, "GET", "/", &[("cookie", &host)]).await.status(), StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn a_token_in_the_query_becomes_a_cookie_and_leaves_the_url() {
    let good = token("q", NOW - 100);
    let response = send(true, "GET", &format!("/p?a=1&vq_token={good}&b=2"), &[]).await;
    assert_eq!(response.status(), StatusCode::FOUND);
    assert_eq!(response.headers()["location"], "/p?a=1&b=2");
    assert_eq!(response.headers()["cache-control"], "private, no-store");
    assert_eq!(
        response.headers()["set-cookie"],
        format!("__Host-vqa_q={good}; Max-Age=500; Path=/; Secure; HttpOnly; SameSite=Lax")
    );
    let tricky = send(true, "GET", &format!("//evil.example/?vq_token={good}"), &[]).await;
    assert_eq!(tricky.headers()["location"], "/evil.example/");
    let post = send(true, "POST", &format!("/p?vq_token={good}"), &[]).await;
    assert_eq!(post.status(), StatusCode::OK);
    let forged = send(true, "GET", "/p?vq_token=x.y.z", &[]).await;
    assert_eq!(forged.status(), StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn browsers_are_sent_to_the_wait_page_and_others_get_the_envelope() {
    let page = [("accept", "text/html")];
    let response = send(true, "GET", "/p?a=1&vq_token=bad", &page).await;
    assert_eq!(response.status(), StatusCode::FOUND);
    assert_eq!(response.headers()["location"], "https://queue.example/q/q?return=/p%3Fa%3D1");
    assert_eq!(send(true, "POST", "/p", &page).await.status(), StatusCode::SEE_OTHER);

    let response =
        send(true, "GET", "/p", &[("accept", "application/json"), ("x-request-id", "req-7")]).await;
    assert_eq!(response.status(), StatusCode::UNAUTHORIZED);
    assert_eq!(response.headers()["vq-redirect"], "https://queue.example/q/q?return=/p");
    assert_eq!(response.headers()["access-control-expose-headers"], "vq-redirect");
    let body: serde_json::Value = serde_json::from_str(&text(response).await).unwrap();
    assert_eq!(body["success"], false);
    assert_eq!(body["errors"][0]["code"], "unauthorized");
    assert_eq!(body["metadata"]["requestId"], "req-7");
    assert_eq!(body["metadata"]["timestamp"], "2025-06-15T15:06:40.000Z");
}

#[tokio::test]
async fn every_refusal_has_its_status() {
    let good = token("q", NOW);
    let (signed, signature) = good.rsplit_once('.').unwrap();
    let swapped = format!("eyJhbGciOiJub25lIn0.{}.{signature}", signed.split_once('.').unwrap().1);
    for (token, status, code) in [
        (token("q", NOW - 700), StatusCode::UNAUTHORIZED, "token_expired"),
        (token("other", NOW), StatusCode::FORBIDDEN, "forbidden"),
        (token("q", NOW + 700), StatusCode::FORBIDDEN, "forbidden"),
        (good[..good.len() - 1].to_owned(), StatusCode::FORBIDDEN, "forbidden"),
        (swapped, StatusCode::FORBIDDEN, "forbidden"),
    ] {
        let response = send(true, "GET", "/", &[("x-vq-admission", &token)]).await;
        assert_eq!(response.status(), status);
        let body: serde_json::Value = serde_json::from_str(&text(response).await).unwrap();
        assert_eq!(body["errors"][0]["code"], code);
    }
}

#[tokio::test]
async fn while_the_list_could_not_be_read_nobody_comes_in_and_nobody_goes_in_circles() {
    let list = |queue: &str| {
        let away = |_: String| std::future::ready(Err::<String, _>(std::io::Error::other("away")));
        Arc::new(RevocationSource::new(queue, away))
    };
    let mut config = LayerConfig::new("q");
    config.wait_url = Some("https://queue.example/q/q?return={return}".into());
    let layer = AdmissionLayer::new(config, keys().await).unwrap().with_clock(Arc::new(|| NOW));
    let mixed_up = layer.clone().with_revocations(list("other"));
    assert_eq!(mixed_up.err(), Some(LayerError::Revocations));
    let layer = layer.with_revocations(list("q")).unwrap();
    let app = Router::new().fallback(routing::any(async || "inside")).layer(layer);
    let visit = |token: Option<String>| {
        let mut request = Request::builder().uri("/p").header("accept", "text/html");
        if let Some(token) = token {
            request = request.header("x-vq-admission", token);
        }
        app.clone().oneshot(request.body(Body::empty()).unwrap())
    };
    let response = visit(Some(token("q", NOW))).await.unwrap();
    assert_eq!(response.status(), StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(response.headers()["retry-after"], "5");
    assert!(!response.headers().contains_key("location"));
    assert!(text(response).await.contains("\"unavailable\""));
    for other in [None, Some(token("q", NOW - 700))] {
        assert_eq!(visit(other).await.unwrap().status(), StatusCode::FOUND, "they wait as ever");
    }
}

proptest! {
    #[test]
    fn parsers_never_panic(bytes in prop::collection::vec(any::<u8>(), 0..200), text in any::<String>()) {
        let mut headers = HeaderMap::new();
        if let Ok(value) = http::HeaderValue::from_bytes(&bytes) {
            headers.append(http::header::COOKIE, value.clone());
            headers.append(http::header::ACCEPT, value);
        }
        let _ = cookie::values(&headers, "vq_q").count();
        let _ = vq_admission::web::is_navigation(&headers);
        cookie::strip(&mut headers, |_| true);
        cookie::keep_only_ours(&mut headers);
        let _ = query::get(&text, "vq_token");
        let _ = query::without(&text, "vq_token");
        let _ = cookie::queue_of(&text);
        let _ = cookie::set("vqa_q", &text, 1, true);
    }

    #[test]
    fn stripping_leaves_no_token_and_every_other_cookie(
        names in prop::collection::vec("(vq_q|vqa_q|__Host-vq_q|__Host-vqa_q|vq_other|a|b)", 0..8),
    ) {
        let line = names.iter().enumerate().map(|(at, name)| format!("{name}={at}")).collect::<Vec<_>>().join("; ");
        let mut headers: HeaderMap = [(http::header::COOKIE, line.parse().unwrap())].into_iter().collect();
        cookie::strip(&mut headers, |queue| queue == "q");
        let expected: Vec<String> = names
            .iter()
            .enumerate()
            .filter(|(_, name)| !name.ends_with("_q"))
            .map(|(at, name)| format!("{name}={at}"))
            .collect();
        let left = headers.get(http::header::COOKIE).map(|value| value.to_str().unwrap().to_owned());
        prop_assert_eq!(left.unwrap_or_default(), expected.join("; "));
    }

    #[test]
    fn a_query_without_the_token_keeps_the_rest(pairs in prop::collection::vec("[a-z]{1,4}=[a-z0-9%]{0,6}", 0..6), at in 0usize..6) {
        let mut with = pairs.clone();
        with.insert(at.min(pairs.len()), "vq_token=x.y.z".into());
        let cleaned = query::without(&format!("/p?{}", with.join("&")), "vq_token");
        let expected = if pairs.is_empty() { "/p".to_owned() } else { format!("/p?{}", pairs.join("&")) };
        prop_assert_eq!(cleaned, expected);
        let joined = with.join("&");
        prop_assert_eq!(query::get(&joined, "vq_token"), Some("x.y.z"));
    }

    /// Whatever comes in, what comes out is a path a browser resolves to the same host.
    #[test]
    fn return_paths_stay_on_the_site(text in "[/\\\\\\t\\r\\n :.a-z@%?#é]{0,24}|\\PC{0,24}") {
        let out = path::safe_or_root(&text);
        prop_assert!(out.starts_with('/') && !out.starts_with("//"));
        prop_assert!(out.bytes().all(|b| b.is_ascii_graphic() && b != b'\\'));
        prop_assert_eq!(path::safe(&out), Some(out.as_str()));
        if let Some(same) = path::safe(&text) {
            prop_assert_eq!(same, out);
        }
    }
}
