//! POST /v1/auth/logout

use axum::extract::State;
use serde::Deserialize;
use utoipa::ToSchema;
use vq_api::{ApiResult, Body, Edge, Envelope, Failure, Reply};

use super::Done;
use crate::Auth;

/// The refresh token of the sign-in to end.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Logout {
    refresh_token: String,
}

/// Signs out: no refresh token of this sign-in works any more. Access tokens run out by themselves within minutes.
#[utoipa::path(
    post,
    path = "/v1/auth/logout",
    tag = "auth",
    request_body = Logout,
    responses(
        (status = 200, description = "Signed out, now or before", body = Envelope<Done>),
        (status = 422, description = "`missing_field`, `unknown_field`", body = Failure),
    )
)]
pub(crate) async fn logout(
    State(auth): State<Auth>,
    edge: Edge,
    Body(body): Body<Logout>,
) -> ApiResult<Done> {
    auth.logout(&body.refresh_token, edge.now(), edge.ids()).await?;
    Ok(Reply::ok(Done { done: true }))
}
