//! The gate as the binary sees it: built from a configuration, started, mounted.
//!
//! Must not open a listener or read a clock: both come from the binary.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use axum::Router;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use tracing::Instrument as _;
use vq_admission::layer::{Checker, FetchError, JwksSource, RevocationSource, SourceError};
use vq_proxy::{HttpClient, Limits, Unanswered, UpstreamOptions, http_client};

use crate::admission::Admissions;
use crate::config::{Compiled, ConfigError, GateConfig, compile};
use crate::decide;
use crate::extend::Extender;
use crate::observe::{EventSink, Observer, StatsSnapshot};
use crate::origin::Upstream;
use crate::page::WaitPage;
use crate::server::ServerApi;
use crate::settings;

/// Tells the time in milliseconds since the Unix epoch.
pub type Clock = Arc<dyn Fn() -> i64 + Send + Sync>;

/// How soon a document that could not be fetched is asked for again.
const AGAIN: Duration = Duration::from_secs(1);
/// Failures of the origin are told at most this often, in seconds.
const TOLD_EVERY: i64 = 10;
const KEYS_PATH: &str = "/.well-known/jwks.json";

/// What a gate needs from the binary.
#[derive(Clone)]
pub struct GateDeps {
    /// Draws the visitors' pages.
    pub page: Arc<dyn WaitPage>,
    /// Tells the time.
    pub clock: Clock,
    /// Receives events for the audit.
    pub events: Option<EventSink>,
    /// Owns the background tasks; wait for it when stopping, so that nothing an origin asked for is lost.
    pub tasks: TaskTracker,
    /// Stops the tasks that never end by themselves.
    pub stop: CancellationToken,
}

impl GateDeps {
    /// No event sink, and a tracker and a token of its own.
    #[must_use]
    pub fn new(page: Arc<dyn WaitPage>, clock: Clock) -> Self {
        Self { page, clock, events: None, tasks: TaskTracker::new(), stop: CancellationToken::new() }
    }
}

/// A queue before a site. Cheap to clone.
#[derive(Clone)]
pub struct Gate {
    inner: Arc<Inner>,
}

pub(crate) struct Inner {
    pub config: Compiled,
    pub origin: Upstream,
    pub visitor_api: Upstream,
    pub server: Arc<ServerApi>,
    pub admissions: Arc<Admissions>,
    pub extender: Extender,
    pub page: Arc<dyn WaitPage>,
    pub observer: Arc<Observer>,
    pub tasks: TaskTracker,
    clock: Clock,
    stop: CancellationToken,
    keys: Arc<JwksSource>,
    /// One per queue.
    revocations: Vec<Arc<RevocationSource>>,
    /// When it was told last that the origin does not answer, in seconds.
    told_at: AtomicI64,
}

impl Gate {
    /// Builds a gate. Does no I/O: see [`Gate::start`].
    pub fn new(config: GateConfig, deps: GateDeps) -> Result<Self, ConfigError> {
        let config = compile(&config)?;
        let observer = Arc::new(Observer::new(deps.events));
        let client = http_client(config.connect_timeout);
        let server = ServerApi::new(
            client.clone(),
            config.server.clone(),
            config.server_timeout,
            Arc::clone(&observer),
        );
        let server = Arc::new(server);
        let keys = keys_of(&server);
        let revocations: Vec<_> =
            config.queues().into_iter().map(|queue| revocations_of(&server, queue)).collect();
        let checker = Checker::new(&config.issuer, config.leeway, Arc::clone(&keys), revocations.clone());
        let admissions = Arc::new(Admissions::new(checker, config.secure()));
        let (tasks, clock) = (deps.tasks.clone(), Arc::clone(&deps.clock));
        let extender = Extender::new(Arc::clone(&server), Arc::clone(&admissions), tasks, clock);
        let (origin, visitor_api) = upstreams(&config, &client);
        let inner = Inner {
            config,
            origin,
            visitor_api,
            server,
            admissions,
            extender,
            page: deps.page,
            observer,
            tasks: deps.tasks,
            clock: deps.clock,
            stop: deps.stop,
            keys,
            revocations,
            told_at: AtomicI64::new(0),
        };
        Ok(Self { inner: Arc::new(inner) })
    }

    /// Starts the tasks that keep keys and revocations fresh and hold the settings against the server. They end with the
    /// token in the deps.
    pub fn start(&self) {
        let inner = &self.inner;
        let keys = Arc::clone(&inner.keys);
        let fetch = move || {
            let keys = Arc::clone(&keys);
            async move { (keys.refresh().await, keys.is_loaded()) }
        };
        self.run("gate_keys", keep("keys".to_owned(), inner.config.keys_refresh, fetch));
        for list in &inner.revocations {
            let what = format!("revocation list of the queue {}", list.queue());
            let list = Arc::clone(list);
            let fetch = move || {
                let list = Arc::clone(&list);
                async move { (list.refresh().await, list.is_loaded()) }
            };
            self.run("gate_revocations", keep(what, inner.config.revocations_refresh, fetch));
        }
        self.run("gate_settings", settings::watch(Arc::clone(inner)));
    }

