//! Public keys and revocations for verifiers, and rotation for the platform's own people.

use std::sync::Arc;

use axum::{
    extract::State,
    response::{IntoResponse, Response},
};
use http::header;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};
use vq_api::{ApiError, ApiResult, Edge, Envelope, Failure, OnPlatform, Path, Reply, may, trail};
use vq_domain::{Error, ErrorCode, Millis};
use vq_keyring::{Keyring, Purpose};
use vq_session::SessionService;

/// The public keys, and rotation.
pub fn router(keyring: Arc<Keyring>) -> OpenApiRouter {
    OpenApiRouter::new().routes(routes!(jwks)).routes(routes!(rotate)).with_state(keyring)
}

/// What was taken back.
pub fn revocation_router(sessions: SessionService) -> OpenApiRouter {
    OpenApiRouter::new().routes(routes!(revoked)).with_state(sessions)
}

/// The public keys of admission tokens (RFC 7517)
#[utoipa::path(get, path = "/.well-known/jwks.json", tag = "verifiers",
    responses((status = 200, description = "A JWK set", content_type = "application/jwk-set+json", body = Object)))]
async fn jwks(State(keyring): State<Arc<Keyring>>) -> Result<Response, ApiError> {
    let document = keyring.jwks().map_err(|error| {
        tracing::error!(%error, "the public keys cannot be shown");
        Error::internal()
    })?;
    Ok(json("application/jwk-set+json", "public, max-age=30", document))
}

/// Admissions that were taken back before their time
#[utoipa::path(get, path = "/.well-known/vq-revoked.json", tag = "verifiers",
    responses((status = 200, description = "A revocation list", content_type = "application/json", body = Object)))]
async fn revoked(State(sessions): State<SessionService>, edge: Edge) -> Response {
    json("application/json", "public, max-age=1", sessions.revocations(edge.now()))
}

fn json(media_type: &'static str, cache: &'static str, document: String) -> Response {
    ([(header::CONTENT_TYPE, media_type), (header::CACHE_CONTROL, cache)], document).into_response()
}

/// A new signing key.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct RotationView {
    /// What it signs.
    purpose: &'static str,
    /// Counts up.
    number: u32,
    /// When it begins to sign, RFC 3339. It is published before.
    signs_from: String,
}

/// Make a new signing key
///
/// `purpose` is `admission`, `session`, `access`, `seal` or `audit`. What older keys signed stays valid while keys overlap.
#[utoipa::path(post, path = "/v1/keys/{purpose}/rotate", tag = "operations", security(("bearer" = [])),
    params(("purpose" = String, Path)),
    responses((status = 201, body = Envelope<RotationView>), (status = "default", body = Failure)))]
async fn rotate(
    State(keyring): State<Arc<Keyring>>,
    _caller: OnPlatform<may::PlatformAdmin>,
    Path(purpose): Path<String>,
) -> ApiResult<RotationView> {
    let purpose = Purpose::parse(&purpose).ok_or_else(|| Error::not_found("kind of key"))?;
    let key = keyring.rotate(purpose, None, &trail()).await.map_err(|error| {
        tracing::error!(%error, "a key could not be rotated");
        Error {
            retry_after_seconds: Some(5),
            ..Error::new(ErrorCode::Unavailable, "The key could not be rotated; try again.")
        }
    })?;
    let signs_from = Millis::to_rfc3339(key.signs_from());
    Ok(Reply::created(RotationView { purpose: purpose.as_str(), number: key.number(), signs_from }))
}
