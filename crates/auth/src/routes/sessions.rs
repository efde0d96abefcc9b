//! /v1/auth/sessions: where one is signed in

use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;
use vq_api::{ApiResult, Edge, Envelope, Failure, Path, Reply, auth::SignedIn};
use vq_domain::{SignIn, SignInId, SignInMethod};

use super::{Done, SessionPath};
use crate::Auth;

/// A sign-in on one device.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct SignInView {
    /// Which.
    id: SignInId,
    /// Whether it is the one that asks.
    current: bool,
    /// How.
    method: SignInMethod,
    /// Whether with a second factor.
    second_factor: bool,
    /// What the browser said it is; may be empty.
    device: String,
    /// From where; may be empty.
    address: String,
    /// RFC 3339, UTC.
    created_at: String,
    /// When its tokens were last renewed. RFC 3339, UTC.
    last_used_at: String,
}

/// Where one is signed in.
#[derive(Serialize, ToSchema)]
pub(crate) struct SessionList {
    /// The latest used first.
    items: Vec<SignInView>,
}

fn view(sign_in: SignIn, current: SignInId) -> SignInView {
    SignInView {
        id: sign_in.id,
        current: sign_in.id == current,
        method: sign_in.method,
        second_factor: sign_in.second_factor,
        device: sign_in.device,
        address: sign_in.address,
        created_at: sign_in.created_at.to_rfc3339(),
        last_used_at: sign_in.last_used_at.to_rfc3339(),
    }
}

/// Where one is signed in.
#[utoipa::path(
    get,
    path = "/v1/auth/sessions",
    tag = "auth",
    security(("bearer" = [])),
    responses(
        (status = 200, description = "One's sign-ins", body = Envelope<SessionList>),
        (status = 401, description = "`unauthorized`, `token_expired`", body = Failure),
        (status = 403, description = "`forbidden`: an API key is nobody; `tenant_suspended`", body = Failure),
    )
)]
pub(crate) async fn list_sessions(
    SignedIn { principal, sign_in }: SignedIn,
    State(auth): State<Auth>,
    edge: Edge,
) -> ApiResult<SessionList> {
    let all = auth.sessions(principal.account, edge.now()).await?;
    Ok(Reply::ok(SessionList { items: all.into_iter().map(|one| view(one, sign_in)).collect() }))
}

/// Ends a sign-in of one's own, on every node within seconds.
#[utoipa::path(
    delete,
    path = "/v1/auth/sessions/{signInId}",
    tag = "auth",
    params(SessionPath),
    security(("bearer" = [])),
    responses(
        (status = 200, description = "It is over", body = Envelope<Done>),
        (status = 401, description = "`unauthorized`, `token_expired`", body = Failure),
        (status = 403, description = "`forbidden`: an API key is nobody; `tenant_suspended`", body = Failure),
        (status = 404, description = "`not_found`: no such sign-in, or not one's own", body = Failure),
    )
)]
pub(crate) async fn end_session(
    SignedIn { principal, .. }: SignedIn,
    State(auth): State<Auth>,
    edge: Edge,
    Path(SessionPath { sign_in }): Path<SessionPath>,
) -> ApiResult<Done> {
    auth.end_session(principal.account, sign_in, edge.now()).await?;
    Ok(Reply::ok(Done::DONE))
}

/// Ends all sign-ins of one's own but this one.
#[utoipa::path(
    post,
    path = "/v1/auth/sessions/revoke-others",
    tag = "auth",
    security(("bearer" = [])),
    responses(
        (status = 200, description = "They are over", body = Envelope<Done>),
        (status = 401, description = "`unauthorized`, `token_expired`", body = Failure),
        (status = 403, description = "`forbidden`: an API key is nobody; `tenant_suspended`", body = Failure),
    )
)]
pub(crate) async fn end_other_sessions(
    SignedIn { principal, sign_in }: SignedIn,
    State(auth): State<Auth>,
    edge: Edge,
) -> ApiResult<Done> {
    auth.end_other_sessions(principal.account, sign_in, edge.now()).await?;
    Ok(Reply::ok(Done::DONE))
}
