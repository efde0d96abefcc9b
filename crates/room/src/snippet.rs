//! `/snippet.js`: what puts any page behind a queue, from the page's own head; see `web/packages/snippet`.

use std::sync::LazyLock;

use axum::{
    Router,
    body::Bytes,
    response::{IntoResponse, Response},
    routing::get,
};
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use rust_embed::RustEmbed;

#[derive(RustEmbed)]
#[folder = "../../web/packages/snippet/dist"]
#[allow_missing = true]
struct Embedded;

/// The script and its hash; `None` if the web build is not in the binary.
static SNIPPET: LazyLock<Option<(Bytes, HeaderValue)>> = LazyLock::new(|| {
    let file = Embedded::get("snippet.js")?;
    let hash: String = file.metadata.sha256_hash()[..16].iter().map(|byte| format!("{byte:02x}")).collect();
    Some((Bytes::from(file.data.into_owned()), HeaderValue::from_str(&format!("\"{hash}\"")).ok()?))
});

/// Serves the snippet, to pages of any site.
pub fn snippet_router() -> Router {
    Router::new().route("/snippet.js", get(serve))
}

async fn serve(asked: HeaderMap) -> Response {
    let Some((script, etag)) = &*SNIPPET else {
        return (StatusCode::NOT_FOUND, "This binary was built without the snippet.").into_response();
    };
    let known = asked.get(header::IF_NONE_MATCH).is_some_and(|value| value == etag);
    let mut response =
        if known { StatusCode::NOT_MODIFIED.into_response() } else { script.clone().into_response() };
    let headers = response.headers_mut();
    headers.insert(header::ETAG, etag.clone());
    let fixed: [(HeaderName, &'static str); 5] = [
        (header::CONTENT_TYPE, "text/javascript; charset=utf-8"),
        // Its address stays the same: a mended one must reach every site soon.
        (header::CACHE_CONTROL, "public, max-age=300"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::ACCESS_CONTROL_ALLOW_ORIGIN, "*"),
        (HeaderName::from_static("cross-origin-resource-policy"), "cross-origin"),
    ];
    for (name, value) in fixed {
        headers.insert(name, HeaderValue::from_static(value));
    }
    response
}
