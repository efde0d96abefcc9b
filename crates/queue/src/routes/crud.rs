//! List, create, read, change, delete.

use axum::extract::State;
use vq_api::{ApiResult, Body, Edge, Envelope, InTenant, List, Paging, Path, Reply, may, paging::Query};
use vq_domain::TenantId;

use super::QueuePath;
use crate::{QueueService, QueueView, input::QueueInput};

/// The tenant's queues, in the order of their creation
#[utoipa::path(get, path = "/v1/tenants/{tenantId}/queues", tag = "queues", security(("bearer" = [])),
    params(("tenantId" = TenantId, Path), Paging),
    responses((status = 200, body = Envelope<List<QueueView>>)))]
pub(super) async fn list(
    State(service): State<QueueService>,
    caller: InTenant<may::QueueRead>,
    edge: Edge,
    Query(paging): Query<Paging>,
) -> ApiResult<List<QueueView>> {
    let page = service.stored().list(caller.id(), paging.request()?).await?;
    let now = edge.now();
    let mut items = Vec::with_capacity(page.items.len());
    for queue in &page.items {
        // A queue whose line has just been stopped is being deleted.
        if let Ok(line) = service.line(caller.id(), queue.id).await {
            items.push(QueueView::new(queue, &line, now));
        }
    }
    Ok(Reply::ok(List { items, next_cursor: page.next }))
}

/// Create a queue
///
/// Without a schedule it is open at once, or gathers people if `preQueue.enabled`.
#[utoipa::path(post, path = "/v1/tenants/{tenantId}/queues", tag = "queues", security(("bearer" = [])),
    params(("tenantId" = TenantId, Path)), request_body = QueueInput,
    responses((status = 201, body = Envelope<QueueView>)))]
pub(super) async fn create(
    State(service): State<QueueService>,
    caller: InTenant<may::QueueWrite>,
    edge: Edge,
    Body(input): Body<QueueInput>,
) -> ApiResult<QueueView> {
    let (queue, line) = service.create(&caller.tenant, input, edge.now(), edge.ids()).await?;
    Ok(Reply::created(QueueView::new(&queue, &line, edge.now())))
}

/// One queue, with its live numbers
#[utoipa::path(get, path = "/v1/tenants/{tenantId}/queues/{queueId}", tag = "queues", security(("bearer" = [])),
    params(QueuePath), responses((status = 200, body = Envelope<QueueView>)))]
pub(super) async fn get(
    State(service): State<QueueService>,
    caller: InTenant<may::QueueRead>,
    edge: Edge,
    Path(path): Path<QueuePath>,
) -> ApiResult<QueueView> {
    let line = service.line(caller.id(), path.queue_id).await?;
    Ok(Reply::ok(QueueView::new(&line.queue(), &line, edge.now())))
}

/// Change a queue; rate and cap take effect while it runs
#[utoipa::path(put, path = "/v1/tenants/{tenantId}/queues/{queueId}", tag = "queues", security(("bearer" = [])),
    params(QueuePath), request_body = QueueInput,
    responses((status = 200, body = Envelope<QueueView>)))]
pub(super) async fn update(
    State(service): State<QueueService>,
    caller: InTenant<may::QueueWrite>,
    edge: Edge,
    Path(path): Path<QueuePath>,
    Body(input): Body<QueueInput>,
) -> ApiResult<QueueView> {
    let (queue, line) = service.change(&caller.tenant, path.queue_id, input, edge.now()).await?;
    Ok(Reply::ok(QueueView::new(&queue, &line, edge.now())))
}

/// Delete a queue and everybody in it
#[utoipa::path(delete, path = "/v1/tenants/{tenantId}/queues/{queueId}", tag = "queues", security(("bearer" = [])),
    params(QueuePath), responses((status = 200, body = Envelope<QueueView>)))]
pub(super) async fn delete(
    State(service): State<QueueService>,
    caller: InTenant<may::QueueWrite>,
    edge: Edge,
    Path(path): Path<QueuePath>,
) -> ApiResult<QueueView> {
    let line = service.line(caller.id(), path.queue_id).await?;
    let last = QueueView::new(&line.queue(), &line, edge.now());
    service.delete(caller.id(), path.queue_id).await?;
    Ok(Reply::ok(last))
}
