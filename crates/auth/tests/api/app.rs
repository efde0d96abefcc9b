//! The service as a caller meets it, with a clock that the test sets.

use std::sync::{
    Arc,
    atomic::{AtomicI64, Ordering},
};

use async_trait::async_trait;
use axum::{Router, body::Body};
use http::{HeaderMap, Method, Request, StatusCode, header};
use http_body_util::BodyExt;
use serde_json::{Value, json};
use tower::ServiceExt;
use vq_api::{Edge, request::EdgeLayer};
use vq_auth::{Auth, AuthConfig, AuthStores, Doorkeeper, Hashing, NewUser, create_user};
use vq_domain::{Limits, Millis, Role, Tenant, TenantId, TenantStatus};
use vq_keyring::{Keyring, KeyringConfig};
use vq_ports::{Clock, StoreResult, Stores, SystemIds, TenantLookup, Tenants};
use vq_store_sqlite::{Options, SqliteStore};

pub const PASSWORD: &str = "correct horse battery";
const START: i64 = 1_700_000_000_000;

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

pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: Value,
}

impl Answer {
    pub fn code(&self) -> &str {
        self.body["errors"][0]["code"].as_str().unwrap_or("none")
    }

    pub fn data(&self, name: &str) -> String {
        self.body["data"][name].as_str().expect("is text").to_owned()
    }
}

pub struct App {
    pub clock: Arc<TestClock>,
    pub stores: Stores,
    pub keys: Arc<Keyring>,
    router: Router,
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
        let accounts = stores.accounts.clone();
        let auth = Auth::new(AuthStores { accounts, tenants: tenants.clone() }, keys.clone(), config);
        let edge = Edge::new(clock.clone(), ids, Arc::new(Doorkeeper::new(keys.clone(), tenants)));
        let router = Router::from(vq_auth::router(auth)).layer(EdgeLayer(edge));
        Self { clock, stores, keys, router, dir }
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
        self.stores.tenants.create(&tenant).await.expect("creates");
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
        let mut request = Request::builder().method(method).uri(path);
        if let Some(token) = token {
            request = request.header(header::AUTHORIZATION, format!("Bearer {token}"));
        }
        let request = match body {
            Some(body) => {
                request.header(header::CONTENT_TYPE, "application/json").body(Body::from(body.to_string()))
            }
            None => request.body(Body::empty()),
        };
        self.send(request.expect("a request")).await
    }

    pub async fn send(&self, request: Request<Body>) -> Answer {
        let response = self.router.clone().oneshot(request).await.expect("an answer");
        let (head, body) = response.into_parts();
        let bytes = body.collect().await.expect("a body").to_bytes();
        let body = serde_json::from_slice(&bytes).expect("JSON");
        Answer { status: head.status, headers: head.headers, body }
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
