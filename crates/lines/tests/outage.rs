//! What a line does when its store fails and comes back (I8), on a store in memory that fails when told, with a clock that
//! moves when told.

use std::sync::{
    Arc,
    atomic::{AtomicBool, AtomicI64, Ordering},
};

use async_trait::async_trait;
use parking_lot::Mutex;
use vq_domain::{Millis, Priority, Queue, QueueId, QueueSettings, QueueStatus, SessionId, TenantId};
use vq_engine::{ChangeSet, Command, LineState, Outcome, Policy, Standing, decide, memory::MemTable};
use vq_lines::{LineError, LineHandle, Lines, LinesConfig};
use vq_ports::{Clock, Commit, Ids, QueueLog, StoreError, StoreResult, StoredLine};

/// A truth in memory that can be made to fail.
struct Log {
    truth: Mutex<(LineState, MemTable)>,
    down: AtomicBool,
    /// The commit is made, and its answer lost.
    mute: AtomicBool,
}

impl Log {
    fn check(&self) -> StoreResult<()> {
        if self.down.load(Ordering::Relaxed) {
            Err(StoreError::Unavailable("pulled the plug".into()))
        } else {
            Ok(())
        }
    }
}

#[async_trait]
impl QueueLog for Log {
    async fn commit(&self, _queue: QueueId, commands: Vec<Command>, now: Millis) -> StoreResult<Commit> {
        self.check()?;
        let mut truth = self.truth.lock();
        let (line, table) = &mut *truth;
        let (mut outcomes, mut changes) = (Vec::new(), Vec::new());
        for command in &commands {
            match decide(line, table, command, now, &mut changes) {
                Ok(outcome) => outcomes.push(outcome),
                Err(never) => match never {},
            }
        }
        table.commit();
        let changes = (!changes.is_empty()).then(|| {
            line.version += 1;
            Arc::new(ChangeSet { version: line.version, at: now, bucket: line.bucket, changes })
        });
        if self.mute.swap(false, Ordering::Relaxed) {
            return Err(StoreError::Unavailable("the answer was lost".into()));
        }
        Ok(Commit { outcomes, changes })
    }

    async fn load(&self, _queue: QueueId) -> StoreResult<StoredLine> {
        self.check()?;
        let truth = self.truth.lock();
        Ok(StoredLine { state: truth.0.clone(), live: truth.1.live().collect() })
    }

    async fn changes_after(&self, _queue: QueueId, _version: u64, _most: u32) -> StoreResult<Vec<ChangeSet>> {
        Ok(Vec::new())
    }

    async fn forget_changes(&self, _before: Millis) -> StoreResult<u64> {
        Ok(0)
    }
}

/// A clock that follows the test runtime's paused time.
struct TestClock {
    start: tokio::time::Instant,
    jump: AtomicI64,
}

impl Clock for TestClock {
    fn now(&self) -> Millis {
        let elapsed = i64::try_from(self.start.elapsed().as_millis()).unwrap_or(i64::MAX);
        Millis(1_700_000_000_000 + elapsed + self.jump.load(Ordering::Relaxed))
    }
}

struct TestIds;

impl Ids for TestIds {
    fn uuid(&self, now: Millis) -> uuid::Uuid {
        uuid::Uuid::from_u128(u128::try_from(now.0).unwrap_or(0))
    }

    fn fill(&self, bytes: &mut [u8]) {
        bytes.fill(7);
    }
}

struct World {
    log: Arc<Log>,
    line: Arc<LineHandle>,
    lines: Lines,
    sessions: u128,
}

impl World {
    async fn new(settings: QueueSettings) -> Self {
        let clock = Arc::new(TestClock { start: tokio::time::Instant::now(), jump: AtomicI64::new(0) });
        let now = clock.now();
        let state = LineState::new(Policy::new(&settings, 1000), QueueStatus::Open, now);
        let log = Arc::new(Log {
            truth: Mutex::new((state, MemTable::new())),
            down: AtomicBool::new(false),
            mute: AtomicBool::new(false),
        });
        let lines = Lines::new(LinesConfig::single_node(), log.clone(), clock, Arc::new(TestIds));
        let queue = Queue {
            id: QueueId::from_bytes([1; 16]),
            tenant_id: TenantId::from_bytes([2; 16]),
            settings,
            message: None,
            revision: 1,
            created_at: now,
            updated_at: now,
        };
        let line = lines.run(queue, 1000).await.expect("a line");
        Self { log, line, lines, sessions: 0 }
    }

