//! Sign-ins: who is signed in where, and what was revoked before its time.

use async_trait::async_trait;
use vq_domain::{AccountId, Millis, RefreshToken, RoleRef, SignIn, SignInId, TenantId};

use crate::{Audit, StoreResult};

/// Which of somebody's sign-ins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Which {
    /// This one.
    One(SignInId),
    /// All but this one.
    Others(SignInId),
    /// All.
    All,
}

/// Stores sign-ins and their refresh tokens.
#[async_trait]
pub trait SignIns: Send + Sync + 'static {
    /// Keeps a new sign-in with its first refresh token.
    async fn begin(&self, sign_in: &SignIn, token: &RefreshToken, audit: &Audit) -> StoreResult<()>;

    /// Marks a token used and keeps its successor, in one transaction, if it was not used before; answers the token as it
    /// was. The successor is kept, and the sign-in's last use noted, only if the answer's `used_at` is `None` and it has
    /// not expired at `now`.
    async fn exchange(
        &self,
        hash: &[u8; 32],
        successor: [u8; 32],
        successor_expires_at: Millis,
        now: Millis,
    ) -> StoreResult<Option<RefreshToken>>;

    /// Keeps one more refresh token of a sign-in; answers whether the sign-in is still there to have it.
    async fn keep(&self, token: &RefreshToken) -> StoreResult<bool>;

    /// One sign-in.
    async fn get(&self, sign_in: SignInId) -> StoreResult<Option<SignIn>>;

    /// Somebody's sign-ins that are not over at `now`, at most 200, the latest used first.
    async fn list(&self, account: AccountId, now: Millis) -> StoreResult<Vec<SignIn>>;

    /// Ends sign-ins of somebody and answers which. Their access tokens are known as revoked until `until`.
    async fn revoke(
        &self,
        account: AccountId,
        which: Which,
        until: Millis,
        audit: &Audit,
    ) -> StoreResult<Vec<SignInId>>;

    /// Ends the sign-ins of all who hold this role in this realm, likewise.
    async fn revoke_holders(
        &self,
        realm: Option<TenantId>,
        role: RoleRef,
        until: Millis,
        audit: &Audit,
    ) -> StoreResult<Vec<SignInId>>;

    /// All that is known as revoked at `now`: for nodes, which compare access tokens with it.
    async fn revoked(&self, now: Millis) -> StoreResult<Vec<SignInId>>;

    /// Whether somebody has a sign-in from this network. Takes as long for nobody.
    async fn knows_network(&self, account: AccountId, network: [u8; 16]) -> StoreResult<bool>;

    /// Removes what is over.
    async fn forget(&self, now: Millis) -> StoreResult<()>;
}
