//! PUT /v1/tenants/{tenantId}

use axum::extract::State;
use vq_api::{ApiResult, Body, Edge, Envelope, Failure, InTenant, Reply, may};
use vq_domain::Permission;

use super::TenantPath;
use crate::{ChangeTenant, TenantService, TenantView};

/// Changes a tenant. Limits only by the platform's own people; status through suspend and resume.
#[utoipa::path(
    put,
    path = "/v1/tenants/{tenantId}",
    tag = "tenants",
    params(TenantPath),
    request_body = ChangeTenant,
    security(("bearer" = [])),
    responses(
        (status = 200, description = "The tenant as it is now", body = Envelope<TenantView>),
        (status = 400, description = "`invalid_json`", body = Failure),
        (status = 401, description = "`unauthorized`, `token_expired`", body = Failure),
        (status = 403, description = "`forbidden`: needs tenant:write, limits need platform:admin; `tenant_suspended`", body = Failure),
        (status = 404, description = "`not_found`: no such tenant, or not one's own", body = Failure),
        (status = 409, description = "`version_conflict`; `conflict`: another tenant has this domain", body = Failure),
        (status = 422, description = "`invalid_field`, `missing_field`, `unknown_field`", body = Failure),
    )
)]
pub(crate) async fn change_tenant(
    within: InTenant<may::TenantWrite>,
    State(service): State<TenantService>,
    edge: Edge,
    Body(wanted): Body<ChangeTenant>,
) -> ApiResult<TenantView> {
    let on_platform = within.principal.tenant.is_none() && within.principal.may(Permission::PlatformAdmin);
    let tenant = service.change(within.id(), wanted, on_platform, edge.now()).await?;
    Ok(Reply::ok(tenant.into()))
}
