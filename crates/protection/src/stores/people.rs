//! Accounts, invitations, and providers' names for people. Looked up over all realms, so by the platform's index.

use std::sync::Arc;

use async_trait::async_trait;
use uuid::Uuid;
use vq_domain::{
    Account, AccountId, IdentityProvider, Invitation, InvitationId, Millis, ProviderId, TenantId,
};
use vq_ports::{
    Accounts, Audit, IdentityProviders, Invitations, Page, PageRequest, PersonalTable, StoreError,
    StoreResult,
};

use super::Protected;
use crate::{Label, Personal, Place, Ring};

impl Protected {
    async fn platform(&self) -> StoreResult<Arc<Ring>> {
        self.vault.ring(None).await
    }

    /// Index and envelope of an e-mail address with some words.
    async fn sealed_person(
        &self,
        realm: Option<TenantId>,
        table: PersonalTable,
        id: Uuid,
        email: &str,
        words: &str,
    ) -> StoreResult<(String, String)> {
        let ring = self.vault.ring(realm).await?;
        let personal = Personal { lookup: Some(email.to_owned()), words: Some(words.to_owned()) };
        let envelope = self.vault.seal(&ring, &Place::row(realm, table, id), &personal)?;
        Ok((self.platform().await?.blind(Label::Email, email), envelope))
    }

    async fn opened_person(
        &self,
        realm: Option<TenantId>,
        table: PersonalTable,
        id: Uuid,
        (email, words): (String, String),
    ) -> StoreResult<(String, String)> {
        let place = Place::row(realm, table, id);
        Ok(match self.vault.open_text(realm, &place, &words).await? {
            Some(personal) => {
                let sealed = personal.lookup.unwrap_or_default();
                self.vault.is_bound(None, Label::Email, &sealed, &email).await?;
                (sealed, personal.words.unwrap_or_default())
            }
            None => (email, words),
        })
    }

    async fn sealed_account(&self, account: &Account) -> StoreResult<Account> {
        let (realm, table) = (account.tenant_id, PersonalTable::Accounts);
        let (email, name) =
            self.sealed_person(realm, table, account.id.0, &account.email, &account.name).await?;
        Ok(Account { email, name, ..account.clone() })
    }

    async fn account(&self, account: Account) -> StoreResult<Account> {
        let (realm, table) = (account.tenant_id, PersonalTable::Accounts);
        let stored = (account.email.clone(), account.name.clone());
        let (email, name) = self.opened_person(realm, table, account.id.0, stored).await?;
        Ok(Account { email, name, ..account })
    }

    async fn maybe_account(&self, account: Option<Account>) -> StoreResult<Option<Account>> {
        match account {
            Some(account) => self.account(account).await.map(Some),
            None => Ok(None),
        }
    }

    async fn invitation(&self, invitation: Invitation) -> StoreResult<Invitation> {
        let (realm, table) = (invitation.tenant_id, PersonalTable::Invitations);
        let stored = (invitation.email.clone(), invitation.language.clone());
        let (email, language) = self.opened_person(realm, table, invitation.id.0, stored).await?;
        Ok(Invitation { email, language, ..invitation })
    }
}

#[async_trait]
impl Accounts for Protected {
    async fn create_within(&self, account: &Account, most: u32, audit: &Audit) -> StoreResult<()> {
        self.inner.accounts.create_within(&self.sealed_account(account).await?, most, audit).await
    }

    async fn by_email(&self, email: &str) -> StoreResult<Option<Account>> {
        let index = self.platform().await?.blind(Label::Email, email);
        self.maybe_account(self.inner.accounts.by_email(&index).await?).await
    }

    async fn get(&self, account: AccountId) -> StoreResult<Option<Account>> {
        self.maybe_account(self.inner.accounts.get(account).await?).await
    }

    async fn get_in(&self, realm: Option<TenantId>, account: AccountId) -> StoreResult<Option<Account>> {
        self.maybe_account(self.inner.accounts.get_in(realm, account).await?).await
    }

    async fn list(&self, realm: Option<TenantId>, page: PageRequest) -> StoreResult<Page<Account>> {
        let found = self.inner.accounts.list(realm, page).await?;
        let mut items = Vec::with_capacity(found.items.len());
        for account in found.items {
            items.push(self.account(account).await?);
        }
        Ok(Page { items, next: found.next })
    }

