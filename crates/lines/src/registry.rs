//! All lines of this node.

use std::{
    collections::{HashMap, hash_map::Entry},
    sync::{Arc, Weak},
    time::Duration,
};

use parking_lot::RwLock;
use tokio::sync::{broadcast, mpsc};
use tokio_util::{sync::CancellationToken, task::TaskTracker};
use vq_domain::{Queue, QueueId, TenantId};
use vq_engine::{Line, Policy};
use vq_ports::{Bus, Clock, Ids, LifeBoard, Notice, QueueLog, Queues, StoreResult, TenantLookup};

use crate::{
    CallsAfter, LineHandle, LineMetrics, calls,
    follower::{self, Follower},
    runner::{Inbox, Runner},
};

/// Commands that may wait for a commit, per line.
const JOB_BUFFER: usize = 32_768;
/// Change sets of other nodes that may wait to be taken over, per line. What does not fit is read from the log.
const SET_BUFFER: usize = 1024;

/// Queues named to those who ask in which something changed; who reads slower is told that they missed some.
const CHANGED_BUFFER: usize = 1024;

/// How long a node that stops waits for visits to be followed, at most.
const LONGEST_VISITS: Duration = Duration::from_secs(3);

/// How lines are run.
#[derive(Clone)]
pub struct LinesConfig {
    /// This node's number among those that share the store.
    pub node: u64,
    /// How long the control of a line's releases is kept without renewal, in milliseconds.
    pub lease_millis: i64,
    /// The way to the other nodes, where there are any.
    pub shared: Option<Shared>,
    /// Who knows which tenants are suspended: their lines hold. `None`: none is.
    pub tenants: Option<Arc<dyn TenantLookup>>,
}

/// What nodes that share a store need besides.
#[derive(Clone)]
pub struct Shared {
    /// Finds the queues that other nodes set up.
    pub queues: Arc<dyn Queues>,
    /// Tells the others at once what changed.
    pub bus: Arc<dyn Bus>,
    /// Where all write down whom they have seen.
    pub life: Arc<dyn LifeBoard>,
}

impl LinesConfig {
    /// One node that owns the store alone, and so never has to renew anything.
    pub fn single_node() -> Self {
        Self { node: 1, lease_millis: 100 * 365 * 24 * 3600 * 1000, shared: None, tenants: None }
    }

    /// One of several nodes. If the one that controls a line's releases dies, another takes over after a lease and a half
    /// at most.
    pub fn cluster(node: u64, shared: Shared) -> Self {
        Self { node, lease_millis: 1000, shared: Some(shared), tenants: None }
    }

    /// Has the lines of suspended tenants hold.
    #[must_use]
    pub fn knowing(self, tenants: Arc<dyn TenantLookup>) -> Self {
        Self { tenants: Some(tenants), ..self }
    }
}

/// All lines of this node. Cheap to clone.
#[derive(Clone)]
pub struct Lines {
    inner: Arc<Inner>,
}

struct Inner {
    context: Arc<Context>,
    lines: RwLock<HashMap<QueueId, Running>>,
    follower: Option<Follower>,
    tasks: TaskTracker,
    /// Those that follow people's visits from one line to another.
    visits: TaskTracker,
    stop: CancellationToken,
}

/// All lines of this node, as one of them knows them: it does not keep them.
pub(crate) struct Others(Weak<Inner>);

impl Others {
    /// They, unless nobody has them any more.
    pub(crate) fn get(&self) -> Option<Lines> {
        self.0.upgrade().map(|inner| Lines { inner })
    }
}

/// What every line of a node needs.
pub(crate) struct Context {
    pub config: LinesConfig,
    pub log: Arc<dyn QueueLog>,
    pub clock: Arc<dyn Clock>,
    pub ids: Arc<dyn Ids>,
    pub metrics: LineMetrics,
    /// Names the queues in which something changed.
    pub changed: broadcast::Sender<QueueId>,
}

struct Running {
    handle: Arc<LineHandle>,
    stop: CancellationToken,
}

impl Lines {
    /// No lines yet.
    pub fn new(
        config: LinesConfig,
        log: Arc<dyn QueueLog>,
        clock: Arc<dyn Clock>,
        ids: Arc<dyn Ids>,
    ) -> Self {
        let follower = config.shared.clone().map(|shared| Follower::new(shared, log.clone()));
        let (metrics, changed) = (LineMetrics::default(), broadcast::Sender::new(CHANGED_BUFFER));
        let context = Arc::new(Context { config, log, clock, ids, metrics, changed });
        let inner = Inner {
            context,
            lines: RwLock::default(),
            follower,
            tasks: TaskTracker::new(),
            visits: TaskTracker::new(),
            stop: CancellationToken::new(),
        };
        Self { inner: Arc::new(inner) }
    }

    /// Loads and runs every queue there is. `max_waiting` tells the limit of a queue's tenant.
    pub async fn run_all(
        &self,
        queues: &dyn Queues,
        max_waiting: impl Fn(TenantId) -> u32,
    ) -> StoreResult<usize> {
        // From before the first look on, so that nothing falls between.
        let notices = self.inner.follower.as_ref().map(Follower::subscribe);
        let all = queues.all().await?;
        let count = all.len();
        for queue in all {
            let most = max_waiting(queue.tenant_id);
            self.run(queue, most).await?;
        }
        if let Some(notices) = notices {
            self.inner.tasks.spawn(follower::run(self.clone(), notices, self.inner.stop.clone()));
        }
        Ok(count)
    }

