//! Keeps the lines of this node up with what the other nodes do. The bus tells at once; the log is looked at besides,
//! rarely while the bus works and often while it does not, so that nothing depends on a message.

use std::{sync::Arc, time::Duration};

use tokio::{
    sync::{
        Mutex,
        broadcast::{self, error::RecvError},
    },
    time::Instant,
};
use tokio_util::sync::CancellationToken;
use vq_domain::QueueId;
use vq_ports::{Notice, QueueLog, StoreResult};

use crate::{LineHandle, Lines, Shared};

/// How often the log is looked at while the bus works, and while it does not.
const SELDOM: Duration = Duration::from_secs(2);
const OFTEN: Duration = Duration::from_millis(200);

/// Follows the other nodes.
pub(crate) struct Follower {
    shared: Shared,
    log: Arc<dyn QueueLog>,
    /// Queues are looked up one at a time: an id that does not exist is no way to keep the store busy.
    finding: Mutex<()>,
}

impl Follower {
    pub(crate) fn new(shared: Shared, log: Arc<dyn QueueLog>) -> Self {
        Self { shared, log, finding: Mutex::new(()) }
    }

    pub(crate) fn subscribe(&self) -> broadcast::Receiver<Notice> {
        self.shared.bus.subscribe()
    }

    /// A queue that was not known here.
    pub(crate) async fn find(&self, lines: &Lines, queue: QueueId) -> StoreResult<Option<Arc<LineHandle>>> {
        let _finding = self.finding.lock().await;
        match lines.get(queue) {
            Some(line) => Ok(Some(line)),
            None => self.read_queue(lines, queue).await,
        }
    }

    /// Takes over a queue's settings as stored: new, changed or gone.
    async fn read_queue(&self, lines: &Lines, id: QueueId) -> StoreResult<Option<Arc<LineHandle>>> {
        match (self.shared.queues.by_id(id).await?, lines.get(id)) {
            (Some(queue), Some(line)) => {
                if queue.revision > line.queue().revision {
                    line.set_queue(queue);
                }
                Ok(Some(line))
            }
            (Some(queue), None) => lines.start(queue, None).await.map(Some),
            (None, _) => {
                lines.stop_one(id);
                Ok(None)
            }
        }
    }

    /// Compares every line with the log.
    async fn compare(&self, lines: &Lines) -> StoreResult<()> {
        // Those that are here before the log is read: what is set up meanwhile must not be taken for removed.
        let mut unseen = lines.all();
        for head in self.log.heads().await? {
            unseen.retain(|line| line.id() != head.queue);
            match lines.get(head.queue) {
                Some(line) if line.queue().revision >= head.revision => {
                    if line.read(|index| index.state().version) < head.version {
                        line.fall_behind();
                    }
                }
                _ => drop(self.read_queue(lines, head.queue).await?),
            }
        }
        for line in unseen {
            lines.stop_one(line.id());
        }
        Ok(())
    }
}

/// What a notice asks for.
enum Heard {
    Nothing,
    Queue(QueueId),
    Gap,
}

async fn hear(lines: &Lines, notices: &mut broadcast::Receiver<Notice>) -> Heard {
    match notices.recv().await {
        Ok(Notice::Line(queue, set)) => match lines.get(queue) {
            Some(line) => {
                line.tell_set(set);
                Heard::Nothing
            }
            None => Heard::Queue(queue),
        },
        Ok(Notice::Queue(queue)) => Heard::Queue(queue),
        Ok(Notice::Tenant(_)) => Heard::Nothing,
        Ok(Notice::Gap) | Err(RecvError::Lagged(_)) => Heard::Gap,
        // The bus has ended; the log is still looked at.
        Err(RecvError::Closed) => std::future::pending().await,
    }
}

/// Follows until `stop`.
pub(crate) async fn run(lines: Lines, mut notices: broadcast::Receiver<Notice>, stop: CancellationToken) {
    let Some(follower) = lines.follower() else { return };
    let bus = &follower.shared.bus;
    let (mut compared_at, mut failing) = (Instant::now(), false);
    loop {
        let pause = if bus.is_up() && !failing { SELDOM } else { OFTEN };
        let heard = tokio::select! {
            () = stop.cancelled() => return,
            heard = hear(&lines, &mut notices) => heard,
            () = tokio::time::sleep_until(compared_at + pause) => Heard::Gap,
        };
        let done = match heard {
            Heard::Nothing => continue,
            Heard::Queue(queue) => follower.read_queue(&lines, queue).await.map(drop),
            Heard::Gap => {
                compared_at = Instant::now();
                follower.compare(&lines).await
            }
        };
        match done {
            Err(error) if !failing => {
                tracing::warn!(%error, "what other nodes do cannot be followed for now; places are kept");
                failing = true;
            }
            Ok(()) if failing => {
                tracing::info!("what other nodes do is followed again");
                failing = false;
            }
            _ => {}
        }
    }
}
