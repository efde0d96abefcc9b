//! One gate with its surroundings, each on a free port.

mod client;
mod origin;
mod server;

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use axum::Router;
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::sync::mpsc;
use tokio_util::task::TaskTracker;
use vq_gate::{Gate, GateConfig, GateDeps, GateEvent, PageModel, WaitPage};

pub use client::{Answer, Ask};
pub use server::FakeServer;

pub const TENANT: &str = "tenant-1";
pub const QUEUE: &str = "queue-1";
/// 2025-06-15T15:06:40Z
pub const NOW: i64 = 1_750_000_000;

/// Stands in for the real pages: what it was told, as JSON in a comment-free body.
struct PlainPage;

impl WaitPage for PlainPage {
    fn render(&self, model: &PageModel) -> String {
        format!("<!doctype html>{}", serde_json::to_string(model).unwrap())
    }
}

/// A running gate.
pub struct World {
    pub gate: Gate,
    pub address: SocketAddr,
    pub server: Arc<FakeServer>,
    pub tasks: TaskTracker,
    pub events: mpsc::UnboundedReceiver<GateEvent>,
    now: Arc<AtomicI64>,
}

impl World {
    /// A gate with the usual rule: everything under `/shop` waits in one queue.
    pub async fn start() -> Self {
        Self::with(json!({})).await
    }

    /// A gate with some fields of the configuration replaced.
    pub async fn with(changes: Value) -> Self {
        let world = Self::unprepared(changes).await;
        world.gate.refresh().await.unwrap();
        world
    }

    /// A gate that has not fetched keys yet.
    pub async fn unprepared(changes: Value) -> Self {
        let server = FakeServer::start().await;
        let mut config = json!({
            "origin": format!("http://{}", origin::start().await),
            "server": format!("http://{}", server.address),
            "public_scheme": "http",
            "rules": [{ "path": "/shop", "tenant": TENANT, "queue": QUEUE }],
        });
        config.as_object_mut().unwrap().extend(changes.as_object().unwrap().clone());
        let config: GateConfig = serde_json::from_value(config).unwrap();

        let now = Arc::new(AtomicI64::new(NOW));
        let (sender, events) = mpsc::unbounded_channel();
        let clock = Arc::clone(&now);
        let mut deps =
            GateDeps::new(Arc::new(PlainPage), Arc::new(move || clock.load(Ordering::SeqCst) * 1000));
        deps.events = Some(Arc::new(move |event: &GateEvent| drop(sender.send(event.clone()))));
        let tasks = deps.tasks.clone();
        let gate = Gate::new(config, deps).unwrap();
        let address = serve(gate.router()).await;
        Self { gate, address, server, tasks, events, now }
    }

    pub fn set_now(&self, now: i64) {
        self.now.store(now, Ordering::SeqCst);
    }

    /// A GET as a browser going to a page.
    pub fn visit(&self, path: &str) -> Ask {
        self.get(path).header("accept", "text/html,*/*;q=0.8").header("sec-fetch-mode", "navigate")
    }

    /// A GET without anything.
    pub fn get(&self, path: &str) -> Ask {
        self.ask("GET", path)
    }

    pub fn ask(&self, method: &str, path: &str) -> Ask {
        Ask::new(self.address, method, path)
    }

    /// Waits until the background tasks that run now are done.
    pub async fn settle(&self) {
        self.tasks.close();
        self.tasks.wait().await;
        self.tasks.reopen();
    }
}

/// Serves a router on a free port for as long as the test runs.
pub async fn serve(router: Router) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let service = router.into_make_service_with_connect_info::<SocketAddr>();
    tokio::spawn(async move { axum::serve(listener, service).await.unwrap() });
    address
}

/// A port nobody listens on.
pub async fn dead_port() -> SocketAddr {
    TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap()
}
