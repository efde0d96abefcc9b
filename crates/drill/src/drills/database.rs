//! PostgreSQL is killed under load and comes back: joins are told to come again, everybody else is answered, and nobody
//! expires for it.

use std::{fmt, time::Duration};

use serde::Serialize;
use tokio::time::Instant;
use vq_crowd::{QueueSetup, drills::join_call};

use super::{Crowd, DrillError, Scene, scene::BOUND};
use crate::{
    Cluster,
    check::Verdict,
    client::{Client, Visitor},
    cluster::until,
    history::Told,
};

/// How long an offer is kept, in seconds; the shortest there is.
const KEPT: u32 = 5;

/// PostgreSQL is gone for a while, longer than an offer is kept.
#[derive(Clone, Copy, Debug)]
pub struct DatabaseDrill {
    /// How many join before.
    pub people: usize,
    /// Who look after them.
    pub workers: usize,
    /// How many must have been inside before and after.
    pub turns: u64,
    /// For how long at least.
    pub down: Duration,
}

/// What came out.
#[derive(Clone, Debug, Serialize)]
pub struct DatabaseReport {
    /// How long PostgreSQL was gone.
    pub down: Duration,
    /// Joins that were refused with 503 and a time to come again, one per node.
    pub refused_joins: usize,
    /// Polls that were answered meanwhile.
    pub polls: usize,
    /// Polls that were not.
    pub failed_polls: usize,
    /// From its return to the first join.
    pub first_join: Duration,
    /// From its return until somebody more had been inside.
    pub first_turn: Duration,
    /// People who were offered their turn before and could still take it afterwards, of so many.
    pub offers: (usize, usize),
    /// The rest.
    pub verdict: Verdict,
    /// Of the queue in which those people are.
    pub offered: Verdict,
}

impl DatabaseDrill {
    /// Carries it out in a queue of its own. The database server must be the cluster's own.
    pub async fn run(&self, cluster: &Cluster) -> Result<DatabaseReport, DrillError> {
        let setup = QueueSetup {
            name: "Database".into(),
            cap: 20,
            rate_per_minute: 1_200,
            claim_timeout_seconds: KEPT,
            abandon_after_seconds: 30,
            ..QueueSetup::default()
        };
        let scene = Scene::open(cluster, setup).await?;
        let mut crowd = Crowd::new();
        crowd.come(&scene, cluster, "somebody", self.people, self.workers, 6);
        crowd.joined(self.people).await?;
        crowd.more_turns(self.turns).await?;
        let mut client = scene.client(cluster);
        // Somebody who comes late enough to wait all the while.
        let mut last = Visitor::new("the last".into());
        last.join(&mut client, 0, scene.queue).await;
        let quiet = QueueSetup {
            name: "Offers".into(),
            cap: 10,
            claim_timeout_seconds: KEPT,
            ..QueueSetup::default()
        };
        let offers = Scene::open(cluster, quiet).await?;
        let mut offered: Vec<Visitor> =
            (0..5).map(|number| Visitor::new(format!("offered {number}"))).collect();
        let mut door = offers.client(cluster);
        for (node, visitor) in offered.iter_mut().enumerate() {
            visitor.join(&mut door, node, offers.queue).await;
        }

        cluster.postgres().kill().await;
        let begin = Instant::now();
        let refused_joins = self.refused(&scene, &mut client).await;
        let (mut polls, mut failed_polls) = (0, 0);
        while begin.elapsed() < self.down {
            let told = last.look(&mut client, polls).await;
            polls += 1;
            failed_polls += usize::from(!matches!(told, Told::Session(_)));
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        cluster.postgres().restart().await;
        let (down, back) = (begin.elapsed(), Instant::now());

        let mut next = Visitor::new("the next".into());
        let joins = async || {
            let told = next.join(&mut client, 1, scene.queue).await;
            matches!(told, Told::Session(_)).then_some(())
        };
        until(BOUND, joins).await.ok_or_else(|| DrillError::Stuck("a join after".into()))?;
        let first_join = back.elapsed();
        let mut taken = 0;
        for (node, visitor) in offered.iter_mut().enumerate() {
            let takes = async || {
                let told = visitor.claim(&mut door, node).await;
                (!told.is_doubtful()).then_some(told)
            };
            let told = until(BOUND, takes).await.map(|(told, _)| told);
            taken += usize::from(matches!(told, Some(Told::Admitted(..))));
        }
        crowd.more_turns(1).await?;
        let first_turn = back.elapsed();
        crowd.more_turns(self.turns).await?;
        let mut visitors = crowd.stop().await;
        visitors.extend([last, next]);
        let verdict = scene.judge(cluster, &visitors).await?;
        Ok(DatabaseReport {
            down,
            refused_joins,
            polls,
            failed_polls,
            first_join,
            first_turn,
            offers: (taken, offered.len()),
            verdict,
            offered: offers.judge(cluster, &offered).await?,
        })
    }

    /// How many nodes answer a join with 503 and when to come again.
    async fn refused(&self, scene: &Scene, client: &mut Client) -> usize {
        let mut count = 0;
        for node in 0..client.nodes() {
            let call = join_call(scene.queue);
            let (_, answer) = client.call(node, call).await;
            let refused = answer.is_some_and(|answer| answer.status == 503 && answer.retry_after().is_some());
            count += usize::from(refused);
        }
        count
    }
}

impl DatabaseReport {
    /// Whether all was as promised on all of so many nodes.
    pub fn passed(&self, nodes: usize) -> bool {
        let answered = self.refused_joins == nodes && self.polls > 0 && self.failed_polls == 0;
        let kept = self.offers.0 == self.offers.1 && self.offered.is_clean();
        answered && kept && self.verdict.is_clean()
    }
}

impl fmt::Display for DatabaseReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { down, refused_joins, polls, failed_polls, first_join, first_turn, .. } = self;
        let Self { offers: (taken, offered), verdict, offered: theirs, .. } = self;
        write!(
            f,
            "without PostgreSQL for {down:.1?}: {refused_joins} nodes refused joins politely, {polls} polls, {failed_polls} \
             of them failed; after its return a join within {first_join:.1?}, a turn within {first_turn:.1?}, and {taken} of {offered} \
             offers from before were taken; {verdict}; {theirs}"
        )
    }
}
