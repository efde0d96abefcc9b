//! Whole replays against the fake: a clean one is clean, and every mistake is found.

mod support;

use std::{io::Write, path::PathBuf};

use support::{Mistake, fake, staff};
use tokio_util::sync::CancellationToken;
use vq_crowd::{ReplayArgs, ReplayError, Report, replay};

fn args(trace: PathBuf) -> ReplayArgs {
    // 300 visitors within half a second, 100 a second let through, at most 40 inside.
    ReplayArgs {
        trace,
        scale: 0.5,
        speed: 240.0,
        from: None,
        to: None,
        cap: Some(40),
        rate: Some(25),
        seed: 7,
        json: None,
        url: None,
    }
}

fn trace() -> tempfile::NamedTempFile {
    let mut file = tempfile::NamedTempFile::new().unwrap();
    writeln!(file, "minute_utc,requests\n2026-01-01 12:00,400\n2026-01-01 12:01,200").unwrap();
    file
}

async fn run(mistake: Mistake, change: impl FnOnce(&mut ReplayArgs)) -> Report {
    let (base, _line) = fake(mistake).await;
    let file = trace();
    let mut args = args(file.path().to_owned());
    change(&mut args);
    replay(&args, staff(&base).await, CancellationToken::new()).await.unwrap()
}

#[tokio::test]
async fn an_honest_queue_is_found_clean_and_everybody_is_accounted_for() {
    let json = tempfile::NamedTempFile::new().unwrap();
    let report = run(Mistake::None, |args| args.json = Some(json.path().to_owned())).await;
    assert!(report.is_clean(), "{report}");
    assert_eq!((report.arrivals, report.joined, report.errors), (300, 300, 0), "{report}");
    assert!(report.max_waiting > 0 && report.max_concurrent <= 40, "{report}");
    assert_eq!(report.leavers + report.no_shows + report.claimed + report.missed, 300, "{report}");
    assert!(report.leavers > 0 && report.no_shows > 0 && report.polls > 0, "{report}");
    assert!(report.join_ms.max > 0.0 && report.wait_within_p50.is_some(), "{report}");

    let written: serde_json::Value = serde_json::from_slice(&std::fs::read(json.path()).unwrap()).unwrap();
    for name in [
        "arrivals",
        "max_waiting",
        "released",
        "max_concurrent",
        "cap",
        "cap_breaches",
        "max_releases_60s",
        "rate_breaches",
        "inversions",
        "wait_within_p50",
        "wait_within_p90",
    ] {
        assert!(written[name].is_number(), "{name}");
    }
    for latency in ["join_ms", "poll_ms"] {
        for name in ["p50", "p90", "p99", "max"] {
            assert!(written[latency][name].is_number(), "{latency}.{name}");
        }
    }
}

#[tokio::test]
async fn one_too_many_inside_is_found() {
    let report = run(Mistake::Cap, |args| (args.cap, args.scale) = (Some(3), 0.1)).await;
    assert!(report.cap_breaches > 0 && !report.is_clean(), "{report}");
    assert_eq!(report.max_concurrent, 4, "{report}");
}

#[tokio::test]
async fn releases_beyond_the_rate_are_found() {
    // One per trace minute is 240 a minute: 244 with the bucket.
    let report = run(Mistake::Rate, |args| (args.rate, args.cap) = (Some(1), Some(1_000))).await;
    assert!(report.rate_breaches > 0 && report.max_releases_60s > 244, "{report}");
}

#[tokio::test]
async fn overtaking_is_found() {
    assert!(run(Mistake::Order, |_| {}).await.inversions > 0);
}

#[tokio::test]
async fn forgotten_joins_are_found() {
    assert_eq!(run(Mistake::Forgets, |_| {}).await.lost_joins, 42);
}

#[tokio::test]
async fn told_to_come_again_they_come_again_as_the_same() {
    let report = run(Mistake::Flaky, |_| {}).await;
    assert!(report.is_clean(), "{report}");
    assert_eq!((report.joined, report.double_tickets), (300, 0));
    assert!(report.errors_by_kind["join: 503 unavailable"] > 0, "{report}");
}

#[tokio::test]
async fn stopped_early_it_reports_what_happened() {
    let (base, _line) = fake(Mistake::None).await;
    let file = trace();
    let stop = CancellationToken::new();
    stop.cancel();
    let report = replay(&args(file.path().to_owned()), staff(&base).await, stop).await.unwrap();
    assert!(report.arrivals < 300);
}

#[tokio::test]
async fn a_bad_trace_is_named_with_its_line() {
    let (base, _line) = fake(Mistake::None).await;
    let mut file = tempfile::NamedTempFile::new().unwrap();
    writeln!(file, "minute_utc,requests\n2026-01-01 12:00,many").unwrap();
    let error = replay(&args(file.path().to_owned()), staff(&base).await, CancellationToken::new()).await;
    let error = error.unwrap_err();
    assert!(matches!(error, ReplayError::Trace(..)), "{error}");
    assert!(error.to_string().contains("line 2: \"many\""), "{error}");
}
