//! Consumers over a real store: woken, failing, several at once.

use std::{
    collections::BTreeMap,
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
    time::Duration,
};

use async_trait::async_trait;
use prometheus_client::{encoding::text::encode, registry::Registry};
use tokio::{
    sync::{Mutex, broadcast},
    task::JoinHandle,
};
use tokio_util::sync::CancellationToken;
use vq_domain::{Millis, QueueId};
use vq_events::{Consumer, ConsumerError, EventMetrics, Handled, Pace, Runner};
use vq_ports::{
    Clock, Portion, Stores,
    contract::sample::{self, START, crowd, join, one},
};
use vq_store_sqlite::{Options, SqliteStore};

/// A clock that stands until it is moved.
struct Standing(AtomicI64);

impl Clock for Standing {
    fn now(&self) -> Millis {
        Millis(self.0.load(Ordering::Relaxed))
    }
}

/// Notes every version it is given.
#[derive(Default)]
struct Reader {
    seen: Mutex<BTreeMap<QueueId, Vec<u64>>>,
    gaps: Mutex<Vec<QueueId>>,
    poisoned: Mutex<Option<(QueueId, u64)>>,
}

#[async_trait]
impl Consumer for Reader {
    fn name(&self) -> &'static str {
        "reader"
    }

    async fn handle(
        &self,
        queue: QueueId,
        portion: &Portion,
        has_gap: bool,
    ) -> Result<Handled, ConsumerError> {
        if let Some((poisoned, version)) = *self.poisoned.lock().await
            && queue == poisoned
            && portion.sets.iter().any(|set| set.version == version)
        {
            return Err(ConsumerError("poison".into()));
        }
        if has_gap {
            self.gaps.lock().await.push(queue);
        }
        self.seen.lock().await.entry(queue).or_default().extend(portion.sets.iter().map(|set| set.version));
        Ok(Handled::default())
    }
}

impl Reader {
    async fn seen(&self, queue: QueueId) -> Vec<u64> {
        self.seen.lock().await.get(&queue).cloned().unwrap_or_default()
    }

    /// Waits until a queue was read up to a version.
    async fn until(&self, stores: &Stores, queue: QueueId, version: u64) {
        loop {
            let behind = stores.consumers.behind("reader").await.unwrap();
            let left = behind.iter().find(|behind| behind.queue == queue);
            let head = stores.log.load(queue).await.unwrap().state.version;
            if head >= version && left.is_none_or(|behind| behind.offset >= version) {
                return;
            }
            tokio::task::yield_now().await;
        }
    }
}

struct Scene {
    stores: Stores,
    reader: Arc<Reader>,
    clock: Arc<Standing>,
    registry: Registry,
    metrics: EventMetrics,
    wakes: broadcast::Sender<QueueId>,
    _dir: tempfile::TempDir,
}

impl Scene {
    fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let stores =
            SqliteStore::open(dir.path(), Options { readers: 1, ..Options::default() }).unwrap().stores();
        let (mut registry, metrics) = (Registry::default(), EventMetrics::default());
        metrics.register(&mut registry);
        Self {
            stores,
            reader: Arc::new(Reader::default()),
            clock: Arc::new(Standing(AtomicI64::new(START.0))),
            registry,
            metrics,
            wakes: broadcast::Sender::new(16),
            _dir: dir,
        }
    }

    fn run(&self, node: u64, pace: Pace) -> (CancellationToken, JoinHandle<()>) {
        let stop = CancellationToken::new();
        let (consumers, clock) = (self.stores.consumers.clone(), self.clock.clone());
        let runner = Runner::new(self.reader.clone(), consumers, clock, node, pace, &self.metrics);
        let task = tokio::spawn(runner.run(self.wakes.subscribe(), stop.clone()));
        (stop, task)
    }

    fn metric(&self, name: &str) -> String {
        let mut text = String::new();
        encode(&mut text, &self.registry).unwrap();
        let line = text.lines().find(|line| line.starts_with(&format!("{name}{{")));
        line.and_then(|line| line.rsplit(' ').next()).unwrap_or_default().to_owned()
    }
}

/// Looks so often that no test has to wait, and so seldom that only a wake can have been it.
const OFTEN: Duration = Duration::from_millis(1);
const NEVER: Duration = Duration::from_secs(3600);

fn pace(look: Duration) -> Pace {
    Pace { gather: Duration::ZERO, look, turn_millis: 1000, portion: 4 }
}

