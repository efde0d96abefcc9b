//! All nodes are restarted, one after the other, while people join and go in: whoever is failed by one node is not by
//! another, and nobody loses a place.

use std::{fmt, time::Duration};

use serde::Serialize;
use tokio::time::Instant;
use vq_crowd::QueueSetup;

use super::{Crowd, DrillError, Progress, Scene};
use crate::{Cluster, check::Verdict};

/// How to carry out the drill.
#[derive(Clone, Copy, Debug)]
pub struct RollingDrill {
    /// How many join before, and how many more at each restart.
    pub people: usize,
    /// Who look after them.
    pub workers: usize,
    /// How many must have been inside after each restart.
    pub turns: u64,
}

/// What came out.
#[derive(Clone, Debug, Serialize)]
pub struct RollingReport {
    /// How long all restarts took.
    pub lasted: Duration,
    /// Calls that were answered.
    pub answers: u64,
    /// Calls that one node failed and another did not.
    pub mended: u64,
    /// Calls that failed at two nodes.
    pub unmended: u64,
    /// The rest.
    pub verdict: Verdict,
}

impl RollingDrill {
    /// Carries it out in a queue of its own.
    pub async fn run(&self, cluster: &mut Cluster) -> Result<RollingReport, DrillError> {
        let setup = QueueSetup {
            name: "Rolling restart".into(),
            cap: 20,
            rate_per_minute: 1_200,
            ..QueueSetup::default()
        };
        let mut scene = Scene::open(cluster, setup).await?;
        let mut crowd = Crowd::new();
        crowd.come(&scene, cluster, "early", self.people, self.workers, 3);
        crowd.joined(self.people).await?;
        let begin = Instant::now();
        for node in 0..cluster.nodes.len() {
            crowd.come(
                &scene,
                cluster,
                &format!("at restart {node}"),
                self.people,
                self.workers,
                30 + node as u64,
            );
            cluster.nodes[node].stop().await?;
            cluster.nodes[node].start().await?;
            scene.sign_in(cluster, node).await?;
            crowd.joined(self.people * (node + 2)).await?;
            crowd.more_turns(self.turns).await?;
        }
        let lasted = begin.elapsed();
        let Progress { answers, mended, unmended, .. } = &*crowd.progress.clone();
        let [answers, mended, unmended] = [answers, mended, unmended].map(Progress::read);
        let visitors = crowd.stop().await;
        let verdict = scene.judge(cluster, &visitors).await?;
        Ok(RollingReport { lasted, answers, mended, unmended, verdict })
    }
}

impl RollingReport {
    /// Whether every failed call was mended by one more, and nothing is wrong.
    pub fn passed(&self) -> bool {
        self.unmended == 0 && self.verdict.is_clean()
    }
}

impl fmt::Display for RollingReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { lasted, answers, mended, unmended, verdict } = self;
        write!(
            f,
            "rolling restart in {lasted:.1?}: {answers} calls answered, {mended} of them at the second node, {unmended} not \
             at all; {verdict}"
        )
    }
}
