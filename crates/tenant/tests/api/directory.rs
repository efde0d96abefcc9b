//! What is at hand, how old it may be, and what happens without the store.

use std::sync::{
    Arc,
    atomic::{AtomicBool, AtomicI64, AtomicU32, Ordering},
};

use async_trait::async_trait;
use parking_lot::Mutex;
use serde_json::json;
use tokio::sync::broadcast;
use vq_domain::{AccountId, Limits, Millis, Tenant, TenantDeletion, TenantId, TenantStatus, TenantUsage};
use vq_ports::{
    Audit, Bus, Notice, Page, PageRequest, RowCounts, StoreError, StoreResult, TenantLookup, TenantRecords,
    Tenants,
};
use vq_tenant::{TenantDirectory, TenantService};

use crate::app::TestClock;

/// One tenant in memory, which counts how often it is read and can be out of reach.
struct Memory {
    tenant: Mutex<Option<Tenant>>,
    reads: AtomicU32,
    down: AtomicBool,
}

const ID: TenantId = TenantId(uuid::Uuid::from_bytes([5; 16]));

#[async_trait]
impl Tenants for Memory {
    async fn create(&self, _tenant: &Tenant, _audit: &Audit) -> StoreResult<()> {
        Err(StoreError::Failed("not here".into()))
    }

    async fn get(&self, tenant: TenantId) -> StoreResult<Option<Tenant>> {
        self.reads.fetch_add(1, Ordering::Relaxed);
        if self.down.load(Ordering::Relaxed) {
            return Err(StoreError::Unavailable("down".into()));
        }
        let found = self.tenant.lock().clone().filter(|stored| stored.id == tenant);
        // Lets a change slip in between a reading and what is made of it.
        tokio::task::yield_now().await;
        Ok(found)
    }

    async fn list(&self, _page: PageRequest) -> StoreResult<Page<Tenant>> {
        Ok(Page { items: Vec::new(), next: None })
    }

    async fn update(&self, tenant: &Tenant, _audit: &Audit) -> StoreResult<()> {
        *self.tenant.lock() = Some(tenant.clone());
        Ok(())
    }

    async fn delete(&self, _tenant: TenantId, _audit: &Audit) -> StoreResult<()> {
        self.tenant.lock().take().map(drop).ok_or(StoreError::NotFound)
    }
}

/// Counts nothing: that is tested where there are tables.
#[async_trait]
impl TenantRecords for Memory {
    async fn usage(&self, _tenant: TenantId) -> StoreResult<TenantUsage> {
        Ok(TenantUsage::default())
    }

    async fn begin_deletion(&self, _: TenantId, _: AccountId, _: Millis) -> StoreResult<TenantDeletion> {
        Err(StoreError::NotFound)
    }

    async fn note_leavings(&self, _: TenantId, _: &RowCounts) -> StoreResult<()> {
        Ok(())
    }

    async fn deletion(&self, _tenant: TenantId) -> StoreResult<Option<TenantDeletion>> {
        Ok(None)
    }

    async fn unfinished_deletions(&self) -> StoreResult<Vec<TenantId>> {
        Ok(Vec::new())
    }

    async fn check_deletion(&self, _tenant: TenantId, _now: Millis) -> StoreResult<TenantDeletion> {
        Err(StoreError::NotFound)
    }
}

fn setting() -> (Arc<Memory>, Arc<TestClock>, Arc<TenantDirectory>) {
    let tenant = Tenant {
        id: ID,
        name: "Shop".into(),
        domain: None,
        configuration: json!({}),
        limits: Limits::default(),
        status: TenantStatus::Active,
        version: 1,
        created_at: Millis(0),
        updated_at: Millis(0),
    };
    let memory = Arc::new(Memory {
        tenant: Mutex::new(Some(tenant)),
        reads: AtomicU32::new(0),
        down: AtomicBool::new(false),
    });
    let clock = Arc::new(TestClock(AtomicI64::new(0)));
    let directory = Arc::new(TenantDirectory::new(memory.clone(), clock.clone()));
    (memory, clock, directory)
}

/// Two nodes that hear each other.
struct Wire(broadcast::Sender<Notice>);

impl Bus for Wire {
    fn publish(&self, notice: Notice) {
        drop(self.0.send(notice));
    }

    fn subscribe(&self) -> broadcast::Receiver<Notice> {
        self.0.subscribe()
    }

    fn is_up(&self) -> bool {
        true
    }
}

