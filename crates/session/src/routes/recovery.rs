//! Taking one's place along to another device.

use axum::extract::State;
use http::{HeaderMap, header};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use vq_api::{ApiResult, Body, Edge, Envelope, Path, Reply, cookie, request};
use vq_domain::{Error, QueueId};

use super::{Visitor, wants_cookie};
use crate::{SESSION_COOKIE, SESSION_COOKIE_SECONDS, SessionService, SessionView};

/// What brings a place to another device.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct Recovery {
    /// To be typed in.
    #[schema(example = "7K3M-9QXT-2V4B-H8NR")]
    code: String,
    /// To be opened.
    url: String,
    /// The URL as a QR code, an SVG image.
    qr_svg: String,
}

/// The code, and the link as QR code, with which this place can be taken along to another device
#[utoipa::path(get, path = "/v1/sessions/current/recovery", tag = "visitors", security(("session" = [])),
    params(("queueId" = Option<String>, Query, description = "Which queue, for a browser that waits in several")),
    responses((status = 200, body = Envelope<Recovery>)))]
pub(super) async fn code(
    State(service): State<SessionService>,
    visitor: Visitor,
    parts: http::request::Parts,
) -> ApiResult<Recovery> {
    let code = service.recovery_code(&visitor.pass);
    let tenant = service.line(visitor.pass.queue).await.ok().map(|line| line.tenant_id());
    let url = vq_room::recovery_url(&vq_room::site_url(&parts, tenant), visitor.pass.queue, &code, None);
    Ok(Reply::ok(Recovery { qr_svg: vq_room::qr_svg(&url), code, url }))
}

/// A code as somebody typed it.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct RecoverInput {
    /// Capitals, dashes and spaces do not matter.
    code: String,
}

/// Take a place over with its code
#[utoipa::path(post, path = "/v1/queues/{queueId}/recover", tag = "visitors",
    params(("queueId" = QueueId, Path)), request_body = RecoverInput,
    responses((status = 200, body = Envelope<SessionView>)))]
pub(super) async fn recover(
    State(service): State<SessionService>,
    Path(queue): Path<QueueId>,
    edge: Edge,
    headers: HeaderMap,
    Body(input): Body<RecoverInput>,
) -> ApiResult<SessionView> {
    request::concerns(service.line(queue).await?.tenant_id())?;
    let pass = service.recover(queue, &input.code).await?;
    let pass = pass.ok_or_else(|| Error::not_found("place; check the code"))?;
    let view = service.current(&pass, edge.now()).await?;
    let view = service.with_token(view, &pass);
    let token = view.session_token.clone().unwrap_or_default();
    let mut reply = Reply::ok(view);
    if wants_cookie(&headers) {
        let secure = cookie::is_secure(&headers);
        let name = cookie::name(SESSION_COOKIE, queue, secure);
        if let Some(value) = cookie::set(&name, &token, SESSION_COOKIE_SECONDS, secure) {
            reply = reply.header(header::SET_COOKIE, value);
        }
    }
    Ok(reply)
}
