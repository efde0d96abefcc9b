//! Tenants: at hand for every request, managed, removed with all that is theirs; their domains.

use std::{
    sync::{Arc, OnceLock},
    time::Duration,
};

use anyhow::{Context, anyhow};
use vq_domain::TenantId;
use vq_lines::Lines;
use vq_outbound::{Prover, ProverConfig};
use vq_ports::TenantGuests;
use vq_tenant::{DomainService, HostDirectory, TenantDirectory, TenantService};

use super::{Deployment, part};
use crate::{leavings::Executor, nodes::Nodes};

/// How often to look whether anything is left of tenants that were deleted.
const DELETIONS: Duration = Duration::from_secs(5);
/// How often to read again whose hosts are, and tenants that were asked for.
const HOSTS: Duration = Duration::from_secs(2);

impl Deployment {
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
