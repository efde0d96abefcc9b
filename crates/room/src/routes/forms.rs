//! The buttons of the wait page. Each answers with a redirect, so that a reload repeats nothing.

use axum::{
    Form,
    extract::{State as Extract, rejection::FormRejection},
    response::Response,
};
use http::StatusCode;
use serde::Deserialize;
use vq_domain::{Error, ErrorCode};

use super::{
    App,
    answer::{see_other, with_cookie},
    visit::Visit,
};
use crate::{Arrival, PublicQueue, State, safe_return, site::Sender, urls::safe_target};

/// The fields of any form.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Fields {
    #[serde(rename = "return", default)]
    pub return_url: String,
    #[serde(default)]
    pub code: String,
    /// What a page without JavaScript was given to wait for.
    pub challenge: Option<String>,
    #[serde(rename = "inviteCode")]
    pub invite_code: Option<String>,
    #[serde(rename = "enqueueToken")]
    pub enqueue_token: Option<String>,
}

pub(super) type Sent = Result<Form<Fields>, FormRejection>;

impl App {
    /// The fields of a form that a page of ours sent; otherwise the wait page with a button, to begin anew.
    pub(super) fn fields(
        &self,
        visit: &mut Visit,
        sent: Sent,
        hidden_allowed: bool,
    ) -> Result<Fields, Response> {
        let page = |visit: &Visit, status| {
            // Nothing about the queue: who sends this from elsewhere learns nothing.
            Err(self.show(visit, None, &self.page(visit, None, State::Joining), status))
        };
        match visit.site.sender(&visit.headers) {
            Sender::Own => {}
            Sender::Hidden if hidden_allowed => {}
            Sender::Hidden | Sender::Foreign => return page(visit, StatusCode::FORBIDDEN),
        }
        match sent {
            Ok(Form(fields)) => {
                visit.return_url = safe_return(&fields.return_url);
                Ok(fields)
            }
            Err(rejection) => page(visit, rejection.status()),
        }
    }
}

/// Whether the wait page itself shows best what happened: it was too early, too late, or the place is gone.
fn page_tells(error: &Error) -> bool {
    use ErrorCode::*;
    matches!(error.code(), NotYourTurn | SessionEnded | NotFound | Unauthorized | TokenExpired | Conflict)
}

/// `POST /q/{queueId}/continue`: accepts the turn and goes on to the site.
pub(super) async fn go_on(Extract(app): Extract<App>, mut visit: Visit, sent: Sent) -> Response {
    if let Err(page) = app.fields(&mut visit, sent, false) {
        return page;
    }
    let (id, queue) = match app.queue_of(&visit).await {
        Ok(found) => found,
        Err(page) => return page,
    };
    let back = visit.page_url(id);
    let Some(token) = visit.token(id) else { return see_other(&back) };
    match app.backend.claim(id, token).await {
        Ok(claimed) => {
            let to = destination(&visit, claimed.redirect_url.as_deref(), &queue, &back);
            let cookie = visit.admission_cookie(id, &claimed.admission_token, claimed.max_age_seconds);
            with_cookie(see_other(&to), cookie)
        }
        Err(error) if page_tells(&error) => see_other(&back),
        Err(error) => app.failure(&visit, Some(&queue), &error),
    }
}

/// Behind a gate the page that the visitor wanted, which is `back`. On the server where the queue says, or else the
/// path to return to, or else the page that says "you are in".
fn destination(visit: &Visit, redirect_url: Option<&str>, queue: &PublicQueue, back: &str) -> String {
    if visit.is_behind_gate() {
        return back.to_owned();
    }
    let told = redirect_url.or(queue.target_url.as_deref()).and_then(safe_target);
    told.or_else(|| visit.return_url.clone()).unwrap_or_else(|| back.to_owned())
}

/// `POST /q/{queueId}/leave`: gives the place back. The cookie stays: with it the page says that the place is gone.
pub(super) async fn leave(Extract(app): Extract<App>, mut visit: Visit, sent: Sent) -> Response {
    if let Err(page) = app.fields(&mut visit, sent, false) {
        return page;
    }
    let Some(id) = visit.queue else { return app.failure(&visit, None, &Error::not_found("queue")) };
    let back = visit.page_url(id);
    let Some(token) = visit.token(id) else { return see_other(&back) };
    match app.backend.leave(id, token).await {
        Ok(()) => see_other(&back),
        Err(error) if page_tells(&error) => see_other(&back),
        Err(error) => app.failure(&visit, None, &error),
    }
}

/// `POST /q/{queueId}/join`: takes a place, or a new one after the old has ended.
pub(super) async fn join(Extract(app): Extract<App>, mut visit: Visit, sent: Sent) -> Response {
    let fields = match app.fields(&mut visit, sent, false) {
        Ok(fields) => fields,
        Err(page) => return page,
    };
    let given = |text: Option<String>| text.filter(|text| !text.trim().is_empty());
    let arrival = Arrival {
        address: visit.address.0,
        challenge: given(fields.challenge),
        invite_code: given(fields.invite_code),
        enqueue_token: given(fields.enqueue_token),
    };
    let (id, queue) = match app.queue_of(&visit).await {
        Ok(found) => found,
        Err(page) => return page,
    };
    match app.backend.join(id, visit.token(id), arrival.clone()).await {
        Ok(joined) => with_cookie(
            see_other(&visit.page_url(id)),
            visit.session_cookie(id, &joined.token, joined.max_age_seconds),
        ),
        Err(error) => app.not_joined(&visit, &queue, &error, &arrival).await,
    }
}
