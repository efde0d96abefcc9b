//! What the contract cannot see: isolation by the database itself, plans, races between stores, retries.

mod audit;
mod isolation;
mod plans;
mod races;
mod settings;
mod sweeping;

use futures_util::future::BoxFuture;
use vq_ports::StoreResult;
use vq_testkit::{Database, Postgres};

use crate::{Options, PostgresStore, fault::Fault, tx::Scope, tx::Tx};

/// A store in a fresh database.
async fn open() -> (Database, PostgresStore) {
    let database = Postgres::shared().await.database().await;
    let store = another(&database).await;
    (database, store)
}

/// One more store in the same database, as another node has it.
async fn another(database: &Database) -> PostgresStore {
    PostgresStore::connect(Options { connections: 4, ..Options::new(database.url()) }).await.unwrap()
}

/// Runs a statement in a scope, by the store's own way, and answers how many rows it changed or found.
async fn execute(store: &PostgresStore, scope: Scope, sql: &'static str) -> StoreResult<u64> {
    store.core.write(scope, sql, |tx, sql| alone(tx, sql)).await
}

fn alone<'a>(tx: &'a Tx, sql: &'a str) -> BoxFuture<'a, Result<u64, Fault>> {
    Box::pin(async move {
        let [statement] = tx.prepare([sql]).await?;
        let work = futures_util::future::try_join(tx.begin(), tx.execute(&statement, &[]));
        Ok(tx.commit_with(work).await?.1)
    })
}
