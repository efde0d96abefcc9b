//! Signing in, staying signed in, signing out.

use std::sync::Arc;

use vq_api::{ApiError, ClientAddress, Principal};
use vq_domain::{Account, Error, ErrorCode, FieldError, Millis, RefreshToken, TenantStatus};
use vq_keyring::Keyring;
use vq_ports::{Accounts, Ids, TenantLookup};

use crate::{
    AccessTokens, AuthConfig,
    account::{LONGEST_PASSWORD, check_password, normalise_email, permissions},
    password::{Passwords, Verdict},
    refresh,
    throttle::{Attempter, Throttle},
};

/// What signing in needs from the stores.
#[derive(Clone)]
pub struct AuthStores {
    /// Accounts and refresh tokens.
    pub accounts: Arc<dyn Accounts>,
    /// Whether an account's tenant is there and active.
    pub tenants: Arc<dyn TenantLookup>,
}

/// Signs people in. Clones share everything.
#[derive(Clone)]
pub struct Auth(Arc<Inner>);

struct Inner {
    stores: AuthStores,
    tokens: AccessTokens,
    passwords: Passwords,
    throttle: Throttle,
    config: AuthConfig,
}

/// What somebody who signed in is given.
pub(crate) struct Tokens {
    pub(crate) access: String,
    pub(crate) refresh: String,
    /// How long `access` is good, in seconds.
    pub(crate) expires_in: u32,
}

impl Auth {
    /// Signs access tokens with the keys of the purpose `access`.
    pub fn new(stores: AuthStores, keys: Arc<Keyring>, config: AuthConfig) -> Self {
        Self(Arc::new(Inner {
            stores,
            tokens: AccessTokens::new(keys),
            passwords: Passwords::new(config.hashing, config.hash_concurrency, config.hash_queue),
            throttle: Throttle::new(config.attempts, config.attempt_window_seconds),
            config,
        }))
    }

    pub(crate) async fn login(
        &self,
        email: &str,
        password: String,
        address: ClientAddress,
        now: Millis,
        ids: &dyn Ids,
    ) -> Result<Tokens, ApiError> {
        let email = normalise_email(email);
        let account = self.0.stores.accounts.by_email(&email).await?;
        let stored = account.as_ref().map(|account| account.password_hash.clone());
        let verdict = self.check_password(&email, stored, password.clone(), address, now).await?;
        let (Some(account), Verdict::Right { outdated }) = (account, verdict) else {
            // The same answer, whether the e-mail or the password is wrong.
            return Err(unauthorized("E-mail or password is wrong.").into());
        };
        self.check_tenant(&account).await?;
        if outdated {
            self.rehash(&account, password, ids).await;
        }
        let (token, hash) = refresh::draw(ids);
        let kept = RefreshToken {
            hash,
            family: ids.uuid(now),
            account_id: account.id,
            expires_at: now.plus_seconds(self.0.config.refresh_seconds),
            used_at: None,
        };
        self.0.stores.accounts.keep_refresh_token(&kept).await?;
        tracing::info!(account_id = %account.id, "signed in");
        self.tokens(&account, token, now)
    }

    /// Exchanges a refresh token for its successor. Goes on to its end when the caller hangs up: a token that is used
    /// twice must cost its family, whoever waits for the answer.
    ///
    /// Within `leeway` seconds of its use a token may be used again: a browser that leaves a page while the answer is under
    /// way never gets the successor, and would be signed out for it.
    pub(crate) async fn refresh(
        &self,
        token: &str,
        leeway: u32,
        now: Millis,
        ids: &dyn Ids,
    ) -> Result<Tokens, ApiError> {
        let hash = refresh::hash(token).ok_or_else(unknown_refresh_token)?;
        let (successor, successor_hash) = refresh::draw(ids);
        let this = self.clone();
        let work = async move { this.exchange(hash, successor, successor_hash, leeway, now).await };
        tokio::spawn(work).await.unwrap_or_else(|_| Err(Error::internal().into()))
    }

    async fn exchange(
        &self,
        hash: [u8; 32],
        successor: String,
        successor_hash: [u8; 32],
        leeway: u32,
        now: Millis,
    ) -> Result<Tokens, ApiError> {
        let accounts = &self.0.stores.accounts;
        let expires_at = now.plus_seconds(self.0.config.refresh_seconds);
        let found = accounts.exchange_refresh_token(&hash, successor_hash, expires_at, now).await?;
        let Some(used) = found else { return Err(unknown_refresh_token().into()) };
        if let Some(used_at) = used.used_at {
            if now < used_at.plus_seconds(leeway) {
                let again = RefreshToken { hash: successor_hash, expires_at, used_at: None, ..used };
                accounts.keep_refresh_token(&again).await?;
                return self.tokens_of(&again, successor, now).await;
            }
            // Either the owner or a thief has the successor; nobody can tell which, so both must sign in again.
            accounts.revoke_family(used.family).await?;
            tracing::warn!(account_id = %used.account_id, "a refresh token was used twice; its family is revoked");
            return Err(unauthorized("This refresh token was used before; sign in again.").into());
        }
        if used.expires_at <= now {
            return Err(Error::new(
                ErrorCode::TokenExpired,
                "This refresh token has expired; sign in again.",
            )
            .into());
        }
        self.tokens_of(&used, successor, now).await
    }

