//! The parts of a running deployment, put together by the modules in the order of their table.

use std::{
    sync::{Arc, OnceLock},
    time::Duration,
};

use anyhow::{Context, anyhow};
use axum::Router;
use prometheus_client::registry::Registry;
use tokio::sync::broadcast;
use tokio_util::{sync::CancellationToken, task::TaskTracker};
use utoipa_axum::router::OpenApiRouter;
use vq_access::{AccessService, Guard, GuardConfig, GuardParts};
use vq_analytics::{AnalyticsService, Chronicler, Counter};
use vq_api::{Authenticator, Edge, Looks, Visitors, request::Hosts};
use vq_audit::{AuditService, Notary, NotaryConfig};
use vq_auth::{Auth, AuthConfig, AuthParts, Doorkeeper, Post, Revoked};
use vq_branding::{BrandingService, Wardrobe};
use vq_bus_local::{FallbackShortLived, LocalShortLived};
use vq_bus_redis::{Redis, RedisBus};
use vq_counter::{CounterService, CounterStores};
use vq_domain::{Limits, Millis, SessionId, TenantId};
use vq_events::{Consumer, EventMetrics, Pace, Runner};
use vq_gateway::{Gateway, GatewayDeps};
use vq_keyring::{Keyring, KeyringConfig};
use vq_lines::{Lines, LinesConfig};
use vq_mail::{FileMailer, SmtpMailer};
use vq_outbound::{Prover, ProverConfig};
use vq_ports::{Clock, Ids, Mailer, ShortLived, Stores, SystemClock, SystemIds, TenantGuests, all_pages};
use vq_queue::QueueService;
use vq_room::Room;
use vq_session::{Pass, SessionConfig, SessionService};
use vq_tenant::{DomainService, HostDirectory, TenantDirectory, TenantService};

use crate::{
    config::Config,
    http,
    leavings::Executor,
    modules,
    nodes::Nodes,
    passes::TicketPasses,
    room_backend::Backend,
    store::Store,
    vault::{self, Protection},
};

