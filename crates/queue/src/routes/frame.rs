//! The public frame: the same for everybody, so that a cache can answer for us.

use axum::{
    extract::State,
    response::{IntoResponse, Response},
};
use http::{HeaderMap, HeaderValue, StatusCode, header};
use vq_api::{ApiError, Edge, Path, auth, cookie, request};
use vq_domain::{Error, Permission, QueueId};
use vq_lines::LineHandle;

use crate::QueueService;

const CACHE: HeaderValue = HeaderValue::from_static("public, max-age=1, stale-while-revalidate=5");
/// Of a queue that is not public: for the one who asked.
const PRIVATE: HeaderValue = HeaderValue::from_static("private, max-age=1");

/// The queue as everybody may see it, for clients that compute their own place
///
/// Cacheable for a second. A queue that is not public shows it only to who has a place in it (the session token, as bearer or
/// cookie) or the permission `queue:read`. `priorities[].counts[i]` is how many wait at the places `(firstBlock + i) * blockSize` up to the
/// next block. A client's position is about: everybody in higher priorities, plus the blocks before its own, plus its share
/// of its own block. Its wait is `ln(1 + leaveRate * position / throughput) / leaveRate` seconds (or `position / throughput`
/// when nobody leaves), times `p50Factor` or `p90Factor`.
#[utoipa::path(get, path = "/v1/queues/{queueId}/frame", tag = "visitors",
    params(("queueId" = QueueId, Path)),
    responses((status = 200, description = "The frame", body = serde_json::Value, content_type = "application/json"),
        (status = 304, description = "Not changed since the given ETag")))]
pub(super) async fn frame(
    State(service): State<QueueService>,
    edge: Edge,
    Path(id): Path<QueueId>,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let line = service.any_line(id).await?;
    request::concerns(line.tenant_id())?;
    let queue = line.queue();
    let is_public = queue.settings.is_public;
    if !is_public && !may_see(&service, &line, &headers, &edge) {
        return Err(Error::not_found("queue").into());
    }
    let frame = line.frame(&queue, edge.now());
    let known = headers.get(header::IF_NONE_MATCH).is_some_and(|tags| {
        tags.to_str().is_ok_and(|tags| tags.split(',').any(|tag| tag.trim().as_bytes() == frame.etag))
    });
    let mut response =
        if known { StatusCode::NOT_MODIFIED.into_response() } else { frame.json.clone().into_response() };
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    headers.insert(header::CACHE_CONTROL, if is_public { CACHE } else { PRIVATE });
    if let Ok(etag) = HeaderValue::from_maybe_shared(frame.etag.clone()) {
        headers.insert(header::ETAG, etag);
    }
    Ok(response)
}

/// Whether the caller has a place in the line or may read the tenant's queues.
fn may_see(service: &QueueService, line: &LineHandle, headers: &HeaderMap, edge: &Edge) -> bool {
    let queue = line.id();
    let has_place = |token: &str| service.has_place(queue, token);
    let may_read = |token: &str| {
        let principal = edge.authenticator().authenticate(token, edge.now());
        principal.is_ok_and(|principal| principal.may_in(line.tenant_id(), Permission::QueueRead))
    };
    match auth::bearer_in(headers) {
        Some(token) => has_place(token) || may_read(token),
        None => cookie::all(headers)
            .filter(|(name, _)| name.starts_with("__Host-vq_") || name.starts_with("vq_"))
            .any(|(_, token)| has_place(token)),
    }
}
