//! What the contract cannot see: the folder's lock, a full backlog, a full disk, broken rows, panics, sweeping.

use std::sync::mpsc;

use vq_domain::{Queue, QueueId};
use vq_engine::Command;
use vq_ports::{
    StoreError, StoreResult,
    contract::sample::{self, START, crowd, join, one},
};

use crate::{Options, SqliteStore, row};

fn open() -> (tempfile::TempDir, SqliteStore) {
    let folder = tempfile::tempdir().unwrap();
    let store =
        SqliteStore::open(folder.path(), Options { readers: 2, backlog: 8, ..Options::default() }).unwrap();
    (folder, store)
}

async fn execute(store: &SqliteStore, sql: &'static str) {
    store.core.write(move |tx| row::execute(tx.connection, sql, ())).await.unwrap();
}

async fn count(store: &SqliteStore, table: &str) -> u32 {
    let sql = format!("SELECT count(*) FROM {table}");
    store
        .core
        .read(move |connection| row::find(connection, &sql, (), |row| row::number(row, 0)))
        .await
        .unwrap()
        .unwrap()
}

/// Keeps the writer busy until the answer is dropped, so that what comes meanwhile gathers into one group.
async fn hold(store: &SqliteStore) -> mpsc::Sender<()> {
    let (go_on, wait) = mpsc::channel::<()>();
    let (begun, has_begun) = tokio::sync::oneshot::channel();
    let (mut begun, core) = (Some(begun), store.core.clone());
    tokio::spawn(async move {
        let held = core.write(move |_| {
            if let Some(begun) = begun.take() {
                let _ = begun.send(());
            }
            // Ends when the other side is dropped.
            let _ = wait.recv();
            Ok(())
        });
        held.await
    });
    has_begun.await.unwrap();
    go_on
}

/// Hands commits to the writer in this order. Answers once all are in its backlog.
async fn submit(
    store: &SqliteStore,
    commits: Vec<(QueueId, Vec<Command>)>,
) -> Vec<tokio::task::JoinHandle<StoreResult<vq_ports::Commit>>> {
    let mut tasks = Vec::new();
    for (queue, commands) in commits {
        let log = store.stores().log;
        let mut commit = Box::pin(async move { log.commit(queue, commands, u64::MAX, START).await });
        // The first poll puts it into the backlog.
        let first =
            std::future::poll_fn(|context| std::task::Poll::Ready(commit.as_mut().poll(context))).await;
        tasks.push(tokio::spawn(async move {
            match first {
                std::task::Poll::Ready(result) => result,
                std::task::Poll::Pending => commit.await,
            }
        }));
    }
    tasks
}

#[tokio::test]
async fn a_folder_is_open_once_and_free_after_the_end() {
    let (folder, store) = open();
    let queue = sample::stored(&store.stores(), sample::paused()).await;
    let again = SqliteStore::open(folder.path(), Options::default()).map(drop);
    let Err(StoreError::Unavailable(why)) = again else { panic!("{again:?}") };
    assert!(why.contains(&folder.path().display().to_string()) && why.contains("another process"), "{why}");

    let handles = store.stores();
    store.close().await;
    assert!(matches!(handles.queues.all().await, Err(StoreError::Unavailable(_))));
    assert!(matches!(
        handles.log.commit(queue.id, vec![], u64::MAX, START).await,
        Err(StoreError::Unavailable(_))
    ));
    let store = SqliteStore::open(folder.path(), Options::default()).unwrap();
    assert_eq!(store.stores().queues.all().await, Ok(vec![queue]));
    drop((store, handles));
    SqliteStore::open(folder.path(), Options::default()).unwrap().check().await.unwrap();
}

#[tokio::test]
async fn closing_finishes_what_was_taken() {
    let (folder, store) = open();
    let queue = sample::stored(&store.stores(), sample::paused()).await.id;
    let held = hold(&store).await;
    let tasks = submit(&store, vec![(queue, vec![join(None)]), (queue, vec![join(None)])]).await;
    let closing = tokio::spawn({
        let store = store.clone();
        async move { store.close().await }
    });
    drop(held);
    for task in tasks {
        task.await.unwrap().unwrap();
    }
    closing.await.unwrap();
    let store = SqliteStore::open(folder.path(), Options::default()).unwrap();
    assert_eq!(store.stores().log.load(queue).await.unwrap().live.len(), 2);
}

