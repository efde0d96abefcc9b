//! /v1/auth/second-factor: one's own

use axum::extract::State;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use vq_api::{ApiResult, Body, Edge, Envelope, Failure, Reply, auth::SignedIn};
use vq_domain::{Error, ErrorCode};

use super::{Done, login::EnrolmentView};
use crate::{Auth, visit::Visit};

/// Whether one has a second factor.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct SecondFactorView {
    enabled: bool,
    /// Whether a role demands it.
    required: bool,
    /// Recovery codes that were not used yet.
    recovery_codes_left: u32,
}

/// One's password, to show that it is still oneself.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct PasswordAgain {
    #[schema(format = Password)]
    password: String,
}

/// A code of one's second factor.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct CodeInput {
    /// Six digits of the authenticator, or a recovery code.
    #[schema(example = "123456")]
    code: String,
}

/// For whoever loses the authenticator: each works once.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct RecoveryCodes {
    /// Shown once.
    recovery_codes: Vec<String>,
}

/// Whether one has a second factor.
#[utoipa::path(
    get,
    path = "/v1/auth/second-factor",
    tag = "auth",
    security(("bearer" = [])),
    responses(
        (status = 200, description = "How it stands", body = Envelope<SecondFactorView>),
        (status = 401, description = "`unauthorized`, `token_expired`", body = Failure),
        (status = 403, description = "`forbidden`: an API key is nobody; `tenant_suspended`", body = Failure),
    )
)]
pub(crate) async fn read(
    SignedIn { principal, .. }: SignedIn,
    State(auth): State<Auth>,
) -> ApiResult<SecondFactorView> {
    let account = auth.account(&principal).await?;
    let (left, required) = auth.second_factor_state(&account).await?;
    Ok(Reply::ok(SecondFactorView {
        enabled: left.is_some(),
        required,
        recovery_codes_left: left.unwrap_or_default(),
    }))
}

/// Begins to set up a second factor. It holds once its first code was sent to `/v1/auth/second-factor/confirm`.
#[utoipa::path(
    post,
    path = "/v1/auth/second-factor",
    tag = "auth",
    request_body = PasswordAgain,
    security(("bearer" = [])),
    responses(
        (status = 200, description = "What to set the authenticator up with", body = Envelope<EnrolmentView>),
        (status = 400, description = "`invalid_json`", body = Failure),
        (status = 401, description = "`unauthorized`, `token_expired`", body = Failure),
        (status = 403, description = "`forbidden`: an API key is nobody; `tenant_suspended`", body = Failure),
        (status = 409, description = "`conflict`: there is one; disable it first", body = Failure),
        (status = 422, description = "`invalid_field`: the password is wrong; `missing_field`, `unknown_field`", body = Failure),
        (status = 429, description = "`rate_limited`: too many attempts; see `Retry-After`", body = Failure),
        (status = 503, description = "`unavailable`: too many sign in at once; see `Retry-After`", body = Failure),
    )
)]
pub(crate) async fn start(
    SignedIn { principal, .. }: SignedIn,
    State(auth): State<Auth>,
    edge: Edge,
    visit: Visit,
    Body(body): Body<PasswordAgain>,
) -> ApiResult<EnrolmentView> {
    let account = auth.account(&principal).await?;
    let enrolment =
        auth.start_own_second_factor(&account, body.password, &visit, edge.now(), edge.ids()).await?;
    Ok(Reply::ok(enrolment.into()))
}

/// Confirms the second factor by its first code.
#[utoipa::path(
    post,
    path = "/v1/auth/second-factor/confirm",
    tag = "auth",
    request_body = CodeInput,
    security(("bearer" = [])),
    responses(
        (status = 200, description = "It holds", body = Envelope<RecoveryCodes>),
        (status = 400, description = "`invalid_json`", body = Failure),
        (status = 401, description = "`unauthorized`, `token_expired`", body = Failure),
        (status = 403, description = "`forbidden`: an API key is nobody; `tenant_suspended`", body = Failure),
        (status = 422, description = "`invalid_field`: the code is wrong, or nothing was begun; `missing_field`, `unknown_field`", body = Failure),
    )
)]
pub(crate) async fn confirm(
    SignedIn { principal, .. }: SignedIn,
    State(auth): State<Auth>,
    edge: Edge,
    Body(body): Body<CodeInput>,
) -> ApiResult<RecoveryCodes> {
    let account = auth.account(&principal).await?;
    match auth.confirm_second_factor(&account, &body.code, edge.now(), edge.ids()).await {
        Ok(recovery_codes) => Ok(Reply::ok(RecoveryCodes { recovery_codes })),
        Err(error) if error.0.code() == ErrorCode::Unauthorized => {
            Err(Error::invalid("code", "This code is wrong, or nothing was begun.").into())
        }
        Err(error) => Err(error),
    }
}

/// Other recovery codes; those before are void.
#[utoipa::path(
    post,
    path = "/v1/auth/second-factor/recovery-codes",
    tag = "auth",
    request_body = CodeInput,
    security(("bearer" = [])),
    responses(
        (status = 200, description = "The new ones", body = Envelope<RecoveryCodes>),
        (status = 400, description = "`invalid_json`", body = Failure),
        (status = 401, description = "`unauthorized`, `token_expired`", body = Failure),
        (status = 403, description = "`forbidden`: an API key is nobody; `tenant_suspended`", body = Failure),
        (status = 422, description = "`invalid_field`: the code is wrong or was used; `missing_field`, `unknown_field`", body = Failure),
        (status = 429, description = "`rate_limited`: too many attempts; see `Retry-After`", body = Failure),
    )
)]
pub(crate) async fn renew_codes(
    SignedIn { principal, .. }: SignedIn,
    State(auth): State<Auth>,
    edge: Edge,
    visit: Visit,
    Body(body): Body<CodeInput>,
) -> ApiResult<RecoveryCodes> {
    let account = auth.account(&principal).await?;
    auth.use_own_code(&account, &body.code, &visit, edge.now()).await?;
    let recovery_codes = auth.renew_codes(&account, edge.ids()).await?;
    Ok(Reply::ok(RecoveryCodes { recovery_codes }))
}

/// Does without a second factor from now on.
#[utoipa::path(
    post,
    path = "/v1/auth/second-factor/disable",
    tag = "auth",
    request_body = CodeInput,
    security(("bearer" = [])),
    responses(
        (status = 200, description = "It is gone", body = Envelope<Done>),
        (status = 400, description = "`invalid_json`", body = Failure),
        (status = 401, description = "`unauthorized`, `token_expired`", body = Failure),
        (status = 403, description = "`forbidden`: an API key is nobody; `tenant_suspended`", body = Failure),
        (status = 409, description = "`second_factor_required`: a role demands it", body = Failure),
        (status = 422, description = "`invalid_field`: the code is wrong or was used; `missing_field`, `unknown_field`", body = Failure),
        (status = 429, description = "`rate_limited`: too many attempts; see `Retry-After`", body = Failure),
    )
)]
pub(crate) async fn disable(
    SignedIn { principal, .. }: SignedIn,
    State(auth): State<Auth>,
    edge: Edge,
    visit: Visit,
    Body(body): Body<CodeInput>,
) -> ApiResult<Done> {
    let account = auth.account(&principal).await?;
    if auth.demands_second_factor(&account).await? {
        let message = "One of your roles demands a second factor.";
        return Err(Error::new(ErrorCode::SecondFactorRequired, message).into());
    }
    auth.use_own_code(&account, &body.code, &visit, edge.now()).await?;
    auth.remove_second_factor(&account).await?;
    Ok(Reply::ok(Done::DONE))
}
