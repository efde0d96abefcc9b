//! Remembered answers to requests that came with an `Idempotency-Key`.

use async_trait::async_trait;
use vq_domain::Millis;

use crate::StoreResult;

/// An answer that was given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Remembered {
    /// HTTP status.
    pub status: u16,
    /// The body.
    pub body: Vec<u8>,
}

/// What became of a reservation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reservation {
    /// First time: carry the request out.
    New,
    /// The same request is being carried out.
    InFlight,
    /// It was carried out; this was the answer.
    Done(Remembered),
    /// The key came with another request before.
    Mismatch,
}

/// Remembers answers for a day.
#[async_trait]
pub trait Idempotency: Send + Sync + 'static {
    /// Reserves a key. `scope` is who asks, `request` a hash of what is asked. A reservation that was neither finished nor
    /// released within a minute counts as not made.
    async fn reserve(
        &self,
        scope: &str,
        key: &str,
        request: [u8; 32],
        now: Millis,
    ) -> StoreResult<Reservation>;

    /// Keeps the answer.
    async fn finish(&self, scope: &str, key: &str, answer: &Remembered) -> StoreResult<()>;

    /// Gives the key back, since the request failed through no fault of the caller.
    async fn release(&self, scope: &str, key: &str) -> StoreResult<()>;

    /// Forgets what is older than `before`.
    async fn forget(&self, before: Millis) -> StoreResult<u64>;
}