/// How often to look for keys that other nodes made, and for what can be forgotten.
const KEY_REFRESH: Duration = Duration::from_secs(20);
/// How often to look whether personal data is to be sealed again, and the pause between two batches.
const PASSES: Duration = Duration::from_secs(1);
/// How often to look for another certificate.
const CERTIFICATES: Duration = Duration::from_secs(10);
const BREATH: Duration = Duration::from_millis(5);
const SWEEP: Duration = Duration::from_secs(600);
/// How often to look which chains of the audit log are to be signed.
const CHECKPOINTS: Duration = Duration::from_secs(10);
/// How often to look whether anything is left of tenants that were deleted.
const DELETIONS: Duration = Duration::from_secs(5);
/// How often to read again whose hosts are, and tenants that were asked for.
const HOSTS: Duration = Duration::from_secs(2);
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
    pub fn existing(config: Config) -> anyhow::Result<Self> {
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

    /// The stores.
    pub fn stores(&self) -> anyhow::Result<Stores> {
        part(&self.stores, "store")
    }

    /// What belongs to personal data.
    pub fn protection(&self) -> anyhow::Result<Protection> {
        part(&self.protection, "store")
    }

    /// Looks whether there is a new certificate, until the deployment stops.
    pub fn keep_certificate(&self, certificate: Arc<http::tls::Certificate>) {
        self.every(CERTIFICATES, "certificates", move || {
            let certificate = certificate.clone();
            async move {
                match tokio::task::spawn_blocking(move || certificate.refresh()).await {
                    Ok(Ok(true)) => tracing::info!("a new certificate is in use"),
                    Ok(Ok(false)) => {}
                    Ok(Err(error)) => {
                        tracing::warn!(
                            error = format!("{error:#}"),
                            "the certificate cannot be read; the one before stays in use"
                        );
                    }
                    Err(error) => tracing::error!(%error, "looking for a certificate failed"),
                }
            }
        });
    }

    /// Erases whose ended sessions were, as each queue says.
    fn forget_people(&self) -> anyhow::Result<()> {
        let (stores, subjects, clock) = (self.stores()?, self.protection()?.subjects, self.clock.clone());
        self.every(SWEEP, "retention", move || {
            let (stores, subjects, clock) = (stores.clone(), subjects.clone(), clock.clone());
            async move {
                if let Err(error) = vault::forget_people(&stores, &subjects, clock.now()).await {
                    tracing::warn!(%error, "personal data that is old could not be erased yet");
                }
            }
        });
        Ok(())
    }

    /// Keeps up with the data keys, and carries out the passes over personal data batch by batch.
    fn keep_protection(&self, protection: &Protection) {
        let kept = protection.clone();
        self.every(KEY_REFRESH, "data-keys", move || {
            let kept = kept.clone();
            async move {
                if let Err(error) = kept.vault.refresh().await.and(kept.keeper.refresh().await.map(drop)) {
                    tracing::warn!(%error, "the data keys could not be read again; those at hand stay in use");
                }
            }
        });
        let (keeper, stop) = (protection.keeper.clone(), self.stop.clone());
        self.every(PASSES, "protection", move || {
            let (keeper, stop) = (keeper.clone(), stop.clone());
            async move {
                loop {
                    match keeper.step().await {
                        Ok(true) if !stop.is_cancelled() => tokio::time::sleep(BREATH).await,
                        Ok(_) => break,
                        Err(error) => {
                            tracing::warn!(%error, "sealing personal data stopped; it goes on later");
                            break;
                        }
                    }
                }
            }
        });
    }

    /// The keys.
    pub fn keyring(&self) -> anyhow::Result<Arc<Keyring>> {
        part(&self.keyring, "keys")
    }

    /// The lines, if this process runs any.
    pub fn lines(&self) -> Option<Lines> {
        self.lines.get().cloned()
    }

    /// Whether people sign in at this process.
    pub fn signs_in(&self) -> bool {
        self.signs_in
    }

    /// Whether this process has the dashboard.
    pub fn has_console(&self) -> bool {
        self.console
    }

    /// Knows visitors by their tokens.
    pub fn visitors(&self) -> anyhow::Result<Arc<dyn Visitors>> {
        let keyring = self.keyring()?;
        Ok(Arc::new(move |token: &str| -> Option<SessionId> {
            Pass::read(token, &keyring).ok().map(|pass| pass.session)
        }))
    }

    /// The gateway, if this process is one.
    pub fn gateway(&self) -> Option<Gateway> {
        self.gateway.clone()
    }

    /// The gate, if this process is one.
    pub fn gate(&self) -> Option<vq_gate::Gate> {
        self.gate.clone()
    }

    /// The edge that requests come in over.
    pub fn edge(&self) -> anyhow::Result<Edge> {
        let authenticator = part(&self.authenticator, "auth")?;
        let looks = Looks::new(self.stores()?.audit, self.attempts());
        let edge = Edge::with_hosts(self.clock.clone(), self.ids.clone(), authenticator, self.hosts()?);
        Ok(edge.noting(looks))
    }

    /// Whose hosts are.
    fn hosts(&self) -> anyhow::Result<Hosts> {
        Ok(Hosts::new(part(&self.hosts, "directory")?, &self.config.public_url()))
    }

    /// Redis, if it is shared with other nodes.
    pub fn redis(&self) -> Option<&Redis> {
        self.nodes.as_ref().and_then(Nodes::redis)
    }

    /// The bus over Redis, if there is one.
    pub fn redis_bus(&self) -> Option<Arc<RedisBus>> {
        self.nodes.as_ref().and_then(Nodes::redis_bus)
    }

    /// Whether the store answers.
    pub fn store_check(&self) -> Option<Store> {
        self.store.clone()
    }

    pub(crate) async fn start_store(&mut self) -> anyhow::Result<()> {
        let store = Store::open(&self.config.store).await?;
        if store.is_shared() {
            self.nodes = Some(Nodes::new(&self.config.redis, self.ids.clone())?);
        }
        let node = self.nodes.as_ref().map_or(1, |nodes| nodes.number);
        let (clock, ids) = (self.clock.clone(), self.ids.clone());
        let bare = store.stores();
        let shared = store.is_shared();
        self.store = Some(store);
        let (stores, protection) = vault::open(&self.config, &bare, shared, node, clock, ids).await?;
        self.stores = Some(stores.clone());
        self.keep_protection(&protection);
        self.protection = Some(protection);
        let retention = self.config.retention.clone();
        let millis = |seconds: u32| i64::from(seconds) * 1000;
        let (read, unread) = (millis(retention.changes_seconds), millis(retention.unread_changes_seconds));
        let minutes = millis(retention.analytics_minutes_seconds);
        let clock = self.clock.clone();
        self.every(SWEEP, "sweep", move || {
            let (stores, clock) = (stores.clone(), clock.clone());
            async move {
                let now = clock.now();
                let changes = stores.log.forget_changes(now + -read, now + -unread.max(read)).await;
                let minutes = stores.analytics.forget_minutes(now + -minutes).await;
                let answers = stores.idempotency.forget(now + -24 * 3600 * 1000).await;
                if let Err(error) = changes.and(answers).and(minutes) {
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
        let mut directory = TenantDirectory::new(self.stores()?.tenants, self.clock.clone());
        let bus = self.nodes.as_ref().map(Nodes::bus);
        if let Some(bus) = &bus {
            directory = directory.telling(bus.clone());
        }
        let mut hosts = HostDirectory::new(self.stores()?.domains);
        if let Some(bus) = &bus {
            hosts = hosts.telling(bus.clone());
        }
        let (directory, hosts) = (Arc::new(directory), Arc::new(hosts));
        if let Some(bus) = bus {
            let (follower, notices) = (directory.clone(), bus.subscribe());
            let follow = async move { follower.follow(notices).await };
            self.tasks.spawn(self.stop.clone().run_until_cancelled_owned(follow));
            let (follower, notices) = (hosts.clone(), bus.subscribe());
            let follow = async move { follower.follow(notices).await };
            self.tasks.spawn(self.stop.clone().run_until_cancelled_owned(follow));
        }
        hosts.refresh().await.map_err(|error| anyhow!("{error}")).context("the domains of tenants")?;
        let kept = (directory.clone(), hosts.clone());
        self.every(HOSTS, "hosts", move || {
            let (directory, hosts) = kept.clone();
            async move {
                if let Err(error) = hosts.refresh().await {
                    tracing::debug!(%error, "the domains could not be read again; those known stay known");
                }
                directory.refresh().await;
            }
        });
        (self.directory, self.hosts) = (Some(directory), Some(hosts));
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
        drop(self.lines.set(lines));
        Ok(())
    }

    async fn tenant_limits(&self, stores: &Stores) -> anyhow::Result<Vec<(TenantId, Limits)>> {
        let tenants = all_pages(|page| stores.tenants.list(page)).await?;
        Ok(tenants.into_iter().map(|tenant| (tenant.id, tenant.limits)).collect())
    }

    pub(crate) async fn start_doorkeeper(&mut self) -> anyhow::Result<()> {
        let directory = part(&self.directory, "directory")?;
        let stores = self.stores()?;
        let revoked = Arc::new(Revoked::new(stores.sign_ins.clone()));
        revoked.refresh(self.clock.now()).await?;
        let doorkeeper = Doorkeeper::new(self.keyring()?, directory, revoked.clone(), &stores);
        self.authenticator = Some(Arc::new(doorkeeper));
        self.follow_revocations(revoked.clone());
        self.revoked = Some(revoked);
        Ok(())
    }

    pub(crate) async fn start_auth(&mut self) -> anyhow::Result<()> {
        let (stores, keyring) = (self.stores()?, self.keyring()?);
        let directory = part(&self.directory, "directory")?;
        let revoked = part(&self.revoked, "doorkeeper")?;
        let public_url = self.config.public_url();
        let (clock, ids) = (self.clock.clone(), self.ids.clone());
        let post = Arc::new(Post::new(stores.clone(), self.mailer()?, clock, ids, &public_url));
        let (office, stop) = (post.clone(), self.stop.clone());
        self.tasks.spawn(async move { office.run(stop).await });
        self.forget_sign_ins(stores.clone());
        let counters = self.attempts();
        let parts = AuthParts { stores, tenants: directory, keys: keyring.clone(), counters, revoked, post };
        let internal_providers = self.config.sign_in.internal_providers;
        let auth = Auth::new(parts, AuthConfig { public_url, internal_providers, ..AuthConfig::default() });
        self.pages = std::mem::take(&mut self.pages).merge(vq_auth::pages(auth.clone()));
        self.add(vq_auth::router(auth));
        self.add(http::keys::router(keyring));
        self.add(http::protection::router(self.protection()?));
        self.signs_in = true;
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
    fn attempts(&self) -> Arc<dyn ShortLived> {
        let own = Arc::new(LocalShortLived::new(self.config.rate_limit.most_consumers));
        match self.redis() {
            Some(redis) => Arc::new(FallbackShortLived::new(Arc::new(redis.short_lived()), own)),
            None => own,
        }
    }

    /// Keeps up with what other nodes have ended.
    fn follow_revocations(&self, revoked: Arc<Revoked>) {
        let clock = self.clock.clone();
        self.every(REVOCATIONS, "revocations", move || {
            let (revoked, clock) = (revoked.clone(), clock.clone());
            async move {
                if let Err(error) = revoked.refresh(clock.now()).await {
                    tracing::debug!(%error, "ended sessions could not be read; those known stay ended");
                }
            }
        });
    }

    /// Forgets what is over.
    fn forget_sign_ins(&self, stores: Stores) {
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
        let mut guests: Vec<Arc<dyn TenantGuests>> = vec![Arc::new(StopLines(self.lines.clone()))];
        let stores = self.stores()?;
        if let Some(redis) = self.redis() {
            guests.push(Arc::new(Executor::new(stores.clone(), Arc::new(redis.leavings()))));
        }
        let service = TenantService::new(stores.tenants, stores.tenant_records, directory, guests);
        self.add(vq_tenant::router(service.clone()));
        self.add(vq_tenant::domain_router(self.domain_service()?));
        let clock = self.clock.clone();
        self.every(DELETIONS, "deletions", move || {
            let (service, clock) = (service.clone(), clock.clone());
            async move {
                if let Err(error) = service.work_off(clock.now()).await {
                    tracing::warn!(?error, "the deletion of a tenant could not go on yet");
                }
            }
        });
        Ok(())
    }

    /// Who keeps tenants' domains.
    fn domain_service(&self) -> anyhow::Result<DomainService> {
        let domains = &self.config.domains;
        let prover = Prover::new(&ProverConfig {
            internal: domains.internal_addresses,
            ports: (domains.https_port, domains.http_port),
            resolvers: domains.resolvers.clone(),
        })?;
        let public = self.config.public_url().parse::<::http::Uri>().ok();
        let own_host = public.as_ref().and_then(::http::Uri::host).map(str::to_lowercase);
        Ok(DomainService {
            domains: self.stores()?.domains,
            hosts: part(&self.hosts, "directory")?,
            prover: Arc::new(prover),
            counters: self.attempts(),
            own_host: own_host.map(Into::into),
        })
    }

    pub(crate) async fn start_queue(&mut self) -> anyhow::Result<()> {
        let stores = self.stores()?;
        let keyring = self.keyring()?;
        let passes: vq_queue::Passes =
            Arc::new(move |token: &str| Pass::read(token, &keyring).ok().map(|pass| pass.queue));
        let lines = part(&self.lines(), "lines")?;
        let service = QueueService::new(stores.queues, stores.locations, lines, passes);
        self.add(vq_queue::router(service.clone()));
        self.add_visitor(vq_queue::frame_router(service));
        Ok(())
    }

    pub(crate) async fn start_branding(&mut self) -> anyhow::Result<()> {
        let stores = self.stores()?;
        let wardrobe = Arc::new(Wardrobe::new(stores.brandings.clone(), self.clock.clone()));
        self.add(vq_branding::router(BrandingService::new(
            stores.brandings,
            stores.queues,
            wardrobe.clone(),
        )));
        self.pages = std::mem::take(&mut self.pages).merge(vq_branding::public_router(wardrobe.clone()));
        self.wardrobe = Some(wardrobe);
        Ok(())
    }

    pub(crate) async fn start_session(&mut self) -> anyhow::Result<()> {
        let lines = part(&self.lines(), "lines")?;
        let config = SessionConfig { issuer: self.config.tokens.issuer.clone() };
        let guard = self.start_guard(&lines)?;
        let service =
            SessionService::new(self.stores()?.sessions, lines.clone(), self.keyring()?, guard, config);
        self.add_visitor(vq_session::router(service.clone()));
        self.add_visitor(vq_session::visitor_router(service.clone()));
        self.add_visitor(vq_session::live_router(service.clone()));
        self.add_visitor(http::keys::revocation_router(service.clone()));
        self.add(http::protection::subject_router(self.protection()?));
        self.forget_people()?;
        if self.config.bench.enabled {
            // Among the API, so that what it is compared with passes the same layers.
            self.add_visitor(OpenApiRouter::from(http::bench::router(lines, self.ids.clone())));
        }
        self.sessions = Some(service);
        Ok(())
    }

    /// Who judges the joins of strangers, and what staff tells it.
    fn start_guard(&mut self, lines: &Lines) -> anyhow::Result<Arc<Guard>> {
        let (stores, keyring) = (self.stores()?, self.keyring()?);
        let parts = GuardParts {
            invite_codes: stores.invite_codes.clone(),
            access_rules: stores.access_rules.clone(),
            enqueue_keys: stores.enqueue_keys.clone(),
            spent_tokens: stores.spent_tokens.clone(),
            counters: self.attempts(),
            keyring: keyring.clone(),
        };
        let limits = &self.config.rate_limit;
        let config = GuardConfig {
            per_address: limits.joins_per_address_per_minute,
            per_identifier: limits.joins_per_identifier_per_minute,
        };
        let guard = Arc::new(Guard::new(parts, config));
        let service = AccessService {
            guard: guard.clone(),
            lines: lines.clone(),
            invite_codes: stores.invite_codes.clone(),
            access_rules: stores.access_rules.clone(),
            enqueue_keys: stores.enqueue_keys.clone(),
            keyring,
        };
        self.add(vq_access::router(service.clone()));
        self.add_visitor(vq_access::challenge_router(service));
        let (spent, clock) = (stores.spent_tokens, self.clock.clone());
        self.every(SWEEP, "spent tokens", move || {
            let (spent, clock) = (spent.clone(), clock.clone());
            async move {
                if let Err(error) = spent.forget(clock.now()).await {
                    tracing::warn!(%error, "what is old could not be forgotten yet");
                }
            }
        });
        self.guard = Some(guard.clone());
        Ok(guard)
    }

    pub(crate) async fn start_analytics(&mut self) -> anyhow::Result<()> {
        let stores = self.stores()?;
        let metrics = EventMetrics::default();
        metrics.register(&mut self.registry);
        self.consume(Arc::new(Counter), &metrics)?;
        self.consume(Arc::new(Chronicler), &metrics)?;
        let kept = self.config.retention.analytics_minutes_seconds;
        let service =
            AnalyticsService::new(stores.queues, stores.sessions, stores.analytics, stores.audit, kept);
        self.add(vq_analytics::router(service));
        Ok(())
    }

    pub(crate) async fn start_audit(&mut self) -> anyhow::Result<()> {
        let stores = self.stores()?;
        let (keys, clock) = (self.keyring()?, self.clock.clone());
        let notary = Notary::new(stores.audit.clone(), keys, clock, NotaryConfig::default());
        notary.register(&mut self.registry);
        let notary = Arc::new(notary);
        let signer = notary.clone();
        self.every(CHECKPOINTS, "audit checkpoints", move || {
            let notary = signer.clone();
            async move {
                if let Err(error) = notary.sign_due().await {
                    tracing::warn!(%error, "the audit log could not be signed yet");
                }
            }
        });
        self.every(SWEEP, "audit retention", move || {
            let notary = notary.clone();
            async move {
                match notary.prune_due().await {
                    Ok(0) => {}
                    Ok(entries) => {
                        tracing::info!(entries, "audit entries that were kept long enough are removed")
                    }
                    Err(error) => tracing::warn!(%error, "the audit log could not be pruned yet"),
                }
            }
        });
        self.add(vq_audit::router(AuditService::new(stores)));
        Ok(())
    }

    /// Runs a consumer of events until the deployment stops.
    fn consume(&self, consumer: Arc<dyn Consumer>, metrics: &EventMetrics) -> anyhow::Result<()> {
        // A node without lines hears of nothing and looks by itself.
        let wakes = self.lines.get().map_or_else(|| broadcast::Sender::new(1).subscribe(), Lines::changed);
        let node = self.nodes.as_ref().map_or(1, |nodes| nodes.number);
        let (store, clock) = (self.stores()?.consumers, self.clock.clone());
        let runner = Runner::new(consumer, store, clock, node, Pace::default(), metrics);
        self.tasks.spawn(runner.run(wakes, self.stop.clone()));
        Ok(())
    }

    pub(crate) async fn start_room(&mut self) -> anyhow::Result<()> {
        let directory = part(&self.directory, "directory")?;
        let (sessions, wardrobe) = (part(&self.sessions, "session")?, part(&self.wardrobe, "branding")?);
        let counters = part(&self.counters, "counter")?;
        let guard = part(&self.guard, "session")?;
        let (clock, ids) = (self.clock.clone(), self.ids.clone());
        let backend = Backend::new(sessions, guard, counters, directory, wardrobe, clock, ids);
        let pages = vq_room::router(Arc::new(Room::new()?), Arc::new(backend))
            .merge(vq_room::assets_router(""))
            .merge(vq_room::snippet_router());
        self.pages = std::mem::take(&mut self.pages).merge(pages);
        Ok(())
    }

    pub(crate) async fn start_gateway(&mut self) -> anyhow::Result<()> {
        let deps = GatewayDeps {
            visitors: self.visitors()?,
            trusted_proxies: self.config.server.trusted_proxies.networks().to_vec(),
            tasks: self.tasks.clone(),
            stop: self.stop.clone(),
        };
        let gateway = Gateway::new(&self.config.gateway, deps)?;
        gateway.register(&mut self.registry);
        gateway.start();
        self.pages = std::mem::take(&mut self.pages).merge(gateway.pages());
        self.gateway = Some(gateway);
        Ok(())
    }

    pub(crate) async fn start_console(&mut self) -> anyhow::Result<()> {
        self.pages = std::mem::take(&mut self.pages).merge(vq_console::router());
        self.console = true;
        Ok(())
    }

    pub(crate) async fn start_counter(&mut self) -> anyhow::Result<()> {
        let passes = Arc::new(TicketPasses::new(part(&self.sessions, "session")?));
        let stores = CounterStores::from(&self.stores()?);
        let service = CounterService::new(stores, part(&self.lines(), "lines")?, passes);
        self.add(vq_counter::router(service.clone()));
        self.add_visitor(vq_counter::public_router(service.clone()));
        self.counters = Some(service);
        Ok(())
    }

    pub(crate) async fn start_gate(&mut self) -> anyhow::Result<()> {
        let section = self.config.gate.clone().context("the configuration has no [gate] section")?;
        for (at, rule) in section.gate.rules.iter().enumerate() {
            for (name, id) in [("tenant", &rule.tenant), ("queue", &rule.queue)] {
                if uuid::Uuid::try_parse(id).is_err() {
                    anyhow::bail!(
                        "gate.rules[{at}].{name} (--{name}) is {id:?}; it must be the id of a {name}, a UUID like \
                         0198a7c4-5e21-7c3a-9f0b-2d4c6e8a0b1f"
                    );
                }
            }
        }
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

/// Stops the lines of a tenant before it vanishes. Those of other processes notice that they are gone.
struct StopLines(Arc<OnceLock<Lines>>);

#[async_trait::async_trait]
impl TenantGuests for StopLines {
    async fn tenant_removed(&self, tenant: TenantId) {
        if let Some(lines) = self.0.get() {
            lines.stop_tenant(tenant);
        }
    }
}
