//! `GET /q/{queueId}`: the wait page. The first look at it takes a place.

use axum::{extract::State as Extract, response::Response};
use http::StatusCode;
use serde_json::Value;

use vq_domain::QueueId;

use super::{
    App,
    answer::{see_other, with_cookie},
    visit::Visit,
};
use crate::{PublicQueue, State, session::SessionView};

/// How long the cookie of a place is kept that went on in another line: longer than any line of a day.
const MOVED_SECONDS: u32 = 7 * 86_400;

pub(super) async fn show(Extract(app): Extract<App>, visit: Visit) -> Response {
    let (id, queue) = match app.queue_of(&visit).await {
        Ok(found) => found,
        Err(page) => return page,
    };
    if let Some(token) = visit.token(id) {
        return match app.backend.session_for(id, token).await {
            Ok(session) => with_session(&app, &visit, &queue, session),
            Err(error) => app.failure(&visit, Some(&queue), &error),
        };
    }
    let cookies_blocked = visit.keeps_no_cookies(id);
    if cookies_blocked || !visit.is_plain_view() {
        let page = crate::Page { cookies_blocked, ..app.page(&visit, Some(&queue), State::Joining) };
        return app.show(&visit, Some(&queue), &page, StatusCode::OK);
    }
    let arrival = visit.arrival();
    match app.backend.join(id, None, arrival.clone()).await {
        Ok(joined) => with_cookie(
            with_session(&app, &visit, &queue, Some(joined.session)),
            visit.session_cookie(id, &joined.token, joined.max_age_seconds),
        ),
        Err(error) => {
            let page = app.not_joined(&visit, &queue, &error, &arrival).await;
            with_cookie(page, visit.probe_cookie())
        }
    }
}

/// The place went on in another line: so does its holder, with a cookie for that one.
fn moved_on(visit: &Visit, session: &Value) -> Option<Response> {
    let (queue, token) = SessionView::read(session).moved_to?;
    let queue: QueueId = queue.parse().ok()?;
    let cookie = visit.session_cookie(queue, &token, MOVED_SECONDS);
    Some(with_cookie(see_other(&visit.line_url(queue)), cookie))
}

/// `None`: the place of this browser's token is not known any more. It is not silently given another at the end.
fn with_session(app: &App, visit: &Visit, queue: &PublicQueue, session: Option<Value>) -> Response {
    if let Some(on) = session.as_ref().and_then(|session| moved_on(visit, session)) {
        return on;
    }
    let state = session.as_ref().map_or(State::Ended, State::of_session);
    let page = crate::Page { session, ..app.page(visit, Some(queue), state) };
    app.show(visit, Some(queue), &page, StatusCode::OK)
}
