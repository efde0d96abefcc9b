//! DELETE /v1/tenants/{tenantId}

use axum::extract::State;
use vq_api::{ApiResult, Edge, Envelope, Failure, OnPlatform, Path, Reply, may};

use super::TenantPath;
use crate::{DeletedTenant, TenantDeletionView, TenantService};

/// Stops the tenant's queues and removes it with all that belongs to it. It vanishes at once; what is left of large queues goes
/// in the background: see `GET /v1/tenants/{tenantId}/deletion`.
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
        (status = 409, description = "`conflict`: its audit log is held for legal reasons; it stays as it is", body = Failure),
    )
)]
pub(crate) async fn delete_tenant(
    caller: OnPlatform<may::PlatformAdmin>,
    State(service): State<TenantService>,
    edge: Edge,
    Path(TenantPath { tenant_id: id }): Path<TenantPath>,
) -> ApiResult<DeletedTenant> {
    service.remove(id, caller.principal.account, edge.now()).await?;
    Ok(Reply::ok(DeletedTenant { id, deleted: true }))
}

/// What became of a tenant that was deleted: how many rows of each table were removed, and whether anything is left of it.
#[utoipa::path(
    get,
    path = "/v1/tenants/{tenantId}/deletion",
    tag = "tenants",
    params(TenantPath),
    security(("bearer" = [])),
    responses(
        (status = 200, description = "How far it is", body = Envelope<TenantDeletionView>),
        (status = 401, description = "`unauthorized`, `token_expired`", body = Failure),
        (status = 403, description = "`forbidden`: needs platform:admin", body = Failure),
        (status = 404, description = "`not_found`: this tenant was not deleted", body = Failure),
    )
)]
pub(crate) async fn read_deletion(
    _: OnPlatform<may::PlatformAdmin>,
    State(service): State<TenantService>,
    Path(TenantPath { tenant_id: id }): Path<TenantPath>,
) -> ApiResult<TenantDeletionView> {
    Ok(Reply::ok(service.deletion(id).await?.into()))
}
