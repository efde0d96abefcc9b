//! The visitor's own session.

use axum::extract::State;
use http::header;
use serde::Serialize;
use utoipa::ToSchema;
use vq_api::{ApiResult, Edge, Envelope, Reply, cookie};
use vq_domain::Millis;

use super::Visitor;
use crate::{ADMISSION_COOKIE, Claimed, SessionService, SessionView};

/// Somebody who may go in.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct Admitted {
    /// The session.
    #[serde(flatten)]
    session: SessionView,
    /// What lets them in: an Ed25519 JWS that any verifier with our public keys can check. `null` unless inside.
    #[serde(skip_serializing_if = "Option::is_none")]
    admission_token: Option<String>,
    /// Until when, RFC 3339.
    #[serde(skip_serializing_if = "Option::is_none")]
    expires_at: Option<String>,
    /// Where to go, if the queue says so.
    redirect_url: Option<String>,
}

impl From<Claimed> for Admitted {
    fn from(claimed: Claimed) -> Self {
        Self {
            session: claimed.view,
            admission_token: Some(claimed.admission_token),
            expires_at: Some(claimed.expires_at.to_rfc3339()),
            redirect_url: claimed.redirect_url,
        }
    }
}

/// Where do I stand?
#[utoipa::path(get, path = "/v1/sessions/current", tag = "visitors", security(("session" = [])),
    params(("queueId" = Option<String>, Query, description = "Which queue, for a browser that waits in several")),
    responses((status = 200, body = Envelope<SessionView>)))]
pub(super) async fn get(
    State(service): State<SessionService>,
    visitor: Visitor,
    edge: Edge,
) -> ApiResult<SessionView> {
    Ok(Reply::ok(service.current(&visitor.pass, edge.now()).await?))
}

/// Leave the line, or give the offered turn back
#[utoipa::path(delete, path = "/v1/sessions/current", tag = "visitors", security(("session" = [])),
    params(("queueId" = Option<String>, Query, description = "Which queue, for a browser that waits in several")),
    responses((status = 200, body = Envelope<SessionView>)))]
pub(super) async fn leave(
    State(service): State<SessionService>,
    visitor: Visitor,
    edge: Edge,
) -> ApiResult<SessionView> {
    Ok(Reply::ok(service.leave(&visitor.pass, edge.now()).await?))
}

/// Take the offered turn
///
/// Answers the admission token; again while inside, a fresh one. A browser that came with a cookie gets it as a cookie, too.
#[utoipa::path(post, path = "/v1/sessions/current/claim", tag = "visitors", security(("session" = [])),
    params(("queueId" = Option<String>, Query, description = "Which queue, for a browser that waits in several")),
    responses((status = 200, body = Envelope<Admitted>)))]
pub(super) async fn claim(
    State(service): State<SessionService>,
    visitor: Visitor,
    edge: Edge,
) -> ApiResult<Admitted> {
    let now = edge.now();
    let claimed = service.claim(&visitor.pass, now, edge.ids()).await?;
    Ok(admit(&visitor, claimed, now))
}

/// One more claim window (once), or more time inside with a fresh admission
#[utoipa::path(post, path = "/v1/sessions/current/extend", tag = "visitors", security(("session" = [])),
    params(("queueId" = Option<String>, Query, description = "Which queue, for a browser that waits in several")),
    responses((status = 200, body = Envelope<Admitted>)))]
pub(super) async fn extend(
    State(service): State<SessionService>,
    visitor: Visitor,
    edge: Edge,
) -> ApiResult<Admitted> {
    let now = edge.now();
    match service.extend(&visitor.pass, now, edge.ids()).await? {
        (_, Some(claimed)) => Ok(admit(&visitor, claimed, now)),
        (session, None) => {
            Ok(Reply::ok(Admitted { session, admission_token: None, expires_at: None, redirect_url: None }))
        }
    }
}

/// I am done: give the slot to the next
///
/// Who still waits keeps the place and gets 409 `not_your_turn`; DELETE leaves the line.
#[utoipa::path(post, path = "/v1/sessions/current/complete", tag = "visitors", security(("session" = [])),
    params(("queueId" = Option<String>, Query, description = "Which queue, for a browser that waits in several")),
    responses((status = 200, body = Envelope<SessionView>)))]
pub(super) async fn complete(
    State(service): State<SessionService>,
    visitor: Visitor,
    edge: Edge,
) -> ApiResult<SessionView> {
    Ok(Reply::ok(service.complete(&visitor.pass, edge.now()).await?))
}

fn admit(visitor: &Visitor, mut claimed: Claimed, now: Millis) -> Reply<Admitted> {
    if visitor.by_gate {
        claimed.redirect_url = None;
    }
    let cookie = visitor.by_cookie.then(|| {
        let name = cookie::name(ADMISSION_COOKIE, visitor.pass.queue, visitor.secure);
        let life = u32::try_from(claimed.expires_at.since(now) / 1000).unwrap_or(u32::MAX);
        cookie::set(&name, &claimed.admission_token, life.max(1), visitor.secure)
    });
    let reply = Reply::ok(Admitted::from(claimed));
    match cookie.flatten() {
        Some(value) => reply.header(header::SET_COOKIE, value),
        None => reply,
    }
}
