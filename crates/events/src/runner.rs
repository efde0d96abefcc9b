//! Runs one consumer on one node: woken by what happens here, looking by itself besides, a queue after the other.

use std::{collections::BTreeSet, sync::Arc, time::Duration};

use tokio::{
    sync::broadcast::{self, error::RecvError},
    time::Instant,
};
use tokio_util::sync::CancellationToken;
use vq_domain::QueueId;
use vq_ports::{Clock, Consumers, Loss, Portion, Step, StoreError, StoreResult, Turn};

use crate::{Consumer, EventMetrics, Handled, metrics::Of, patience::Patience};

/// How a consumer is run.
#[derive(Clone, Copy, Debug)]
pub struct Pace {
    /// How long to gather what happens before it is read: a busy queue is then read in portions.
    pub gather: Duration,
    /// How often to look for what nobody woke us for.
    pub look: Duration,
    /// How long a node keeps its turn in a queue without reading, in milliseconds.
    pub turn_millis: i64,
    /// Most records in a portion.
    pub portion: u32,
}

impl Default for Pace {
    fn default() -> Self {
        Self {
            gather: Duration::from_secs(1),
            look: Duration::from_secs(5),
            turn_millis: 15_000,
            portion: 512,
        }
    }
}

/// One consumer on one node.
pub struct Runner {
    consumer: Arc<dyn Consumer>,
    store: Arc<dyn Consumers>,
    clock: Arc<dyn Clock>,
    node: u64,
    pace: Pace,
    metrics: Of,
    patience: Patience,
}

/// How it went with a portion.
enum Went {
    /// There may be more.
    On,
    /// All is read, or another node reads it.
    Done,
}

impl Runner {
    /// A consumer that has yet to be run. `node` tells the nodes apart that run it.
    pub fn new(
        consumer: Arc<dyn Consumer>,
        store: Arc<dyn Consumers>,
        clock: Arc<dyn Clock>,
        node: u64,
        pace: Pace,
        metrics: &EventMetrics,
    ) -> Self {
        let metrics = metrics.of(consumer.name());
        Self { consumer, store, clock, node, pace, metrics, patience: Patience::default() }
    }

    /// Runs until `stop`, then lets others have the turn. `wakes` names queues in which something has happened.
    pub async fn run(mut self, mut wakes: broadcast::Receiver<QueueId>, stop: CancellationToken) {
        let mut looked_at = None::<Instant>;
        let mut registered = false;
        let mut failing = false;
        while !stop.is_cancelled() {
            let look_at = looked_at.map_or_else(Instant::now, |at| at + self.pace.look);
            let mut woken = BTreeSet::new();
            tokio::select! {
                biased;
                () = stop.cancelled() => break,
                all = gather(&mut wakes, &mut woken, self.pace.gather) => if all { looked_at = None },
                () = tokio::time::sleep_until(look_at) => looked_at = None,
            }
            let went = self.round(&mut registered, looked_at.is_none(), woken, &stop).await;
            if looked_at.is_none() || went.is_err() {
                looked_at = Some(Instant::now());
            }
            match went {
                Err(error) => {
                    self.metrics.failures.inc();
                    if !failing {
                        tracing::warn!(consumer = self.consumer.name(), %error, "events cannot be read for now");
                    }
                    failing = true;
                }
                Ok(()) if failing => {
                    tracing::info!(consumer = self.consumer.name(), "events are read again");
                    failing = false;
                }
                Ok(()) => {}
            }
        }
        if let Err(error) = self.store.give_up_turns(self.consumer.name(), self.node).await {
            tracing::debug!(consumer = self.consumer.name(), %error, "others will have to wait for their turn");
        }
    }

    /// Reads in the queues that were named, or in all that have something to read.
    async fn round(
        &mut self,
        registered: &mut bool,
        all: bool,
        mut queues: BTreeSet<QueueId>,
        stop: &CancellationToken,
    ) -> StoreResult<()> {
        if !*registered {
            self.store.register(self.consumer.name(), self.clock.now()).await?;
            *registered = true;
        }
        if all {
            let behind = self.store.behind(self.consumer.name()).await?;
            let lag: u64 = behind.iter().map(|behind| behind.version - behind.offset).sum();
            self.metrics.lag.set(i64::try_from(lag).unwrap_or(i64::MAX));
            queues.extend(behind.iter().map(|behind| behind.queue));
            self.patience.keep(|queue| queues.contains(&queue));
        }
        for queue in queues {
            if stop.is_cancelled() {
                break;
            }
            if !self.patience.waits(queue, Instant::now()) {
                self.read(queue, stop).await?;
            }
        }
        Ok(())
    }

