//! Faults of the server and of the way to it: nothing that was acknowledged is lost, callers are told the truth, and all
//! goes on by itself.

use std::{
    collections::BTreeMap,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU32, Ordering},
    },
    time::Duration,
};

use vq_domain::{QueueId, SessionState};
use vq_engine::{Command, Line};
use vq_ports::{
    StoreError, Stores,
    contract::sample::{self, START, join, joined},
};
use vq_store_postgres::{Options, PostgresStore};
use vq_testkit::{Database, Postgres, TcpProxy};

/// Commits at a time.
const TASKS: u32 = 6;

async fn connect(url: String) -> PostgresStore {
    let connect_timeout = Duration::from_secs(2);
    PostgresStore::connect(Options { connections: 4, connect_timeout, ..Options::new(url) }).await.unwrap()
}

/// People who join, claim and leave without end, and a record of what they were told.
struct Crowd {
    tasks: tokio::task::JoinSet<BTreeMap<u32, (vq_domain::SessionId, SessionState)>>,
    stop: Arc<AtomicBool>,
    done: Arc<AtomicU32>,
    failed: Arc<AtomicU32>,
}

impl Crowd {
    fn on(stores: &Stores, queue: QueueId) -> Self {
        let mut crowd = Self {
            tasks: Default::default(),
            stop: Default::default(),
            done: Default::default(),
            failed: Default::default(),
        };
        for task in 0..TASKS {
            let (stores, stop) = (stores.clone(), crowd.stop.clone());
            let (done, failed) = (crowd.done.clone(), crowd.failed.clone());
            crowd.tasks.spawn(async move {
                let mut told = BTreeMap::new();
                for step in 0.. {
                    if stop.load(Ordering::Relaxed) {
                        break;
                    }
                    let mut commands: Vec<Command> =
                        (0..3).map(|person| join(Some(&format!("{task} {step} {person}")))).collect();
                    commands.extend([Command::Claim { ticket: step }, Command::Leave { ticket: step / 2 }]);
                    match stores.log.commit(queue, commands, u64::MAX, START).await {
                        Ok(commit) => {
                            for outcome in &commit.outcomes[..3] {
                                let entry = joined(outcome);
                                told.insert(entry.ticket, (entry.session, entry.state));
                            }
                            done.fetch_add(1, Ordering::Relaxed);
                        }
                        Err(error) => {
                            assert!(matches!(error, StoreError::Unavailable(_)), "{error:?}");
                            failed.fetch_add(1, Ordering::Relaxed);
                        }
                    }
                }
                told
            });
        }
        crowd
    }

    /// Waits for so many more acknowledgements.
    async fn more(&self, count: u32) {
        await_more(&self.done, count).await;
    }

    /// Waits for so many more failures.
    async fn failures(&self, count: u32) {
        await_more(&self.failed, count).await;
    }

    async fn told(self) -> BTreeMap<u32, (vq_domain::SessionId, SessionState)> {
        self.stop.store(true, Ordering::Relaxed);
        let mut all = BTreeMap::new();
        for told in self.tasks.join_all().await {
            for (ticket, session) in told {
                assert!(all.insert(ticket, session).is_none(), "ticket {ticket} was given twice");
            }
        }
        all
    }
}

async fn await_more(count: &AtomicU32, more: u32) {
    let enough = count.load(Ordering::Relaxed) + more;
    while count.load(Ordering::Relaxed) < enough {
        tokio::task::yield_now().await;
    }
}

/// Everything that was acknowledged is there, and the line agrees with its sessions and its history.
async fn assert_kept(stores: &Stores, queue: QueueId, crowd: Crowd) {
    for (ticket, (session, state)) in crowd.told().await {
        let record = stores.sessions.by_ticket(queue, ticket).await.unwrap().unwrap();
        assert_eq!(record.entry.session, session, "ticket {ticket}");
        assert!(record.entry.state as u8 >= state as u8, "ticket {ticket} fell back");
    }
    let line = stores.log.load(queue).await.unwrap();
    let count = |state| line.live.iter().filter(|live| live.state == state).count();
    assert_eq!(line.state.waiting as usize, count(SessionState::Waiting));
    assert_eq!(line.state.released as usize, count(SessionState::Released));
    assert_eq!(line.state.active as usize, count(SessionState::Active));
    let mut followed = Line::load(sample::open(50, 6_000_000), []);
    for set in stores.log.changes_after(queue, 0, u32::MAX).await.unwrap() {
        followed.apply(&set).unwrap();
    }
    assert_eq!(*followed.state(), line.state);
}

