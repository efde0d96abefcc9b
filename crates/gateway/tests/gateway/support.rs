//! Upstreams that say who they are, and a gateway before them.

use std::{
    net::{Ipv4Addr, SocketAddr},
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};

use async_trait::async_trait;
use axum::{Router, body::Body, extract::Request, response::Response};
use http::{HeaderMap, Method};
use http_body_util::BodyExt;
use serde_json::{Value, json};
use tokio::{net::TcpListener, task::AbortHandle};
use tokio_util::{sync::CancellationToken, task::TaskTracker};
use vq_api::{Authenticator, Credential, Edge, Principal, request::EdgeLayer};
use vq_domain::{AccountId, ApiKeyId, Error, ErrorCode, Millis, SessionId, SignInId, Tenant, TenantId};
use vq_gateway::{Gateway, GatewayConfig, GatewayDeps};
use vq_ports::{SystemClock, SystemIds};
use vq_proxy::http_client;

/// A token of an account that is good, one that has expired, one of a visitor, and a program's key.
pub const GOOD: &str = "good.access.token";
pub const EXPIRED: &str = "expired.access.token";
pub const VISITOR: &str = "visitor";
pub const KEY: &str = "vqk_good";

fn holder(credential: Credential) -> Principal {
    let account = AccountId::from_bytes([1; 16]);
    Principal { account, credential, tenant: None, roles: Vec::new(), permissions: Vec::new() }
}

struct Doorkeeper;

#[async_trait]
impl Authenticator for Doorkeeper {
    fn authenticate(&self, token: &str, _now: Millis) -> Result<Principal, Error> {
        match token {
            GOOD => Ok(holder(Credential::SignIn(SignInId::from_bytes([1; 16])))),
            EXPIRED => Err(Error::new(ErrorCode::TokenExpired, "Sign in again.")),
            _ => Err(Error::new(ErrorCode::Unauthorized, "Not a token.")),
        }
    }

    async fn authenticate_key(&self, key: &str, _now: Millis) -> Result<Principal, Error> {
        match key {
            KEY => Ok(holder(Credential::Key(ApiKeyId::from_bytes([1; 16])))),
            _ => Err(Error::new(ErrorCode::Unauthorized, "Not a key.")),
        }
    }

    async fn tenant(&self, _tenant: TenantId) -> Result<Option<Arc<Tenant>>, Error> {
        Ok(None)
    }
}

/// An upstream. It ends with this handle.
pub struct Upstream {
    pub address: SocketAddr,
    /// How many requests it has seen, looks at its health aside.
    pub seen: Arc<AtomicUsize>,
    task: AbortHandle,
}

impl Upstream {
    /// Answers everything with what it was sent.
    pub async fn echo() -> Self {
        Self::serve(Router::new().fallback(echo)).await
    }

    pub async fn serve(router: Router) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.expect("a port");
        Self::serve_on(listener, router)
    }

    pub fn serve_on(listener: TcpListener, router: Router) -> Self {
        let address = listener.local_addr().expect("an address");
        let seen = Arc::new(AtomicUsize::new(0));
        let counter = seen.clone();
        let count = axum::middleware::from_fn(move |request: Request, next: axum::middleware::Next| {
            if request.uri().path() != "/health/ready" {
                counter.fetch_add(1, Ordering::Relaxed);
            }
            next.run(request)
        });
        let router = router.layer(count);
        let task = tokio::spawn(async move { axum::serve(listener, router).await }).abort_handle();
        Self { address, seen, task }
    }

    pub fn seen(&self) -> usize {
        self.seen.load(Ordering::Relaxed)
    }

    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }
}

impl Drop for Upstream {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn echo(request: Request) -> axum::Json<Value> {
    let (parts, body) = request.into_parts();
    let headers: serde_json::Map<String, Value> = parts
        .headers
        .iter()
        .map(|(name, value)| (name.to_string(), json!(String::from_utf8_lossy(value.as_bytes()))))
        .collect();
    let body = body.collect().await.map(|body| body.to_bytes()).unwrap_or_default();
    axum::Json(json!({
        "method": parts.method.as_str(), "uri": parts.uri.to_string(), "headers": headers,
        "body": String::from_utf8_lossy(&body),
    }))
}

/// An address where nobody listens: taken, and let go of again.
pub async fn nowhere() -> String {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.expect("a port");
    format!("http://{}", listener.local_addr().expect("an address"))
}

/// A running gateway. It ends with this handle.
pub struct Running {
    pub address: SocketAddr,
    stop: CancellationToken,
    task: AbortHandle,
}

impl Drop for Running {
    fn drop(&mut self) {
        self.stop.cancel();
        self.task.abort();
    }
}

/// What came back.
pub struct Answer {
    pub status: u16,
    pub headers: HeaderMap,
    pub body: Value,
}

impl Answer {
    pub fn error(&self) -> &str {
        self.body["errors"][0]["code"].as_str().unwrap_or_default()
    }
}

impl Running {
    /// With these processes for sessions and for signing in.
    pub async fn start(sessions: &[String], change: impl FnOnce(&mut GatewayConfig)) -> Self {
        let mut config = GatewayConfig::default();
        config.upstreams.session = sessions.to_vec();
        config.upstreams.auth = sessions.to_vec();
        change(&mut config);
        let stop = CancellationToken::new();
        let deps = GatewayDeps {
            visitors: Arc::new(|token: &str| (token == VISITOR).then(|| SessionId::from_bytes([2; 16]))),
            trusted_proxies: vec!["127.0.0.0/8".parse().expect("a network")],
            tasks: TaskTracker::new(),
            stop: stop.clone(),
        };
        let gateway = Gateway::new(&config, deps).expect("a gateway");
        gateway.start();
        let edge = Edge::new(Arc::new(SystemClock), Arc::new(SystemIds), Arc::new(Doorkeeper));
        let router = gateway.api().merge(gateway.pages()).layer(EdgeLayer(edge));
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.expect("a port");
        let address = listener.local_addr().expect("an address");
        let service = router.into_make_service_with_connect_info::<SocketAddr>();
        let task = tokio::spawn(async move { axum::serve(listener, service).await }).abort_handle();
        Self { address, stop, task }
    }

    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    pub async fn open(&self, request: http::request::Builder, body: Body) -> Response {
        let client = http_client(std::time::Duration::from_secs(5));
        let response = client.request(request.body(body).expect("a request")).await.expect("an answer");
        response.map(Body::new)
    }

    pub async fn send(&self, request: http::request::Builder, body: Body) -> Answer {
        let (parts, body) = self.open(request, body).await.into_parts();
        let bytes = body.collect().await.expect("a body").to_bytes();
        let body = serde_json::from_slice(&bytes).unwrap_or(Value::Null);
        Answer { status: parts.status.as_u16(), headers: parts.headers, body }
    }

    pub async fn get(&self, path: &str) -> Answer {
        self.send(Request::get(self.url(path)), Body::empty()).await
    }

    pub async fn with_token(&self, method: Method, path: &str, token: &str) -> Answer {
        let request = Request::builder().method(method).uri(self.url(path));
        self.send(request.header("authorization", format!("Bearer {token}")), Body::empty()).await
    }
}
