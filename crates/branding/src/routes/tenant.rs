//! The branding of a tenant.

use axum::extract::State;
use vq_api::{ApiResult, Body, Edge, Envelope, InTenant, Reply, may};
use vq_domain::{TenantId, Wearer};

use super::picture::Picture;
use crate::{BrandingPreview, BrandingService, BrandingView, LookInput};

fn of<P>(caller: &InTenant<P>) -> Wearer {
    Wearer { tenant_id: caller.id(), queue_id: None }
}

/// How the pages of the tenant are dressed
#[utoipa::path(get, path = "/v1/tenants/{tenantId}/branding", operation_id = "read_tenant_branding", tag = "branding", security(("bearer" = [])),
    params(("tenantId" = TenantId, Path)),
    responses((status = 200, body = Envelope<BrandingView>)))]
pub(super) async fn read(
    State(service): State<BrandingService>,
    caller: InTenant<may::TenantRead>,
) -> ApiResult<BrandingView> {
    Ok(Reply::ok(service.get(of(&caller)).await?.into()))
}

/// Dress the pages of the tenant
///
/// Text that cannot be read on the background (less than 4.5:1) is refused; the message tells the ratio.
#[utoipa::path(put, path = "/v1/tenants/{tenantId}/branding", operation_id = "change_tenant_branding", tag = "branding", security(("bearer" = [])),
    params(("tenantId" = TenantId, Path)), request_body = LookInput,
    responses((status = 200, body = Envelope<BrandingView>)))]
pub(super) async fn change(
    State(service): State<BrandingService>,
    caller: InTenant<may::TenantWrite>,
    edge: Edge,
    Body(input): Body<LookInput>,
) -> ApiResult<BrandingView> {
    Ok(Reply::ok(service.change(of(&caller), &input, edge.now()).await?.into()))
}

/// See a draft of it
///
/// Nothing is stored. The stylesheet is for a preview of the pages: post it to `/preview/room`, `/kiosk` or `/board`.
#[utoipa::path(post, path = "/v1/tenants/{tenantId}/branding/preview", operation_id = "preview_tenant_branding", tag = "branding", security(("bearer" = [])),
    params(("tenantId" = TenantId, Path)), request_body = LookInput,
    responses((status = 200, body = Envelope<BrandingPreview>)))]
pub(super) async fn preview(
    State(service): State<BrandingService>,
    caller: InTenant<may::TenantRead>,
    Body(input): Body<LookInput>,
) -> ApiResult<BrandingPreview> {
    Ok(Reply::ok(service.draft(of(&caller), &input).await?.into()))
}

/// Set the logo
///
/// The body is a PNG, JPEG or WebP file of at most 256 KiB.
#[utoipa::path(put, path = "/v1/tenants/{tenantId}/branding/logo", operation_id = "set_tenant_logo", tag = "branding", security(("bearer" = [])),
    params(("tenantId" = TenantId, Path)),
    request_body(content = String, content_type = "image/png", description = "The file"),
    responses((status = 200, body = Envelope<BrandingView>)))]
pub(super) async fn set_logo(
    State(service): State<BrandingService>,
    caller: InTenant<may::TenantWrite>,
    edge: Edge,
    picture: Picture,
) -> ApiResult<BrandingView> {
    let wearer = of(&caller);
    service.check_wearer(wearer).await?;
    Ok(Reply::ok(service.set_logo(wearer, Some(picture.bytes()?), edge.now()).await?.into()))
}

/// Remove the logo
#[utoipa::path(delete, path = "/v1/tenants/{tenantId}/branding/logo", operation_id = "remove_tenant_logo", tag = "branding", security(("bearer" = [])),
    params(("tenantId" = TenantId, Path)),
    responses((status = 200, body = Envelope<BrandingView>)))]
pub(super) async fn remove_logo(
    State(service): State<BrandingService>,
    caller: InTenant<may::TenantWrite>,
    edge: Edge,
) -> ApiResult<BrandingView> {
    Ok(Reply::ok(service.set_logo(of(&caller), None, edge.now()).await?.into()))
}
