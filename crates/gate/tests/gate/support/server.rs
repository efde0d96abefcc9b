//! A scripted vqueue server: the contract's visitor routes over sessions the test moves by hand.

use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use axum::extract::{Path, Query, Request, State};
use axum::http::HeaderMap;
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use http::StatusCode;
use serde_json::{Value, json};
use tokio::sync::watch;
use vq_admission::{Claims, KeySet, RevocationPart, Revoked, Signer};

use super::{NOW, QUEUE, TENANT};

/// Most entries in a part of a revocation list.
const PART: usize = 4096;

pub struct FakeServer {
    pub address: SocketAddr,
    state: Arc<Mutex<Script>>,
    /// Counts requests, so that a test can wait for one.
    seen: watch::Sender<usize>,
}

/// A request the server received.
#[derive(Clone, Debug)]
pub struct Seen {
    pub line: String,
    pub headers: HeaderMap,
}

struct Script {
    /// Whether newcomers are released at once.
    room: bool,
    /// What every call is answered with while it is set.
    failure: Option<(StatusCode, &'static str)>,
    sessions: HashMap<String, &'static str>,
    /// Seeds of the published keys; the first signs.
    keys: Vec<u8>,
    /// Sessions of the queue in the order in which they were revoked.
    revoked: Vec<String>,
    /// What revocation lists are answered with instead.
    withholds_lists: Option<StatusCode>,
    /// Whether calls that claim a turn are answered with a failure.
    fails_claims: bool,
    /// Life of admissions in seconds, and when they are issued.
    life: i64,
    now: i64,
    issued: u32,
    seen: Vec<Seen>,
}

impl FakeServer {
    pub async fn start() -> Arc<Self> {
        let script = Script {
            room: false,
            failure: None,
            sessions: HashMap::new(),
            keys: vec![1],
            revoked: Vec::new(),
            withholds_lists: None,
            fails_claims: false,
            life: 600,
            now: NOW,
            issued: 0,
            seen: Vec::new(),
        };
        let state = Arc::new(Mutex::new(script));
        let (seen, _) = watch::channel(0);
        let mut server = Self { address: ([127, 0, 0, 1], 0).into(), state, seen };
        server.address = super::serve(server.routes()).await;
        Arc::new(server)
    }

    fn routes(&self) -> Router {
        let log = (Arc::clone(&self.state), self.seen.clone());
        Router::new()
            .route("/v1/tenants/{tenant}/sessions", post(join))
            .route("/v1/sessions/current", get(look).delete(leave))
            .route("/v1/sessions/current/claim", post(claim))
            .route("/v1/sessions/current/extend", post(extend))
            .route("/v1/sessions/current/complete", post(complete))
            .route("/.well-known/jwks.json", get(keys))
            .route("/.well-known/vq-revoked.json", get(revoked))
            .route("/v1/queues/{queue}/frame", get(frame))
            .route("/q/{queue}/continue", post(carry_on))
            .fallback(async || "fallback")
            .layer(from_fn_with_state(log, record))
            .with_state(Arc::clone(&self.state))
    }

    fn script<T>(&self, change: impl FnOnce(&mut Script) -> T) -> T {
        change(&mut self.state.lock().unwrap())
    }

    /// Releases newcomers at once from now on, or no longer.
    pub fn room(&self, room: bool) {
        self.script(|script| script.room = room);
    }

    /// Answers every call with this failure from now on.
    pub fn fail(&self, failure: Option<(StatusCode, &'static str)>) {
        self.script(|script| script.failure = failure);
    }

    /// Adds or moves a session; its token is its name.
    pub fn session(&self, token: &str, status: &'static str) {
        self.script(|script| script.sessions.insert(token.to_owned(), status));
    }

    pub fn status_of(&self, token: &str) -> Option<&'static str> {
        self.script(|script| script.sessions.get(token).copied())
    }

    /// Publishes these keys; the first one signs.
    pub fn publish_keys(&self, seeds: &[u8]) {
        self.script(|script| script.keys = seeds.to_vec());
    }

    pub fn revoke_session(&self, id: &str) {
        self.script(|script| script.revoked.push(id.to_owned()));
    }

