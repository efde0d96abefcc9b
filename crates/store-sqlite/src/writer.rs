//! The thread that writes: gathers what is waiting, carries it out in one transaction, answers everybody.
//!
//! Three ways for a job to fail. Guarded work is undone alone, by a savepoint. Hot work (line commits) has none; when it
//! fails after it began to write, or panics, the transaction is rolled back and each of its jobs is repeated in a
//! transaction of its own, so that it fails alone. When the disk is the matter, repeating helps nobody: all are told.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::Arc,
    thread::{self, JoinHandle},
};

use rusqlite::Connection;
use tokio::sync::oneshot;
use vq_ports::{StoreError, StoreResult};

use crate::{backlog::Backlog, checkpoint::Checkpoints, fault::fault, files, lines::Lines, sweep};

/// Commands in one transaction. Bounds how long the first one waits for the last.
const GROUP: usize = 8192;
/// While there is no idle moment, the remains of deleted queues are swept once in this many transactions.
const SWEEP_EVERY: u32 = 64;

/// The writer's transaction as a job sees it.
pub struct Tx<'a> {
    /// The connection, inside the transaction.
    pub connection: &'a Connection,
    /// The rows of the lines, as of this transaction.
    pub lines: &'a mut Lines,
    /// Set by a job that leaves something to [`sweep`].
    pub left_remains: bool,
    /// Set by a job that wants the file to be rebuilt after this transaction, so that nothing is left in it but its rows.
    pub rebuild: bool,
}

/// Something to do in a transaction, and somebody to tell.
pub trait Job: Send {
    /// Whether a savepoint undoes it when it fails.
    fn is_guarded(&self) -> bool;
    /// Does it. May be called again after the transaction was rolled back.
    fn run(&mut self, tx: &mut Tx<'_>) -> StoreResult<()>;
    /// Tells the caller: what `run` came to, or why there was no commit.
    fn answer(self: Box<Self>, lost: Option<StoreError>);
}

/// Work and how it is undone.
pub enum Work<F> {
    /// By a savepoint.
    Guarded(F),
    /// With the transaction.
    Hot(F),
}

/// A job made of a closure.
pub struct Write<T, F> {
    work: Work<F>,
    result: Option<StoreResult<T>>,
    reply: oneshot::Sender<StoreResult<T>>,
}

impl<T, F> Write<T, F> {
    pub fn new(work: Work<F>, reply: oneshot::Sender<StoreResult<T>>) -> Self {
        Self { work, result: None, reply }
    }
}

impl<T: Send, F: FnMut(&mut Tx<'_>) -> StoreResult<T> + Send> Job for Write<T, F> {
    fn is_guarded(&self) -> bool {
        matches!(self.work, Work::Guarded(_))
    }

    fn run(&mut self, tx: &mut Tx<'_>) -> StoreResult<()> {
        let (Work::Guarded(work) | Work::Hot(work)) = &mut self.work;
        let result = work(tx);
        let outcome = result.as_ref().map(|_| ()).map_err(Clone::clone);
        self.result = Some(result);
        outcome
    }

    fn answer(self: Box<Self>, lost: Option<StoreError>) {
        let result = match (lost, self.result) {
            (Some(error), _) => Err(error),
            (None, Some(result)) => result,
            (None, None) => Err(StoreError::Failed("the work was not done".into())),
        };
        // The caller may have gone away; what was committed stays.
        drop(self.reply.send(result));
    }
}

/// Starts the thread; it ends when the backlog is closed and empty.
pub fn start(
    connection: Connection,
    backlog: Arc<Backlog<Box<dyn Job>>>,
    checkpoints: Arc<Checkpoints>,
) -> StoreResult<JoinHandle<()>> {
    let mut writer =
        Writer { connection, lines: Lines::default(), remains: true, swept: false, rebuild: false };
    thread::Builder::new()
        .name("vq-store-write".into())
        .spawn(move || {
            let mut jobs = Vec::new();
            let mut busy_for = 0;
            while backlog.pop_group(GROUP, !writer.remains, &mut jobs) {
                busy_for += 1;
                if writer.remains && (jobs.is_empty() || busy_for >= SWEEP_EVERY) {
                    busy_for = 0;
                    if writer.sweep() {
                        // What was swept was overwritten; as it was before it is in the log.
                        checkpoints.truncate();
                    }
                }
                if !jobs.is_empty() {
                    writer.carry_out(&mut jobs);
                    writer.rebuild();
                }
                checkpoints.help(&writer.connection);
            }
        })
        .map_err(|error| StoreError::Unavailable(format!("no thread to write: {error}")))
}

struct Writer {
    connection: Connection,
    lines: Lines,
    /// Whether there may be something to sweep.
    remains: bool,
    /// Whether something was swept since there was nothing to sweep.
    swept: bool,
    /// Whether the file is to be rebuilt.
    rebuild: bool,
}

impl Writer {
    fn carry_out(&mut self, jobs: &mut Vec<Box<dyn Job>>) {
        match self.transaction(jobs) {
            Ok(()) => jobs.drain(..).for_each(|job| job.answer(None)),
            Err(error @ StoreError::Unavailable(_)) => {
                tracing::warn!(%error, jobs = jobs.len(), "a transaction was lost");
                jobs.drain(..).for_each(|job| job.answer(Some(error.clone())));
            }
            Err(error) => {
                tracing::error!(%error, jobs = jobs.len(), "a transaction failed; its jobs are repeated one by one");
                for mut job in jobs.drain(..) {
                    let lost = self.transaction(std::slice::from_mut(&mut job)).err();
                    if let Some(error) = &lost {
                        tracing::error!(%error, "a job failed");
                    }
                    job.answer(lost);
                }
            }
        }
    }

