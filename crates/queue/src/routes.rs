//! `/v1/tenants/{tenantId}/queues` and `/v1/queues/{queueId}/frame`.

mod crud;
mod frame;
mod preview;
mod steer;

use utoipa_axum::{router::OpenApiRouter, routes};
use vq_domain::{QueueId, TenantId};

use crate::QueueService;

/// The staff's side.
pub fn router(service: QueueService) -> OpenApiRouter {
    OpenApiRouter::new()
        .routes(routes!(crud::list, crud::create))
        .routes(routes!(crud::get, crud::update, crud::delete))
        .routes(routes!(preview::schedule_preview))
        .routes(routes!(steer::flow))
        .routes(routes!(steer::gather))
        .routes(routes!(steer::open))
        .routes(routes!(steer::pause))
        .routes(routes!(steer::resume))
        .routes(routes!(steer::drain))
        .routes(routes!(steer::close))
        .routes(routes!(steer::message))
        .with_state(service)
}

/// The public side.
pub fn frame_router(service: QueueService) -> OpenApiRouter {
    OpenApiRouter::new().routes(routes!(frame::frame)).with_state(service)
}

/// The path of one queue.
#[derive(Clone, Copy, Debug, serde::Deserialize, utoipa::IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Path, rename_all = "camelCase")]
struct QueuePath {
    /// The tenant.
    #[serde(rename = "tenantId")]
    #[expect(dead_code, reason = "read by the extractor that authorises")]
    tenant_id: TenantId,
    /// The queue.
    queue_id: QueueId,
}
