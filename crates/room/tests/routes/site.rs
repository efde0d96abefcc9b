//! A server whose backend answers as told.

use std::sync::Arc;

use async_trait::async_trait;
use axum::{
    Router,
    body::Body,
    http::{HeaderMap, Request, Response, StatusCode, header},
};
use http_body_util::BodyExt;
use parking_lot::Mutex;
use serde_json::{Value, json};
use tower::ServiceExt;
use vq_api::ClientAddress;
use vq_domain::{Error, ErrorCode, QueueId, QueueStatus, Result, TenantId};
use vq_room::{
    Arrival, Claimed, Joined, PublicLocation, PublicQueue, Room, RoomBackend, SlowWay, assets_router, router,
    text::Locale,
};

/// A location.
pub const PLACE: &str = "0190c8a0-0000-7000-8000-000000000003";
pub const ID: &str = "0190c8a0-0000-7000-8000-000000000001";

/// Knows one queue and, as the token, the status of a session.
#[derive(Default)]
pub struct Scripted {
    pub calls: Mutex<Vec<String>>,
    /// What every call but `queue_public` fails with.
    pub failure: Option<ErrorCode>,
    pub target_url: Option<String>,
    /// What the last one who joined brought along.
    pub arrival: Mutex<Arrival>,
}

impl Scripted {
    fn call(&self, what: String) -> Result<()> {
        self.calls.lock().push(what);
        self.failure.map_or(Ok(()), |code| Err(Error::new(code, "as told")))
    }
}

/// Where a visit goes on.
pub const OTHER: &str = "0190c8a0-0000-7000-8000-000000000002";

fn session(status: &str) -> Value {
    if status == "moved" {
        let moved_to =
            json!({"queueId": OTHER, "sessionId": OTHER, "number": "B017", "sessionToken": "OTHER"});
        return json!({"status": "transferred", "number": "A042", "movedTo": moved_to});
    }
    if status == "called" {
        let called_to = json!({"counterName": "Counter <3>", "calls": 1});
        return json!({"status": "released", "queueState": "open", "number": "A042", "calledTo": called_to});
    }
    json!({"status": status, "queueState": "open", "position": 3, "peopleAhead": 2, "sessionToken": "SECRET"})
}

fn joined() -> Joined {
    Joined { session: session("waiting"), token: "waiting".into(), max_age_seconds: 60 }
}

#[async_trait]
impl RoomBackend for Scripted {
    async fn queue_public(&self, queue: QueueId, _: Locale) -> Result<Option<PublicQueue>> {
        Ok((queue.to_string() == ID).then(|| PublicQueue {
            tenant_id: TenantId::from_bytes([1; 16]),
            name: "Aurora".into(),
            status: QueueStatus::Open,
            opens_at: None,
            message: None,
            target_url: self.target_url.clone(),
            time_zone: None,
            branding: None,
        }))
    }

    async fn location_public(&self, location: uuid::Uuid, _: Locale) -> Result<Option<PublicLocation>> {
        let service = |id: &str, name: &str, open: bool| {
            json!({"queueId": id, "name": name, "waiting": 12, "acceptsJoins": open, "reason": "closing_time",
                "estimatedWaitSeconds": {"p50": 1480.0, "p90": 2100.0}})
        };
        let services = [service(ID, "Pass<ports", true), service(OTHER, "Parking", false)];
        Ok((location.to_string() == PLACE).then(|| PublicLocation {
            tenant_id: TenantId::from_bytes([1; 16]),
            view: json!({"name": "Town hall", "message": {"text": "No lift", "level": "warning"}, "services": services}),
            branding: None,
        }))
    }

    async fn session_for(&self, _: QueueId, token: &str) -> Result<Option<Value>> {
        self.call(format!("session {token}"))?;
        Ok((token != "forged").then(|| session(token)))
    }

    async fn join(&self, _: QueueId, token: Option<&str>, arrival: Arrival) -> Result<Joined> {
        self.call(format!("join {}", token.unwrap_or("-")))?;
        *self.arrival.lock() = arrival;
        Ok(joined())
    }

