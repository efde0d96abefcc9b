//! Remembered answers.

use async_trait::async_trait;
use rusqlite::{Connection, params};
use vq_domain::Millis;
use vq_ports::{Idempotency, Remembered, Reservation, StoreError, StoreResult};

use crate::{SqliteStore, row};

/// A reservation that was neither finished nor released for this long counts as not made.
const PATIENCE_SECONDS: u32 = 60;
/// Rows that one transaction forgets at most.
const FORGET: u32 = 1000;

#[async_trait]
impl Idempotency for SqliteStore {
    async fn reserve(
        &self,
        scope: &str,
        key: &str,
        request: [u8; 32],
        now: Millis,
    ) -> StoreResult<Reservation> {
        let (scope, key) = (scope.to_owned(), key.to_owned());
        self.core.write(move |tx| reserve(tx.connection, &scope, &key, request, now)).await
    }

    async fn finish(&self, scope: &str, key: &str, answer: &Remembered) -> StoreResult<()> {
        let (scope, key, answer) = (scope.to_owned(), key.to_owned(), answer.clone());
        self.core
            .write(move |tx| {
                let sql = "UPDATE idempotency SET status = ?3, body = ?4 WHERE scope = ?1 AND key = ?2";
                match row::execute(tx.connection, sql, params![scope, key, answer.status, answer.body])? {
                    0 => Err(StoreError::NotFound),
                    _ => Ok(()),
                }
            })
            .await
    }

    async fn release(&self, scope: &str, key: &str) -> StoreResult<()> {
        let (scope, key) = (scope.to_owned(), key.to_owned());
        self.core
            .write(move |tx| {
                // An answer that was given stays given.
                let sql = "DELETE FROM idempotency WHERE scope = ?1 AND key = ?2 AND status IS NULL";
                row::execute(tx.connection, sql, params![scope, key]).map(drop)
            })
            .await
    }

    async fn forget(&self, before: Millis) -> StoreResult<u64> {
        let mut forgotten = 0;
        loop {
            let some = self
                .core
                .write(move |tx| {
                    let sql = "DELETE FROM idempotency WHERE (scope, key) IN
                               (SELECT scope, key FROM idempotency WHERE reserved_at < ?1 LIMIT ?2)";
                    row::execute(tx.connection, sql, params![before.0, FORGET])
                })
                .await?;
            forgotten += some as u64;
            if some < FORGET as usize {
                return Ok(forgotten);
            }
        }
    }
}

struct Found {
    request: [u8; 32],
    reserved_at: Millis,
    answer: Option<Remembered>,
}

fn reserve(
    connection: &Connection,
    scope: &str,
    key: &str,
    request: [u8; 32],
    now: Millis,
) -> StoreResult<Reservation> {
    let sql = "SELECT request, reserved_at, status, body FROM idempotency WHERE scope = ?1 AND key = ?2";
    let found = row::find(connection, sql, [scope, key], |row| {
        let answer = match row::get::<Option<i64>>(row, 2)? {
            Some(_) => Some(Remembered { status: row::number(row, 2)?, body: row::get(row, 3)? }),
            None => None,
        };
        Ok(Found { request: row::get(row, 0)?, reserved_at: row::millis(row, 1)?, answer })
    })?;
    match found {
        Some(Found { answer: None, reserved_at, .. })
            if reserved_at.plus_seconds(PATIENCE_SECONDS) <= now => {}
        Some(found) if found.request != request => return Ok(Reservation::Mismatch),
        Some(Found { answer: Some(answer), .. }) => return Ok(Reservation::Done(answer)),
        Some(_) => return Ok(Reservation::InFlight),
        None => {}
    }
    row::execute(
        connection,
        "INSERT INTO idempotency (scope, key, request, reserved_at) VALUES (?1, ?2, ?3, ?4)
         ON CONFLICT (scope, key) DO UPDATE SET request = excluded.request, reserved_at = excluded.reserved_at",
        params![scope, key, request, now.0],
    )?;
    Ok(Reservation::New)
}
