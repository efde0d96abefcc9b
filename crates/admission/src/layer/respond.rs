//! The answers the layer gives in place of the application.
//!
//! Personal answers are never cached. Must not reveal why a signature failed: a forger learns nothing from the text.

use std::sync::atomic::{AtomicU64, Ordering};

use http::header::{
    ACCESS_CONTROL_EXPOSE_HEADERS, CACHE_CONTROL, CONTENT_TYPE, LOCATION, RETRY_AFTER, SET_COOKIE,
};
use http::{HeaderMap, HeaderValue, Response, StatusCode};

use super::checker::Refusal;
use crate::VerifyError;

const NO_STORE: HeaderValue = HeaderValue::from_static("private, no-store");

/// When to come again while nobody can be checked, in seconds.
const AGAIN_SECONDS: u64 = 5;

/// Where a script should send its page for a new admission.
const REDIRECT_HEADER: &str = "vq-redirect";

/// A redirect, with a cookie where there is one to set.
pub(super) fn redirect<R: From<String>>(
    status: StatusCode,
    to: &str,
    cookie: Option<HeaderValue>,
) -> Response<R> {
    let mut response = Response::new(R::from(String::new()));
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(CACHE_CONTROL, NO_STORE);
    headers.insert(LOCATION, HeaderValue::try_from(to).unwrap_or(HeaderValue::from_static("/")));
    if let Some(cookie) = cookie {
        headers.insert(SET_COOKIE, cookie);
    }
    response
}

/// 401 without a token or with an expired one, 503 while nobody can be checked, 403 with any other: the envelope of the API.
pub(super) fn refuse<R: From<String>>(
    request: &HeaderMap,
    refusal: Option<Refusal>,
    wait_url: Option<&str>,
    now: i64,
) -> Response<R> {
    let (status, code, message) = match refusal {
        None => (StatusCode::UNAUTHORIZED, "unauthorized", "An admission token is required."),
        Some(Refusal::Invalid(VerifyError::Expired)) => {
            (StatusCode::UNAUTHORIZED, "token_expired", "The admission has expired.")
        }
        Some(Refusal::ListMissing) => {
            (StatusCode::SERVICE_UNAVAILABLE, "unavailable", "Admissions cannot be checked now; try again.")
        }
        Some(_) => (StatusCode::FORBIDDEN, "forbidden", "The admission token is not valid here."),
    };
    let id = request_id(request, now);
    let body = serde_json::json!({
        "success": false,
        "data": null,
        "metadata": { "timestamp": timestamp(now), "version": "1.0", "requestId": &id },
        "errors": [{ "code": code, "message": message, "field": null }],
    });
    let mut response = Response::new(R::from(body.to_string()));
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    headers.insert(CACHE_CONTROL, NO_STORE);
    if status == StatusCode::SERVICE_UNAVAILABLE {
        headers.insert(RETRY_AFTER, HeaderValue::from(AGAIN_SECONDS));
    }
    if let Ok(id) = HeaderValue::try_from(id) {
        headers.insert("x-request-id", id);
    }
    if let Some(url) = wait_url.and_then(|url| HeaderValue::try_from(url).ok()) {
        headers.insert(REDIRECT_HEADER, url);
        headers.insert(ACCESS_CONTROL_EXPOSE_HEADERS, HeaderValue::from_static(REDIRECT_HEADER));
    }
    response
}

/// The caller's request id if it is a plain one, else a number that is unique within this process.
fn request_id(request: &HeaderMap, now: i64) -> String {
    static NEXT: AtomicU64 = AtomicU64::new(1);
    let given = request.get("x-request-id").and_then(|value| value.to_str().ok());
    match given.filter(|id| crate::claims::is_id(id)) {
        Some(id) => id.to_owned(),
        None => format!("{now}-{}", NEXT.fetch_add(1, Ordering::Relaxed)),
    }
}

fn timestamp(now: i64) -> String {
    jiff::Timestamp::from_second(now).map(|at| format!("{at:.3}")).unwrap_or_default()
}
