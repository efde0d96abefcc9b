//! Whose a host is, at hand for every request: all verified domains, read again and again in the background.
//!
//! A domain is known on the node it was changed on at once, on the others as soon as the bus tells, and in any case when they read
//! again, which [`crate`]'s owner lets them do every few seconds. While the store is away what was read last goes on to hold.

use std::{
    collections::HashMap,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use arc_swap::ArcSwap;
use tokio::sync::broadcast::{Receiver, error::RecvError};
use vq_domain::{DomainName, TenantId};
use vq_ports::{Bus, Domains, HostLookup, Notice, StoreResult};

/// All verified domains.
pub struct HostDirectory {
    domains: Arc<dyn Domains>,
    bus: Option<Arc<dyn Bus>>,
    known: ArcSwap<Known>,
    /// Counts readings as they begin, so that one that took longer does not put back what a later one has read.
    readings: AtomicU64,
}

#[derive(Default)]
struct Known {
    reading: u64,
    tenants: HashMap<Arc<str>, TenantId>,
    primaries: HashMap<TenantId, Arc<DomainName>>,
}

impl HostDirectory {
    /// A directory of what is in `domains`; empty until [`Self::refresh`].
    pub fn new(domains: Arc<dyn Domains>) -> Self {
        Self { domains, bus: None, known: ArcSwap::default(), readings: AtomicU64::new(0) }
    }

    /// Tells other nodes what is changed here.
    #[must_use]
    pub fn telling(self, bus: Arc<dyn Bus>) -> Self {
        Self { bus: Some(bus), ..self }
    }

    /// Reads all of them.
    pub async fn refresh(&self) -> StoreResult<()> {
        let reading = self.readings.fetch_add(1, Ordering::Relaxed) + 1;
        let mut known = Known { reading, ..Known::default() };
        for domain in self.domains.verified().await? {
            known.tenants.insert(domain.name.as_str().into(), domain.tenant_id);
            if domain.is_primary {
                known.primaries.insert(domain.tenant_id, Arc::new(domain.name));
            }
        }
        let known = Arc::new(known);
        self.known.rcu(|current| if current.reading < reading { known.clone() } else { current.clone() });
        Ok(())
    }

    /// Reads again what other nodes change, as they tell. Ends only with them.
    pub async fn follow(&self, mut notices: Receiver<Notice>) {
        loop {
            match notices.recv().await {
                Ok(Notice::Tenant(_) | Notice::Gap) | Err(RecvError::Lagged(_)) => {
                    if let Err(error) = self.refresh().await {
                        tracing::debug!(%error, "the domains could not be read; those known stay known");
                    }
                }
                Ok(Notice::Line(..) | Notice::Queue(_)) => {}
                Err(RecvError::Closed) => return,
            }
        }
    }

    /// A tenant's domains were changed here.
    pub(crate) async fn changed(&self, tenant: TenantId) {
        if let Some(bus) = &self.bus {
            bus.publish(Notice::Tenant(tenant));
        }
        if let Err(error) = self.refresh().await {
            tracing::warn!(%error, "the domains could not be read; they are in a moment");
        }
    }
}

impl HostLookup for HostDirectory {
    fn tenant_of(&self, name: &str) -> Option<TenantId> {
        self.known.load().tenants.get(name).copied()
    }

    fn primary(&self, tenant: TenantId) -> Option<Arc<DomainName>> {
        self.known.load().primaries.get(&tenant).cloned()
    }

    fn is_empty(&self) -> bool {
        self.known.load().tenants.is_empty()
    }
}
