//! The people of a tenant, or of the platform.

use vq_api::{ApiError, Principal, trail};
use vq_domain::{
    Account, AccountId, AccountStatus, Action, Error, ErrorCode, Millis, RoleRef, TenantId, audit::Target,
};
use vq_ports::{Audit, Page, PageRequest, StoreError, Which};

use crate::{
    Auth,
    account::{check_name, seen},
    auth::{refuse, to_the_end},
};

/// What of a person is to change; what is absent stays.
pub(crate) struct ChangePerson {
    pub(crate) version: Option<u64>,
    pub(crate) name: Option<String>,
    pub(crate) roles: Option<Vec<RoleRef>>,
    pub(crate) status: Option<AccountStatus>,
}

impl Auth {
    pub(crate) async fn people(
        &self,
        realm: Option<TenantId>,
        page: PageRequest,
    ) -> Result<Page<Account>, ApiError> {
        Ok(self.stores().accounts.list(realm, page).await?)
    }

    pub(crate) async fn person(
        &self,
        realm: Option<TenantId>,
        person: AccountId,
    ) -> Result<Account, ApiError> {
        let found = self.stores().accounts.get_in(realm, person).await?;
        Ok(found.ok_or_else(|| Error::not_found("person"))?)
    }

    /// Changes somebody. Roles and a status that are given end their sign-ins, also if they are those that there were: whoever says
    /// them again may do so because the sign-ins did not end the time before.
    pub(crate) async fn change_person(
        &self,
        changer: &Principal,
        realm: Option<TenantId>,
        person: AccountId,
        wanted: ChangePerson,
        now: Millis,
    ) -> Result<Account, ApiError> {
        let before = self.person(realm, person).await?;
        if wanted.version.is_some_and(|version| version != before.version) {
            return Err(StoreError::Stale.into());
        }
        self.inner().grants.check_person(changer, &before).await?;
        let ends = wanted.roles.is_some() || wanted.status.is_some();
        let mut after = before.clone();
        if let Some(name) = wanted.name {
            refuse([check_name(&name, 0)])?;
            after.name = name;
        }
        if let Some(mut roles) = wanted.roles {
            roles.sort_unstable();
            roles.dedup();
            self.inner().grants.check(changer, realm, &roles).await?;
            after.roles = roles;
        }
        after.status = wanted.status.unwrap_or(after.status);
        after.version += 1;
        let written = trail()
            .entry(realm, Action::AccountUpdate, Target::new("account", person))
            .change(seen(&before), seen(&after));
        let after = self.write_person(after, written.into(), ends, now).await?;
        tracing::info!(account_id = %person, by = %changer.account, "person changed");
        Ok(after)
    }

    /// Writes somebody as changed and, with `ends`, ends their sign-ins: both, whoever hangs up meanwhile.
    pub(crate) async fn write_person(
        &self,
        account: Account,
        written: Audit,
        ends: bool,
        now: Millis,
    ) -> Result<Account, ApiError> {
        let this = self.clone();
        to_the_end(async move { this.update_person(account, &written, ends, now).await }).await
    }

    async fn update_person(
        &self,
        account: Account,
        written: &Audit,
        ends: bool,
        now: Millis,
    ) -> Result<Account, ApiError> {
        self.stores().accounts.update(&account, written).await?;
        if ends {
            let follows = Audit::exempt("follows from the change of the account");
            self.end(account.id, Which::All, now, follows).await?;
        }
        Ok(account)
    }

    /// Removes somebody with all that is theirs.
    pub(crate) async fn delete_person(
        &self,
        changer: &Principal,
        realm: Option<TenantId>,
        person: AccountId,
        now: Millis,
    ) -> Result<(), ApiError> {
        let account = self.person(realm, person).await?;
        self.inner().grants.check_person(changer, &account).await?;
        // First out, then away: afterwards nobody knows any more what to revoke. Whoever cannot go stays, signed out.
        self.end(person, Which::All, now, Audit::exempt("with the account")).await?;
        let written = trail()
            .entry(realm, Action::AccountDelete, Target::new("account", person))
            .before(seen(&account));
        self.stores().accounts.delete(realm, person, &written.into()).await?;
        tracing::info!(account_id = %person, by = %changer.account, "person deleted");
        Ok(())
    }

    /// Ends all sign-ins of somebody.
    pub(crate) async fn sign_out_person(
        &self,
        changer: &Principal,
        realm: Option<TenantId>,
        person: AccountId,
        now: Millis,
    ) -> Result<(), ApiError> {
        let account = self.person(realm, person).await?;
        self.inner().grants.check_person(changer, &account).await?;
        let written = trail().entry(realm, Action::SignInEnd, Target::new("account", person));
        self.end(person, Which::All, now, written.into()).await?;
        Ok(())
    }

    /// Takes the second factor of somebody away who has lost it, and ends their sign-ins.
    pub(crate) async fn reset_second_factor(
        &self,
        changer: &Principal,
        realm: Option<TenantId>,
        person: AccountId,
        now: Millis,
    ) -> Result<(), ApiError> {
        let account = self.person(realm, person).await?;
        if person == changer.account {
            let message = "One's own second factor is disabled with a code; see /v1/auth/second-factor.";
            return Err(Error::new(ErrorCode::Forbidden, message).into());
        }
        self.inner().grants.check_person(changer, &account).await?;
        let this = self.clone();
        to_the_end(async move { this.take_second_factor(&account, now).await }).await
    }

    async fn take_second_factor(&self, account: &Account, now: Millis) -> Result<(), ApiError> {
        self.remove_second_factor(account).await?;
        let follows = Audit::exempt("follows from removing the second factor");
        self.end(account.id, Which::All, now, follows).await.map(drop)
    }

    /// Whether somebody has a second factor.
    pub(crate) async fn has_second_factor(&self, person: AccountId) -> Result<bool, ApiError> {
        Ok(self.second_factor(person).await?.is_some())
    }

    /// Which of these people have a second factor.
    pub(crate) async fn with_second_factor(&self, people: &[Account]) -> Result<Vec<AccountId>, ApiError> {
        let people = people.iter().map(|person| person.id).collect();
        Ok(self.stores().second_factors.holders(people).await?)
    }
}