    /// Answers no revocation list from now on, or does again.
    pub fn withhold_lists(&self, withholds: bool) {
        self.script(|script| {
            script.withholds_lists = withholds.then_some(StatusCode::SERVICE_UNAVAILABLE);
        });
    }

    /// Knows nothing of revocation lists from now on.
    pub fn know_no_lists(&self) {
        self.script(|script| script.withholds_lists = Some(StatusCode::NOT_FOUND));
    }

    /// Fails whenever a turn is claimed from now on.
    pub fn fail_claims(&self) {
        self.script(|script| script.fails_claims = true);
    }

    /// The last request for a revocation list.
    pub fn last_list_asked(&self) -> Option<String> {
        let mut lines = self.script(|script| script.seen.clone()).into_iter().map(|seen| seen.line);
        lines.rfind(|line| line.contains("vq-revoked.json"))
    }

    pub fn set_now(&self, now: i64) {
        self.script(|script| script.now = now);
    }

    /// An admission as the server issues it for a session.
    pub fn admission(&self, session: &str) -> String {
        self.script(|script| script.admission(session))
    }

    /// Everything asked so far, documents left out.
    pub fn seen(&self) -> Vec<Seen> {
        self.script(|script| script.seen.clone())
            .into_iter()
            .filter(|seen| !seen.line.contains("well-known"))
            .collect()
    }

    pub fn lines(&self) -> Vec<String> {
        self.seen().into_iter().map(|seen| seen.line).collect()
    }

    /// How often a document was asked for.
    pub fn fetches(&self, document: &str) -> usize {
        self.script(|script| script.seen.iter().filter(|seen| seen.line.ends_with(document)).count())
    }

