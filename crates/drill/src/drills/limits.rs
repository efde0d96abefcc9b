//! Calls of one account at all nodes at once are counted together, exactly; without Redis by each node for itself.

use std::{fmt, time::Duration};

use serde::Serialize;
use tokio::{task::JoinSet, time::Instant};
use vq_crowd::{
    QueueSetup,
    http::{Answer, Call},
};

use super::{DrillError, Scene, scene::BOUND};
use crate::{Cluster, cluster::until};

/// What the nodes say when each counts for itself, and when they count together again.
const ALONE: &str = "rate limits hold per node";
const TOGETHER: &str = "rate limits hold across all nodes again";

/// A drill that took longer says nothing about what is counted in a minute.
const MINUTE: Duration = Duration::from_secs(55);

/// How to carry out the drill. The nodes must run with this limit.
#[derive(Clone, Copy, Debug)]
pub struct LimitDrill {
    /// Calls per minute.
    pub per_minute: u32,
    /// How many call at once.
    pub workers: usize,
}

/// What came out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct LimitReport {
    /// Calls that were let through while the nodes counted together.
    pub together: Tally,
    /// Without Redis.
    pub alone: Tally,
    /// After its return.
    pub again: Tally,
    /// Nodes that said that they count alone.
    pub said_so: usize,
}

/// Calls of the account at all nodes at once.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Tally {
    /// How many were to be let through.
    pub expected: u32,
    /// How many were.
    pub allowed: u32,
    /// How many were refused.
    pub refused: u32,
    /// Refusals that said when to come again and what the limit is.
    pub polite: u32,
}

impl LimitDrill {
    /// Carries it out. `None` if the machine was too slow for a minute to mean anything.
    pub async fn run(&self, cluster: &Cluster) -> Result<Option<LimitReport>, DrillError> {
        let begin = Instant::now();
        let setup = QueueSetup { name: "Limits".into(), ..QueueSetup::default() };
        let scene = Scene::open(cluster, setup).await?;
        let path = format!("/v1/tenants/{}/queues/{}", scene.queue.tenant, scene.queue.queue);
        let call = Call::get(path).bearer(&scene.staff(0).token().await);

        // One call tells how many are left for all nodes.
        let left = self.left(&scene, cluster, &call).await?;
        let together = self.count(&scene, cluster, &call, left).await;
        cluster.redis.kill().await;
        let alone = self.count(&scene, cluster, &call, self.per_minute * cluster.nodes.len() as u32).await;
        let said_so = heard(cluster, ALONE).await;
        cluster.redis.restart().await;
        self.recovered(&scene, cluster, &call).await?;
        let left = self.left(&scene, cluster, &call).await?;
        let again = self.count(&scene, cluster, &call, left).await;
        let report = LimitReport { together, alone, again, said_so };
        Ok((begin.elapsed() < MINUTE).then_some(report))
    }

    /// How many calls are left after one more.
    async fn left(&self, scene: &Scene, cluster: &Cluster, call: &Call) -> Result<u32, DrillError> {
        let (_, answer) = scene.client(cluster).call(0, call.clone()).await;
        let answer = answer.ok_or_else(|| DrillError::Stuck("a call".into()))?;
        let left =
            answer.headers.get("ratelimit-remaining").and_then(|left| left.to_str().ok()?.parse().ok());
        left.ok_or_else(|| DrillError::Stuck(format!("how many calls are left: {:?}", answer.headers)))
    }

    /// Calls more often than is to be let through, at all nodes at once.
    async fn count(&self, scene: &Scene, cluster: &Cluster, call: &Call, expected: u32) -> Tally {
        let mut calling = JoinSet::new();
        let count = (expected as usize + 20 * cluster.nodes.len()).div_ceil(self.workers);
        for worker in 0..self.workers {
            let (mut client, call) = (scene.client(cluster), call.clone());
            calling.spawn(async move {
                let mut tally = Tally::default();
                for number in 0..count {
                    let (_, answer) = client.call(worker + number, call.clone()).await;
                    tally.add(answer);
                }
                tally
            });
        }
        let mut sum = Tally { expected, ..Tally::default() };
        for tally in calling.join_all().await {
            sum.allowed += tally.allowed;
            sum.refused += tally.refused;
            sum.polite += tally.polite;
        }
        sum
    }

    /// Calls at all nodes until they all count together again.
    async fn recovered(&self, scene: &Scene, cluster: &Cluster, call: &Call) -> Result<(), DrillError> {
        let mut client = scene.client(cluster);
        let all = async || {
            for node in 0..client.nodes() {
                client.call(node, call.clone()).await;
            }
            (heard(cluster, TOGETHER).await == client.nodes()).then_some(())
        };
        until(BOUND, all).await.map(drop).ok_or_else(|| DrillError::Stuck("counting together again".into()))
    }
}

impl Tally {
    fn add(&mut self, answer: Option<Answer>) {
        let Some(answer) = answer else { return };
        self.allowed += u32::from(answer.status == 200);
        if answer.status == 429 {
            let limit = answer.headers.contains_key("ratelimit-limit");
            self.refused += 1;
            self.polite += u32::from(limit && answer.retry_after().is_some());
        }
    }

    fn is_exact(&self) -> bool {
        self.allowed == self.expected && self.refused > 0 && self.refused == self.polite
    }
}

/// How many nodes said this.
async fn heard(cluster: &Cluster, words: &str) -> usize {
    let mut count = 0;
    for process in cluster.nodes.iter().filter_map(|node| node.process()) {
        count += usize::from(process.last_words().await.contains(words));
    }
    count
}

impl LimitReport {
    /// Whether all was counted exactly, and every node said when it counted alone.
    pub fn passed(&self, nodes: usize) -> bool {
        self.said_so == nodes && [self.together, self.alone, self.again].iter().all(Tally::is_exact)
    }
}

impl fmt::Display for LimitReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { together, alone, again, said_so } = self;
        write!(f, "limits: ")?;
        for (when, tally) in [("together", together), ("without Redis", alone), ("after its return", again)] {
            let Tally { expected, allowed, refused, polite } = tally;
            write!(f, "{when} {allowed} of {expected} calls, {polite} of {refused} refusals polite; ")?;
        }
        write!(f, "{said_so} nodes said that they count alone")
    }
}
