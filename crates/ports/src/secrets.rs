//! Signing keys. They live in the store, so that all nodes share them; the services know them in the open, the store wrapped.

use std::fmt;

use async_trait::async_trait;
use vq_domain::Millis;
use zeroize::Zeroizing;

use crate::{Audit, StoreResult};

/// One key.
#[derive(Clone, PartialEq, Eq)]
pub struct SecretRecord {
    /// What it is for: `admission`, `session`, `access`.
    pub purpose: String,
    /// Counts up per purpose from 1; the highest that has begun is the one to sign with.
    pub number: u32,
    /// 32 bytes; wrapped, as many as that takes.
    pub bytes: Zeroizing<Vec<u8>>,
    /// The id of the master key that wrapped it; `None` in the open.
    pub master: Option<String>,
    /// Signs from then on; published before, so that every verifier knows it in time.
    pub signs_from: Millis,
    /// Verifies until then; `None` while it is the newest.
    pub retires_at: Option<Millis>,
}

impl fmt::Debug for SecretRecord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SecretRecord")
            .field("purpose", &self.purpose)
            .field("number", &self.number)
            .field("master", &self.master)
            .finish_non_exhaustive()
    }
}

/// Stores signing keys.
#[async_trait]
pub trait Secrets: Send + Sync + 'static {
    /// All keys, retired ones included.
    async fn all(&self) -> StoreResult<Vec<SecretRecord>>;

    /// Adds a key and sets the retirement of its predecessors that have none, in one transaction. `Taken("number")` if
    /// another node added that number first.
    async fn add(
        &self,
        secret: &SecretRecord,
        predecessors_retire_at: Option<Millis>,
        audit: &Audit,
    ) -> StoreResult<()>;

    /// Removes keys that retired before `before`.
    async fn forget(&self, before: Millis) -> StoreResult<u64>;
}
