//! What there is of a tenant, table by table: how much it uses, and whether anything is left once it was deleted.

use std::collections::BTreeMap;

use async_trait::async_trait;
use vq_domain::{AccountId, Millis, TenantDeletion, TenantId, TenantUsage};

use crate::StoreResult;

/// Rows by table; tables without any are left out.
pub type RowCounts = BTreeMap<String, u64>;

/// Counts what is a tenant's, and remembers deletions.
#[async_trait]
pub trait TenantRecords: Send + Sync + 'static {
    /// How much a tenant uses.
    async fn usage(&self, tenant: TenantId) -> StoreResult<TenantUsage>;

    /// Counts the rows of each table that are a tenant's and writes down that it is to be deleted, with what its rows are found
    /// by once the tenant is gone. One that was begun before is answered as it stands.
    async fn begin_deletion(
        &self,
        tenant: TenantId,
        by: AccountId,
        now: Millis,
    ) -> StoreResult<TenantDeletion>;

    /// Writes down what of a deleted tenant was removed outside of the store, where everything ends by itself.
    async fn note_leavings(&self, tenant: TenantId, removed: &RowCounts) -> StoreResult<()>;

    /// A deletion, also long after. For the platform's own people.
    async fn deletion(&self, tenant: TenantId) -> StoreResult<Option<TenantDeletion>>;

    /// Tenants whose deletion has not come to its end.
    async fn unfinished_deletions(&self) -> StoreResult<Vec<TenantId>>;

    /// Counts what is left of a tenant, in every table, and writes it down; at nothing left, that it has come to its end.
    async fn check_deletion(&self, tenant: TenantId, now: Millis) -> StoreResult<TenantDeletion>;
}
