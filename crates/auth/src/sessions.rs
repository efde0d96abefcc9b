//! Staying signed in, signing out, and where else one is signed in.

use vq_api::{ApiError, trail};
use vq_domain::{
    Account, AccountId, Action, Error, ErrorCode, Millis, RefreshToken, SignIn, SignInId, audit::Target,
};
use vq_ports::{Audit, Ids, Which};

use crate::{
    Auth,
    auth::{to_the_end, unauthorized},
    opaque,
    sign_in::{Tokens, at_home},
};

impl Auth {
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
        let hash = opaque::hash(token).ok_or_else(unknown_refresh_token)?;
        let (successor, successor_hash) = opaque::draw(ids);
        let this = self.clone();
        to_the_end(async move { this.exchange(hash, successor, successor_hash, leeway, now).await }).await
    }

    /// What the audit log tells of the end of a sign-in.
    async fn sign_in_entry(
        &self,
        account: AccountId,
        sign_in: SignInId,
        action: Action,
    ) -> Result<Audit, ApiError> {
        let Some(account) = self.stores().accounts.get(account).await? else {
            return Ok(Audit::exempt("the account is gone, which was written down"));
        };
        let trail = match action {
            // Whether it was them, nobody can tell.
            Action::SignInReuse => trail(),
            _ => trail().or_account(account.id),
        };
        let entry = trail.entry(account.tenant_id, action, Target::new("account", account.id));
        Ok(entry.with("signIn", sign_in).into())
    }

    async fn exchange(
        &self,
        hash: [u8; 32],
        successor: String,
        successor_hash: [u8; 32],
        leeway: u32,
        now: Millis,
    ) -> Result<Tokens, ApiError> {
        let expires_at = now.plus_seconds(self.refresh_seconds());
        let found = self.stores().sign_ins.exchange(&hash, successor_hash, expires_at, now).await?;
        let Some(used) = found else { return Err(unknown_refresh_token().into()) };
        if let Some(used_at) = used.used_at {
            if now < used_at.plus_seconds(leeway) {
                let again = RefreshToken { hash: successor_hash, expires_at, used_at: None, ..used };
                if !self.stores().sign_ins.keep(&again).await? {
                    return Err(unknown_refresh_token().into());
                }
                return self.tokens_of(&again, successor, now).await;
            }
            // Either the owner or a thief has the successor; nobody can tell which, so both must sign in again.
            let written = self.sign_in_entry(used.account_id, used.family, Action::SignInReuse).await?;
            self.end(used.account_id, Which::One(used.family), now, written).await?;
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
        let Some(account) = self.stores().accounts.get(used.account_id).await? else {
            return Err(unknown_refresh_token().into());
        };
        if !at_home(&account) {
            // The token is used up: without an end of its own the next use of it, where it belongs, would look like a thief's.
            let written = self.sign_in_entry(account.id, used.family, Action::SignInEnd).await?;
            self.end(account.id, Which::One(used.family), now, written).await?;
            return Err(unknown_refresh_token().into());
        }
        if let Err(error) = self.check_still(&account, used.family).await {
            let written = Audit::exempt("they may not be signed in any more, which was written down");
            self.end(account.id, Which::One(used.family), now, written).await?;
            return Err(error);
        }
        let access = self.access_token(&account, used.family, now).await?;
        let expires_in = self.inner().config.access_seconds;
        Ok(Tokens { access, refresh: successor, expires_in, recovery_codes: None, cookie: None })
    }

    /// How long a refresh token is good, in seconds.
    pub(crate) fn refresh_seconds(&self) -> u32 {
        self.inner().config.refresh_seconds
    }

    /// Whether somebody may stay signed in: allowed, and with a second factor if one is demanded meanwhile.
    async fn check_still(&self, account: &Account, sign_in: SignInId) -> Result<(), ApiError> {
        self.check_allowed(account).await?;
        let sign_in = self.stores().sign_ins.get(sign_in).await?;
        let with_two = sign_in.ok_or_else(unknown_refresh_token)?.second_factor;
        if !with_two && self.demands_second_factor(account).await? {
            return Err(unauthorized("A second factor is demanded now; sign in again.").into());
        }
        Ok(())
    }

    /// Ends the sign-in that a refresh token comes from. An unknown token is as signed out as can be.
    pub(crate) async fn logout(&self, token: &str, now: Millis, ids: &dyn Ids) -> Result<(), ApiError> {
        let Some(hash) = opaque::hash(token) else { return Ok(()) };
        // Exchanged for a successor that nobody gets and that is over at once, to learn the family.
        let (_, nobodys) = opaque::draw(ids);
        let this = self.clone();
        to_the_end(async move { this.end_family_of(hash, nobodys, now).await }).await
    }

    async fn end_family_of(&self, hash: [u8; 32], nobodys: [u8; 32], now: Millis) -> Result<(), ApiError> {
        if let Some(used) = self.stores().sign_ins.exchange(&hash, nobodys, now, now).await? {
            let written = self.sign_in_entry(used.account_id, used.family, Action::SignInEnd).await?;
            self.end(used.account_id, Which::One(used.family), now, written).await?;
        }
        Ok(())
    }

    /// Where somebody is signed in.
    pub(crate) async fn sessions(&self, account: AccountId, now: Millis) -> Result<Vec<SignIn>, ApiError> {
        Ok(self.stores().sign_ins.list(account, now).await?)
    }

    /// Ends somebody's sign-ins but this one.
    pub(crate) async fn end_other_sessions(
        &self,
        account: AccountId,
        kept: SignInId,
        now: Millis,
    ) -> Result<(), ApiError> {
        let audit = match self.stores().accounts.get(account).await? {
            Some(account) => {
                let target = Target::new("account", account.id);
                let entry = trail().entry(account.tenant_id, Action::SignInEnd, target);
                entry.with("allBut", kept).into()
            }
            None => Audit::exempt("the account is gone, which was written down"),
        };
        self.end(account, Which::Others(kept), now, audit).await.map(drop)
    }

    /// Ends one of somebody's own sign-ins.
    pub(crate) async fn end_session(
        &self,
        account: AccountId,
        sign_in: SignInId,
        now: Millis,
    ) -> Result<(), ApiError> {
        let written = self.sign_in_entry(account, sign_in, Action::SignInEnd).await?;
        match self.end(account, Which::One(sign_in), now, written).await? {
            true => Ok(()),
            false => Err(Error::not_found("session").into()),
        }
    }
}

fn unknown_refresh_token() -> Error {
    unauthorized("This refresh token is not valid; sign in again.")
}