#[tokio::test]
async fn a_full_backlog_refuses_at_once() {
    let (_folder, store) = open();
    let queue = sample::stored(&store.stores(), sample::paused()).await.id;
    let held = hold(&store).await;
    let tasks = submit(&store, vec![(queue, (0..8).map(|_| join(None)).collect())]).await;
    let refused = store.stores().log.commit(queue, vec![join(None)], u64::MAX, START).await;
    assert!(matches!(refused, Err(StoreError::Unavailable(_))));
    drop(held);
    for task in tasks {
        task.await.unwrap().unwrap();
    }
    assert_eq!(store.stores().log.load(queue).await.unwrap().live.len(), 8);
}

#[tokio::test]
async fn a_full_disk_is_unavailable_and_over_when_there_is_room() {
    let (_folder, store) = open();
    let stores = store.stores();
    let queue = sample::stored(&stores, sample::paused()).await.id;
    crowd(&stores, queue, 10).await;
    let limit = |pages: u32| {
        store.core.write(move |tx| {
            let set = format!("PRAGMA max_page_count = {pages}");
            tx.connection.query_row(&set, (), |_| Ok(())).map_err(crate::fault::fault)
        })
    };
    limit(1).await.unwrap();
    let mut refused = None;
    // The pages in use have some room left.
    for _ in 0..1000 {
        let joins = (0..8).map(|_| join(Some(&sample::id().to_string()))).collect();
        if let Err(error) = stores.log.commit(queue, joins, u64::MAX, START).await {
            refused = Some(error);
            break;
        }
    }
    assert!(matches!(refused, Some(StoreError::Unavailable(_))), "{refused:?}");
    let before = stores.log.load(queue).await.unwrap();
    assert_eq!(before.state.waiting as usize, before.live.len());

    limit(1_000_000).await.unwrap();
    let tickets = crowd(&stores, queue, 3).await;
    assert_eq!(tickets[0], before.state.next_ticket);
    let sets = stores.log.changes_after(queue, 0, 10_000).await.unwrap();
    assert_eq!(sets.len() as u64, before.state.version + 1);
}

#[tokio::test]
async fn a_job_that_fails_half_way_fails_alone() {
    let (_folder, store) = open();
    let stores = store.stores();
    let good = sample::stored(&stores, sample::paused()).await.id;
    let bad = sample::stored(&stores, sample::paused()).await.id;
    crowd(&stores, bad, 2).await;
    execute(&store, "UPDATE sessions SET priority = 77 WHERE ticket = 2").await;

    let held = hold(&store).await;
    let commits = vec![
        (good, vec![join(None)]),
        // Joins, then reads the broken row.
        (bad, vec![join(None), Command::Leave { ticket: 2 }]),
        (good, vec![join(None)]),
        (bad, vec![join(None)]),
        (QueueId(sample::id()), vec![join(None)]),
    ];
    let tasks = submit(&store, commits).await;
    drop(held);
    let mut results = Vec::new();
    for task in tasks {
        results.push(task.await.unwrap().map(|commit| sample::joined(&commit.outcomes[0]).ticket));
    }
    let failed = results.remove(1);
    assert!(matches!(failed, Err(StoreError::Failed(_))), "{failed:?}");
    assert_eq!(results, [Ok(1), Ok(2), Ok(3), Err(StoreError::NotFound)]);
    assert_eq!(stores.log.changes_after(bad, 0, 10).await.unwrap().len(), 2);
    assert_eq!(stores.log.changes_after(good, 0, 10).await.unwrap().len(), 2);
}

#[tokio::test]
async fn a_panic_is_one_callers_failure() {
    let (_folder, store) = open();
    let queue = sample::stored(&store.stores(), sample::paused()).await.id;
    let held = hold(&store).await;
    let core = store.core.clone();
    let panics = tokio::spawn(async move {
        core.write_hot::<(), _>(1, |tx| {
            row::execute(tx.connection, "DELETE FROM sessions", ())?;
            panic!("a bug")
        })
        .await
    });
    tokio::task::yield_now().await;
    let tasks = submit(&store, vec![(queue, vec![join(None)])]).await;
    drop(held);
    assert!(matches!(panics.await.unwrap(), Err(StoreError::Failed(_))));
    for task in tasks {
        task.await.unwrap().unwrap();
    }
    let read = store.core.read::<(), _>(|_| panic!("a bug")).await;
    assert!(matches!(read, Err(StoreError::Failed(_))));
    assert_eq!(store.stores().log.load(queue).await.unwrap().live.len(), 1);
    store.check().await.unwrap();
}

