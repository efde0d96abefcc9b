//! One queue's truth in memory that can be made to fail, a clock that moves when told, ids that count.

use std::{
    collections::BTreeMap,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicI64, AtomicU64, Ordering},
    },
};

use async_trait::async_trait;
use parking_lot::Mutex;
use vq_domain::{
    LocationId, Millis, Numbering, Queue, QueueId, QueueSettings, QueueStatus, Releases, TenantId, WalkIn,
};
use vq_engine::{ChangeSet, LineState, Policy, memory::MemTable, transact};
use vq_ports::{Clock, Commit, Ids, LineHead, Order, QueueLog, StoreError, StoreResult, StoredLine};

pub const QUEUE: QueueId = QueueId::from_bytes([1; 16]);

/// A truth in memory that can be made to fail.
pub struct Log {
    truth: Mutex<Truth>,
    pub down: AtomicBool,
    /// The next commit is made, and its answer lost.
    pub mute: AtomicBool,
    /// Change sets brought along or read after a gap.
    pub read_back: AtomicU64,
}

struct Truth {
    state: LineState,
    table: MemTable,
    sets: BTreeMap<u64, ChangeSet>,
}

impl Log {
    pub fn new(settings: &QueueSettings, now: Millis) -> Arc<Self> {
        let state = LineState::new(Policy::new(settings, 100_000), QueueStatus::Open, now);
        Arc::new(Self {
            truth: Mutex::new(Truth { state, table: MemTable::new(), sets: BTreeMap::new() }),
            down: AtomicBool::new(false),
            mute: AtomicBool::new(false),
            read_back: AtomicU64::new(0),
        })
    }

    /// Forgets what led to the present state.
    pub fn forget(&self) {
        self.truth.lock().sets.clear();
    }

    pub fn state(&self) -> LineState {
        self.truth.lock().state.clone()
    }

    fn check(&self) -> StoreResult<()> {
        match self.down.load(Ordering::Relaxed) {
            true => Err(StoreError::Unavailable("pulled the plug".into())),
            false => Ok(()),
        }
    }

    fn after(&self, truth: &Truth, version: u64, most: usize) -> Vec<ChangeSet> {
        let sets: Vec<_> =
            (version + 1..).map_while(|version| truth.sets.get(&version)).take(most).cloned().collect();
        self.read_back.fetch_add(sets.len() as u64, Ordering::Relaxed);
        sets
    }
}

#[async_trait]
impl QueueLog for Log {
    async fn carry_out(
        &self,
        _queue: QueueId,
        orders: Vec<Order>,
        known: u64,
        now: Millis,
    ) -> StoreResult<Commit> {
        self.check()?;
        let (commands, _) = Order::part(orders);
        let mut truth = self.truth.lock();
        let count = truth.state.version.saturating_sub(known);
        let missed = match count {
            0 => Some(Vec::new()),
            1..=16 => Some(self.after(&truth, known, 16)).filter(|sets| sets.len() as u64 == count),
            _ => None,
        };
        let Truth { state, table, sets } = &mut *truth;
        let Ok((outcomes, changes)) = transact(state, table, &commands, now);
        table.commit();
        if let Some(set) = &changes {
            sets.insert(set.version, set.clone());
        }
        if self.mute.swap(false, Ordering::Relaxed) {
            return Err(StoreError::Unavailable("the answer was lost".into()));
        }
        Ok(Commit { outcomes, missed, changes: changes.map(Arc::new) })
    }

    async fn load(&self, _queue: QueueId) -> StoreResult<StoredLine> {
        self.check()?;
        let truth = self.truth.lock();
        let (live, seats) = (truth.table.live().collect(), truth.table.seats().collect());
        Ok(StoredLine { state: truth.state.clone(), live, seats })
    }

    async fn changes_after(&self, _queue: QueueId, version: u64, most: u32) -> StoreResult<Vec<ChangeSet>> {
        self.check()?;
        Ok(self.after(&self.truth.lock(), version, most as usize))
    }

    async fn heads(&self) -> StoreResult<Vec<LineHead>> {
        self.check()?;
        Ok(vec![LineHead { queue: QUEUE, version: self.truth.lock().state.version, revision: 1 }])
    }

    async fn forget_changes(&self, _before: Millis, _at_last: Millis, _now: Millis) -> StoreResult<u64> {
        Ok(0)
    }
}

/// A clock that follows the test runtime's paused time.
pub struct TestClock {
    start: tokio::time::Instant,
    pub jump: AtomicI64,
}

impl TestClock {
    pub fn new() -> Arc<Self> {
        Arc::new(Self { start: tokio::time::Instant::now(), jump: AtomicI64::new(0) })
    }
}

impl Clock for TestClock {
    fn now(&self) -> Millis {
        let elapsed = i64::try_from(self.start.elapsed().as_millis()).unwrap_or(i64::MAX);
        Millis(1_700_000_000_000 + elapsed + self.jump.load(Ordering::Relaxed))
    }
}

/// Every node's draws differ from the others'.
pub struct TestIds(pub u8);

impl Ids for TestIds {
    fn uuid(&self, now: Millis) -> uuid::Uuid {
        uuid::Uuid::from_u128(u128::try_from(now.0).unwrap_or(0))
    }

    fn fill(&self, bytes: &mut [u8]) {
        bytes.fill(self.0);
    }
}

pub fn queue(settings: QueueSettings, now: Millis) -> Queue {
    Queue {
        id: QUEUE,
        tenant_id: TenantId::from_bytes([2; 16]),
        settings,
        message: None,
        revision: 1,
        created_at: now,
        updated_at: now,
    }
}

pub fn settings(cap: u32) -> QueueSettings {
    QueueSettings {
        max_concurrent_users: cap,
        release_rate_per_minute: 6000,
        claim_timeout_seconds: 30,
        abandon_after_seconds: 60,
        ..QueueSettings::default()
    }
}

/// The settings of a service that counters call from.
pub fn service() -> QueueSettings {
    let walk_in = WalkIn {
        location_id: LocationId::from_bytes([3; 16]),
        prefix: "A".into(),
        numbering: Numbering::Continuous,
        resets_at: "04:00".into(),
        average_service_seconds: None,
        time_zone: "Europe/Berlin".into(),
        hours: None,
    };
    QueueSettings { releases: Releases::Call, walk_in: Some(walk_in), ..settings(8) }
}
