//! The pages over HTTP: one file per page, forms in one.
//!
//! Every answer is HTML or a redirect; a visitor never sees a bare error.

mod answer;
mod forms;
mod keep;
mod location;
mod preview;
mod recover;
mod visit;
mod wait;

use std::sync::Arc;

use axum::{
    Router,
    extract::DefaultBodyLimit,
    routing::{get, post},
};

use crate::{Room, RoomBackend};

/// Largest form: a path to return to and a code.
const LARGEST_FORM: usize = 16 * 1024;

/// What the handlers work with.
#[derive(Clone)]
pub(crate) struct App {
    room: Arc<Room>,
    backend: Arc<dyn RoomBackend>,
}

/// `GET /q/{queueId}` and the forms behind it.
pub fn router(room: Arc<Room>, backend: Arc<dyn RoomBackend>) -> Router {
    Router::new()
        .route("/l/{location_id}", get(location::show))
        .route("/l/{location_id}/qr.svg", get(location::qr))
        .route("/preview/room", get(preview::show))
        .route("/q/{queue_id}", get(wait::show))
        .route("/q/{queue_id}/continue", post(forms::go_on))
        .route("/q/{queue_id}/leave", post(forms::leave))
        .route("/q/{queue_id}/join", post(forms::join))
        .route("/q/{queue_id}/keep", get(keep::show))
        .route("/q/{queue_id}/recover", get(recover::show).post(recover::submit))
        .layer(DefaultBodyLimit::max(LARGEST_FORM))
        .with_state(App { room, backend })
}
