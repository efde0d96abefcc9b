//! How pages are dressed.

use async_trait::async_trait;
use vq_domain::{Branding, QueueId, Wearer};

use crate::{Audit, StoreResult};

/// Stores brandings. They vanish with their tenant or queue.
#[async_trait]
pub trait Brandings: Send + Sync + 'static {
    /// One branding.
    async fn get(&self, wearer: Wearer) -> StoreResult<Option<Branding>>;

    /// Writes a branding if the stored version is `branding.version - 1`, or if there is none and its version is 1; else
    /// `Stale`. `NotFound` without its tenant or queue.
    async fn put(&self, branding: &Branding, audit: &Audit) -> StoreResult<()>;

    /// Removes a branding. One that is not there is removed already.
    async fn delete(&self, wearer: Wearer, audit: &Audit) -> StoreResult<()>;

    /// What a queue wears. Without a tenant: the public's pages know a queue by its id alone.
    async fn of_queue(&self, queue: QueueId) -> StoreResult<Worn>;
}

/// What a queue's pages are dressed in.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Worn {
    /// The tenant's.
    pub tenant: Option<Branding>,
    /// The queue's own, over it.
    pub queue: Option<Branding>,
}
