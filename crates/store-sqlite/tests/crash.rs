//! `kill -9` in the middle of commits: every acknowledged join is there afterwards, with its ticket (I5).
//!
//! The test runs its own binary again as the process to be killed. That one prints a line for everything that was
//! acknowledged; the test reads on until it has seen enough, kills, opens the folder and compares.

use std::{
    collections::BTreeMap,
    io::{BufRead, BufReader, Write},
    path::Path,
    process::{Child, Command as Process, Stdio},
};

use vq_domain::{Priority, Queue, QueueId, QueueStatus, SessionId, SessionState};
use vq_engine::{Command, Line, LineState, Outcome};
use vq_ports::{
    Stores,
    contract::sample::{self, START},
};
use vq_store_sqlite::{Options, SqliteStore};

const FOLDER: &str = "VQ_CRASH_FOLDER";
const ROUNDS: u64 = 5;

fn initial() -> LineState {
    sample::open(500, 6_000_000)
}

fn options() -> Options {
    Options { readers: 1, ..Options::default() }
}

async fn only_queue(stores: &Stores) -> Queue {
    match stores.queues.all().await.unwrap().pop() {
        Some(queue) => queue,
        None => sample::stored(stores, initial()).await,
    }
}

/// The process to be killed: eight tasks that join, claim and leave for ever.
#[test]
#[ignore = "started by acknowledged_joins_survive_a_kill, in a process of its own"]
fn victim() {
    let folder = std::env::var(FOLDER).unwrap();
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    runtime.block_on(async {
        let store = SqliteStore::open(folder, options()).unwrap();
        let stores = store.stores();
        let queue = only_queue(&stores).await.id;
        let run = stores.log.load(queue).await.unwrap().state.version;
        let mut tasks = tokio::task::JoinSet::new();
        for task in 0..8_u32 {
            let stores = stores.clone();
            tasks.spawn(async move {
                for step in 0_u32.. {
                    work(&stores, queue, u128::from(run) << 64 | u128::from(task) << 32 | u128::from(step))
                        .await;
                }
            });
        }
        tasks.join_all().await;
    });
}

async fn work(stores: &Stores, queue: QueueId, number: u128) {
    let mut commands: Vec<Command> = (0..4)
        .map(|person| Command::Join {
            session: SessionId(uuid::Uuid::from_u128(number << 2 | person)),
            identifier: Some(format!("{number} {person}").into()),
            metadata: None,
            priority: Priority::NORMAL,
        })
        .collect();
    let ticket = 1 + (number as u32).wrapping_mul(7) % 1000;
    commands.extend([Command::Claim { ticket }, Command::Leave { ticket: ticket / 2 }]);
    let commit = stores.log.commit(queue, commands, u64::MAX, START).await.unwrap();
    let mut said = String::new();
    for outcome in &commit.outcomes {
        if let Outcome::Joined(entry) | Outcome::Session(entry) = outcome {
            let state = entry.state as u8;
            said += &format!("ack {} {} {state}\n", entry.ticket, entry.session);
        }
    }
    let mut out = std::io::stdout().lock();
    out.write_all(said.as_bytes()).and_then(|()| out.flush()).unwrap();
}

/// Ends the process however the test ends.
struct Victim(Child);

impl Drop for Victim {
    fn drop(&mut self) {
        drop(self.0.kill());
        drop(self.0.wait());
    }
}

/// Lets the process run until it has said `enough` lines, kills it, and answers what it acknowledged.
fn run_and_kill(folder: &Path, enough: u64) -> BTreeMap<u32, (String, u8)> {
    let mut process = Process::new(std::env::current_exe().unwrap());
    process
        .args(["victim", "--exact", "--ignored", "--nocapture"])
        .env(FOLDER, folder)
        .stdout(Stdio::piped());
    let mut victim = Victim(process.spawn().unwrap());
    let mut said = BufReader::new(victim.0.stdout.take().unwrap());
    let mut acknowledged: BTreeMap<u32, (String, u8)> = BTreeMap::new();
    let (mut seen, mut line) = (0, String::new());
    while said.read_line(&mut line).unwrap() > 0 {
        let whole = line.ends_with('\n');
        if let (true, ["ack", ticket, session, state]) =
            (whole, line.split_whitespace().collect::<Vec<_>>().as_slice())
        {
            let state: u8 = state.parse().unwrap();
            let known = acknowledged.entry(ticket.parse().unwrap()).or_insert((session.to_string(), state));
            assert_eq!(known.0, *session, "two people with ticket {ticket}");
            // Tasks may speak in another order than they committed; states only grow.
            known.1 = known.1.max(state);
            seen += 1;
            if seen == enough {
                victim.0.kill().unwrap();
            }
        }
        line.clear();
    }
    assert!(seen >= enough, "the process ended by itself");
    acknowledged
}

#[test]
fn acknowledged_joins_survive_a_kill() {
    let folder = tempfile::tempdir().unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let mut all: BTreeMap<u32, (String, u8)> = BTreeMap::new();
    for round in 0..ROUNDS {
        for (ticket, (session, state)) in run_and_kill(folder.path(), 300 + round * 137) {
            let known = all.entry(ticket).or_insert_with(|| (session.clone(), state));
            assert_eq!(known.0, session, "ticket {ticket} was given twice");
            known.1 = known.1.max(state);
        }
        runtime.block_on(compare(folder.path(), &all));
    }
}

async fn compare(folder: &Path, acknowledged: &BTreeMap<u32, (String, u8)>) {
    let store = SqliteStore::open(folder, options()).unwrap();
    let stores = store.stores();
    let queue = only_queue(&stores).await;
    for (ticket, (session, state)) in acknowledged {
        let record = stores.sessions.by_ticket(queue.id, *ticket).await.unwrap().unwrap();
        assert_eq!(record.entry.session.to_string(), *session);
        assert!(record.entry.state as u8 >= *state, "ticket {ticket} fell back");
        assert_eq!(stores.sessions.get(queue.tenant_id, record.entry.session).await, Ok(Some(record)));
    }
    let line = stores.log.load(queue.id).await.unwrap();
    let count = |state| line.live.iter().filter(|live| live.state == state).count();
    assert_eq!(line.state.waiting as usize, count(SessionState::Waiting));
    assert_eq!(line.state.released as usize, count(SessionState::Released));
    assert_eq!(line.state.active as usize, count(SessionState::Active));
    assert!(line.state.released + line.state.active <= 500);
    assert_eq!(line.state.status, QueueStatus::Open);

    let mut followed = Line::load(initial(), []);
    for set in stores.log.changes_after(queue.id, 0, u32::MAX).await.unwrap() {
        followed.apply(&set).unwrap();
    }
    assert_eq!(*followed.state(), line.state);
    store.close().await;
}
