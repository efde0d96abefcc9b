//! The two set-ups with several processes. Each is started once and shared by all tests, which keep to tenants of their own.

use std::{
    future::Future,
    net::SocketAddr,
    sync::{
        Arc, OnceLock,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use tokio::{net::TcpListener, runtime::Runtime, sync::OnceCell};
use tokio_util::sync::CancellationToken;
use vq_domain::Role;
use vq_ports::Stores;
use vq_server::{
    cli::CommonArgs,
    config::Config,
    deployment::Deployment,
    http::{
        self, Readiness,
        serve::{Serving, serve},
    },
};
use vq_testkit::Program;

use crate::{
    app::{EMAIL, create},
    edges::Edge,
    services::{Backing, Services},
};

/// What a test asks.
pub struct Setup {
    /// Where requests go, in turn.
    doors: Vec<SocketAddr>,
    /// The processes that run lines.
    pub nodes: Vec<SocketAddr>,
    pub stores: Stores,
    turn: AtomicUsize,
    kept: Kept,
}

/// What must live as long as the set-up.
struct Kept {
    backing: Backing,
    _deployments: Vec<Deployment>,
    services: Option<(Services, Program)>,
}

/// Outlives the tests: what a set-up spawns must not end with the test that was the first to want it.
pub fn lasting<T: Send + 'static>(work: impl Future<Output = T> + Send + 'static) -> impl Future<Output = T> {
    static RUNTIME: OnceLock<Runtime> = OnceLock::new();
    let task = RUNTIME.get_or_init(|| Runtime::new().expect("a runtime")).spawn(work);
    async move { task.await.expect("no panic") }
}

impl Setup {
    /// Three nodes, each of which does everything.
    pub async fn three_nodes() -> Arc<Self> {
        static SETUP: OnceCell<Arc<Setup>> = OnceCell::const_new();
        SETUP.get_or_init(|| lasting(async { Arc::new(start_nodes(3).await) })).await.clone()
    }

    /// A process, or two, for each service, and the gateway.
    pub async fn services_apart() -> Arc<Self> {
        static SETUP: OnceCell<Arc<Setup>> = OnceCell::const_new();
        // The tests are one caller, who asks more often than one may.
        let uncounted = vec![("VQUEUE__RATE_LIMIT__ENABLED", "false".to_owned())];
        let start = async { Arc::new(Self::behind(Edge::Gateway, uncounted).await) };
        SETUP.get_or_init(|| lasting(start)).await.clone()
    }

    /// A process, or two, for each service behind an edge. Whoever counts calls does it by these settings.
    pub async fn behind(edge: Edge, counting: Vec<(&'static str, String)>) -> Self {
        let backing = Backing::fresh().await;
        let store = deployment(&backing, "store").await;
        let stores = store.stores().expect("stores");
        create(&stores, EMAIL, Role::PlatformAdmin, None).await;
        let counts = [
            ("auth", 1),
            ("tenant", 1),
            ("queue", 1),
            ("session", 2),
            ("counter", 1),
            ("analytics", 1),
            ("room", 1),
            ("audit", 1),
        ];
        let uncounted = vec![("VQUEUE__RATE_LIMIT__ENABLED", "false".to_owned())];
        let (services_count, edge_counts) = match edge {
            Edge::Gateway => (uncounted, counting),
            Edge::Nginx | Edge::Envoy => (counting, Vec::new()),
        };
        let services = Services::start(&backing, &counts, &services_count).await;
        let door = edge.start(&backing, &services, &edge_counts).await;
        let nodes = ["queue", "session", "counter", "room"]
            .iter()
            .flat_map(|name| services.addresses(name))
            .collect();
        let doors = vec![door.address()];
        let kept = Kept { backing, _deployments: vec![store], services: Some((services, door)) };
        Self { doors, nodes, stores, turn: AtomicUsize::new(0), kept }
    }

    /// `kill -9` for one of the processes of a service.
    pub async fn kill_one(&self, service: &str) {
        let (services, _) = self.kept.services.as_ref().expect("processes");
        services.of(service)[0].kill().await;
    }

    /// Whether each service is a process of its own.
    pub fn is_apart(&self) -> bool {
        self.kept.services.is_some()
    }

    /// Where its data is.
    pub fn backing(&self) -> &Backing {
        &self.kept.backing
    }

    /// Where the next request goes.
    pub fn door(&self) -> SocketAddr {
        self.doors[self.turn.fetch_add(1, Ordering::Relaxed) % self.doors.len()]
    }
}

/// Shared by all processes of a test: 32 bytes.
pub const MASTER_KEY: &str = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";

/// The configuration of a process of these tests.
pub fn config(backing: &Backing) -> Config {
    let mut config = Config::load(&CommonArgs::default()).expect("a configuration");
    config.store.url = backing.database.url();
    config.store.data = backing.folder.path().to_owned();
    config.store.connections = 4;
    config.protection.master_key = MASTER_KEY.to_owned();
    config.redis.url = backing.redis.url();
    config.redis.prefix.clone_from(&backing.prefix);
    // The tests are one caller, who asks more often than one may.
    config.rate_limit.enabled = false;
    config.rate_limit.joins_per_address_per_minute = 0;
    config
}

pub async fn deployment(backing: &Backing, target: &str) -> Deployment {
    let mut deployment = Deployment::new(config(backing));
    deployment.start(&[target.to_owned()]).await.expect("a start");
    deployment
}

async fn start_nodes(count: usize) -> Setup {
    let backing = Backing::fresh().await;
    let (mut doors, mut deployments) = (Vec::new(), Vec::new());
    for _ in 0..count {
        let mut deployment = deployment(&backing, "all").await;
        let ready = Readiness::default();
        let router = http::router(&mut deployment, ready.clone()).expect("a router");
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        doors.push(listener.local_addr().expect("an address"));
        let serving = Serving {
            header_timeout: Duration::from_secs(15),
            grace: Duration::ZERO,
            most_connections: 10_000,
            tls: None,
        };
        tokio::spawn(serve(listener, router, serving, CancellationToken::new()));
        ready.set(true);
        deployments.push(deployment);
    }
    let stores = deployments[0].stores().expect("stores");
    create(&stores, EMAIL, Role::PlatformAdmin, None).await;
    let kept = Kept { backing, _deployments: deployments, services: None };
    Setup { nodes: doors.clone(), doors, stores, turn: AtomicUsize::new(0), kept }
}
