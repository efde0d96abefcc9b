//! Keys of programs, and providers of identities.

use async_trait::async_trait;
use vq_domain::{AccountId, ApiKey, ApiKeyId, IdentityProvider, Millis, ProviderId, TenantId};

use crate::{Audit, Page, PageRequest, StoreResult};

/// Stores API keys.
#[async_trait]
pub trait ApiKeys: Send + Sync + 'static {
    /// Stores a new key. `Full` if the tenant has `most` already.
    async fn create(&self, key: &ApiKey, most: u32, audit: &Audit) -> StoreResult<()>;

    /// In the order of their creation.
    async fn list(&self, tenant: TenantId, page: PageRequest) -> StoreResult<Page<ApiKey>>;

    /// Removes a key.
    async fn revoke(&self, tenant: TenantId, key: ApiKeyId, audit: &Audit) -> StoreResult<()>;

    /// By the hash of the key itself, of whatever tenant: whoever has the key belongs to its tenant.
    async fn by_hash(&self, hash: &[u8; 32]) -> StoreResult<Option<ApiKey>>;

    /// Notes a use; nothing happens if the key is gone.
    async fn touch(&self, key: ApiKeyId, at: Millis) -> StoreResult<()>;
}

/// Stores providers of identities.
#[async_trait]
pub trait IdentityProviders: Send + Sync + 'static {
    /// Stores a new provider. `Full` if the tenant has `most` already.
    async fn create(&self, provider: &IdentityProvider, most: u32, audit: &Audit) -> StoreResult<()>;

    /// All of a tenant, in the order of their creation.
    async fn list(&self, tenant: TenantId) -> StoreResult<Vec<IdentityProvider>>;

    /// By id, of whatever tenant: a sign-in begins before the tenant is known.
    async fn get(&self, provider: ProviderId) -> StoreResult<Option<IdentityProvider>>;

    /// Writes settings and secret, whose version must be the next after the stored one (else `Stale`). With `forget`, whom it
    /// has told us about is forgotten in the same transaction; their accounts stay.
    async fn update(&self, provider: &IdentityProvider, forget: bool, audit: &Audit) -> StoreResult<()>;

    /// Removes a provider, and whom it has told us about; their accounts stay.
    async fn delete(&self, tenant: TenantId, provider: ProviderId, audit: &Audit) -> StoreResult<()>;

    /// Whose account a provider's subject is.
    async fn account_of(&self, provider: ProviderId, subject: &str) -> StoreResult<Option<AccountId>>;

    /// Says whose account a subject is. `Taken("subject")` if it is another's.
    async fn link(
        &self,
        provider: ProviderId,
        subject: &str,
        account: AccountId,
        audit: &Audit,
    ) -> StoreResult<()>;
}
