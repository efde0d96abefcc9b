//! GET /v1/tenants

use axum::extract::State;
use vq_api::{
    ApiResult, Envelope, Failure, List, OnPlatform, Reply, may,
    paging::{Paging, Query},
};

use crate::{TenantService, TenantView};

/// All tenants in the order of their creation.
#[utoipa::path(
    get,
    path = "/v1/tenants",
    tag = "tenants",
    params(Paging),
    security(("bearer" = [])),
    responses(
        (status = 200, description = "One page", body = Envelope<List<TenantView>>),
        (status = 400, description = "`invalid_parameter`", body = Failure),
        (status = 401, description = "`unauthorized`, `token_expired`", body = Failure),
        (status = 403, description = "`forbidden`: needs platform:admin", body = Failure),
    )
)]
pub(crate) async fn list_tenants(
    _: OnPlatform<may::PlatformAdmin>,
    State(service): State<TenantService>,
    Query(paging): Query<Paging>,
) -> ApiResult<List<TenantView>> {
    let page = service.list(paging.request()?).await?;
    Ok(Reply::ok(List::new(page, TenantView::from)))
}
