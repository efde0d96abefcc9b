//! `/v1/tenants`, one endpoint per file.

mod change;
mod create;
mod domains;
mod list;
mod read;
mod remove;
mod status;

use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{DomainService, TenantService};

/// The endpoints of this service.
pub fn router(service: TenantService) -> OpenApiRouter {
    OpenApiRouter::new()
        .routes(routes!(list::list_tenants, create::create_tenant))
        .routes(routes!(read::read_tenant, change::change_tenant, remove::delete_tenant))
        .routes(routes!(read::read_usage))
        .routes(routes!(remove::read_deletion))
        .routes(routes!(status::suspend_tenant))
        .routes(routes!(status::resume_tenant))
        .with_state(service)
}

/// The endpoints of domains.
pub fn domain_router(service: DomainService) -> OpenApiRouter {
    OpenApiRouter::new()
        .routes(routes!(domains::list_domains, domains::create_domain))
        .routes(routes!(domains::delete_domain))
        .routes(routes!(domains::verify_domain))
        .routes(routes!(domains::approve_domain))
        .routes(routes!(domains::primary_domain))
        .with_state(service)
}

/// The tenant of a path.
#[derive(Clone, Copy, Debug, serde::Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Path)]
pub(crate) struct TenantPath {
    /// Which tenant.
    #[serde(rename = "tenantId")]
    pub(crate) tenant_id: vq_domain::TenantId,
}
