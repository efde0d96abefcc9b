//! What every port is built from: a piece of work runs in a transaction, in a task of its own, again if it failed for a
//! passing reason.
//!
//! The caller's future only waits for the task: dropping it undoes nothing.

use std::{panic::AssertUnwindSafe, sync::Arc, time::Duration};

use deadpool_postgres::Pool;
use futures_util::{FutureExt, future::BoxFuture};
use tokio::{sync::Notify, time::timeout};
use tokio_util::{sync::CancellationToken, task::TaskTracker};
use vq_ports::{Audit, StoreError, StoreResult, audit::Happened};

use crate::{
    Options, audit, connect,
    fault::Fault,
    replica::{self, Replica},
    sweep,
    tx::{Mode, Scope, Tx},
};

/// How often a piece of work is tried.
const TRIES: u32 = 3;
/// The first pause between two tries, in milliseconds; half of it at least, the next one twice as long.
const PAUSE_MILLIS: u64 = 20;
/// The server ends a statement that takes too long; this much later we no longer wait for it to say so.
const GRACE: Duration = Duration::from_secs(2);
/// How long undoing may take before the connection is given up.
const ROLLBACK: Duration = Duration::from_secs(1);

/// The connections and tasks of one store.
pub struct Core {
    primary: Pool,
    replica: Option<Replica>,
    tasks: TaskTracker,
    stop: CancellationToken,
    /// Deleted queues are to be swept.
    pub remains: Arc<Notify>,
    patience: Duration,
    commit_timeout: Duration,
}

impl Core {
    /// Makes the pools, which connect when they are used, and starts the tasks that belong to a store.
    pub fn start(options: &Options) -> StoreResult<Arc<Self>> {
        let primary = connect::pool(options, &options.url, options.connections)?;
        let (tasks, stop) = (TaskTracker::new(), CancellationToken::new());
        let replica = match &options.replica_url {
            Some(url) => {
                Some(Replica::new(connect::pool(options, url, options.replica_connections)?, options))
            }
            None => None,
        };
        if let Some(replica) = &replica {
            let watch = replica::watch(primary.clone(), replica.clone());
            tasks.spawn(until_stopped(stop.clone(), watch));
        }
        let remains = Arc::new(Notify::new());
        let core = Arc::new(Self {
            primary,
            replica,
            tasks,
            stop,
            remains,
            patience: options.statement_timeout + GRACE,
            commit_timeout: options.commit_timeout,
        });
        // The sweeper does not keep the store alive.
        let sweep = sweep::run(Arc::downgrade(&core), core.remains.clone());
        core.tasks.spawn(until_stopped(core.stop.clone(), sweep));
        Ok(core)
    }

    /// Runs `work` in a transaction that writes. Unless it commits, nothing is kept. It may be run more than once.
    pub async fn write<T, I, F>(self: &Arc<Self>, scope: Scope, input: I, work: F) -> StoreResult<T>
    where
        T: Send + 'static,
        I: Send + Sync + 'static,
        F: for<'a> Fn(&'a Tx, &'a I) -> BoxFuture<'a, Result<T, Fault>> + Send + Sync + 'static,
    {
        let core = self.clone();
        self.detached(async move { core.repeat(&core.primary, Mode::Write, scope, &input, &work).await })
            .await
    }

    /// Like [`Self::write`], with what is written down about it: both or neither. What `work` takes for its commit is not
    /// one yet; the entry is sent with the real one, once `work` has succeeded. That holds the chain's head no longer than
    /// the commit takes.
    pub async fn audited<T, I, F>(
        self: &Arc<Self>,
        audit: &Audit,
        scope: Scope,
        input: I,
        work: F,
    ) -> StoreResult<T>
    where
        T: Happened + Send + 'static,
        I: Send + Sync + 'static,
        F: for<'a> Fn(&'a Tx, &'a I) -> BoxFuture<'a, Result<T, Fault>> + Send + Sync + 'static,
    {
        let work = Arc::new(work);
        self.write(scope, (input, audit.clone()), move |tx, (input, audit)| {
            let work = work.clone();
            async move {
                let entries: Vec<_> = audit.entries().cloned().collect();
                if entries.is_empty() {
                    return work(tx, input).await;
                }
                tx.hold();
                let done = work(tx, input).await?;
                if done.happened() {
                    audit::append_and_commit(tx, &entries).await?;
                }
                Ok(done)
            }
            .boxed()
        })
        .await
    }

    /// Like [`Self::write`], for commits of lines: the caller is answered in time, the work goes on to its end.
    pub async fn commit<T, I, F>(self: &Arc<Self>, input: I, work: F) -> StoreResult<T>
    where
        T: Send + 'static,
        I: Send + Sync + 'static,
        F: for<'a> Fn(&'a Tx, &'a I) -> BoxFuture<'a, Result<T, Fault>> + Send + Sync + 'static,
    {
        match timeout(self.commit_timeout, self.write(Scope::Node, input, work)).await {
            Ok(answer) => answer,
            Err(_) => Err(StoreError::Unavailable("the database does not answer in time".into())),
        }
    }

