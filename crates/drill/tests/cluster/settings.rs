//! What was set up last is in force, whoever set it where.

use std::{sync::Arc, time::Duration};

use tokio::task::JoinSet;
use vq_crowd::QueueSetup;
use vq_drill::{
    Cluster,
    cluster::until,
    drills::Scene,
    history::{Settings, Told},
};
use vq_testkit::Postgres;

use crate::{spec, three};

const BOUND: Duration = Duration::from_secs(30);

fn settings(number: u32) -> Settings {
    Settings { cap: 100 + number, rate_per_minute: 600 + number }
}

/// What was set up and what is in force become the same.
async fn agree(cluster: &Cluster, scene: &Scene) -> Settings {
    let same = async || {
        let (set, in_force) = cluster.limits(scene.queue.queue).await?;
        (set == in_force).then_some(set)
    };
    match until(BOUND, same).await {
        Some((settings, _)) => settings,
        None => panic!("set up and in force: {:?}", cluster.limits(scene.queue.queue).await),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn changes_at_several_nodes_at_once_leave_the_last_in_force() {
    let Some(cluster) = three().await else { return };
    let scene = Arc::new(Scene::open(&cluster, QueueSetup::default()).await.unwrap());
    let cluster = Arc::new(cluster);
    for round in 0..30 {
        let mut changing = JoinSet::new();
        for node in 0..3 {
            let (cluster, scene) = (cluster.clone(), scene.clone());
            changing
                .spawn(async move { scene.set_up(&cluster, node, settings(round * 3 + node as u32)).await });
        }
        // Who comes too late is told so.
        let told = changing.join_all().await;
        assert!(told.iter().all(|told| matches!(told, Told::Done | Told::Refused(409, _))), "{told:?}");
        assert!(told.contains(&Told::Done), "{told:?}");
        agree(&cluster, &scene).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_node_that_starts_does_not_bring_old_limits_back() {
    let Some(mut cluster) = three().await else { return };
    let scene = Scene::open(&cluster, QueueSetup::default()).await.unwrap();
    for round in 0..4 {
        cluster.nodes[2].stop().await.unwrap();
        let mut node = cluster.nodes.pop().unwrap();
        let starting = tokio::spawn(async move {
            node.start().await.unwrap();
            node
        });
        let mut last = settings(1_000 * round);
        for number in 0.. {
            last = settings(1_000 * round + number);
            assert_eq!(scene.set_up(&cluster, number as usize % 2, last).await, Told::Done);
            if starting.is_finished() && number > 20 {
                break;
            }
        }
        cluster.nodes.push(starting.await.unwrap());
        assert_eq!(agree(&cluster, &scene).await, last);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_that_the_database_interrupted_is_in_force_in_the_end_or_was_never_made() {
    let Some(mut spec) = spec() else { return };
    spec.postgres = Some(Postgres::start().await);
    let cluster = Cluster::start(&spec).await.unwrap();
    let cluster = Arc::new(cluster);
    let scene = Arc::new(Scene::open(&cluster, QueueSetup::default()).await.unwrap());
    for round in 0..3 {
        let changing = tokio::spawn({
            let (cluster, scene) = (cluster.clone(), scene.clone());
            async move {
                for number in 0..60 {
                    scene.set_up(&cluster, number as usize, settings(1_000 * round + number)).await;
                }
            }
        });
        let begun = scene.recorder.len();
        until(BOUND, async || (scene.recorder.len() > begun + 15).then_some(())).await.unwrap();
        cluster.postgres().kill().await;
        cluster.postgres().restart().await;
        changing.await.unwrap();
        agree(&cluster, &scene).await;
    }
}
