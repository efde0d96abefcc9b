//! Signs of life of the nodes of one process.

use std::{
    collections::HashMap,
    time::{Duration, Instant},
};

use async_trait::async_trait;
use parking_lot::Mutex;
use vq_domain::QueueId;
use vq_ports::{LifeBoard, Seen, StoreResult};

/// How often all queues are looked through for reports whose time is over.
const SWEEP: Duration = Duration::from_secs(60);

/// Where the nodes of a process write down whom they have seen.
#[derive(Debug)]
pub struct LocalLife(Mutex<Board>);

#[derive(Debug)]
struct Board {
    queues: HashMap<QueueId, Vec<(Seen, Instant)>>,
    swept_at: Instant,
}

impl Default for LocalLife {
    fn default() -> Self {
        Self(Mutex::new(Board { queues: HashMap::new(), swept_at: Instant::now() }))
    }
}

impl Board {
    /// Queues that are gone are reported on no more, so their last reports go here.
    fn sweep(&mut self, now: Instant) {
        if now.duration_since(self.swept_at) >= SWEEP {
            self.swept_at = now;
            self.queues.retain(|_, reports| reports.iter().any(|(_, until)| now < *until));
        }
    }
}

#[async_trait]
impl LifeBoard for LocalLife {
    async fn report(&self, queue: QueueId, seen: &Seen, keep_seconds: u32) -> StoreResult<()> {
        let now = Instant::now();
        let mut board = self.0.lock();
        board.sweep(now);
        let reports = board.queues.entry(queue).or_default();
        reports.retain(|(other, until)| other.node != seen.node && now < *until);
        reports.push((seen.clone(), now + Duration::from_secs(keep_seconds.into())));
        Ok(())
    }

    async fn reports(&self, queue: QueueId) -> StoreResult<Vec<Seen>> {
        let now = Instant::now();
        let board = self.0.lock();
        let kept = board.queues.get(&queue).into_iter().flatten().filter(|(_, until)| now < *until);
        Ok(kept.map(|(seen, _)| seen.clone()).collect())
    }
}
