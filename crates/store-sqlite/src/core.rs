//! What every port is built from: `write` runs a piece of work in the writer's next transaction, `read` runs one on a
//! snapshot.

use std::{path::Path, sync::Arc, thread::JoinHandle};

use parking_lot::Mutex;
use rusqlite::Connection;
use tokio::sync::oneshot;
use vq_ports::{Audit, StoreError, StoreResult, audit::Happened};

use crate::{
    Options, audit,
    backlog::Backlog,
    checkpoint::Checkpoints,
    files::Folder,
    readers::{self, Read},
    writer::{self, Job, Tx, Work, Write},
};

/// The threads of one store and the way to them.
pub struct Core {
    writes: Arc<Backlog<Box<dyn Job>>>,
    reads: Arc<Backlog<Read>>,
    checkpoints: Arc<Checkpoints>,
    running: Mutex<Option<Running>>,
}

/// In the order in which they are to end.
struct Running {
    writer: JoinHandle<()>,
    readers: Vec<JoinHandle<()>>,
    checkpointer: JoinHandle<()>,
    _folder: Folder,
}

impl Core {
    pub fn open(dir: &Path, options: &Options) -> StoreResult<Self> {
        let folder = Folder::claim(dir)?;
        let writes = Arc::new(Backlog::new(options.backlog));
        let reads = Arc::new(Backlog::new(options.backlog));
        let checkpoints = Arc::new(Checkpoints::default());

        let mut connection = folder.writer(options.writer_cache_kib)?;
        checkpoints.watch(&mut connection)?;
        let connections = (0..options.readers.max(1))
            .map(|_| folder.reader(options.reader_cache_kib))
            .collect::<StoreResult<Vec<_>>>()?;
        let checkpointer = checkpoints.start(folder.checkpointer()?)?;
        let writer = writer::start(connection, writes.clone(), checkpoints.clone())?;
        let readers = readers::start(connections, &reads)?;
        let running = Mutex::new(Some(Running { writer, readers, checkpointer, _folder: folder }));
        Ok(Self { writes, reads, checkpoints, running })
    }

    /// Runs `work` in the next transaction and answers once it is durable. When `work` fails, what it wrote is undone.
    /// It may be run more than once; only the last run counts.
    pub async fn write<T, F>(&self, work: F) -> StoreResult<T>
    where
        T: Send + 'static,
        F: FnMut(&mut Tx<'_>) -> StoreResult<T> + Send + 'static,
    {
        self.submit(1, Work::Guarded(work)).await
    }

    /// Like [`Self::write`], with what is written down about it: both or neither.
    pub async fn audited<T, F>(&self, audit: &Audit, mut work: F) -> StoreResult<T>
    where
        T: Happened + Send + 'static,
        F: FnMut(&mut Tx<'_>) -> StoreResult<T> + Send + 'static,
    {
        let audit = audit.clone();
        self.write(move |tx| {
            let done = work(tx)?;
            if done.happened() {
                audit.entries().try_for_each(|entry| audit::append(tx.connection, entry))?;
            }
            Ok(done)
        })
        .await
    }

    /// Like [`Self::write`] without the cost of being undone alone: when `work` fails after it has written, the whole
    /// transaction is repeated job by job. For work that does not fail.
    pub async fn write_hot<T, F>(&self, weight: usize, work: F) -> StoreResult<T>
    where
        T: Send + 'static,
        F: FnMut(&mut Tx<'_>) -> StoreResult<T> + Send + 'static,
    {
        self.submit(weight, Work::Hot(work)).await
    }

    async fn submit<T, F>(&self, weight: usize, work: Work<F>) -> StoreResult<T>
    where
        T: Send + 'static,
        F: FnMut(&mut Tx<'_>) -> StoreResult<T> + Send + 'static,
    {
        let (reply, answer) = oneshot::channel();
        self.writes.push(weight, Box::new(Write::new(work, reply)))?;
        answer.await.unwrap_or_else(|_| Err(gone()))
    }

    /// Runs `work` on one snapshot of the database.
    pub async fn read<T, F>(&self, work: F) -> StoreResult<T>
    where
        T: Send + 'static,
        F: FnOnce(&Connection) -> StoreResult<T> + Send + 'static,
    {
        let (reply, answer) = oneshot::channel();
        self.reads.push(
            1,
            Box::new(move |connection| {
                // Whoever has gone away needs no answer, and a read leaves nothing behind.
                if !reply.is_closed() {
                    drop(reply.send(readers::on_snapshot(connection, work)));
                }
            }),
        )?;
        answer.await.unwrap_or_else(|_| Err(gone()))
    }

    /// Has the write-ahead log copied and emptied soon.
    pub fn truncate_log(&self) {
        self.checkpoints.truncate();
    }

    /// Finishes what was taken and ends the threads. Blocks.
    pub fn close(&self) {
        self.writes.close();
        self.reads.close();
        let mut running = self.running.lock();
        let Some(threads) = running.take() else { return };
        let ended = threads.writer.join().is_ok();
        let ended = threads.readers.into_iter().all(|reader| reader.join().is_ok()) && ended;
        self.checkpoints.stop();
        if threads.checkpointer.join().is_err() || !ended {
            tracing::error!("a thread of the store ended with a panic");
        }
    }
}

impl Drop for Core {
    fn drop(&mut self) {
        self.close();
    }
}

fn gone() -> StoreError {
    StoreError::Failed("the work was given up by the thread that did it".into())
}
