//! What is left of a deleted tenant in Redis, removed as soon as its rows are gone.

use std::{collections::HashMap, sync::Arc};

use async_trait::async_trait;
use parking_lot::Mutex;
use vq_domain::TenantId;
use vq_ports::{Heirless, Leavings, StoreResult, Stores, TenantGuests, TenantRecords, all_pages};

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
            queues: ids(all_pages(|page| queues.list(tenant, page)).await?, |queue| queue.id),
            accounts: ids(all_pages(|page| accounts.list(Some(tenant), page)).await?, |account| account.id),
            api_keys: ids(all_pages(|page| api_keys.list(tenant, page)).await?, |key| key.id),
        })
    }
}

fn ids<T, I>(rows: Vec<T>, id: impl Fn(T) -> I) -> Vec<I> {
    rows.into_iter().map(id).collect()
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
