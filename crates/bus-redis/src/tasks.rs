//! What runs in the background: every task has a name, belongs to somebody, and ends when that is closed or dropped.

use std::future::Future;

use tokio_util::{sync::CancellationToken, task::TaskTracker};
use tracing::Instrument;

#[derive(Debug, Default)]
pub(crate) struct Tasks {
    running: TaskTracker,
    stop: CancellationToken,
}

impl Tasks {
    /// Runs until it ends by itself or is stopped; it may be stopped wherever it waits.
    pub(crate) fn spawn(&self, name: &'static str, work: impl Future<Output = ()> + Send + 'static) {
        let stop = self.stop.clone();
        let task = async move {
            if stop.run_until_cancelled_owned(work).await.is_some() {
                tracing::debug!("ended");
            }
        };
        self.running.spawn(task.instrument(tracing::info_span!("task", name)));
    }

    /// Stops all and waits until they have ended.
    pub(crate) async fn close(&self) {
        self.stop.cancel();
        self.running.close();
        self.running.wait().await;
    }
}

impl Drop for Tasks {
    fn drop(&mut self) {
        self.stop.cancel();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn tasks_end_with_their_owner() {
        let (tasks, (kept, mut ended)) = (Tasks::default(), tokio::sync::mpsc::channel::<()>(1));
        tasks.spawn("waits", async move {
            let _kept = kept;
            std::future::pending().await
        });
        tasks.close().await;
        assert_eq!(ended.recv().await, None);

        let (tasks, (kept, mut ended)) = (Tasks::default(), tokio::sync::mpsc::channel::<()>(1));
        tasks.spawn("waits", async move {
            let _kept = kept;
            std::future::pending().await
        });
        drop(tasks);
        assert_eq!(ended.recv().await, None);
    }
}