#[tokio::test]
async fn what_happened_before_and_what_happens_later_is_read_in_order() {
    let scene = Scene::new();
    let queue = sample::stored(&scene.stores, sample::paused()).await;
    for _ in 0..10 {
        crowd(&scene.stores, queue.id, 2).await;
    }
    let (stop, task) = scene.run(1, pace(NEVER));
    scene.reader.until(&scene.stores, queue.id, 10).await;
    one(&scene.stores, queue.id, join(None)).await;
    scene.wakes.send(queue.id).unwrap();
    scene.reader.until(&scene.stores, queue.id, 11).await;
    stop.cancel();
    task.await.unwrap();
    assert_eq!(scene.reader.seen(queue.id).await, (1..=11).collect::<Vec<_>>());
    assert_eq!(scene.metric("vq_consumer_versions_total"), "11");
}

#[tokio::test]
async fn nobody_has_to_be_woken() {
    let scene = Scene::new();
    let queue = sample::stored(&scene.stores, sample::paused()).await;
    let (stop, task) = scene.run(1, pace(OFTEN));
    one(&scene.stores, queue.id, join(None)).await;
    scene.reader.until(&scene.stores, queue.id, 1).await;
    stop.cancel();
    task.await.unwrap();
}

#[tokio::test]
async fn a_poisoned_record_stops_its_queue_alone_and_only_from_there_on() {
    let scene = Scene::new();
    let bad = sample::stored(&scene.stores, sample::paused()).await;
    let good = sample::stored(&scene.stores, sample::paused()).await;
    *scene.reader.poisoned.lock().await = Some((bad.id, 3));
    for _ in 0..6 {
        one(&scene.stores, bad.id, join(None)).await;
        one(&scene.stores, good.id, join(None)).await;
    }
    let (stop, task) = scene.run(1, pace(OFTEN));
    scene.reader.until(&scene.stores, good.id, 6).await;
    scene.reader.until(&scene.stores, bad.id, 2).await;
    assert_eq!(scene.reader.seen(good.id).await, [1, 2, 3, 4, 5, 6]);
    assert_eq!(scene.reader.seen(bad.id).await, [1, 2]);
    assert_ne!(scene.metric("vq_consumer_failures_total"), "0");
    // Mended, it goes on by itself.
    *scene.reader.poisoned.lock().await = None;
    scene.reader.until(&scene.stores, bad.id, 6).await;
    assert_eq!(scene.reader.seen(bad.id).await, [1, 2, 3, 4, 5, 6]);
    stop.cancel();
    task.await.unwrap();
}

#[tokio::test]
async fn what_was_forgotten_is_noted_as_lost() {
    let scene = Scene::new();
    let queue = sample::stored(&scene.stores, sample::paused()).await;
    one(&scene.stores, queue.id, join(None)).await;
    let (stop, task) = scene.run(1, pace(OFTEN));
    scene.reader.until(&scene.stores, queue.id, 1).await;
    stop.cancel();
    task.await.unwrap();
    for seconds in 1..5 {
        sample::one_at(&scene.stores, queue.id, join(None), START.plus_seconds(seconds)).await;
    }
    scene
        .stores
        .log
        .forget_changes(START.plus_seconds(3), START.plus_seconds(3), sample::LATE)
        .await
        .unwrap();
    let (stop, task) = scene.run(1, pace(OFTEN));
    scene.reader.until(&scene.stores, queue.id, 5).await;
    stop.cancel();
    task.await.unwrap();
    assert_eq!(scene.reader.seen(queue.id).await, [1, 4, 5]);
    assert_eq!(*scene.reader.gaps.lock().await, [queue.id]);
    let losses =
        scene.stores.analytics.losses(queue.tenant_id, None, "reader", START, START + 9_000).await.unwrap();
    let told: Vec<_> =
        losses.iter().map(|loss| (loss.after, loss.until, loss.from_at, loss.until_at)).collect();
    assert_eq!(told, [(1, 3, START, START.plus_seconds(3))]);
    assert_eq!(scene.metric("vq_consumer_lost_versions_total"), "2");
}

#[tokio::test]
async fn another_node_takes_over_at_once_from_one_that_stops() {
    let scene = Scene::new();
    let queue = sample::stored(&scene.stores, sample::paused()).await;
    one(&scene.stores, queue.id, join(None)).await;
    let (stop, task) = scene.run(1, pace(OFTEN));
    scene.reader.until(&scene.stores, queue.id, 1).await;
    stop.cancel();
    task.await.unwrap();
    // The clock stands: only a turn that was given up can be another's.
    let (stop, task) = scene.run(2, pace(OFTEN));
    one(&scene.stores, queue.id, join(None)).await;
    scene.reader.until(&scene.stores, queue.id, 2).await;
    stop.cancel();
    task.await.unwrap();
    assert_eq!(scene.reader.seen(queue.id).await, [1, 2]);
}
