//! Signing keys.

use async_trait::async_trait;
use futures_util::{FutureExt, future::try_join3};
use tokio_postgres::Row;
use vq_domain::Millis;
use vq_ports::{Audit, SecretRecord, Secrets, StoreError, StoreResult};

use crate::{
    PostgresStore,
    fault::Fault,
    row::{self, params},
    tx::{Scope, Tx},
};

/// Keys are added so rarely that they may wait for each other: each sees all its predecessors.
const LOCK: &str = "LOCK TABLE secrets IN SHARE ROW EXCLUSIVE MODE";

const ADD: &str = "WITH added AS ( \
         INSERT INTO secrets (purpose, number, bytes, signs_from, retires_at, master) \
         VALUES ($1, $2, $3, $4, $5, $7) \
         ON CONFLICT (purpose, number) DO NOTHING RETURNING number), \
     retired AS ( \
         UPDATE secrets SET retires_at = $6 FROM added \
         WHERE secrets.purpose = $1 AND secrets.number < added.number AND retires_at IS NULL) \
     SELECT number FROM added";

#[async_trait]
impl Secrets for PostgresStore {
    async fn all(&self) -> StoreResult<Vec<SecretRecord>> {
        self.core.read(Scope::Node, (), |tx, ()| all(tx).boxed()).await
    }

    async fn add(
        &self,
        secret: &SecretRecord,
        predecessors_retire_at: Option<Millis>,
        audit: &Audit,
    ) -> StoreResult<()> {
        let input = (secret.clone(), predecessors_retire_at);
        self.core
            .audited(audit, Scope::Node, input, |tx, (secret, retire)| add(tx, secret, *retire).boxed())
            .await
    }

    async fn forget(&self, before: Millis) -> StoreResult<u64> {
        self.core.write(Scope::Node, before, |tx, before| forget(tx, *before).boxed()).await
    }
}

fn secret(row: &Row) -> StoreResult<SecretRecord> {
    Ok(SecretRecord {
        purpose: row::get(row, 0)?,
        number: row::number(row, 1)?,
        bytes: row::get::<Vec<u8>>(row, 2)?.into(),
        master: row::get(row, 5)?,
        signs_from: row::millis(row, 3)?,
        retires_at: row::maybe_millis(row, 4)?,
    })
}

async fn all(tx: &Tx) -> Result<Vec<SecretRecord>, Fault> {
    let sql =
        "SELECT purpose, number, bytes, signs_from, retires_at, master FROM secrets ORDER BY purpose, number";
    let rows = tx.alone(sql, params![]).await?;
    Ok(rows.iter().map(secret).collect::<StoreResult<_>>()?)
}

async fn add(tx: &Tx, secret: &SecretRecord, retire: Option<Millis>) -> Result<(), Fault> {
    let [lock, add] = tx.prepare([LOCK, ADD]).await?;
    let (number, bytes) = (i64::from(secret.number), &secret.bytes[..]);
    let (retires_at, retire) = (secret.retires_at.map(|at| at.0), retire.map(|at| at.0));
    let values =
        params![secret.purpose, number, bytes, secret.signs_from.0, retires_at, retire, secret.master];
    let work = async { try_join3(tx.begin(), tx.execute(&lock, params![]), tx.rows(&add, values)).await };
    let ((), _, added) = tx.commit_with(work).await?;
    if added.is_empty() { Err(StoreError::Taken("number").into()) } else { Ok(()) }
}

async fn forget(tx: &Tx, before: Millis) -> Result<u64, Fault> {
    let sql = "DELETE FROM secrets WHERE retires_at < $1 RETURNING number";
    Ok(tx.alone(sql, params![before.0]).await?.len() as u64)
}
