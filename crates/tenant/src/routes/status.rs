//! POST /v1/tenants/{tenantId}/suspend and /resume

use axum::extract::State;
use vq_api::{ApiResult, Edge, Envelope, Failure, OnPlatform, Path, Reply, may};
use vq_domain::TenantStatus;

use super::TenantPath;
use crate::{TenantService, TenantView};

/// Suspends a tenant: nobody can join its queues or sign in; nothing is lost. Other nodes follow within seconds.
#[utoipa::path(
    post,
    path = "/v1/tenants/{tenantId}/suspend",
    tag = "tenants",
    params(TenantPath),
    security(("bearer" = [])),
    responses(
        (status = 200, description = "The tenant, suspended", body = Envelope<TenantView>),
        (status = 401, description = "`unauthorized`, `token_expired`", body = Failure),
        (status = 403, description = "`forbidden`: needs platform:admin", body = Failure),
        (status = 404, description = "`not_found`", body = Failure),
    )
)]
pub(crate) async fn suspend_tenant(
    _: OnPlatform<may::PlatformAdmin>,
    State(service): State<TenantService>,
    edge: Edge,
    Path(TenantPath { tenant_id: id }): Path<TenantPath>,
) -> ApiResult<TenantView> {
    Ok(Reply::ok(service.set_status(id, TenantStatus::Suspended, edge.now()).await?.into()))
}

/// Resumes a suspended tenant.
#[utoipa::path(
    post,
    path = "/v1/tenants/{tenantId}/resume",
    tag = "tenants",
    params(TenantPath),
    security(("bearer" = [])),
    responses(
        (status = 200, description = "The tenant, active", body = Envelope<TenantView>),
        (status = 401, description = "`unauthorized`, `token_expired`", body = Failure),
        (status = 403, description = "`forbidden`: needs platform:admin", body = Failure),
        (status = 404, description = "`not_found`", body = Failure),
    )
)]
pub(crate) async fn resume_tenant(
    _: OnPlatform<may::PlatformAdmin>,
    State(service): State<TenantService>,
    edge: Edge,
    Path(TenantPath { tenant_id: id }): Path<TenantPath>,
) -> ApiResult<TenantView> {
    Ok(Reply::ok(service.set_status(id, TenantStatus::Active, edge.now()).await?.into()))
}
