//! The parts of a running deployment, put together by the modules in the order of their table.

use std::{sync::Arc, time::Duration};

use anyhow::{Context, anyhow};
use axum::Router;
use prometheus_client::registry::Registry;
use tokio_util::{sync::CancellationToken, task::TaskTracker};
use utoipa_axum::router::OpenApiRouter;
use vq_api::{Authenticator, Edge};
use vq_auth::{Auth, AuthConfig, AuthParts, Doorkeeper, Post, Revoked};
use vq_bus_local::{FallbackShortLived, LocalShortLived};
use vq_bus_redis::Redis;
use vq_domain::{Limits, Millis, TenantId};
use vq_keyring::{Keyring, KeyringConfig};
use vq_lines::{Lines, LinesConfig};
use vq_mail::{FileMailer, SmtpMailer};
use vq_ports::{Clock, Ids, Mailer, PageRequest, ShortLived, Stores, SystemClock, SystemIds, TenantGuests};
use vq_queue::QueueService;
use vq_room::Room;
use vq_session::{SessionConfig, SessionService};
use vq_tenant::{TenantDirectory, TenantService};

use crate::{config::Config, http, modules, nodes::Nodes, room_backend::Backend, store::Store};

/// How often to look for keys that other nodes made, and for what can be forgotten.
const KEY_REFRESH: Duration = Duration::from_secs(20);
const SWEEP: Duration = Duration::from_secs(600);
/// How often to look for sessions that other nodes have ended.
const REVOCATIONS: Duration = Duration::from_secs(2);

