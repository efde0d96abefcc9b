//! A queue on a cluster, its staff at every node, and the history of all that goes on in it.

use std::{sync::Arc, time::Duration};

use vq_crowd::{
    QueueRef, QueueSetup, Staff,
    http::{Call, Connection},
    wire::Status,
};

use super::DrillError;
use crate::{
    Cluster,
    check::{Verdict, check},
    client::{Client, Visitor, refused},
    cluster::until,
    history::{Asked, History, Recorder, Settings, Told},
};

/// What has not come by then does not come.
pub const BOUND: Duration = Duration::from_secs(60);

/// A queue, and who watches it.
pub struct Scene {
    /// The queue.
    pub queue: QueueRef,
    /// What has been lived through so far.
    pub recorder: Arc<Recorder>,
    /// How long clients wait for an answer.
    pub patience: Duration,
    staff: Vec<Staff>,
    setup: QueueSetup,
    strangers: bool,
    backend: Arc<str>,
}

impl Scene {
    /// A new queue in a tenant of its own.
    pub async fn open(cluster: &Cluster, setup: QueueSetup) -> Result<Self, DrillError> {
        let mut staff = Vec::new();
        for node in 0..cluster.nodes.len() {
            staff.push(cluster.staff(node).await?);
        }
        let tenant = staff[0].create_tenant(&setup.name).await?;
        let queue = staff[0].create_queue(tenant, &setup).await?;
        let (recorder, patience) = (Arc::new(Recorder::default()), Duration::from_secs(10));
        let backend = staff[0].token().await.into();
        Ok(Self { queue, recorder, patience, staff, setup, strangers: false, backend })
    }

    /// A client at all nodes.
    pub fn client(&self, cluster: &Cluster) -> Client {
        Client::new(&cluster.addresses, &self.recorder, self.patience, &self.backend)
    }

    /// Staff that signed in at a node, which may be another process by now.
    pub fn staff(&self, node: usize) -> &Staff {
        &self.staff[node % self.staff.len()]
    }

    /// Staff signs in anew at a node that was started again.
    pub async fn sign_in(&mut self, cluster: &Cluster, node: usize) -> Result<(), DrillError> {
        self.staff[node] = cluster.staff(node).await?;
        Ok(())
    }

    /// The limits at first.
    pub fn first(&self) -> Settings {
        Settings { cap: self.setup.cap, rate_per_minute: self.setup.rate_per_minute }
    }

    /// Changes the limits at a node.
    pub async fn set_up(&self, cluster: &Cluster, node: usize, settings: Settings) -> Told {
        let setup =
            QueueSetup { cap: settings.cap, rate_per_minute: settings.rate_per_minute, ..self.setup.clone() };
        let asked_at = self.recorder.now();
        let told = match self.staff(node).set_up(self.queue, &setup).await {
            Ok(()) => Told::Done,
            Err(error) => refused(&error),
        };
        self.recorder.note(cluster.addresses.of(node).0, Asked::SetUp(settings), asked_at, told.clone());
        told
    }

    /// Asks a node for the counts.
    pub async fn counts(&self, cluster: &Cluster, node: usize) -> Told {
        let asked_at = self.recorder.now();
        let told = match self.staff(node).counts(self.queue).await {
            Ok(counts) => Told::Counts(counts),
            Err(error) => refused(&error),
        };
        self.recorder.note(cluster.addresses.of(node).0, Asked::Counts, asked_at, told.clone());
        told
    }

    /// Joins that many people whom no client knows, fast.
    pub async fn fill(&mut self, node: usize, count: u64) -> Result<(), DrillError> {
        self.strangers = true;
        Ok(self.staff(node).fill(self.queue, count).await?)
    }

    /// Lets nobody through any more, and waits until all nodes know all that was committed.
    pub async fn quiet(&self, cluster: &Cluster, visitors: &[Visitor]) -> Result<bool, DrillError> {
        self.staff(0).act(self.queue, "pause").await?;
        let mut client = self.client(cluster);
        Ok(self.all_follow(cluster, &mut client, visitors).await)
    }

    /// Waits until all nodes tell of the newest state.
    pub async fn all_follow(&self, cluster: &Cluster, client: &mut Client, visitors: &[Visitor]) -> bool {
        let Some(one) = self.waiting(client, visitors).await else { return true };
        let all = async || {
            let newest = cluster.version(self.queue.queue).await?;
            for node in 0..client.nodes() {
                let told = one.clone().look(client, node).await;
                let Told::Session(seen) = told else { return None };
                if seen.version < newest {
                    return None;
                }
            }
            Some(())
        };
        until(BOUND, all).await.is_some()
    }

    async fn waiting(&self, client: &mut Client, visitors: &[Visitor]) -> Option<Visitor> {
        for visitor in visitors {
            let mut visitor = visitor.clone();
            visitor.look(client, 0).await;
            if visitor.status() == Some(Status::Waiting) {
                return Some(visitor);
            }
        }
        None
    }

    /// Asks every node about everybody. Nothing must change meanwhile.
    pub async fn census(&self, cluster: &Cluster, visitors: &[Visitor], phase: u32) {
        let mut asking = tokio::task::JoinSet::new();
        let portion = visitors.len().div_ceil(16).max(1);
        for some in visitors.chunks(portion) {
            let (mut client, some) = (self.client(cluster), some.to_vec());
            asking.spawn(async move {
                for visitor in &some {
                    for node in 0..client.nodes() {
                        visitor.census(&mut client, node, phase).await;
                    }
                }
            });
        }
        asking.join_all().await;
    }

    /// The history so far, with what the store says now.
    pub async fn history(&self, cluster: &Cluster) -> Result<History, DrillError> {
        let sessions = self.staff(0).sessions(self.queue, |_| {}).await?;
        let call = Call::get("/.well-known/jwks.json");
        let base = cluster.addresses.of(0).1;
        let keys = Connection::new(&base).call(call).await.map_err(vq_crowd::wire::ApiError::from)?;
        Ok(History {
            queue: self.queue.queue,
            first: self.first(),
            events: self.recorder.events(),
            sessions,
            keys: String::from_utf8_lossy(&keys.body).into_owned(),
            strangers: self.strangers,
        })
    }

    /// Makes it quiet, asks all nodes about everybody, and judges the whole run.
    pub async fn judge(&self, cluster: &Cluster, visitors: &[Visitor]) -> Result<Verdict, DrillError> {
        if !self.quiet(cluster, visitors).await? {
            return Err(DrillError::Stuck("all nodes to follow".into()));
        }
        self.census(cluster, visitors, u32::MAX).await;
        Ok(check(&self.history(cluster).await?))
    }
}
