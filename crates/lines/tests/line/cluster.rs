//! Several nodes that share a truth: they show the same places, one of them releases, and what goes wrong between them
//! goes wrong for nobody in line.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use crate::support::{Log, QUEUE, TestClock, TestIds, queue, service, settings};
use async_trait::async_trait;
use parking_lot::Mutex;
use tokio::sync::broadcast;
use vq_domain::{
    CounterId, CounterRef, Millis, Priority, Queue, QueueId, QueueSettings, SessionId, TenantId,
};
use vq_engine::{
    CallNext, Command, Entry, LineState, Outcome, Standing,
    attend::{AtCounter, By},
};
use vq_lines::{LineHandle, Lines, LinesConfig, Shared};
use vq_ports::{
    Audit, Bus, Clock, LifeBoard, Notice, Page, PageRequest, Queues, Seen, StoreError, StoreResult,
};

/// What one node hears of the others, and whether it hears anything.
struct Wire {
    own: broadcast::Sender<Notice>,
    others: Mutex<Vec<broadcast::Sender<Notice>>>,
    up: Arc<AtomicBool>,
}

impl Bus for Wire {
    fn publish(&self, notice: Notice) {
        if self.is_up() {
            for other in &*self.others.lock() {
                let _ = other.send(notice.clone());
            }
        }
    }

    fn subscribe(&self) -> broadcast::Receiver<Notice> {
        self.own.subscribe()
    }

    fn is_up(&self) -> bool {
        self.up.load(Ordering::Relaxed)
    }
}

#[derive(Default)]
struct Board {
    reports: Mutex<Vec<Seen>>,
    down: AtomicBool,
}

#[async_trait]
impl LifeBoard for Board {
    async fn report(&self, _queue: QueueId, seen: &Seen, _keep_seconds: u32) -> StoreResult<()> {
        self.check()?;
        let mut reports = self.reports.lock();
        reports.retain(|other| other.node != seen.node);
        reports.push(seen.clone());
        Ok(())
    }

    async fn reports(&self, _queue: QueueId) -> StoreResult<Vec<Seen>> {
        self.check()?;
        Ok(self.reports.lock().clone())
    }
}

impl Board {
    fn check(&self) -> StoreResult<()> {
        match self.down.load(Ordering::Relaxed) {
            true => Err(StoreError::Unavailable("the board is away".into())),
            false => Ok(()),
        }
    }
}

/// The one queue there is, once it was set up.
#[derive(Default)]
struct OneQueue(Mutex<Option<Queue>>);

#[async_trait]
impl Queues for OneQueue {
    async fn create(&self, queue: &Queue, _line: &LineState, _most: u32, _audit: &Audit) -> StoreResult<()> {
        *self.0.lock() = Some(queue.clone());
        Ok(())
    }

    async fn get(&self, _tenant: TenantId, id: QueueId) -> StoreResult<Option<Queue>> {
        self.by_id(id).await
    }

    async fn list(&self, _tenant: TenantId, _page: PageRequest) -> StoreResult<Page<Queue>> {
        Ok(Page { items: self.all().await?, next: None })
    }

    async fn all(&self) -> StoreResult<Vec<Queue>> {
        Ok(self.0.lock().iter().cloned().collect())
    }

    async fn by_id(&self, queue: QueueId) -> StoreResult<Option<Queue>> {
        Ok(self.0.lock().clone().filter(|stored| stored.id == queue))
    }

    async fn update(&self, queue: &Queue, _audit: &Audit) -> StoreResult<()> {
        *self.0.lock() = Some(queue.clone());
        Ok(())
    }

    async fn delete(&self, _tenant: TenantId, _queue: QueueId, _audit: &Audit) -> StoreResult<()> {
        *self.0.lock() = None;
        Ok(())
    }
}

struct Cluster {
    log: Arc<Log>,
    clock: Arc<TestClock>,
    queues: Arc<OneQueue>,
    board: Arc<Board>,
    bus_up: Arc<AtomicBool>,
    nodes: Vec<Lines>,
    people: u128,
}

impl Cluster {
    async fn new(count: usize, settings: QueueSettings) -> Self {
        let clock = TestClock::new();
        let log = Log::new(&settings, clock.now());
        let (queues, board) = (Arc::new(OneQueue::default()), Arc::new(Board::default()));
        let bus_up = Arc::new(AtomicBool::new(true));
        *queues.0.lock() = Some(queue(settings, clock.now()));
        let wires: Vec<_> = (0..count).map(|_| broadcast::channel(4096).0).collect();
        let mut nodes = Vec::new();
        for number in 0..count {
            let mut others = wires.clone();
            let own = others.swap_remove(number);
            let bus = Arc::new(Wire { own, others: Mutex::new(others), up: bus_up.clone() });
            let shared = Shared { queues: queues.clone(), bus, life: board.clone() };
            let config = LinesConfig::cluster(number as u64 + 1, shared);
            let ids = Arc::new(TestIds(40 * number as u8));
            let node = Lines::new(config, log.clone(), clock.clone(), ids);
            node.run_all(&*queues, |_| 100_000).await.expect("a line");
            nodes.push(node);
        }
        Self { log, clock, queues, board, bus_up, nodes, people: 0 }
    }

