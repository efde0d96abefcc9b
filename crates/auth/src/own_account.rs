//! One's own account.

use vq_api::{ApiError, trail};
use vq_domain::{Account, AccountId, Action, Error, FieldError, Millis, SignInId, TenantId, audit::Target};
use vq_ports::{Audit, Ids, Which};

use crate::{
    Auth,
    account::{check_language, check_name, check_password, seen},
    auth::{refuse, to_the_end},
    password::Verdict,
    visit::Visit,
};

impl Auth {
    /// Another password; the other sign-ins end.
    pub(crate) async fn change_password(
        &self,
        account: Account,
        sign_in: SignInId,
        (current, new): (String, String),
        visit: &Visit,
        now: Millis,
        ids: &dyn Ids,
    ) -> Result<(), ApiError> {
        let problem = check_password(&new, &account.email);
        refuse([problem.map(|problem| FieldError { field: Some("newPassword".to_owned()), ..problem })])?;
        let who = self.attempter(&account.email, Some(&account), visit, now).await?;
        if self.check_password(&who, account.password_hash, current, now).await? == Verdict::Wrong {
            return Err(Error::invalid("currentPassword", "This is not the current password.").into());
        }
        let hash = self.inner().passwords.hash(new, ids).await?;
        let (this, id, realm) = (self.clone(), account.id, account.tenant_id);
        to_the_end(async move { this.replace_password(id, realm, &hash, sign_in, now).await }).await
    }

    async fn replace_password(
        &self,
        account: AccountId,
        realm: Option<TenantId>,
        hash: &str,
        sign_in: SignInId,
        now: Millis,
    ) -> Result<(), ApiError> {
        let written = trail().entry(realm, Action::AccountPassword, Target::new("account", account));
        self.stores().accounts.set_password_hash(account, hash, &written.into()).await?;
        let follows = Audit::exempt("follows from the change of the password");
        self.end(account, Which::Others(sign_in), now, follows).await?;
        tracing::info!(account_id = %account, "password changed");
        Ok(())
    }

    /// Another name or language.
    pub(crate) async fn change_own(
        &self,
        mut account: Account,
        name: Option<String>,
        language: Option<String>,
    ) -> Result<Account, ApiError> {
        let before = seen(&account);
        account.name = name.unwrap_or(account.name);
        account.language = language.unwrap_or(account.language);
        refuse([check_name(&account.name, 0), check_language(&account.language)])?;
        account.version += 1;
        let written = trail()
            .entry(account.tenant_id, Action::AccountUpdate, Target::new("account", account.id))
            .change(before, seen(&account));
        self.stores().accounts.update(&account, &written.into()).await?;
        Ok(account)
    }

    /// Whether somebody has a second factor, and whether a role demands it.
    pub(crate) async fn second_factor_state(
        &self,
        account: &Account,
    ) -> Result<(Option<u32>, bool), ApiError> {
        let factor = self.second_factor(account.id).await?;
        Ok((factor.map(|factor| factor.codes_left), self.demands_second_factor(account).await?))
    }

    /// Takes somebody's second factor away.
    pub(crate) async fn remove_second_factor(&self, account: &Account) -> Result<(), ApiError> {
        let target = Target::new("account", account.id);
        let written = trail().entry(account.tenant_id, Action::SecondFactorRemove, target);
        self.stores().second_factors.remove(account.id, &written.into()).await?;
        tracing::info!(account_id = %account.id, "second factor removed");
        Ok(())
    }
}
