//! Signing keys.

use async_trait::async_trait;
use rusqlite::params;
use vq_domain::Millis;
use vq_ports::{Audit, SecretRecord, Secrets, StoreError, StoreResult};

use crate::{SqliteStore, row};

#[async_trait]
impl Secrets for SqliteStore {
    async fn all(&self) -> StoreResult<Vec<SecretRecord>> {
        self.core
            .read(|connection| {
                let sql = "SELECT purpose, number, bytes, signs_from, retires_at, master FROM secrets
                           ORDER BY purpose, number";
                row::all(connection, sql, (), |row| {
                    Ok(SecretRecord {
                        purpose: row::get(row, 0)?,
                        number: row::number(row, 1)?,
                        bytes: row::get::<Vec<u8>>(row, 2)?.into(),
                        master: row::get(row, 5)?,
                        signs_from: row::millis(row, 3)?,
                        retires_at: row::maybe_millis(row, 4)?,
                    })
                })
            })
            .await
    }

    async fn add(
        &self,
        secret: &SecretRecord,
        predecessors_retire_at: Option<Millis>,
        audit: &Audit,
    ) -> StoreResult<()> {
        let secret = secret.clone();
        self.core
            .audited(audit, move |tx| {
                let added = row::execute(
                    tx.connection,
                    "INSERT INTO secrets (purpose, number, bytes, signs_from, retires_at, master)
                     VALUES (?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT (purpose, number) DO NOTHING",
                    params![
                        secret.purpose,
                        secret.number,
                        *secret.bytes,
                        secret.signs_from.0,
                        secret.retires_at.map(|at| at.0),
                        secret.master,
                    ],
                )?;
                if added == 0 {
                    return Err(StoreError::Taken("number"));
                }
                row::execute(
                    tx.connection,
                    "UPDATE secrets SET retires_at = ?3 WHERE purpose = ?1 AND number < ?2 AND retires_at IS NULL",
                    params![secret.purpose, secret.number, predecessors_retire_at.map(|at| at.0)],
                )?;
                Ok(())
            })
            .await
    }

    async fn forget(&self, before: Millis) -> StoreResult<u64> {
        self.core
            .write(move |tx| {
                row::execute(tx.connection, "DELETE FROM secrets WHERE retires_at < ?1", [before.0])
            })
            .await
            .map(|forgotten| forgotten as u64)
    }
}
