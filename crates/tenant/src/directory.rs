//! Tenants at hand, for those who check a caller on every request.
//!
//! What it answers may be some seconds old: it is for authorisation, not for changing a tenant.

use std::{
    collections::HashMap,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
};

use async_trait::async_trait;
use parking_lot::RwLock;
use tokio::sync::broadcast::{Receiver, error::RecvError};
use vq_domain::{Millis, Tenant, TenantId};
use vq_ports::{Bus, Clock, Notice, StoreError, StoreResult, TenantLookup, Tenants};

/// How long an answer is good, in milliseconds. Other nodes learn of a change from the bus, or after at most twice this time.
const FRESH_MILLIS: u64 = 3_000;
/// Most tenants at hand.
const MOST: usize = 10_000;

/// A cache before the store's tenants.
pub struct TenantDirectory {
    tenants: Arc<dyn Tenants>,
    clock: Arc<dyn Clock>,
    /// The way to other nodes.
    bus: Option<Arc<dyn Bus>>,
    entries: RwLock<HashMap<TenantId, Entry>>,
    /// Counts changes, so that a reading begun before a change is not kept after it.
    changes: AtomicU64,
}

struct Entry {
    tenant: Arc<Tenant>,
    read_at: Millis,
    /// Whether somebody asked who cannot wait: then it is read again in the background.
    asked: AtomicBool,
}

impl TenantDirectory {
    /// A directory of what is in `tenants`.
    pub fn new(tenants: Arc<dyn Tenants>, clock: Arc<dyn Clock>) -> Self {
        let entries = RwLock::new(HashMap::new());
        Self { tenants, clock, bus: None, entries, changes: AtomicU64::new(0) }
    }

    /// Tells other nodes what is changed here.
    #[must_use]
    pub fn telling(self, bus: Arc<dyn Bus>) -> Self {
        Self { bus: Some(bus), ..self }
    }

    /// Forgets what other nodes change, as they tell. Ends only with them.
    pub async fn follow(&self, mut notices: Receiver<Notice>) {
        loop {
            match notices.recv().await {
                Ok(Notice::Tenant(tenant)) => {
                    if self.forget(tenant) {
                        self.read_again(tenant).await;
                    }
                }
                Ok(Notice::Gap) | Err(RecvError::Lagged(_)) => self.doubt_all(),
                Ok(Notice::Line(..) | Notice::Queue(_)) => {}
                Err(RecvError::Closed) => return,
            }
        }
    }

    /// Forgets a tenant once the answer is dropped, whether the change was carried out or its caller went away.
    pub(crate) fn forget_after_change(&self, tenant: TenantId) -> impl Drop + '_ {
        ForgetOnDrop { directory: self, tenant }
    }

    /// Reads again those that were asked for by who cannot wait. To be called every few seconds.
    pub async fn refresh(&self) {
        let now = self.clock.now();
        let due = |(id, entry): (&TenantId, &Entry)| {
            let asked =
                now.since(entry.read_at) >= FRESH_MILLIS && entry.asked.swap(false, Ordering::Relaxed);
            asked.then_some(*id)
        };
        let due: Vec<_> = self.entries.read().iter().filter_map(due).collect();
        for tenant in due {
            self.read_again(tenant).await;
        }
    }

    async fn read_again(&self, tenant: TenantId) {
        if let Err(error) = self.tenant(tenant).await {
            tracing::debug!(%error, %tenant, "a tenant could not be read again");
        }
    }

    /// Answers whether somebody had asked for it who cannot wait.
    fn forget(&self, tenant: TenantId) -> bool {
        let mut entries = self.entries.write();
        self.changes.fetch_add(1, Ordering::Relaxed);
        entries.remove(&tenant).is_some_and(|entry| entry.asked.into_inner())
    }

    /// Something may have changed. What is at hand stays, for the case that the store is away, but is read anew.
    fn doubt_all(&self) {
        let mut entries = self.entries.write();
        self.changes.fetch_add(1, Ordering::Relaxed);
        entries.values_mut().for_each(|entry| entry.read_at = Millis(i64::MIN / 2));
    }

    fn keep(&self, tenant: Arc<Tenant>, read_at: Millis, changes: u64) {
        let mut entries = self.entries.write();
        if self.changes.load(Ordering::Relaxed) != changes {
            return;
        }
        if entries.len() >= MOST && !entries.contains_key(&tenant.id) {
            entries.retain(|_, entry| read_at.since(entry.read_at) < FRESH_MILLIS);
            if entries.len() >= MOST {
                entries.clear();
            }
        }
        entries.insert(tenant.id, Entry { tenant, read_at, asked: AtomicBool::new(false) });
    }

    /// What is at hand, and whether the caller shall read it anew. Only one caller at a time is asked to.
    fn known(&self, tenant: TenantId, now: Millis) -> (Option<Arc<Tenant>>, bool) {
        let known = self.entries.read().get(&tenant).map(|entry| (entry.tenant.clone(), entry.read_at));
        let Some((known, read_at)) = known else { return (None, true) };
        if now.since(read_at) < FRESH_MILLIS {
            return (Some(known), false);
        }
        let mut entries = self.entries.write();
        let due = entries.get_mut(&tenant).filter(|entry| now.since(entry.read_at) >= FRESH_MILLIS);
        let reads = due.map(|entry| entry.read_at = now).is_some();
        (Some(known), reads)
    }
}

#[async_trait]
impl TenantLookup for TenantDirectory {
    async fn tenant(&self, tenant: TenantId) -> StoreResult<Option<Arc<Tenant>>> {
        let now = self.clock.now();
        let (known, shall_read) = self.known(tenant, now);
        if !shall_read {
            return Ok(known);
        }
        let changes = self.changes.load(Ordering::Relaxed);
        match self.tenants.get(tenant).await {
            Ok(Some(found)) => {
                let found = Arc::new(found);
                self.keep(found.clone(), now, changes);
                Ok(Some(found))
            }
            Ok(None) => {
                self.entries.write().remove(&tenant);
                Ok(None)
            }
            // Without the store the last answer is better than none: positions go on being shown (I8).
            Err(StoreError::Unavailable(reason)) if known.is_some() => {
                tracing::warn!(reason, %tenant, "the store is not available; using the tenant as last read");
                Ok(known)
            }
            Err(error) => Err(error),
        }
    }

    fn at_hand(&self, tenant: TenantId) -> Option<Arc<Tenant>> {
        let entries = self.entries.read();
        let entry = entries.get(&tenant)?;
        if !entry.asked.load(Ordering::Relaxed) {
            entry.asked.store(true, Ordering::Relaxed);
        }
        Some(entry.tenant.clone())
    }
}

struct ForgetOnDrop<'a> {
    directory: &'a TenantDirectory,
    tenant: TenantId,
}

impl Drop for ForgetOnDrop<'_> {
    fn drop(&mut self) {
        self.directory.forget(self.tenant);
        if let Some(bus) = &self.directory.bus {
            bus.publish(Notice::Tenant(self.tenant));
        }
    }
}
