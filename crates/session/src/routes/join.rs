//! Getting in line.

use axum::{
    extract::{FromRequestParts, State},
    response::Response,
};
use http::{HeaderMap, header, request::Parts};
use vq_api::{
    ApiResult, Body, ClientAddress, Edge, Envelope, Reply,
    auth::{self, PublicTenant},
    cookie,
};
use vq_domain::TenantId;

use super::{pass_by_cookie, wants_cookie};
use crate::{JoinInput, Pass, SESSION_COOKIE, SESSION_COOKIE_SECONDS, SessionService, SessionView};

/// Who joins: a stranger, somebody signed in, or somebody who shows the token of the place they have.
pub(super) struct Joiner {
    caller: PublicTenant,
    pass: Option<Pass>,
}

impl FromRequestParts<SessionService> for Joiner {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, service: &SessionService) -> Result<Self, Response> {
        let pass = auth::bearer(parts).and_then(|token| service.pass(token).ok());
        let caller = match pass {
            Some(_) => PublicTenant::for_visitor(parts, service).await?,
            None => PublicTenant::from_request_parts(parts, service).await?,
        };
        Ok(Self { caller, pass })
    }
}

/// Get in line
///
/// Open to the public for public queues. Joining again with the session token, or from the same browser, gives the place that
/// is there (200); so does the same `userIdentifier` from a caller with `session:write`. From anybody else it is 409
/// `already_in_line`. Strangers pass the queue's `joinRules` first: `proof_of_work_required` (428), `invite_required`,
/// `enqueue_token_required` and `blocked` (403), `rate_limited` (429). With the header `X-VQ-Cookie: 1` the token is also set as an HttpOnly cookie.
#[utoipa::path(post, path = "/v1/tenants/{tenantId}/sessions", tag = "visitors", security((), ("bearer" = []), ("session" = [])),
    params(("tenantId" = TenantId, Path)), request_body = JoinInput,
    responses((status = 201, description = "A new place", body = Envelope<SessionView>),
        (status = 200, description = "The place that is there", body = Envelope<SessionView>)))]
pub(super) async fn join(
    State(service): State<SessionService>,
    Joiner { caller, pass }: Joiner,
    address: ClientAddress,
    edge: Edge,
    headers: HeaderMap,
    Body(input): Body<JoinInput>,
) -> ApiResult<SessionView> {
    let known = pass.or_else(|| pass_by_cookie(&headers, input.queue_id, &service));
    let queue = input.queue_id;
    let (principal, now) = (caller.principal.as_ref(), edge.now());
    let joined = service.join(&caller.tenant, principal, input, known, address.0, now, edge.ids()).await?;
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
