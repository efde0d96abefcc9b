//! What nodes share for a while and may lose: counters of attempts, marks that something was used.
//!
//! Nothing here is the truth. Whoever relies on it must be right, if less strict, with an empty one.

use async_trait::async_trait;
use vq_domain::Millis;

use crate::StoreResult;

/// How a counter stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Count {
    /// After the addition.
    pub value: i64,
    /// When it begins anew at 0.
    pub ends_at: Millis,
}

/// Keeps values and counters for a time. A key is 1 to 200 letters without spaces and braces. An adapter may go by a clock of
/// its own instead of `now`.
#[async_trait]
pub trait ShortLived: Send + Sync + 'static {
    /// Keeps a value for so many seconds, in place of what was there.
    async fn put(&self, key: &str, value: &[u8], keep_seconds: u32, now: Millis) -> StoreResult<()>;

    /// A value, if it is still kept.
    async fn get(&self, key: &str, now: Millis) -> StoreResult<Option<Vec<u8>>>;

    /// A value, if it is still kept, which then is no more. Of many who take at once, one gets it.
    async fn take(&self, key: &str, now: Millis) -> StoreResult<Option<Vec<u8>>>;

    /// Adds to a counter. It begins at 0 and lives for so many seconds after its first addition.
    async fn count(&self, key: &str, by: i64, keep_seconds: u32, now: Millis) -> StoreResult<Count>;

    /// Forgets a value or a counter.
    async fn remove(&self, key: &str) -> StoreResult<()>;
}
