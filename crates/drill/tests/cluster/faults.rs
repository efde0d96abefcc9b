//! Nodes and servers that fail.

use std::time::Duration;

use vq_drill::{
    Cluster,
    drills::{DatabaseDrill, FrozenDrill, KilledDrill, MissedDrill, RedisDrill, RollingDrill},
};
use vq_testkit::Postgres;

use crate::{spec, three};

#[tokio::test(flavor = "multi_thread")]
async fn releases_go_on_when_their_node_is_killed() {
    let Some(mut cluster) = three().await else { return };
    let drill = KilledDrill { people: 800, workers: 20, turns: 20 };
    let report = drill.run(&mut cluster).await.unwrap();
    println!("{report}");
    assert!(report.passed(), "{report}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_thawed_node_releases_nobody() {
    let Some(mut cluster) = three().await else { return };
    let drill = FrozenDrill { people: 800, workers: 20, turns: 20, frozen: Duration::from_secs(10) };
    let report = drill.run(&mut cluster).await.unwrap();
    println!("{report}");
    assert!(report.passed(), "{report}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rolling_restart_fails_nobody_twice() {
    let Some(mut cluster) = three().await else { return };
    let drill = RollingDrill { people: 120, workers: 12, turns: 10 };
    let report = drill.run(&mut cluster).await.unwrap();
    println!("{report}");
    assert!(report.passed(), "{report}");
}

#[tokio::test(flavor = "multi_thread")]
async fn all_goes_on_without_redis() {
    let Some(cluster) = three().await else { return };
    let drill = RedisDrill { people: 150, workers: 15, turns: 20, down: Duration::from_secs(4) };
    let report = drill.run(&cluster).await.unwrap();
    println!("{report}");
    assert!(report.passed(), "{report}");
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_expires_without_the_database() {
    let Some(mut spec) = spec() else { return };
    spec.postgres = Some(Postgres::start().await);
    let cluster = Cluster::start(&spec).await.unwrap();
    let drill = DatabaseDrill { people: 200, workers: 30, turns: 20, down: Duration::from_secs(8) };
    let report = drill.run(&cluster).await.unwrap();
    println!("{report}");
    assert!(report.passed(3), "{report}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_node_that_was_cut_off_catches_up_exactly() {
    let Some(mut spec) = spec() else { return };
    spec.cuttable = true;
    let cluster = Cluster::start(&spec).await.unwrap();
    let drill = MissedDrill { people: 200, workers: 20, filled: 10_000, versions: 300 };
    let report = drill.run(&cluster).await.unwrap();
    println!("{report}");
    assert!(report.passed(), "{report}");
}
