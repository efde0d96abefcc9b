//! The drills, small, against the fake.

mod support;

use std::{sync::Arc, time::Duration};

use support::{Mistake, fake, staff};
use tokio_util::sync::CancellationToken;
use vq_crowd::{
    DemoOptions, QueueSetup, demo_crowd,
    drills::{SurgeDrill, TurnDrill},
    ledger::Live,
};

#[tokio::test]
async fn a_surge_fills_the_cap_exactly() {
    for cap in [1, 7] {
        let (base, _line) = fake(Mistake::None).await;
        let drill = SurgeDrill { people: 120, connections: 40, cap, change: 10 };
        let report = drill.run(&staff(&base).await).await.unwrap();
        assert!(report.passed(), "{report}");
    }
}

#[tokio::test]
async fn a_surge_that_overfills_fails_the_drill() {
    let (base, _line) = fake(Mistake::Cap).await;
    let drill = SurgeDrill { people: 60, connections: 20, cap: 7, change: 3 };
    let report = drill.run(&staff(&base).await).await.unwrap();
    assert!(!report.passed() && report.max_concurrent == 8, "{report}");
}

#[tokio::test]
async fn slots_that_open_are_offered_heard_and_seen() {
    let (base, _line) = fake(Mistake::None).await;
    let poll_every = (Duration::from_millis(50), Duration::from_millis(200));
    let drill = TurnDrill { waiting: 60, slots: 20, poll_every, seed: 1 };
    let report = drill.run(&staff(&base).await).await.unwrap();
    assert!(report.passed(), "{report}");
}

#[tokio::test]
async fn the_demo_crowd_surges_and_stops_when_told() {
    let (base, line) = fake(Mistake::None).await;
    let staff = staff(&base).await;
    let tenant = staff.create_tenant("Demo").await.unwrap();
    let setup = QueueSetup { rate_per_minute: 6_000, cap: 10, ..QueueSetup::default() };
    let queue = staff.create_queue(tenant, &setup).await.unwrap();
    let options = DemoOptions { rate_per_minute: 600, surge: 4_000, ..DemoOptions::default() };
    let (live, stop) = (Arc::new(Live::default()), CancellationToken::new());
    let crowd = demo_crowd(&base, queue, options, live.clone(), stop.clone());
    let watch = async {
        while Live::read(&live.waiting) < 20 {
            tokio::task::yield_now().await;
        }
        stop.cancel();
    };
    let (ledger, ()) = tokio::join!(crowd, watch);
    assert!(ledger.arrivals >= 20 && ledger.joined.is_empty(), "{ledger:?}");
    assert!(line.lock().people.len() >= 20);
}
