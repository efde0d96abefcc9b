//! What stands at a location, and the location itself: kept alike, each as its owner set it up.

use async_trait::async_trait;
use serde::{Serialize, de::DeserializeOwned};
use uuid::Uuid;
use vq_domain::{Counter, CounterId, Kiosk, Location, LocationId, Millis, QueueId, TenantId};

use crate::{Audit, Page, PageRequest, StoreResult};

/// Something that is kept in [`Fixtures`].
pub trait Fixture: Clone + Serialize + DeserializeOwned + Send + Sync + 'static {
    /// What it is, as stored; never changes.
    const KIND: i16;

    /// Which.
    fn id(&self) -> Uuid;
    /// Whose.
    fn tenant(&self) -> TenantId;
    /// Where it stands; `None` for a location.
    fn location(&self) -> Option<LocationId>;
    /// Counts changes.
    fn version(&self) -> u64;
    /// When it came to be.
    fn created_at(&self) -> Millis;
}

macro_rules! fixture {
    ($name:ident, $kind:literal, $item:ident => $location:expr) => {
        impl Fixture for $name {
            const KIND: i16 = $kind;

            fn id(&self) -> Uuid {
                self.id.0
            }

            fn tenant(&self) -> TenantId {
                self.tenant_id
            }

            fn location(&self) -> Option<LocationId> {
                let $item = self;
                $location
            }

            fn version(&self) -> u64 {
                self.version
            }

            fn created_at(&self) -> Millis {
                self.created_at
            }
        }
    };
}

fixture!(Location, 1, _item => None);
fixture!(Counter, 2, counter => Some(counter.location_id));
fixture!(Kiosk, 3, kiosk => Some(kiosk.location_id));

/// Stores locations, counters or kiosks.
#[async_trait]
pub trait Fixtures<T: Fixture>: Send + Sync + 'static {
    /// Stores a new one. `Full` if the tenant has `most` of its kind already; `NotFound` if its location is not there.
    async fn create(&self, item: &T, most: u32, audit: &Audit) -> StoreResult<()>;

    /// One of a tenant.
    async fn get(&self, tenant: TenantId, id: Uuid) -> StoreResult<Option<T>>;

    /// One of whichever tenant: for what is public, and for devices that say who they are.
    async fn by_id(&self, id: Uuid) -> StoreResult<Option<T>>;

    /// A tenant's, perhaps of one location, in the order of their creation.
    async fn list(
        &self,
        tenant: TenantId,
        location: Option<LocationId>,
        page: PageRequest,
    ) -> StoreResult<Page<T>>;

    /// Writes it if the stored version is `item.version() - 1`; else `Stale`, or `NotFound`.
    async fn update(&self, item: &T, audit: &Audit) -> StoreResult<()>;

    /// Removes it. `Taken("location")` while something stands there.
    async fn delete(&self, tenant: TenantId, id: Uuid, audit: &Audit) -> StoreResult<()>;
}

/// How often people were called to a counter, and from where.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CounterTurn {
    /// How often so far, from whichever line.
    pub number: u64,
    /// Up to which version of each line that was; the line of the last call stands last. Lines that nobody was called from
    /// for long may be missing.
    pub lines: Vec<(QueueId, u64)>,
}

/// More lines than this are not remembered of one counter.
const MOST_LINES: usize = 64;

impl CounterTurn {
    /// Somebody else was called, from this line, which came to this version by it.
    pub fn count(&mut self, queue: QueueId, version: u64) {
        self.number += 1;
        self.lines.retain(|(known, _)| *known != queue);
        if self.lines.len() >= MOST_LINES {
            self.lines.remove(0);
        }
        self.lines.push((queue, version));
    }
}

/// Whose turn it is at counters: what [`crate::QueueLog`] counts in the transactions that call people.
#[async_trait]
pub trait CounterTurns: Send + Sync + 'static {
    /// The turn of a tenant's counter. `None`: there is no such counter.
    async fn turn(&self, tenant: TenantId, counter: CounterId) -> StoreResult<Option<CounterTurn>>;

    /// Removes a tenant's counter if people were called to it so often, and not once more since; else `Stale`, or `NotFound`.
    /// Whoever calls to it at the same time comes before this, or finds no counter.
    async fn remove(
        &self,
        tenant: TenantId,
        counter: CounterId,
        number: u64,
        audit: &Audit,
    ) -> StoreResult<()>;
}
