//! All lines of this node.

use std::{collections::HashMap, sync::Arc};

use parking_lot::RwLock;
use tokio::sync::mpsc;
use tokio_util::{sync::CancellationToken, task::TaskTracker};
use vq_domain::{Queue, QueueId, TenantId};
use vq_engine::{Line, Policy};
use vq_ports::{Clock, Ids, QueueLog, Queues, StoreResult};

use crate::{LineHandle, LineMetrics, runner::Runner};

/// Commands that may wait for a commit, per line.
const JOB_BUFFER: usize = 32_768;

/// How lines are run.
#[derive(Clone, Debug)]
pub struct LinesConfig {
    /// This node's number among those that share the store.
    pub node: u64,
    /// How long the control of a line's releases is kept without renewal, in milliseconds.
    pub lease_millis: i64,
}

impl LinesConfig {
    /// One node that owns the store alone, and so never has to renew anything.
    pub fn single_node() -> Self {
        Self { node: 1, lease_millis: 100 * 365 * 24 * 3600 * 1000 }
    }
}

/// All lines of this node. Cheap to clone.
#[derive(Clone)]
pub struct Lines {
    inner: Arc<Inner>,
}

struct Inner {
    config: LinesConfig,
    log: Arc<dyn QueueLog>,
    clock: Arc<dyn Clock>,
    ids: Arc<dyn Ids>,
    metrics: LineMetrics,
    lines: RwLock<HashMap<QueueId, Running>>,
    tasks: TaskTracker,
    stop: CancellationToken,
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
        let inner = Inner {
            config,
            log,
            clock,
            ids,
            metrics: LineMetrics::default(),
            lines: RwLock::default(),
            tasks: TaskTracker::new(),
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
        let all = queues.all().await?;
        let count = all.len();
        for queue in all {
            let most = max_waiting(queue.tenant_id);
            self.run(queue, most).await?;
        }
        Ok(count)
    }

    /// Loads and runs one queue. Settings that were stored but did not reach the line before a crash do so now.
    pub async fn run(&self, queue: Queue, max_waiting: u32) -> StoreResult<Arc<LineHandle>> {
        let stored = self.inner.log.load(queue.id).await?;
        let policy = Policy::new(&queue.settings, max_waiting);
        let (jobs, inbox) = mpsc::channel(JOB_BUFFER);
        let id = queue.id;
        let now = self.inner.clock.now();
        let handle = Arc::new(LineHandle::new(queue, Line::load(stored.state, stored.live), jobs, now));
        let stop = self.inner.stop.child_token();
        let runner = Runner::new(
            handle.clone(),
            inbox,
            self.inner.config.clone(),
            self.inner.log.clone(),
            self.inner.clock.clone(),
            self.inner.ids.clone(),
            self.inner.metrics.clone(),
            policy,
            stop.clone(),
        );
        self.inner.lines.write().insert(id, Running { handle: handle.clone(), stop });
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

    /// All lines of this node.
    pub fn all(&self) -> Vec<Arc<LineHandle>> {
        self.inner.lines.read().values().map(|running| running.handle.clone()).collect()
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

    /// What the lines count about themselves.
    pub fn metrics(&self) -> &LineMetrics {
        &self.inner.metrics
    }

    /// Lets every line finish the commit it is in, and stops them.
    pub async fn stop(&self) {
        self.inner.stop.cancel();
        self.inner.tasks.close();
        self.inner.tasks.wait().await;
    }
}
