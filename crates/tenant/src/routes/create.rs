//! POST /v1/tenants

use axum::extract::State;
use vq_api::{ApiResult, Body, Edge, Envelope, Failure, OnPlatform, Reply, may};

use crate::{CreateTenant, TenantService, TenantView};

/// Creates a tenant with its defaults.
#[utoipa::path(
    post,
    path = "/v1/tenants",
    tag = "tenants",
    request_body = CreateTenant,
    security(("bearer" = [])),
    responses(
        (status = 201, description = "The new tenant", body = Envelope<TenantView>),
        (status = 400, description = "`invalid_json`", body = Failure),
        (status = 401, description = "`unauthorized`, `token_expired`", body = Failure),
        (status = 403, description = "`forbidden`: needs platform:admin", body = Failure),
        (status = 409, description = "`conflict`: another tenant has this domain", body = Failure),
        (status = 422, description = "`invalid_field`, `missing_field`, `unknown_field`", body = Failure),
    )
)]
pub(crate) async fn create_tenant(
    _: OnPlatform<may::PlatformAdmin>,
    State(service): State<TenantService>,
    edge: Edge,
    Body(wanted): Body<CreateTenant>,
) -> ApiResult<TenantView> {
    let tenant = service.create(wanted, edge.now(), edge.ids()).await?;
    Ok(Reply::created(tenant.into()))
}
