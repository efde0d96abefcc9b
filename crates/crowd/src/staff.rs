//! The staff API as the crowd needs it: sign in, set up a tenant and a queue, watch it, list its sessions.

use std::time::Duration;

use bytes::Bytes;
use http::Method;
use serde::Deserialize;
use serde_json::{Value, json};
use tokio::sync::Mutex;
use uuid::Uuid;

use crate::{
    http::{BaseUrl, Call, Connection},
    wire::{ApiError, Counts, Created, Listed, Page, data},
};

/// So many times a call that was told to come later does so.
const ATTEMPTS: u32 = 8;

/// Somebody signed in on one connection. Signs in again when the access token has run out.
pub struct Staff {
    base: BaseUrl,
    login: Option<(String, String)>,
    wire: Mutex<Wire>,
}

struct Wire {
    connection: Connection,
    token: String,
}

/// How to set up a queue. Times in seconds, rates in people per minute.
#[derive(Clone, Debug)]
pub struct QueueSetup {
    /// Shown to people.
    pub name: String,
    /// The cap.
    pub cap: u32,
    /// The rate.
    pub rate_per_minute: u32,
    /// How long an offer is kept.
    pub claim_timeout_seconds: u32,
    /// How long one may stay inside.
    pub active_timeout_seconds: u32,
    /// How long somebody may be silent while waiting; 0 is for ever.
    pub abandon_after_seconds: u32,
}

impl Default for QueueSetup {
    fn default() -> Self {
        Self {
            name: "Crowd".into(),
            cap: 100,
            rate_per_minute: 6_000_000,
            claim_timeout_seconds: 3600,
            active_timeout_seconds: 3600,
            abandon_after_seconds: 0,
        }
    }
}

impl QueueSetup {
    fn to_json(&self) -> Value {
        json!({
            "name": self.name,
            "maxConcurrentUsers": self.cap,
            "releaseRatePerMinute": self.rate_per_minute,
            "claimTimeoutSeconds": self.claim_timeout_seconds,
            "activeTimeoutSeconds": self.active_timeout_seconds,
            "abandonAfterSeconds": self.abandon_after_seconds,
            "isActive": true,
            "isPublic": true,
        })
    }
}

/// A queue and whose it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct QueueRef {
    /// Whose.
    pub tenant: Uuid,
    /// Which.
    pub queue: Uuid,
}

impl QueueRef {
    fn path(&self) -> String {
        format!("/v1/tenants/{}/queues/{}", self.tenant, self.queue)
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Tokens {
    access_token: String,
}

/// How far a rotation of data keys has come.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct KeyRotation {
    /// Whose data; `None` for the platform's own.
    pub tenant_id: Option<Uuid>,
    /// Whether it is the first sealing of what was stored in the open.
    pub first: bool,
    /// What the key is for: `seal` or `index`.
    pub key_use: String,
    /// The number of the new key.
    pub number: u32,
    /// Rows seen.
    pub rows_done: u64,
    /// Rows to be seen.
    pub rows_total: u64,
    /// Rows sealed again.
    pub rows_sealed: u64,
    /// When it was done.
    pub finished_at: Option<String>,
}

#[derive(Deserialize)]
struct Rewrapped {
    rewrapped: u64,
}

impl Staff {
    /// Signs in with e-mail and password.
    pub async fn login(base: &BaseUrl, email: &str, password: &str) -> Result<Self, ApiError> {
        let login = Some((email.to_owned(), password.to_owned()));
        let wire = Mutex::new(Wire { connection: Connection::new(base), token: String::new() });
        let staff = Self { base: base.clone(), login, wire };
        let mut wire = staff.wire.lock().await;
        staff.sign_in(&mut wire).await?;
        drop(wire);
        Ok(staff)
    }

    /// Goes on with an access token somebody has got already.
    pub fn with_token(base: &BaseUrl, token: &str) -> Self {
        let wire = Mutex::new(Wire { connection: Connection::new(base), token: token.to_owned() });
        Self { base: base.clone(), login: None, wire }
    }

    /// Where the server is.
    pub fn base(&self) -> &BaseUrl {
        &self.base
    }

    /// The access token, for calls that somebody wants to make themselves.
    pub async fn token(&self) -> String {
        self.wire.lock().await.token.clone()
    }

    /// A tenant of its own for a run, with the highest limits there are.
    pub async fn create_tenant(&self, name: &str) -> Result<Uuid, ApiError> {
        let limits = json!({
            "maxQueues": 1_000,
            "maxConcurrentUsers": 10_000_000,
            "maxWaiting": 10_000_000,
            "apiRequestsPerMinute": 10_000_000,
            "apiRequestsPerHour": 600_000_000,
        });
        let created: Created =
            self.send(Method::POST, "/v1/tenants", Some(json!({ "name": name, "limits": limits }))).await?;
        Ok(created.id)
    }

    /// A queue, open.
    pub async fn create_queue(&self, tenant: Uuid, setup: &QueueSetup) -> Result<QueueRef, ApiError> {
        let path = format!("/v1/tenants/{tenant}/queues");
        let created: Created = self.send(Method::POST, &path, Some(setup.to_json())).await?;
        let queue = QueueRef { tenant, queue: created.id };
        self.act(queue, "open").await?;
        Ok(queue)
    }

