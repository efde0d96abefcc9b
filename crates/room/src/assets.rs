//! The web build of the wait page as part of the binary.

use std::sync::LazyLock;

use axum::{
    Router,
    extract::{Path, Request},
    http::StatusCode,
    response::IntoResponse,
    routing::get,
};
use rust_embed::RustEmbed;
use vq_assets::Assets;

/// Starts the page; keeps its name from build to build.
pub(crate) const SCRIPT: &str = "room.js";
/// Dresses it; likewise.
pub(crate) const STYLES: &str = "room.css";

#[derive(RustEmbed)]
#[folder = "../../web/room/dist/assets"]
#[allow_missing = true]
struct Embedded;

static ASSETS: LazyLock<Assets> = LazyLock::new(Assets::embedded::<Embedded>);

/// Whether the binary carries the web build.
pub(crate) fn has_script() -> bool {
    ASSETS.contains(SCRIPT)
}

/// Serves `{base}/assets/{file}`. Names with a hash are kept by browsers for a year, the others are asked for again.
pub fn assets_router(base: &str) -> Router {
    let serve = async |Path(name): Path<String>, request: Request| {
        let found = ASSETS.answer(&name, request.method(), request.headers());
        found.unwrap_or_else(|| (StatusCode::NOT_FOUND, "There is nothing at this address.").into_response())
    };
    Router::new().route(&format!("{base}/assets/{{*file}}"), get(serve))
}
