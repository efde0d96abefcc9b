//! The answers the gate gives itself: pages, data, redirects, and the mark every answer carries.
//!
//! Personal answers are never cached. Must not decide which answer a visitor gets.

mod json;
mod page;

use axum::body::Body;
use axum::response::Response;
use http::header::{CACHE_CONTROL, EXPIRES, LOCATION, RETRY_AFTER, SET_COOKIE};
use http::{HeaderName, HeaderValue, StatusCode};

pub(crate) use json::{Failure, error, waiting};
pub(crate) use page::{origin_down, page};

const NO_STORE: HeaderValue = HeaderValue::from_static("private, no-store");
const VQ_GATE: HeaderName = HeaderName::from_static("vq-gate");

/// What the gate did with a request: the value of `vq-gate`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mark {
    Pass,
    Queue,
    Bypass,
    FailOpen,
}

/// Marks an answer.
pub(crate) fn mark(mut response: Response, mark: Mark) -> Response {
    let value = match mark {
        Mark::Pass => "pass",
        Mark::Queue => "queue",
        Mark::Bypass => "bypass",
        Mark::FailOpen => "fail-open",
    };
    response.headers_mut().insert(VQ_GATE, HeaderValue::from_static(value));
    response
}

/// Adds cookies to an answer and keeps it out of shared caches, which would hand them to everyone.
pub(crate) fn with_cookies(mut response: Response, cookies: Vec<HeaderValue>) -> Response {
    if cookies.is_empty() {
        return response;
    }
    let headers = response.headers_mut();
    headers.insert(CACHE_CONTROL, NO_STORE);
    for name in
        [EXPIRES, HeaderName::from_static("surrogate-control"), HeaderName::from_static("cdn-cache-control")]
    {
        headers.remove(name);
    }
    for cookie in cookies {
        headers.append(SET_COOKIE, cookie);
    }
    response
}

/// A redirect to a path on this site.
pub(crate) fn redirect(to: &str) -> Response {
    let mut response = empty(StatusCode::FOUND);
    let to = HeaderValue::try_from(to).unwrap_or(HeaderValue::from_static("/"));
    response.headers_mut().insert(LOCATION, to);
    response
}

/// An answer without a body.
pub(crate) fn empty(status: StatusCode) -> Response {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = status;
    response.headers_mut().insert(CACHE_CONTROL, NO_STORE);
    response
}

/// Says when to come back.
pub(crate) fn retry_after(mut response: Response, seconds: u64) -> Response {
    response.headers_mut().insert(RETRY_AFTER, HeaderValue::from(seconds));
    response
}
