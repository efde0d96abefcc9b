//! Tenants: where they are stored, and what the services tell each other about them.

use std::sync::Arc;

use async_trait::async_trait;
use vq_domain::{Tenant, TenantId};

use crate::{Audit, Page, PageRequest, StoreResult};

/// Stores tenants.
#[async_trait]
pub trait Tenants: Send + Sync + 'static {
    /// Stores a new tenant. `Taken("domain")` if another has its domain.
    async fn create(&self, tenant: &Tenant, audit: &Audit) -> StoreResult<()>;

    /// One tenant.
    async fn get(&self, tenant: TenantId) -> StoreResult<Option<Tenant>>;

    /// All tenants in the order of their creation: for the platform's own people.
    async fn list(&self, page: PageRequest) -> StoreResult<Page<Tenant>>;

    /// Writes a tenant if the stored version is `tenant.version - 1`; else `Stale`, or `NotFound`.
    ///
    /// `Taken("legal hold")` if it is to be deleted and its audit log is held: looked at in the same transaction. Of one that
    /// is being deleted nothing is changed (`Taken("deletion")`), unless its log is held: then its deletion can never come to
    /// an end, and it may be brought back, which calls the deletion off.
    async fn update(&self, tenant: &Tenant, audit: &Audit) -> StoreResult<()>;

    /// Removes a tenant and everything that belongs to it. `Taken("legal hold")` while its audit log is held.
    async fn delete(&self, tenant: TenantId, audit: &Audit) -> StoreResult<()>;
}

/// Finds tenants fast, for those who check a caller on every request. May be some seconds behind the store.
#[async_trait]
pub trait TenantLookup: Send + Sync + 'static {
    /// One tenant.
    async fn tenant(&self, tenant: TenantId) -> StoreResult<Option<Arc<Tenant>>>;

    /// One tenant as it was known last, without waiting; `None` if it is not at hand.
    fn at_hand(&self, _tenant: TenantId) -> Option<Arc<Tenant>> {
        None
    }
}

/// Lives on what belongs to a tenant and must let go of it before it vanishes.
#[async_trait]
pub trait TenantGuests: Send + Sync + 'static {
    /// The tenant is about to be removed and takes nobody any more. Returns once nothing of it runs here.
    async fn tenant_removed(&self, tenant: TenantId);

    /// The tenant was removed.
    async fn tenant_gone(&self, _tenant: TenantId) {}
}
