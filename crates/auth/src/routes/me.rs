//! GET /v1/auth/me

use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;
use vq_api::{ApiResult, Envelope, Failure, Reply, auth::SignedIn};
use vq_domain::{AccountId, Permission, Role, TenantId};

use crate::Auth;

/// Whoever is signed in.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Me {
    /// Which account.
    id: AccountId,
    #[schema(example = "ann@shop.example")]
    email: String,
    /// Whose people; `null` for the platform's own.
    tenant_id: Option<TenantId>,
    /// As in the access token.
    roles: Vec<Role>,
    /// As in the access token.
    permissions: Vec<Permission>,
    /// RFC 3339, UTC.
    created_at: String,
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
    )
)]
pub(crate) async fn me(SignedIn(principal): SignedIn, State(auth): State<Auth>) -> ApiResult<Me> {
    let account = auth.account(&principal).await?;
    Ok(Reply::ok(Me {
        id: account.id,
        email: account.email,
        tenant_id: principal.tenant,
        roles: principal.roles,
        permissions: principal.permissions,
        created_at: account.created_at.to_rfc3339(),
    }))
}
