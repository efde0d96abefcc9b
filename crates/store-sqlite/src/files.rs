//! The folder: its lock, the database file, and how connections to it are set up.

use std::{
    fs::{self, File, OpenOptions, TryLockError},
    io,
    path::{Path, PathBuf},
    time::Duration,
};

use rusqlite::{Connection, OpenFlags};
use vq_ports::{StoreError, StoreResult};

use crate::fault::fault;

mod embedded {
    refinery::embed_migrations!("migrations");
}

/// Distinct statements of this crate stay prepared; there are fewer than this.
const STATEMENTS: usize = 128;

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
        embedded::migrations::runner().run(&mut connection).map_err(|error| {
            StoreError::Failed(format!("the tables cannot be brought up to date: {error}"))
        })?;
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