    fn line(&self, node: usize) -> Arc<LineHandle> {
        self.nodes[node].get(QUEUE).expect("a line")
    }

    async fn join(&mut self, node: usize) -> u32 {
        self.people += 1;
        let session = SessionId(uuid::Uuid::from_u128(self.people));
        let join = Command::Join { session, identifier: None, metadata: None, priority: Priority::NORMAL };
        match self.line(node).submit(join).await {
            Ok(Outcome::Joined(entry)) => entry.ticket,
            other => panic!("could not join: {other:?}"),
        }
    }

    fn standing(&self, node: usize, ticket: u32) -> Standing {
        self.line(node).read(|index| index.standing(ticket))
    }

    async fn until(&self, node: usize, ticket: u32, wanted: impl Fn(Standing) -> bool) {
        let line = self.line(node);
        let mut versions = line.versions();
        while !wanted(self.standing(node, ticket)) {
            versions.changed().await.expect("the line runs");
        }
    }

    /// Waits until every node has all that is committed, and compares what they show.
    async fn agree(&self, nodes: &[usize]) {
        let version = self.log.state().version;
        for &node in nodes {
            let mut versions = self.line(node).versions();
            versions.wait_for(|&at| at >= version).await.expect("the line runs");
        }
        let shown = |node: usize| {
            self.line(node).read(|index| {
                (0..index.state().next_ticket).map(|ticket| index.standing(ticket)).collect::<Vec<_>>()
            })
        };
        for &node in &nodes[1..] {
            assert_eq!(shown(node), shown(nodes[0]), "node {node}");
        }
    }

    /// The node that controls the releases.
    fn controller(&self) -> usize {
        usize::try_from(self.log.state().lease.node).unwrap_or(0) - 1
    }

    async fn stop(self) {
        for node in self.nodes {
            node.stop().await;
        }
    }
}

#[tokio::test(start_paused = true)]
async fn every_node_shows_the_same_places() {
    let mut cluster = Cluster::new(3, settings(2)).await;
    for at in 0..60 {
        cluster.join(at % 3).await;
    }
    cluster.agree(&[0, 1, 2]).await;
    // Tickets 1 and 2 are in; the last of 58 who wait has 57 ahead, whoever is asked.
    assert!(matches!(cluster.standing(1, 60), Standing::Waiting { people_ahead: 57, .. }));
    cluster.line(2).submit(Command::Leave { ticket: 30 }).await.expect("left");
    cluster.until(0, 60, |standing| matches!(standing, Standing::Waiting { people_ahead: 56, .. })).await;
    cluster.stop().await;
}

#[tokio::test(start_paused = true)]
async fn a_turn_given_back_at_one_node_is_offered_by_another() {
    let mut cluster = Cluster::new(3, settings(1)).await;
    let (inside, next) = (cluster.join(0).await, cluster.join(1).await);
    for node in 0..3 {
        cluster.until(node, next, |standing| matches!(standing, Standing::Waiting { .. })).await;
    }
    for node in 0..3 {
        let other = (cluster.controller() + 1) % 3;
        let leaves = if node == 0 { inside } else { next + node as u32 - 1 };
        cluster.join(node).await;
        cluster.line(other).submit(Command::Leave { ticket: leaves }).await.expect("left");
        let offered = next + node as u32;
        cluster.until(other, offered, |standing| matches!(standing, Standing::Released { .. })).await;
    }
    cluster.stop().await;
}

#[tokio::test(start_paused = true)]
async fn without_the_bus_the_log_is_followed() {
    let mut cluster = Cluster::new(2, settings(1)).await;
    cluster.bus_up.store(false, Ordering::Relaxed);
    let (inside, second) = (cluster.join(0).await, cluster.join(0).await);
    cluster.until(1, second, |standing| matches!(standing, Standing::Waiting { .. })).await;
    cluster.line(1).submit(Command::Leave { ticket: inside }).await.expect("left");
    cluster.until(0, second, |standing| matches!(standing, Standing::Released { .. })).await;
    cluster.agree(&[0, 1]).await;
    cluster.stop().await;
}

