//! What becomes of a visitor without admission: admitted while there is room, else held, else whatever the queue's fail
//! mode says.
//!
//! Only a browser going to a page is put in the line here. A turn is never taken for someone who has been waiting:
//! that is their click on the page (WCAG 2.2.1).

use axum::response::Response;
use http::{HeaderValue, StatusCode};
use vq_admission::web::cookie;

use crate::admission::Admission;
use crate::config::FailMode;
use crate::decide::Visit;
use crate::gate::Inner;
use crate::page::PageState;
use crate::pass;
use crate::request::Kind;
use crate::respond;
use crate::server::{Action, ApiError, Session, Status};

mod answers;

/// Refusals of a join that ask the visitor for something, or that the page explains.
const ASKS: [&str; 4] = ["proof_of_work_required", "invite_required", "enqueue_token_required", "blocked"];

/// What to do with a request.
pub(crate) enum Verdict {
    /// Let it pass, and give the visitor these cookies.
    Admit(Admission, Vec<HeaderValue>),
    /// Let it pass because the server cannot be asked, and give the visitor these cookies.
    FailOpen(Vec<HeaderValue>),
    /// Answer it here.
    Answer(Box<Response>),
}

/// Decides about a request without admission.
pub(crate) async fn stand(gate: &Inner, visit: &Visit<'_>) -> Verdict {
    if visit.kind == Kind::Crawler {
        let response = respond::empty(StatusCode::SERVICE_UNAVAILABLE);
        return answer(respond::retry_after(response, u64::from(gate.config.crawler_retry_after)));
    }
    let Some(token) = &visit.session_token else { return newcomer(gate, visit).await };
    match gate.server.act(Action::Get, token, &visit.rule.queue, &visit.visitor).await {
        Ok(session) => known(gate, visit, token, session).await,
        Err(ApiError::Refused { status, .. }) if is_unknown(status) => newcomer(gate, visit).await,
        Err(error) => failed(gate, visit, &error),
    }
}

/// Decides about a request with an admission of which cannot be told whether it was taken back.
pub(crate) fn unsure(gate: &Inner, visit: &Visit<'_>) -> Verdict {
    failed(gate, visit, &list_missing())
}

fn list_missing() -> ApiError {
    let reason = "its revocation list could not be read yet".to_owned();
    ApiError::Unavailable { reason, retry_after: None }
}

/// Someone whose session the server knows.
async fn known(gate: &Inner, visit: &Visit<'_>, token: &str, session: Session) -> Verdict {
    match session.status {
        Status::Waiting => answer(answers::held(gate, visit, PageState::Waiting, Some(&session))),
        Status::Released => answer(answers::held(gate, visit, PageState::Turn, Some(&session))),
        Status::Active => enter(gate, visit, token, &session, Vec::new()).await,
        Status::Over => newcomer(gate, visit).await,
        Status::Ended => answer(answers::held(gate, visit, PageState::Ended, Some(&session))),
    }
}

/// Someone without a session, or with one that is over.
async fn newcomer(gate: &Inner, visit: &Visit<'_>) -> Verdict {
    if visit.kind != Kind::Navigation {
        return answer(answers::held(gate, visit, PageState::Join, None));
    }
    let session = match gate.server.join(&visit.rule.tenant, &visit.rule.queue, &visit.visitor).await {
        Ok(session) => session,
        Err(ApiError::Refused { code, .. }) if code == "queue_closed" => {
            return answer(answers::held(gate, visit, PageState::Closed, None));
        }
        Err(ApiError::Refused { code, .. }) if code == "queue_full" => {
            return answer(answers::held(gate, visit, PageState::Full, None));
        }
        // Something is asked of them first: the page knows how to answer.
        Err(ApiError::Refused { code, .. }) if ASKS.contains(&code.as_str()) => {
            return answer(answers::held(gate, visit, PageState::Join, None));
        }
        Err(error) => return failed(gate, visit, &error),
    };
    let Some(token) = session.session_token.clone() else {
        let reason = "it gave no session token".to_owned();
        return failed(gate, visit, &ApiError::Unavailable { reason, retry_after: None });
    };
    let secure = gate.config.secure();
    let name = visit.cookie_name(cookie::Kind::Session, secure);
    let cookies: Vec<_> =
        cookie::set(&name, &token, gate.config.session_cookie_seconds, secure).into_iter().collect();
    match session.status {
        Status::Released | Status::Active => enter(gate, visit, &token, &session, cookies).await,
        Status::Waiting => held_with(gate, visit, PageState::Waiting, &session, cookies),
        Status::Over | Status::Ended => held_with(gate, visit, PageState::Ended, &session, cookies),
    }
}

