//! People who sign in, and their refresh tokens. Looked up by e-mail before their tenant is known.

use async_trait::async_trait;
use vq_domain::{Account, AccountId, Millis, RefreshToken};

use crate::StoreResult;

/// Stores accounts.
#[async_trait]
pub trait Accounts: Send + Sync + 'static {
    /// Stores a new account. `Taken("email")` if there is one.
    async fn create(&self, account: &Account) -> StoreResult<()>;

    /// By e-mail address, in lower case.
    async fn by_email(&self, email: &str) -> StoreResult<Option<Account>>;

    /// By id.
    async fn get(&self, account: AccountId) -> StoreResult<Option<Account>>;

    /// Whether anybody at all can administer the platform.
    async fn has_platform_admin(&self) -> StoreResult<bool>;

    /// Writes another password hash.
    async fn set_password_hash(&self, account: AccountId, hash: &str) -> StoreResult<()>;

    /// Keeps a new refresh token.
    async fn keep_refresh_token(&self, token: &RefreshToken) -> StoreResult<()>;

    /// Marks a token used and keeps its successor, in one transaction, if it was not used before; answers the token as it
    /// was. The successor is kept only if the answer's `used_at` is `None` and it has not expired at `now`.
    async fn exchange_refresh_token(
        &self,
        hash: &[u8; 32],
        successor: [u8; 32],
        successor_expires_at: Millis,
        now: Millis,
    ) -> StoreResult<Option<RefreshToken>>;

    /// Removes all tokens of a family.
    async fn revoke_family(&self, family: uuid::Uuid) -> StoreResult<()>;
}
