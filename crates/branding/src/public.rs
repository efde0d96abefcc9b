//! What the pages load: `/brand/{id}/style.css`, `/brand/{id}/words.json` and `/brand/{id}/logo-{hash}.{kind}`. The id is
//! that of a queue or of a tenant; who has no branding gets an empty stylesheet, whether they exist or not.

use std::sync::Arc;

use axum::{
    Json, Router,
    body::Bytes,
    extract::{Path, RawQuery, State},
    response::{IntoResponse, Response},
    routing::get,
};
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use serde::Serialize;
use uuid::Uuid;
use vq_api::request;
use vq_domain::Words;

use crate::{Dress, Wardrobe, stylesheet};

/// With the hash in its address, what is there never changes.
const FOREVER: &str = "public, max-age=31536000, immutable";
/// Without it, a change is to be seen soon.
const SOON: &str = "public, max-age=5";
/// For files that some browser might take for a page.
const NOTHING_ALLOWED: &str = "default-src 'none'; sandbox";

/// Serves the files of brandings.
pub fn router(wardrobe: Arc<Wardrobe>) -> Router {
    Router::new().route("/brand/{id}/{file}", get(file)).with_state(wardrobe)
}

/// The words of a page, in its language.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct PageWords {
    title: Option<String>,
    welcome: Option<String>,
    note: Option<String>,
    /// Of the whole branding: `style.css?v={version}` is the stylesheet that goes with it.
    version: String,
}

async fn file(
    State(wardrobe): State<Arc<Wardrobe>>,
    Path((id, file)): Path<(String, String)>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Response {
    let Ok(id) = id.parse::<Uuid>() else { return nothing() };
    let dress = match wardrobe.of_either(id).await {
        Ok(dress) => dress,
        Err(error) => {
            tracing::warn!(%error, "a branding could not be read");
            return StatusCode::SERVICE_UNAVAILABLE.into_response();
        }
    };
    if dress.owner.is_some_and(|owner| request::concerns(owner).is_err()) {
        return nothing();
    }
    let query = query.unwrap_or_default();
    match file.as_str() {
        "style.css" => style(&dress, value(&query, "v"), &headers),
        "words.json" => words(&dress, value(&query, "lang").unwrap_or("en")),
        name => picture(&dress, name),
    }
}

fn style(dress: &Dress, version: Option<&str>, asked: &HeaderMap) -> Response {
    let etag = format!("\"{}\"", dress.hash);
    let known = asked.get(header::IF_NONE_MATCH).is_some_and(|value| value.as_bytes() == etag.as_bytes());
    let mut response = if known {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        Bytes::from(dress.css.clone()).into_response()
    };
    let cache = if version == Some(dress.hash.as_str()) { FOREVER } else { SOON };
    harden(response.headers_mut(), "text/css; charset=utf-8", cache);
    if let Ok(etag) = HeaderValue::from_str(&etag) {
        response.headers_mut().insert(header::ETAG, etag);
    }
    response
}

fn words(dress: &Dress, language: &str) -> Response {
    let Words { title, welcome, note } = dress.look.words(language);
    let version = dress.hash.clone();
    let mut response = Json(PageWords { title, welcome, note, version }).into_response();
    harden(response.headers_mut(), "application/json", SOON);
    response
}

fn picture(dress: &Dress, name: &str) -> Response {
    let Some(logo) = dress.logo.as_ref().filter(|logo| stylesheet::file_name(logo) == name) else {
        return nothing();
    };
    let mut response = Bytes::from(logo.bytes.clone()).into_response();
    harden(response.headers_mut(), logo.kind.media_type(), FOREVER);
    response
}

fn harden(headers: &mut HeaderMap, media_type: &'static str, cache: &'static str) {
    let fixed: [(HeaderName, &'static str); 5] = [
        (header::CONTENT_TYPE, media_type),
        (header::CACHE_CONTROL, cache),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::CONTENT_SECURITY_POLICY, NOTHING_ALLOWED),
        (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    ];
    for (name, value) in fixed {
        headers.insert(name, HeaderValue::from_static(value));
    }
}

fn nothing() -> Response {
    (StatusCode::NOT_FOUND, "There is nothing at this address.").into_response()
}

/// The value of a parameter that needs no decoding.
fn value<'a>(query: &'a str, name: &str) -> Option<&'a str> {
    query
        .split('&')
        .filter_map(|part| part.split_once('='))
        .find(|(known, _)| *known == name)
        .map(|(_, value)| value)
}
