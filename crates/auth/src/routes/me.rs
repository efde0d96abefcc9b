//! GET and PUT /v1/auth/me

use axum::extract::State;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use vq_api::{ApiError, ApiResult, Body, Envelope, Failure, Principal, Reply, auth::SignedIn};
use vq_domain::{Account, AccountId, Permission, RoleRef, TenantId};

use crate::Auth;

/// Whoever is signed in.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Me {
    /// Which account.
    id: AccountId,
    #[schema(example = "ann@shop.example")]
    email: String,
    /// What they are called; may be empty.
    name: String,
    /// Of mails to them.
    #[schema(example = "en")]
    language: String,
    /// Whose people; `null` for the platform's own.
    tenant_id: Option<TenantId>,
    /// As in the access token.
    #[schema(value_type = Vec<String>)]
    roles: Vec<RoleRef>,
    /// As in the access token.
    permissions: Vec<Permission>,
    /// Whether it was shown that the address is theirs.
    email_verified: bool,
    /// Whether they have one.
    second_factor: bool,
    /// RFC 3339, UTC.
    created_at: String,
}

impl Me {
    async fn new(auth: &Auth, principal: Principal, account: Account) -> Result<Self, ApiError> {
        let second_factor = auth.has_second_factor(account.id).await?;
        Ok(Self {
            id: account.id,
            email: account.email,
            name: account.name,
            language: account.language,
            tenant_id: principal.tenant,
            roles: principal.roles,
            permissions: principal.permissions,
            email_verified: account.email_verified_at.is_some(),
            second_factor,
            created_at: account.created_at.to_rfc3339(),
        })
    }
}

/// What to change of oneself; what is absent stays.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct ChangeMe {
    #[schema(max_length = 100)]
    name: Option<String>,
    /// One of en, de, es, fr, ar, ja.
    language: Option<String>,
}

/// Who is signed in, and what they may do.
#[utoipa::path(
    get,
    path = "/v1/auth/me",
    tag = "auth",
    security(("bearer" = [])),
    responses(
        (status = 200, description = "The account", body = Envelope<Me>),
        (status = 401, description = "`unauthorized`, `token_expired`", body = Failure),
        (status = 403, description = "`forbidden`: an API key is nobody; `tenant_suspended`", body = Failure),
    )
)]
pub(crate) async fn me(SignedIn { principal, .. }: SignedIn, State(auth): State<Auth>) -> ApiResult<Me> {
    let account = auth.account(&principal).await?;
    Ok(Reply::ok(Me::new(&auth, principal, account).await?))
}

/// Changes one's own name or language.
#[utoipa::path(
    put,
    path = "/v1/auth/me",
    tag = "auth",
    request_body = ChangeMe,
    security(("bearer" = [])),
    responses(
        (status = 200, description = "The account as it is now", body = Envelope<Me>),
        (status = 400, description = "`invalid_json`", body = Failure),
        (status = 401, description = "`unauthorized`, `token_expired`", body = Failure),
        (status = 403, description = "`forbidden`: an API key is nobody; `tenant_suspended`", body = Failure),
        (status = 409, description = "`version_conflict`: changed by somebody else at this moment", body = Failure),
        (status = 422, description = "`invalid_field`, `unknown_field`", body = Failure),
    )
)]
pub(crate) async fn change_me(
    SignedIn { principal, .. }: SignedIn,
    State(auth): State<Auth>,
    Body(body): Body<ChangeMe>,
) -> ApiResult<Me> {
    let account = auth.account(&principal).await?;
    let account = auth.change_own(account, body.name, body.language).await?;
    Ok(Reply::ok(Me::new(&auth, principal, account).await?))
}
