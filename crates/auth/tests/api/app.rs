//! The service as a caller meets it, with a clock that the test sets.

use std::{
    collections::HashMap,
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
    task::Poll,
    time::Duration,
};

use async_trait::async_trait;
use axum::{Router, body::Body};
use http::{HeaderMap, Method, Request, StatusCode, header};
use http_body_util::BodyExt;
use parking_lot::Mutex;
use serde_json::{Value, json};
use tokio_util::sync::CancellationToken;
use tower::ServiceExt;
use vq_api::{
    Edge, Looks,
    request::{EdgeLayer, Hosts},
};
use vq_auth::{Auth, AuthConfig, AuthParts, Doorkeeper, Hashing, NewUser, Post, Revoked, create_user};
use vq_bus_local::LocalShortLived;
use vq_domain::{DomainName, Limits, Millis, Role, Tenant, TenantId, TenantStatus};
use vq_keyring::{Keyring, KeyringConfig};
use vq_ports::{
    Clock, HostLookup, Mail, MailError, Mailer, StoreResult, Stores, SystemIds, TenantLookup, Tenants,
};
use vq_store_sqlite::{Options, SqliteStore};

pub const PASSWORD: &str = "correct horse battery";
const START: i64 = 1_700_000_000_000;
/// How long something may take before a test gives up; nothing is measured by it.
const PATIENCE: Duration = Duration::from_secs(30);

pub struct TestClock(AtomicI64);

impl Clock for TestClock {
    fn now(&self) -> Millis {
        Millis(self.0.load(Ordering::Relaxed))
    }
}

/// Tenants straight from the store.
pub struct Lookup(pub Arc<dyn Tenants>);

#[async_trait]
impl TenantLookup for Lookup {
    async fn tenant(&self, tenant: TenantId) -> StoreResult<Option<Arc<Tenant>>> {
        Ok(self.0.get(tenant).await?.map(Arc::new))
    }
}

/// Tenants' own hosts.
#[derive(Default)]
pub struct Homes(Mutex<HashMap<String, TenantId>>);

impl HostLookup for Homes {
    fn tenant_of(&self, name: &str) -> Option<TenantId> {
        self.0.lock().get(name).copied()
    }

    fn primary(&self, _: TenantId) -> Option<Arc<DomainName>> {
        None
    }

    fn is_empty(&self) -> bool {
        self.0.lock().is_empty()
    }
}

/// Mails as they are handed over.
pub struct Mailbox(tokio::sync::mpsc::UnboundedSender<Mail>);

#[async_trait]
impl Mailer for Mailbox {
    async fn send(&self, mail: &Mail) -> Result<(), MailError> {
        self.0.send(mail.clone()).map_err(|_| MailError::NotNow("closed".into()))
    }
}

pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: Value,
}

impl Answer {
    pub fn code(&self) -> &str {
        self.body["errors"][0]["code"].as_str().unwrap_or("none")
    }

    #[track_caller]
    pub fn expect(self, status: u16) -> Self {
        assert_eq!(self.status.as_u16(), status, "{}", self.body);
        self
    }

    pub fn field(&self) -> &str {
        self.body["errors"][0]["field"].as_str().unwrap_or("none")
    }

    /// The cookie that the answer sets, as a browser sends it.
    pub fn cookie(&self) -> Option<String> {
        let cookie = self.headers.get(header::SET_COOKIE)?.to_str().expect("is text");
        cookie.split(';').next().map(ToOwned::to_owned)
    }

    pub fn data(&self, name: &str) -> String {
        self.body["data"][name].as_str().expect("is text").to_owned()
    }
}

pub struct App {
    pub clock: Arc<TestClock>,
    pub stores: Stores,
    pub keys: Arc<Keyring>,
    homes: Arc<Homes>,
    router: Router,
    mails: tokio::sync::Mutex<tokio::sync::mpsc::UnboundedReceiver<Mail>>,
    dir: tempfile::TempDir,
}