#[tokio::test(start_paused = true)]
async fn a_node_that_missed_thousands_of_changes_catches_up_exactly() {
    for forgotten in [false, true] {
        let mut cluster = Cluster::new(2, settings(1)).await;
        let first = cluster.line(1).versions();
        cluster.bus_up.store(false, Ordering::Relaxed);
        cluster.log.read_back.store(0, Ordering::Relaxed);
        // The second node is told of nothing: joined one by one, these are ten thousand change sets.
        for _ in 0..10_000 {
            cluster.join(0).await;
        }
        for ticket in (3..9_000).step_by(7) {
            cluster.line(0).submit(Command::Leave { ticket }).await.expect("left");
        }
        if forgotten {
            cluster.log.forget();
        }
        drop(first);
        cluster.agree(&[0, 1]).await;
        assert!(
            matches!(cluster.standing(1, 10_000), Standing::Waiting { people_ahead, .. } if people_ahead < 9_000)
        );
        cluster.stop().await;
    }
}

#[tokio::test(start_paused = true)]
async fn another_node_takes_over_when_the_controller_dies() {
    let mut cluster = Cluster::new(3, settings(1)).await;
    let (inside, second) = (cluster.join(0).await, cluster.join(1).await);
    cluster.agree(&[0, 1, 2]).await;
    while cluster.log.state().lease.epoch == 0 {
        tokio::time::advance(Duration::from_millis(10)).await;
    }
    let (dead, epoch) = (cluster.controller(), cluster.log.state().lease.epoch);
    cluster.nodes[dead].clone().stop().await;
    let survivor = (dead + 1) % 3;
    cluster.line(survivor).submit(Command::Leave { ticket: inside }).await.expect("left");
    let before = cluster.clock.now();
    cluster.until(survivor, second, |standing| matches!(standing, Standing::Released { .. })).await;
    assert!(cluster.clock.now() - before < 2_000, "took {} ms", cluster.clock.now() - before);
    assert_ne!(cluster.controller(), dead);
    // Who was in control before can do nothing any more.
    let version = cluster.log.state().version;
    let stale = Command::Release { epoch, basis: version, tickets: vec![second] };
    let refused = cluster.line(survivor).submit(stale).await;
    assert!(matches!(refused, Ok(Outcome::Refused(_))), "{refused:?}");
    cluster.stop().await;
}

#[tokio::test(start_paused = true)]
async fn an_idle_line_is_left_alone() {
    let mut cluster = Cluster::new(3, settings(1)).await;
    let inside = cluster.join(0).await;
    cluster.line(1).submit(Command::Leave { ticket: inside }).await.expect("left");
    tokio::time::sleep(Duration::from_secs(5)).await;
    let lease = cluster.log.state().lease;
    tokio::time::sleep(Duration::from_secs(60)).await;
    assert_eq!(cluster.log.state().lease, lease, "nobody renewed what nobody needs");
    cluster.stop().await;
}

#[tokio::test(start_paused = true)]
async fn who_polls_at_any_node_is_alive() {
    // Whoever is inside stays there.
    let settings = QueueSettings { active_timeout_seconds: 86_400, ..settings(1) };
    let mut cluster = Cluster::new(2, settings).await;
    cluster.join(0).await;
    cluster.line(0).submit(Command::Claim { ticket: 1 }).await.expect("claimed");
    let (alive_here, alive_there, silent) =
        (cluster.join(0).await, cluster.join(0).await, cluster.join(1).await);
    let (here, there) = (cluster.line(0), cluster.line(1));
    let polls = tokio::spawn(async move {
        loop {
            here.seen(alive_here);
            there.seen(alive_there);
            tokio::time::sleep(Duration::from_secs(10)).await;
        }
    });
    cluster.until(0, silent, |standing| standing == Standing::Gone).await;
    for alive in [alive_here, alive_there] {
        assert!(matches!(cluster.standing(0, alive), Standing::Waiting { .. }));
    }
    // Where nodes cannot tell whom they have seen, nobody is judged.
    let unheard = cluster.join(1).await;
    cluster.board.down.store(true, Ordering::Relaxed);
    tokio::time::sleep(Duration::from_secs(600)).await;
    assert!(matches!(cluster.standing(0, unheard), Standing::Waiting { .. }));
    cluster.board.down.store(false, Ordering::Relaxed);
    cluster.until(1, unheard, |standing| standing == Standing::Gone).await;
    polls.abort();
    cluster.stop().await;
}

#[tokio::test(start_paused = true)]
async fn a_node_that_slept_releases_nobody_and_judges_nobody() {
    let mut cluster = Cluster::new(1, settings(1)).await;
    let offered = cluster.join(0).await;
    cluster.join(0).await;
    // The process was stopped for an hour.
    cluster.clock.jump.store(3_600_000, Ordering::Relaxed);
    tokio::time::sleep(Duration::from_secs(2)).await;
    assert!(matches!(cluster.standing(0, offered), Standing::Released { .. }), "the offer is kept");
    cluster.until(0, offered, |standing| standing == Standing::Gone).await;
    cluster.stop().await;
}

