//! The folder: its lock, the database file, and how connections to it are set up.

use std::{
    fs::{self, File, OpenOptions, TryLockError},
    io,
    path::{Path, PathBuf},
    time::Duration,
};

use rusqlite::{Connection, OpenFlags, wal::CheckpointMode};
use vq_ports::{StoreError, StoreResult};

use crate::fault::fault;

mod embedded {
    refinery::embed_migrations!("migrations");
}

/// Distinct statements of this crate stay prepared; there are fewer than this.
const STATEMENTS: usize = 128;

/// `PRAGMA user_version` of a file in which all that was ever removed was overwritten. Before, removed rows stayed readable in
/// free pages until something else was written there.
const OVERWRITTEN: i64 = 1;

/// The database in a folder that this process holds the lock of.
pub struct Folder {
    database: PathBuf,
    /// Held while the folder is ours; the system lets go of it however we end.
    _lock: File,
}

impl Folder {
    /// Makes the folder if it is not there and takes its lock.
    pub fn claim(dir: &Path) -> StoreResult<Self> {
        let trouble = |error: io::Error| {
            StoreError::Unavailable(format!("the data folder {} cannot be used: {error}", dir.display()))
        };
        if !dir.is_dir() {
            make_private_dir(dir).map_err(trouble)?;
        }
        let lock = private_file(&dir.join("vqueue.lock")).map_err(trouble)?;
        match lock.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                return Err(StoreError::Unavailable(format!(
                    "the data folder {} is in use by another process; stop the server first, or name another folder with --data",
                    dir.display()
                )));
            }
            Err(TryLockError::Error(error)) => return Err(trouble(error)),
        }
        let database = dir.join("vqueue.db");
        // SQLite gives its other files the permissions of this one.
        private_file(&database).map_err(trouble)?;
        Ok(Self { database, _lock: lock })
    }

    /// The connection that writes, with the tables brought up to date.
    pub fn writer(&self, cache_kib: u32) -> StoreResult<Connection> {
        let mut connection = self.connect(cache_kib)?;
        // What is removed or replaced is overwritten with zeros, for good: keys, envelopes, hashes. It costs where something is
        // removed: a page that becomes free is written once. A join removes nothing.
        connection.pragma_update(None, "secure_delete", true).map_err(fault)?;
        let is_new = !has_tables(&connection)?;
        embedded::migrations::runner().run(&mut connection).map_err(|error| {
            StoreError::Failed(format!("the tables cannot be brought up to date: {error}"))
        })?;
        overwrite_the_past(&connection, is_new)?;
        Ok(connection)
    }

    /// A connection that cannot write.
    pub fn reader(&self, cache_kib: u32) -> StoreResult<Connection> {
        let connection = self.connect(cache_kib)?;
        connection.pragma_update(None, "query_only", true).map_err(fault)?;
        Ok(connection)
    }

    /// A connection that copies the write-ahead log into the database.
    pub fn checkpointer(&self) -> StoreResult<Connection> {
        self.connect(256)
    }

    fn connect(&self, cache_kib: u32) -> StoreResult<Connection> {
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = Connection::open_with_flags(&self.database, flags).map_err(fault)?;
        connection.set_prepared_statement_cache_capacity(STATEMENTS);
        connection.busy_timeout(Duration::from_secs(5)).map_err(fault)?;
        let pragma = |name: &str, value: &dyn rusqlite::ToSql| {
            connection.pragma_update(None, name, value).map_err(fault)
        };
        pragma("journal_mode", &"wal")?;
        // Each commit is on the disk before it is answered (I5).
        pragma("synchronous", &"full")?;
        // Where an ordinary sync does not reach the platter (macOS).
        pragma("fullfsync", &true)?;
        // Checkpoints have a thread of their own, so that no commit waits for one.
        pragma("wal_autocheckpoint", &0)?;
        pragma("journal_size_limit", &(64 * 1024 * 1024))?;
        pragma("temp_store", &"memory")?;
        pragma("cache_size", &-i64::from(cache_kib))?;
        // The deletions of this crate are explicit, in chunks.
        pragma("foreign_keys", &false)?;
        Ok(connection)
    }
}

fn has_tables(connection: &Connection) -> StoreResult<bool> {
    let sql = "SELECT EXISTS (SELECT 1 FROM sqlite_schema)";
    connection.query_row(sql, (), |row| row.get(0)).map_err(fault)
}

/// Rebuilds a file of an earlier version, once.
fn overwrite_the_past(connection: &Connection, is_new: bool) -> StoreResult<()> {
    let version: i64 =
        connection.pragma_query_value(None, "user_version", |row| row.get(0)).map_err(fault)?;
    if version >= OVERWRITTEN {
        return Ok(());
    }
    if !is_new {
        tracing::info!("the database file is rebuilt once, so that nothing that was deleted is left in it");
        let truncate = CheckpointMode::TRUNCATE;
        let emptied = |()| connection.wal_checkpoint_v2(None::<&str>, truncate).map(drop).map_err(fault);
        if let Err(error) = rebuild(connection).and_then(emptied) {
            // Nothing is lost. Tried again at the next start.
            tracing::warn!(%error, "the database file could not be rebuilt; what was deleted may still be in it");
            return Ok(());
        }
    }
    connection.pragma_update(None, "user_version", OVERWRITTEN).map_err(fault)
}

/// Rebuilds the file so that nothing is left in it but its rows. The log still has what was before.
pub fn rebuild(connection: &Connection) -> StoreResult<()> {
    // The copy may be larger than memory.
    connection.pragma_update(None, "temp_store", "file").map_err(fault)?;
    let rebuilt = connection.execute_batch("VACUUM").map_err(fault);
    connection.pragma_update(None, "temp_store", "memory").map_err(fault)?;
    rebuilt
}

fn private_file(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.read(true).write(true).create(true).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

fn make_private_dir(dir: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(dir)?;
    // A folder is only as durable as its entry in the one above.
    #[cfg(unix)]
    if let Some(above) = dir.parent().filter(|above| !above.as_os_str().is_empty()) {
        File::open(above)?.sync_all()?;
    }
    Ok(())
}
