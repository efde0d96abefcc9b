//! Headers that every answer has, whoever made it. What a page says for itself stays.

use axum::{extract::Request, middleware::Next, response::Response};
use http::{HeaderName, HeaderValue, header};

/// For what is no page: nothing may be loaded from it, and nobody may frame it.
const NOTHING: &str = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";
/// For the documentation of the API, which a library draws: its own scripts and styles; styles also from its script.
const DOCS: &str = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; \
                    connect-src 'self'; font-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

/// Middleware: adds what is missing. `tls` says whether people reach the server by `https`.
pub async fn layer(tls: bool, request: Request, next: Next) -> Response {
    let docs = request.uri().path().starts_with("/docs");
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    let script =
        headers.get(header::CONTENT_TYPE).is_some_and(|kind| kind.as_bytes().starts_with(b"text/javascript"));
    let mut add = |name: HeaderName, value: &'static str| {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    };
    // The policy of a worker's script would bind the worker, which belongs to its page.
    if !script {
        add(header::CONTENT_SECURITY_POLICY, if docs { DOCS } else { NOTHING });
    }
    add(header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    add(header::REFERRER_POLICY, "same-origin");
    if tls {
        add(header::STRICT_TRANSPORT_SECURITY, "max-age=31536000");
    }
    response
}
