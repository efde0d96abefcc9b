//! PUT /v1/auth/password

use axum::extract::State;
use serde::Deserialize;
use utoipa::ToSchema;
use vq_api::{ApiResult, Body, Edge, Envelope, Failure, Reply, auth::SignedIn};

use super::Done;
use crate::{Auth, visit::Visit};

/// One's password, old and new.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct ChangePassword {
    #[schema(format = Password)]
    current_password: String,
    /// 10 to 200 characters.
    #[schema(format = Password, min_length = 10, max_length = 200)]
    new_password: String,
}

/// Changes one's own password, e.g. the one-time password of the first start. One's other sessions end.
#[utoipa::path(
    put,
    path = "/v1/auth/password",
    tag = "auth",
    request_body = ChangePassword,
    security(("bearer" = [])),
    responses(
        (status = 200, description = "The new password holds", body = Envelope<Done>),
        (status = 400, description = "`invalid_json`", body = Failure),
        (status = 401, description = "`unauthorized`, `token_expired`", body = Failure),
        (status = 403, description = "`forbidden`: an API key is nobody; `tenant_suspended`", body = Failure),
        (status = 422, description = "`invalid_field`: the current password is wrong, or the new one not allowed", body = Failure),
        (status = 429, description = "`rate_limited`: too many attempts; see `Retry-After`", body = Failure),
        (status = 503, description = "`unavailable`: too many sign in at once; see `Retry-After`", body = Failure),
    )
)]
pub(crate) async fn change_password(
    SignedIn { principal, sign_in }: SignedIn,
    State(auth): State<Auth>,
    edge: Edge,
    visit: Visit,
    Body(body): Body<ChangePassword>,
) -> ApiResult<Done> {
    let account = auth.account(&principal).await?;
    let passwords = (body.current_password, body.new_password);
    auth.change_password(account, sign_in, passwords, &visit, edge.now(), edge.ids()).await?;
    Ok(Reply::ok(Done::DONE))
}
