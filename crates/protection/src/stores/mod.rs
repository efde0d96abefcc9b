//! The ports of a store, protected.

mod answers;
mod lists;
mod log;
mod people;
mod records;
mod secrets;
mod sessions;
mod sign_ins;

use std::{collections::HashMap, sync::Arc};

use parking_lot::RwLock;
use vq_domain::{QueueId, TenantId};
use vq_ports::{StoreError, StoreResult, Stores};

use crate::Vault;

/// More queues than this are not remembered.
const MOST_QUEUES: usize = 100_000;

/// A store whose personal data is protected.
pub(crate) struct Protected {
    vault: Arc<Vault>,
    inner: Stores,
    /// Whose each queue is; that never changes.
    tenants: RwLock<HashMap<QueueId, TenantId>>,
}

/// Puts protection around a store: around those ports that see personal data or keys. All others are handed on.
pub fn protect(stores: &Stores, vault: Arc<Vault>) -> Stores {
    let protected = Arc::new(Protected { vault, inner: stores.clone(), tenants: RwLock::default() });
    Stores {
        log: protected.clone(),
        sessions: protected.clone(),
        accounts: protected.clone(),
        sign_ins: protected.clone(),
        invitations: protected.clone(),
        identity_providers: protected.clone(),
        idempotency: protected.clone(),
        consumers: protected.clone(),
        access_rules: protected.clone(),
        secrets: protected,
        ..stores.clone()
    }
}

impl Protected {
    /// Whose queue this is.
    async fn tenant_of(&self, queue: QueueId) -> StoreResult<TenantId> {
        if let Some(tenant) = self.tenants.read().get(&queue) {
            return Ok(*tenant);
        }
        let found = self.inner.queues.by_id(queue).await?.ok_or(StoreError::NotFound)?;
        let mut tenants = self.tenants.write();
        if tenants.len() >= MOST_QUEUES {
            tenants.clear();
        }
        tenants.insert(queue, found.tenant_id);
        Ok(found.tenant_id)
    }
}
