//! Data for scripts and native clients, in the envelope of the API.

use std::sync::atomic::{AtomicU64, Ordering};

use axum::body::Body;
use axum::response::Response;
use http::header::{ACCESS_CONTROL_EXPOSE_HEADERS, CACHE_CONTROL, CONTENT_TYPE};
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use serde_json::{Value, json};

use super::NO_STORE;

const X_REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");
/// Where a script should send its page.
const VQ_REDIRECT: &str = "vq-redirect";
const MAX_REQUEST_ID_BYTES: usize = 64;

/// An error of the API.
pub(crate) struct Failure {
    pub status: StatusCode,
    pub code: &'static str,
    pub message: &'static str,
}

/// 202 with the session, for native clients that wait.
pub(crate) fn waiting(request: &HeaderMap, data: Value, now: &str) -> Response {
    let body =
        |id: &str| json!({ "success": true, "data": data, "metadata": metadata(id, now), "errors": null });
    answer(StatusCode::ACCEPTED, request, body)
}

/// An error, and for scripts the path their page should go to.
pub(crate) fn error(request: &HeaderMap, failure: &Failure, go_to: Option<&str>, now: &str) -> Response {
    let errors = json!([{ "code": failure.code, "message": failure.message, "field": null }]);
    let body =
        |id: &str| json!({ "success": false, "data": null, "metadata": metadata(id, now), "errors": errors });
    let mut response = answer(failure.status, request, body);
    if let Some(path) = go_to.and_then(|path| HeaderValue::try_from(path).ok()) {
        response.headers_mut().insert(VQ_REDIRECT, path);
        response.headers_mut().insert(ACCESS_CONTROL_EXPOSE_HEADERS, HeaderValue::from_static(VQ_REDIRECT));
    }
    response
}

fn metadata(id: &str, now: &str) -> Value {
    json!({ "timestamp": now, "version": "1.0", "requestId": id })
}

fn answer(status: StatusCode, request: &HeaderMap, body: impl FnOnce(&str) -> Value) -> Response {
    let id = request_id(request);
    let mut response = Response::new(Body::from(body(&id).to_string()));
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    headers.insert(CACHE_CONTROL, NO_STORE);
    if let Ok(id) = HeaderValue::try_from(id) {
        headers.insert(X_REQUEST_ID, id);
    }
    response
}

/// The caller's id if it is a plain one, else a number that is unique within this process.
fn request_id(request: &HeaderMap) -> String {
    static NEXT: AtomicU64 = AtomicU64::new(1);
    let plain = |id: &&str| {
        (1..=MAX_REQUEST_ID_BYTES).contains(&id.len())
            && id.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.'))
    };
    match request.get(X_REQUEST_ID).and_then(|value| value.to_str().ok()).filter(plain) {
        Some(id) => id.to_owned(),
        None => format!("gate-{}", NEXT.fetch_add(1, Ordering::Relaxed)),
    }
}
