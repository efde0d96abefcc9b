//! How much of the log is read for whoever asks for the calls after some version.

use std::sync::{Arc, atomic::Ordering};

use crate::support::{Log, TestClock, TestIds, queue, settings};
use vq_domain::{Priority, SessionId};
use vq_engine::Command;
use vq_lines::{LineHandle, Lines, LinesConfig};
use vq_ports::Clock;

async fn run(log: &Arc<Log>, clock: &Arc<TestClock>) -> (Lines, Arc<LineHandle>) {
    let config = LinesConfig::single_node();
    let lines = Lines::new(config, log.clone(), clock.clone(), Arc::new(TestIds(7)));
    let line = lines.run(queue(settings(1), clock.now()), 100_000).await.expect("a line");
    (lines, line)
}

#[tokio::test(start_paused = true)]
async fn nothing_is_read_for_a_version_that_is_too_long_ago() {
    let clock = TestClock::new();
    let log = Log::new(&settings(1), clock.now());
    let (lines, line) = run(&log, &clock).await;
    for number in 0..5_000 {
        let session = SessionId(uuid::Uuid::from_u128(number));
        let join = Command::Join { session, identifier: None, metadata: None, priority: Priority::NORMAL };
        line.submit(join).await.expect("a store");
    }
    lines.stop().await;
    // A node that has just started knows of no calls but from the log.
    let (lines, line) = run(&log, &clock).await;
    line.submit(Command::Look).await.expect("a store");
    let upto = line.read(|index| index.state().version);
    assert!(upto >= 5_000, "{upto}");
    let read = || log.read_back.load(Ordering::Relaxed);
    let before = read();
    for version in [0, upto - 4_097] {
        assert_eq!(lines.calls_after(&line, version).await.expect("an answer"), None, "{version} of {upto}");
    }
    assert_eq!(read(), before);
    let calls = lines.calls_after(&line, upto - 4_096).await.expect("an answer");
    assert_eq!(calls, Some((Vec::new(), upto)));
    assert_eq!(read() - before, 4_096);
    // From memory.
    assert_eq!(lines.calls_after(&line, upto).await.expect("an answer"), Some((Vec::new(), upto)));
    assert_eq!(read() - before, 4_096);
    lines.stop().await;
}
