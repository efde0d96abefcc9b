//! `/v1/tenants/{tenantId}/locations`, `/counters`, `/kiosks`, the verbs on sessions, `/v1/kiosks` and the board.

mod attend;
mod board;
mod counters;
mod devices;
mod kiosks;
mod locations;

use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_axum::{router::OpenApiRouter, routes};
use vq_domain::LocationId;

use crate::CounterService;

/// The staff's side.
pub fn router(service: CounterService) -> OpenApiRouter {
    OpenApiRouter::new()
        .routes(routes!(locations::list, locations::create))
        .routes(routes!(locations::get, locations::update, locations::delete))
        .routes(routes!(counters::list, counters::create))
        .routes(routes!(counters::get, counters::update, counters::delete))
        .routes(routes!(counters::open))
        .routes(routes!(counters::close))
        .routes(routes!(counters::call_next))
        .routes(routes!(attend::call))
        .routes(routes!(attend::recall))
        .routes(routes!(attend::start))
        .routes(routes!(attend::finish))
        .routes(routes!(attend::no_show))
        .routes(routes!(attend::send_back))
        .routes(routes!(attend::hold))
        .routes(routes!(attend::resume))
        .routes(routes!(attend::transfer))
        .routes(routes!(attend::add_service))
        .routes(routes!(attend::check_in))
        .routes(routes!(kiosks::list, kiosks::create))
        .routes(routes!(kiosks::get, kiosks::update, kiosks::delete))
        .routes(routes!(kiosks::renew))
        .with_state(service)
}

/// What is open to the public, and to kiosks.
pub fn public_router(service: CounterService) -> OpenApiRouter {
    OpenApiRouter::new()
        .routes(routes!(board::location))
        .routes(routes!(board::board))
        .routes(routes!(board::events))
        .routes(routes!(devices::get))
        .routes(routes!(devices::ticket))
        .routes(routes!(devices::reserve))
        .routes(routes!(devices::reconcile))
        .with_state(service)
}

/// Which page of a list, perhaps of one location.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query, rename_all = "camelCase")]
pub(crate) struct AtLocation {
    /// Only what is there.
    #[param(value_type = Option<String>)]
    location_id: Option<LocationId>,
    /// Most rows, 1 to 200; 50 if absent.
    limit: Option<u32>,
    /// `nextCursor` of the page before.
    cursor: Option<String>,
}
