//! The service as a caller meets it.

use std::sync::{
    Arc,
    atomic::{AtomicI64, Ordering},
};

use async_trait::async_trait;
use axum::{Router, body::Body};
use http::{HeaderMap, Method, Request, StatusCode, header};
use http_body_util::BodyExt;
use parking_lot::Mutex;
use serde_json::Value;
use tower::ServiceExt;
use vq_api::{Authenticator, Credential, Edge, Principal, request::EdgeLayer};
use vq_domain::{AccountId, Error, ErrorCode, Millis, Role, SignInId, Tenant, TenantId, TenantStatus};
use vq_ports::{Clock, Stores, SystemIds, TenantGuests, TenantLookup};
use vq_store_sqlite::{Options, SqliteStore};
use vq_tenant::{TenantDirectory, TenantService};

pub struct TestClock(pub AtomicI64);

impl Clock for TestClock {
    fn now(&self) -> Millis {
        Millis(self.0.load(Ordering::Relaxed))
    }
}

/// Believes what a token says: a role's name, and a tenant's id after a slash.
struct Believer(Arc<TenantDirectory>);

#[async_trait]
impl Authenticator for Believer {
    fn authenticate(&self, token: &str, _now: Millis) -> Result<Principal, Error> {
        let (role, tenant) = token.split_once('/').unwrap_or((token, ""));
        let role = Role::parse(role).ok_or_else(|| Error::new(ErrorCode::Unauthorized, "no role"))?;
        Ok(Principal {
            account: AccountId::from_bytes([1; 16]),
            tenant: tenant.parse().ok(),
            credential: Credential::SignIn(SignInId::from_bytes([1; 16])),
            roles: vec![role.into()],
            permissions: role.permissions().to_vec(),
        })
    }

    async fn tenant(&self, tenant: TenantId) -> Result<Option<Arc<Tenant>>, Error> {
        self.0.tenant(tenant).await.map_err(|_| Error::internal())
    }
}

/// Remembers who left, and in what state their tenant was then.
pub struct Guest {
    stores: Stores,
    pub removed: Mutex<Vec<(TenantId, Option<TenantStatus>)>>,
}

#[async_trait]
impl TenantGuests for Guest {
    async fn tenant_removed(&self, tenant: TenantId) {
        let stored = self.stores.tenants.get(tenant).await.expect("reads");
        self.removed.lock().push((tenant, stored.map(|tenant| tenant.status)));
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

    pub fn id(&self) -> String {
        self.body["data"]["id"].as_str().expect("an id").to_owned()
    }
}

pub struct App {
    pub clock: Arc<TestClock>,
    pub stores: Stores,
    pub guest: Arc<Guest>,
    pub service: TenantService,
    router: Router,
    _dir: tempfile::TempDir,
}

/// The platform's own administrator.
pub const ROOT: &str = "platform_admin";

impl App {
    pub fn new() -> Self {
        let dir = tempfile::tempdir().expect("a folder");
        let stores = SqliteStore::open(dir.path(), Options::default()).expect("opens").stores();
        let clock = Arc::new(TestClock(AtomicI64::new(1_700_000_000_000)));
        let directory = Arc::new(TenantDirectory::new(stores.tenants.clone(), clock.clone()));
        let guest = Arc::new(Guest { stores: stores.clone(), removed: Mutex::default() });
        let service = TenantService::new(
            stores.tenants.clone(),
            stores.tenant_records.clone(),
            directory.clone(),
            vec![guest.clone()],
        );
        let edge = Edge::new(clock.clone(), Arc::new(SystemIds), Arc::new(Believer(directory)));
        let router = Router::from(vq_tenant::router(service.clone())).layer(EdgeLayer(edge));
        Self { clock, stores, guest, service, router, _dir: dir }
    }

    pub async fn call(&self, method: Method, path: &str, token: &str, body: Option<Value>) -> Answer {
        let mut request = Request::builder().method(method).uri(path);
        if !token.is_empty() {
            request = request.header(header::AUTHORIZATION, format!("Bearer {token}"));
        }
        let request = match body {
            Some(body) => {
                request.header(header::CONTENT_TYPE, "application/json").body(Body::from(body.to_string()))
            }
            None => request.body(Body::empty()),
        };
        let response = self.router.clone().oneshot(request.expect("a request")).await.expect("an answer");
        let (head, body) = response.into_parts();
        let bytes = body.collect().await.expect("a body").to_bytes();
        let body = serde_json::from_slice(&bytes).expect("JSON");
        Answer { status: head.status, headers: head.headers, body }
    }

    pub async fn create(&self, body: Value) -> Answer {
        self.call(Method::POST, "/v1/tenants", ROOT, Some(body)).await
    }

    pub async fn get(&self, id: &str, token: &str) -> Answer {
        self.call(Method::GET, &format!("/v1/tenants/{id}"), token, None).await
    }

    pub async fn put(&self, id: &str, token: &str, body: Value) -> Answer {
        self.call(Method::PUT, &format!("/v1/tenants/{id}"), token, Some(body)).await
    }

    pub async fn post(&self, id: &str, what: &str, token: &str) -> Answer {
        self.call(Method::POST, &format!("/v1/tenants/{id}/{what}"), token, None).await
    }

    pub async fn delete(&self, id: &str, token: &str) -> Answer {
        self.call(Method::DELETE, &format!("/v1/tenants/{id}"), token, None).await
    }
}
