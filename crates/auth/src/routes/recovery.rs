//! /v1/auth/password-reset and /v1/auth/email-verification

use axum::extract::State;
use serde::Deserialize;
use utoipa::ToSchema;
use vq_api::{ApiResult, Body, Edge, Envelope, Failure, Reply, auth::SignedIn};

use super::Done;
use crate::Auth;

/// Who has forgotten their password.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct AskForReset {
    #[schema(example = "ann@shop.example")]
    email: String,
}

/// Another password.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Reset {
    /// Of the link in the mail.
    token: String,
    /// 10 to 200 characters.
    #[schema(format = Password, min_length = 10, max_length = 200)]
    new_password: String,
}

/// A link in a mail.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct TokenInput {
    /// Of the link in the mail.
    pub(crate) token: String,
}

/// Sends a mail with a link to another password, if there is an account of this address. The answer does not tell.
#[utoipa::path(
    post,
    path = "/v1/auth/password-reset",
    tag = "auth",
    request_body = AskForReset,
    responses(
        (status = 200, description = "If there is an account, a mail is on its way", body = Envelope<Done>),
        (status = 400, description = "`invalid_json`", body = Failure),
        (status = 422, description = "`invalid_field`, `missing_field`, `unknown_field`", body = Failure),
        (status = 503, description = "`unavailable`: too many mails wait; see `Retry-After`", body = Failure),
    )
)]
pub(crate) async fn ask_for_reset(
    State(auth): State<Auth>,
    edge: Edge,
    Body(body): Body<AskForReset>,
) -> ApiResult<Done> {
    auth.ask_for_reset(&body.email, edge.now()).await?;
    Ok(Reply::ok(Done::DONE))
}

/// Sets another password with the token of a mail. All sessions end.
#[utoipa::path(
    post,
    path = "/v1/auth/password-reset/complete",
    tag = "auth",
    request_body = Reset,
    responses(
        (status = 200, description = "The new password holds", body = Envelope<Done>),
        (status = 400, description = "`invalid_json`", body = Failure),
        (status = 410, description = "`token_spent`", body = Failure),
        (status = 422, description = "`invalid_field`: the password is not allowed; `missing_field`, `unknown_field`", body = Failure),
        (status = 503, description = "`unavailable`: too many sign in at once; see `Retry-After`", body = Failure),
    )
)]
pub(crate) async fn reset(State(auth): State<Auth>, edge: Edge, Body(body): Body<Reset>) -> ApiResult<Done> {
    auth.reset(&body.token, body.new_password, edge.now(), edge.ids()).await?;
    Ok(Reply::ok(Done::DONE))
}

/// Sends a mail to one's own address, to show that it is.
#[utoipa::path(
    post,
    path = "/v1/auth/email-verification",
    tag = "auth",
    security(("bearer" = [])),
    responses(
        (status = 200, description = "A mail is on its way, unless it was shown already", body = Envelope<Done>),
        (status = 401, description = "`unauthorized`, `token_expired`", body = Failure),
        (status = 403, description = "`forbidden`: an API key is nobody; `tenant_suspended`", body = Failure),
        (status = 429, description = "`rate_limited`: too many mails; see `Retry-After`", body = Failure),
        (status = 503, description = "`unavailable`: too many mails wait; see `Retry-After`", body = Failure),
    )
)]
pub(crate) async fn ask_for_verification(
    SignedIn { principal, .. }: SignedIn,
    State(auth): State<Auth>,
    edge: Edge,
) -> ApiResult<Done> {
    let account = auth.account(&principal).await?;
    auth.ask_for_verification(&account, edge.now()).await?;
    Ok(Reply::ok(Done::DONE))
}

/// Shows with the token of a mail that its address is one's own.
#[utoipa::path(
    post,
    path = "/v1/auth/email-verification/complete",
    tag = "auth",
    request_body = TokenInput,
    responses(
        (status = 200, description = "It is shown", body = Envelope<Done>),
        (status = 400, description = "`invalid_json`", body = Failure),
        (status = 410, description = "`token_spent`", body = Failure),
        (status = 422, description = "`invalid_field`, `missing_field`, `unknown_field`", body = Failure),
    )
)]
pub(crate) async fn verify(
    State(auth): State<Auth>,
    edge: Edge,
    Body(body): Body<TokenInput>,
) -> ApiResult<Done> {
    auth.verify(&body.token, edge.now()).await?;
    Ok(Reply::ok(Done::DONE))
}
