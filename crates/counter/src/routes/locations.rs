//! Locations, as their tenant sets them up.

use axum::extract::State;
use vq_api::{ApiResult, Body, Edge, Envelope, InTenant, List, Paging, Path, Reply, may, paging::Query};
use vq_domain::{Location, LocationId, Millis, TenantId};

use crate::{CounterService, input::LocationInput, service, view::LocationView};

/// The path of one location.
#[derive(Clone, Copy, Debug, serde::Deserialize, utoipa::IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Path, rename_all = "camelCase")]
pub(crate) struct LocationPath {
    /// The tenant.
    #[expect(dead_code, reason = "read by the extractor that authorises")]
    tenant_id: TenantId,
    /// The location.
    location_id: LocationId,
}

fn show(service: &CounterService, location: &Location, now: Millis) -> LocationView {
    LocationView::new(location, service.services_shown(location.id, true, now), now)
}

/// The tenant's locations, in the order of their creation
#[utoipa::path(get, path = "/v1/tenants/{tenantId}/locations", tag = "locations", security(("bearer" = [])),
    operation_id = "list_locations", params(("tenantId" = TenantId, Path), Paging),
    responses((status = 200, body = Envelope<List<LocationView>>)))]
pub(crate) async fn list(
    State(service): State<CounterService>,
    caller: InTenant<may::LocationRead>,
    edge: Edge,
    Query(paging): Query<Paging>,
) -> ApiResult<List<LocationView>> {
    let page = service::page(&*service.inner.stores.locations, caller.id(), None, paging.request()?).await?;
    let now = edge.now();
    Ok(Reply::ok(List::new(page, |location| show(&service, &location, now))))
}

/// Set a location up
#[utoipa::path(post, path = "/v1/tenants/{tenantId}/locations", tag = "locations", security(("bearer" = [])),
    operation_id = "create_location", params(("tenantId" = TenantId, Path)), request_body = LocationInput,
    responses((status = 201, body = Envelope<LocationView>)))]
pub(crate) async fn create(
    State(service): State<CounterService>,
    caller: InTenant<may::LocationWrite>,
    edge: Edge,
    Body(input): Body<LocationInput>,
) -> ApiResult<LocationView> {
    let location = service.create_location(&caller.tenant, input, edge.now(), edge.ids()).await?;
    Ok(Reply::created(show(&service, &location, edge.now())))
}

/// One location, with what is offered there
#[utoipa::path(get, path = "/v1/tenants/{tenantId}/locations/{locationId}", tag = "locations",
    security(("bearer" = [])), operation_id = "get_location", params(LocationPath),
    responses((status = 200, body = Envelope<LocationView>)))]
pub(crate) async fn get(
    State(service): State<CounterService>,
    caller: InTenant<may::LocationRead>,
    edge: Edge,
    Path(path): Path<LocationPath>,
) -> ApiResult<LocationView> {
    let location = service.location(caller.id(), path.location_id).await?;
    Ok(Reply::ok(show(&service, &location, edge.now())))
}

/// Change a location; its services follow its hours
#[utoipa::path(put, path = "/v1/tenants/{tenantId}/locations/{locationId}", tag = "locations",
    security(("bearer" = [])), operation_id = "update_location", params(LocationPath), request_body = LocationInput,
    responses((status = 200, body = Envelope<LocationView>)))]
pub(crate) async fn update(
    State(service): State<CounterService>,
    caller: InTenant<may::LocationWrite>,
    edge: Edge,
    Path(path): Path<LocationPath>,
    Body(input): Body<LocationInput>,
) -> ApiResult<LocationView> {
    let location = service.change_location(&caller.tenant, path.location_id, input, edge.now()).await?;
    Ok(Reply::ok(show(&service, &location, edge.now())))
}

/// Remove a location that nothing belongs to any more
#[utoipa::path(delete, path = "/v1/tenants/{tenantId}/locations/{locationId}", tag = "locations",
    security(("bearer" = [])), operation_id = "delete_location", params(LocationPath),
    responses((status = 200, body = Envelope<LocationView>)))]
pub(crate) async fn delete(
    State(service): State<CounterService>,
    caller: InTenant<may::LocationWrite>,
    edge: Edge,
    Path(path): Path<LocationPath>,
) -> ApiResult<LocationView> {
    let location = service.delete_location(caller.id(), path.location_id).await?;
    Ok(Reply::ok(LocationView::new(&location, Vec::new(), edge.now())))
}
