//! Liveness and readiness.

use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};
use vq_api::{ApiResult, Envelope, Failure, Reply};
use vq_domain::Error;

use super::Readiness;
use crate::store::Store;

#[derive(Clone)]
struct Health {
    ready: Readiness,
    store: Option<Store>,
}

/// `/health` and `/health/ready`.
pub fn router(ready: Readiness, store: Option<Store>) -> OpenApiRouter {
    OpenApiRouter::new().routes(routes!(live)).routes(routes!(ready_now)).with_state(Health { ready, store })
}

/// How the process is.
#[derive(Debug, Serialize, ToSchema)]
struct HealthView {
    /// `ok`
    status: &'static str,
    /// The version of the program.
    version: &'static str,
}

const OK: HealthView = HealthView { status: "ok", version: env!("CARGO_PKG_VERSION") };

/// Is the process alive?
#[utoipa::path(get, path = "/health", tag = "operations", responses((status = 200, body = Envelope<HealthView>)))]
async fn live() -> ApiResult<HealthView> {
    Ok(Reply::ok(OK))
}

/// Should it be sent requests? Every module has started, it is not about to stop, and the store answers.
#[utoipa::path(get, path = "/health/ready", tag = "operations",
    responses((status = 200, body = Envelope<HealthView>), (status = 503, body = Failure)))]
async fn ready_now(State(health): State<Health>) -> ApiResult<HealthView> {
    if !health.ready.get() {
        return Err(Error::unavailable("This node is starting or stopping.").into());
    }
    if let Some(store) = &health.store {
        store.check().await?;
    }
    Ok(Reply::ok(OK))
}