/// What the modules have put together so far.
pub struct Deployment {
    /// The configuration.
    pub config: Config,
    /// The clock.
    pub clock: Arc<dyn Clock>,
    /// The random source.
    pub ids: Arc<dyn Ids>,
    /// Everything that is counted.
    pub registry: Registry,
    /// The documented API.
    pub api: OpenApiRouter,
    /// What visitors call from other sites.
    pub visitor_api: OpenApiRouter,
    /// Pages and assets.
    pub pages: Router,
    /// Background tasks.
    pub tasks: TaskTracker,
    /// Stops them.
    pub stop: CancellationToken,
    store: Option<Store>,
    nodes: Option<Nodes>,
    stores: Option<Stores>,
    keyring: Option<Arc<Keyring>>,
    directory: Option<Arc<TenantDirectory>>,
    authenticator: Option<Arc<dyn Authenticator>>,
    lines: Option<Lines>,
    sessions: Option<SessionService>,
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
            stop: CancellationToken::new(),
            store: None,
            nodes: None,
            stores: None,
            keyring: None,
            directory: None,
            authenticator: None,
            lines: None,
            sessions: None,
            gate: None,
        }
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
        self.stop.cancel();
        if let Some(lines) = &self.lines {
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

    /// The stores.
    pub fn stores(&self) -> anyhow::Result<Stores> {
        part(&self.stores, "store")
    }

    /// The keys.
    pub fn keyring(&self) -> anyhow::Result<Arc<Keyring>> {
        part(&self.keyring, "keys")
    }

    /// The lines, if this process runs any.
    pub fn lines(&self) -> Option<Lines> {
        self.lines.clone()
    }

    /// The sessions, if this process serves any.
    pub fn sessions(&self) -> Option<SessionService> {
        self.sessions.clone()
    }

    /// The gate, if this process is one.
    pub fn gate(&self) -> Option<vq_gate::Gate> {
        self.gate.clone()
    }

    /// The edge that requests come in over.
    pub fn edge(&self) -> anyhow::Result<Edge> {
        let authenticator = part(&self.authenticator, "auth")?;
        Ok(Edge::new(self.clock.clone(), self.ids.clone(), authenticator))
    }

    /// Redis, if it is shared with other nodes.
    pub fn redis(&self) -> Option<&Redis> {
        self.nodes.as_ref().and_then(Nodes::redis)
    }

    /// Whether the store answers.
    pub fn store_check(&self) -> Option<Store> {
        self.store.clone()
    }

    pub(crate) async fn start_store(&mut self) -> anyhow::Result<()> {
        let store = Store::open(&self.config.store).await?;
        let stores = store.stores();
        if store.is_shared() {
            self.nodes = Some(Nodes::new(&self.config.redis, self.ids.clone())?);
        }
        self.stores = Some(stores.clone());
        self.store = Some(store);
        let keep = i64::from(self.config.retention.changes_seconds) * 1000;
        let clock = self.clock.clone();
        self.every(SWEEP, "sweep", move || {
            let (stores, clock) = (stores.clone(), clock.clone());
            async move {
                let now = clock.now();
                let changes = stores.log.forget_changes(now + -keep).await;
                let answers = stores.idempotency.forget(now + -24 * 3600 * 1000).await;
                if let Err(error) = changes.and(answers) {
                    tracing::warn!(%error, "what is old could not be forgotten yet");
                }
            }
        });
        Ok(())
    }

    pub(crate) async fn start_keys(&mut self) -> anyhow::Result<()> {
        let secrets = self.stores()?.secrets;
        let keyring =
            Keyring::open(secrets, self.clock.clone(), self.ids.clone(), KeyringConfig::default()).await?;
        let keyring = Arc::new(keyring);
        self.keyring = Some(keyring.clone());
        self.every(KEY_REFRESH, "keys", move || {
            let keyring = keyring.clone();
            async move {
                if let Err(error) = keyring.refresh().await {
                    tracing::warn!(%error, "the keys could not be read again; those at hand stay in use");
                }
            }
        });
        Ok(())
    }

    pub(crate) async fn start_directory(&mut self) -> anyhow::Result<()> {
        self.directory = Some(Arc::new(TenantDirectory::new(self.stores()?.tenants, self.clock.clone())));
        Ok(())
    }

    pub(crate) async fn start_lines(&mut self) -> anyhow::Result<()> {
        let stores = self.stores()?;
        let config = match &self.nodes {
            Some(nodes) => LinesConfig::cluster(nodes.number, nodes.shared(stores.queues.clone())),
            None => LinesConfig::single_node(),
        };
        let lines = Lines::new(config, stores.log.clone(), self.clock.clone(), self.ids.clone());
        let limits = self.tenant_limits(&stores).await?;
        let most = |tenant: TenantId| {
            let found = limits.iter().find(|(id, _)| *id == tenant);
            found.map_or_else(|| Limits::default().max_waiting, |(_, limits)| limits.max_waiting)
        };
        let count = lines.run_all(&*stores.queues, most).await?;
        if count > 0 {
            tracing::info!(queues = count, "the lines are back, with every place");
        }
        lines.metrics().register(&mut self.registry);
        self.lines = Some(lines);
        Ok(())
    }

    async fn tenant_limits(&self, stores: &Stores) -> anyhow::Result<Vec<(TenantId, Limits)>> {
        let mut all = Vec::new();
        let mut cursor = None;
        loop {
            let page = stores.tenants.list(PageRequest { limit: 200, cursor }).await?;
            all.extend(page.items.into_iter().map(|tenant| (tenant.id, tenant.limits)));
            match page.next {
                Some(next) => cursor = Some(next),
                None => return Ok(all),
            }
        }
    }

    pub(crate) async fn start_auth(&mut self) -> anyhow::Result<()> {
        let (stores, keyring) = (self.stores()?, self.keyring()?);
        let directory = part(&self.directory, "directory")?;
        let revoked = Arc::new(Revoked::new(stores.sign_ins.clone()));
        revoked.refresh(self.clock.now()).await?;
        let doorkeeper = Doorkeeper::new(keyring.clone(), directory.clone(), revoked.clone(), &stores);
        self.authenticator = Some(Arc::new(doorkeeper));
        let public_url = self.config.public_url();
        let (clock, ids) = (self.clock.clone(), self.ids.clone());
        let post = Post::new(stores.clone(), self.mailer()?, clock, ids, &public_url);
        let post = Arc::new(post);
        let (office, stop) = (post.clone(), self.stop.clone());
        self.tasks.spawn(async move { office.run(stop).await });
        self.follow_revocations(revoked.clone(), stores.clone());
        let counters = self.counters();
        let parts = AuthParts { stores, tenants: directory, keys: keyring, counters, revoked, post };
        let internal_providers = self.config.sign_in.internal_providers;
        let auth = Auth::new(parts, AuthConfig { public_url, internal_providers, ..AuthConfig::default() });
        self.pages = std::mem::take(&mut self.pages).merge(vq_auth::pages(auth.clone()));
        self.add(vq_auth::router(auth));
        Ok(())
    }

    /// The way for mail to go.
    fn mailer(&self) -> anyhow::Result<Arc<dyn Mailer>> {
        let mail = &self.config.mail;
        if mail.url.is_empty() {
            let folder = self.config.store.data.join("mail");
            tracing::warn!(folder = %folder.display(), "mail.url is not set: mails are written into a folder instead of being sent");
            return Ok(Arc::new(FileMailer::new(&folder, &mail.from, self.clock.clone())?));
        }
        Ok(Arc::new(SmtpMailer::new(&mail.url, &mail.from)?))
    }

    /// Where attempts are counted: with the other nodes where there are any, else here.
    fn counters(&self) -> Arc<dyn ShortLived> {
        let own = Arc::new(LocalShortLived::new(self.config.rate_limit.most_consumers));
        match self.redis() {
            Some(redis) => Arc::new(FallbackShortLived::new(Arc::new(redis.short_lived()), own)),
            None => own,
        }
    }

    /// Keeps up with what other nodes have ended, and forgets what is over.
    fn follow_revocations(&self, revoked: Arc<Revoked>, stores: Stores) {
        let clock = self.clock.clone();
        self.every(REVOCATIONS, "revocations", move || {
            let (revoked, clock) = (revoked.clone(), clock.clone());
            async move {
                if let Err(error) = revoked.refresh(clock.now()).await {
                    tracing::debug!(%error, "ended sessions could not be read; those known stay ended");
                }
            }
        });
        let clock = self.clock.clone();
        self.every(SWEEP, "sign-ins", move || {
            let (stores, clock) = (stores.clone(), clock.clone());
            async move {
                let now = clock.now();
                let sign_ins = stores.sign_ins.forget(now).await;
                if let Err(error) = sign_ins.and(stores.one_time_tokens.forget(now).await) {
                    tracing::warn!(%error, "what is old could not be forgotten yet");
                }
            }
        });
    }

    pub(crate) async fn start_tenant(&mut self) -> anyhow::Result<()> {
        let directory = part(&self.directory, "directory")?;
        let guests: Vec<Arc<dyn TenantGuests>> = vec![Arc::new(StopLines(part(&self.lines, "lines")?))];
        self.add(vq_tenant::router(TenantService::new(self.stores()?.tenants, directory, guests)));
        Ok(())
    }

    pub(crate) async fn start_queue(&mut self) -> anyhow::Result<()> {
        let service = QueueService::new(self.stores()?.queues, part(&self.lines, "lines")?);
        self.add(vq_queue::router(service.clone()));
        self.add_visitor(vq_queue::frame_router(service));
        Ok(())
    }

    pub(crate) async fn start_session(&mut self) -> anyhow::Result<()> {
        let lines = part(&self.lines, "lines")?;
        let config = SessionConfig { issuer: self.config.tokens.issuer.clone() };
        let service = SessionService::new(self.stores()?.sessions, lines.clone(), self.keyring()?, config);
        self.add_visitor(vq_session::router(service.clone()));
        self.add_visitor(vq_session::visitor_router(service.clone()));
        self.add_visitor(vq_session::live_router(service.clone()));
        if self.config.bench.enabled {
            // Among the API, so that what it is compared with passes the same layers.
            self.add_visitor(OpenApiRouter::from(http::bench::router(lines, self.ids.clone())));
        }
        self.sessions = Some(service);
        Ok(())
    }

    pub(crate) async fn start_room(&mut self) -> anyhow::Result<()> {
        let directory = part(&self.directory, "directory")?;
        let backend =
            Backend::new(part(&self.sessions, "session")?, directory, self.clock.clone(), self.ids.clone());
        let pages =
            vq_room::router(Arc::new(Room::new()?), Arc::new(backend)).merge(vq_room::assets_router(""));
        self.pages = std::mem::take(&mut self.pages).merge(pages);
        Ok(())
    }

    pub(crate) async fn start_gate(&mut self) -> anyhow::Result<()> {
        let section = self.config.gate.clone().context("the configuration has no [gate] section")?;
        let clock = self.clock.clone();
        let deps = vq_gate::GateDeps {
            tasks: self.tasks.clone(),
            stop: self.stop.clone(),
            ..vq_gate::GateDeps::new(Arc::new(Room::new()?), Arc::new(move || clock.now().0))
        };
        let gate = vq_gate::Gate::new(section.gate, deps)?;
        gate.start();
        self.gate = Some(gate);
        Ok(())
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

    /// Now.
    pub fn now(&self) -> Millis {
        self.clock.now()
    }
}

/// Stops the lines of a tenant before it vanishes.
struct StopLines(Lines);

#[async_trait::async_trait]
impl TenantGuests for StopLines {
    async fn tenant_removed(&self, tenant: TenantId) {
        self.0.stop_tenant(tenant);
    }
}
