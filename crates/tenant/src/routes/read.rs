//! GET /v1/tenants/{tenantId}

use axum::extract::State;
use vq_api::{ApiResult, Envelope, Failure, InTenant, Reply, may};

use super::TenantPath;
use crate::{TenantService, TenantUsageView, TenantView};

/// One tenant.
#[utoipa::path(
    get,
    path = "/v1/tenants/{tenantId}",
    tag = "tenants",
    params(TenantPath),
    security(("bearer" = [])),
    responses(
        (status = 200, description = "The tenant", body = Envelope<TenantView>),
        (status = 401, description = "`unauthorized`, `token_expired`", body = Failure),
        (status = 403, description = "`forbidden`: needs tenant:read; `tenant_suspended`", body = Failure),
        (status = 404, description = "`not_found`: no such tenant, or not one's own", body = Failure),
    )
)]
pub(crate) async fn read_tenant(
    within: InTenant<may::TenantRead>,
    State(service): State<TenantService>,
) -> ApiResult<TenantView> {
    // Read anew: its version must be one that a change can build on.
    Ok(Reply::ok(service.get(within.id()).await?.into()))
}

/// How much the tenant uses of what its limits allow, and of the rest.
#[utoipa::path(
    get,
    path = "/v1/tenants/{tenantId}/usage",
    tag = "tenants",
    params(TenantPath),
    security(("bearer" = [])),
    responses(
        (status = 200, description = "What it uses", body = Envelope<TenantUsageView>),
        (status = 401, description = "`unauthorized`, `token_expired`", body = Failure),
        (status = 403, description = "`forbidden`: needs tenant:read; `tenant_suspended`", body = Failure),
        (status = 404, description = "`not_found`: no such tenant, or not one's own", body = Failure),
    )
)]
pub(crate) async fn read_usage(
    within: InTenant<may::TenantRead>,
    State(service): State<TenantService>,
) -> ApiResult<TenantUsageView> {
    let limits = service.get(within.id()).await?.limits;
    Ok(Reply::ok(TenantUsageView::new(service.usage(within.id()).await?, &limits)))
}
