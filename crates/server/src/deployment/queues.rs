//! Queues and those who wait in them: the lines, who may join, sessions, counters.

use std::sync::Arc;

use utoipa_axum::router::OpenApiRouter;
use vq_access::{AccessService, Guard, GuardConfig, GuardParts};
use vq_counter::{CounterService, CounterStores};
use vq_domain::{Limits, TenantId};
use vq_lines::{Lines, LinesConfig};
use vq_ports::{Stores, all_pages};
use vq_queue::QueueService;
use vq_session::{Pass, SessionConfig, SessionService};

use super::{Deployment, SWEEP, part};
use crate::{http, passes::TicketPasses, vault};

impl Deployment {
    pub(crate) async fn start_lines(&mut self) -> anyhow::Result<()> {
        let stores = self.stores()?;
        let config = match &self.nodes {
            Some(nodes) => LinesConfig::cluster(nodes.number, nodes.shared(stores.queues.clone())),
            None => LinesConfig::single_node(),
        };
        let config = config.knowing(part(&self.directory, "directory")?);
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

    pub(crate) async fn start_counter(&mut self) -> anyhow::Result<()> {
        let passes = Arc::new(TicketPasses::new(part(&self.sessions, "session")?));
        let stores = CounterStores::from(&self.stores()?);
        let service = CounterService::new(stores, part(&self.lines(), "lines")?, passes);
        self.add(vq_counter::router(service.clone()));
        self.add_visitor(vq_counter::public_router(service.clone()));
        self.counters = Some(service);
        Ok(())
    }
}
