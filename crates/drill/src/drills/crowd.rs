//! A crowd whose members join, ask, go in, come out, at whichever node, and try once more at another when one fails them.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering::Relaxed},
    },
    time::Duration,
};

use rand::{RngExt, SeedableRng, rngs::ChaCha8Rng};
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;
use vq_crowd::{QueueRef, wire::Status};

use super::{Scene, scene::BOUND};
use crate::{
    Cluster, DrillError,
    client::{Client, Visitor},
    cluster::until,
    history::Told,
};

/// Between two calls of a worker.
const PAUSE: Duration = Duration::from_millis(12);
/// Positions from which somebody asks every time, and which part of the time the others do.
const NEAR: u32 = 30;
const FAR: u32 = 10;
/// After a call that failed twice.
const SETBACK: Duration = Duration::from_millis(150);

/// How far the crowd is.
#[derive(Debug, Default)]
pub struct Progress {
    /// Who has been told of a place.
    pub joined: AtomicU64,
    /// Who has been inside and is out again.
    pub turns: AtomicU64,
    /// Calls that one node failed and another did not.
    pub mended: AtomicU64,
    /// Calls that failed at two nodes.
    pub unmended: AtomicU64,
    /// Answers about where somebody stands.
    pub answers: AtomicU64,
}

impl Progress {
    /// Reads one of the numbers.
    pub fn read(number: &AtomicU64) -> u64 {
        number.load(Relaxed)
    }
}

/// People who are at it.
pub struct Crowd {
    /// How far they are.
    pub progress: Arc<Progress>,
    stop: CancellationToken,
    workers: JoinSet<Vec<Visitor>>,
}

/// One who looks after some of the people.
struct Worker {
    client: Client,
    queue: QueueRef,
    random: ChaCha8Rng,
    progress: Arc<Progress>,
    stop: CancellationToken,
}

#[derive(Clone, Copy)]
enum Step {
    Join,
    Look,
    Claim,
    Leave,
}

impl Default for Crowd {
    fn default() -> Self {
        Self::new()
    }
}

impl Crowd {
    /// Nobody yet.
    pub fn new() -> Self {
        Self { progress: Arc::default(), stop: CancellationToken::new(), workers: JoinSet::new() }
    }

    /// `people` come at once, looked after by `workers`; `name` tells them from those who came before. All join, then go on
    /// until they are stopped.
    pub fn come(
        &mut self,
        scene: &Scene,
        cluster: &Cluster,
        name: &str,
        people: usize,
        workers: usize,
        seed: u64,
    ) {
        let visitors: Vec<Visitor> =
            (0..people).map(|number| Visitor::new(format!("{name} {number}"))).collect();
        for (number, some) in visitors.chunks(people.div_ceil(workers.max(1)).max(1)).enumerate() {
            let worker = Worker {
                client: scene.client(cluster),
                queue: scene.queue,
                random: ChaCha8Rng::seed_from_u64(seed ^ (number as u64) << 32),
                progress: self.progress.clone(),
                stop: self.stop.clone(),
            };
            self.workers.spawn(worker.run(some.to_vec()));
        }
    }

    /// Waits until so many have joined.
    pub async fn joined(&self, count: usize) -> Result<(), DrillError> {
        self.reach(|progress| &progress.joined, count as u64, "joins").await
    }

    /// Waits until so many more have been inside.
    pub async fn more_turns(&self, count: u64) -> Result<(), DrillError> {
        let wanted = Progress::read(&self.progress.turns) + count;
        self.reach(|progress| &progress.turns, wanted, "turns").await
    }

    async fn reach(
        &self,
        number: fn(&Progress) -> &AtomicU64,
        wanted: u64,
        what: &str,
    ) -> Result<(), DrillError> {
        let there = async || (Progress::read(number(&self.progress)) >= wanted).then_some(());
        let stuck = || DrillError::Stuck(format!("{wanted} {what}: {:?}", self.progress));
        until(BOUND * 2, there).await.map(drop).ok_or_else(stuck)
    }

    /// Everybody who joins still does so; then all stop, and tell who they are.
    pub async fn stop(self) -> Vec<Visitor> {
        self.stop.cancel();
        self.workers.join_all().await.into_iter().flatten().collect()
    }
}

impl Worker {
    async fn run(mut self, mut visitors: Vec<Visitor>) -> Vec<Visitor> {
        for visitor in &mut visitors {
            // Without a place there is nothing to go on with, so this one is insisted on.
            while visitor.session.is_none() {
                let done = self.step(visitor, Step::Join).await;
                self.progress.joined.fetch_add(u64::from(done), Relaxed);
            }
        }
        let mut inside = 0;
        while !self.stop.is_cancelled() && inside < visitors.len() {
            inside = 0;
            for visitor in &mut visitors {
                match visitor.status() {
                    Some(Status::Waiting) if !self.asks(visitor) => {}
                    Some(Status::Waiting) => drop(self.step(visitor, Step::Look).await),
                    Some(Status::Released) => drop(self.step(visitor, Step::Claim).await),
                    Some(Status::Active) => {
                        let done = self.step(visitor, Step::Leave).await;
                        self.progress.turns.fetch_add(u64::from(done), Relaxed);
                    }
                    _ => inside += 1,
                }
                if self.stop.is_cancelled() {
                    break;
                }
            }
            tokio::time::sleep(PAUSE).await;
        }
        visitors
    }

    /// Whether somebody asks this time: often near the front, now and then far from it.
    fn asks(&mut self, visitor: &Visitor) -> bool {
        let is_near = visitor.seen.and_then(|seen| seen.position).is_none_or(|position| position <= NEAR);
        is_near || self.random.random_ratio(1, FAR)
    }

    /// One call at a node; if it fails, once more at another. Whether it was answered in the end.
    async fn step(&mut self, visitor: &mut Visitor, step: Step) -> bool {
        tokio::time::sleep(PAUSE).await;
        let nodes = self.client.nodes();
        let first = self.random.random_range(0..nodes);
        let mut told = self.call(visitor, step, first).await;
        if told.is_doubtful() {
            let other = (first + self.random.random_range(1..nodes.max(2))) % nodes;
            told = self.call(visitor, step, other).await;
            let counter = if told.is_doubtful() { &self.progress.unmended } else { &self.progress.mended };
            counter.fetch_add(1, Relaxed);
        }
        if told.is_doubtful() {
            tokio::time::sleep(SETBACK).await;
        }
        // Whoever was too early, or is out already, asks where they stand.
        if matches!(told, Told::Refused(..)) && visitor.session.is_some() {
            visitor.look(&mut self.client, first).await;
        }
        let answered = matches!(told, Told::Session(_) | Told::Admitted(..));
        self.progress.answers.fetch_add(u64::from(answered), Relaxed);
        answered
    }

    async fn call(&mut self, visitor: &mut Visitor, step: Step, node: usize) -> Told {
        let (client, queue) = (&mut self.client, self.queue);
        match step {
            Step::Join => visitor.join(client, node, queue).await,
            Step::Look => visitor.look(client, node).await,
            Step::Claim => visitor.claim(client, node).await,
            Step::Leave => visitor.leave(client, node).await,
        }
    }
}
