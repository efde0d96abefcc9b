//! Roles that tenants make, and what is demanded of those who sign in.

use async_trait::async_trait;
use vq_domain::{OwnRole, RoleId, SignInPolicy, TenantId};

use crate::{Audit, StoreResult};

/// Stores roles and policies.
#[async_trait]
pub trait Roles: Send + Sync + 'static {
    /// Stores a new role. `Taken("name")` if the tenant has one of this name, `Full` if it has `most` already.
    async fn create(&self, role: &OwnRole, most: u32, audit: &Audit) -> StoreResult<()>;

    /// All of a tenant, in the order of their creation.
    async fn list(&self, tenant: TenantId) -> StoreResult<Vec<OwnRole>>;

    /// Writes name and permissions, whose version must be the next after the stored one (else `Stale`).
    async fn update(&self, role: &OwnRole, audit: &Audit) -> StoreResult<()>;

    /// Removes a role, also from those who hold it or are invited to.
    async fn delete(&self, tenant: TenantId, role: RoleId, audit: &Audit) -> StoreResult<()>;

    /// What a tenant, or with `None` the platform, demands; the default if nobody has said.
    async fn policy(&self, realm: Option<TenantId>) -> StoreResult<SignInPolicy>;

    /// Demands something else.
    async fn set_policy(
        &self,
        realm: Option<TenantId>,
        policy: &SignInPolicy,
        audit: &Audit,
    ) -> StoreResult<()>;
}