    fn run(&self, name: &'static str, task: impl Future<Output = ()> + Send + 'static) {
        let stop = self.inner.stop.clone();
        let span = tracing::info_span!("task", name);
        self.inner.tasks.spawn(stop.run_until_cancelled_owned(task).instrument(span));
    }

    /// What of the settings does not fit the server, in words for the operator. Empty: all of it does.
    pub async fn problems(&self) -> Vec<String> {
        settings::problems(&self.inner).await
    }

    /// Fetches keys and revocations once, now.
    pub async fn refresh(&self) -> Result<(), SourceError> {
        self.inner.keys.refresh().await?;
        for list in &self.inner.revocations {
            list.refresh().await?;
        }
        Ok(())
    }

    /// Whether admissions can be verified: the keys have been fetched, and the revocation list of a queue. A queue that the
    /// server does not know keeps no other from being served.
    #[must_use]
    pub fn is_ready(&self) -> bool {
        self.inner.keys.is_loaded() && self.inner.revocations.iter().any(|list| list.is_loaded())
    }

    /// How many requests ended how.
    #[must_use]
    pub fn stats(&self) -> StatsSnapshot {
        self.inner.observer.snapshot()
    }

    /// The gate as a service for every path. Serve it with `into_make_service_with_connect_info::<SocketAddr>()`, else
    /// the visitors' addresses are unknown to it, to the origin and to the server's limits.
    pub fn router(&self) -> Router {
        Router::new().fallback(decide::handle).with_state(Arc::clone(&self.inner))
    }
}

impl Inner {
    /// Now, in seconds since the Unix epoch.
    pub fn now(&self) -> i64 {
        seconds(&self.clock)
    }

    /// Tells the operator that the origin does not answer, not too often.
    pub fn origin_is_down(&self, reason: Unanswered) {
        let now = self.now();
        let told_at = self.told_at.load(Ordering::Relaxed);
        if (now - told_at).abs() >= TOLD_EVERY
            && self.told_at.compare_exchange(told_at, now, Ordering::Relaxed, Ordering::Relaxed).is_ok()
        {
            let origin = &self.config.origin;
            tracing::warn!(%origin, %reason, "the site behind the gate (gate.origin) does not answer");
        }
    }

    /// Now, as answers show it.
    pub fn timestamp(&self) -> String {
        jiff::Timestamp::from_millisecond((self.clock)()).map(|at| format!("{at:.3}")).unwrap_or_default()
    }
}

/// What a clock says, in seconds.
pub(crate) fn seconds(clock: &Clock) -> i64 {
    clock().div_euclid(1000)
}

fn keys_of(server: &Arc<ServerApi>) -> Arc<JwksSource> {
    let server = Arc::clone(server);
    Arc::new(JwksSource::new(move || {
        let server = Arc::clone(&server);
        async move { server.document(KEYS_PATH).await.map_err(FetchError::from) }
    }))
}

fn revocations_of(server: &Arc<ServerApi>, queue: &str) -> Arc<RevocationSource> {
    let server = Arc::clone(server);
    Arc::new(RevocationSource::new(queue, move |path: String| {
        let server = Arc::clone(&server);
        async move { server.document(&path).await.map_err(FetchError::from) }
    }))
}

fn upstreams(config: &Compiled, client: &HttpClient) -> (Upstream, Upstream) {
    let limits = Limits { write: config.read_timeout, read: config.read_timeout };
    let options = |preserve_host, via: String| UpstreamOptions { preserve_host, via, limits };
    let origin =
        Upstream::new(&config.origin, client.clone(), options(config.preserve_host, config.via.clone()));
    let visitor_api = Upstream::new(&config.server, client.clone(), options(false, config.via.clone()));
    (origin, visitor_api)
}

/// Fetches a document again and again, every second while it fails. `fetch` answers whether one was ever fetched, too.
async fn keep<F, R>(what: String, every: Duration, fetch: F)
where
    F: Fn() -> R,
    R: Future<Output = (Result<(), SourceError>, bool)>,
{
    let mut failures: u32 = 0;
    loop {
        let (outcome, is_loaded) = fetch().await;
        match outcome {
            Ok(()) => {
                failures = 0;
                tokio::time::sleep(every).await;
            }
            Err(error) => {
                failures = failures.saturating_add(1);
                // Once at first, then ever more seldom.
                if failures.is_power_of_two() {
                    report(&what, &error, is_loaded);
                }
                tokio::time::sleep(every.min(AGAIN)).await;
            }
        }
    }
}

fn report(what: &str, error: &SourceError, is_loaded: bool) {
    if is_loaded {
        tracing::warn!(what, %error, "a published document could not be refreshed; the last one stays in use");
    } else {
        tracing::warn!(
            what,
            %error,
            "a published document could not be fetched; without it admissions cannot be checked, and `fail` of the rule decides who passes"
        );
    }
}
