//! What is left of a deleted tenant in Redis, removed as soon as its rows are gone.

use std::{collections::HashMap, sync::Arc};

use async_trait::async_trait;
use parking_lot::Mutex;
use vq_domain::TenantId;
use vq_ports::{Heirless, Leavings, Page, PageRequest, StoreResult, Stores, TenantGuests, TenantRecords};

/// Removes what tenants leave.
pub struct Executor {
    stores: Stores,
    leavings: Arc<dyn Leavings>,
    /// By what the leavings of tenants are found that are just being deleted.
    known: Mutex<HashMap<TenantId, Heirless>>,
}

impl Executor {
    /// Finds tenants' things in `stores`.
    pub fn new(stores: Stores, leavings: Arc<dyn Leavings>) -> Self {
        Self { stores, leavings, known: Mutex::default() }
    }

    async fn look(&self, tenant: TenantId) -> StoreResult<Heirless> {
        let Stores { queues, accounts, api_keys, .. } = &self.stores;
        Ok(Heirless {
            tenant,
            queues: all(|page| queues.list(tenant, page), |queue| queue.id).await?,
            accounts: all(|page| accounts.list(Some(tenant), page), |account| account.id).await?,
            api_keys: all(|page| api_keys.list(tenant, page), |key| key.id).await?,
        })
    }
}

/// The ids on all pages of a list.
async fn all<T, I, F>(list: impl Fn(PageRequest) -> F, id: impl Fn(T) -> I) -> StoreResult<Vec<I>>
where
    F: Future<Output = StoreResult<Page<T>>>,
{
    let mut found = Vec::new();
    let mut cursor = None;
    loop {
        let page = list(PageRequest { limit: 200, cursor }).await?;
        found.extend(page.items.into_iter().map(&id));
        match page.next {
            Some(next) => cursor = Some(next),
            None => return Ok(found),
        }
    }
}

#[async_trait]
impl TenantGuests for Executor {
    async fn tenant_removed(&self, tenant: TenantId) {
        match self.look(tenant).await {
            Ok(found) => drop(self.known.lock().insert(tenant, found)),
            Err(error) => tracing::warn!(%error, %tenant, "what a tenant leaves in Redis will end by itself"),
        }
    }

    async fn tenant_gone(&self, tenant: TenantId) {
        let Some(found) = self.known.lock().remove(&tenant) else { return };
        let removed = match self.leavings.remove(&found).await {
            Ok(removed) => removed,
            Err(error) => {
                return tracing::warn!(%error, %tenant, "what a tenant leaves in Redis will end by itself");
            }
        };
        let records: &Arc<dyn TenantRecords> = &self.stores.tenant_records;
        if let Err(error) = records.note_leavings(tenant, &removed).await {
            tracing::warn!(%error, %tenant, "what was removed from Redis could not be written down");
        }
    }
}
