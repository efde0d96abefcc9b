//! The rules every store keeps.

use vq_ports::Stores;
use vq_store_postgres::{Options, PostgresStore};
use vq_testkit::{Database, Postgres};

async fn store() -> (Stores, (Database, PostgresStore)) {
    let database = Postgres::shared().await.database().await;
    let options = Options { connections: 4, ..Options::new(database.url()) };
    let store = PostgresStore::connect(options).await.unwrap();
    (store.stores(), (database, store))
}

vq_ports::contract_suite!(store);
