//! Invitations, and tokens that work once.

use async_trait::async_trait;
use vq_domain::{Account, AccountId, Invitation, InvitationId, Millis, OneTimeToken, TenantId, TokenPurpose};

use crate::{Audit, Page, PageRequest, StoreResult};

/// Stores invitations. `realm` as for accounts.
#[async_trait]
pub trait Invitations: Send + Sync + 'static {
    /// Keeps an invitation in place of one of the same realm and e-mail. `Taken("email")` if there is an account; `Full` if the
    /// realm has `most` people already, others who are invited (and whose invitation has not expired) included.
    async fn create(&self, invitation: &Invitation, most: u32, audit: &Audit) -> StoreResult<()>;

    /// In the order of their creation, those that have expired included.
    async fn list(&self, realm: Option<TenantId>, page: PageRequest) -> StoreResult<Page<Invitation>>;

    /// Takes an invitation back.
    async fn revoke(
        &self,
        realm: Option<TenantId>,
        invitation: InvitationId,
        audit: &Audit,
    ) -> StoreResult<()>;

    /// By its token, of whatever realm: whoever has the token was invited.
    async fn by_token(&self, hash: &[u8; 32]) -> StoreResult<Option<Invitation>>;

    /// Uses an invitation up and makes the account, in one transaction. `NotFound` if it is used or was taken back;
    /// `Taken("email")` if there is an account meanwhile; `Full` if the realm has `most` accounts.
    async fn accept(&self, hash: &[u8; 32], account: &Account, most: u32, audit: &Audit) -> StoreResult<()>;
}

/// Stores tokens that work once.
#[async_trait]
pub trait OneTimeTokens: Send + Sync + 'static {
    /// Keeps a token. `NotFound` if its account is gone.
    async fn keep(&self, token: &OneTimeToken) -> StoreResult<()>;

    /// Whose token this is, without using it. `None` if it is over at `now`.
    async fn look_up(
        &self,
        hash: &[u8; 32],
        purpose: TokenPurpose,
        now: Millis,
    ) -> StoreResult<Option<AccountId>>;

    /// Uses a token up, with all others of the same account and purpose, and answers whose it was. `None` if it is over at
    /// `now` or somebody else was faster.
    async fn take(
        &self,
        hash: &[u8; 32],
        purpose: TokenPurpose,
        now: Millis,
    ) -> StoreResult<Option<AccountId>>;

    /// Removes what is over.
    async fn forget(&self, now: Millis) -> StoreResult<()>;
}
