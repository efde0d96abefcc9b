//! /v1/tenants/{tenantId}/sign-in-policy

use axum::extract::State;
use vq_api::{ApiResult, Body, Envelope, Failure, InTenant, Reply, may};

use super::{TenantPath, view::Policy};
use crate::Auth;

/// What is demanded of the tenant's people when they sign in.
#[utoipa::path(
    get,
    path = "/v1/tenants/{tenantId}/sign-in-policy",
    tag = "people",
    params(TenantPath),
    security(("bearer" = [])),
    responses(
        (status = 200, description = "The policy", body = Envelope<Policy>),
        (status = 401, description = "`unauthorized`, `token_expired`", body = Failure),
        (status = 403, description = "`forbidden`: needs account:read; `tenant_suspended`", body = Failure),
        (status = 404, description = "`not_found`: no such tenant, or not one's own", body = Failure),
    )
)]
pub(crate) async fn read_policy(
    within: InTenant<may::AccountRead>,
    State(auth): State<Auth>,
) -> ApiResult<Policy> {
    Ok(Reply::ok(auth.policy(Some(within.id())).await?.into()))
}

/// Demands something else. Those who lack it are asked at their next sign-in or refresh.
#[utoipa::path(
    put,
    path = "/v1/tenants/{tenantId}/sign-in-policy",
    tag = "people",
    params(TenantPath),
    request_body = Policy,
    security(("bearer" = [])),
    responses(
        (status = 200, description = "The policy as it is now", body = Envelope<Policy>),
        (status = 400, description = "`invalid_json`", body = Failure),
        (status = 401, description = "`unauthorized`, `token_expired`", body = Failure),
        (status = 403, description = "`forbidden`: needs identity:write; `tenant_suspended`", body = Failure),
        (status = 404, description = "`not_found`: no such tenant, or not one's own", body = Failure),
        (status = 422, description = "`invalid_field`: no such role; `missing_field`, `unknown_field`", body = Failure),
    )
)]
pub(crate) async fn change_policy(
    within: InTenant<may::IdentityWrite>,
    State(auth): State<Auth>,
    Body(policy): Body<Policy>,
) -> ApiResult<Policy> {
    Ok(Reply::ok(auth.set_policy(Some(within.id()), policy.into()).await?.into()))
}
