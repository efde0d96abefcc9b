//! POST /v1/auth/login

use axum::extract::State;
use serde::Deserialize;
use utoipa::ToSchema;
use vq_api::{ApiResult, Body, ClientAddress, Edge, Envelope, Failure, Reply};

use super::TokensView;
use crate::Auth;

/// Who wants to sign in.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Login {
    /// In any case.
    #[schema(example = "ann@shop.example")]
    pub(super) email: String,
    #[schema(format = Password)]
    pub(super) password: String,
}

/// Signs in with e-mail and password.
#[utoipa::path(
    post,
    path = "/v1/auth/login",
    tag = "auth",
    request_body = Login,
    responses(
        (status = 200, description = "Signed in", body = Envelope<TokensView>),
        (status = 401, description = "`unauthorized`: e-mail or password is wrong", body = Failure),
        (status = 403, description = "`tenant_suspended`", body = Failure),
        (status = 422, description = "`missing_field`, `unknown_field`", body = Failure),
        (status = 429, description = "`rate_limited`: too many attempts; see `Retry-After`", body = Failure),
        (status = 503, description = "`unavailable`: too many sign in at once; see `Retry-After`", body = Failure),
    )
)]
pub(crate) async fn login(
    State(auth): State<Auth>,
    edge: Edge,
    address: ClientAddress,
    Body(login): Body<Login>,
) -> ApiResult<TokensView> {
    let tokens = auth.login(&login.email, login.password, address, edge.now(), edge.ids()).await?;
    Ok(Reply::ok(tokens.into()))
}