    /// Waits until a request with this text in its first line has come.
    pub async fn asked(&self, text: &str) {
        let mut seen = self.seen.subscribe();
        let came = || self.script(|script| script.seen.iter().any(|seen| seen.line.contains(text)));
        while !came() {
            seen.changed().await.unwrap();
        }
    }
}

impl Script {
    fn admission(&mut self, session: &str) -> String {
        self.issued += 1;
        let claims = Claims {
            iss: "vqueue".into(),
            aud: QUEUE.into(),
            sub: session.into(),
            iat: self.now,
            exp: self.now + self.life,
            jti: format!("jti-{}", self.issued),
            tkt: Some(345),
        };
        Signer::from_seed(&[self.keys[0]; 32]).unwrap().sign(&claims).unwrap()
    }
}

type Shared = State<Arc<Mutex<Script>>>;

async fn record(
    State((state, count)): State<(Arc<Mutex<Script>>, watch::Sender<usize>)>,
    request: Request,
    next: Next,
) -> Response {
    let line = format!("{} {}", request.method(), request.uri());
    let failure = {
        let mut script = state.lock().unwrap();
        script.seen.push(Seen { line, headers: request.headers().clone() });
        script.failure
    };
    let response = match failure {
        Some((status, code)) => {
            let body = json!({ "success": false, "data": null, "errors": [{ "code": code }] });
            (status, [("retry-after", "17")], Json(body)).into_response()
        }
        None => next.run(request).await,
    };
    count.send_modify(|count| *count += 1);
    response
}

async fn frame(Path(queue): Path<String>) -> Response {
    if queue == QUEUE {
        Json(json!({ "success": true, "data": { "queueId": QUEUE, "tenantId": TENANT } })).into_response()
    } else {
        StatusCode::NOT_FOUND.into_response()
    }
}

async fn join(State(state): Shared, Path(tenant): Path<String>, Json(body): Json<Value>) -> Response {
    assert_eq!((tenant.as_str(), body["queueId"].as_str()), (TENANT, Some(QUEUE)));
    let mut script = state.lock().unwrap();
    let token = format!("session-{}", script.sessions.len() + 1);
    let status = if script.room { "released" } else { "waiting" };
    script.sessions.insert(token.clone(), status);
    (StatusCode::CREATED, Json(envelope(&token, status, json!({ "sessionToken": token })))).into_response()
}

async fn look(state: Shared, headers: HeaderMap) -> Response {
    act(&state, &headers, |_, _, status| (status, json!({})))
}

async fn leave(state: Shared, headers: HeaderMap) -> Response {
    act(&state, &headers, |_, _, _| ("left", json!({})))
}

async fn complete(state: Shared, headers: HeaderMap) -> Response {
    act(&state, &headers, |_, _, _| ("completed", json!({})))
}

async fn extend(state: Shared, headers: HeaderMap) -> Response {
    act(&state, &headers, |script, token, status| {
        (status, json!({ "admissionToken": script.admission(token) }))
    })
}

async fn claim(state: Shared, headers: HeaderMap) -> Response {
    let token = bearer(&headers);
    if state.lock().unwrap().fails_claims {
        return refuse(StatusCode::SERVICE_UNAVAILABLE, "unavailable");
    }
    let status = state.lock().unwrap().sessions.get(&token).copied();
    if status == Some("waiting") {
        return refuse(StatusCode::CONFLICT, "not_your_turn");
    }
    act(&state, &headers, |script, token, _| ("active", json!({ "admissionToken": script.admission(token) })))
}

async fn keys(State(state): Shared) -> String {
    let seeds = state.lock().unwrap().keys.clone();
    let keys = seeds.iter().map(|seed| Signer::from_seed(&[*seed; 32]).unwrap().public_key());
    KeySet::from_keys(keys).unwrap().to_jwks()
}

async fn revoked(State(state): Shared, Query(query): Query<HashMap<String, String>>) -> Response {
    let script = state.lock().unwrap();
    let Some(queue) = query.get("queueId") else {
        return refuse(StatusCode::BAD_REQUEST, "invalid_parameter");
    };
    if let Some(status) = script.withholds_lists {
        return refuse(status, if status == StatusCode::NOT_FOUND { "not_found" } else { "unavailable" });
    }
    let revoked = if queue == QUEUE { script.revoked.as_slice() } else { &[] };
    let since = query.get("since").map_or(0, |since| since.parse::<usize>().unwrap());
    let upto = revoked.len().min(since + PART);
    let sub = revoked[since..upto].to_vec();
    let named =
        if sub.is_empty() { Vec::new() } else { vec![Revoked { exp: NOW + 100_000, sub, jti: Vec::new() }] };
    let part = RevocationPart { revoked: named, cursor: upto.to_string(), more: upto < revoked.len() };
    part.to_document().into_response()
}

async fn carry_on() -> Response {
    let headers = [("location", "/shop/echo"), ("set-cookie", "vqa_queue-1=x.y.z; Path=/; HttpOnly")];
    (StatusCode::SEE_OTHER, headers).into_response()
}

fn act(
    state: &Mutex<Script>,
    headers: &HeaderMap,
    change: impl FnOnce(&mut Script, &str, &'static str) -> (&'static str, Value),
) -> Response {
    let token = bearer(headers);
    let mut script = state.lock().unwrap();
    let Some(status) = script.sessions.get(&token).copied() else {
        return refuse(StatusCode::NOT_FOUND, "not_found");
    };
    let (status, more) = change(&mut script, &token, status);
    script.sessions.insert(token.clone(), status);
    Json(envelope(&token, status, more)).into_response()
}

fn bearer(headers: &HeaderMap) -> String {
    let value = headers.get("authorization").map_or("", |value| value.to_str().unwrap());
    value.strip_prefix("Bearer ").unwrap_or("").to_owned()
}

fn refuse(status: StatusCode, code: &str) -> Response {
    (status, Json(json!({ "success": false, "data": null, "errors": [{ "code": code }] }))).into_response()
}

fn envelope(id: &str, status: &str, more: Value) -> Value {
    let mut data = json!({
        "id": id, "tenantId": TENANT, "queueId": QUEUE, "queueName": "Big Sale", "status": status,
        "position": 12, "peopleAhead": 11, "ticket": 345, "pollAfterSeconds": 7,
        "estimatedWaitSeconds": { "p50": 300, "p90": 420 }, "estimatedWaitTime": "5 minutes",
    });
    data.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    json!({ "success": true, "data": data, "metadata": {}, "errors": null })
}