    /// Runs `work` on one snapshot.
    pub async fn read<T, I, F>(self: &Arc<Self>, scope: Scope, input: I, work: F) -> StoreResult<T>
    where
        T: Send + 'static,
        I: Send + Sync + 'static,
        F: for<'a> Fn(&'a Tx, &'a I) -> BoxFuture<'a, Result<T, Fault>> + Send + Sync + 'static,
    {
        let core = self.clone();
        self.detached(async move { core.repeat(&core.primary, Mode::Read, scope, &input, &work).await }).await
    }

    /// Runs `work` on one snapshot that may be a little old: on the replica, if there is one that keeps up.
    pub async fn read_list<T, I, F>(self: &Arc<Self>, scope: Scope, input: I, work: F) -> StoreResult<T>
    where
        T: Send + 'static,
        I: Send + Sync + 'static,
        F: for<'a> Fn(&'a Tx, &'a I) -> BoxFuture<'a, Result<T, Fault>> + Send + Sync + 'static,
    {
        let core = self.clone();
        self.detached(async move {
            if let Some(replica) = core.replica.as_ref().filter(|replica| replica.keeps_up()) {
                match core.attempt(replica.pool(), Mode::Read, scope, &input, &work).await {
                    Ok(answer) => return Ok(answer),
                    Err(Fault::Final(StoreError::NotFound)) => return Err(StoreError::NotFound),
                    Err(fault) => replica.failed(&fault.give_up()),
                }
            }
            core.repeat(&core.primary, Mode::Read, scope, &input, &work).await
        })
        .await
    }

    /// Runs `work` in a task that is waited for when the store is closed.
    async fn detached<T: Send + 'static>(
        &self,
        work: impl Future<Output = StoreResult<T>> + Send + 'static,
    ) -> StoreResult<T> {
        // Taken before looking whether the store is closed, so that closing waits for it.
        let token = self.tasks.token();
        if self.stop.is_cancelled() {
            return Err(StoreError::Unavailable("the store is closed".into()));
        }
        let task = tokio::spawn(async move {
            let _token = token;
            work.await
        });
        task.await.unwrap_or_else(|_| Err(StoreError::Failed("the work was given up".into())))
    }

    async fn repeat<T, I, F>(
        &self,
        pool: &Pool,
        mode: Mode,
        scope: Scope,
        input: &I,
        work: &F,
    ) -> StoreResult<T>
    where
        F: for<'a> Fn(&'a Tx, &'a I) -> BoxFuture<'a, Result<T, Fault>>,
    {
        let mut tried = 0;
        loop {
            match self.attempt(pool, mode, scope, input, work).await {
                Ok(answer) => return Ok(answer),
                Err(Fault::Passing(why)) if tried + 1 < TRIES => {
                    tracing::debug!(why, "a transaction is tried again");
                    let pause = PAUSE_MILLIS << tried;
                    let pause = rand::random_range(pause / 2..=pause);
                    tokio::time::sleep(Duration::from_millis(pause)).await;
                    tried += 1;
                }
                Err(fault) => return Err(fault.give_up()),
            }
        }
    }

    async fn attempt<T, I, F>(
        &self,
        pool: &Pool,
        mode: Mode,
        scope: Scope,
        input: &I,
        work: &F,
    ) -> Result<T, Fault>
    where
        F: for<'a> Fn(&'a Tx, &'a I) -> BoxFuture<'a, Result<T, Fault>>,
    {
        let tx = Tx::new(pool.get().await?, mode, scope);
        match timeout(self.patience, AssertUnwindSafe(work(&tx, input)).catch_unwind()).await {
            Ok(Ok(answer)) => {
                // What has not been committed is not meant to be.
                if !matches!(timeout(ROLLBACK, tx.rollback()).await, Ok(Ok(()))) {
                    tx.discard();
                }
                answer
            }
            Ok(Err(_)) => {
                tx.discard();
                Err(StoreError::Failed("the work panicked".into()).into())
            }
            Err(_) => {
                tx.discard();
                Err(StoreError::Unavailable("the database does not answer".into()).into())
            }
        }
    }

    /// A connection in no transaction.
    #[cfg(test)]
    pub async fn connection(&self) -> deadpool_postgres::Object {
        self.primary.get().await.unwrap()
    }

    /// Takes no more work and waits for what was taken.
    pub async fn close(&self) {
        self.stop.cancel();
        self.tasks.close();
        self.tasks.wait().await;
        self.primary.close();
        if let Some(replica) = &self.replica {
            replica.pool().close();
        }
    }
}

impl Drop for Core {
    fn drop(&mut self) {
        self.stop.cancel();
    }
}

async fn until_stopped(stop: CancellationToken, work: impl Future<Output = ()>) {
    stop.run_until_cancelled(work).await;
}
