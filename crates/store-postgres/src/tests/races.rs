//! Two nodes on one line.

use std::{
    collections::BTreeSet,
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
};

use tokio_postgres::Client;
use vq_domain::{CounterId, CounterRef, QueueId};
use vq_engine::{Command, Outcome, Refusal};
use vq_ports::{
    StoreError, Stores,
    contract::sample::{self, START, join, joined, one},
};

use super::{another, open};
use crate::tx::Scope;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn commits_of_two_nodes_race() {
    let (database, first) = open().await;
    let second = another(&database).await;
    let queue = sample::stored(&first.stores(), sample::open(7, 6_000_000)).await.id;
    let mut tasks = tokio::task::JoinSet::new();
    for step in 0..120_u32 {
        let stores = if step % 2 == 0 { first.stores() } else { second.stores() };
        tasks.spawn(async move {
            let mut commands: Vec<Command> =
                (0..5).map(|person| join(Some(&format!("{}", (step / 2 + person) % 80)))).collect();
            commands.extend([Command::Claim { ticket: step / 4 }, Command::Leave { ticket: step / 8 }]);
            stores.log.commit(queue, commands, u64::MAX, START).await.unwrap()
        });
    }
    let (mut versions, mut tickets) = (BTreeSet::new(), BTreeSet::new());
    for commit in tasks.join_all().await {
        assert!(commit.changes.is_none_or(|set| versions.insert(set.version)));
        for outcome in &commit.outcomes {
            if let Outcome::Joined(entry) = outcome {
                assert!(tickets.insert(entry.ticket), "a ticket was given twice");
            }
        }
    }
    let line = first.stores().log.load(queue).await.unwrap();
    assert!(versions.into_iter().eq(1..=line.state.version));
    assert!(tickets.into_iter().eq(1..line.state.next_ticket));
    assert!(line.state.released + line.state.active <= 7);
    let mut people = BTreeSet::new();
    for live in &line.live {
        let record = first.stores().sessions.by_ticket(queue, live.ticket).await.unwrap().unwrap();
        assert!(people.insert(record.entry.identifier), "somebody stands in line twice");
    }
}

/// Holds the line's lock, as the transaction of another node does.
async fn hold(owner: &Client, queue: QueueId) {
    owner.batch_execute("BEGIN").await.unwrap();
    owner.query("SELECT version FROM lines WHERE queue = $1 FOR UPDATE", &[&queue.0]).await.unwrap();
}

/// Waits until a transaction waits for it.
async fn until_somebody_waits(watcher: &Client) {
    let sql = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'";
    while watcher.query_one(sql, &[]).await.unwrap().get::<_, i64>(0) == 0 {
        tokio::task::yield_now().await;
    }
}