fn status(found: StoreResult<Option<Arc<Tenant>>>) -> Option<TenantStatus> {
    found.expect("answers").map(|tenant| tenant.status)
}

#[tokio::test]
async fn a_tenant_is_read_once_in_a_while() {
    let (memory, clock, directory) = setting();
    for _ in 0..10 {
        assert_eq!(status(directory.tenant(ID).await), Some(TenantStatus::Active));
    }
    assert_eq!(memory.reads.load(Ordering::Relaxed), 1);
    clock.0.store(3_000, Ordering::Relaxed);
    // Many at once when it is due: one reads.
    let (one, two, three) = tokio::join!(directory.tenant(ID), directory.tenant(ID), directory.tenant(ID));
    assert!([one, two, three].into_iter().all(|found| status(found) == Some(TenantStatus::Active)));
    assert_eq!(memory.reads.load(Ordering::Relaxed), 2);
}

#[tokio::test]
async fn a_change_from_here_shows_at_once_and_one_from_elsewhere_soon() {
    let (memory, clock, directory) = setting();
    let service = TenantService::new(memory.clone(), memory.clone(), directory.clone(), Vec::new());
    assert_eq!(status(directory.tenant(ID).await), Some(TenantStatus::Active));
    service.set_status(ID, TenantStatus::Suspended, Millis(1)).await.expect("suspends");
    assert_eq!(status(directory.tenant(ID).await), Some(TenantStatus::Suspended));

    memory.tenant.lock().as_mut().expect("is there").status = TenantStatus::Active;
    assert_eq!(status(directory.tenant(ID).await), Some(TenantStatus::Suspended));
    clock.0.store(3_000, Ordering::Relaxed);
    assert_eq!(status(directory.tenant(ID).await), Some(TenantStatus::Active));
}

#[tokio::test]
async fn a_change_from_elsewhere_shows_as_soon_as_it_is_told() {
    let (memory, clock, here) = setting();
    let wire = Arc::new(Wire(broadcast::Sender::new(8)));
    let elsewhere = Arc::new(TenantDirectory::new(memory.clone(), clock).telling(wire.clone()));
    let notices = wire.subscribe();
    assert_eq!(status(here.tenant(ID).await), Some(TenantStatus::Active));
    let service = TenantService::new(memory.clone(), memory.clone(), elsewhere, Vec::new());
    service.set_status(ID, TenantStatus::Suspended, Millis(1)).await.expect("suspends");
    drop((service, wire));
    here.follow(notices).await;
    assert_eq!(status(here.tenant(ID).await), Some(TenantStatus::Suspended));

    // What is lost on the way shows when it is known that something was lost.
    memory.tenant.lock().as_mut().expect("is there").status = TenantStatus::Active;
    let (gap, notices) = broadcast::channel(1);
    drop(gap.send(Notice::Gap));
    drop(gap);
    here.follow(notices).await;
    assert_eq!(status(here.tenant(ID).await), Some(TenantStatus::Active));
}

#[tokio::test]
async fn a_reading_begun_before_a_change_is_not_kept_after_it() {
    let (memory, _clock, directory) = setting();
    let service = TenantService::new(memory.clone(), memory, directory.clone(), Vec::new());
    let (_old, changed) =
        tokio::join!(directory.tenant(ID), service.set_status(ID, TenantStatus::Suspended, Millis(1)));
    changed.expect("suspends");
    assert_eq!(status(directory.tenant(ID).await), Some(TenantStatus::Suspended));
}

#[tokio::test]
async fn without_the_store_the_last_answer_holds() {
    let (memory, clock, directory) = setting();
    assert_eq!(status(directory.tenant(ID).await), Some(TenantStatus::Active));
    memory.down.store(true, Ordering::Relaxed);
    clock.0.store(60_000, Ordering::Relaxed);
    assert_eq!(status(directory.tenant(ID).await), Some(TenantStatus::Active));
    let unknown = TenantId(uuid::Uuid::nil());
    assert!(matches!(directory.tenant(unknown).await, Err(StoreError::Unavailable(_))));
}

#[tokio::test]
async fn an_absent_tenant_is_not_remembered() {
    let (memory, _clock, directory) = setting();
    let tenant = memory.tenant.lock().take();
    assert_eq!(status(directory.tenant(ID).await), None);
    *memory.tenant.lock() = tenant;
    assert_eq!(status(directory.tenant(ID).await), Some(TenantStatus::Active));
}
