//! Many at once at all nodes.

use vq_drill::{
    Cluster,
    drills::{LimitDrill, StormDrill},
};

use crate::{spec, three};

async fn storm(cap: u32, people: usize, rates: &[u32], turns: u64) {
    let Some(cluster) = three().await else { return };
    let drill = StormDrill { people, workers: 30, cap, rates: rates.into(), turns, seed: u64::from(cap) };
    let report = drill.run(&cluster).await.unwrap();
    println!("{report}");
    assert!(report.passed() && report.changes > 0, "{report}");
}

#[tokio::test(flavor = "multi_thread")]
async fn one_at_a_time() {
    storm(1, 600, &[60_000, 600], 12).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn seven_at_a_time() {
    storm(7, 1_500, &[60_000, 3_000, 600], 60).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn five_hundred_at_a_time() {
    storm(500, 1_200, &[1_200, 12_000, 3_000], 100).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn calls_are_counted_exactly_across_nodes_and_per_node_without_redis() {
    let Some(spec) = spec() else { return };
    let drill = LimitDrill { per_minute: 120, workers: 6 };
    let spec = spec
        .set("VQUEUE__RATE_LIMIT__ENABLED", "true")
        .set("VQUEUE__RATE_LIMIT__PER_MINUTE", drill.per_minute)
        .set("VQUEUE__RATE_LIMIT__PER_HOUR", 1_000_000);
    let cluster = Cluster::start(&spec).await.unwrap();
    let Some(report) = drill.run(&cluster).await.unwrap() else { return };
    println!("{report}");
    assert!(report.passed(3), "{report}");
}
