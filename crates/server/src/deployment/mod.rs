//! The parts of a running deployment, put together by the modules in the order of their table.
//!
//! This file holds what is there so far, and starts and stops it. How each module starts is beside it, by what the module is
//! for:
//!
//! - `store`: the store; `keys`: what is renewed while a deployment runs;
//! - `tenants`: tenants and their domains; `sign_in`: people and access tokens;
//! - `queues`: lines, queues, sessions, counters, and who may join;
//! - `records`: analytics and the audit log;
//! - `pages`: what people see in a browser;
//! - `proxies`: the gateway and the gate;
//! - `parts`: what is asked of the parts once they have started.

mod keys;
mod pages;
mod parts;
mod proxies;
mod queues;
mod records;
mod sign_in;
mod store;
mod tenants;

use std::{
    sync::{Arc, OnceLock},
    time::Duration,
};

use anyhow::{Context, anyhow};
use axum::Router;
use prometheus_client::registry::Registry;
use tokio_util::{sync::CancellationToken, task::TaskTracker};
use utoipa_axum::router::OpenApiRouter;
use vq_access::Guard;
use vq_api::Authenticator;
use vq_auth::Revoked;
use vq_branding::Wardrobe;
use vq_counter::CounterService;
use vq_gateway::Gateway;
use vq_keyring::Keyring;
use vq_lines::Lines;
use vq_ports::{Clock, Ids, Stores, SystemClock, SystemIds};
use vq_session::SessionService;
use vq_tenant::{HostDirectory, TenantDirectory};

use crate::{config::Config, modules, nodes::Nodes, store::Store, vault::Protection};

/// How often to look for what can be forgotten.
const SWEEP: Duration = Duration::from_secs(600);

/// What the modules have put together so far.
pub struct Deployment {
    /// The configuration.
    pub config: Config,
    /// The clock.
    pub clock: Arc<dyn Clock>,
    /// The random source.
    pub ids: Arc<dyn Ids>,
    /// Everything that is counted.
    pub(crate) registry: Registry,
    /// The documented API.
    pub(crate) api: OpenApiRouter,
    /// What visitors call from other sites.
    pub(crate) visitor_api: OpenApiRouter,
    /// Pages and assets.
    pub(crate) pages: Router,
    /// Background tasks.
    pub(crate) tasks: TaskTracker,
    /// Stops them.
    pub(crate) stop: CancellationToken,
    /// What callers began that goes on to its end when they hang up.
    unfinished: TaskTracker,
    store: Option<Store>,
    nodes: Option<Nodes>,
    stores: Option<Stores>,
    protection: Option<Protection>,
    keyring: Option<Arc<Keyring>>,
    directory: Option<Arc<TenantDirectory>>,
    hosts: Option<Arc<HostDirectory>>,
    wardrobe: Option<Arc<Wardrobe>>,
    authenticator: Option<Arc<dyn Authenticator>>,
    revoked: Option<Arc<Revoked>>,
    /// Filled by the module `lines`; seen by those that start before it, too.
    lines: Arc<OnceLock<Lines>>,
    sessions: Option<SessionService>,
    guard: Option<Arc<Guard>>,
    signs_in: bool,
    console: bool,
    gateway: Option<Gateway>,
    counters: Option<CounterService>,
    gate: Option<vq_gate::Gate>,
}

/// What was asked for before the module that makes it had started: a mistake in the module table.
fn part<T: Clone>(part: &Option<T>, module: &str) -> anyhow::Result<T> {
    part.clone()
        .ok_or_else(|| anyhow!("the module {module} has not started; it is missing in the needs of another"))
}

impl Deployment {
    /// Nothing started yet.
    pub fn new(config: Config) -> Self {
        Self {
            config,
            clock: Arc::new(SystemClock),
            ids: Arc::new(SystemIds),
            registry: Registry::default(),
            api: OpenApiRouter::new(),
            visitor_api: OpenApiRouter::new(),
            pages: Router::new(),
            tasks: TaskTracker::new(),
            unfinished: TaskTracker::new(),
            stop: CancellationToken::new(),
            store: None,
            nodes: None,
            stores: None,
            protection: None,
            keyring: None,
            directory: None,
            hosts: None,
            wardrobe: None,
            authenticator: None,
            revoked: None,
            lines: Arc::default(),
            sessions: None,
            guard: None,
            signs_in: false,
            console: false,
            gateway: None,
            counters: None,
            gate: None,
        }
    }

    /// For a command that looks at what is there: refuses a folder in which no deployment is, and makes nothing in it.
    pub(crate) fn existing(config: Config) -> anyhow::Result<Self> {
        let store = &config.store;
        if store.url.is_empty() && !store.has_database() {
            anyhow::bail!("there is no deployment in {}; name its folder with --data", store.data.display());
        }
        Ok(Self::new(config))
    }

    /// Starts the modules of a target, each after what it needs.
    pub async fn start(&mut self, target: &[String]) -> anyhow::Result<()> {
        for module in modules::start_order(target)? {
            module.start(self).await.with_context(|| format!("the module {} cannot start", module.name))?;
            tracing::debug!(module = module.name, "started");
        }
        Ok(())
    }

    /// Stops everything, in the reverse order.
    pub async fn stop(self) {
        // It needs all that is stopped below. The time limit is for a store that does not answer.
        self.unfinished.close();
        let grace = Duration::from_secs(self.config.server.grace_seconds);
        if tokio::time::timeout(grace, self.unfinished.wait()).await.is_err() {
            tracing::warn!(
                tasks = self.unfinished.len(),
                "what callers began is not finished and is given up now"
            );
        }
        self.stop.cancel();
        if let Some(lines) = self.lines.get() {
            lines.stop().await;
        }
        self.tasks.close();
        self.tasks.wait().await;
        if let Some(nodes) = &self.nodes {
            nodes.close().await;
        }
        if let Some(store) = &self.store {
            store.close().await;
        }
    }

    fn add(&mut self, router: OpenApiRouter) {
        self.api = std::mem::take(&mut self.api).merge(router);
    }

    fn add_visitor(&mut self, router: OpenApiRouter) {
        self.visitor_api = std::mem::take(&mut self.visitor_api).merge(router);
    }

    /// Runs some work again and again until the deployment stops.
    fn every<F: Future<Output = ()> + Send>(
        &self,
        period: Duration,
        name: &'static str,
        work: impl Fn() -> F + Send + 'static,
    ) {
        let stop = self.stop.clone();
        self.tasks.spawn(async move {
            loop {
                tokio::select! {
                    () = stop.cancelled() => break,
                    () = tokio::time::sleep(period) => {}
                }
                tracing::trace!(task = name, "runs");
                work().await;
            }
        });
    }
}