    /// Reads one queue to its end. A failure that is the queue's own is put off; any other is an error.
    async fn read(&mut self, queue: QueueId, stop: &CancellationToken) -> StoreResult<()> {
        while !stop.is_cancelled() {
            match self.portion(queue).await {
                // One that failed is read a record at a time up to its end.
                Ok(Went::On) => {}
                Ok(Went::Done) => {
                    self.patience.went_well(queue);
                    break;
                }
                // Deleted, or read by another node meanwhile.
                Err(StoreError::NotFound | StoreError::Stale) => break,
                Err(error @ StoreError::Unavailable(_)) => return Err(error),
                Err(error) => {
                    self.metrics.failures.inc();
                    self.patience.failed(queue, Instant::now());
                    tracing::warn!(
                        consumer = self.consumer.name(), %queue, %error,
                        "a queue's events cannot be read; it is tried again later, the others go on"
                    );
                    break;
                }
            }
        }
        Ok(())
    }

    /// Reads one portion: takes it, has it handled, and makes the step.
    async fn portion(&self, queue: QueueId) -> StoreResult<Went> {
        let name = self.consumer.name();
        let most = if self.patience.is_troubled(queue) { 1 } else { self.pace.portion };
        let turn = Turn { node: self.node, now: self.clock.now(), millis: self.pace.turn_millis };
        let Some(portion) = self.store.take(name, queue, turn, most).await? else { return Ok(Went::Done) };
        let Some(step) = self.step(queue, &portion).await? else { return Ok(Went::Done) };
        let (read, lost) =
            (portion.sets.len() as u64, step.loss.as_ref().map(|loss| loss.until - loss.after));
        self.store.advance(step).await?;
        self.metrics.read.inc_by(read);
        // Who is new may find that the beginning is no longer kept; that is not lost to it.
        if let Some(lost) = lost.filter(|_| portion.offset > 0) {
            self.metrics.lost.inc_by(lost);
            tracing::error!(consumer = name, %queue, versions = lost, "events were forgotten before they were read");
        }
        Ok(if portion.sets.len() < most as usize { Went::Done } else { Went::On })
    }

    async fn step(&self, queue: QueueId, portion: &Portion) -> StoreResult<Option<Step>> {
        let Some(loss) = loss(queue, portion) else { return Ok(None) };
        let (to, at) = match portion.sets.last() {
            Some(last) => (last.version, last.at),
            // Nothing of what was missed is left.
            None => (portion.line.version, portion.line.at),
        };
        let handled = match portion.sets.is_empty() {
            true => Handled::default(),
            false => {
                let handled = self.consumer.handle(queue, portion, loss.is_some()).await;
                handled.map_err(|error| StoreError::Failed(error.to_string()))?
            }
        };
        let consumer = self.consumer.name();
        let Handled { note, effect } = handled;
        Ok(Some(Step { consumer, queue, from: portion.offset, to, at, note, loss, effect }))
    }
}

/// What lies between the offset and the portion and is no longer kept. `None` if there is nothing to read at all.
fn loss(queue: QueueId, portion: &Portion) -> Option<Option<Loss>> {
    let (until, until_at) = match portion.sets.first() {
        Some(first) => (first.version - 1, first.at),
        None => (portion.line.version, portion.line.at),
    };
    if until > portion.offset {
        return Some(Some(Loss { queue, after: portion.offset, until, from_at: portion.at, until_at }));
    }
    (!portion.sets.is_empty()).then_some(None)
}

/// Waits for the first queue in which something happened, and for those that follow soon. `true` if some may have been
/// missed.
async fn gather(
    wakes: &mut broadcast::Receiver<QueueId>,
    woken: &mut BTreeSet<QueueId>,
    pause: Duration,
) -> bool {
    let mut missed = false;
    match wakes.recv().await {
        Ok(queue) => drop(woken.insert(queue)),
        Err(RecvError::Lagged(_)) => missed = true,
        // Nobody wakes us any more; we still look.
        Err(RecvError::Closed) => std::future::pending().await,
    }
    tokio::time::sleep(pause).await;
    loop {
        match wakes.try_recv() {
            Ok(queue) => drop(woken.insert(queue)),
            Err(broadcast::error::TryRecvError::Lagged(_)) => missed = true,
            Err(_) => return missed,
        }
    }
}
