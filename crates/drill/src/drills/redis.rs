//! Redis is killed under load and comes back: nobody has to notice.

use std::{fmt, time::Duration};

use serde::Serialize;
use tokio::time::Instant;
use vq_crowd::QueueSetup;

use super::{Crowd, DrillError, Progress, Scene};
use crate::{Cluster, check::Verdict};

/// Redis is gone for a while.
#[derive(Clone, Copy, Debug)]
pub struct RedisDrill {
    /// How many join before, and as many again meanwhile.
    pub people: usize,
    /// Who look after them.
    pub workers: usize,
    /// How many must have been inside before, again and again meanwhile, and after.
    pub turns: u64,
    /// For how long at least.
    pub down: Duration,
}

/// What came out.
#[derive(Clone, Debug, Serialize)]
pub struct RedisReport {
    /// How long Redis was gone.
    pub down: Duration,
    /// Who joined meanwhile.
    pub joined: usize,
    /// Who was inside meanwhile.
    pub turns: u64,
    /// Calls that failed at two nodes.
    pub unmended: u64,
    /// The rest.
    pub verdict: Verdict,
}

impl RedisDrill {
    /// Carries it out in a queue of its own.
    pub async fn run(&self, cluster: &Cluster) -> Result<RedisReport, DrillError> {
        let setup =
            QueueSetup { name: "Redis".into(), cap: 20, rate_per_minute: 600, ..QueueSetup::default() };
        let scene = Scene::open(cluster, setup).await?;
        let mut crowd = Crowd::new();
        crowd.come(&scene, cluster, "early", self.people, self.workers, 4);
        crowd.joined(self.people).await?;
        crowd.more_turns(self.turns).await?;
        cluster.redis.kill().await;
        let (begin, mut turns) = (Instant::now(), 0);
        crowd.come(&scene, cluster, "late", self.people, self.workers, 5);
        crowd.joined(self.people * 2).await?;
        while begin.elapsed() < self.down || turns == 0 {
            crowd.more_turns(self.turns).await?;
            turns += self.turns;
        }
        cluster.redis.restart().await;
        let down = begin.elapsed();
        crowd.more_turns(self.turns).await?;
        let unmended = Progress::read(&crowd.progress.unmended);
        let visitors = crowd.stop().await;
        let verdict = scene.judge(cluster, &visitors).await?;
        Ok(RedisReport { down, joined: self.people, turns, unmended, verdict })
    }
}

impl RedisReport {
    /// Whether all went on, and nothing is wrong.
    pub fn passed(&self) -> bool {
        self.joined > 0 && self.turns > 0 && self.unmended == 0 && self.verdict.is_clean()
    }
}

impl fmt::Display for RedisReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { down, joined, turns, unmended, verdict } = self;
        write!(
            f,
            "without Redis for {down:.1?}: {joined} joined, {turns} were inside, {unmended} calls failed twice; {verdict}"
        )
    }
}
