//! Remembered answers.

use async_trait::async_trait;
use futures_util::{FutureExt, future::try_join3};
use vq_domain::Millis;
use vq_ports::{Idempotency, Remembered, Reservation, StoreError, StoreResult};

use crate::{
    PostgresStore,
    fault::Fault,
    row::{self, params},
    tx::{Scope, Tx},
};

/// A reservation that was neither finished nor released for this long counts as not made.
const PATIENCE_MILLIS: i64 = 60_000;
/// Rows that one transaction forgets at most.
const FORGET: i64 = 1000;

/// Answers a row if the key was free.
pub const RESERVE: &str = "INSERT INTO idempotency AS i (scope, key, request, reserved_at) VALUES ($1, $2, $3, $4) \
     ON CONFLICT (scope, key) DO UPDATE SET request = excluded.request, reserved_at = excluded.reserved_at \
     WHERE i.status IS NULL AND i.reserved_at <= $5 RETURNING true";

pub const FIND: &str = "SELECT request, status, body FROM idempotency WHERE scope = $1 AND key = $2";

pub const FINISH: &str =
    "UPDATE idempotency SET status = $3, body = $4 WHERE scope = $1 AND key = $2 RETURNING true";

pub const FORGET_OLD: &str = "DELETE FROM idempotency WHERE (scope, key) IN \
     (SELECT scope, key FROM idempotency WHERE reserved_at < $1 ORDER BY reserved_at LIMIT $2) RETURNING true";

struct Asked {
    scope: String,
    key: String,
    request: [u8; 32],
    now: Millis,
}

#[async_trait]
impl Idempotency for PostgresStore {
    async fn reserve(
        &self,
        scope: &str,
        key: &str,
        request: [u8; 32],
        now: Millis,
    ) -> StoreResult<Reservation> {
        let asked = Asked { scope: scope.to_owned(), key: key.to_owned(), request, now };
        self.core.write(Scope::Node, asked, |tx, asked| reserve(tx, asked).boxed()).await
    }

    async fn finish(&self, scope: &str, key: &str, answer: &Remembered) -> StoreResult<()> {
        let input = (scope.to_owned(), key.to_owned(), answer.clone());
        self.core
            .write(Scope::Node, input, |tx, (scope, key, answer)| finish(tx, scope, key, answer).boxed())
            .await
    }

    async fn release(&self, scope: &str, key: &str) -> StoreResult<()> {
        let input = (scope.to_owned(), key.to_owned());
        self.core.write(Scope::Node, input, |tx, (scope, key)| release(tx, scope, key).boxed()).await
    }

    async fn forget(&self, before: Millis) -> StoreResult<u64> {
        let mut forgotten = 0;
        loop {
            let some = self.core.write(Scope::Node, before, |tx, before| forget(tx, *before).boxed()).await?;
            forgotten += some;
            if some < FORGET.unsigned_abs() {
                return Ok(forgotten);
            }
        }
    }
}

async fn reserve(tx: &Tx, asked: &Asked) -> Result<Reservation, Fault> {
    let Asked { scope, key, now, .. } = asked;
    let request = &asked.request[..];
    let [reserve, find] = tx.prepare([RESERVE, FIND]).await?;
    let free_before = now.0.saturating_sub(PATIENCE_MILLIS);
    let work = async {
        try_join3(
            tx.begin(),
            tx.rows(&reserve, params![scope, key, request, now.0, free_before]),
            tx.rows(&find, params![scope, key]),
        )
        .await
    };
    let ((), reserved, found) = tx.commit_with(work).await?;
    if !reserved.is_empty() {
        return Ok(Reservation::New);
    }
    // Given back between the two statements? Then it is being asked for at this very moment.
    let Some(found) = found.first() else { return Ok(Reservation::InFlight) };
    if row::get::<&[u8]>(found, 0)? != request {
        return Ok(Reservation::Mismatch);
    }
    Ok(match row::get::<Option<i32>>(found, 1)? {
        None => Reservation::InFlight,
        Some(status) => {
            let status = u16::try_from(status).map_err(|error| crate::fault::unreadable("status", error))?;
            Reservation::Done(Remembered { status, body: row::get(found, 2)? })
        }
    })
}

async fn finish(tx: &Tx, scope: &str, key: &str, answer: &Remembered) -> Result<(), Fault> {
    let rows = tx.alone(FINISH, params![scope, key, i32::from(answer.status), answer.body]).await?;
    if rows.is_empty() { Err(StoreError::NotFound.into()) } else { Ok(()) }
}

async fn release(tx: &Tx, scope: &str, key: &str) -> Result<(), Fault> {
    // An answer that was given stays given.
    let sql = "DELETE FROM idempotency WHERE scope = $1 AND key = $2 AND status IS NULL";
    tx.alone(sql, params![scope, key]).await.map(drop)
}

async fn forget(tx: &Tx, before: Millis) -> Result<u64, Fault> {
    Ok(tx.alone(FORGET_OLD, params![before.0, FORGET]).await?.len() as u64)
}