    /// Carries out a verb on a queue: `open`, `pause`, `resume`, `drain`, `close`.
    pub async fn act(&self, queue: QueueRef, verb: &str) -> Result<(), ApiError> {
        let path = format!("{}/{verb}", queue.path());
        self.send::<serde::de::IgnoredAny>(Method::POST, &path, None).await.map(|_| ())
    }

    /// Sets a queue's configuration anew.
    pub async fn set_up(&self, queue: QueueRef, setup: &QueueSetup) -> Result<(), ApiError> {
        self.send::<serde::de::IgnoredAny>(Method::PUT, &queue.path(), Some(setup.to_json()))
            .await
            .map(|_| ())
    }

    /// A queue's live counts.
    pub async fn counts(&self, queue: QueueRef) -> Result<Counts, ApiError> {
        self.send(Method::GET, &queue.path(), None).await
    }

    /// All sessions a queue ever had, page by page; `each_page` hears how many there are so far.
    pub async fn sessions(
        &self,
        queue: QueueRef,
        mut each_page: impl FnMut(usize),
    ) -> Result<Vec<Listed>, ApiError> {
        let list = format!("/v1/tenants/{}/sessions?queueId={}&limit=200", queue.tenant, queue.queue);
        let (mut all, mut path) = (Vec::new(), list.clone());
        loop {
            let page: Page<Listed> = self.send(Method::GET, &path, None).await?;
            all.extend(page.items);
            each_page(all.len());
            let Some(cursor) = page.next_cursor else { return Ok(all) };
            path = format!("{list}&cursor={cursor}");
        }
    }

    /// Has a new signing key made; `purpose` is `admission`, `session` or `access`.
    pub async fn rotate_keys(&self, purpose: &str) -> Result<(), ApiError> {
        let path = format!("/v1/keys/{purpose}/rotate");
        self.send::<serde::de::IgnoredAny>(Method::POST, &path, None).await.map(|_| ())
    }

    /// Has new keys for a use (`seal` or `index`) made for personal data: one tenant's, or all. Answers what was begun.
    pub async fn rotate_data_keys(
        &self,
        tenant: Option<Uuid>,
        key_use: &str,
    ) -> Result<Vec<KeyRotation>, ApiError> {
        let mut body = json!({ "keyUse": key_use });
        if let Some(tenant) = tenant {
            body["tenantId"] = json!(tenant);
        }
        let begun: Page<KeyRotation> =
            self.send(Method::POST, "/v1/protection/rotations", Some(body)).await?;
        Ok(begun.items)
    }

    /// How far rotations have come.
    pub async fn data_key_rotations(&self) -> Result<Vec<KeyRotation>, ApiError> {
        let all: Page<KeyRotation> = self.send(Method::GET, "/v1/protection/rotations", None).await?;
        Ok(all.items)
    }

    /// Has the keys of personal data wrapped with the current master key; answers how many.
    pub async fn rewrap_data_keys(&self) -> Result<u64, ApiError> {
        let done: Rewrapped = self.send(Method::POST, "/v1/protection/rewrap", Some(json!({}))).await?;
        Ok(done.rewrapped)
    }

    /// Joins `count` people through the queue's log at once, without an HTTP call each. Only servers that run with
    /// `VQUEUE__BENCH__ENABLED=true` have this.
    pub async fn fill(&self, queue: QueueRef, count: u64) -> Result<(), ApiError> {
        // In portions, so that no single call outlasts the patience of its connection.
        let mut left = count;
        while left > 0 {
            let portion = left.min(50_000);
            let body = json!({ "tenantId": queue.tenant, "queueId": queue.queue, "count": portion });
            self.send::<serde::de::IgnoredAny>(Method::POST, "/__bench/fill", Some(body)).await?;
            left -= portion;
        }
        Ok(())
    }

    /// One call; waits when told to, signs in again when the token has run out.
    pub(crate) async fn send<T: for<'a> Deserialize<'a>>(
        &self,
        method: Method,
        path: &str,
        body: Option<Value>,
    ) -> Result<T, ApiError> {
        let mut wire = self.wire.lock().await;
        let body = body.map(|body| Bytes::from(body.to_string()));
        let mut renewed = false;
        for attempt in 1.. {
            let bearer = Some(format!("Bearer {}", wire.token));
            let call = Call { method: method.clone(), bearer, json: body.clone(), ..Call::get(path) };
            let answer = wire.connection.call(call).await?;
            match answer.status.as_u16() {
                401 if self.login.is_some() && !renewed => {
                    renewed = true;
                    self.sign_in(&mut wire).await?;
                }
                429 | 503 if attempt < ATTEMPTS => {
                    tokio::time::sleep(answer.retry_after().unwrap_or(Duration::from_secs(1))).await;
                }
                _ => return data(&answer),
            }
        }
        unreachable!("the last attempt returns")
    }

    async fn sign_in(&self, wire: &mut Wire) -> Result<(), ApiError> {
        let Some((email, password)) = &self.login else { return Ok(()) };
        let body = json!({ "email": email, "password": password }).to_string();
        let answer = wire.connection.call(Call::post("/v1/auth/login").json(body)).await?;
        wire.token = data::<Tokens>(&answer)?.access_token;
        Ok(())
    }
}
