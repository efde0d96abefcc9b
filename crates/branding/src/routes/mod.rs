//! `/v1/tenants/{tenantId}/branding`, and the same for one queue.

mod picture;
mod queue;
mod tenant;

use utoipa_axum::{router::OpenApiRouter, routes};
use vq_domain::{QueueId, TenantId};

use crate::BrandingService;

/// The endpoints of this service.
pub fn router(service: BrandingService) -> OpenApiRouter {
    OpenApiRouter::new()
        .routes(routes!(tenant::read, tenant::change))
        .routes(routes!(tenant::preview))
        .routes(routes!(tenant::set_logo, tenant::remove_logo))
        .routes(routes!(queue::read, queue::change, queue::remove))
        .routes(routes!(queue::preview))
        .routes(routes!(queue::set_logo, queue::remove_logo))
        .with_state(service)
}

/// The path of one queue.
#[derive(Clone, Copy, Debug, serde::Deserialize, utoipa::IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Path, rename_all = "camelCase")]
struct QueuePath {
    /// The tenant.
    #[expect(dead_code, reason = "read by the extractor that authorises")]
    tenant_id: TenantId,
    /// The queue.
    queue_id: QueueId,
}
