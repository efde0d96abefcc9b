//! What those who are held see: a page for browsers, data for clients, an error for scripts.

use std::sync::atomic::{AtomicU64, Ordering};

use axum::response::Response;
use http::header::{ACCEPT_LANGUAGE, HOST, REFERER};
use http::{StatusCode, Uri};
use serde_json::{Value, json};
use vq_admission::web::path;

use crate::decide::Visit;
use crate::gate::Inner;
use crate::page::{PageModel, PageState};
use crate::request::Kind;
use crate::respond::{self, Failure};
use crate::server::Session;

/// When to ask again where nothing better is known, in seconds.
const POLL_SECONDS: u64 = 5;
/// When to come back while the server is away, in seconds, and how far that is spread.
const AWAY_SECONDS: u64 = 10;
const AWAY_SPREAD: u64 = 10;
const MAX_LANGUAGE_BYTES: usize = 200;

const NOT_YOUR_TURN: Failure = Failure {
    status: StatusCode::FORBIDDEN,
    code: "not_your_turn",
    message: "Open the page named in `vq-redirect` to wait for your turn.",
};
const SESSION_ENDED: Failure =
    Failure { status: StatusCode::GONE, code: "session_ended", message: "This place in the line is over." };
const CLOSED: Failure =
    Failure { status: StatusCode::CONFLICT, code: "queue_closed", message: "The queue takes no one." };
const UNAVAILABLE: Failure = Failure {
    status: StatusCode::SERVICE_UNAVAILABLE,
    code: "unavailable",
    message: "The queue cannot be reached. Try again later.",
};

/// Answers someone who is held.
pub(super) fn held(gate: &Inner, visit: &Visit<'_>, state: PageState, session: Option<&Session>) -> Response {
    let poll = session.map_or(POLL_SECONDS, Session::poll_after);
    let response = match visit.kind {
        Kind::Navigation | Kind::Form => page(gate, visit, state, session, visit.rule.wait_status.code()),
        Kind::Json => data(gate, visit, state, session),
        Kind::Prefetch => respond::empty(StatusCode::SERVICE_UNAVAILABLE),
        Kind::Script | Kind::Other | Kind::Crawler => {
            let go_to = page_of(visit);
            respond::error(visit.headers, &NOT_YOUR_TURN, Some(&go_to), &gate.timestamp())
        }
    };
    respond::retry_after(response, poll)
}

/// Answers someone about whom the server cannot be asked.
pub(super) fn unavailable(gate: &Inner, visit: &Visit<'_>, retry_after: Option<u32>) -> Response {
    let response = match visit.kind {
        Kind::Navigation | Kind::Form => {
            page(gate, visit, PageState::Unavailable, None, StatusCode::SERVICE_UNAVAILABLE)
        }
        _ => respond::error(visit.headers, &UNAVAILABLE, None, &gate.timestamp()),
    };
    respond::retry_after(response, retry_after.map_or_else(spread, u64::from))
}

fn page(
    gate: &Inner,
    visit: &Visit<'_>,
    state: PageState,
    session: Option<&Session>,
    status: StatusCode,
) -> Response {
    let language = visit.headers.get(ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok()).unwrap_or("");
    let model = PageModel {
        base: crate::BASE.to_owned(),
        tenant_id: visit.rule.tenant.clone(),
        queue_id: visit.rule.queue.clone(),
        queue_name: session.and_then(Session::queue_name).unwrap_or(&visit.rule.queue_name).to_owned(),
        session_json: session.map(Session::to_json),
        state,
        return_url: visit.target.clone(),
        accept_language: language.chars().take(MAX_LANGUAGE_BYTES).collect(),
        secure: gate.config.secure(),
    };
    respond::page(status, gate.page.render(&model))
}

/// 202 for a native client that waits or may join; an error where there is nothing to wait for.
fn data(gate: &Inner, visit: &Visit<'_>, state: PageState, session: Option<&Session>) -> Response {
    let now = gate.timestamp();
    match (state, session) {
        (PageState::Ended, _) => respond::error(visit.headers, &SESSION_ENDED, None, &now),
        (PageState::Closed | PageState::Full, _) => respond::error(visit.headers, &CLOSED, None, &now),
        (_, Some(session)) => respond::waiting(visit.headers, session.to_client_json(&now), &now),
        (_, None) => respond::waiting(visit.headers, invitation(visit, &now), &now),
    }
}

/// What a client needs to take a place: nobody is put in the line by asking for data.
fn invitation(visit: &Visit<'_>, now: &str) -> Value {
    let rule = visit.rule;
    json!({
        "status": "none",
        "tenantId": rule.tenant,
        "queueId": rule.queue,
        "joinUrl": format!("{}/v1/tenants/{}/sessions", crate::BASE, rule.tenant),
        "position": null,
        "inWaitingRoom": true,
        "waitTime": null,
        "waitTimeKnown": false,
        "waitTimeFormatted": null,
        "queueIsFull": false,
        "lastUpdated": now,
        "refreshIntervalSeconds": POLL_SECONDS,
    })
}

/// The page a script runs in, if its browser says so and it is on this site; else the start page.
fn page_of(visit: &Visit<'_>) -> String {
    let referer = visit.headers.get(REFERER).and_then(|value| Uri::try_from(value.as_bytes()).ok());
    let host = visit.headers.get(HOST).and_then(|value| value.to_str().ok());
    match referer {
        Some(page) if page.authority().map(|authority| authority.as_str()) == host && host.is_some() => {
            path::safe_or_root(page.path_and_query().map_or("/", |target| target.as_str()))
        }
        _ => "/".to_owned(),
    }
}

/// Not everyone at the same second.
fn spread() -> u64 {
    static TURN: AtomicU64 = AtomicU64::new(0);
    AWAY_SECONDS + TURN.fetch_add(1, Ordering::Relaxed) % AWAY_SPREAD
}
