//! `/v1/tenants/{tenantId}/sessions`, `/v1/sessions/current`, `/ws`.

mod current;
mod join;
mod live;
mod recovery;
mod staff;

use axum::{
    extract::FromRequestParts,
    response::{IntoResponse, Response},
};
use http::{HeaderMap, request::Parts};
use utoipa_axum::{router::OpenApiRouter, routes};
use vq_api::{ApiError, auth, cookie, request};
use vq_domain::{Error, ErrorCode, QueueId, Result};

use crate::{Pass, SESSION_COOKIE, SessionService};

/// The staff's side. Joining is among it, for it shares the path; it is open to the public.
pub fn router(service: SessionService) -> OpenApiRouter {
    OpenApiRouter::new()
        .routes(routes!(staff::list, join::join))
        .routes(routes!(staff::get, staff::update, staff::remove))
        .with_state(service)
}

/// The visitor's side.
pub fn visitor_router(service: SessionService) -> OpenApiRouter {
    OpenApiRouter::new()
        .routes(routes!(current::get, current::leave))
        .routes(routes!(current::claim))
        .routes(routes!(current::extend))
        .routes(routes!(current::complete))
        .routes(routes!(recovery::code))
        .routes(routes!(recovery::recover))
        .with_state(service)
}

/// Real time.
pub fn live_router(service: SessionService) -> OpenApiRouter {
    OpenApiRouter::new()
        .routes(routes!(live::events))
        .route("/ws", axum::routing::get(live::socket))
        .with_state(service)
}

/// Whoever holds a session token: by `Authorization: Bearer` or by cookie.
#[derive(Clone, Copy, Debug)]
struct Visitor {
    pass: Pass,
    /// The token came by cookie, so there is a browser that wants to be given cookies.
    by_cookie: bool,
    /// The browser's own connection is over TLS.
    secure: bool,
    /// The visitor came through a gate, so the way in is the address they asked for, not the queue's target.
    by_gate: bool,
}

impl FromRequestParts<SessionService> for Visitor {
    type Rejection = Response;

    async fn from_request_parts(
        parts: &mut Parts,
        service: &SessionService,
    ) -> std::result::Result<Self, Response> {
        let visitor = visitor(parts, service).map_err(|error| ApiError(error).into_response())?;
        if request::is_watched()
            && let Ok(line) = service.line(visitor.pass.queue).await
        {
            request::concerns(line.tenant_id()).map_err(|error| ApiError(error).into_response())?;
        }
        Ok(visitor)
    }
}

fn visitor(parts: &Parts, service: &SessionService) -> Result<Visitor> {
    let secure = cookie::is_secure(&parts.headers);
    let by_gate = parts.headers.contains_key(vq_room::BASE_HEADER);
    let wanted = queue_of_query(parts)?;
    if let Some(token) = auth::bearer(parts) {
        let pass = service.pass(token)?;
        if wanted.is_some_and(|queue| queue != pass.queue) {
            return Err(Error::field(ErrorCode::NotFound, "queueId", "This token is for another queue."));
        }
        return Ok(Visitor { pass, by_cookie: false, secure, by_gate });
    }
    let pass = match wanted {
        Some(queue) => pass_by_cookie(&parts.headers, queue, service),
        None => only_pass(&parts.headers, service)?,
    };
    if pass.is_some() && !vq_room::is_own_page(&parts.headers, &parts.uri) {
        let message = "A page of another site cannot act by this browser's cookie; send the session token as Authorization: Bearer.";
        return Err(Error::new(ErrorCode::Forbidden, message));
    }
    let pass = pass.ok_or_else(|| {
        Error::new(
            ErrorCode::Unauthorized,
            "No session: join the queue first, and send its token as Authorization: Bearer or as cookie.",
        )
    })?;
    Ok(Visitor { pass, by_cookie: true, secure, by_gate })
}

/// The pass that a browser carries for a queue. One that is not valid counts as none. Over TLS only the cookie counts that no
/// neighbour's page, and nobody on a connection without TLS, can have planted.
fn pass_by_cookie(headers: &HeaderMap, queue: QueueId, service: &SessionService) -> Option<Pass> {
    let token = cookie::get(headers, &cookie::name(SESSION_COOKIE, queue, cookie::is_secure(headers)))?;
    service.pass(token).ok().filter(|pass| pass.queue == queue)
}

/// The pass of a browser that did not say which queue: fine as long as it has only one.
fn only_pass(headers: &HeaderMap, service: &SessionService) -> Result<Option<Pass>> {
    let prefix = if cookie::is_secure(headers) { "__Host-vq_" } else { "vq_" };
    let ours = |name: &str| name.starts_with(prefix);
    let mut passes =
        cookie::all(headers).filter(|(name, _)| ours(name)).filter_map(|(_, token)| service.pass(token).ok());
    let first = passes.next();
    if first.is_some() && passes.any(|pass| Some(pass.session) != first.map(|first| first.session)) {
        let message = "This browser waits in several queues; say which one with ?queueId=.";
        return Err(Error::field(ErrorCode::InvalidParameter, "queueId", message));
    }
    Ok(first)
}

fn queue_of_query(parts: &Parts) -> Result<Option<QueueId>> {
    let query = parts.uri.query().unwrap_or_default();
    let value = query.split('&').find_map(|pair| pair.strip_prefix("queueId="));
    value
        .map(|value| {
            value
                .parse()
                .map_err(|_| Error::field(ErrorCode::InvalidParameter, "queueId", "queueId must be a UUID."))
        })
        .transpose()
}

/// Whether the caller is a page of ours that wants its token in a cookie.
fn wants_cookie(headers: &HeaderMap) -> bool {
    headers.get("x-vq-cookie").is_some_and(|value| value == "1")
}
