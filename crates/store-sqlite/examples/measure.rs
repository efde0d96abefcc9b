//! Measures the store on this machine's disk:
//!
//! ```text
//! cargo run --release -p vq-store-sqlite --example measure [-- FOLDER [SESSIONS]]
//! ```
//!
//! Joins per second by size of batch, with `fsync`; processor time per join, the writer's own and everybody's; the time
//! to load the line; memory and disk per waiting person. FOLDER should be on the disk to be measured.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
    time::Instant,
};

use tokio::runtime::Builder;
use vq_domain::{Millis, Priority, QueueId, SessionId};
use vq_engine::Command;
use vq_ports::{
    Ids, QueueLog, SystemIds,
    contract::sample::{self, START},
};
use vq_store_sqlite::{Options, SqliteStore};

fn main() {
    let mut arguments = std::env::args().skip(1);
    let folder: PathBuf = arguments.next().map_or_else(std::env::temp_dir, Into::into);
    let sessions: u64 = arguments.next().and_then(|count| count.parse().ok()).unwrap_or(1_000_000);
    let runtime = Builder::new_multi_thread().worker_threads(1).enable_all().build().expect("a runtime");
    let folder = tempfile::Builder::new().prefix("vq-measure").tempdir_in(folder).expect("a folder");
    runtime.block_on(async {
        crowd(&folder.path().join("crowd"), sessions).await;
        println!("\n   who batch in flight   joins/s | us per join: writer user, writer kernel, all threads");
        for named in [true, false] {
            for (batch, in_flight, count) in
                [(1, 1, 1_000), (1, 256, 20_000), (32, 1, 20_000), (256, 1, 100_000), (1024, 1, 200_000)]
            {
                let folder = folder.path().join(format!("{named}-{batch}-{in_flight}"));
                throughput(&folder, named, batch, in_flight, count).await;
            }
        }
    });
}

async fn throughput(folder: &Path, named: bool, batch: u64, in_flight: u64, count: u64) {
    let store = SqliteStore::open(folder, Options::default()).expect("a store");
    let queue = sample::stored(&store.stores(), sample::paused()).await.id;
    let who = if named { "named" } else { "anon." };
    let spent = join_all(&store, queue, named, batch, in_flight, count).await;
    println!("{who:>6} {batch:>5} {in_flight:>9} {spent}");
    store.close().await;
}

/// Lets that many join and says what it took.
async fn join_all(
    store: &SqliteStore,
    queue: QueueId,
    named: bool,
    batch: u64,
    in_flight: u64,
    count: u64,
) -> String {
    let log: Arc<dyn QueueLog> = store.stores().log;
    let (begun, writer, all) = (Instant::now(), writer_micros(), process_micros());
    let mut tasks = tokio::task::JoinSet::new();
    for _ in 0..in_flight {
        let log = log.clone();
        tasks.spawn(async move {
            for step in 0..count / in_flight / batch {
                // Ids tell their time, and people come one after another.
                let now = Millis(START.0 + i64::try_from(step * in_flight * batch / 50).unwrap_or(0));
                log.commit(queue, joins(named, batch, now), u64::MAX, now).await.expect("a commit");
            }
        });
    }
    tasks.join_all().await;
    let rate = count as f64 / begun.elapsed().as_secs_f64();
    let each = |from: i64, to: i64| (to - from) as f64 / count as f64;
    let now = writer_micros();
    let (user, kernel) = (each(writer.0, now.0), each(writer.1, now.1));
    format!("{rate:>9.0} | {user:.2}, {kernel:.2}, {:.2}", each(all, process_micros()))
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

async fn crowd(folder: &Path, count: u64) {
    let store = SqliteStore::open(folder, Options::default()).expect("a store");
    let queue = sample::stored(&store.stores(), sample::paused()).await.id;
    let before = memory_bytes();
    let per_person = || (memory_bytes() - before) as f64 / count as f64;
    let spent = join_all(&store, queue, true, 250, 4, count).await;
    println!("{count} join, named, in batches of 250, 4 in flight: {spent}");
    println!("memory: {:.1} bytes per person above an empty store", per_person());
    load(&store, queue).await;
    println!("memory after load: {:.1} bytes per person", per_person());
    store.close().await;
    let files = std::fs::read_dir(folder).expect("files").flatten();
    let disk: u64 = files.filter_map(|file| Some(file.metadata().ok()?.len())).sum();
    println!("disk: {:.1} bytes per person, change sets included", disk as f64 / count as f64);

    let begun = Instant::now();
    let store = SqliteStore::open(folder, Options::default()).expect("a store");
    println!("after a restart, open: {:.0} ms", begun.elapsed().as_secs_f64() * 1e3);
    load(&store, queue).await;
    let (begun, cpu) = (Instant::now(), process_micros());
    store.stores().log.commit(queue, joins(true, 1, START), u64::MAX, START).await.expect("a commit");
    let cpu = (process_micros() - cpu) / 1000;
    println!("first named join: {:.0} ms, {cpu} ms of processor time", begun.elapsed().as_secs_f64() * 1e3);
    store.close().await;
}

async fn load(store: &SqliteStore, queue: QueueId) {
    let (begun, cpu) = (Instant::now(), process_micros());
    let line = store.stores().log.load(queue).await.expect("a line");
    let (took, cpu) = (begun.elapsed().as_secs_f64() * 1e3, (process_micros() - cpu) / 1000);
    println!("load of {}: {took:.0} ms, {cpu} ms of processor time", line.live.len());
}

/// Resident memory, where the system tells it.
fn memory_bytes() -> i64 {
    let pages = std::fs::read_to_string("/proc/self/statm").unwrap_or_default();
    pages.split_whitespace().nth(1).and_then(|pages| pages.parse::<i64>().ok()).unwrap_or(0) * 4096
}

/// Processor time of the writer's thread, in user mode and in the kernel, where the system tells it.
fn writer_micros() -> (i64, i64) {
    let threads = std::fs::read_dir("/proc/self/task").into_iter().flatten().flatten();
    let mut stats = threads.filter_map(|thread| std::fs::read_to_string(thread.path().join("stat")).ok());
    stats.find(|stat| stat.contains("(vq-store-write)")).map_or((0, 0), |stat| micros(&stat))
}

/// Processor time of all threads.
fn process_micros() -> i64 {
    let (user, kernel) = micros(&std::fs::read_to_string("/proc/self/stat").unwrap_or_default());
    user + kernel
}

/// From hundredths of a second.
fn micros(stat: &str) -> (i64, i64) {
    let after_name = stat.rsplit(") ").next().unwrap_or_default();
    let mut ticks = after_name.split(' ').skip(11).filter_map(|ticks| ticks.parse::<i64>().ok());
    (ticks.next().unwrap_or(0) * 10_000, ticks.next().unwrap_or(0) * 10_000)
}
