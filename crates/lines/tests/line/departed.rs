//! Who was inside and is out is known as long as an admission of theirs can be good, whatever becomes of the settings.

use std::sync::{Arc, atomic::Ordering};

use crate::support::{Log, TestClock, TestIds, queue, settings};
use vq_domain::{Priority, Queue, QueueSettings, SessionId};
use vq_engine::Command;
use vq_lines::{LineHandle, Lines, LinesConfig};
use vq_ports::Clock;

const HOUR: u32 = 3600;
const MINUTE: u32 = 60;

struct World {
    log: Arc<Log>,
    clock: Arc<TestClock>,
    lines: Lines,
    line: Arc<LineHandle>,
    revision: u64,
}

impl World {
    async fn new() -> Self {
        let clock = TestClock::new();
        let log = Log::new(&stay(HOUR), clock.now());
        let (lines, line) = run(&log, &clock, HOUR, 1).await;
        Self { log, clock, lines, line, revision: 1 }
    }

    async fn come_in(&self, number: u32) {
        let session = session(number);
        let join = Command::Join { session, identifier: None, metadata: None, priority: Priority::NORMAL };
        for command in [join, Command::Claim { ticket: number }] {
            self.line.submit(command).await.expect("a store");
        }
    }

    async fn leave(&self, ticket: u32) {
        self.line.submit(Command::Leave { ticket }).await.expect("a store");
    }

    fn pass(&self, seconds: u32) {
        self.clock.jump.fetch_add(i64::from(seconds) * 1000, Ordering::Relaxed);
    }

    /// Who left and may not come in again. Nobody must have asked within the second before.
    fn departed(&self) -> Vec<SessionId> {
        let mut all = Vec::new();
        self.line.departures(0, self.clock.now(), |part| {
            assert!(!part.more);
            all.extend(part.groups.iter().flat_map(|(_, sessions)| sessions));
            vec![0]
        });
        all
    }

    /// Starts again with other settings.
    async fn restart(self, seconds: u32) -> Self {
        self.lines.stop().await;
        let revision = self.revision + 1;
        let (lines, line) = run(&self.log, &self.clock, seconds, revision).await;
        line.submit(Command::Look).await.expect("a store");
        Self { lines, line, revision, ..self }
    }
}

async fn run(
    log: &Arc<Log>,
    clock: &Arc<TestClock>,
    seconds: u32,
    revision: u64,
) -> (Lines, Arc<LineHandle>) {
    let config = LinesConfig::single_node();
    let lines = Lines::new(config, log.clone(), clock.clone(), Arc::new(TestIds(7)));
    let queue = Queue { revision, ..queue(stay(seconds), clock.now()) };
    let line = lines.run(queue, 100_000).await.expect("a line");
    (lines, line)
}

fn stay(seconds: u32) -> QueueSettings {
    QueueSettings { active_timeout_seconds: seconds, release_rate_per_minute: 6_000_000, ..settings(10) }
}

fn session(number: u32) -> SessionId {
    SessionId(uuid::Uuid::from_u128(number.into()))
}

#[tokio::test(start_paused = true)]
async fn a_shorter_stay_brings_nobody_back_who_left_under_a_longer_one() {
    let world = World::new().await;
    world.come_in(1).await;
    world.come_in(2).await;
    world.leave(1).await;
    let world = world.restart(MINUTE).await;
    world.pass(10 * MINUTE);
    // This one's admission is from before, too, and there is something for the list to be pruned by.
    world.leave(2).await;
    assert_eq!(world.departed(), [session(1), session(2)]);
    let world = world.restart(MINUTE).await;
    assert_eq!(world.departed(), [session(1), session(2)]);

    world.pass(HOUR);
    world.come_in(3).await;
    world.leave(3).await;
    world.pass(7 * MINUTE);
    world.come_in(4).await;
    assert_eq!(world.departed(), [], "what was given under the longer one is over");
    world.lines.stop().await;
}

#[tokio::test(start_paused = true)]
async fn more_time_is_never_less() {
    let world = World::new().await;
    world.come_in(1).await;
    let before = world.line.look(1, world.clock.now()).standing;
    let world = world.restart(MINUTE).await;
    world.line.submit(Command::Extend { ticket: 1 }).await.expect("a store");
    assert_eq!(world.line.look(1, world.clock.now()).standing, before, "the admission is good until then");
    world.lines.stop().await;
}
