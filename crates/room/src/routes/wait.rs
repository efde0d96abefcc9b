//! `GET /q/{queueId}`: the wait page. The first look at it takes a place.

use axum::{extract::State as Extract, response::Response};
use http::StatusCode;
use serde_json::Value;

use super::{App, answer::with_cookie, visit::Visit};
use crate::{PublicQueue, State};

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
    match app.backend.join(id, None, &visit.headers).await {
        Ok(joined) => with_cookie(
            with_session(&app, &visit, &queue, Some(joined.session)),
            visit.session_cookie(id, &joined.token, joined.max_age_seconds),
        ),
        Err(error) => with_cookie(app.failure(&visit, Some(&queue), &error), visit.probe_cookie()),
    }
}

/// `None`: the place of this browser's token is not known any more. It is not silently given another at the end.
fn with_session(app: &App, visit: &Visit, queue: &PublicQueue, session: Option<Value>) -> Response {
    let state = session.as_ref().map_or(State::Ended, State::of_session);
    let page = crate::Page { session, ..app.page(visit, Some(queue), state) };
    app.show(visit, Some(queue), &page, StatusCode::OK)
}
