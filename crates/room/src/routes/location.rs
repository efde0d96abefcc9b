//! `/l/{locationId}`: a location from a phone, by its QR code. What is taken there is an ordinary place in a line: the button
//! is that of the wait page, and so is what keeps the place when the tab is closed.

use axum::{
    extract::{Path, State as Extract},
    response::{IntoResponse, Response},
};
use http::{HeaderValue, StatusCode, header};
use uuid::Uuid;
use vq_domain::{Error, QueueId};

use super::{App, answer::html, visit::Visit};
use crate::{LocationPage, PublicLocation, State, qr_svg};

/// `GET /l/{locationId}`
pub(super) async fn show(Extract(app): Extract<App>, Path(id): Path<String>, visit: Visit) -> Response {
    let PublicLocation { tenant_id, view, branding } = match app.location_of(&id, &visit).await {
        Ok(found) => found,
        Err(page) => return page,
    };
    let services = view["services"].as_array().map(Vec::as_slice).unwrap_or_default();
    let has_place = |id: &&str| id.parse::<QueueId>().is_ok_and(|queue| visit.token(queue).is_some());
    let ids = services.iter().filter_map(|service| service["queueId"].as_str());
    let places = ids.filter(has_place).map(str::to_owned).collect();
    let page = LocationPage {
        base: visit.site.base.clone(),
        tenant_id: tenant_id.to_string(),
        branding,
        location: view,
        places,
    };
    let drawn = app.drawn(app.room.location_page(&page, visit.locale), State::Unavailable);
    visit.keep_language(html(StatusCode::OK, drawn, None))
}

/// `GET /l/{locationId}/qr.svg`: the code that leads there, for boards and posters.
pub(super) async fn qr(Extract(app): Extract<App>, Path(id): Path<String>, visit: Visit) -> Response {
    let tenant = match app.location_of(&id, &visit).await {
        Ok(found) => found.tenant_id,
        Err(page) => return page,
    };
    let mut response = qr_svg(&format!("{}/l/{id}", visit.links(tenant))).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("image/svg+xml"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=300"));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    // The address in it is that of the request, unless the tenant has a domain of its own, which may change.
    headers.insert(header::VARY, HeaderValue::from_static("host, x-forwarded-host, x-forwarded-proto"));
    response
}

impl App {
    async fn location_of(&self, id: &str, visit: &Visit) -> Result<PublicLocation, Response> {
        // The page of a line that is not there: here, the location.
        let nowhere = visit.about_no_queue();
        let missing = || self.failure(&nowhere, None, &Error::not_found("location"));
        let Ok(id) = id.parse::<Uuid>() else { return Err(missing()) };
        match self.backend.location_public(id, visit.locale).await {
            Ok(found) => found.ok_or_else(missing),
            Err(error) => Err(self.failure(&nowhere, None, &error)),
        }
    }
}