    async fn slow_way(&self, _: QueueId, arrival: &Arrival) -> Result<Option<SlowWay>> {
        let challenge = arrival.challenge.clone().unwrap_or_else(|| "CHALLENGE".into());
        Ok(Some(SlowWay { challenge, seconds: 20 }))
    }

    async fn claim(&self, _: QueueId, token: &str) -> Result<Claimed> {
        self.call(format!("claim {token}"))?;
        if token == "waiting" {
            return Err(Error::new(ErrorCode::NotYourTurn, "wait"));
        }
        let redirect_url = self.target_url.clone();
        Ok(Claimed { admission_token: "admission".into(), max_age_seconds: 60, redirect_url })
    }

    async fn leave(&self, _: QueueId, token: &str) -> Result<()> {
        self.call(format!("leave {token}"))
    }

    async fn recovery(&self, _: QueueId, token: &str) -> Result<String> {
        self.call(format!("recovery {token}"))?;
        Ok("7KQM-X2VD-9HTR-4WNB".into())
    }

    async fn recover(&self, _: QueueId, code: &str, _: ClientAddress) -> Result<Option<Joined>> {
        self.call(format!("recover {code}"))?;
        Ok((code == "GOOD").then(joined))
    }
}

/// The pages of one server, and what they asked of it.
pub struct Site {
    backend: Arc<Scripted>,
    app: Router,
}

impl Site {
    pub fn new(backend: Scripted) -> Self {
        let backend = Arc::new(backend);
        let room = Arc::new(Room::new().unwrap());
        Self { app: router(room, backend.clone()).merge(assets_router("")), backend }
    }

    pub async fn send(&self, method: &str, path: &str, headers: &[(&str, &str)], body: &str) -> Answer {
        let path = path.replace("{id}", ID);
        let mut request = Request::builder().method(method).uri(path).header("host", "q.example");
        if method == "POST" {
            request = request.header("content-type", "application/x-www-form-urlencoded");
        }
        for (name, value) in headers {
            request = request.header(*name, value.replace("{id}", ID));
        }
        let request = request.body(Body::from(body.to_owned())).unwrap();
        Answer::read(self.app.clone().oneshot(request).await.unwrap()).await
    }

    pub async fn get(&self, path: &str, headers: &[(&str, &str)]) -> Answer {
        self.send("GET", path, headers, "").await
    }

    pub fn calls(&self) -> Vec<String> {
        std::mem::take(&mut *self.backend.calls.lock())
    }
}

/// An answer, read to its end.
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: Vec<u8>,
}

impl Answer {
    async fn read(response: Response<Body>) -> Self {
        let (parts, body) = response.into_parts();
        Self {
            status: parts.status,
            headers: parts.headers,
            body: body.collect().await.unwrap().to_bytes().to_vec(),
        }
    }

    pub fn text(&self) -> &str {
        std::str::from_utf8(&self.body).unwrap()
    }

    pub fn header(&self, name: header::HeaderName) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    pub fn cookies(&self) -> String {
        let all = self.headers.get_all(header::SET_COOKIE).iter().map(|value| value.to_str().unwrap());
        all.collect::<Vec<_>>().join("\n")
    }

    pub fn leads_to(&self, path: &str) {
        assert_eq!(self.status, StatusCode::SEE_OTHER, "{}", self.text());
        assert_eq!(self.header(header::LOCATION), path.replace("{id}", ID));
    }

    pub fn shows(&self, state: &str) {
        assert!(self.text().contains(&format!("data-view=\"{state}\"")), "not {state}: {}", self.text());
    }
}

pub const WAITING: (&str, &str) = ("cookie", "vq_{id}=waiting");
pub const RELEASED: (&str, &str) = ("cookie", "a=b; vq_{id}=released");
pub const GATE: (&str, &str) = ("x-vq-base", "/.vq");