#[tokio::test]
async fn broken_rows_are_failures() {
    let (_folder, store) = open();
    let stores = store.stores();
    let Queue { id, tenant_id, .. } = sample::stored(&stores, sample::paused()).await;
    crowd(&stores, id, 1).await;
    let failed =
        |result: StoreResult<()>| assert!(matches!(result, Err(StoreError::Failed(_))), "{result:?}");
    execute(&store, "UPDATE sessions SET state = 2, deadline = NULL, priority = -1").await;
    failed(stores.log.load(id).await.map(drop));
    failed(stores.sessions.by_ticket(id, 1).await.map(drop));
    failed(stores.log.commit(id, vec![Command::Leave { ticket: 1 }], u64::MAX, START).await.map(drop));
    execute(&store, "UPDATE changes SET payload = x'01ff'").await;
    failed(stores.log.changes_after(id, 0, 1).await.map(drop));
    execute(&store, "UPDATE lines SET state = '{}'").await;
    failed(stores.log.load(id).await.map(drop));
    execute(&store, "UPDATE queues SET settings = 'x'").await;
    failed(stores.queues.get(tenant_id, id).await.map(drop));
    failed(stores.queues.all().await.map(drop));
    execute(&store, "UPDATE tenants SET status = 'x'").await;
    failed(stores.tenants.get(tenant_id).await.map(drop));
}

#[tokio::test]
async fn what_is_left_of_a_deleted_queue_is_swept_also_after_a_restart() {
    let (folder, store) = open();
    let stores = store.stores();
    let deleted = sample::stored(&stores, sample::paused()).await;
    let kept = sample::stored(&stores, sample::paused()).await;
    for _ in 0..700 {
        crowd(&stores, deleted.id, 7).await;
    }
    crowd(&stores, kept.id, 3).await;
    stores.queues.delete(deleted.tenant_id, deleted.id, &vq_ports::Audit::exempt("a test")).await.unwrap();
    store.close().await;
    let store = SqliteStore::open(folder.path(), Options::default()).unwrap();
    while count(&store, "graveyard").await > 0 {
        // Work goes on meanwhile.
        one(&store.stores(), kept.id, Command::Annotate { ticket: 1, metadata: None }).await;
    }
    assert_eq!(count(&store, "sessions").await, 3);
    assert_eq!(count(&store, "changes").await, 1);
    assert_eq!(count(&store, "lines").await, 1);
}

#[tokio::test]
async fn commits_are_synced() {
    let (_folder, store) = open();
    let pragma = |name: &'static str| {
        store.core.write(move |tx| {
            tx.connection
                .pragma_query_value(None, name, |row| row.get::<_, rusqlite::types::Value>(0))
                .map_err(crate::fault::fault)
        })
    };
    // 2 is FULL.
    assert_eq!(pragma("synchronous").await, Ok(rusqlite::types::Value::Integer(2)));
    assert_eq!(pragma("journal_mode").await, Ok(rusqlite::types::Value::Text("wal".into())));
}

#[tokio::test]
async fn a_database_of_a_later_version_is_left_alone() {
    let (folder, store) = open();
    execute(
        &store,
        "INSERT INTO refinery_schema_history SELECT 999, 'later', applied_on, checksum FROM refinery_schema_history \
         WHERE version = 1",
    )
    .await;
    store.close().await;
    let opened = SqliteStore::open(folder.path(), Options::default()).map(drop);
    assert!(matches!(opened, Err(StoreError::Failed(_))), "{opened:?}");
}

#[cfg(unix)]
#[tokio::test]
async fn nobody_else_can_read_the_files() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    let inner = folder.path().join("new/data");
    let store = SqliteStore::open(&inner, Options::default()).unwrap();
    sample::stored(&store.stores(), sample::paused()).await;
    assert_eq!(inner.metadata().unwrap().permissions().mode() & 0o077, 0);
    for file in std::fs::read_dir(&inner).unwrap() {
        let file = file.unwrap();
        assert_eq!(file.metadata().unwrap().permissions().mode() & 0o077, 0, "{file:?}");
    }
}

#[tokio::test]
async fn whatever_is_done_to_the_audit_log_is_found() {
    let (_folder, store) = open();
    let execute = |sql: String| {
        let core = store.core.clone();
        async move { core.write(move |tx| row::execute(tx.connection, &sql, ()).map(drop)).await.unwrap() }
    };
    vq_ports::contract::audit::whatever_is_done_to_a_chain_is_found(store.stores(), execute).await;
}

#[tokio::test]
async fn a_deletion_that_a_hold_keeps_from_its_end_is_called_off() {
    let (_folder, store) = open();
    let execute = |sql: &'static str| {
        let core = store.core.clone();
        async move { core.write(move |tx| row::execute(tx.connection, sql, ()).map(drop)).await.unwrap() }
    };
    let rule = vq_ports::contract::tenants::a_deletion_that_a_hold_keeps_from_its_end_is_called_off;
    rule(store.stores(), execute).await;
}
