//! Kiosks, as their tenant looks after them.

use axum::extract::State;
use vq_api::{ApiResult, Body, Edge, Envelope, InTenant, List, Paging, Path, Reply, may, paging::Query};
use vq_domain::{Kiosk, KioskId, TenantId};

use super::AtLocation;
use crate::{CounterService, input::KioskInput, service, view::KioskView};

/// The path of one kiosk.
#[derive(Clone, Copy, Debug, serde::Deserialize, utoipa::IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Path, rename_all = "camelCase")]
pub(crate) struct KioskPath {
    /// The tenant.
    #[expect(dead_code, reason = "read by the extractor that authorises")]
    tenant_id: TenantId,
    /// The kiosk.
    kiosk_id: KioskId,
}

fn show(service: &CounterService, kiosk: &Kiosk) -> KioskView {
    KioskView::new(kiosk, service.kiosk_seen(kiosk.id), None)
}

/// The tenant's kiosks, in the order of their registration
#[utoipa::path(get, path = "/v1/tenants/{tenantId}/kiosks", tag = "kiosks", security(("bearer" = [])),
    operation_id = "list_kiosks", params(("tenantId" = TenantId, Path), AtLocation),
    responses((status = 200, body = Envelope<List<KioskView>>)))]
pub(crate) async fn list(
    State(service): State<CounterService>,
    caller: InTenant<may::LocationRead>,
    Query(query): Query<AtLocation>,
) -> ApiResult<List<KioskView>> {
    let paging = Paging { limit: query.limit, cursor: query.cursor }.request()?;
    let page = service::page(&*service.inner.stores.kiosks, caller.id(), query.location_id, paging).await?;
    Ok(Reply::ok(List::new(page, |kiosk| show(&service, &kiosk))))
}

/// Register a kiosk; its token is shown this once
#[utoipa::path(post, path = "/v1/tenants/{tenantId}/kiosks", tag = "kiosks", security(("bearer" = [])),
    operation_id = "create_kiosk", params(("tenantId" = TenantId, Path)), request_body = KioskInput,
    responses((status = 201, body = Envelope<KioskView>)))]
pub(crate) async fn create(
    State(service): State<CounterService>,
    caller: InTenant<may::LocationWrite>,
    edge: Edge,
    Body(input): Body<KioskInput>,
) -> ApiResult<KioskView> {
    let (kiosk, token) = service.create_kiosk(&caller.tenant, input, edge.now(), edge.ids()).await?;
    Ok(Reply::created(KioskView::new(&kiosk, None, Some(token))))
}

/// One kiosk
#[utoipa::path(get, path = "/v1/tenants/{tenantId}/kiosks/{kioskId}", tag = "kiosks", security(("bearer" = [])),
    operation_id = "get_kiosk", params(KioskPath),
    responses((status = 200, body = Envelope<KioskView>)))]
pub(crate) async fn get(
    State(service): State<CounterService>,
    caller: InTenant<may::LocationRead>,
    Path(path): Path<KioskPath>,
) -> ApiResult<KioskView> {
    Ok(Reply::ok(show(&service, &service.kiosk(caller.id(), path.kiosk_id).await?)))
}

/// Change a kiosk, or take it out of service
#[utoipa::path(put, path = "/v1/tenants/{tenantId}/kiosks/{kioskId}", tag = "kiosks", security(("bearer" = [])),
    operation_id = "update_kiosk", params(KioskPath), request_body = KioskInput,
    responses((status = 200, body = Envelope<KioskView>)))]
pub(crate) async fn update(
    State(service): State<CounterService>,
    caller: InTenant<may::LocationWrite>,
    edge: Edge,
    Path(path): Path<KioskPath>,
    Body(input): Body<KioskInput>,
) -> ApiResult<KioskView> {
    let kiosk = service.change_kiosk(caller.id(), path.kiosk_id, input, edge.now()).await?;
    Ok(Reply::ok(show(&service, &kiosk)))
}

/// Remove a kiosk; its token is good for nothing from then on
#[utoipa::path(delete, path = "/v1/tenants/{tenantId}/kiosks/{kioskId}", tag = "kiosks",
    security(("bearer" = [])), operation_id = "delete_kiosk", params(KioskPath),
    responses((status = 200, body = Envelope<KioskView>)))]
pub(crate) async fn delete(
    State(service): State<CounterService>,
    caller: InTenant<may::LocationWrite>,
    Path(path): Path<KioskPath>,
) -> ApiResult<KioskView> {
    Ok(Reply::ok(show(&service, &service.delete_kiosk(caller.id(), path.kiosk_id).await?)))
}

/// Give a kiosk another token, shown this once; the old one is good for nothing from then on
#[utoipa::path(post, path = "/v1/tenants/{tenantId}/kiosks/{kioskId}/token", tag = "kiosks",
    security(("bearer" = [])), operation_id = "renew_kiosk_token", params(KioskPath),
    responses((status = 200, body = Envelope<KioskView>)))]
pub(crate) async fn renew(
    State(service): State<CounterService>,
    caller: InTenant<may::LocationWrite>,
    edge: Edge,
    Path(path): Path<KioskPath>,
) -> ApiResult<KioskView> {
    let (kiosk, token) = service.renew_token(caller.id(), path.kiosk_id, edge.now(), edge.ids()).await?;
    Ok(Reply::ok(KioskView::new(&kiosk, service.kiosk_seen(kiosk.id), Some(token))))
}
