//! Pages and redirects as responses.

use axum::response::{IntoResponse, Response};
use http::{HeaderValue, StatusCode, header};
use vq_domain::{Error, ErrorCode, QueueId};

use super::{App, visit::Visit};
use crate::{Arrival, Carried, Page, PublicQueue, RoomError, State, security};

/// Longest text that is carried from one form to the next, in bytes.
const LONGEST_CARRIED: usize = 4096;

/// An HTML page.
pub(super) fn html(status: StatusCode, body: String, target_url: Option<&str>) -> Response {
    let mut response = (status, body).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
    security::harden(headers, target_url);
    response
}

/// 303: on with GET.
pub(super) fn see_other(to: &str) -> Response {
    let location = HeaderValue::from_str(to).unwrap_or(HeaderValue::from_static("/"));
    let mut response = StatusCode::SEE_OTHER.into_response();
    response.headers_mut().insert(header::LOCATION, location);
    // With a content type nobody on the way takes it for a failure without a body.
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
    security::harden(response.headers_mut(), None);
    response
}

/// Adds a cookie, if it could be made.
pub(super) fn with_cookie(mut response: Response, cookie: Option<HeaderValue>) -> Response {
    match cookie {
        Some(cookie) => drop(response.headers_mut().append(header::SET_COOKIE, cookie)),
        None => tracing::error!("a token cannot stand in a cookie"),
    }
    response
}

/// Whether the first that is wrong is this field.
fn is_about(error: &Error, field: &str) -> bool {
    error.errors.first().and_then(|first| first.field.as_deref()) == Some(field)
}

/// What to show for a failure, and with which status.
pub(super) fn face_of(error: &Error, queue: Option<&PublicQueue>) -> (State, StatusCode) {
    let closed = queue.map_or(State::Closed, |queue| State::of_closed_queue(queue.status));
    match error.code() {
        ErrorCode::NotFound => (State::NotFound, StatusCode::NOT_FOUND),
        ErrorCode::QueueFull | ErrorCode::LimitReached => (State::Full, StatusCode::OK),
        ErrorCode::QueueClosed => (closed, StatusCode::OK),
        ErrorCode::TenantSuspended => (State::Closed, StatusCode::OK),
        ErrorCode::ProofOfWorkRequired | ErrorCode::ProofOfWorkInvalid => (State::Joining, StatusCode::OK),
        ErrorCode::InviteRequired => (State::Invite, StatusCode::OK),
        ErrorCode::TokenSpent if is_about(error, "inviteCode") => (State::Invite, StatusCode::OK),
        ErrorCode::EnqueueTokenRequired | ErrorCode::TokenSpent => (State::Uninvited, StatusCode::OK),
        ErrorCode::InvalidField if is_about(error, "enqueueToken") => (State::Uninvited, StatusCode::OK),
        ErrorCode::Blocked => (State::Blocked, StatusCode::FORBIDDEN),
        ErrorCode::Forbidden | ErrorCode::Unauthorized => (State::Closed, StatusCode::FORBIDDEN),
        ErrorCode::RateLimited => (State::Unavailable, StatusCode::TOO_MANY_REQUESTS),
        _ => (State::Unavailable, StatusCode::SERVICE_UNAVAILABLE),
    }
}

impl App {
    /// The queue of a visit, or the page that says why there is none.
    pub(super) async fn queue_of(&self, visit: &Visit) -> Result<(QueueId, PublicQueue), Response> {
        let Some(id) = visit.queue else { return Err(self.failure(visit, None, &Error::not_found("queue"))) };
        match self.backend.queue_public(id, visit.locale).await {
            Ok(Some(queue)) => Ok((id, queue)),
            Ok(None) => Err(self.failure(visit, None, &Error::not_found("queue"))),
            Err(error) => Err(self.failure(visit, None, &error)),
        }
    }

    /// The wait page's model for a visit, to be completed.
    pub(super) fn page(&self, visit: &Visit, queue: Option<&PublicQueue>, state: State) -> Page {
        let id = visit.queue.map(|id| id.to_string()).unwrap_or_default();
        let bare = Page {
            return_url: visit.return_url.clone(),
            languages: visit.queue.is_some(),
            ..Page::bare(&visit.site.base, &id, state)
        };
        let Some(queue) = queue else { return bare };
        Page {
            tenant_id: queue.tenant_id.to_string(),
            queue_name: queue.name.clone(),
            message: queue.message.clone(),
            opens_at: queue.opens_at,
            time_zone: queue.time_zone.clone(),
            branding: queue.branding.clone(),
            stays: visit.stays(queue),
            ..bare
        }
    }

    /// The wait page as a response.
    pub(super) fn show(
        &self,
        visit: &Visit,
        queue: Option<&PublicQueue>,
        page: &Page,
        status: StatusCode,
    ) -> Response {
        let body = self.drawn(self.room.wait_page(page, visit.locale), page.state);
        let response = html(status, body, queue.and_then(|queue| queue.target_url.as_deref()));
        visit.keep_language(response)
    }

    /// The wait page that says what went wrong.
    pub(super) fn failure(&self, visit: &Visit, queue: Option<&PublicQueue>, error: &Error) -> Response {
        let (state, status) = face_of(error, queue);
        let mut response = self.show(visit, queue, &self.page(visit, queue, state), status);
        if matches!(status, StatusCode::SERVICE_UNAVAILABLE | StatusCode::TOO_MANY_REQUESTS) {
            let seconds = error.retry_after_seconds.unwrap_or(5);
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        response
    }

    /// The wait page for somebody who could not join: with another way in, where there is one.
    pub(super) async fn not_joined(
        &self,
        visit: &Visit,
        queue: &PublicQueue,
        error: &Error,
        arrival: &Arrival,
    ) -> Response {
        let works = matches!(error.code(), ErrorCode::ProofOfWorkRequired | ErrorCode::ProofOfWorkInvalid);
        let slow_way = match visit.queue {
            Some(id) if works => self.backend.slow_way(id, arrival).await.unwrap_or_default(),
            _ => None,
        };
        let (state, status) = face_of(error, Some(queue));
        if state != State::Invite && slow_way.is_none() {
            return self.failure(visit, Some(queue), error);
        }
        let invite_wrong = error.code() == ErrorCode::TokenSpent;
        // No longer than a form may be: the page that comes back must be able to hold it.
        let carry = |text: &Option<String>| text.clone().filter(|text| text.len() <= LONGEST_CARRIED);
        let carried = Carried {
            invite_code: carry(&arrival.invite_code).filter(|_| !invite_wrong),
            enqueue_token: carry(&arrival.enqueue_token),
        };
        let page = Page { slow_way, invite_wrong, carried, ..self.page(visit, Some(queue), state) };
        self.show(visit, Some(queue), &page, status)
    }

    /// A drawn page, or the one of last resort.
    pub(super) fn drawn(&self, page: Result<String, RoomError>, state: State) -> String {
        page.unwrap_or_else(|error| {
            tracing::error!(%error, "a page could not be drawn");
            state.plain_page()
        })
    }
}

impl Visit {
    /// A page that remembers a language chosen on it.
    pub(super) fn keep_language(&self, response: Response) -> Response {
        match self.language_cookie() {
            None => response,
            cookie => with_cookie(response, cookie),
        }
    }
}
