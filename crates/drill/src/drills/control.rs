//! The node that controls the releases is killed, or frozen and thawed: another goes on, and the old one does no harm.

use std::{fmt, time::Duration};

use serde::Serialize;
use vq_crowd::{QueueSetup, wire::Counts};

use super::{Crowd, DrillError, Scene, scene::BOUND};
use crate::{
    Cluster,
    check::Verdict,
    cluster::{Lease, until},
    history::Told,
};

/// The queue of these drills: releases come one by one, and only from whoever is in control.
fn setup(name: &str) -> QueueSetup {
    QueueSetup { name: name.into(), cap: 100_000, rate_per_minute: 1_200, ..QueueSetup::default() }
}

/// `kill -9` of the controller.
#[derive(Clone, Copy, Debug)]
pub struct KilledDrill {
    /// How many join.
    pub people: usize,
    /// Who look after them.
    pub workers: usize,
    /// How many must have been inside before and after.
    pub turns: u64,
}

/// What came out.
#[derive(Clone, Debug, Serialize)]
pub struct KilledReport {
    /// From the end of the process to the next release, by the stored times.
    pub next_release: Option<Duration>,
    /// How often control changed hands.
    pub changes: u64,
    /// The rest.
    pub verdict: Verdict,
}

impl KilledDrill {
    /// Carries it out in a queue of its own.
    pub async fn run(&self, cluster: &mut Cluster) -> Result<KilledReport, DrillError> {
        let mut scene = Scene::open(cluster, setup("Killed")).await?;
        let mut crowd = Crowd::new();
        crowd.come(&scene, cluster, "somebody", self.people, self.workers, 1);
        crowd.joined(self.people).await?;
        crowd.more_turns(self.turns).await?;
        let (node, before) = controller(cluster, &scene).await?;
        cluster.nodes[node].kill().await?;
        let killed_at = scene.recorder.now() / 1000;
        let after = another(cluster, &scene, before).await?;
        crowd.more_turns(self.turns).await?;
        cluster.nodes[node].start().await?;
        scene.sign_in(cluster, node).await?;
        crowd.more_turns(self.turns).await?;
        let visitors = crowd.stop().await;
        let verdict = scene.judge(cluster, &visitors).await?;
        let next_release = next_release(cluster, &scene, killed_at).await?;
        Ok(KilledReport { next_release, changes: after.epoch - before.epoch, verdict })
    }
}

/// The controller is frozen and thawed.
#[derive(Clone, Copy, Debug)]
pub struct FrozenDrill {
    /// How many join.
    pub people: usize,
    /// Who look after them.
    pub workers: usize,
    /// How many must have been inside before, meanwhile and after.
    pub turns: u64,
    /// For how long it is frozen.
    pub frozen: Duration,
}

/// What came out.
#[derive(Clone, Debug, Serialize)]
pub struct FrozenReport {
    /// From the freezing to the next release, by the stored times.
    pub next_release: Option<Duration>,
    /// Releases between the thaw and the moment when the node knew all, while the queue was paused.
    pub releases_after_thaw: u64,
    /// Whether control stayed where it was.
    pub control_stayed: bool,
    /// The rest.
    pub verdict: Verdict,
}

