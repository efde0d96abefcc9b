//! Removes what is left of deleted queues: a deleted queue vanishes at once, its millions of rows in small transactions.

use rusqlite::{Connection, TransactionBehavior};
use vq_ports::StoreResult;

use crate::{fault::fault, row};

/// Rows a step removes at most, of each kind.
const CHUNK: u32 = 2000;

/// Marks a queue's rows for removal, in the caller's transaction.
pub fn bury(connection: &Connection, key: i64) -> StoreResult<()> {
    row::execute(connection, "DELETE FROM lines WHERE queue_key = ?1", [key])?;
    row::execute(connection, "DELETE FROM queues WHERE key = ?1", [key])?;
    // Who reads the queue at this moment must find the offset gone.
    row::execute(connection, "DELETE FROM offsets WHERE queue_key = ?1", [key])?;
    row::execute(connection, "DELETE FROM losses WHERE queue_key = ?1", [key])?;
    row::execute(connection, "INSERT INTO graveyard (queue_key) VALUES (?1)", [key])?;
    Ok(())
}

/// One step, in a transaction of its own. `false` when nothing is left to do.
pub fn step(connection: &mut Connection) -> StoreResult<bool> {
    // A reader that turns writer is refused while the log is emptied, for that waits for readers.
    let tx = connection.transaction_with_behavior(TransactionBehavior::Immediate).map_err(fault)?;
    let Some(key) =
        row::find(&tx, "SELECT queue_key FROM graveyard LIMIT 1", (), |row| row::get::<i64>(row, 0))?
    else {
        return Ok(false);
    };
    let sessions = row::execute(
        &tx,
        "DELETE FROM sessions WHERE queue_key = ?1 AND ticket <
         (SELECT min(ticket) FROM sessions WHERE queue_key = ?1) + ?2",
        (key, CHUNK),
    )?;
    let changes = row::execute(
        &tx,
        "DELETE FROM changes WHERE queue_key = ?1 AND version <
         (SELECT min(version) FROM changes WHERE queue_key = ?1) + ?2",
        (key, CHUNK),
    )?;
    let tallies = row::execute(
        &tx,
        "DELETE FROM tallies WHERE (queue_key, span, start) IN
         (SELECT queue_key, span, start FROM tallies WHERE queue_key = ?1 LIMIT ?2)",
        (key, CHUNK),
    )?;
    let events = row::execute(
        &tx,
        "DELETE FROM session_events WHERE (queue_key, ticket, version) IN
         (SELECT queue_key, ticket, version FROM session_events WHERE queue_key = ?1 LIMIT ?2)",
        (key, CHUNK),
    )?;
    if sessions + changes + tallies + events == 0 {
        row::execute(&tx, "DELETE FROM graveyard WHERE queue_key = ?1", [key])?;
    }
    tx.commit().map_err(fault)?;
    Ok(true)
}
