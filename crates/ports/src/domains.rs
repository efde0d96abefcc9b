//! Domains of tenants: where they are stored, who knows them at once, and how one is shown to be a tenant's.

use std::sync::Arc;

use async_trait::async_trait;
use vq_domain::{DomainId, DomainName, DomainProof, Millis, TenantDomain, TenantId, VerifiedDomain};

use crate::{Audit, StoreResult};

/// Stores domains of tenants.
#[async_trait]
pub trait Domains: Send + Sync + 'static {
    /// Stores a domain that a tenant says is its own. `Full` if the tenant has `most` already; `Taken("name")` if it has this one;
    /// `NotFound` if there is no such tenant.
    async fn create(&self, domain: &TenantDomain, most: u32, audit: &Audit) -> StoreResult<()>;

    /// All of a tenant, in the order of their creation.
    async fn list(&self, tenant: TenantId) -> StoreResult<Vec<TenantDomain>>;

    /// One of a tenant.
    async fn get(&self, tenant: TenantId, domain: DomainId) -> StoreResult<Option<TenantDomain>>;

    /// Writes down that it was shown to be the tenant's. Once it was, nothing changes. `Taken("name")` if it is another tenant's;
    /// `NotFound` if the tenant has no such domain.
    async fn verify(
        &self,
        tenant: TenantId,
        domain: DomainId,
        proof: DomainProof,
        at: Millis,
        audit: &Audit,
    ) -> StoreResult<()>;

    /// Makes it the primary one in place of another. `NotFound` unless it was shown to be the tenant's.
    async fn set_primary(&self, tenant: TenantId, domain: DomainId, audit: &Audit) -> StoreResult<()>;

    /// Removes it. If it was the primary one, there is none.
    async fn remove(&self, tenant: TenantId, domain: DomainId, audit: &Audit) -> StoreResult<()>;

    /// Every domain that was shown to be a tenant's, of all tenants: whose a host is, is what is asked.
    async fn verified(&self) -> StoreResult<Vec<VerifiedDomain>>;
}

/// Knows whose a host is, without waiting: it is asked with every request. May be some seconds behind the store.
pub trait HostLookup: Send + Sync + 'static {
    /// Whose domain this is: a name in the form of [`vq_domain::host::name_of_host`].
    fn tenant_of(&self, name: &str) -> Option<TenantId>;

    /// The domain that links to a tenant begin with.
    fn primary(&self, tenant: TenantId) -> Option<Arc<DomainName>>;

    /// Whether any tenant has a domain at all.
    fn is_empty(&self) -> bool;
}

/// Nobody has a domain.
#[derive(Clone, Copy, Debug)]
pub struct NoHosts;

impl HostLookup for NoHosts {
    fn tenant_of(&self, _: &str) -> Option<TenantId> {
        None
    }

    fn primary(&self, _: TenantId) -> Option<Arc<DomainName>> {
        None
    }

    fn is_empty(&self) -> bool {
        true
    }
}

/// What was found where the token should be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Looked {
    /// The token.
    Proven(DomainProof),
    /// Not the token: a sentence each about the web server and the DNS, for the one who set them up.
    Not {
        /// What the web server answered.
        http: String,
        /// What the DNS answered.
        dns: String,
    },
}

/// Looks for tokens at domains.
#[async_trait]
pub trait DomainProver: Send + Sync + 'static {
    /// Looks for the token at the domain's web server and among its TXT records. Takes at most some seconds.
    async fn look(&self, name: &DomainName, token: &str) -> Looked;
}
