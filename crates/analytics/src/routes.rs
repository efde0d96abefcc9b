//! `/v1/tenants/{tenantId}/analytics`, `…/queues/{queueId}/analytics` and `…/sessions/{sessionId}/history`.

use axum::extract::State;
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_axum::{router::OpenApiRouter, routes};
use vq_api::{ApiResult, Edge, Envelope, InTenant, Path, Reply, may, paging::Query};
use vq_domain::{QueueId, SessionId, TenantId};

use crate::{AnalyticsService, history::SessionHistory, service::Asking, view::AnalyticsView};

/// The routes.
pub fn router(service: AnalyticsService) -> OpenApiRouter {
    OpenApiRouter::new()
        .routes(routes!(of_tenant))
        .routes(routes!(of_queue))
        .routes(routes!(of_session))
        .with_state(service)
}

/// Which time, and in which steps.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query, rename_all = "camelCase")]
struct TimeQuery {
    /// From when; a day before `to` if absent. The step that it lies in is the first.
    #[param(value_type = Option<String>, format = DateTime)]
    from: Option<String>,
    /// Until when; now if absent.
    #[param(value_type = Option<String>, format = DateTime)]
    to: Option<String>,
    /// `minute`, `hour` or `day`; `hour` if absent. At most 1,500 steps.
    step: Option<String>,
    /// Whose hours and days, e.g. `Europe/Berlin`; that of the queue's schedule if absent, else the tenant's `timeZone`, else
    /// UTC.
    time_zone: Option<String>,
}

impl From<TimeQuery> for Asking {
    fn from(query: TimeQuery) -> Self {
        Self { from: query.from, to: query.to, step: query.step, time_zone: query.time_zone }
    }
}

/// The path of a tenant.
#[derive(Clone, Copy, Debug, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Path, rename_all = "camelCase")]
struct TenantPath {
    /// The tenant.
    #[serde(rename = "tenantId")]
    #[expect(dead_code, reason = "read by the extractor that authorises")]
    tenant_id: TenantId,
}

/// The path of a queue.
#[derive(Clone, Copy, Debug, Deserialize, IntoParams)]
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

/// The path of a session.
#[derive(Clone, Copy, Debug, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Path, rename_all = "camelCase")]
struct SessionPath {
    /// The tenant.
    #[serde(rename = "tenantId")]
    #[expect(dead_code, reason = "read by the extractor that authorises")]
    tenant_id: TenantId,
    /// The session.
    session_id: SessionId,
}

/// What happened in all queues of a tenant together
#[utoipa::path(get, path = "/v1/tenants/{tenantId}/analytics", tag = "analytics", security(("bearer" = [])),
    params(TenantPath, TimeQuery),
    responses((status = 200, body = Envelope<AnalyticsView>)))]
async fn of_tenant(
    State(service): State<AnalyticsService>,
    caller: InTenant<may::AnalyticsRead>,
    edge: Edge,
    Query(query): Query<TimeQuery>,
) -> ApiResult<AnalyticsView> {
    Ok(Reply::ok(service.report(&caller.tenant, None, query.into(), edge.now()).await?))
}

/// What happened in a queue
#[utoipa::path(get, path = "/v1/tenants/{tenantId}/queues/{queueId}/analytics", tag = "analytics",
    security(("bearer" = [])), params(QueuePath, TimeQuery),
    responses((status = 200, body = Envelope<AnalyticsView>)))]
async fn of_queue(
    State(service): State<AnalyticsService>,
    caller: InTenant<may::AnalyticsRead>,
    edge: Edge,
    Path(path): Path<QueuePath>,
    Query(query): Query<TimeQuery>,
) -> ApiResult<AnalyticsView> {
    Ok(Reply::ok(service.report(&caller.tenant, Some(path.queue_id), query.into(), edge.now()).await?))
}

/// What happened to a session
#[utoipa::path(get, path = "/v1/tenants/{tenantId}/sessions/{sessionId}/history", tag = "sessions",
    security(("bearer" = [])), params(SessionPath),
    responses((status = 200, body = Envelope<SessionHistory>)))]
async fn of_session(
    State(service): State<AnalyticsService>,
    caller: InTenant<may::SessionRead>,
    Path(path): Path<SessionPath>,
) -> ApiResult<SessionHistory> {
    Ok(Reply::ok(service.history(&caller.tenant, path.session_id).await?))
}
