//! The branding of one queue.

use axum::extract::State;
use vq_api::{ApiResult, Body, Edge, Envelope, InTenant, Path, Reply, may};
use vq_domain::Wearer;

use super::{QueuePath, picture::Picture};
use crate::{BrandingPreview, BrandingService, BrandingView, LookInput};

fn of<P>(caller: &InTenant<P>, path: QueuePath) -> Wearer {
    Wearer { tenant_id: caller.id(), queue_id: Some(path.queue_id) }
}

/// How the pages of the queue are dressed
///
/// It is worn over the tenant's: what is not said here is as it is there.
#[utoipa::path(get, path = "/v1/tenants/{tenantId}/queues/{queueId}/branding", operation_id = "read_queue_branding", tag = "branding", security(("bearer" = [])),
    params(QueuePath),
    responses((status = 200, body = Envelope<BrandingView>)))]
pub(super) async fn read(
    State(service): State<BrandingService>,
    caller: InTenant<may::QueueRead>,
    Path(path): Path<QueuePath>,
) -> ApiResult<BrandingView> {
    Ok(Reply::ok(service.get(of(&caller, path)).await?.into()))
}

/// Dress the pages of the queue
///
/// Text that cannot be read on the background (less than 4.5:1) is refused; the message tells the ratio.
#[utoipa::path(put, path = "/v1/tenants/{tenantId}/queues/{queueId}/branding", operation_id = "change_queue_branding", tag = "branding", security(("bearer" = [])),
    params(QueuePath), request_body = LookInput,
    responses((status = 200, body = Envelope<BrandingView>)))]
pub(super) async fn change(
    State(service): State<BrandingService>,
    caller: InTenant<may::QueueWrite>,
    edge: Edge,
    Path(path): Path<QueuePath>,
    Body(input): Body<LookInput>,
) -> ApiResult<BrandingView> {
    Ok(Reply::ok(service.change(of(&caller, path), &input, edge.now()).await?.into()))
}

/// See a draft of it
///
/// Nothing is stored. The stylesheet is for a preview of the pages: post it to `/preview/room`, `/kiosk` or `/board`.
#[utoipa::path(post, path = "/v1/tenants/{tenantId}/queues/{queueId}/branding/preview", operation_id = "preview_queue_branding", tag = "branding", security(("bearer" = [])),
    params(QueuePath), request_body = LookInput,
    responses((status = 200, body = Envelope<BrandingPreview>)))]
pub(super) async fn preview(
    State(service): State<BrandingService>,
    caller: InTenant<may::QueueRead>,
    Path(path): Path<QueuePath>,
    Body(input): Body<LookInput>,
) -> ApiResult<BrandingPreview> {
    Ok(Reply::ok(service.draft(of(&caller, path), &input).await?.into()))
}

/// Set the logo
///
/// The body is a PNG, JPEG or WebP file of at most 256 KiB.
#[utoipa::path(put, path = "/v1/tenants/{tenantId}/queues/{queueId}/branding/logo", operation_id = "set_queue_logo", tag = "branding", security(("bearer" = [])),
    params(QueuePath),
    request_body(content = String, content_type = "image/png", description = "The file"),
    responses((status = 200, body = Envelope<BrandingView>)))]
pub(super) async fn set_logo(
    State(service): State<BrandingService>,
    caller: InTenant<may::QueueWrite>,
    edge: Edge,
    Path(path): Path<QueuePath>,
    picture: Picture,
) -> ApiResult<BrandingView> {
    let wearer = of(&caller, path);
    service.check_wearer(wearer).await?;
    Ok(Reply::ok(service.set_logo(wearer, Some(picture.bytes()?), edge.now()).await?.into()))
}

/// Remove the logo
#[utoipa::path(delete, path = "/v1/tenants/{tenantId}/queues/{queueId}/branding/logo", operation_id = "remove_queue_logo", tag = "branding", security(("bearer" = [])),
    params(QueuePath),
    responses((status = 200, body = Envelope<BrandingView>)))]
pub(super) async fn remove_logo(
    State(service): State<BrandingService>,
    caller: InTenant<may::QueueWrite>,
    edge: Edge,
    Path(path): Path<QueuePath>,
) -> ApiResult<BrandingView> {
    Ok(Reply::ok(service.set_logo(of(&caller, path), None, edge.now()).await?.into()))
}

/// Take off what the queue wears itself
#[utoipa::path(delete, path = "/v1/tenants/{tenantId}/queues/{queueId}/branding", operation_id = "remove_queue_branding", tag = "branding", security(("bearer" = [])),
    params(QueuePath),
    responses((status = 200, description = "What is left: nothing of its own", body = Envelope<BrandingView>)))]
pub(super) async fn remove(
    State(service): State<BrandingService>,
    caller: InTenant<may::QueueWrite>,
    Path(path): Path<QueuePath>,
) -> ApiResult<BrandingView> {
    let wearer = of(&caller, path);
    service.remove(wearer).await?;
    Ok(Reply::ok(service.get(wearer).await?.into()))
}