    async fn join(&mut self, who: &str) -> Result<Outcome, LineError> {
        self.sessions += 1;
        let session = SessionId(uuid::Uuid::from_u128(self.sessions));
        let identifier = Some(who.into());
        self.line
            .submit(Command::Join { session, identifier, metadata: None, priority: Priority::NORMAL })
            .await
    }

    async fn ticket(&mut self, who: &str) -> u32 {
        match self.join(who).await {
            Ok(Outcome::Joined(entry) | Outcome::Existing(entry)) => entry.ticket,
            other => panic!("{who} could not join: {other:?}"),
        }
    }

    fn standing(&self, ticket: u32) -> Standing {
        self.line.read(|index| index.standing(ticket))
    }

    /// Waits until a ticket stands as wanted; the version tells when to look again.
    async fn until(&self, ticket: u32, wanted: impl Fn(Standing) -> bool) {
        let mut versions = self.line.versions();
        while !wanted(self.standing(ticket)) {
            versions.changed().await.expect("the line runs");
        }
    }
}

fn settings(cap: u32) -> QueueSettings {
    QueueSettings {
        max_concurrent_users: cap,
        release_rate_per_minute: 6000,
        claim_timeout_seconds: 30,
        abandon_after_seconds: 60,
        ..QueueSettings::default()
    }
}

#[tokio::test(start_paused = true)]
async fn joins_fail_positions_stay_and_all_goes_on_by_itself() {
    let mut world = World::new(settings(1)).await;
    let inside = world.ticket("a").await;
    let (second, third) = (world.ticket("b").await, world.ticket("c").await);
    world.log.down.store(true, Ordering::Relaxed);
    assert!(matches!(world.join("d").await, Err(LineError::Store(StoreError::Unavailable(_)))));
    assert!(matches!(world.standing(third), Standing::Waiting { people_ahead: 1, .. }));
    world.log.down.store(false, Ordering::Relaxed);
    world.line.submit(Command::Leave { ticket: inside }).await.expect("the store is back");
    world.until(second, |standing| matches!(standing, Standing::Released { .. })).await;
    world.lines.stop().await;
}

#[tokio::test(start_paused = true)]
async fn a_commit_whose_answer_was_lost_is_found_in_the_log() {
    let mut world = World::new(settings(1)).await;
    world.ticket("a").await;
    world.log.mute.store(true, Ordering::Relaxed);
    assert!(world.join("b").await.is_err(), "nothing was promised");
    // The one who asks again finds the place that the lost commit made.
    assert_eq!(world.ticket("b").await, 2);
    assert!(matches!(world.standing(2), Standing::Waiting { people_ahead: 0, .. }));
    assert_eq!(world.ticket("c").await, 3);
    world.lines.stop().await;
}

#[tokio::test(start_paused = true)]
async fn an_outage_of_ours_expires_nobody() {
    let mut world = World::new(settings(1)).await;
    let offered = world.ticket("a").await;
    let waiting = world.ticket("b").await;
    world.log.down.store(true, Ordering::Relaxed);
    // Far longer than the claim window and the grace period.
    for _ in 0..200 {
        tokio::time::advance(std::time::Duration::from_secs(1)).await;
        let _ = world.join("x").await;
    }
    world.log.down.store(false, Ordering::Relaxed);
    world.ticket("c").await;
    assert!(matches!(world.standing(offered), Standing::Released { .. }), "the offer is kept");
    assert!(matches!(world.standing(waiting), Standing::Waiting { .. }), "the place is kept");
    // From the return on there is a whole claim window, and then the offer goes to the next.
    world.until(offered, |standing| standing == Standing::Gone).await;
    world.until(waiting, |standing| matches!(standing, Standing::Released { .. })).await;
    world.lines.stop().await;
}

#[tokio::test(start_paused = true)]
async fn who_gives_no_sign_of_life_is_gone_and_who_does_stays() {
    let mut world = World::new(settings(1)).await;
    world.ticket("inside").await;
    world.line.submit(Command::Claim { ticket: 1 }).await.expect("claimed");
    let (silent, alive) = (world.ticket("silent").await, world.ticket("alive").await);
    let line = world.line.clone();
    let polls = tokio::spawn(async move {
        loop {
            line.seen(alive);
            tokio::time::sleep(std::time::Duration::from_secs(10)).await;
        }
    });
    world.until(silent, |standing| standing == Standing::Gone).await;
    assert!(matches!(world.standing(alive), Standing::Waiting { people_ahead: 0, .. }));
    polls.abort();
    world.lines.stop().await;
}
