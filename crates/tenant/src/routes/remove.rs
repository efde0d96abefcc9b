//! DELETE /v1/tenants/{tenantId}

use axum::extract::State;
use vq_api::{ApiResult, Edge, Envelope, Failure, OnPlatform, Path, Reply, may};

use super::TenantPath;
use crate::{DeletedTenant, TenantService};

/// Stops the tenant's queues and removes it with all that belongs to it.
#[utoipa::path(
    delete,
    path = "/v1/tenants/{tenantId}",
    tag = "tenants",
    params(TenantPath),
    security(("bearer" = [])),
    responses(
        (status = 200, description = "It is gone", body = Envelope<DeletedTenant>),
        (status = 401, description = "`unauthorized`, `token_expired`", body = Failure),
        (status = 403, description = "`forbidden`: needs platform:admin", body = Failure),
        (status = 404, description = "`not_found`", body = Failure),
    )
)]
pub(crate) async fn delete_tenant(
    _: OnPlatform<may::PlatformAdmin>,
    State(service): State<TenantService>,
    edge: Edge,
    Path(TenantPath { tenant_id: id }): Path<TenantPath>,
) -> ApiResult<DeletedTenant> {
    service.remove(id, edge.now()).await?;
    Ok(Reply::ok(DeletedTenant { id, deleted: true }))
}
