//! A way to the product for a test, and a caller that signs in.

use std::{
    net::SocketAddr,
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use axum::{
    Router,
    body::Body,
    http::{HeaderMap, Method, Request, Response, StatusCode, Uri},
};
use parking_lot::Mutex;
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;
use tower::ServiceExt;
use vq_api::{Credential, Principal};
use vq_auth::{AccessTokens, NewUser};
use vq_domain::{AccountId, Millis, Permission, QueueId, Role, SignInId, TenantId};
use vq_keyring::{Keyring, KeyringConfig};
use vq_ports::{Clock, Stores, SystemClock, SystemIds};
use vq_proxy::{HttpClient, http_client};
use vq_server::{
    cli::CommonArgs,
    config::Config,
    deployment::Deployment,
    http::{
        self, Readiness,
        serve::{Serving, serve},
    },
};

use crate::setups::{Setup, lasting};

pub const EMAIL: &str = "root@example.com";
pub const PASSWORD: &str = "correct horse battery staple";
/// How long something may take before a test gives up; nothing is measured by it.
pub const PATIENCE: Duration = Duration::from_secs(30);
/// How often to look for something that nobody tells.
const GLANCE: Duration = Duration::from_millis(5);

/// The product, and who is signed in to it.
pub struct App {
    pub admin: String,
    way: Way,
}

/// How it is reached.
enum Way {
    /// A process of the test's own, through its router.
    Router { router: Router, deployment: Box<Deployment>, data: Arc<TempDir> },
    /// Several processes, over sockets.
    Sockets { setup: Arc<Setup>, client: Box<HttpClient>, queues: Mutex<Vec<String>>, changed: AtomicBool },
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
    /// One process, on SQLite.
    pub async fn one_process() -> Self {
        Self::one_process_at(Arc::new(SystemClock)).await
    }

    /// With a clock of its own.
    pub async fn one_process_at(clock: Arc<dyn Clock>) -> Self {
        Self::start_in(Arc::new(tempfile::tempdir().expect("a temporary directory")), clock, |_| {}).await
    }

    /// With a configuration of its own.
    pub async fn one_process_with(change: impl FnOnce(&mut Config)) -> Self {
        let data = Arc::new(tempfile::tempdir().expect("a temporary directory"));
        Self::start_in(data, Arc::new(SystemClock), change).await
    }

    /// Three nodes; each request goes to the next.
    pub async fn three_nodes() -> Self {
        Self::over(Setup::three_nodes().await).await
    }

    /// Services as processes of their own, behind the gateway.
    pub async fn services_apart() -> Self {
        Self::over(Setup::services_apart().await).await
    }

    /// However a set-up is reached.
    pub async fn over(setup: Arc<Setup>) -> Self {
        let (client, queues) = (Box::new(http_client(PATIENCE)), Mutex::default());
        let way = Way::Sockets { setup, client, queues, changed: AtomicBool::new(false) };
        Self { admin: String::new(), way }.signed_in().await
    }

    async fn start_in(data: Arc<TempDir>, clock: Arc<dyn Clock>, change: impl FnOnce(&mut Config)) -> Self {
        let mut deployment = Self::deployment(data.path(), clock, change).await;
        let router = http::router(&mut deployment, Readiness::default()).expect("a router");
        let way = Way::Router { router, deployment: Box::new(deployment), data };
        Self { admin: String::new(), way }.signed_in().await
    }

    async fn signed_in(mut self) -> Self {
        self.admin = self.login(EMAIL).await;
        self
    }

    async fn deployment(data: &Path, clock: Arc<dyn Clock>, change: impl FnOnce(&mut Config)) -> Deployment {
        let args = CommonArgs { config: None, data: Some(data.to_owned()) };
        let mut config = Config::load(&args).expect("a configuration");
        // The tests are one caller, who asks more often than one may.
        config.rate_limit.enabled = false;
        config.rate_limit.joins_per_address_per_minute = 0;
        change(&mut config);
        let mut deployment = Deployment::new(config);
        deployment.clock = clock;
        deployment.start(&["all".to_owned()]).await.expect("a start");
        let stores = deployment.stores().expect("stores");
        if !stores.accounts.has_platform_admin().await.expect("an answer") {
            create(&stores, EMAIL, Role::PlatformAdmin, None).await;
        }
        deployment
    }

    /// Stops the one process in order and starts it again on the same data.
    pub async fn restart(self) -> Self {
        let Way::Router { router, deployment, data } = self.way else { panic!("not one process") };
        drop(router);
        deployment.stop().await;
        Self::start_in(data, Arc::new(SystemClock), |_| {}).await
    }

    /// The edge of the one process.
    pub fn edge(&self) -> vq_api::Edge {
        let Way::Router { deployment, .. } = &self.way else { panic!("not one process") };
        deployment.edge().expect("an edge")
    }

    pub fn stores(&self) -> Stores {
        match &self.way {
            Way::Router { deployment, .. } => deployment.stores().expect("stores"),
            Way::Sockets { setup, .. } => setup.stores.clone(),
        }
    }

    pub async fn login(&self, email: &str) -> String {
        let body = json!({"email": email, "password": PASSWORD});
        self.call(Method::POST, "/v1/auth/login", None, Some(body)).await.expect(200).text("accessToken")
    }

    /// Somebody of a tenant, signed in.
    pub async fn member(&self, tenant: &str, role: Role) -> String {
        let email = format!("{}-{}@example.com", role.as_str(), tenant);
        let (stores, name) = (self.stores(), email.clone());
        let tenant: TenantId = tenant.parse().expect("an id");
        lasting(async move { create(&stores, &name, role, Some(tenant)).await }).await;
        self.login(&email).await
    }

    /// Somebody of a tenant with this address, not signed in.
    pub async fn person(&self, tenant: &str, email: &str) {
        let (stores, email) = (self.stores(), email.to_owned());
        let tenant: TenantId = tenant.parse().expect("an id");
        lasting(async move { create(&stores, &email, Role::Viewer, Some(tenant)).await }).await;
    }

    /// Whether it is one process on SQLite.
    pub fn is_one_process(&self) -> bool {
        matches!(self.way, Way::Router { .. })
    }

    /// How links to a domain of a tenant's begin: with the port of where the processes listen. `None` where that differs.
    pub fn home(&self, domain: &str) -> Option<String> {
        let config = match &self.way {
            Way::Router { deployment, .. } => deployment.config.clone(),
            Way::Sockets { setup, .. } if setup.is_apart() => return None,
            Way::Sockets { .. } => Config::load(&CommonArgs::default()).expect("a configuration"),
        };
        let port = config.public_url().parse::<Uri>().ok().and_then(|uri| uri.port_u16())?;
        Some(format!("http://{domain}:{port}"))
    }

    /// Where processes within the tests keep what is not in the database, such as mails.
    pub fn folder(&self) -> &Path {
        match &self.way {
            Way::Router { data, .. } => data.path(),
            Way::Sockets { setup, .. } => setup.backing().folder.path(),
        }
    }

    /// What the one process has of personal data.
    pub fn protection(&self) -> (Stores, vq_server::vault::Protection) {
        let Way::Router { deployment, .. } = &self.way else { panic!("not one process") };
        (deployment.stores().expect("stores"), deployment.protection().expect("protection"))
    }

    /// Closes the store of the one process in order.
    pub async fn stop_writing(&self) {
        let Way::Router { deployment, .. } = &self.way else { panic!("not one process") };
        deployment.store_check().expect("a store").close().await;
    }

    /// Sends a request, whose address is a path alone, and gives the answer as it comes.
    pub async fn open(&self, mut request: Request<Body>) -> Response<Body> {
        match &self.way {
            Way::Router { router, .. } => router.clone().oneshot(request).await.expect("infallible"),
            Way::Sockets { setup, client, changed, .. } => {
                if request.method() == Method::GET {
                    self.settle().await;
                } else {
                    changed.store(true, Ordering::Relaxed);
                }
                let url = format!("http://{}{}", setup.door(), request.uri());
                *request.uri_mut() = url.parse::<Uri>().expect("a URL");
                client.request(request).await.expect("an answer").map(Body::new)
            }
        }
    }

    /// An access token of somebody with exactly these permissions, who has no account.
    pub async fn token_with(&self, tenant: Option<&str>, permissions: &[Permission]) -> String {
        self.token_of(tenant, permissions, SystemClock.now()).await
    }

    /// The same, good until an hour ago.
    pub async fn expired_token(&self, tenant: Option<&str>, permissions: &[Permission]) -> String {
        self.token_of(tenant, permissions, SystemClock.now() + -2 * 60 * 60 * 1000).await
    }

    async fn token_of(&self, tenant: Option<&str>, permissions: &[Permission], issued: Millis) -> String {
        let sign_in = SignInId::from_bytes([9; 16]);
        let principal = Principal {
            account: AccountId::from_bytes([9; 16]),
            credential: Credential::SignIn(sign_in),
            tenant: tenant.map(|tenant| tenant.parse().expect("an id")),
            roles: Vec::new(),
            permissions: permissions.to_vec(),
        };
        let (secrets, config) = (self.stores().secrets, KeyringConfig::default());
        let keys = lasting(Keyring::open(secrets, Arc::new(SystemClock), Arc::new(SystemIds), config)).await;
        let tokens = AccessTokens::new(Arc::new(keys.expect("keys")));
        tokens.issue(&principal, sign_in, issued, 60 * 60).expect("signs")
    }

    pub async fn send(&self, request: Request<Body>) -> Answer {
        let (parts, body) = self.open(request).await.into_parts();
        let bytes = axum::body::to_bytes(body, 1 << 24).await.expect("a body");
        let body = serde_json::from_slice(&bytes).unwrap_or(Value::Null);
        Answer { status: parts.status, headers: parts.headers, body }
    }

    /// What a node shows may be some milliseconds old if another has changed it. A test that looks waits until all nodes
    /// have heard of all that it did; what it does, it does at once.
    async fn settle(&self) {
        let Way::Sockets { setup, client, queues, changed } = &self.way else { return };
        if !changed.swap(false, Ordering::Relaxed) {
            return;
        }
        let queues = queues.lock().clone();
        let log = setup.stores.log.clone();
        let heads = lasting(async move { log.heads().await }).await.expect("the log");
        let mut lines = Vec::new();
        for queue in queues {
            let id: QueueId = queue.parse().expect("an id");
            let head = heads.iter().find(|head| head.queue == id);
            lines.push((queue, head.map(|head| (head.version, head.revision))));
        }
        for node in &setup.nodes {
            let hearing = async {
                while !is_up_to_date(client, *node, &lines).await {
                    tokio::time::sleep(GLANCE).await;
                }
            };
            tokio::time::timeout(PATIENCE, hearing).await.expect("a node never heard of a change");
        }
    }

    /// Where real sockets are to be opened; over as soon as the token is dropped.
    pub async fn door(&self) -> (SocketAddr, tokio_util::sync::DropGuard) {
        let stop = CancellationToken::new();
        let address = match &self.way {
            Way::Sockets { setup, .. } => setup.door(),
            Way::Router { router, .. } => {
                let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
                let address = listener.local_addr().expect("an address");
                let serving = Serving {
                    header_timeout: PATIENCE,
                    grace: Duration::ZERO,
                    most_connections: 1000,
                    tls: None,
                };
                tokio::spawn(serve(listener, router.clone(), serving, stop.clone()));
                address
            }
        };
        (address, stop.drop_guard())
    }

    /// The text at an address, over a socket.
    pub async fn text_at(&self, address: SocketAddr, path: &str) -> String {
        let request = Request::get(format!("http://{address}{path}")).body(Body::empty()).expect("a request");
        let response = http_client(PATIENCE).request(request).await.expect("an answer");
        let bytes = axum::body::to_bytes(Body::new(response), 1 << 24).await.expect("a body");
        String::from_utf8_lossy(&bytes).into_owned()
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
        let queue = self.post(&path, Some(&self.admin), settings).await.expect(201).text("id");
        if let Way::Sockets { queues, .. } = &self.way {
            queues.lock().push(queue.clone());
        }
        queue
    }

    pub async fn join(&self, tenant: &str, queue: &str) -> Answer {
        self.post(&format!("/v1/tenants/{tenant}/sessions"), None, json!({"queueId": queue})).await
    }
}

/// Looks again and again until it is so.
pub async fn until(mut look: impl AsyncFnMut() -> bool) {
    let looking = async {
        while !look().await {
            tokio::time::sleep(GLANCE).await;
        }
    };
    tokio::time::timeout(PATIENCE, looking).await.expect("it never was so");
}

/// A line, and its version and the revision of its settings if it is there.
type Head = (String, Option<(u64, u64)>);

/// Whether the metrics of a node show these lines as the log has them, or not at all if the log does not.
async fn is_up_to_date(client: &HttpClient, node: SocketAddr, lines: &[Head]) -> bool {
    let request = Request::get(format!("http://{node}/metrics")).body(Body::empty()).expect("a request");
    let response = client.request(request).await.expect("metrics");
    let text = axum::body::to_bytes(Body::new(response), 1 << 24).await.expect("metrics");
    let text = String::from_utf8_lossy(&text);
    let shown = |name: &str, queue: &str| -> Option<u64> {
        let mut lines = text.lines().filter_map(|line| line.strip_prefix(name));
        lines.find(|line| line.starts_with('{') && line.contains(queue))?.rsplit(' ').next()?.parse().ok()
    };
    lines.iter().all(|(queue, head)| {
        match (head, shown("vq_line_version", queue), shown("vq_queue_revision", queue)) {
            (None, version, _) => version.is_none(),
            (Some((version, revision)), Some(seen), Some(settings)) => {
                seen >= *version && settings >= *revision
            }
            (Some(_), ..) => false,
        }
    })
}

/// Makes an account.
pub async fn create(stores: &Stores, email: &str, role: Role, tenant: Option<TenantId>) {
    let user =
        NewUser { email: email.to_owned(), password: Some(PASSWORD.to_owned()), roles: vec![role], tenant };
    vq_auth::create_user(&*stores.accounts, &*stores.tenants, &SystemClock, &SystemIds, user)
        .await
        .expect("an account");
}