async fn start(database: &Database) -> (PostgresStore, QueueId) {
    let store = connect(database.url()).await;
    let queue = sample::stored(&store.stores(), sample::open(50, 6_000_000)).await.id;
    (store, queue)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_killed_server_loses_nothing_and_all_goes_on_after_its_return() {
    let server = Postgres::start().await;
    let database = server.database().await;
    let (store, queue) = start(&database).await;
    let crowd = Crowd::on(&store.stores(), queue);
    for _ in 0..3 {
        crowd.more(50).await;
        server.kill().await;
        crowd.failures(2 * TASKS).await;
        assert!(matches!(store.check().await, Err(StoreError::Unavailable(_))));
        assert!(matches!(store.stores().log.load(queue).await, Err(StoreError::Unavailable(_))));
        let late = PostgresStore::connect(Options::new(database.url())).await.map(drop);
        assert!(matches!(late, Err(StoreError::Unavailable(_))), "{late:?}");
        server.restart().await;
    }
    crowd.more(50).await;
    store.check().await.unwrap();
    assert_kept(&store.stores(), queue, crowd).await;
    store.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn connections_that_break_at_any_moment_lose_nothing() {
    let server = Postgres::shared().await;
    let database = server.database().await;
    let (store, queue) = start(&database).await;
    let crowd = Crowd::on(&store.stores(), queue);
    let owner = database.owner().await;
    let end = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity \
               WHERE datname = current_database() AND application_name = 'vqueue'";
    for _ in 0..20 {
        crowd.more(5).await;
        owner.execute(end, &[]).await.unwrap();
    }
    assert_kept(&store.stores(), queue, crowd).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_way_that_is_cut_and_held_up_loses_nothing() {
    let server = Postgres::shared().await;
    let database = server.database().await;
    let queue = start(&database).await.1;
    let proxy = TcpProxy::start(server.address()).await;
    let store = connect(database.url_at(proxy.address())).await;
    let crowd = Crowd::on(&store.stores(), queue);
    for _ in 0..10 {
        crowd.more(10).await;
        proxy.sever();
        crowd.failures(TASKS).await;
        proxy.restore();
        crowd.more(10).await;
        proxy.slow_down(Duration::from_millis(2));
        crowd.more(10).await;
        proxy.restore();
    }
    assert_kept(&store.stores(), queue, crowd).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_frozen_server_keeps_no_caller_waiting_for_long() {
    let server = Postgres::start().await;
    let database = server.database().await;
    let queue = start(&database).await.1;
    let commit_timeout = Duration::from_millis(200);
    let store =
        PostgresStore::connect(Options { commit_timeout, ..Options::new(database.url()) }).await.unwrap();
    let stores = store.stores();
    stores.log.commit(queue, vec![join(Some("anna"))], u64::MAX, START).await.unwrap();
    server.freeze().await;
    let held = stores.log.commit(queue, vec![join(Some("ben"))], u64::MAX, START).await;
    assert!(matches!(held, Err(StoreError::Unavailable(_))), "{held:?}");
    server.thaw().await;
    // It was done all the same, once there was somebody to do it.
    while stores.log.load(queue).await.map_or(0, |line| line.live.len()) < 2 {
        tokio::task::yield_now().await;
    }
    store.close().await;
}

#[tokio::test]
async fn nobody_there_is_said_at_once() {
    let server = Postgres::start().await;
    let url = server.database().await.url();
    server.stop().await;
    let refused = PostgresStore::connect(Options::new(url)).await.map(drop);
    assert!(matches!(refused, Err(StoreError::Unavailable(_))), "{refused:?}");
    let nonsense = PostgresStore::connect(Options::new("nonsense")).await.map(drop);
    assert!(matches!(nonsense, Err(StoreError::Failed(_))), "{nonsense:?}");
}
