//! Getting in line.

use axum::extract::State;
use http::{HeaderMap, header};
use vq_api::{ApiResult, Body, Edge, Envelope, Failure, Reply, auth::PublicTenant, cookie};
use vq_domain::TenantId;

use super::{pass_by_cookie, wants_cookie};
use crate::{JoinInput, SESSION_COOKIE, SESSION_COOKIE_SECONDS, SessionService, SessionView};

/// Get in line
///
/// Open to the public for public queues. Joining again with the same `userIdentifier`, or from the same browser, gives the
/// place that is there (200). With the header `X-VQ-Cookie: 1` the token is also set as an HttpOnly cookie.
#[utoipa::path(post, path = "/v1/tenants/{tenantId}/sessions", tag = "visitors", security((), ("bearer" = [])),
    params(("tenantId" = TenantId, Path)), request_body = JoinInput,
    responses((status = 201, description = "A new place", body = Envelope<SessionView>),
        (status = 200, description = "The place that is there", body = Envelope<SessionView>),
        (status = "default", body = Failure)))]
pub(super) async fn join(
    State(service): State<SessionService>,
    caller: PublicTenant,
    edge: Edge,
    headers: HeaderMap,
    Body(input): Body<JoinInput>,
) -> ApiResult<SessionView> {
    let known = pass_by_cookie(&headers, input.queue_id, &service);
    let queue = input.queue_id;
    let joined =
        service.join(&caller.tenant, caller.principal.as_ref(), input, known, edge.now(), edge.ids()).await?;
    let token = joined.view.session_token.clone().unwrap_or_default();
    let mut reply = if joined.is_new { Reply::created(joined.view) } else { Reply::ok(joined.view) };
    if wants_cookie(&headers) {
        let secure = cookie::is_secure(&headers);
        let name = cookie::name(SESSION_COOKIE, queue, secure);
        if let Some(value) = cookie::set(&name, &token, SESSION_COOKIE_SECONDS, secure) {
            reply = reply.header(header::SET_COOKIE, value);
        }
    }
    Ok(reply)
}
