//! The service itself: what it is made of. What it does is told by the modules that extend it.

use std::sync::Arc;

use vq_api::{ApiError, Principal};
use vq_domain::{
    Account, AccountId, AccountStatus, Error, ErrorCode, FieldError, Millis, SignInId, TenantStatus,
};
use vq_keyring::Keyring;
use vq_ports::{Audit, ShortLived, Stores, TenantLookup, Which};

use crate::{
    AccessTokens, AuthConfig, Post, Revoked, grants::Grants, password::Passwords, sso::Providers,
    throttle::Throttle,
};

/// How far clocks may be apart, in seconds: so much longer an ended sign-in is known as revoked.
const CLOCKS_APART: u32 = 120;

/// What signing in needs from outside.
pub struct AuthParts {
    /// Where everything is kept.
    pub stores: Stores,
    /// Whether an account's tenant is there and active.
    pub tenants: Arc<dyn TenantLookup>,
    /// Signs access tokens, seals secrets.
    pub keys: Arc<Keyring>,
    /// Counts attempts.
    pub counters: Arc<dyn ShortLived>,
    /// Sign-ins that have ended; the same as the doorkeeper's.
    pub revoked: Arc<Revoked>,
    /// Sends mails.
    pub post: Arc<Post>,
}

/// Signs people in, and keeps their accounts. Clones share everything.
#[derive(Clone)]
pub struct Auth(Arc<Inner>);

pub(crate) struct Inner {
    pub(crate) parts: AuthParts,
    pub(crate) tokens: AccessTokens,
    pub(crate) passwords: Passwords,
    pub(crate) password_throttle: Throttle,
    pub(crate) code_throttle: Throttle,
    pub(crate) grants: Grants,
    pub(crate) providers: Providers,
    pub(crate) config: AuthConfig,
}

impl Auth {
    /// Puts it together.
    pub fn new(parts: AuthParts, config: AuthConfig) -> Self {
        let throttle =
            |kind, limits| Throttle::new(kind, parts.counters.clone(), limits, config.attempt_window_seconds);
        Self(Arc::new(Inner {
            tokens: AccessTokens::new(parts.keys.clone()),
            passwords: Passwords::new(&config),
            password_throttle: throttle("password", config.password_attempts),
            code_throttle: throttle("code", config.code_attempts),
            grants: Grants::new(parts.stores.roles.clone()),
            providers: Providers::new(config.internal_providers),
            parts,
            config,
        }))
    }

    pub(crate) fn inner(&self) -> &Inner {
        &self.0
    }

    pub(crate) fn stores(&self) -> &Stores {
        &self.0.parts.stores
    }

    pub(crate) fn keyring(&self) -> &Keyring {
        &self.0.parts.keys
    }

    /// Ends sign-ins of somebody, on this node at once, on the others within seconds.
    pub(crate) async fn end(
        &self,
        account: AccountId,
        which: Which,
        now: Millis,
        audit: Audit,
    ) -> Result<bool, ApiError> {
        let until = self.known_until(now);
        let ended = self.stores().sign_ins.revoke(account, which, until, &audit).await?;
        let any = !ended.is_empty();
        self.0.parts.revoked.add(ended);
        Ok(any)
    }

    /// Until when a sign-in that ends now is known as revoked: until its last access token is over.
    pub(crate) fn known_until(&self, now: Millis) -> Millis {
        now.plus_seconds(self.0.config.access_seconds + CLOCKS_APART)
    }

    /// Whoever calls, as stored now.
    pub(crate) async fn account(&self, principal: &Principal) -> Result<Account, ApiError> {
        let found = self.stores().accounts.get(principal.account).await?;
        Ok(found.ok_or_else(|| unauthorized("This account is gone."))?)
    }

    /// Refuses those who cannot sign in although they are who they say.
    pub(crate) async fn check_allowed(&self, account: &Account) -> Result<(), ApiError> {
        if account.status == AccountStatus::Disabled {
            let message = "This account is disabled. Ask whoever administers it.";
            return Err(Error::new(ErrorCode::Forbidden, message).into());
        }
        let Some(id) = account.tenant_id else { return Ok(()) };
        match self.0.parts.tenants.tenant(id).await? {
            None => Err(unauthorized("The tenant of this account is gone.").into()),
            Some(tenant) if tenant.status != TenantStatus::Active => {
                let message = "This tenant is suspended, so nobody of it can sign in. Nothing is lost; it can be resumed.";
                Err(Error::new(ErrorCode::TenantSuspended, message).into())
            }
            Some(_) => Ok(()),
        }
    }

    /// Whether a role of somebody demands a second factor.
    pub(crate) async fn demands_second_factor(&self, account: &Account) -> Result<bool, ApiError> {
        let policy = self.stores().roles.policy(account.tenant_id).await?;
        Ok(account.roles.iter().any(|role| policy.second_factor_roles.contains(role)))
    }

    /// An access token for somebody, with what they may do now.
    pub(crate) async fn access_token(
        &self,
        account: &Account,
        sign_in: SignInId,
        now: Millis,
    ) -> Result<String, ApiError> {
        let principal = Principal {
            account: account.id,
            credential: vq_api::Credential::SignIn(sign_in),
            tenant: account.tenant_id,
            roles: account.roles.clone(),
            permissions: self.0.grants.permissions(account.tenant_id, &account.roles).await?,
        };
        Ok(self.0.tokens.issue(&principal, sign_in, now, self.0.config.access_seconds)?)
    }
}

/// Does what takes several steps to its end, also when the caller hangs up: who presses a button twice would leave half of it.
pub(crate) async fn to_the_end<T: Send + 'static>(
    work: impl Future<Output = Result<T, ApiError>> + Send + 'static,
) -> Result<T, ApiError> {
    vq_api::to_the_end(work).await.unwrap_or_else(|_| Err(Error::internal().into()))
}

pub(crate) fn unauthorized(message: &str) -> Error {
    Error::new(ErrorCode::Unauthorized, message)
}

/// All problems of an input at once, if there are any.
pub(crate) fn refuse(problems: impl IntoIterator<Item = Option<FieldError>>) -> Result<(), Error> {
    let errors: Vec<_> = problems.into_iter().flatten().collect();
    if errors.is_empty() { Ok(()) } else { Err(Error { errors, retry_after_seconds: None }) }
}
