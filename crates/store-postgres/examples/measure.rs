//! Measures the store on a PostgreSQL server of its own on this machine, with `fsync` on:
//!
//! ```text
//! cargo run --release -p vq-store-postgres --example measure [-- SESSIONS]
//! ```
//!
//! Joins per second by size of batch and by how many lines are busy; the time of releases, of loading a line and of ending
//! everybody at once.

use std::{sync::Arc, time::Instant};

use vq_domain::{Millis, Priority, QueueId, QueueStatus, SessionId};
use vq_engine::Command;
use vq_ports::{
    Ids, QueueLog, SystemIds,
    contract::sample::{self, START},
};
use vq_store_postgres::{Options, PostgresStore};
use vq_testkit::{Postgres, PostgresOptions};

#[tokio::main]
async fn main() {
    let sessions: u64 = std::env::args().nth(1).and_then(|count| count.parse().ok()).unwrap_or(200_000);
    let settings = vec![("max_wal_size", "8GB".to_owned())];
    let server = Postgres::with(PostgresOptions { durable: true, settings, ..Default::default() }).await;
    let database = server.database().await;
    let store = PostgresStore::connect(Options::new(database.url())).await.expect("a store");

    println!("   who lines batch   joins/s   ms per commit");
    for named in [true, false] {
        for (lines, batch, count) in
            [(1, 1, 1_000), (1, 32, 20_000), (1, 256, 50_000), (1, 1000, 200_000), (4, 1000, 200_000)]
        {
            let mut queues = Vec::new();
            for _ in 0..lines {
                queues.push(sample::stored(&store.stores(), sample::paused()).await.id);
            }
            let (seconds, commits) = join_all(&store, &queues, named, batch, count).await;
            let who = if named { "named" } else { "anon." };
            let each = seconds * 1e3 * lines as f64 / commits as f64;
            println!("{who:>6} {lines:>5} {batch:>5} {:>9.0} {each:>15.2}", count as f64 / seconds);
        }
    }
    crowd(&store, sessions).await;
    store.close().await;
}

/// Lets that many join, each line one batch after another. Answers the seconds and the number of commits.
async fn join_all(
    store: &PostgresStore,
    queues: &[QueueId],
    named: bool,
    batch: u64,
    count: u64,
) -> (f64, u64) {
    let log: Arc<dyn QueueLog> = store.stores().log;
    let begun = Instant::now();
    let mut tasks = tokio::task::JoinSet::new();
    let each = count / queues.len() as u64 / batch;
    for &queue in queues {
        let log = log.clone();
        tasks.spawn(async move {
            for step in 0..each {
                // Ids tell their time, and people come one after another.
                let now = Millis(START.0 + i64::try_from(step * batch / 50).unwrap_or(0));
                log.commit(queue, joins(named, batch, now), u64::MAX, now).await.expect("a commit");
            }
        });
    }
    tasks.join_all().await;
    (begun.elapsed().as_secs_f64(), each * queues.len() as u64)
}

/// People as a site would name them: a random 20-character identifier each.
fn joins(named: bool, count: u64, now: Millis) -> Vec<Command> {
    let join = |_| {
        let session = SessionId(SystemIds.uuid(now));
        let identifier = named.then(|| format!("user-{:015x}", session.0.as_u128() as u64 >> 4).into());
        Command::Join { session, identifier, metadata: None, priority: Priority::NORMAL }
    };
    (0..count).map(join).collect()
}

/// What a long line costs.
async fn crowd(store: &PostgresStore, count: u64) {
    let queue = sample::stored(&store.stores(), sample::paused()).await.id;
    let (seconds, _) = join_all(store, &[queue], true, 1000, count).await;
    println!("\n{count} people joined in {seconds:.1} s");
    let log = store.stores().log;

    let (line, took) = timed(log.load(queue)).await;
    println!("load of {}: {took:.0} ms", line.expect("a line").live.len());

    let open = Command::SetStatus { status: QueueStatus::Open, held_until: None, seed: [0; 32] };
    let lease = Command::Lease { node: 1, ttl_millis: 1_000_000_000 };
    let commit = log.commit(queue, vec![open, lease], u64::MAX, START).await.expect("a commit");
    let basis = commit.changes.map_or(0, |set| set.version);
    let tickets: Vec<u32> = (1..=4096).collect();
    let release = Command::Release { epoch: 1, basis, tickets: tickets.clone() };
    let (released, took) = timed(log.commit(queue, vec![release], basis, START)).await;
    println!("release of {}: {took:.0} ms", moved(&released.expect("a commit")));

    let claims = tickets.iter().take(1000).map(|&ticket| Command::Claim { ticket }).collect();
    let (claimed, took) = timed(log.commit(queue, claims, basis + 1, START)).await;
    println!("claims, {} in a batch: {took:.0} ms", claimed.expect("a commit").outcomes.len());

    for share in [10, 1] {
        let most = u32::try_from(count / share).unwrap_or(u32::MAX);
        let abandon = Command::Abandon { epoch: 1, tickets: (1..=most).collect() };
        let (abandoned, took) = timed(log.commit(queue, vec![abandon], u64::MAX, START)).await;
        match abandoned {
            Ok(commit) => println!("abandonment of {}: {took:.0} ms", moved(&commit)),
            Err(error) => println!("abandonment of {most}: {error} after {took:.0} ms"),
        }
    }
}

fn moved(commit: &vq_ports::Commit) -> usize {
    commit.changes.as_ref().map_or(0, |set| set.changes.len())
}

async fn timed<T>(work: impl Future<Output = T>) -> (T, f64) {
    let begun = Instant::now();
    let answer = work.await;
    (answer, begun.elapsed().as_secs_f64() * 1e3)
}
