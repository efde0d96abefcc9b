//! The same against a real server, if `VQUEUE_BIN` names one: a short replay of the World Cup day, and the drills, small.
//! `make test` builds the server first and sets it; without it these tests have nothing to do.

use std::{path::PathBuf, time::Duration};

use tokio_util::sync::CancellationToken;
use vq_crowd::{
    ReplayArgs, ServerProcess, ServerSpec,
    drills::{CrashDrill, HallDrill, SurgeDrill, TurnDrill},
    replay,
};

fn program() -> Option<PathBuf> {
    std::env::var_os("VQUEUE_BIN").map(PathBuf::from)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_replay_breaks_no_rule() {
    let Some(program) = program() else { return };
    let data = tempfile::tempdir().unwrap();
    let server = ServerProcess::start(&ServerSpec::new(program, data.path())).await.unwrap();
    let env = |name: &str| std::env::var(name).ok();
    let args = ReplayArgs {
        trace: concat!(env!("CARGO_MANIFEST_DIR"), "/../../bench/traces/worldcup98-1998-06-10.csv").into(),
        scale: env("VQUEUE_REPLAY_SCALE").map_or(0.001, |scale| scale.parse().unwrap()),
        speed: 60.0,
        from: Some(env("VQUEUE_REPLAY_FROM").unwrap_or("17:15".into()).parse().unwrap()),
        to: Some(env("VQUEUE_REPLAY_TO").unwrap_or("17:25".into()).parse().unwrap()),
        cap: None,
        rate: None,
        seed: 1,
        json: None,
        url: None,
    };
    let report = replay(&args, server.staff().await.unwrap(), CancellationToken::new()).await.unwrap();
    println!("{report}");
    assert!(report.is_clean(), "{report}");
    assert_eq!(report.joined, report.arrivals, "{report}");
    // Whether a line forms hangs on how fast the machine is just now; the rules hold in any case.
    assert!(report.released > 0, "{report}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_surge_fills_the_cap_exactly() {
    let Some(program) = program() else { return };
    let data = tempfile::tempdir().unwrap();
    let server = ServerProcess::start(&ServerSpec::new(program, data.path())).await.unwrap();
    let staff = server.staff().await.unwrap();
    for cap in [1, 7] {
        let drill = SurgeDrill { people: 300, connections: 100, cap, change: 20 };
        let report = drill.run(&staff).await.unwrap();
        assert!(report.passed(), "{report}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn slots_that_open_are_offered_to_those_who_are_next() {
    let Some(program) = program() else { return };
    let data = tempfile::tempdir().unwrap();
    let server = ServerProcess::start(&ServerSpec::new(program, data.path())).await.unwrap();
    let poll_every = (Duration::from_millis(300), Duration::from_millis(900));
    let drill = TurnDrill { waiting: 100, slots: 30, poll_every, seed: 1 };
    let report = drill.run(&server.staff().await.unwrap()).await.unwrap();
    // How soon is for the bench to say: a test has no threshold of time.
    assert_eq!((report.offered, report.strangers, report.heard, report.polled), (30, 0, 30, 30), "{report}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_crash_loses_nobody() {
    let Some(program) = program() else { return };
    let data = tempfile::tempdir().unwrap();
    let drill = CrashDrill { waiting: 2_000, connections: 8, load: Duration::from_millis(300) };
    let report = drill.run(&ServerSpec::new(program, data.path())).await.unwrap();
    assert!(report.acknowledged > 0 && report.release_ms.is_some(), "{report}");
    assert_eq!((report.lost, report.moved), (0, 0), "{report}");
}

#[tokio::test(flavor = "multi_thread")]
async fn eight_counters_call_everybody_once_and_in_order() {
    let Some(program) = program() else { return };
    let data = tempfile::tempdir().unwrap();
    let server = ServerProcess::start(&ServerSpec::new(program, data.path())).await.unwrap();
    let drill = HallDrill { tickets: 400, prior: 20, ..HallDrill::default() };
    let report = drill.run(&server.staff().await.unwrap()).await.unwrap();
    assert!(report.passed() && report.people == 420, "{report}");
}
