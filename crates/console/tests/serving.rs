//! The applications as a browser gets them. Without the web build there is only the word that it is missing.

use std::sync::Arc;

use async_trait::async_trait;
use axum::{Router, body::Body};
use http::{HeaderMap, Request, StatusCode, header};
use http_body_util::BodyExt;
use tower::ServiceExt;
use vq_api::{Authenticator, Edge, Principal, request::EdgeLayer};
use vq_domain::{Error, ErrorCode, Millis, Tenant, TenantId};
use vq_ports::{SystemClock, SystemIds};

struct Nobody;

#[async_trait]
impl Authenticator for Nobody {
    fn authenticate(&self, _token: &str, _now: Millis) -> Result<Principal, Error> {
        Err(Error::new(ErrorCode::Unauthorized, "Nobody can sign in here."))
    }

    async fn tenant(&self, _tenant: TenantId) -> Result<Option<Arc<Tenant>>, Error> {
        Ok(None)
    }
}

fn router() -> Router {
    let edge = Edge::new(Arc::new(SystemClock), Arc::new(SystemIds), Arc::new(Nobody));
    vq_console::router().layer(EdgeLayer(edge))
}

async fn get(path: &str) -> (StatusCode, HeaderMap, String) {
    let request = Request::get(path).body(Body::empty()).expect("a request");
    let (head, body) = router().oneshot(request).await.expect("infallible").into_parts();
    let bytes = body.collect().await.expect("a body").to_bytes();
    (head.status, head.headers, String::from_utf8_lossy(&bytes).into_owned())
}

fn nonce(headers: &HeaderMap) -> String {
    let policy = headers[header::CONTENT_SECURITY_POLICY].to_str().expect("text");
    assert!(!policy.contains("unsafe"), "{policy}");
    let (_, rest) = policy.split_once("'nonce-").expect("has a nonce");
    rest.split('\'').next().expect("ends").to_owned()
}

#[tokio::test]
async fn every_path_of_an_application_is_its_page_with_a_nonce_of_its_own() {
    for app in vq_console::APPS {
        let (status, headers, _) = get(app.mount).await;
        assert_eq!(status, StatusCode::PERMANENT_REDIRECT);
        assert_eq!(headers[header::LOCATION], format!("{}/", app.mount));
        let mut nonces = Vec::new();
        for path in ["", "index.html", "t/1/queues/2", "sign-in"] {
            let (status, headers, body) = get(&format!("{}/{path}", app.mount)).await;
            if status == StatusCode::SERVICE_UNAVAILABLE {
                assert!(body.contains("make web") && body.contains(app.dir), "{body}");
                continue;
            }
            assert_eq!(status, StatusCode::OK);
            assert_eq!(headers[header::CACHE_CONTROL], "private, no-store");
            let nonce = nonce(&headers);
            assert!(body.contains(&format!("nonce=\"{nonce}\"")), "{body}");
            assert!(!body.contains("__NONCE__"), "{body}");
            nonces.push(nonce);
        }
        let drawn = nonces.len();
        nonces.sort();
        nonces.dedup();
        assert_eq!(nonces.len(), drawn, "no nonce comes twice");
    }
}

#[tokio::test]
async fn files_are_kept_by_browsers_and_missing_ones_are_no_page() {
    for app in vq_console::APPS {
        let (_, _, page) = get(&format!("{}/", app.mount)).await;
        let script = page.split('"').find(|text| text.starts_with(app.mount) && text.ends_with(".js"));
        if let Some(script) = script {
            let (status, headers, _) = get(script).await;
            assert_eq!(status, StatusCode::OK);
            assert_eq!(headers[header::CACHE_CONTROL], "public, max-age=31536000, immutable");
            assert_eq!(headers[header::CONTENT_TYPE], "text/javascript; charset=utf-8");
        }
        let (status, _, _) = get(&format!("{}/assets/gone-AAAAAAAA.js", app.mount)).await;
        assert_eq!(status, StatusCode::NOT_FOUND);
    }
}

#[tokio::test]
async fn only_what_the_dashboard_previews_may_be_framed_and_only_by_it() {
    for (mount, ancestors) in [("/admin", "'none'"), ("/kiosk", "'self'"), ("/board", "'self'")] {
        let (status, headers, _) = get(&format!("{mount}/")).await;
        if status == StatusCode::OK {
            let policy = headers[header::CONTENT_SECURITY_POLICY].to_str().expect("text");
            assert!(policy.contains(&format!("frame-ancestors {ancestors};")), "{policy}");
        }
    }
}
