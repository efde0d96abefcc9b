//! POST /v1/auth/refresh and /v1/auth/logout

use axum::extract::State;
use serde::Deserialize;
use utoipa::ToSchema;
use vq_api::{ApiResult, Body, Edge, Envelope, Failure, Reply};

use super::{Done, login::TokensView};
use crate::Auth;

/// The refresh token of the last answer.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Refresh {
    refresh_token: String,
}

/// Exchanges a refresh token for new tokens. Each works once; using one twice ends the sign-in it comes from.
#[utoipa::path(
    post,
    path = "/v1/auth/refresh",
    tag = "auth",
    request_body = Refresh,
    responses(
        (status = 200, description = "New tokens", body = Envelope<TokensView>),
        (status = 400, description = "`invalid_json`", body = Failure),
        (status = 401, description = "`unauthorized`: unknown or used before; `token_expired`", body = Failure),
        (status = 403, description = "`tenant_suspended`; `forbidden`: the account is disabled", body = Failure),
        (status = 422, description = "`invalid_field`, `missing_field`, `unknown_field`", body = Failure),
    )
)]
pub(crate) async fn refresh(
    State(auth): State<Auth>,
    edge: Edge,
    Body(body): Body<Refresh>,
) -> ApiResult<TokensView> {
    let tokens = auth.refresh(&body.refresh_token, 0, edge.now(), edge.ids()).await?;
    Ok(Reply::ok(tokens.into()))
}

/// The refresh token of the sign-in to end.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Logout {
    refresh_token: String,
}

/// Signs out: no token of this sign-in works any more, on every node within seconds.
#[utoipa::path(
    post,
    path = "/v1/auth/logout",
    tag = "auth",
    request_body = Logout,
    responses(
        (status = 200, description = "Signed out, now or before", body = Envelope<Done>),
        (status = 400, description = "`invalid_json`", body = Failure),
        (status = 422, description = "`invalid_field`, `missing_field`, `unknown_field`", body = Failure),
    )
)]
pub(crate) async fn logout(
    State(auth): State<Auth>,
    edge: Edge,
    Body(body): Body<Logout>,
) -> ApiResult<Done> {
    auth.logout(&body.refresh_token, edge.now(), edge.ids()).await?;
    Ok(Reply::ok(Done::DONE))
}
