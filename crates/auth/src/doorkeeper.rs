//! Who holds an access token or an API key, and which tenants there are: what the API's extractors ask.

use std::{collections::HashMap, sync::Arc};

use async_trait::async_trait;
use parking_lot::Mutex;
use vq_api::{ApiError, Authenticator, Credential, Principal};
use vq_domain::{AccountStatus, ApiKey, Error, ErrorCode, Millis, Tenant, TenantId};
use vq_keyring::Keyring;
use vq_ports::{Accounts, ApiKeys, Stores, TenantLookup};

use crate::{AccessTokens, Revoked, api_keys, grants::Grants};

/// How long a key that was found good is good without asking again, in milliseconds: so long a revoked one may go on.
const FRESH_MILLIS: u64 = 3_000;
/// Most keys at hand.
const MOST: usize = 10_000;
/// The last use of a key is written down again after this time, in milliseconds.
const TOUCH_MILLIS: u64 = 5 * 60 * 1000;

/// The [`Authenticator`] of a deployment.
pub struct Doorkeeper {
    tokens: AccessTokens,
    tenants: Arc<dyn TenantLookup>,
    revoked: Arc<Revoked>,
    accounts: Arc<dyn Accounts>,
    api_keys: Arc<dyn ApiKeys>,
    grants: Grants,
    at_hand: Mutex<HashMap<[u8; 32], AtHand>>,
}

#[derive(Clone)]
struct AtHand {
    principal: Principal,
    expires_at: Option<Millis>,
    read_at: Millis,
}

impl Doorkeeper {
    /// Checks tokens with `keys`, finds tenants in `tenants` and everything else in `stores`.
    pub fn new(
        keys: Arc<Keyring>,
        tenants: Arc<dyn TenantLookup>,
        revoked: Arc<Revoked>,
        stores: &Stores,
    ) -> Self {
        Self {
            tokens: AccessTokens::new(keys),
            tenants,
            revoked,
            accounts: stores.accounts.clone(),
            api_keys: stores.api_keys.clone(),
            grants: Grants::new(stores.roles.clone()),
            at_hand: Mutex::default(),
        }
    }

    fn known(&self, hash: &[u8; 32], now: Millis) -> Option<AtHand> {
        let found = self.at_hand.lock().get(hash).cloned();
        found.filter(|at_hand| now.since(at_hand.read_at) < FRESH_MILLIS)
    }

    fn keep(&self, hash: [u8; 32], found: AtHand) {
        let mut at_hand = self.at_hand.lock();
        if at_hand.len() >= MOST && !at_hand.contains_key(&hash) {
            let now = found.read_at;
            at_hand.retain(|_, known| now.since(known.read_at) < FRESH_MILLIS);
            if at_hand.len() >= MOST {
                at_hand.clear();
            }
        }
        at_hand.insert(hash, found);
    }

    async fn look_up(&self, hash: [u8; 32], now: Millis) -> Result<AtHand, ApiError> {
        let Some(key) = self.api_keys.by_hash(&hash).await? else {
            self.at_hand.lock().remove(&hash);
            return Err(refused().into());
        };
        let principal = self.holder(&key).await?;
        if key.last_used_at.is_none_or(|used| now.since(used) >= TOUCH_MILLIS) {
            self.api_keys.touch(key.id, now).await?;
        }
        let found = AtHand { principal, expires_at: key.expires_at, read_at: now };
        self.keep(hash, found.clone());
        Ok(found)
    }

    /// What a key may do now: what it was made for, as far as its maker still may.
    async fn holder(&self, key: &ApiKey) -> Result<Principal, ApiError> {
        let maker = self.accounts.get(key.account_id).await?;
        // The platform's own people make keys for tenants, too.
        let maker = maker.filter(|maker| maker.tenant_id.is_none_or(|tenant| tenant == key.tenant_id));
        let maker = maker.filter(|maker| maker.status == AccountStatus::Active).ok_or_else(refused)?;
        let makers = self.grants.permissions(maker.tenant_id, &maker.roles).await?;
        let held = key.permissions.iter().copied().filter(|permission| makers.contains(permission));
        Ok(Principal {
            account: key.account_id,
            credential: Credential::Key(key.id),
            tenant: Some(key.tenant_id),
            roles: Vec::new(),
            permissions: held.collect(),
        })
    }
}

#[async_trait]
impl Authenticator for Doorkeeper {
    fn authenticate(&self, token: &str, now: Millis) -> Result<Principal, Error> {
        let principal = self.tokens.read(token, now)?;
        match principal.credential {
            Credential::SignIn(sign_in) if self.revoked.contains(sign_in) => {
                Err(Error::new(ErrorCode::Unauthorized, "This session has ended; sign in again."))
            }
            _ => Ok(principal),
        }
    }

    async fn authenticate_key(&self, key: &str, now: Millis) -> Result<Principal, Error> {
        let hash = api_keys::hash(key).ok_or_else(refused)?;
        let found = match self.known(&hash, now) {
            Some(found) => found,
            None => self.look_up(hash, now).await.map_err(|error| error.0)?,
        };
        if found.expires_at.is_some_and(|expires_at| expires_at <= now) {
            return Err(Error::new(ErrorCode::TokenExpired, "This API key has expired."));
        }
        Ok(found.principal)
    }

    async fn tenant(&self, tenant: TenantId) -> Result<Option<Arc<Tenant>>, Error> {
        self.tenants.tenant(tenant).await.map_err(|error| ApiError::from(error).0)
    }

    fn tenant_at_hand(&self, tenant: TenantId) -> Option<Arc<Tenant>> {
        self.tenants.at_hand(tenant)
    }
}

fn refused() -> Error {
    Error::new(ErrorCode::Unauthorized, "This API key is not valid.")
}
