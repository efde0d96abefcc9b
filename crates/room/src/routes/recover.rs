//! `/q/{queueId}/recover`: a place moves to this device.
//!
//! The link alone moves nothing: chat programs and scanners open links, too. It takes the button.

use axum::{extract::State as Extract, response::Response};
use http::StatusCode;
use vq_domain::{ErrorCode, QueueId};

use super::{
    App,
    answer::{html, see_other, with_cookie},
    forms::Sent,
    visit::Visit,
};
use crate::{PublicQueue, RecoverPage, State};

/// More is no code, and is not repeated on the page.
const LONGEST_CODE: usize = 40;

/// `GET …?code=`: the form, filled in.
pub(super) async fn show(Extract(app): Extract<App>, visit: Visit) -> Response {
    let (id, queue) = match app.queue_of(&visit).await {
        Ok(found) => found,
        Err(page) => return page,
    };
    let code = visit.asked.code.clone();
    form(&app, &visit, id, queue, code, false)
}

/// `POST`: takes the place.
pub(super) async fn submit(Extract(app): Extract<App>, mut visit: Visit, sent: Sent) -> Response {
    // The page hides its address, because the code is in it; see `Sender::Hidden`. Whoever sends this form from
    // elsewhere must know a code, and would only give a place away.
    let fields = match app.fields(&mut visit, sent, true) {
        Ok(fields) => fields,
        Err(page) => return page,
    };
    let (id, queue) = match app.queue_of(&visit).await {
        Ok(found) => found,
        Err(page) => return page,
    };
    match app.backend.recover(id, &fields.code, visit.address).await {
        Ok(Some(joined)) => with_cookie(
            see_other(&visit.page_url(id)),
            visit.session_cookie(id, &joined.token, joined.max_age_seconds),
        ),
        Ok(None) => form(&app, &visit, id, queue, Some(fields.code), true),
        Err(error) if error.code() == ErrorCode::NotFound => {
            form(&app, &visit, id, queue, Some(fields.code), true)
        }
        Err(error) => app.failure(&visit, Some(&queue), &error),
    }
}

fn form(
    app: &App,
    visit: &Visit,
    id: QueueId,
    queue: PublicQueue,
    code: Option<String>,
    wrong: bool,
) -> Response {
    let page = RecoverPage {
        base: visit.site.base.clone(),
        queue_id: id.to_string(),
        queue_name: queue.name,
        branding: queue.branding,
        code: code.filter(|code| code.len() <= LONGEST_CODE),
        wrong,
        return_url: visit.return_url.clone(),
    };
    let status = if wrong { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    html(status, app.drawn(app.room.recover_page(&page, visit.locale), State::Unavailable), None)
}
