//! A node is cut off while thousands of changes happen. Afterwards it tells the same as the others, exactly.

use std::{fmt, time::Duration};

use serde::Serialize;
use tokio::time::Instant;
use vq_crowd::QueueSetup;

use super::{Crowd, DrillError, Scene};
use crate::{Cluster, check::Verdict, client::Visitor, history::Told};

/// Between two looks at how many commits there have been.
const PORTION: usize = 20;

/// How to carry out the drill.
#[derive(Clone, Copy, Debug)]
pub struct MissedDrill {
    /// How many join before, and as many again meanwhile.
    pub people: usize,
    /// Who look after them.
    pub workers: usize,
    /// How many more are joined meanwhile, in large batches.
    pub filled: u64,
    /// How many states of the line the node must have missed at least.
    pub versions: u64,
}

/// What came out.
#[derive(Clone, Debug, Serialize)]
pub struct MissedReport {
    /// How many states of the line the node missed.
    pub versions: u64,
    /// How many changes of sessions, at least.
    pub changes: u64,
    /// Whether it answered polls while it was cut off.
    pub answered: bool,
    /// From the end of the cut until it knew everything.
    pub caught_up: Duration,
    /// The rest.
    pub verdict: Verdict,
}

impl MissedDrill {
    /// Carries it out in a queue of its own. The nodes' ways must be cuttable.
    pub async fn run(&self, cluster: &Cluster) -> Result<MissedReport, DrillError> {
        let setup =
            QueueSetup { name: "Missed".into(), cap: 50, rate_per_minute: 60_000, ..QueueSetup::default() };
        let mut scene = Scene::open(cluster, setup).await?;
        let mut crowd = Crowd::new();
        crowd.come(&scene, cluster, "early", self.people, self.workers, 7);
        crowd.joined(self.people).await?;
        let cut = cluster.nodes.len() - 1;
        let (mut client, mut keeper) = (scene.client(cluster), Visitor::new("the keeper".into()));
        keeper.join(&mut client, cut, scene.queue).await;
        cluster.nodes[cut].cut_off();
        let queue = scene.queue.queue;
        let before = cluster.version(queue).await.unwrap_or(0);
        // They stay at the end of the line, so that people wait there for the last census.
        crowd.come(&scene, cluster, "late", self.people, self.workers, 8);
        crowd.joined(self.people * 2).await?;
        scene.fill(0, self.filled).await?;
        let mut number = 0;
        while cluster.version(queue).await.unwrap_or(0) < before + self.versions {
            // Each a commit of its own, at one of the nodes that are not cut off.
            for _ in 0..PORTION {
                let mut visitor = Visitor::new(format!("in and out {number}"));
                visitor.join(&mut client, number % cut, scene.queue).await;
                visitor.leave(&mut client, number % cut).await;
                number += 1;
            }
        }
        let mut visitors = crowd.stop().await;
        visitors.push(keeper.clone());
        scene.staff(0).act(scene.queue, "pause").await?;
        let versions = cluster.version(queue).await.unwrap_or(0) - before;
        let answered = matches!(keeper.look(&mut client, cut).await, Told::Session(_));

        cluster.nodes[cut].reconnect();
        let back = Instant::now();
        if !scene.all_follow(cluster, &mut client, &visitors).await {
            return Err(DrillError::Stuck("the node to catch up".into()));
        }
        let caught_up = back.elapsed();
        let verdict = scene.judge(cluster, &visitors).await?;
        let changes = self.filled + self.people as u64 + versions;
        Ok(MissedReport { versions, changes, answered, caught_up, verdict })
    }
}

impl MissedReport {
    /// Whether the node answered all the while and tells the right positions.
    pub fn passed(&self) -> bool {
        self.answered && self.verdict.census > 0 && self.verdict.is_clean()
    }
}

impl fmt::Display for MissedReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { versions, changes, answered, caught_up, verdict } = self;
        let answered = if *answered { "it answered polls" } else { "it did NOT answer polls" };
        write!(
            f,
            "cut off: missed {changes} changes in {versions} commits, {answered}, and knew all {caught_up:.1?} after the \
             cut; {verdict}"
        )
    }
}
