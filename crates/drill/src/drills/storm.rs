//! The storm: thousands join at once at all nodes while staff changes the limits, and not one too many gets in.

use std::{fmt, time::Duration};

use serde::Serialize;
use tokio::time::{Instant, sleep};
use tokio_util::sync::CancellationToken;
use vq_crowd::QueueSetup;

use super::{Crowd, DrillError, Progress, Scene};
use crate::{
    Cluster,
    check::Verdict,
    history::{Settings, Told},
};

/// How to carry out the drill.
#[derive(Clone, Debug)]
pub struct StormDrill {
    /// How many join.
    pub people: usize,
    /// Who look after them.
    pub workers: usize,
    /// How many may be inside.
    pub cap: u32,
    /// The rates that staff sets in turn, at another node each time.
    pub rates: Vec<u32>,
    /// How many go in and out again.
    pub turns: u64,
    /// Decides who calls where.
    pub seed: u64,
}

/// What came out.
#[derive(Clone, Debug, Serialize)]
#[expect(missing_docs, reason = "`Verdict` says what the numbers are")]
pub struct StormReport {
    pub people: usize,
    pub cap: u32,
    pub joined_after: Duration,
    pub lasted: Duration,
    pub turns: u64,
    pub changes: usize,
    pub verdict: Verdict,
}

impl StormDrill {
    /// Carries it out in a queue of its own.
    pub async fn run(&self, cluster: &Cluster) -> Result<StormReport, DrillError> {
        let setup = QueueSetup {
            name: format!("Storm at cap {}", self.cap),
            cap: self.cap,
            rate_per_minute: self.rates.first().copied().unwrap_or(60_000),
            ..QueueSetup::default()
        };
        let scene = Scene::open(cluster, setup).await?;
        let begin = Instant::now();
        let mut crowd = Crowd::new();
        crowd.come(&scene, cluster, "somebody", self.people, self.workers, self.seed);
        let stop = CancellationToken::new();
        let go = async {
            let joined = crowd.joined(self.people).await;
            let joined_after = begin.elapsed();
            let went = match joined {
                Ok(()) => crowd.more_turns(self.turns).await,
                failed => failed,
            };
            stop.cancel();
            went.map(|()| joined_after)
        };
        let (joined_after, changes, ()) =
            tokio::join!(go, self.change(&scene, cluster, &stop), watch(&scene, cluster, &stop));
        let turns = Progress::read(&crowd.progress.turns);
        let visitors = crowd.stop().await;
        let lasted = begin.elapsed();
        let joined_after = joined_after?;
        let verdict = scene.judge(cluster, &visitors).await?;
        Ok(StormReport { people: self.people, cap: self.cap, joined_after, lasted, turns, changes, verdict })
    }

    /// Changes the rate at one node after the other, and now and then lowers the cap and raises it again.
    async fn change(&self, scene: &Scene, cluster: &Cluster, stop: &CancellationToken) -> usize {
        let mut changes = 0;
        while !stop.is_cancelled() {
            sleep(Duration::from_millis(150)).await;
            let lowered = changes % 4 == 3 && self.cap > 1;
            let cap = if lowered { self.cap / 2 } else { self.cap };
            let rate_per_minute = self.rates[(changes + 1) % self.rates.len()];
            let told = scene.set_up(cluster, changes, Settings { cap, rate_per_minute }).await;
            changes += usize::from(told == Told::Done);
        }
        changes
    }
}

/// Asks all nodes for the counts, all the while.
async fn watch(scene: &Scene, cluster: &Cluster, stop: &CancellationToken) {
    let mut node = 0;
    while !stop.is_cancelled() {
        scene.counts(cluster, node).await;
        node += 1;
        sleep(Duration::from_millis(10)).await;
    }
}

impl StormReport {
    /// Whether nothing is wrong.
    pub fn passed(&self) -> bool {
        self.verdict.is_clean() && self.verdict.joins >= self.people
    }
}

impl fmt::Display for StormReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { people, cap, joined_after, lasted, turns, changes, verdict } = self;
        write!(
            f,
            "storm: {people} joined at once within {joined_after:.1?} at a cap of {cap}; {turns} turns and {changes} changes \
             of the limits in {lasted:.1?}; {verdict}"
        )
    }
}
