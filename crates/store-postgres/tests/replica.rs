//! Lists come from the replica while it keeps up, and from the primary otherwise.

use std::time::Duration;

use vq_ports::{PageRequest, StoreError, Stores, contract::sample};
use vq_store_postgres::{Options, PostgresStore};
use vq_testkit::{Database, Postgres};

async fn store(database: &Database, replica: &Postgres, max_replica_lag: Duration) -> PostgresStore {
    let replica_url = Some(database.url_at(replica.address()));
    let options = Options { replica_url, max_replica_lag, connections: 4, ..Options::new(database.url()) };
    PostgresStore::connect(options).await.unwrap()
}

async fn listed(stores: &Stores) -> usize {
    stores.tenants.list(PageRequest { limit: 200, cursor: None }).await.unwrap().items.len()
}

async fn until_listed(stores: &Stores, count: usize) {
    while listed(stores).await != count {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn lists_come_from_a_replica_that_keeps_up() {
    let server = Postgres::start().await;
    let database = server.database().await;
    let replica = server.replica().await;
    let patient = store(&database, &replica, Duration::from_secs(3600)).await;
    let strict = store(&database, &replica, Duration::from_secs(2)).await;
    let stores = patient.stores();
    sample::stored(&stores, sample::paused()).await;
    until_listed(&stores, 1).await;

    // Held up: what is listed is of before, as long as that is recent enough.
    let on_replica = replica.owner("postgres").await;
    let asked =
        "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'vqueue' AND query = 'COMMIT'";
    while on_replica.query_one(asked, &[]).await.unwrap().get::<_, i64>(0) == 0 {
        // The replica is used once it was measured.
        listed(&stores).await;
    }
    on_replica.execute("SELECT pg_wal_replay_pause()", &[]).await.unwrap();
    while on_replica.query_one("SELECT pg_get_wal_replay_pause_state()", &[]).await.unwrap().get::<_, &str>(0)
        != "paused"
    {
        tokio::task::yield_now().await;
    }
    let queue = sample::stored(&stores, sample::paused()).await;
    assert_eq!(listed(&stores).await, 1);
    // What is not a list is always new.
    assert_eq!(stores.queues.get(queue.tenant_id, queue.id).await, Ok(Some(queue)));
    // For whom it is not recent enough, the primary answers.
    until_listed(&strict.stores(), 2).await;
    assert_eq!(listed(&stores).await, 1);

    on_replica.execute("SELECT pg_wal_replay_resume()", &[]).await.unwrap();
    until_listed(&stores, 2).await;
    replica.kill().await;
    sample::stored(&stores, sample::paused()).await;
    assert_eq!((listed(&stores).await, listed(&strict.stores()).await), (3, 3));
    // It comes back by itself.
    replica.restart().await;
    let on_replica = replica.owner("postgres").await;
    while on_replica.query_one(asked, &[]).await.unwrap().get::<_, i64>(0) == 0 {
        assert_eq!(listed(&stores).await, 3);
    }
    patient.close().await;
    strict.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_store_that_only_follows_says_so() {
    let server = Postgres::start().await;
    let database = server.database().await;
    let store = PostgresStore::connect(Options::new(database.url())).await.unwrap();
    let replica = server.replica().await;
    let follower = PostgresStore::connect(Options::new(database.url_at(replica.address()))).await;
    let Err(StoreError::Unavailable(why)) = follower.map(drop) else {
        panic!("a replica was taken for a store")
    };
    assert!(why.contains("follows"), "{why}");
    store.check().await.unwrap();
}
