//! Copies the write-ahead log into the database, on a thread of its own.
//!
//! The thread works while commits go on, so under a steady stream of them it never quite catches up and the log would
//! grow. When the log is long, the writer therefore copies the rest itself, between two transactions; the next one then
//! begins the log anew.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
    thread::{self, JoinHandle},
};

use parking_lot::{Condvar, Mutex};
use rusqlite::{Connection, hooks::Wal, wal::CheckpointMode};
use vq_ports::{StoreError, StoreResult};

use crate::fault::fault;

/// Pages added to the log from which on copying them is worth while: 16 MiB. Pages that many commits changed meanwhile
/// are copied once.
const WORTH_WHILE: u32 = 4096;
/// Pages in the log from which on the writer helps: 64 MiB.
const LONG: u32 = 16 * 1024;

#[derive(Default)]
pub struct Checkpoints {
    /// Pages in the log after the last commit.
    pages: AtomicU32,
    /// How many of them are copied already.
    copied: AtomicU32,
    /// From how many pages on the writer helps; pushed back when a reader's snapshot keeps the log from ending.
    help_from: AtomicU32,
    wish: Mutex<Wish>,
    changed: Condvar,
    /// Held while copying: a second copier would be turned away, not queued.
    copying: Mutex<()>,
}

#[derive(Default)]
struct Wish {
    copy: bool,
    /// And empty it.
    truncate: bool,
    /// Emptying failed, for somebody was reading: the next copying is to do it.
    owed: bool,
    stop: bool,
}

impl Checkpoints {
    /// Learns from each commit of the writer how long the log is.
    pub fn watch(self: &Arc<Self>, writer: &mut Connection) -> StoreResult<()> {
        self.help_from.store(LONG, Ordering::Relaxed);
        let this = self.clone();
        writer
            .wal_hook(Some(move |_: &mut Wal, pages| {
                let pages = u32::try_from(pages).unwrap_or(0);
                this.pages.store(pages, Ordering::Relaxed);
                // A log that is shorter than what was copied of it was begun anew.
                let copied = Some(this.copied.load(Ordering::Relaxed)).filter(|copied| *copied <= pages);
                if pages - copied.unwrap_or(0) >= WORTH_WHILE {
                    this.wish.lock().copy = true;
                    this.changed.notify_one();
                }
                Ok(())
            }))
            .map_err(fault)
    }

    /// Starts the thread.
    pub fn start(self: &Arc<Self>, connection: Connection) -> StoreResult<JoinHandle<()>> {
        let this = self.clone();
        thread::Builder::new()
            .name("vq-store-checkpoint".into())
            .spawn(move || {
                while let Some(mode) = this.wait() {
                    let _only_one = this.copying.lock();
                    if !this.copy(&connection, mode) && matches!(mode, CheckpointMode::TRUNCATE) {
                        this.wish.lock().owed = true;
                    }
                }
                // The last one to leave empties the log.
                this.copy(&connection, CheckpointMode::TRUNCATE);
            })
            .map_err(|error| StoreError::Unavailable(format!("no thread for checkpoints: {error}")))
    }

    /// How to copy; `None` when the thread is to end.
    fn wait(&self) -> Option<CheckpointMode> {
        let mut wish = self.wish.lock();
        while !wish.copy && !wish.truncate && !wish.stop {
            self.changed.wait(&mut wish);
        }
        let truncate = std::mem::take(&mut wish.truncate) | std::mem::take(&mut wish.owed);
        wish.copy = false;
        let mode = if truncate { CheckpointMode::TRUNCATE } else { CheckpointMode::PASSIVE };
        (!wish.stop).then_some(mode)
    }

    /// Asks the thread to empty the log, so that nothing of what was overwritten is left in it.
    pub fn truncate(&self) {
        self.wish.lock().truncate = true;
        self.changed.notify_one();
    }

    /// Called by the writer between transactions.
    pub fn help(&self, writer: &Connection) {
        let pages = self.pages.load(Ordering::Relaxed);
        if pages < self.help_from.load(Ordering::Relaxed) {
            return;
        }
        let _only_one = self.copying.lock();
        let all = self.copy(writer, CheckpointMode::PASSIVE);
        self.help_from.store(if all { LONG } else { pages.saturating_add(LONG) }, Ordering::Relaxed);
    }

    /// Ends the thread.
    pub fn stop(&self) {
        self.wish.lock().stop = true;
        self.changed.notify_one();
    }

    /// Whether all of the log was copied.
    fn copy(&self, connection: &Connection, mode: CheckpointMode) -> bool {
        match connection.wal_checkpoint_v2(None::<&str>, mode) {
            Ok((pages, copied)) => {
                self.copied.store(u32::try_from(copied).unwrap_or(0), Ordering::Relaxed);
                pages == copied
            }
            Err(error) => {
                // Nothing is lost: the log keeps what was not copied.
                tracing::warn!(%error, "checkpoint failed");
                false
            }
        }
    }
}