/// Takes the turn, or fetches the admission of a turn already taken, and lets the request pass.
async fn enter(
    gate: &Inner,
    visit: &Visit<'_>,
    token: &str,
    session: &Session,
    mut cookies: Vec<HeaderValue>,
) -> Verdict {
    // Who takes the turn now could not come in with the next request.
    if !gate.admissions.knows_revocations(&visit.rule.queue).await {
        return failed_with(gate, visit, &list_missing(), cookies);
    }
    let claimed = match gate.server.act(Action::Claim, token, &visit.rule.queue, &visit.visitor).await {
        Ok(claimed) => claimed,
        // Somebody was faster, or the turn was over: the page tells, and moves on by itself.
        Err(ApiError::Refused { status: StatusCode::CONFLICT, .. }) => {
            return held_with(gate, visit, PageState::Waiting, session, cookies);
        }
        Err(ApiError::Refused { status, .. }) if is_unknown(status) => {
            return held_with(gate, visit, PageState::Ended, session, cookies);
        }
        Err(error) => return failed_with(gate, visit, &error, cookies),
    };
    let token = claimed.admission_token.unwrap_or_default();
    // The token is younger than the request, so the time is read again.
    let now = gate.now();
    match gate.admissions.check(&token, &visit.rule.queue, now).await {
        Ok(claims) => {
            cookies.extend(pass::admission_cookie(gate, &token, &claims, now));
            Verdict::Admit(Admission { claims, token, handed: false }, cookies)
        }
        Err(error) => {
            tracing::error!(%error, queue = visit.rule.queue, "the server's own admission does not verify; check `issuer` and the clocks");
            let reason = "its admission does not verify".to_owned();
            failed_with(gate, visit, &ApiError::Unavailable { reason, retry_after: None }, cookies)
        }
    }
}

/// The server said nothing useful: the queue's fail mode applies. A refusal is an answer, so it never opens the gate.
fn failed(gate: &Inner, visit: &Visit<'_>, error: &ApiError) -> Verdict {
    tracing::debug!(%error, queue = visit.rule.queue, "no decision about a visitor");
    match error {
        ApiError::Unavailable { .. } if visit.rule.fail == FailMode::Open => Verdict::FailOpen(Vec::new()),
        ApiError::Unavailable { retry_after, .. } => {
            gate.observer.failed_closed.add();
            answer(answers::unavailable(gate, visit, *retry_after))
        }
        ApiError::Refused { status, code } => {
            if *status != StatusCode::TOO_MANY_REQUESTS {
                tracing::warn!(%status, code, queue = visit.rule.queue, "the server refuses this gate's visitors");
            }
            answer(answers::unavailable(gate, visit, None))
        }
    }
}

/// The same for someone who was just given these cookies: without them they would take another place the next time.
fn failed_with(gate: &Inner, visit: &Visit<'_>, error: &ApiError, cookies: Vec<HeaderValue>) -> Verdict {
    match failed(gate, visit, error) {
        Verdict::Answer(response) => answer(respond::with_cookies(*response, cookies)),
        Verdict::FailOpen(_) => Verdict::FailOpen(cookies),
        verdict @ Verdict::Admit(..) => verdict,
    }
}

fn held_with(
    gate: &Inner,
    visit: &Visit<'_>,
    state: PageState,
    session: &Session,
    cookies: Vec<HeaderValue>,
) -> Verdict {
    answer(respond::with_cookies(answers::held(gate, visit, state, Some(session)), cookies))
}

fn answer(response: Response) -> Verdict {
    Verdict::Answer(Box::new(response))
}

/// Whether a status says that the session does not exist (any more).
fn is_unknown(status: StatusCode) -> bool {
    matches!(status, StatusCode::UNAUTHORIZED | StatusCode::NOT_FOUND | StatusCode::GONE)
}
