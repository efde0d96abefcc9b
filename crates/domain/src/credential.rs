//! What signs in besides people's passwords: keys of programs, and providers of identities.

use std::{collections::BTreeMap, fmt};

use serde::{Deserialize, Serialize};

use crate::{AccountId, ApiKeyId, Millis, Permission, ProviderId, RoleRef, TenantId};

/// A program's key to one tenant.
#[derive(Clone, PartialEq, Eq)]
pub struct ApiKey {
    /// Which.
    pub id: ApiKeyId,
    /// Whose.
    pub tenant_id: TenantId,
    /// Who made it; it never has more than they have.
    pub account_id: AccountId,
    /// What it is for, in its maker's words; 1 to 100 characters.
    pub name: String,
    /// How the key begins, to tell it from others.
    pub prefix: String,
    /// SHA-256 of the key.
    pub hash: [u8; 32],
    /// What it may do at most.
    pub permissions: Vec<Permission>,
    /// When it was made.
    pub created_at: Millis,
    /// Useless from then on; `None` for ever.
    pub expires_at: Option<Millis>,
    /// When it was last used, to some minutes.
    pub last_used_at: Option<Millis>,
}

impl fmt::Debug for ApiKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ApiKey")
            .field("id", &self.id)
            .field("tenant_id", &self.tenant_id)
            .finish_non_exhaustive()
    }
}

/// What a tenant says about a provider of identities.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ProviderSettings {
    /// On the button, 1 to 100 characters.
    pub name: String,
    /// Its issuer identifier, an `https` URL.
    pub issuer: String,
    /// Who we are to it.
    pub client_id: String,
    /// What to ask for besides `openid`.
    pub scopes: Vec<String>,
    /// The claim that lists somebody's groups; `None`: roles are not its business.
    pub groups_claim: Option<String>,
    /// What each group may do.
    pub group_roles: BTreeMap<String, Vec<RoleRef>>,
    /// What those may do who are in none of these groups.
    pub default_roles: Vec<RoleRef>,
    /// Whether somebody who comes for the first time gets an account.
    pub create_accounts: bool,
    /// Whether it is offered.
    pub enabled: bool,
}

/// A provider of identities: somebody else who says who people are (OpenID Connect).
#[derive(Clone, PartialEq, Eq)]
pub struct IdentityProvider {
    /// Which.
    pub id: ProviderId,
    /// Whose.
    pub tenant_id: TenantId,
    /// What the tenant says about it.
    pub settings: ProviderSettings,
    /// The client secret, sealed.
    pub sealed_secret: Vec<u8>,
    /// Counts changes.
    pub version: u64,
    /// When it was set up.
    pub created_at: Millis,
}

impl fmt::Debug for IdentityProvider {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("IdentityProvider")
            .field("id", &self.id)
            .field("tenant_id", &self.tenant_id)
            .field("settings", &self.settings)
            .finish_non_exhaustive()
    }
}
