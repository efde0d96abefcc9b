//! The queue log.

use std::sync::Arc;

use async_trait::async_trait;
use rusqlite::Connection;
use vq_domain::{Millis, QueueId};
use vq_engine::{ChangeSet, Command, line::LiveSession, transact};
use vq_ports::{
    Commit, LineHead, Order, QueueLog, StoreError, StoreResult, StoredLine, audit::Noted,
    changes_needed_since,
};

use crate::{
    SqliteStore, audit,
    changes::{self, Age},
    lines,
    protection::is_index_key,
    row, table,
    writer::Tx,
};

/// Change sets that one transaction forgets at most.
const FORGET: u32 = 1000;
/// Change sets that one transaction brings along for a caller that missed them.
const MISSED: u64 = 256;

#[async_trait]
impl QueueLog for SqliteStore {
    async fn carry_out(
        &self,
        queue: QueueId,
        orders: Vec<Order>,
        known: u64,
        now: Millis,
    ) -> StoreResult<Commit> {
        let index = Order::index_of(&orders);
        let (commands, noted) = Order::part(orders);
        let batch = Batch { queue, commands, noted, index, known, now };
        self.core.write_hot(batch.commands.len(), move |tx| carry_out(tx, &batch)).await
    }

    async fn load(&self, queue: QueueId) -> StoreResult<StoredLine> {
        self.core.read(move |connection| load(connection, queue)).await
    }

    async fn changes_after(&self, queue: QueueId, version: u64, most: u32) -> StoreResult<Vec<ChangeSet>> {
        self.core
            .read(move |connection| {
                let (key, _) = lines::read(connection, queue)?;
                let sets = changes::after(connection, key, version, most)?;
                // What does not follow on is of no use: the sets between are no longer kept.
                Ok(if sets.first().is_some_and(|set| set.version == version + 1) { sets } else { Vec::new() })
            })
            .await
    }

    async fn heads(&self) -> StoreResult<Vec<LineHead>> {
        let sql = "SELECT q.id, l.version, q.revision FROM queues q JOIN lines l ON l.queue_key = q.key";
        self.core
            .read(move |connection| {
                row::all(connection, sql, (), |row| {
                    Ok(LineHead {
                        queue: QueueId(row::uuid(row, 0)?),
                        version: row::number(row, 1)?,
                        revision: row::number(row, 2)?,
                    })
                })
            })
            .await
    }

    async fn forget_changes(&self, before: Millis, at_last: Millis, now: Millis) -> StoreResult<u64> {
        let age = Age { read: before, unread: at_last };
        let lines = self
            .core
            .read(move |connection| {
                row::all(connection, "SELECT queue_key, state FROM lines", (), |row| {
                    let state = row::json(row, 1)?;
                    Ok((row::get::<i64>(row, 0)?, age.without(changes_needed_since(&state, now))))
                })
            })
            .await?;
        let mut forgotten = 0;
        for (key, age) in lines {
            loop {
                let some =
                    self.core.write(move |tx| changes::forget(tx.connection, key, age, FORGET)).await?;
                forgotten += some;
                if some < u64::from(FORGET) {
                    break;
                }
            }
        }
        Ok(forgotten)
    }
}

/// What to commit.
struct Batch {
    queue: QueueId,
    commands: Vec<Command>,
    noted: Noted,
    /// The index key that it was made with.
    index: Option<u32>,
    known: u64,
    now: Millis,
}

fn carry_out(tx: &mut Tx<'_>, batch: &Batch) -> StoreResult<Commit> {
    let connection = tx.connection;
    let line = tx.lines.get(connection, batch.queue)?;
    if let Some(number) = batch.index
        && !is_index_key(connection, line.key, number)?
    {
        return Err(StoreError::Stale);
    }
    let missed = missed(connection, line.key, batch.known, line.state.version).map_err(hard)?;
    let mut sessions = table::Sessions { connection, queue: batch.queue, key: line.key };
    let (outcomes, set) =
        transact(&mut line.state, &mut sessions, &batch.commands, batch.now).map_err(hard)?;
    if let Some(set) = &set {
        changes::insert(connection, line.key, set).map_err(hard)?;
    }
    for entry in batch.noted.settle(&outcomes) {
        audit::append(connection, &entry).map_err(hard)?;
    }
    Ok(Commit { outcomes, missed, changes: set.map(Arc::new) })
}

/// The change sets from `known` to `version`, if they are few and kept.
fn missed(
    connection: &Connection,
    key: i64,
    known: u64,
    version: u64,
) -> StoreResult<Option<Vec<ChangeSet>>> {
    let count = version.saturating_sub(known);
    if count == 0 {
        return Ok(Some(Vec::new()));
    }
    if count > MISSED {
        return Ok(None);
    }
    let sets = changes::after(connection, key, known, u32::try_from(count).unwrap_or(0))?;
    Ok((sets.len() as u64 == count).then_some(sets))
}

/// `NotFound` and `Stale` say that nothing was written; from here on that is no longer so.
fn hard(error: StoreError) -> StoreError {
    match error {
        error @ StoreError::Unavailable(_) => error,
        error => StoreError::Failed(error.to_string()),
    }
}

fn load(connection: &Connection, queue: QueueId) -> StoreResult<StoredLine> {
    let (key, state) = lines::read(connection, queue)?;
    let count = u64::from(state.waiting) + u64::from(state.released) + u64::from(state.active);
    // A broken count must not make us ask for more memory than the rows need.
    let mut live = Vec::with_capacity(usize::try_from(count).unwrap_or(0).min(1 << 24));
    // The index has all that is asked for; the table is not touched.
    let mut statement = connection
        .prepare_cached(
            "SELECT ticket, state, priority, deadline FROM sessions INDEXED BY sessions_live
             WHERE queue_key = ?1 AND state <= 2",
        )
        .map_err(crate::fault::fault)?;
    let mut rows = statement.query([key]).map_err(crate::fault::fault)?;
    while let Some(row) = rows.next().map_err(crate::fault::fault)? {
        live.push(LiveSession {
            ticket: row::number(row, 0)?,
            state: table::state(row, 1)?,
            priority: table::priority(row, 2)?,
            deadline: row::maybe_millis(row, 3)?,
        });
    }
    let seats = if state.hall.is_some() { table::seats(connection, key)? } else { Vec::new() };
    Ok(StoredLine { state, live, seats })
}