#[tokio::test(start_paused = true)]
async fn a_queue_set_up_changed_or_removed_elsewhere_is_followed() {
    let cluster = Cluster::new(2, settings(1)).await;
    // Not known at all: found by asking.
    cluster.nodes[1].stop_one(QUEUE);
    assert!(cluster.nodes[1].get(QUEUE).is_none());
    assert!(cluster.nodes[1].find(QUEUE).await.expect("the store answers").is_some());
    // Changed.
    let mut changed = queue(settings(1), Millis(0));
    (changed.revision, changed.settings.name) = (2, "Other".into());
    cluster.queues.update(&changed, &Audit::exempt("a test")).await.expect("written");
    let mut notices = cluster.line(1).notices();
    cluster.nodes[0].tell_queue(QUEUE);
    while cluster.line(1).queue().settings.name != "Other" {
        notices.changed().await.expect("the line runs");
    }
    // Removed.
    cluster.queues.delete(changed.tenant_id, QUEUE, &Audit::exempt("a test")).await.expect("removed");
    cluster.nodes[0].tell_queue(QUEUE);
    let mut versions = cluster.line(1).versions();
    while cluster.nodes[1].get(QUEUE).is_some() {
        let _ = tokio::time::timeout(Duration::from_millis(50), versions.changed()).await;
    }
    assert!(cluster.nodes[1].find(QUEUE).await.expect("the store answers").is_none());
    cluster.stop().await;
}

#[tokio::test(start_paused = true)]
async fn settings_that_were_stored_but_told_to_no_line_come_into_force() {
    let cluster = Cluster::new(2, settings(1)).await;
    let mut changed = queue(settings(7), Millis(0));
    changed.revision = 2;
    cluster.queues.update(&changed, &Audit::exempt("a test")).await.expect("written");
    // Whoever wrote it died here. Another node reads it.
    cluster.nodes[0].tell_queue(QUEUE);
    for node in 0..2 {
        let mut versions = cluster.line(node).versions();
        while cluster.line(node).read(|index| index.state().policy.cap) != 7 {
            versions.changed().await.expect("the line runs");
        }
    }
    // What was set up earlier comes too late.
    let late = Command::SetPolicy(vq_engine::Policy::new(&settings(1), 100_000));
    assert!(matches!(cluster.line(0).direct(late, Audit::exempt("a test")).await, Ok(Outcome::Done)));
    assert_eq!(cluster.log.state().policy.cap, 7);
    cluster.stop().await;
}

fn call_next(counter: u8, finish: Option<&Entry>) -> Command {
    let counter = CounterRef { id: CounterId::from_bytes([counter; 16]), name: "Counter".into() };
    let at = AtCounter {
        counter,
        seen: finish.map(|entry| entry.session).into_iter().collect(),
        most: 1,
        turn: None,
        finish: finish.map(|entry| entry.ticket),
    };
    let call = CallNext { at, by: By::default(), basis: 0, tickets: Vec::new(), all: false };
    Command::CallNext(Box::new(call))
}

/// Counters at two nodes call as fast as they can: whoever loses against the other node is given the next person, never
/// the same.
#[tokio::test(start_paused = true)]
async fn counters_of_two_nodes_call_everybody_once() {
    let mut cluster = Cluster::new(2, service()).await;
    for at in 0..200 {
        cluster.join(at % 2).await;
    }
    let begin = cluster.line(0).read(|index| index.state().version);
    let desks = (0..8_u8).map(|counter| {
        let line = cluster.line(usize::from(counter % 2));
        async move {
            let (mut at, mut called) = (None::<Entry>, Vec::new());
            loop {
                match line.direct(call_next(counter, at.as_ref()), Audit::exempt("a test")).await {
                    Ok(Outcome::Session(entry)) => {
                        called.push(entry.ticket);
                        at = Some(entry);
                    }
                    Ok(Outcome::Nobody) => return called,
                    other => panic!("{other:?}"),
                }
            }
        }
    });
    let desks: Vec<_> = desks.map(tokio::spawn).collect();
    let mut called = Vec::new();
    for desk in desks {
        called.extend(desk.await.expect("a desk"));
    }
    called.sort_unstable();
    assert!(called.into_iter().eq(1..=200), "everybody once");
    cluster.agree(&[0, 1]).await;
    // A board hears of each call once and in order, from memory or, after the node was loaded anew, from the log.
    for node in 0..2 {
        let line = cluster.line(node);
        let (calls, upto) =
            cluster.nodes[node].calls_after(&line, begin).await.expect("an answer").expect("calls");
        assert!(calls.iter().map(|call| call.count).eq(1..=200));
        assert_eq!(upto, line.read(|index| index.state().version));
        assert!(calls.iter().map(|call| call.ticket).eq(1..=200), "in the order of their places");
    }
    cluster.stop().await;
}