impl FrozenDrill {
    /// Carries it out in a queue of its own.
    pub async fn run(&self, cluster: &mut Cluster) -> Result<FrozenReport, DrillError> {
        let mut scene = Scene::open(cluster, setup("Frozen")).await?;
        scene.patience = Duration::from_millis(1_500);
        let mut crowd = Crowd::new();
        crowd.come(&scene, cluster, "somebody", self.people, self.workers, 2);
        crowd.joined(self.people).await?;
        crowd.more_turns(self.turns).await?;
        let (node, before) = controller(cluster, &scene).await?;
        cluster.nodes[node].freeze()?;
        let frozen_at = scene.recorder.now() / 1000;
        let begin = tokio::time::Instant::now();
        another(cluster, &scene, before).await?;
        crowd.more_turns(self.turns).await?;
        tokio::time::sleep_until(begin + self.frozen).await;
        // Nobody may be released from here on: what the thawed one still wants to do shows.
        let awake = (node + 1) % cluster.nodes.len();
        scene.staff(awake).act(scene.queue, "pause").await?;
        let lease = cluster.lease(scene.queue.queue).await;
        let released = releases(cluster, &scene, awake).await?;
        cluster.nodes[node].thaw()?;
        let knows = async || {
            let counts = scene.counts(cluster, node).await;
            (scene.counts(cluster, awake).await == counts).then_some(())
        };
        until(BOUND, knows).await.ok_or_else(|| DrillError::Stuck("the thawed node to follow".into()))?;
        let releases_after_thaw = releases(cluster, &scene, awake).await?.saturating_sub(released);
        let control_stayed = cluster.lease(scene.queue.queue).await == lease;
        scene.staff(awake).act(scene.queue, "resume").await?;
        crowd.more_turns(self.turns).await?;
        let visitors = crowd.stop().await;
        let verdict = scene.judge(cluster, &visitors).await?;
        let next_release = next_release(cluster, &scene, frozen_at).await?;
        Ok(FrozenReport { next_release, releases_after_thaw, control_stayed, verdict })
    }
}

async fn controller(cluster: &Cluster, scene: &Scene) -> Result<(usize, Lease), DrillError> {
    let found = until(BOUND, async || cluster.controller(scene.queue.queue).await).await;
    Ok(found.ok_or_else(|| DrillError::Stuck("a node in control".into()))?.0)
}

/// Waits until another is in control.
async fn another(cluster: &Cluster, scene: &Scene, before: Lease) -> Result<Lease, DrillError> {
    let other = async || cluster.lease(scene.queue.queue).await.filter(|lease| lease.epoch > before.epoch);
    let found = until(BOUND, other).await;
    Ok(found.ok_or_else(|| DrillError::Stuck("another node in control".into()))?.0)
}

async fn releases(cluster: &Cluster, scene: &Scene, node: usize) -> Result<u64, DrillError> {
    match scene.counts(cluster, node).await {
        // Everybody else was released at some time.
        Told::Counts(Counts { waiting_users, .. }) => {
            let joined = scene.staff(node).sessions(scene.queue, |_| {}).await?.len() as u64;
            Ok(joined - waiting_users)
        }
        told => Err(DrillError::Stuck(format!("the counts: {told:?}"))),
    }
}

/// How long after a moment the next release came.
async fn next_release(cluster: &Cluster, scene: &Scene, after: i64) -> Result<Option<Duration>, DrillError> {
    let sessions = scene.history(cluster).await?.sessions;
    let next = sessions.iter().filter_map(|one| one.released_at).filter(|&at| at > after).min();
    Ok(next.map(|at| Duration::from_millis((at - after).unsigned_abs())))
}

impl KilledReport {
    /// Whether another went on, and nothing is wrong.
    pub fn passed(&self) -> bool {
        self.next_release.is_some() && self.changes > 0 && self.verdict.is_clean()
    }
}

impl FrozenReport {
    /// Whether another went on, the old one did nothing, and nothing is wrong.
    pub fn passed(&self) -> bool {
        let harmless = self.releases_after_thaw == 0 && self.control_stayed;
        self.next_release.is_some() && harmless && self.verdict.is_clean()
    }
}

/// How long after something, in words.
fn after(time: Option<Duration>) -> String {
    time.map_or("NEVER came after".into(), |time| format!("{time:.2?} after"))
}

impl fmt::Display for KilledReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { next_release, changes, verdict } = self;
        write!(
            f,
            "killed: the next release {} the end of the controller; control changed hands {changes} times; {verdict}",
            after(*next_release)
        )
    }
}

impl fmt::Display for FrozenReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { next_release, releases_after_thaw, control_stayed, verdict } = self;
        let stayed = if *control_stayed { "stayed" } else { "CHANGED" };
        write!(
            f,
            "frozen: the next release {} the controller froze; thawed, it released {releases_after_thaw}, and control \
             {stayed}; {verdict}",
            after(*next_release)
        )
    }
}