    async fn update(&self, account: &Account, audit: &Audit) -> StoreResult<()> {
        self.inner.accounts.update(&self.sealed_account(account).await?, audit).await
    }

    async fn delete(&self, realm: Option<TenantId>, account: AccountId, audit: &Audit) -> StoreResult<()> {
        self.inner.accounts.delete(realm, account, audit).await
    }

    async fn has_platform_admin(&self) -> StoreResult<bool> {
        self.inner.accounts.has_platform_admin().await
    }

    async fn set_password_hash(&self, account: AccountId, hash: &str, audit: &Audit) -> StoreResult<()> {
        self.inner.accounts.set_password_hash(account, hash, audit).await
    }

    async fn set_email_verified(&self, account: AccountId, at: Millis, audit: &Audit) -> StoreResult<()> {
        self.inner.accounts.set_email_verified(account, at, audit).await
    }
}

#[async_trait]
impl Invitations for Protected {
    async fn create(&self, invitation: &Invitation, most: u32, audit: &Audit) -> StoreResult<()> {
        let (realm, table) = (invitation.tenant_id, PersonalTable::Invitations);
        let (email, language) = self
            .sealed_person(realm, table, invitation.id.0, &invitation.email, &invitation.language)
            .await?;
        self.inner
            .invitations
            .create(&Invitation { email, language, ..invitation.clone() }, most, audit)
            .await
    }

    async fn list(&self, realm: Option<TenantId>, page: PageRequest) -> StoreResult<Page<Invitation>> {
        let found = self.inner.invitations.list(realm, page).await?;
        let mut items = Vec::with_capacity(found.items.len());
        for invitation in found.items {
            items.push(self.invitation(invitation).await?);
        }
        Ok(Page { items, next: found.next })
    }

    async fn revoke(
        &self,
        realm: Option<TenantId>,
        invitation: InvitationId,
        audit: &Audit,
    ) -> StoreResult<()> {
        self.inner.invitations.revoke(realm, invitation, audit).await
    }

    async fn by_token(&self, hash: &[u8; 32]) -> StoreResult<Option<Invitation>> {
        match self.inner.invitations.by_token(hash).await? {
            Some(invitation) => self.invitation(invitation).await.map(Some),
            None => Ok(None),
        }
    }

    async fn accept(&self, hash: &[u8; 32], account: &Account, most: u32, audit: &Audit) -> StoreResult<()> {
        self.inner.invitations.accept(hash, &self.sealed_account(account).await?, most, audit).await
    }
}

#[async_trait]
impl IdentityProviders for Protected {
    async fn create(&self, provider: &IdentityProvider, most: u32, audit: &Audit) -> StoreResult<()> {
        self.inner.identity_providers.create(provider, most, audit).await
    }

    async fn list(&self, tenant: TenantId) -> StoreResult<Vec<IdentityProvider>> {
        self.inner.identity_providers.list(tenant).await
    }

    async fn get(&self, provider: ProviderId) -> StoreResult<Option<IdentityProvider>> {
        self.inner.identity_providers.get(provider).await
    }

    async fn update(&self, provider: &IdentityProvider, forget: bool, audit: &Audit) -> StoreResult<()> {
        self.inner.identity_providers.update(provider, forget, audit).await
    }

    async fn delete(&self, tenant: TenantId, provider: ProviderId, audit: &Audit) -> StoreResult<()> {
        self.inner.identity_providers.delete(tenant, provider, audit).await
    }

    async fn account_of(&self, provider: ProviderId, subject: &str) -> StoreResult<Option<AccountId>> {
        let index = self.platform().await?.blind(Label::Subject, subject);
        match self.inner.identity_providers.account_of(provider, &index).await? {
            None if self.vault.has_plain() => {
                self.inner.identity_providers.account_of(provider, subject).await
            }
            found => Ok(found),
        }
    }

    async fn link(
        &self,
        provider: ProviderId,
        subject: &str,
        account: AccountId,
        audit: &Audit,
    ) -> StoreResult<()> {
        if self.vault.has_plain() {
            let linked = self.inner.identity_providers.account_of(provider, subject).await?;
            if linked.is_some_and(|other| other != account) {
                return Err(StoreError::Taken("subject"));
            }
        }
        let index = self.platform().await?.blind(Label::Subject, subject);
        self.inner.identity_providers.link(provider, &index, account, audit).await
    }
}
