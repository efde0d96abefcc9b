//! Nodes that start: all at once, on a database of a later version, on one that is not fit, over an encrypted connection.

use vq_ports::{StoreError, contract::sample};
use vq_store_postgres::{Options, PostgresStore};
use vq_testkit::{Postgres, PostgresOptions};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn many_nodes_may_start_at_once() {
    let database = Postgres::shared().await.database().await;
    let mut tasks = tokio::task::JoinSet::new();
    for _ in 0..8 {
        let options = Options { connections: 2, ..Options::new(database.url()) };
        tasks.spawn(PostgresStore::connect(options));
    }
    let stores: Vec<_> = tasks.join_all().await.into_iter().map(Result::unwrap).collect();
    let queue = sample::stored(&stores[0].stores(), sample::paused()).await;
    for store in &stores {
        assert_eq!(store.stores().queues.all().await.unwrap(), std::slice::from_ref(&queue));
    }
    let sql = "SELECT count(*), count(DISTINCT version) FROM refinery_schema_history";
    let row = database.owner().await.query_one(sql, &[]).await.unwrap();
    let (done, migrations): (i64, i64) = (row.get(0), row.get(1));
    assert!(migrations >= 2 && done == migrations, "each migration was carried out once");
}

#[tokio::test]
async fn a_database_of_a_later_version_is_left_alone() {
    let database = Postgres::shared().await.database().await;
    PostgresStore::connect(Options::new(database.url())).await.unwrap();
    let later = "INSERT INTO refinery_schema_history SELECT 999, 'later', applied_on, checksum \
                 FROM refinery_schema_history LIMIT 1";
    database.owner().await.execute(later, &[]).await.unwrap();
    let opened = PostgresStore::connect(Options::new(database.url())).await.map(drop);
    assert!(matches!(opened, Err(StoreError::Failed(_))), "{opened:?}");
}

#[tokio::test]
async fn a_database_that_cannot_hold_all_text_is_refused() {
    let server = Postgres::shared().await;
    let owner = server.owner("postgres").await;
    let make = "CREATE DATABASE latin ENCODING LATIN1 LOCALE 'C' TEMPLATE template0";
    owner.batch_execute(make).await.unwrap();
    let opened = PostgresStore::connect(Options::new(server.owner_url("latin"))).await.map(drop);
    let Err(StoreError::Failed(why)) = opened else { panic!("{opened:?}") };
    assert!(why.contains("UTF8") && why.contains("LATIN1"), "{why}");
}

#[tokio::test]
async fn an_encrypted_connection_is_one_to_the_right_server() {
    let server = Postgres::with(PostgresOptions { tls: true, ..Default::default() }).await;
    let database = server.database().await;
    let url = format!("{}?sslmode=require", database.url());
    let ca_file = Some(server.certificate());
    let store = PostgresStore::connect(Options { ca_file, ..Options::new(&url) }).await.unwrap();
    sample::stored(&store.stores(), sample::paused()).await;
    let sql = "SELECT count(*) FILTER (WHERE ssl), count(*) FROM pg_stat_ssl JOIN pg_stat_activity USING (pid) \
               WHERE application_name = 'vqueue'";
    let row = database.owner().await.query_one(sql, &[]).await.unwrap();
    let (encrypted, all): (i64, i64) = (row.get(0), row.get(1));
    assert!(encrypted == all && all > 0, "{encrypted} of {all}");

    // Nobody whom we trust vouches for it.
    let stranger = PostgresStore::connect(Options::new(&url)).await.map(drop);
    let Err(StoreError::Unavailable(why)) = stranger else { panic!("{stranger:?}") };
    assert!(why.contains("TLS"), "{why}");
    // One that cannot encrypt is not spoken to in the clear.
    let plain = Postgres::shared().await.database().await;
    let ca_file = Some(server.certificate());
    let url = format!("{}?sslmode=require", plain.url());
    let refused = PostgresStore::connect(Options { ca_file, ..Options::new(url) }).await.map(drop);
    assert!(refused.is_err());
}
