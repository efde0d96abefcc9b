//! A small API behind the rate limit.

use std::{
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
};

use async_trait::async_trait;
use axum::{Router, body::Body, extract::ConnectInfo, routing::get};
use http::{HeaderMap, Request, Response, header};
use tower::ServiceExt;
use uuid::Uuid;
use vq_api::{
    ApiResult, Authenticator, ClientAddressLayer, Credential, Edge, Principal, RateLimit, RateLimitConfig,
    RateLimitLayer, Reply, auth::SignedIn, request::EdgeLayer,
};
use vq_bus_local::LocalRateLimits;
use vq_domain::{
    AccountId, ApiKeyId, Error, ErrorCode, Limits, Millis, Result, SessionId, SignInId, Tenant, TenantId,
    TenantStatus,
};
use vq_ports::{Clock, RateLimits, SystemIds};

pub const START: i64 = 1_700_000_000_000;

pub struct TestClock(pub AtomicI64);

impl Clock for TestClock {
    fn now(&self) -> Millis {
        Millis(self.0.load(Ordering::Relaxed))
    }
}

/// `account.<number>` is an access token of the platform's, `account.<number>.<limit>` one of a tenant with that limit a
/// minute; `session-<number>` is a session token, `vqk_<number>` an API key, all of one account.
struct Tokens;

#[async_trait]
impl Authenticator for Tokens {
    fn authenticate(&self, token: &str, _now: Millis) -> Result<Principal> {
        let parts: Vec<_> = token.split('.').collect();
        let number = |at: usize| parts.get(at).and_then(|part| part.parse().ok()).map(Uuid::from_u128);
        match (parts[0], number(1)) {
            ("account", Some(account)) => Ok(Principal {
                account: AccountId(account),
                credential: Credential::SignIn(SignInId(account)),
                tenant: number(2).map(TenantId),
                roles: Vec::new(),
                permissions: Vec::new(),
            }),
            _ => Err(Error::new(ErrorCode::Unauthorized, "no")),
        }
    }

    async fn authenticate_key(&self, key: &str, _now: Millis) -> Result<Principal> {
        let number = key.strip_prefix("vqk_").and_then(|number| number.parse().ok()).map(Uuid::from_u128);
        let number = number.ok_or_else(|| Error::new(ErrorCode::Unauthorized, "no"))?;
        Ok(Principal {
            account: AccountId(Uuid::from_u128(1)),
            credential: Credential::Key(ApiKeyId(number)),
            tenant: None,
            roles: Vec::new(),
            permissions: Vec::new(),
        })
    }

    async fn tenant(&self, tenant: TenantId) -> Result<Option<Arc<Tenant>>> {
        let api_requests_per_minute = u32::try_from(tenant.0.as_u128()).expect("a small number");
        Ok(Some(Arc::new(Tenant {
            id: tenant,
            name: String::new(),
            domain: None,
            configuration: serde_json::Value::Null,
            limits: Limits { api_requests_per_minute, ..Limits::default() },
            status: TenantStatus::Active,
            version: 1,
            created_at: Millis(START),
            updated_at: Millis(START),
        })))
    }
}

fn session(token: &str) -> Option<SessionId> {
    Some(SessionId(Uuid::from_u128(token.strip_prefix("session-")?.parse().ok()?)))
}

/// Three calls a minute for those who are known, five for strangers.
pub fn config() -> RateLimitConfig {
    RateLimitConfig {
        per_minute: 3,
        per_hour: 10,
        anonymous_per_minute: 5,
        anonymous_per_hour: 20,
        ..RateLimitConfig::default()
    }
}

pub struct App {
    pub clock: Arc<TestClock>,
    router: Router,
}

impl App {
    pub fn new(config: RateLimitConfig) -> Self {
        Self::counting_in(config, Arc::new(LocalRateLimits::new(1_000)))
    }

    pub fn counting_in(config: RateLimitConfig, shared: Arc<dyn RateLimits>) -> Self {
        let clock = Arc::new(TestClock(AtomicI64::new(START)));
        let edge = Edge::new(clock.clone(), Arc::new(SystemIds), Arc::new(Tokens));
        let own = Arc::new(LocalRateLimits::new(1_000));
        let limit = RateLimit::new(config, shared, own, Arc::new(session));
        let done = || async { ApiResult::Ok(Reply::ok("done")) };
        let whoami =
            |who: SignedIn| async move { ApiResult::Ok(Reply::ok(who.principal.account.to_string())) };
        let router = Router::new()
            .route("/v1/tenants/{id}/sessions", get(done).post(done))
            .route("/v1/sessions/current", get(done))
            .route("/v1/auth/me", get(whoami))
            .route("/v1/queues/{id}/frame", get(done))
            .layer((ClientAddressLayer::default(), EdgeLayer(edge), RateLimitLayer::new(Some(limit))));
        Self { clock, router }
    }

    pub async fn call(&self, request: Request<Body>) -> Response<Body> {
        self.router.clone().oneshot(request).await.expect("an answer")
    }

    pub async fn get(&self, path: &str, bearer: &str) -> Standing {
        let request = request(path, "192.0.2.1").header(header::AUTHORIZATION, format!("Bearer {bearer}"));
        standing(&self.call(request.body(Body::empty()).expect("a request")).await)
    }

    pub async fn get_from(&self, path: &str, address: &str) -> Standing {
        let request = request(path, address).body(Body::empty());
        standing(&self.call(request.expect("a request")).await)
    }

    pub fn pass(&self, millis: i64) {
        self.clock.0.fetch_add(millis, Ordering::Relaxed);
    }
}

pub fn request(path: &str, address: &str) -> http::request::Builder {
    let peer = SocketAddr::new(address.parse().expect("an address"), 1);
    Request::get(path).extension(ConnectInfo(peer))
}

/// Status, and the three headers.
pub type Standing = (u16, Option<u32>, Option<u32>, Option<u32>);

pub fn standing(response: &Response<Body>) -> Standing {
    let number = |name: &str| number(response.headers(), name);
    let (limit, remaining) = (number("ratelimit-limit"), number("ratelimit-remaining"));
    (response.status().as_u16(), limit, remaining, number("ratelimit-reset"))
}

pub fn number(headers: &HeaderMap, name: &str) -> Option<u32> {
    headers.get(name).map(|value| value.to_str().expect("text").parse().expect("a number"))
}

pub const UNCOUNTED: Standing = (200, None, None, None);

pub fn allowed(limit: u32, remaining: u32, reset: u32) -> Standing {
    (200, Some(limit), Some(remaining), Some(reset))
}

pub fn refused(limit: u32, reset: u32) -> Standing {
    (429, Some(limit), Some(0), Some(reset))
}
