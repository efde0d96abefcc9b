//! The threads that read, each with its own connection.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::Arc,
    thread::{self, JoinHandle},
};

use rusqlite::Connection;
use vq_ports::{StoreError, StoreResult};

use crate::{backlog::Backlog, fault::fault};

/// Something to read.
pub type Read = Box<dyn FnOnce(&Connection) + Send>;

/// Starts one thread per connection; they end when the backlog is closed and empty.
pub fn start(connections: Vec<Connection>, reads: &Arc<Backlog<Read>>) -> StoreResult<Vec<JoinHandle<()>>> {
    connections
        .into_iter()
        .enumerate()
        .map(|(number, connection)| {
            let reads = reads.clone();
            thread::Builder::new()
                .name(format!("vq-store-read-{number}"))
                .spawn(move || {
                    while let Some(read) = reads.pop() {
                        // A panic is one caller's failure, not the thread's. The connection is left in order: guards
                        // end its statements and its transaction while unwinding.
                        if catch_unwind(AssertUnwindSafe(|| read(&connection))).is_err() {
                            tracing::error!("a read panicked");
                        }
                    }
                })
                .map_err(|error| StoreError::Unavailable(format!("no thread to read: {error}")))
        })
        .collect()
}

/// Runs `work` so that all it reads is of one moment.
pub fn on_snapshot<T>(
    connection: &Connection,
    work: impl FnOnce(&Connection) -> StoreResult<T>,
) -> StoreResult<T> {
    let snapshot = connection.unchecked_transaction().map_err(fault)?;
    let answer = work(&snapshot);
    snapshot.rollback().map_err(fault)?;
    answer
}