    /// Runs the jobs and commits. After an error nothing of them is left.
    fn transaction(&mut self, jobs: &mut [Box<dyn Job>]) -> StoreResult<()> {
        let result = self.run_and_commit(jobs);
        if result.is_err() {
            self.lines.forget_all();
            // SQLite may have rolled back by itself.
            if !self.connection.is_autocommit()
                && let Err(error) = self.connection.execute_batch("ROLLBACK")
            {
                tracing::error!(%error, "rollback failed");
            }
        }
        result
    }

    fn run_and_commit(&mut self, jobs: &mut [Box<dyn Job>]) -> StoreResult<()> {
        run(&self.connection, "BEGIN IMMEDIATE")?;
        let mut tx =
            Tx { connection: &self.connection, lines: &mut self.lines, left_remains: false, rebuild: false };
        for job in jobs {
            if job.is_guarded() {
                run_guarded(job.as_mut(), &mut tx)?;
            } else {
                match run_caught(job.as_mut(), &mut tx) {
                    // It writes nothing before it knows that the line is there, and its index the one that was meant.
                    Ok(()) | Err(StoreError::NotFound | StoreError::Stale) => {}
                    Err(error) => return Err(error),
                }
            }
        }
        let (left_remains, rebuild) = (tx.left_remains, tx.rebuild);
        self.lines.write(&self.connection)?;
        run(&self.connection, "COMMIT")?;
        self.remains |= left_remains;
        self.rebuild |= rebuild;
        Ok(())
    }

    fn rebuild(&mut self) {
        if std::mem::take(&mut self.rebuild)
            && let Err(error) = files::rebuild(&self.connection)
        {
            // Nothing is lost, but what was replaced may still be in the file.
            tracing::warn!(%error, "the database file could not be rebuilt");
        }
    }

    /// One step. `true` when it found that all is swept that there was.
    fn sweep(&mut self) -> bool {
        self.remains = sweep::step(&mut self.connection).unwrap_or_else(|error| {
            // Tried again after the next deletion or start.
            tracing::warn!(%error, "sweeping failed");
            false
        });
        self.swept |= self.remains;
        !self.remains && std::mem::take(&mut self.swept)
    }
}

/// Only an error that leaves the transaction itself broken is an error here.
fn run_guarded(job: &mut dyn Job, tx: &mut Tx<'_>) -> StoreResult<()> {
    let connection = tx.connection;
    run(connection, "SAVEPOINT job")?;
    match run_caught(job, tx) {
        Ok(()) => run(connection, "RELEASE job"),
        Err(error @ StoreError::Unavailable(_)) => Err(error),
        Err(error) if connection.is_autocommit() => Err(error),
        Err(_) => run(connection, "ROLLBACK TO job").and_then(|()| run(connection, "RELEASE job")),
    }
}

fn run_caught(job: &mut dyn Job, tx: &mut Tx<'_>) -> StoreResult<()> {
    catch_unwind(AssertUnwindSafe(|| job.run(tx)))
        .unwrap_or_else(|_| Err(StoreError::Failed("a job panicked".into())))
}

fn run(connection: &Connection, sql: &str) -> StoreResult<()> {
    connection.prepare_cached(sql).and_then(|mut statement| statement.execute(())).map_err(fault)?;
    Ok(())
}