/// Lets ticket 1, whom the store wrote, be somebody else by the hand of another.
async fn rename(owner: &Client, stores: &Stores, queue: QueueId) {
    let sql = "UPDATE sessions SET identifier = 'anna' WHERE ticket = 1";
    assert_eq!(owner.execute(sql, &[]).await.unwrap(), 1);
    drop(stores.sessions.by_ticket(queue, 1).await);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_committed_before_the_lock_was_got_is_seen() {
    let (database, store) = open().await;
    let stores = store.stores();
    let queue = sample::stored(&stores, sample::paused()).await.id;
    one(&stores, queue, join(Some("ben"))).await;
    one(&stores, queue, join(Some("carl"))).await;
    let (owner, watcher) = (database.owner().await, database.owner().await);
    hold(&owner, queue).await;
    let commit = tokio::spawn({
        let log = stores.log.clone();
        let commands = vec![join(Some("anna")), Command::Leave { ticket: 2 }];
        async move { log.commit(queue, commands, 2, START).await }
    });
    until_somebody_waits(&watcher).await;
    // All this happens after the other transaction began and has sent all that it reads.
    rename(&owner, &stores, queue).await;
    owner.execute("UPDATE sessions SET state = 8 WHERE ticket = 2", &[]).await.unwrap();
    let copy = "INSERT INTO changes SELECT queue_key, version + 1, at, tenant, payload FROM changes WHERE version = 2";
    owner.execute(copy, &[]).await.unwrap();
    let state = "UPDATE lines SET version = 3, state = replace(state, '\"version\":2', '\"version\":3')";
    owner.execute(state, &[]).await.unwrap();
    owner.batch_execute("COMMIT").await.unwrap();

    let commit = commit.await.unwrap().unwrap();
    let [Outcome::Existing(anna), Outcome::Refused(_)] = &commit.outcomes[..] else { panic!("{commit:?}") };
    assert_eq!(anna.ticket, 1);
    let missed: Vec<u64> = commit.missed.unwrap().iter().map(|set| set.version).collect();
    assert_eq!(missed, [3]);
    assert!(commit.changes.is_none());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_queue_deleted_before_the_lock_was_got_is_not_found() {
    let (database, store) = open().await;
    let stores = store.stores();
    let queue = sample::stored(&stores, sample::paused()).await.id;
    let (owner, watcher) = (database.owner().await, database.owner().await);
    hold(&owner, queue).await;
    let log = stores.log.clone();
    let commit =
        tokio::spawn(async move { log.commit(queue, vec![join(None)], u64::MAX, START).await.map(drop) });
    until_somebody_waits(&watcher).await;
    owner.execute("DELETE FROM lines", &[]).await.unwrap();
    owner.batch_execute("COMMIT").await.unwrap();
    assert_eq!(commit.await.unwrap(), Err(StoreError::NotFound));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_commit_whose_connection_broke_before_is_tried_again() {
    let (database, store) = open().await;
    let stores = store.stores();
    let queue = sample::stored(&stores, sample::paused()).await.id;
    let (owner, watcher) = (database.owner().await, database.owner().await);
    // The server ends the connection while it waits for the lock: nothing was committed, so it is done again.
    hold(&owner, queue).await;
    let log = stores.log.clone();
    let commit = tokio::spawn(async move { log.commit(queue, vec![join(None)], u64::MAX, START).await });
    until_somebody_waits(&watcher).await;
    let end = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity \
               WHERE datname = current_database() AND wait_event_type = 'Lock'";
    watcher.execute(end, &[]).await.unwrap();
    owner.batch_execute("COMMIT").await.unwrap();
    assert_eq!(joined(&commit.await.unwrap().unwrap().outcomes[0]).ticket, 1);
}

#[tokio::test]
async fn what_is_passing_is_tried_again_and_callers_are_told_what_helps() {
    let (_database, store) = open().await;
    let kinds = [
        // A serialization failure, a deadlock, a server that shuts down.
        ("40001", 3, "Unavailable"),
        ("40P01", 3, "Unavailable"),
        ("57P01", 3, "Unavailable"),
        // A statement or a lock that took too long, a full disk, a broken one, a server that only follows.
        ("57014", 1, "Unavailable"),
        ("55P03", 1, "Unavailable"),
        ("53100", 1, "Unavailable"),
        ("58030", 1, "Unavailable"),
        ("25006", 1, "Unavailable"),
        // What it belongs to is gone; a mistake of ours.
        ("23503", 1, "NotFound"),
        ("22012", 1, "Failed"),
    ];
    for (code, tries, kind) in kinds {
        let raise = format!("DO $$ BEGIN RAISE 'no' USING ERRCODE = '{code}'; END $$");
        let tried = Arc::new(AtomicU32::new(0));
        let failed =
            store.core.write::<(), _, _>(Scope::Node, (raise, tried.clone()), |tx, (raise, tried)| {
                Box::pin(async move {
                    tried.fetch_add(1, Ordering::Relaxed);
                    tx.begin().await?;
                    Ok(tx.client().batch_execute(raise).await?)
                })
            });
        let error = format!("{:?}", failed.await.unwrap_err());
        assert!(error.starts_with(kind), "{code}: {error}");
        assert_eq!(tried.load(Ordering::Relaxed), tries, "{code}");
    }
}

/// Two nodes, four counters each, every call planned on what the node last read: whoever is late is refused and plans anew.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn counters_of_two_nodes_call_everybody_once() {
    const PEOPLE: usize = 60;
    let (database, first) = open().await;
    let second = another(&database).await;
    let queue = sample::stored(&first.stores(), sample::hall(8)).await.id;
    sample::crowd(&first.stores(), queue, PEOPLE).await;
    let mut desks = tokio::task::JoinSet::new();
    for number in 0..8_u8 {
        let stores = if number % 2 == 0 { first.stores() } else { second.stores() };
        let counter = CounterRef { id: CounterId::from_bytes([number; 16]), name: "Counter".into() };
        desks.spawn(async move {
            let mut called = Vec::new();
            loop {
                let index = sample::index(&stores, queue).await;
                match one(&stores, queue, sample::call_next(&index, &counter)).await {
                    Outcome::Session(entry) => called.push(entry.ticket),
                    Outcome::Refused(Refusal::Stale) => {}
                    Outcome::Nobody => return called,
                    other => panic!("{other:?}"),
                }
            }
        });
    }
    let mut called: Vec<_> = desks.join_all().await.into_iter().flatten().collect();
    called.sort_unstable();
    assert!(called.into_iter().eq(1..=PEOPLE as u32), "everybody once");
    let state = first.stores().log.load(queue).await.unwrap().state;
    assert_eq!((state.waiting, state.released, state.active), (0, 0, 0));
}
