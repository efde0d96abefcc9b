//! Who holds an access token, and which tenants there are: what the API's extractors ask.

use std::sync::Arc;

use async_trait::async_trait;
use vq_api::{ApiError, Authenticator, Principal};
use vq_domain::{Error, Millis, Tenant, TenantId};
use vq_keyring::Keyring;
use vq_ports::TenantLookup;

use crate::AccessTokens;

/// The [`Authenticator`] of a deployment.
pub struct Doorkeeper {
    tokens: AccessTokens,
    tenants: Arc<dyn TenantLookup>,
}

impl Doorkeeper {
    /// Checks tokens with `keys`, finds tenants in `tenants`.
    pub fn new(keys: Arc<Keyring>, tenants: Arc<dyn TenantLookup>) -> Self {
        Self { tokens: AccessTokens::new(keys), tenants }
    }
}

#[async_trait]
impl Authenticator for Doorkeeper {
    fn authenticate(&self, token: &str, now: Millis) -> Result<Principal, Error> {
        self.tokens.read(token, now)
    }

    async fn tenant(&self, tenant: TenantId) -> Result<Option<Arc<Tenant>>, Error> {
        self.tenants.tenant(tenant).await.map_err(|error| ApiError::from(error).0)
    }
}
