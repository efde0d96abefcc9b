//! `GET /q/{queueId}/keep`: the recovery code and its QR.

use axum::{extract::State as Extract, response::Response};
use http::StatusCode;

use super::{
    App,
    answer::{html, see_other},
    visit::Visit,
};
use crate::{KeepPage, State, recovery_url};

pub(super) async fn show(Extract(app): Extract<App>, visit: Visit) -> Response {
    let (id, queue) = match app.queue_of(&visit).await {
        Ok(found) => found,
        Err(page) => return page,
    };
    let back_url = visit.page_url(id);
    let Some(token) = visit.token(id) else { return see_other(&back_url) };
    let (status, code) = match app.backend.recovery(id, token).await {
        Ok(code) => (StatusCode::OK, Some(code)),
        Err(error) => {
            tracing::debug!(%error, "no recovery code");
            (
                StatusCode::from_u16(error.code().http_status()).unwrap_or(StatusCode::SERVICE_UNAVAILABLE),
                None,
            )
        }
    };
    let recovery = code.map(|code| {
        let url = recovery_url(&visit.links(queue.tenant_id), id, &code, visit.return_url.as_deref());
        (code, url)
    });
    let page = KeepPage {
        base: visit.site.base.clone(),
        queue_id: id.to_string(),
        queue_name: queue.name,
        branding: queue.branding,
        recovery,
        back_url,
    };
    html(status, app.drawn(app.room.keep_page(&page, visit.locale), State::Unavailable), None)
}
