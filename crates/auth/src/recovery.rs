//! Choosing another password without the old one, and showing that an address is one's own.

use vq_api::{ApiError, trail};
use vq_domain::{
    Account, Action, Error, ErrorCode, FieldError, Limit, Millis, TokenPurpose, audit::Target, limit,
};
use vq_ports::{Audit, Ids, Which};

use crate::{
    Auth,
    account::{check_password, normalise_email},
    auth::{refuse, to_the_end},
    invitations::spent,
    opaque,
    post::Letter,
    sign_in::at_home,
};

pub(crate) const HOUR: u32 = 60 * 60;

impl Auth {
    /// Sends a mail, if there is an account of this address that has a password: whoever comes by single sign-on alone gets no
    /// way in beside it. Whether there is one is looked up later, elsewhere: neither the answer nor the time it takes tells.
    pub(crate) async fn ask_for_reset(&self, email: &str, now: Millis) -> Result<(), ApiError> {
        let email = normalise_email(email);
        if self.may_mail("reset", &email, now).await {
            self.inner().parts.post.hand_over(Letter::Reset { email })?;
        }
        Ok(())
    }

    /// Sets another password; all sign-ins end, for one of them may be a thief's.
    pub(crate) async fn reset(
        &self,
        token: &str,
        password: String,
        now: Millis,
        ids: &dyn Ids,
    ) -> Result<Account, ApiError> {
        let hash = opaque::hash(token).ok_or_else(spent)?;
        let tokens = &self.stores().one_time_tokens;
        // First looked up, then used: a password that is refused, or hashed too late, costs nobody their token.
        let id = tokens.look_up(&hash, TokenPurpose::PasswordReset, now).await?.ok_or_else(spent)?;
        let account = self.stores().accounts.get(id).await?.filter(at_home).ok_or_else(spent)?;
        let problem = check_password(&password, &account.email);
        refuse([problem.map(|problem| FieldError { field: Some("newPassword".to_owned()), ..problem })])?;
        let hashed = self.inner().passwords.hash(password, ids).await?;
        let this = self.clone();
        to_the_end(async move { this.use_reset(hash, account, hashed, now).await }).await
    }

    /// Uses a token up for another password, here hashed.
    async fn use_reset(
        &self,
        token: [u8; 32],
        account: Account,
        hashed: String,
        now: Millis,
    ) -> Result<Account, ApiError> {
        let (id, tokens) = (account.id, &self.stores().one_time_tokens);
        tokens.take(&token, TokenPurpose::PasswordReset, now).await?.ok_or_else(spent)?;
        // Whoever has the token got the mail.
        let target = Target::new("account", id);
        let written = trail()
            .or_account(id)
            .entry(account.tenant_id, Action::AccountPassword, target)
            .because(Some("reset by mail"));
        self.stores().accounts.set_password_hash(id, &hashed, &written.into()).await?;
        let follows = Audit::exempt("follows from the reset of the password");
        self.end(id, Which::All, now, follows.clone()).await?;
        self.stores().accounts.set_email_verified(id, now, &follows).await?;
        tracing::info!(account_id = %id, "password reset");
        Ok(account)
    }

    /// Sends a mail to an address that is to be shown to be one's own.
    pub(crate) async fn ask_for_verification(&self, account: &Account, now: Millis) -> Result<(), ApiError> {
        if account.email_verified_at.is_some() {
            return Ok(());
        }
        if !self.may_mail("verification", &account.email, now).await {
            let message = "There were several mails already; look for them, or try again in an hour.";
            let most = u32::try_from(self.inner().config.mails_per_hour).unwrap_or(u32::MAX);
            let most = Limit { value: most, ..limit::MAILS };
            let refused = Error::new(ErrorCode::RateLimited, message).over_unknown(most);
            return Err(Error { retry_after_seconds: Some(HOUR), ..refused }.into());
        }
        Ok(self.inner().parts.post.hand_over(Letter::Verification { account: account.id })?)
    }

    /// Whoever has this token got the mail.
    pub(crate) async fn verify(&self, token: &str, now: Millis) -> Result<(), ApiError> {
        let hash = opaque::hash(token).ok_or_else(spent)?;
        let found =
            self.stores().one_time_tokens.look_up(&hash, TokenPurpose::EmailVerification, now).await?;
        let account = self.stores().accounts.get(found.ok_or_else(spent)?).await?.filter(at_home);
        let (this, account) = (self.clone(), account.ok_or_else(spent)?);
        to_the_end(async move { this.use_verification(hash, &account, now).await }).await
    }

    async fn use_verification(
        &self,
        token: [u8; 32],
        account: &Account,
        now: Millis,
    ) -> Result<(), ApiError> {
        let (id, tokens) = (account.id, &self.stores().one_time_tokens);
        tokens.take(&token, TokenPurpose::EmailVerification, now).await?.ok_or_else(spent)?;
        let target = Target::new("account", id);
        let written = trail().or_account(id).entry(account.tenant_id, Action::AccountVerify, target);
        Ok(self.stores().accounts.set_email_verified(id, now, &written.into()).await?)
    }

    /// Whether one more mail to this address is none too many.
    pub(crate) async fn may_mail(&self, kind: &str, email: &str, now: Millis) -> bool {
        let hash = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, email.as_bytes());
        let hex: String = hash.as_ref().iter().map(|byte| format!("{byte:02x}")).collect();
        let counted = self.inner().parts.counters.count(&format!("mails:{kind}:{hex}"), 1, HOUR, now).await;
        counted.is_ok_and(|count| count.value <= self.inner().config.mails_per_hour)
    }
}