impl App {
    pub async fn new() -> Self {
        Self::with(|_| {}).await
    }

    pub async fn with(configure: impl FnOnce(&mut AuthConfig)) -> Self {
        let dir = tempfile::tempdir().expect("a folder");
        let stores = SqliteStore::open(dir.path(), Options::default()).expect("opens").stores();
        let clock = Arc::new(TestClock(AtomicI64::new(START)));
        let ids = Arc::new(SystemIds);
        let keys =
            Keyring::open(stores.secrets.clone(), clock.clone(), ids.clone(), KeyringConfig::default());
        let keys = Arc::new(keys.await.expect("has keys"));
        let tenants: Arc<dyn TenantLookup> = Arc::new(Lookup(stores.tenants.clone()));
        let mut config = AuthConfig {
            hashing: Hashing { memory_kib: 64, passes: 1, lanes: 1 },
            hash_queue: 1000,
            ..AuthConfig::default()
        };
        configure(&mut config);
        let revoked = Arc::new(Revoked::new(stores.sign_ins.clone()));
        let (sent, mails) = tokio::sync::mpsc::unbounded_channel();
        let mailbox = Arc::new(Mailbox(sent));
        let post =
            Arc::new(Post::new(stores.clone(), mailbox, clock.clone(), ids.clone(), "http://q.example/"));
        let office = post.clone();
        tokio::spawn(async move { office.run(CancellationToken::new()).await });
        let doorkeeper = Doorkeeper::new(keys.clone(), tenants.clone(), revoked.clone(), &stores);
        let parts = AuthParts {
            stores: stores.clone(),
            tenants,
            keys: keys.clone(),
            counters: Arc::new(LocalShortLived::new(10_000)),
            revoked,
            post,
        };
        let auth = Auth::new(parts, config);
        let looks = Looks::new(stores.audit.clone(), Arc::new(LocalShortLived::new(10_000)));
        let homes = Arc::<Homes>::default();
        let hosts = Hosts::new(homes.clone(), "http://q.example");
        let edge = Edge::with_hosts(clock.clone(), ids, Arc::new(doorkeeper), hosts).noting(looks);
        let router =
            Router::from(vq_auth::router(auth.clone())).merge(vq_auth::pages(auth)).layer(EdgeLayer(edge));
        let mails = tokio::sync::Mutex::new(mails);
        Self { clock, stores, keys, homes, router, mails, dir }
    }

    /// A host is a tenant's own from now on.
    pub fn give(&self, host: &str, tenant: TenantId) {
        self.homes.0.lock().insert(host.to_owned(), tenant);
    }

    /// The next mail, once it is sent.
    pub async fn mail(&self) -> Mail {
        let mut mails = self.mails.lock().await;
        let next = tokio::time::timeout(PATIENCE, mails.recv());
        next.await.expect("a mail comes").expect("the office is open")
    }

    /// The token of the link in the next mail.
    pub async fn mailed_token(&self) -> String {
        let mail = self.mail().await;
        let link = mail.text.split_whitespace().find(|word| word.contains("?token=")).expect("a link");
        assert!(link.starts_with("http://q.example/account/"), "{link}");
        link.split('=').nth(1).expect("a token").to_owned()
    }

    pub fn folder(&self) -> &std::path::Path {
        self.dir.path()
    }

    pub fn pass(&self, seconds: i64) {
        self.clock.0.fetch_add(seconds * 1000, Ordering::Relaxed);
    }

    pub async fn tenant(&self) -> Tenant {
        let tenant = Tenant {
            id: TenantId(vq_ports::Ids::uuid(&SystemIds, self.clock.now())),
            name: "Shop".into(),
            domain: None,
            configuration: json!({}),
            limits: Limits::default(),
            status: TenantStatus::Active,
            version: 1,
            created_at: self.clock.now(),
            updated_at: self.clock.now(),
        };
        self.stores.tenants.create(&tenant, &vq_ports::Audit::exempt("a test")).await.expect("creates");
        tenant
    }

