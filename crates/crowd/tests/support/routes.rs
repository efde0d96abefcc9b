//! The HTTP interface of the fake, as far as crowds use it.

use axum::{
    Json, Router,
    extract::{
        Path, Query, State,
        ws::{Message, WebSocket, WebSocketUpgrade},
    },
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Response},
    routing::{any, get, post},
};
use serde_json::{Value, json};
use uuid::Uuid;
use vq_crowd::clock::wall_millis;

use super::{Mistake, Shared};

pub fn routes(line: Shared, mistake: Mistake) -> Router {
    let sessions = post(move |state, body| join(state, body, mistake))
        .get(move |state, query| list(state, query, mistake));
    Router::new()
        .route("/v1/auth/login", post(|| async { ok(json!({ "accessToken": "staff" })) }))
        .route("/v1/tenants", post(tenant))
        .route("/v1/tenants/{t}/queues", post(create))
        .route("/v1/tenants/{t}/queues/{q}", get(queue).put(create))
        .route("/v1/tenants/{t}/queues/{q}/{verb}", post(|| async { ok(json!({})) }))
        .route("/v1/tenants/{t}/sessions", sessions)
        .route("/v1/sessions/current", get(current).delete(leave))
        .route("/v1/sessions/current/{verb}", post(act))
        .route(
            "/ws",
            any(|State(line): State<Shared>, up: WebSocketUpgrade| async move {
                up.on_upgrade(|socket| live(line, socket))
            }),
        )
        .with_state(line)
}

fn ok(data: Value) -> Response {
    Json(json!({ "success": true, "data": data, "errors": null })).into_response()
}

fn no(status: u16, code: &str) -> Response {
    let errors = json!({ "success": false, "data": null, "errors": [{ "code": code, "message": "no", "field": null }] });
    let mut answer = (StatusCode::from_u16(status).unwrap(), Json(errors)).into_response();
    if status == 503 {
        answer.headers_mut().insert("retry-after", "0".parse().unwrap());
    }
    answer
}

/// Limits have limits, too.
async fn tenant(State(line): State<Shared>, Json(body): Json<Value>) -> Response {
    let most = [("maxQueues", 10_000), ("maxConcurrentUsers", 10_000_000), ("maxWaiting", 100_000_000)];
    let calls = [("apiRequestsPerMinute", 10_000_000), ("apiRequestsPerHour", 600_000_000)];
    let allowed = |(name, most): (&str, u64)| body["limits"][name].as_u64().is_none_or(|limit| limit <= most);
    match most.into_iter().chain(calls).all(allowed) {
        true => ok(json!({ "id": line.lock().tenant })),
        false => no(422, "invalid_field"),
    }
}

async fn create(State(line): State<Shared>, Json(settings): Json<Value>) -> Response {
    let mut line = line.lock();
    line.set(&settings);
    line.advance();
    ok(json!({ "id": line.queue }))
}

async fn queue(State(line): State<Shared>) -> Response {
    let [waiting, released, active] = line.lock().counts();
    ok(json!({ "waitingUsers": waiting, "releasedUsers": released, "activeUsers": active }))
}

async fn join(State(line): State<Shared>, Json(body): Json<Value>, mistake: Mistake) -> Response {
    let mut line = line.lock();
    line.calls += 1;
    if mistake == Mistake::Flaky && line.calls.is_multiple_of(5) {
        return no(503, "unavailable");
    }
    let (new, person) = line.join(body["userIdentifier"].as_str().map(str::to_owned));
    let status = if new { StatusCode::CREATED } else { StatusCode::OK };
    (status, ok(line.json(&person))).into_response()
}

async fn list(State(line): State<Shared>, Query(query): Query<Value>, mistake: Mistake) -> Response {
    let line = line.lock();
    let from: usize = query["cursor"].as_str().and_then(|cursor| cursor.parse().ok()).unwrap_or(0);
    let to = (from + 200).min(line.people.len());
    let known = |ticket: u32| mistake != Mistake::Forgets || !ticket.is_multiple_of(7);
    let items: Vec<Value> =
        line.people[from..to].iter().filter(|one| known(one.ticket)).map(|one| line.json(one)).collect();
    let next = (to < line.people.len()).then(|| to.to_string());
    ok(json!({ "items": items, "nextCursor": next }))
}

fn who(line: &Shared, headers: &HeaderMap) -> Option<usize> {
    let bearer = headers.get("authorization")?.to_str().ok()?.strip_prefix("Bearer ")?;
    line.lock().by_id.get(&bearer.parse::<Uuid>().ok()?).copied()
}

async fn current(State(line): State<Shared>, headers: HeaderMap) -> Response {
    let Some(at) = who(&line, &headers) else { return no(401, "unauthorized") };
    let line = line.lock();
    ok(line.json(&line.people[at]))
}

async fn leave(State(line): State<Shared>, headers: HeaderMap) -> Response {
    let Some(at) = who(&line, &headers) else { return no(401, "unauthorized") };
    let mut line = line.lock();
    match line.people[at].status {
        "waiting" | "released" => line.end(at, "left"),
        _ => return no(410, "session_ended"),
    }
    ok(line.json(&line.people[at]))
}

async fn act(State(line): State<Shared>, Path(verb): Path<String>, headers: HeaderMap) -> Response {
    let Some(at) = who(&line, &headers) else { return no(401, "unauthorized") };
    let mut line = line.lock();
    match (verb.as_str(), line.people[at].status) {
        ("claim", "released") => {
            line.people[at].status = "active";
            line.people[at].served = Some(wall_millis());
        }
        ("complete", "active") => line.end(at, "completed"),
        ("claim" | "complete", "waiting") => return no(409, "not_your_turn"),
        _ => return no(410, "session_ended"),
    }
    ok(line.json(&line.people[at]))
}

async fn live(line: Shared, mut socket: WebSocket) {
    let Some(Ok(Message::Text(text))) = socket.recv().await else { return };
    let subscribe: Value = serde_json::from_str(&text).unwrap();
    let id: Uuid = subscribe["token"].as_str().unwrap().parse().unwrap();
    let mut turns = line.lock().turns.subscribe();
    let send = |kind: &str, data: Value| Message::text(json!({ "type": kind, "data": data }).to_string());
    let _ = socket.send(send("subscribed", json!({}))).await;
    while let Ok(turn) = turns.recv().await {
        let session = {
            let line = line.lock();
            let at = line.by_id[&id];
            line.json(&line.people[at])
        };
        let kind = if turn == id { "user_position_changed" } else { "queue_updated" };
        if socket.send(send(kind, session)).await.is_err() {
            return;
        }
    }
}
