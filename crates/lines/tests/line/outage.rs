//! What a line does when its store fails and comes back (I8), on a store in memory that fails when told, with a clock that
//! moves when told.

use std::sync::{Arc, atomic::Ordering};

use crate::support::{Log, TestClock, TestIds, queue, settings};
use vq_domain::{Priority, QueueSettings, SessionId};
use vq_engine::{Command, Outcome, Standing};
use vq_lines::{LineError, LineHandle, Lines, LinesConfig};
use vq_ports::{Clock, StoreError};

pub struct World {
    pub log: Arc<Log>,
    pub line: Arc<LineHandle>,
    pub lines: Lines,
    sessions: u128,
}

impl World {
    async fn new(settings: QueueSettings) -> Self {
        Self::with(settings, LinesConfig::single_node()).await
    }

    pub async fn with(settings: QueueSettings, config: LinesConfig) -> Self {
        let clock = TestClock::new();
        let now = clock.now();
        let log = Log::new(&settings, now);
        let lines = Lines::new(config, log.clone(), clock, Arc::new(TestIds(7)));
        let line = lines.run(queue(settings, now), 100_000).await.expect("a line");
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

    pub async fn ticket(&mut self, who: &str) -> u32 {
        match self.join(who).await {
            Ok(Outcome::Joined(entry) | Outcome::Existing(entry)) => entry.ticket,
            other => panic!("{who} could not join: {other:?}"),
        }
    }

    pub fn standing(&self, ticket: u32) -> Standing {
        self.line.read(|index| index.standing(ticket))
    }

    /// Waits until a ticket stands as wanted; the version tells when to look again.
    pub async fn until(&self, ticket: u32, wanted: impl Fn(Standing) -> bool) {
        let mut versions = self.line.versions();
        while !wanted(self.standing(ticket)) {
            versions.changed().await.expect("the line runs");
        }
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