    /// Makes `email` a member with [`PASSWORD`]; of the platform without a tenant.
    pub async fn user(&self, email: &str, role: Role, tenant: Option<TenantId>) {
        let user =
            NewUser { email: email.into(), password: Some(PASSWORD.into()), roles: vec![role], tenant };
        let (accounts, tenants) = (&*self.stores.accounts, &*self.stores.tenants);
        create_user(accounts, tenants, &*self.clock, &SystemIds, user).await.expect("creates");
    }

    pub async fn call(&self, method: Method, path: &str, token: Option<&str>, body: Option<Value>) -> Answer {
        self.call_with(method, path, token, body, &[]).await
    }

    /// With headers more.
    pub async fn call_with(
        &self,
        method: Method,
        path: &str,
        token: Option<&str>,
        body: Option<Value>,
        headers: &[(&str, &str)],
    ) -> Answer {
        let mut request = Request::builder().method(method).uri(path);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        if let Some(token) = token {
            request = request.header(header::AUTHORIZATION, format!("Bearer {token}"));
        }
        let request = match body {
            Some(body) => {
                request.header(header::CONTENT_TYPE, "application/json").body(Body::from(body.to_string()))
            }
            None => request.body(Body::empty()),
        };
        self.answer(request.expect("a request")).await
    }

    pub async fn answer(&self, request: Request<Body>) -> Answer {
        let (head, bytes) = self.send(request).await;
        let body = serde_json::from_slice(&bytes).expect("JSON");
        Answer { status: head.status, headers: head.headers, body }
    }

    pub async fn send(&self, request: Request<Body>) -> (http::response::Parts, Vec<u8>) {
        let response = self.router.clone().oneshot(request).await.expect("an answer");
        let (head, body) = response.into_parts();
        (head, body.collect().await.expect("a body").to_bytes().to_vec())
    }

    pub async fn get(&self, path: &str, token: &str) -> Answer {
        self.call(Method::GET, path, Some(token), None).await
    }

    pub async fn post(&self, path: &str, token: Option<&str>, body: Value) -> Answer {
        self.call(Method::POST, path, token, Some(body)).await
    }

    pub async fn put(&self, path: &str, token: &str, body: Value) -> Answer {
        self.call(Method::PUT, path, Some(token), Some(body)).await
    }

    pub async fn delete(&self, path: &str, token: &str) -> Answer {
        self.call(Method::DELETE, path, Some(token), None).await
    }

    /// Somebody's access token, anew.
    pub async fn token(&self, email: &str) -> String {
        self.login(email, PASSWORD).await.expect(200).data("accessToken")
    }

    /// Somebody's id.
    pub async fn id(&self, email: &str) -> String {
        self.stores.accounts.by_email(email).await.expect("reads").expect("is there").id.to_string()
    }

    pub async fn login(&self, email: &str, password: &str) -> Answer {
        let body = json!({"email": email, "password": password});
        self.call(Method::POST, "/v1/auth/login", None, Some(body)).await
    }

    pub async fn refresh(&self, token: &str) -> Answer {
        self.call(Method::POST, "/v1/auth/refresh", None, Some(json!({"refreshToken": token}))).await
    }

    pub async fn me(&self, token: &str) -> Answer {
        self.call(Method::GET, "/v1/auth/me", Some(token), None).await
    }
}

/// A caller who hangs up once their request has had so many turns; answers whether they had their answer by then.
pub async fn hangs_up_after(turns: usize, request: impl Future) -> bool {
    let mut request = std::pin::pin!(request);
    let mut left = turns;
    std::future::poll_fn(|context| {
        if left == 0 {
            return Poll::Ready(false);
        }
        left -= 1;
        request.as_mut().poll(context).map(|_| true)
    })
    .await
}

/// Looks again and again until it is so.
pub async fn until(mut look: impl AsyncFnMut() -> bool) {
    let looking = async {
        while !look().await {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(PATIENCE, looking).await.expect("it never was so");
}
