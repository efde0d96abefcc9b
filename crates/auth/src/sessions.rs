//! Staying signed in, signing out, and where else one is signed in.

use vq_api::ApiError;
use vq_domain::{Account, AccountId, Error, ErrorCode, Millis, SignIn, SignInId};
use vq_ports::{Ids, Which};

use crate::{Auth, auth::unauthorized, opaque, sign_in::Tokens};

impl Auth {
    /// Exchanges a refresh token for its successor. Goes on to its end when the caller hangs up: a token that is used
    /// twice must cost its family, whoever waits for the answer.
    pub(crate) async fn refresh(&self, token: &str, now: Millis, ids: &dyn Ids) -> Result<Tokens, ApiError> {
        let hash = opaque::hash(token).ok_or_else(unknown_refresh_token)?;
        let (successor, successor_hash) = opaque::draw(ids);
        let this = self.clone();
        let work = async move { this.exchange(hash, successor, successor_hash, now).await };
        tokio::spawn(work).await.unwrap_or_else(|_| Err(Error::internal().into()))
    }

    async fn exchange(
        &self,
        hash: [u8; 32],
        successor: String,
        successor_hash: [u8; 32],
        now: Millis,
    ) -> Result<Tokens, ApiError> {
        let config = &self.inner().config;
        let expires_at = now.plus_seconds(config.refresh_seconds);
        let found = self.stores().sign_ins.exchange(&hash, successor_hash, expires_at, now).await?;
        let Some(used) = found else { return Err(unknown_refresh_token().into()) };
        if used.used_at.is_some() {
            // Either the owner or a thief has the successor; nobody can tell which, so both must sign in again.
            self.end(used.account_id, Which::One(used.family), now).await?;
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
        let Some(account) = self.stores().accounts.get(used.account_id).await? else {
            return Err(unknown_refresh_token().into());
        };
        if let Err(error) = self.check_still(&account, used.family).await {
            self.end(account.id, Which::One(used.family), now).await?;
            return Err(error);
        }
        let access = self.access_token(&account, used.family, now).await?;
        let expires_in = config.access_seconds;
        Ok(Tokens { access, refresh: successor, expires_in, recovery_codes: None, cookie: None })
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
        let work = async move {
            if let Some(used) = this.stores().sign_ins.exchange(&hash, nobodys, now, now).await? {
                this.end(used.account_id, Which::One(used.family), now).await?;
            }
            Ok(())
        };
        tokio::spawn(work).await.unwrap_or_else(|_| Err(Error::internal().into()))
    }

    /// Where somebody is signed in.
    pub(crate) async fn sessions(&self, account: AccountId, now: Millis) -> Result<Vec<SignIn>, ApiError> {
        Ok(self.stores().sign_ins.list(account, now).await?)
    }

    /// Ends one of somebody's own sign-ins.
    pub(crate) async fn end_session(
        &self,
        account: AccountId,
        sign_in: SignInId,
        now: Millis,
    ) -> Result<(), ApiError> {
        match self.end(account, Which::One(sign_in), now).await? {
            true => Ok(()),
            false => Err(Error::not_found("session").into()),
        }
    }
}

fn unknown_refresh_token() -> Error {
    unauthorized("This refresh token is not valid; sign in again.")
}
