//! Public keys and revocations for verifiers, and rotation for the platform's own people.

use std::sync::Arc;

use axum::{
    extract::State,
    response::{IntoResponse, Response},
};
use http::{HeaderMap, HeaderValue, StatusCode, header};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};
use vq_api::{
    ApiError, ApiResult, Edge, Envelope, OnPlatform, Path, Reply, may, paging::Query, request, trail,
};
use vq_domain::{Error, ErrorCode, Millis, QueueId};
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
    let headers =
        [(header::CONTENT_TYPE, "application/jwk-set+json"), (header::CACHE_CONTROL, "public, max-age=30")];
    Ok((headers, document).into_response())
}

/// Which part of which list.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query, rename_all = "camelCase")]
struct RevocationQuery {
    /// The queue whose admissions are verified: the `aud` of the tokens.
    #[param(value_type = String, required = true)]
    queue_id: Option<QueueId>,
    /// `cursor` of the part before; the first part if absent.
    since: Option<String>,
}

/// Admissions to a queue that were taken back before their time
///
/// `{"version":2,"revoked":[{"exp":…,"sub":["…"]}],"cursor":"…","more":false}`: sessions whose tokens must not pass, until `exp`
/// (seconds). Read on with `since` = `cursor` while `more` is true, keep what was read until its `exp`, and come back with the last
/// cursor for what was added. A part is made once a second for all who ask; unchanged it is 304 to `If-None-Match`.
#[utoipa::path(get, path = "/.well-known/vq-revoked.json", tag = "verifiers", params(RevocationQuery),
    responses((status = 200, description = "A part of the queue's revocation list", content_type = "application/json", body = Object),
        (status = 304, description = "Not changed since the given ETag")))]
async fn revoked(
    State(sessions): State<SessionService>,
    edge: Edge,
    Query(query): Query<RevocationQuery>,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let queue = query.queue_id.ok_or_else(|| {
        let message = "Each queue has a list of its own: the parameter queueId says which.";
        Error::field(ErrorCode::InvalidParameter, "queueId", message)
    })?;
    let since = query.since.as_deref().map_or(Ok(0), str::parse::<u64>).map_err(|_| {
        let message = "since is the cursor of the part before.";
        Error::field(ErrorCode::InvalidParameter, "since", message)
    })?;
    // No rate limit counts this: nothing that anybody asks for may reach the store.
    let line = sessions.running_line(queue)?;
    request::concerns(line.tenant_id())?;
    let part = sessions.revocations(&line, since, edge.now());
    let known = headers.get(header::IF_NONE_MATCH).is_some_and(|tags| {
        tags.to_str().is_ok_and(|tags| tags.split(',').any(|tag| tag.trim().as_bytes() == part.etag))
    });
    let mut response =
        if known { StatusCode::NOT_MODIFIED.into_response() } else { part.body.clone().into_response() };
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=1"));
    if let Ok(etag) = HeaderValue::from_maybe_shared(part.etag.clone()) {
        headers.insert(header::ETAG, etag);
    }
    Ok(response)
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
    responses((status = 201, body = Envelope<RotationView>)))]
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