    /// Loads and runs one queue. Settings that were stored but did not reach the line before a crash do so now.
    pub async fn run(&self, queue: Queue, max_waiting: u32) -> StoreResult<Arc<LineHandle>> {
        let policy = Policy::of(&queue, max_waiting);
        if let Some(shared) = &self.inner.context.config.shared {
            shared.bus.publish(Notice::Queue(queue.id));
        }
        self.start(queue, Some(policy)).await
    }

    /// Loads and runs one queue that another node set up, unless it runs already.
    pub(crate) async fn start(&self, queue: Queue, policy: Option<Policy>) -> StoreResult<Arc<LineHandle>> {
        let context = self.inner.context.clone();
        let stored = context.log.load(queue.id).await?;
        let (jobs, jobs_in) = mpsc::channel(JOB_BUFFER);
        let (sets, sets_in) = mpsc::channel(SET_BUFFER);
        let (id, now) = (queue.id, context.clock.now());
        let (version, longest) = (stored.state.version, stored.state.longest_stay_seconds(now));
        let index = Line::load_seated(stored.state, stored.live, stored.seats);
        let handle = Arc::new(LineHandle::new(queue, index, jobs, sets, now));
        handle.departed().recall(&*context.log, id, version, longest, now).await?;
        let stop = self.inner.stop.child_token();
        let inbox = Inbox { jobs: jobs_in, sets: sets_in };
        let others = Others(Arc::downgrade(&self.inner));
        let runner = Runner::new(handle.clone(), inbox, context, others, policy, stop.clone());
        match self.inner.lines.write().entry(id) {
            // Found twice at the same time.
            Entry::Occupied(running) if !running.get().stop.is_cancelled() => {
                return Ok(running.get().handle.clone());
            }
            Entry::Occupied(mut stopped) => {
                stopped.insert(Running { handle: handle.clone(), stop });
            }
            Entry::Vacant(place) => {
                place.insert(Running { handle: handle.clone(), stop });
            }
        }
        self.inner.tasks.spawn(runner.run());
        Ok(handle)
    }

    /// A line of this node.
    pub fn get(&self, queue: QueueId) -> Option<Arc<LineHandle>> {
        self.inner.lines.read().get(&queue).map(|running| running.handle.clone())
    }

    /// A line of this node, if it is this tenant's (I9).
    pub fn of_tenant(&self, tenant: TenantId, queue: QueueId) -> Option<Arc<LineHandle>> {
        self.get(queue).filter(|line| line.tenant_id() == tenant)
    }

    /// A line of this node; if it is not known here yet, another node may have set it up a moment ago.
    pub async fn find(&self, queue: QueueId) -> StoreResult<Option<Arc<LineHandle>>> {
        match (self.get(queue), &self.inner.follower) {
            (None, Some(follower)) => follower.find(self, queue).await,
            (found, _) => Ok(found),
        }
    }

    /// As [`Self::find`], if it is this tenant's (I9).
    pub async fn find_of_tenant(
        &self,
        tenant: TenantId,
        queue: QueueId,
    ) -> StoreResult<Option<Arc<LineHandle>>> {
        Ok(self.find(queue).await?.filter(|line| line.tenant_id() == tenant))
    }

    /// Follows somebody's visit into other lines. No line waits for it, but it is done before they are stopped.
    pub(crate) fn spawn_visit(&self, task: impl Future<Output = ()> + Send + 'static) {
        self.inner.visits.spawn(task);
    }

    pub(crate) fn follower(&self) -> Option<&Follower> {
        self.inner.follower.as_ref()
    }

    /// Tells the other nodes that a queue was set up anew or removed.
    pub fn tell_queue(&self, queue: QueueId) {
        if let Some(shared) = &self.inner.context.config.shared {
            shared.bus.publish(Notice::Queue(queue));
        }
    }

    /// All lines of this node.
    pub fn all(&self) -> Vec<Arc<LineHandle>> {
        self.inner.lines.read().values().map(|running| running.handle.clone()).collect()
    }

    /// The calls that a line made after a version, for boards. `None` if that is too long ago to be told.
    pub async fn calls_after(&self, line: &LineHandle, version: u64) -> StoreResult<Option<CallsAfter>> {
        calls::after(&*self.inner.context.log, line, version).await
    }

    /// Stops a line whose queue was deleted.
    pub fn stop_one(&self, queue: QueueId) {
        if let Some(running) = self.inner.lines.write().remove(&queue) {
            running.stop.cancel();
        }
    }

    /// Stops every line of a tenant.
    pub fn stop_tenant(&self, tenant: TenantId) {
        self.inner.lines.write().retain(|_, running| {
            let stays = running.handle.tenant_id() != tenant;
            if !stays {
                running.stop.cancel();
            }
            stays
        });
    }

    /// Hears in which queues something changes, on whichever node.
    pub fn changed(&self) -> broadcast::Receiver<QueueId> {
        self.inner.context.changed.subscribe()
    }

    /// This node's number, under which it takes control of lines.
    pub fn node(&self) -> u64 {
        self.inner.context.config.node
    }

    /// What the lines count about themselves.
    pub fn metrics(&self) -> &LineMetrics {
        &self.inner.context.metrics
    }

    /// Lets every line finish the commit it is in, and stops them; before, those who are over in one of them go on in others.
    pub async fn stop(&self) {
        self.inner.visits.close();
        if tokio::time::timeout(LONGEST_VISITS, self.inner.visits.wait()).await.is_err() {
            tracing::warn!("not everybody's visit could be followed before the lines are stopped");
        }
        self.inner.stop.cancel();
        self.inner.tasks.close();
        self.inner.tasks.wait().await;
    }
}