    /// What the holder of a refresh token is given for it.
    async fn tokens_of(
        &self,
        used: &RefreshToken,
        successor: String,
        now: Millis,
    ) -> Result<Tokens, ApiError> {
        let accounts = &self.0.stores.accounts;
        let Some(account) = accounts.get(used.account_id).await? else {
            return Err(unknown_refresh_token().into());
        };
        if let Err(error) = self.check_tenant(&account).await {
            accounts.revoke_family(used.family).await?;
            return Err(error);
        }
        self.tokens(&account, successor, now)
    }

    /// Ends the sign-in that a refresh token comes from. An unknown token is as signed out as can be.
    pub(crate) async fn logout(&self, token: &str, now: Millis, ids: &dyn Ids) -> Result<(), ApiError> {
        let Some(hash) = refresh::hash(token) else { return Ok(()) };
        // Exchanged for a successor that nobody gets and that is over at once, to learn the family.
        let (_, nobodys) = refresh::draw(ids);
        let accounts = self.0.stores.accounts.clone();
        let work = async move {
            if let Some(used) = accounts.exchange_refresh_token(&hash, nobodys, now, now).await? {
                accounts.revoke_family(used.family).await?;
            }
            Ok(())
        };
        tokio::spawn(work).await.unwrap_or_else(|_| Err(Error::internal().into()))
    }

    /// How long a refresh token is good, in seconds.
    pub(crate) fn refresh_seconds(&self) -> u32 {
        self.0.config.refresh_seconds
    }

    pub(crate) async fn account(&self, principal: &Principal) -> Result<Account, ApiError> {
        let found = self.0.stores.accounts.get(principal.account).await?;
        Ok(found.ok_or_else(|| unauthorized("This account is gone."))?)
    }

    pub(crate) async fn change_password(
        &self,
        principal: &Principal,
        current: String,
        new: String,
        address: ClientAddress,
        now: Millis,
        ids: &dyn Ids,
    ) -> Result<(), ApiError> {
        let account = self.account(principal).await?;
        if let Some(problem) = check_password(&new, &account.email) {
            let error = FieldError { field: Some("newPassword".to_owned()), ..problem };
            return Err(Error { errors: vec![error], retry_after_seconds: None }.into());
        }
        let stored = Some(account.password_hash);
        if self.check_password(&account.email, stored, current, address, now).await? == Verdict::Wrong {
            return Err(Error::invalid("currentPassword", "This is not the current password.").into());
        }
        let hash = self.0.passwords.hash(new, ids).await?;
        self.0.stores.accounts.set_password_hash(account.id, &hash).await?;
        tracing::info!(account_id = %account.id, "password changed");
        Ok(())
    }

    /// Checks a password within the bounds on attempts and on the work they cost.
    async fn check_password(
        &self,
        email: &str,
        stored: Option<String>,
        password: String,
        address: ClientAddress,
        now: Millis,
    ) -> Result<Verdict, ApiError> {
        let who = Attempter::new(email, address);
        self.0.throttle.begin(who, now)?;
        if password.chars().count() > LONGEST_PASSWORD {
            return Ok(Verdict::Wrong);
        }
        let verdict = self.0.passwords.check(stored, password).await;
        match verdict {
            Ok(Verdict::Right { .. }) => self.0.throttle.forgive(who),
            Ok(Verdict::Wrong) => {}
            Err(_) => self.0.throttle.take_back(who),
        }
        Ok(verdict?)
    }

    async fn check_tenant(&self, account: &Account) -> Result<(), ApiError> {
        let Some(id) = account.tenant_id else { return Ok(()) };
        match self.0.stores.tenants.tenant(id).await? {
            None => Err(unauthorized("The tenant of this account is gone.").into()),
            Some(tenant) if tenant.status == TenantStatus::Suspended => {
                let message = "This tenant is suspended, so nobody of it can sign in. Nothing is lost; it can be resumed.";
                Err(Error::new(ErrorCode::TenantSuspended, message).into())
            }
            Some(_) => Ok(()),
        }
    }

    /// Hashes a password with today's parameters. Signing in does not fail for it; the next time tries again.
    async fn rehash(&self, account: &Account, password: String, ids: &dyn Ids) {
        let hash = match self.0.passwords.hash(password, ids).await {
            Ok(hash) => hash,
            Err(error) => return tracing::info!(%error, "a password was not hashed anew"),
        };
        if let Err(error) = self.0.stores.accounts.set_password_hash(account.id, &hash).await {
            tracing::warn!(%error, "a password hashed anew was not kept");
        }
    }

    fn tokens(&self, account: &Account, refresh: String, now: Millis) -> Result<Tokens, ApiError> {
        let principal = Principal {
            account: account.id,
            tenant: account.tenant_id,
            roles: account.roles.clone(),
            permissions: permissions(&account.roles),
        };
        let expires_in = self.0.config.access_seconds;
        let access = self.0.tokens.issue(&principal, now, expires_in)?;
        Ok(Tokens { access, refresh, expires_in })
    }
}

fn unauthorized(message: &str) -> Error {
    Error::new(ErrorCode::Unauthorized, message)
}

fn unknown_refresh_token() -> Error {
    unauthorized("This refresh token is not valid; sign in again.")
}
