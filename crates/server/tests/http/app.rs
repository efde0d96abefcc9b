//! A server of one's own for a test, and a caller that signs in.

use std::{path::Path, sync::Arc};

use axum::{
    Router,
    body::Body,
    http::{HeaderMap, Method, Request, StatusCode},
};
use serde_json::{Value, json};
use tempfile::TempDir;
use tower::ServiceExt;
use vq_api::{Credential, Principal};
use vq_auth::{AccessTokens, NewUser};
use vq_domain::{AccountId, Millis, Permission, Role, SignInId, TenantId};
use vq_ports::{Clock, SystemClock};
use vq_server::{
    cli::CommonArgs,
    config::Config,
    deployment::Deployment,
    http::{self, Readiness},
};

pub const EMAIL: &str = "root@example.com";
pub const PASSWORD: &str = "correct horse battery staple";

/// A running server.
pub struct App {
    pub router: Router,
    pub admin: String,
    deployment: Option<Deployment>,
    data: Arc<TempDir>,
}

/// What came back.
#[derive(Debug)]
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: Value,
}

impl Answer {
    pub fn data(&self) -> &Value {
        &self.body["data"]
    }

    pub fn text(&self, field: &str) -> String {
        self.data()[field].as_str().unwrap_or_else(|| panic!("no {field} in {}", self.body)).to_owned()
    }

    /// Code and field of the first error.
    pub fn error(&self) -> (&str, Option<&str>) {
        let error = &self.body["errors"][0];
        (error["code"].as_str().unwrap_or_default(), error["field"].as_str())
    }

    #[track_caller]
    pub fn expect(self, status: u16) -> Self {
        assert_eq!(self.status.as_u16(), status, "{}", self.body);
        self
    }
}

impl App {
    pub async fn start() -> Self {
        Self::start_at(Arc::new(SystemClock)).await
    }

    /// With a clock of its own.
    pub async fn start_at(clock: Arc<dyn Clock>) -> Self {
        Self::start_in(Arc::new(tempfile::tempdir().expect("a temporary directory")), clock).await
    }

    async fn start_in(data: Arc<TempDir>, clock: Arc<dyn Clock>) -> Self {
        let mut deployment = Self::deployment(data.path(), clock).await;
        let router = http::router(&mut deployment, Readiness::default()).expect("a router");
        let mut app = Self { router, admin: String::new(), deployment: Some(deployment), data };
        app.admin = app.login(EMAIL).await;
        app
    }

    async fn deployment(data: &Path, clock: Arc<dyn Clock>) -> Deployment {
        let args = CommonArgs { config: None, data: Some(data.to_owned()) };
        let mut config = Config::load(&args).expect("a configuration");
        // The tests are one caller, who asks more often than one may.
        config.rate_limit.enabled = false;
        let mut deployment = Deployment::new(config);
        deployment.clock = clock;
        deployment.start(&["all".to_owned()]).await.expect("a start");
        let stores = deployment.stores().expect("stores");
        if !stores.accounts.has_platform_admin().await.expect("an answer") {
            create(&deployment, EMAIL, Role::PlatformAdmin, None).await;
        }
        deployment
    }

    /// Stops in order and starts again on the same data.
    pub async fn restart(mut self) -> Self {
        self.router = Router::new();
        if let Some(deployment) = self.deployment.take() {
            deployment.stop().await;
        }
        Self::start_in(self.data.clone(), Arc::new(SystemClock)).await
    }

    pub async fn login(&self, email: &str) -> String {
        let body = json!({"email": email, "password": PASSWORD});
        self.call(Method::POST, "/v1/auth/login", None, Some(body)).await.expect(200).text("accessToken")
    }

    /// Somebody of a tenant, signed in.
    pub async fn member(&self, tenant: &str, role: Role) -> String {
        let email = format!("{}-{}@example.com", role.as_str(), tenant);
        let tenant: TenantId = tenant.parse().expect("an id");
        create(self.deployment.as_ref().expect("running"), &email, role, Some(tenant)).await;
        self.login(&email).await
    }

    /// An access token of somebody with exactly these permissions, who has no account.
    pub fn token_with(&self, tenant: Option<&str>, permissions: &[Permission]) -> String {
        self.token_of(tenant, permissions, |deployment| deployment.now())
    }

    /// The same, good until an hour ago.
    pub fn expired_token(&self, tenant: Option<&str>, permissions: &[Permission]) -> String {
        self.token_of(tenant, permissions, |deployment| deployment.now() + -2 * 60 * 60 * 1000)
    }

    fn token_of(
        &self,
        tenant: Option<&str>,
        permissions: &[Permission],
        issued: impl Fn(&Deployment) -> Millis,
    ) -> String {
        let deployment = self.deployment.as_ref().expect("running");
        let sign_in = SignInId::from_bytes([9; 16]);
        let principal = Principal {
            account: AccountId::from_bytes([9; 16]),
            credential: Credential::SignIn(sign_in),
            tenant: tenant.map(|tenant| tenant.parse().expect("an id")),
            roles: Vec::new(),
            permissions: permissions.to_vec(),
        };
        let tokens = AccessTokens::new(deployment.keyring().expect("keys"));
        tokens.issue(&principal, sign_in, issued(deployment), 60 * 60).expect("signs")
    }

    pub async fn send(&self, request: Request<Body>) -> Answer {
        let response = self.router.clone().oneshot(request).await.expect("infallible");
        let (parts, body) = response.into_parts();
        let bytes = axum::body::to_bytes(body, 1 << 24).await.expect("a body");
        let body = serde_json::from_slice(&bytes).unwrap_or(Value::Null);
        Answer { status: parts.status, headers: parts.headers, body }
    }

    pub async fn call(&self, method: Method, path: &str, token: Option<&str>, body: Option<Value>) -> Answer {
        let mut request = Request::builder().method(method).uri(path);
        if let Some(token) = token {
            request = request.header("authorization", format!("Bearer {token}"));
        }
        let body = body.map_or_else(Body::empty, |body| Body::from(body.to_string()));
        self.send(request.header("content-type", "application/json").body(body).expect("a request")).await
    }

    pub async fn get(&self, path: &str, token: &str) -> Answer {
        self.call(Method::GET, path, Some(token), None).await
    }

    pub async fn post(&self, path: &str, token: Option<&str>, body: Value) -> Answer {
        self.call(Method::POST, path, token, Some(body)).await
    }

    pub async fn tenant(&self, name: &str) -> String {
        self.post("/v1/tenants", Some(&self.admin), json!({"name": name})).await.expect(201).text("id")
    }

    pub async fn queue(&self, tenant: &str, settings: Value) -> String {
        let path = format!("/v1/tenants/{tenant}/queues");
        self.post(&path, Some(&self.admin), settings).await.expect(201).text("id")
    }

    pub async fn join(&self, tenant: &str, queue: &str) -> Answer {
        self.post(&format!("/v1/tenants/{tenant}/sessions"), None, json!({"queueId": queue})).await
    }
}

async fn create(deployment: &Deployment, email: &str, role: Role, tenant: Option<TenantId>) {
    let stores = deployment.stores().expect("stores");
    let user =
        NewUser { email: email.to_owned(), password: Some(PASSWORD.to_owned()), roles: vec![role], tenant };
    vq_auth::create_user(&*stores.accounts, &*stores.tenants, &*deployment.clock, &*deployment.ids, user)
        .await
        .expect("an account");
}
