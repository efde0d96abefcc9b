//! The rows of the lines, kept by the writer: it is the only one who changes them, so it reads each once. What a
//! transaction changed is written once, before its commit.

use std::collections::HashMap;

use rusqlite::{Connection, OptionalExtension, params};
use vq_domain::QueueId;
use vq_engine::LineState;
use vq_ports::{StoreError, StoreResult};

use crate::{
    fault::{fault, unreadable},
    row,
};

/// More lines than this are not kept between transactions.
const KEPT: usize = 10_000;

/// The lines the writer knows.
#[derive(Default)]
pub struct Lines {
    known: HashMap<QueueId, Known>,
    /// Queues that this transaction asked for; only they can have changed.
    touched: Vec<QueueId>,
}

/// A line and its queue's key.
pub struct Known {
    pub key: i64,
    pub state: LineState,
    stored: LineState,
    touched: bool,
}

impl Lines {
    /// The line of a queue, to be changed. `NotFound` if there is none.
    pub fn get(&mut self, connection: &Connection, queue: QueueId) -> StoreResult<&mut Known> {
        let known = match self.known.entry(queue) {
            std::collections::hash_map::Entry::Occupied(known) => known.into_mut(),
            std::collections::hash_map::Entry::Vacant(place) => {
                let (key, state) = read(connection, queue)?;
                place.insert(Known { key, stored: state.clone(), state, touched: false })
            }
        };
        if !known.touched {
            known.touched = true;
            self.touched.push(queue);
        }
        Ok(known)
    }

    /// Writes what changed. Called once, at the end of a transaction.
    pub fn write(&mut self, connection: &Connection) -> StoreResult<()> {
        for queue in self.touched.drain(..) {
            // A queue that was deleted in this transaction is no longer known.
            let Some(known) = self.known.get_mut(&queue) else { continue };
            known.touched = false;
            if known.state != known.stored {
                let mut statement = connection
                    .prepare_cached("UPDATE lines SET version = ?2, state = ?3 WHERE queue_key = ?1")
                    .map_err(fault)?;
                let version = row::to_i64(known.state.version)?;
                statement.execute(params![known.key, version, row::to_json(&known.state)?]).map_err(fault)?;
                known.stored.clone_from(&known.state);
            }
        }
        if self.known.len() > KEPT {
            self.known.clear();
        }
        Ok(())
    }

    /// Forgets a queue that this transaction deletes.
    pub fn forget(&mut self, queue: QueueId) {
        self.known.remove(&queue);
    }

    /// Forgets all, after a rollback.
    pub fn forget_all(&mut self) {
        self.known.clear();
        self.touched.clear();
    }
}

/// Reads a queue's key and line.
pub fn read(connection: &Connection, queue: QueueId) -> StoreResult<(i64, LineState)> {
    let mut statement = connection
        .prepare_cached(
            "SELECT q.key, l.state FROM queues q JOIN lines l ON l.queue_key = q.key WHERE q.id = ?1",
        )
        .map_err(fault)?;
    let found: Option<(i64, String)> = statement
        .query_row([queue.as_bytes()], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()
        .map_err(fault)?;
    let (key, state) = found.ok_or(StoreError::NotFound)?;
    let state = serde_json::from_str(&state).map_err(|error| unreadable("line", error))?;
    Ok((key, state))
}
