//! Counters, and calling the next person to one.

use axum::extract::State;
use serde::Deserialize;
use serde_json::json;
use utoipa::ToSchema;
use vq_api::{
    ApiResult, Body, Edge, Envelope, InTenant, List, Listed, Paging, Path, Reply, may, paging::Query,
};
use vq_domain::{Action, CounterId, SessionId, TenantId};
use vq_engine::attend::By;

use super::AtLocation;
use crate::{CounterService, input::CounterInput, service, view::CounterView};

/// The path of one counter.
#[derive(Clone, Copy, Debug, serde::Deserialize, utoipa::IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Path, rename_all = "camelCase")]
pub(crate) struct CounterPath {
    /// The tenant.
    #[expect(dead_code, reason = "read by the extractor that authorises")]
    tenant_id: TenantId,
    /// The counter.
    counter_id: CounterId,
}

/// Whom the caller sees at the counter.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct CallNextInput {
    /// The session at `current`; `null` if nobody is there.
    #[serde(default)]
    current: Option<SessionId>,
}

/// The tenant's counters, in the order of their creation
#[utoipa::path(get, path = "/v1/tenants/{tenantId}/counters", tag = "counters", security(("bearer" = [])),
    operation_id = "list_counters", params(("tenantId" = TenantId, Path), AtLocation),
    responses((status = 200, body = Envelope<List<CounterView>>)))]
pub(crate) async fn list(
    State(service): State<CounterService>,
    caller: InTenant<may::CounterRead>,
    Query(query): Query<AtLocation>,
) -> ApiResult<List<CounterView>> {
    let paging = Paging { limit: query.limit, cursor: query.cursor };
    let (of, asked) = (&*service.inner.stores.counters, paging.request()?);
    let page = service::page(of, caller.id(), query.location_id, asked).await?;
    let told = json!({"locationId": query.location_id});
    let listed = Listed::new(Action::LookCounters).narrowed(told).page(paging);
    let mut items = Vec::with_capacity(page.items.len());
    for counter in &page.items {
        items.push(service.show(counter, None, None).await?);
    }
    Ok(Reply::ok(caller.shown_list(listed, List { items, next_cursor: page.next }).await?))
}

/// Set a counter up
#[utoipa::path(post, path = "/v1/tenants/{tenantId}/counters", tag = "counters", security(("bearer" = [])),
    operation_id = "create_counter", params(("tenantId" = TenantId, Path)), request_body = CounterInput,
    responses((status = 201, body = Envelope<CounterView>)))]
pub(crate) async fn create(
    State(service): State<CounterService>,
    caller: InTenant<may::CounterWrite>,
    edge: Edge,
    Body(input): Body<CounterInput>,
) -> ApiResult<CounterView> {
    let counter = service.create_counter(&caller.tenant, input, edge.now(), edge.ids()).await?;
    Ok(Reply::created(caller.shown(service.show(&counter, None, None).await?)))
}

/// One counter, and who is there
#[utoipa::path(get, path = "/v1/tenants/{tenantId}/counters/{counterId}", tag = "counters",
    security(("bearer" = [])), operation_id = "get_counter", params(CounterPath),
    responses((status = 200, body = Envelope<CounterView>)))]
pub(crate) async fn get(
    State(service): State<CounterService>,
    caller: InTenant<may::CounterRead>,
    Path(path): Path<CounterPath>,
) -> ApiResult<CounterView> {
    let counter = service.counter(caller.id(), path.counter_id).await?;
    Ok(Reply::ok(caller.shown(service.show(&counter, None, None).await?)))
}

/// Change a counter
#[utoipa::path(put, path = "/v1/tenants/{tenantId}/counters/{counterId}", tag = "counters",
    security(("bearer" = [])), operation_id = "update_counter", params(CounterPath), request_body = CounterInput,
    responses((status = 200, body = Envelope<CounterView>)))]
pub(crate) async fn update(
    State(service): State<CounterService>,
    caller: InTenant<may::CounterWrite>,
    edge: Edge,
    Path(path): Path<CounterPath>,
    Body(input): Body<CounterInput>,
) -> ApiResult<CounterView> {
    let counter = service.change_counter(caller.id(), path.counter_id, input, edge.now()).await?;
    Ok(Reply::ok(caller.shown(service.show(&counter, None, None).await?)))
}

/// Remove a counter at which nobody is
#[utoipa::path(delete, path = "/v1/tenants/{tenantId}/counters/{counterId}", tag = "counters",
    security(("bearer" = [])), operation_id = "delete_counter", params(CounterPath),
    responses((status = 200, body = Envelope<CounterView>)))]
pub(crate) async fn delete(
    State(service): State<CounterService>,
    caller: InTenant<may::CounterWrite>,
    Path(path): Path<CounterPath>,
) -> ApiResult<CounterView> {
    let counter = service.delete_counter(caller.id(), path.counter_id).await?;
    Ok(Reply::ok(caller.shown(service.show(&counter, None, None).await?)))
}

/// I work at this counter now
#[utoipa::path(post, path = "/v1/tenants/{tenantId}/counters/{counterId}/open", tag = "counters",
    security(("bearer" = [])), operation_id = "open_counter", params(CounterPath),
    responses((status = 200, body = Envelope<CounterView>)))]
pub(crate) async fn open(
    State(service): State<CounterService>,
    caller: InTenant<may::CounterCall>,
    edge: Edge,
    Path(path): Path<CounterPath>,
) -> ApiResult<CounterView> {
    let who = Some(caller.principal.account);
    let counter = service.staff_counter(caller.id(), path.counter_id, who, edge.now()).await?;
    Ok(Reply::ok(caller.shown(service.show(&counter, None, None).await?)))
}

/// Nobody works at this counter for now; whom it serves stays there
#[utoipa::path(post, path = "/v1/tenants/{tenantId}/counters/{counterId}/close", tag = "counters",
    security(("bearer" = [])), operation_id = "close_counter", params(CounterPath),
    responses((status = 200, body = Envelope<CounterView>)))]
pub(crate) async fn close(
    State(service): State<CounterService>,
    caller: InTenant<may::CounterCall>,
    edge: Edge,
    Path(path): Path<CounterPath>,
) -> ApiResult<CounterView> {
    let counter = service.staff_counter(caller.id(), path.counter_id, None, edge.now()).await?;
    Ok(Reply::ok(caller.shown(service.show(&counter, None, None).await?)))
}

/// Call the next person
///
/// `current` is whom the caller sees at the counter: they are finished, unless `maxServed` leaves room for another. If
/// somebody else is there by now, as after a key pressed twice, nothing changes. `outcome` tells which.
#[utoipa::path(post, path = "/v1/tenants/{tenantId}/counters/{counterId}/call-next", tag = "counters",
    security(("bearer" = [])), operation_id = "call_next", params(CounterPath), request_body = CallNextInput,
    responses((status = 200, body = Envelope<CounterView>)))]
pub(crate) async fn call_next(
    State(service): State<CounterService>,
    caller: InTenant<may::CounterCall>,
    Path(path): Path<CounterPath>,
    Body(input): Body<CallNextInput>,
) -> ApiResult<CounterView> {
    let by = By { account: Some(caller.principal.account), reason: None };
    let view = service.call_next(caller.id(), path.counter_id, input.current, by).await?;
    Ok(Reply::ok(caller.shown(view)))
}
