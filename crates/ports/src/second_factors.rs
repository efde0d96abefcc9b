//! Second factors and recovery codes. Those who ask know the account: no finder needs the tenant.

use async_trait::async_trait;
use vq_domain::{AccountId, Millis, SecondFactor};

use crate::{Audit, StoreResult};

/// Stores second factors.
#[async_trait]
pub trait SecondFactors: Send + Sync + 'static {
    /// Somebody's, whether confirmed or not.
    async fn get(&self, account: AccountId) -> StoreResult<Option<SecondFactor>>;

    /// Which of these have a confirmed one.
    async fn holders(&self, accounts: Vec<AccountId>) -> StoreResult<Vec<AccountId>>;

    /// Begins to set one up, in place of one that was not confirmed. `Taken("second factor")` if there is a confirmed one.
    async fn start(&self, account: AccountId, sealed_secret: &[u8]) -> StoreResult<()>;

    /// Confirms the one being set up and keeps the hashes of its recovery codes. `step` is the time step of the first code,
    /// which does not work again. False if there is none to confirm.
    async fn confirm(
        &self,
        account: AccountId,
        step: u64,
        codes: &[[u8; 32]],
        now: Millis,
        audit: &Audit,
    ) -> StoreResult<bool>;

    /// Uses a time step up. False if it, or a later one, was used before, or none is confirmed.
    async fn use_step(&self, account: AccountId, step: u64) -> StoreResult<bool>;

    /// Uses a recovery code up. False if there is no such code.
    async fn use_code(&self, account: AccountId, code: &[u8; 32]) -> StoreResult<bool>;

    /// Other recovery codes in place of those that are left. `NotFound` if none is confirmed.
    async fn replace_codes(&self, account: AccountId, codes: &[[u8; 32]], audit: &Audit) -> StoreResult<()>;

    /// Removes it with its codes; nothing happens if there is none.
    async fn remove(&self, account: AccountId, audit: &Audit) -> StoreResult<()>;
}
