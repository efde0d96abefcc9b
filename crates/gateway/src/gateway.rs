//! The gateway as the binary sees it: built from a configuration, started, mounted.

use std::{collections::HashMap, sync::Arc, time::Duration};

use axum::{Router, routing::any};
use ipnet::IpNet;
use prometheus_client::registry::Registry;
use tokio_util::{sync::CancellationToken, task::TaskTracker};
use tracing::Instrument as _;
use vq_api::Visitors;
use vq_proxy::{Upstream, UpstreamOptions, http_client};

use crate::{
    ConfigError, GatewayConfig, ROUTES, Service,
    forward::{Shared, Target, forward},
    health::Checks,
    metrics::Counters,
    pool::{Member, Pool},
};

/// What a gateway needs from the binary.
pub struct GatewayDeps {
    /// Knows session tokens.
    pub visitors: Arc<dyn Visitors>,
    /// Proxies before the gateway that are believed when they say for whom they ask.
    pub trusted_proxies: Vec<IpNet>,
    /// Owns the background tasks.
    pub tasks: TaskTracker,
    /// Stops them.
    pub stop: CancellationToken,
}

/// The edge before services that run apart. Cheap to clone.
#[derive(Clone)]
pub struct Gateway {
    inner: Arc<Inner>,
}

struct Inner {
    shared: Arc<Shared>,
    pools: HashMap<Service, Arc<Pool>>,
    members: Vec<Arc<Member>>,
    checks: Checks,
    tasks: TaskTracker,
    stop: CancellationToken,
}

impl Gateway {
    /// Builds a gateway. Does no I/O: see [`Gateway::start`].
    pub fn new(config: &GatewayConfig, deps: GatewayDeps) -> Result<Self, ConfigError> {
        config.check()?;
        let limits = config.limits();
        let client = http_client(Duration::from_millis(config.timeouts.connect_ms));
        let (mut pools, mut members) = (HashMap::new(), Vec::new());
        for service in Service::ALL {
            let mut own = Vec::new();
            for base in config.upstreams(service)? {
                let options = UpstreamOptions { preserve_host: true, via: config.via.clone(), limits };
                let upstream = Upstream::new(&base, client.clone(), options);
                own.push(Arc::new(Member::new(service, base, upstream)));
            }
            if own.is_empty() {
                let service = service.name();
                tracing::warn!(
                    service,
                    "gateway.upstreams names nobody for this service: its paths answer 503"
                );
            }
            members.extend(own.iter().cloned());
            pools.insert(service, Arc::new(Pool::new(own)));
        }
        let shared = Shared {
            visitors: deps.visitors,
            trusted_proxies: deps.trusted_proxies,
            largest_body: config.largest_body,
            read_limit: limits.read,
            counters: Counters::default(),
        };
        let checks = Checks::new(client, &config.health, limits.read);
        let inner =
            Inner { shared: Arc::new(shared), pools, members, checks, tasks: deps.tasks, stop: deps.stop };
        Ok(Self { inner: Arc::new(inner) })
    }

    /// Starts to look at the upstreams.
    pub fn start(&self) {
        for member in &self.inner.members {
            let span = tracing::info_span!("upstream", service = member.service.name(), base = %member.base);
            let watch = self.inner.checks.clone().watch(member.clone());
            let stop = self.inner.stop.clone();
            self.inner.tasks.spawn(stop.run_until_cancelled_owned(watch).instrument(span));
        }
    }

    /// Counts into a registry.
    pub fn register(&self, registry: &mut Registry) {
        self.inner.shared.counters.register(registry, self.inner.members.clone());
    }

    /// The routes of the API. Belongs inside [`vq_api::request::EdgeLayer`].
    pub fn api(&self) -> Router {
        self.routes(|service| service != Service::Room)
    }

    /// The routes of pages and their assets.
    pub fn pages(&self) -> Router {
        self.routes(|service| service == Service::Room)
    }

    fn routes(&self, wanted: impl Fn(Service) -> bool) -> Router {
        let routes = ROUTES.iter().filter(|route| wanted(route.service));
        routes.fold(Router::new(), |router, route| {
            let pool = self.inner.pools[&route.service].clone();
            let target = Target { route, pool, shared: self.inner.shared.clone() };
            router.route(route.path, any(forward).with_state(target))
        })
    }
}
