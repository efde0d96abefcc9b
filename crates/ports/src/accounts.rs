//! People who sign in. Looked up by e-mail before their tenant is known.
//!
//! `realm` is whose people are meant: a tenant's, or with `None` the platform's own.

use async_trait::async_trait;
use vq_domain::{Account, AccountId, Millis, TenantId};

use crate::{Audit, Page, PageRequest, StoreResult};

/// Stores accounts.
#[async_trait]
pub trait Accounts: Send + Sync + 'static {
    /// Stores a new account. `Taken("email")` if there is one; `Full` if the realm has `most` already.
    async fn create_within(&self, account: &Account, most: u32, audit: &Audit) -> StoreResult<()>;

    /// Stores a new account, however many there are: for who holds the machine.
    async fn create(&self, account: &Account, audit: &Audit) -> StoreResult<()> {
        self.create_within(account, u32::MAX, audit).await
    }

    /// By e-mail address, in lower case, of whatever realm.
    async fn by_email(&self, email: &str) -> StoreResult<Option<Account>>;

    /// By id, of whatever realm: for somebody's own account.
    async fn get(&self, account: AccountId) -> StoreResult<Option<Account>>;

    /// By id, of one realm.
    async fn get_in(&self, realm: Option<TenantId>, account: AccountId) -> StoreResult<Option<Account>>;

    /// In the order of their creation.
    async fn list(&self, realm: Option<TenantId>, page: PageRequest) -> StoreResult<Page<Account>>;

    /// Writes name, language, roles and status, whose version must be the next after the stored one (else `Stale`).
    /// `LastAdmin` if nobody active would be left who administers the realm, and somebody is now. Who is disabled has invited
    /// nobody any more: their invitations go in the same transaction.
    async fn update(&self, account: &Account, audit: &Audit) -> StoreResult<()>;

    /// Removes somebody with all that is theirs, the invitations they gave included. `LastAdmin` as for [`Self::update`].
    async fn delete(&self, realm: Option<TenantId>, account: AccountId, audit: &Audit) -> StoreResult<()>;

    /// Whether anybody at all can administer the platform.
    async fn has_platform_admin(&self) -> StoreResult<bool>;

    /// Writes another password hash.
    async fn set_password_hash(&self, account: AccountId, hash: &str, audit: &Audit) -> StoreResult<()>;

    /// Notes that the address was shown to be theirs; the first time counts.
    async fn set_email_verified(&self, account: AccountId, at: Millis, audit: &Audit) -> StoreResult<()>;
}
