//! The change sets of the queues.

use rusqlite::{Connection, params};
use vq_domain::Millis;
use vq_engine::{ChangeSet, codec};
use vq_ports::StoreResult;

use crate::{
    fault::{fault, unreadable},
    row,
};

/// Adds a change set.
pub fn insert(connection: &Connection, key: i64, set: &ChangeSet) -> StoreResult<()> {
    let payload = codec::encode(set).map_err(|error| unreadable("change set", error))?;
    let mut statement = connection
        .prepare_cached("INSERT INTO changes (queue_key, version, at, payload) VALUES (?1, ?2, ?3, ?4)")
        .map_err(fault)?;
    statement.execute(params![key, row::to_i64(set.version)?, set.at.0, payload]).map_err(fault)?;
    Ok(())
}

/// The change sets after a version, in order.
pub fn after(connection: &Connection, key: i64, version: u64, most: u32) -> StoreResult<Vec<ChangeSet>> {
    let sql = "SELECT version, at, payload FROM changes WHERE queue_key = ?1 AND version > ?2 ORDER BY version LIMIT ?3";
    row::all(connection, sql, params![key, row::to_i64(version)?, most], |row| {
        let payload =
            row.get_ref(2).map_err(fault)?.as_blob().map_err(|error| unreadable("change set", error))?;
        codec::decode(row::number(row, 0)?, row::millis(row, 1)?, payload)
            .map_err(|error| unreadable("change set", error))
    })
}

/// Up to when change sets may be forgotten.
#[derive(Clone, Copy)]
pub struct Age {
    /// Those that all consumers have read.
    pub read: Millis,
    /// The others.
    pub unread: Millis,
}

impl Age {
    /// The same, but none of those that are needed since then.
    pub fn without(self, needed_since: Millis) -> Self {
        Self { read: self.read.min(needed_since), unread: self.unread.min(needed_since) }
    }
}

/// Drops change sets from the front, as long as they are old enough, at most `most`: what is kept has no gap, even where the
/// clock stepped back.
pub fn forget(connection: &Connection, key: i64, age: Age, most: u32) -> StoreResult<u64> {
    let sql = "SELECT min(coalesce(o.version, 0)) FROM consumers c
               LEFT JOIN offsets o ON o.queue_key = ?1 AND o.consumer = c.name";
    let read = row::find(connection, sql, [key], |row| row::get::<Option<i64>>(row, 0))?;
    let read = read.flatten().unwrap_or(i64::MAX);
    let sql = "DELETE FROM changes WHERE queue_key = ?1 AND version < coalesce(
                   (SELECT min(version) FROM (SELECT version, at FROM changes WHERE queue_key = ?1
                                              ORDER BY version LIMIT ?3)
                    WHERE at >= ?2 OR version > ?4 AND at >= ?5),
                   (SELECT min(version) FROM changes WHERE queue_key = ?1) + ?3)";
    Ok(row::execute(connection, sql, params![key, age.read.0, most, read, age.unread.0])? as u64)
}
