//! What holds on every connection.

use vq_ports::{StoreError, contract::sample};

use super::open;
use crate::{Options, PostgresStore, tx::Scope};

async fn setting(store: &PostgresStore, name: &str) -> String {
    let client = store.core.connection().await;
    client.query_one("SELECT current_setting($1)", &[&name]).await.unwrap().get(0)
}

#[tokio::test]
async fn connections_are_bounded_and_durable() {
    let (database, store) = open().await;
    for (name, value) in [
        ("statement_timeout", "30s"),
        ("lock_timeout", "10s"),
        ("idle_in_transaction_session_timeout", "5s"),
        ("synchronous_commit", "on"),
        ("application_name", "vqueue"),
        ("transaction_isolation", "read committed"),
        ("jit", "off"),
    ] {
        assert_eq!(setting(&store, name).await, value, "{name}");
    }
    // A deployment that would lose commits is overruled.
    let weak = format!("ALTER ROLE {} SET synchronous_commit = off", database.name());
    database.owner().await.batch_execute(&weak).await.unwrap();
    assert_eq!(setting(&super::another(&database).await, "synchronous_commit").await, "on");
}

#[tokio::test]
async fn no_connection_is_left_in_a_transaction() {
    let (database, store) = open().await;
    let stores = store.stores();
    let queue = sample::stored(&stores, sample::paused()).await;
    // Refusals, failures and panics end their transactions, too.
    for _ in 0..8 {
        let again =
            stores.queues.create(&queue, &sample::paused(), 0, &vq_ports::Audit::exempt("a test")).await;
        assert_eq!(again, Err(StoreError::Full(1)));
        let again =
            stores.queues.create(&queue, &sample::paused(), 10, &vq_ports::Audit::exempt("a test")).await;
        assert!(matches!(again, Err(StoreError::Failed(_))), "{again:?}");
        sample::one(&stores, queue.id, vq_engine::Command::Leave { ticket: 9 }).await;
        let panics = store.core.write::<(), _, _>(Scope::Node, (), |tx, ()| {
            Box::pin(async move {
                tx.begin().await?;
                panic!("a bug")
            })
        });
        assert!(matches!(panics.await, Err(StoreError::Failed(_))));
    }
    let sql = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() \
               AND state LIKE 'idle in transaction%'";
    let owner = database.owner().await;
    while owner.query_one(sql, &[]).await.unwrap().get::<_, i64>(0) > 0 {
        tokio::task::yield_now().await;
    }
    store.check().await.unwrap();
}

#[tokio::test]
async fn a_closed_store_takes_nothing_and_finishes_what_it_took() {
    let (database, store) = open().await;
    let stores = store.stores();
    let queue = sample::stored(&stores, sample::paused()).await.id;
    let mut commits = Vec::new();
    for _ in 0..20 {
        let log = stores.log.clone();
        let mut commit =
            Box::pin(
                async move { log.commit(queue, vec![sample::join(None)], u64::MAX, sample::START).await },
            );
        // The first poll hands it over.
        assert!(futures_util::FutureExt::now_or_never(&mut commit).is_none());
        commits.push(commit);
    }
    drop(commits);
    store.close().await;
    assert!(matches!(stores.log.load(queue).await, Err(StoreError::Unavailable(_))));
    let line = super::another(&database).await.stores().log.load(queue).await.unwrap();
    assert_eq!(line.live.len(), 20);
}

#[tokio::test]
async fn text_that_cannot_be_stored_is_nobodys() {
    let (_database, store) = open().await;
    assert_eq!(store.stores().accounts.by_email("anna\0@shop.example").await, Ok(None));
}

#[test]
fn options_show_no_password() {
    let options = Options {
        replica_url: Some("postgres://a:hush@b/c".into()),
        ..Options::new("postgres://a:hush@b/c")
    };
    assert!(!format!("{options:?}").contains("hush"));
}
