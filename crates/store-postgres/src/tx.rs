//! A transaction on a connection of its own, in a declared scope.
//!
//! Statements are sent when their futures are first polled, in the order in which they are joined; nobody waits for the
//! answer of one before the next is sent. For that they must be prepared before.

use std::{
    fmt,
    future::poll_fn,
    pin::pin,
    sync::atomic::{AtomicBool, Ordering},
    task::Poll,
};

use deadpool_postgres::Object;
use futures_util::future::{join, try_join, try_join_all};
use tokio_postgres::{Error, Row, Statement, types::ToSql};
use vq_domain::TenantId;
use vq_ports::StoreError;

use crate::fault::{Fault, before_commit, of_commit};

/// Whose rows a transaction sees and may write.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// One tenant's.
    Tenant(TenantId),
    /// All: running the lines, signing in, listing everything.
    Node,
}

impl fmt::Display for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            // A UUID holds nothing that would have to be quoted.
            Self::Tenant(tenant) => write!(f, "SET LOCAL vq.tenant = '{tenant}'"),
            Self::Node => f.write_str("SET LOCAL vq.scope = 'node'"),
        }
    }
}

/// What a transaction is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// Each statement sees what is committed when it begins.
    Write,
    /// All statements see the same moment.
    Read,
}

/// A transaction. Nothing is sent before [`Tx::begin`].
pub struct Tx {
    client: Object,
    begin: String,
    /// Whether the server may have a transaction open.
    open: AtomicBool,
    /// Whether the last statements of the work are not the last of the transaction.
    held: AtomicBool,
}

/// A statement's parameters.
pub type Params<'a> = &'a [&'a (dyn ToSql + Sync)];

impl Tx {
    /// On this connection.
    pub fn new(client: Object, mode: Mode, scope: Scope) -> Self {
        let kind = match mode {
            Mode::Write => "READ WRITE",
            Mode::Read => "ISOLATION LEVEL REPEATABLE READ READ ONLY",
        };
        Self {
            client,
            begin: format!("BEGIN {kind}; {scope}"),
            open: AtomicBool::new(false),
            held: AtomicBool::new(false),
        }
    }

    /// Prepares statements on this connection, all those it does not know in one round trip.
    pub async fn prepare<const N: usize>(&self, sql: [&str; N]) -> Result<[Statement; N], Fault> {
        let statements = try_join_all(sql.map(|sql| self.client.prepare_cached(sql))).await?;
        statements.try_into().map_err(|_| StoreError::Failed("a statement was not prepared".into()).into())
    }

    /// Begins. To be joined with the first statements, before them.
    pub async fn begin(&self) -> Result<(), Error> {
        self.open.store(true, Ordering::Relaxed);
        self.client.batch_execute(&self.begin).await
    }

    /// Whether it has begun and not ended.
    pub fn is_open(&self) -> bool {
        self.open.load(Ordering::Relaxed)
    }

    /// Keeps [`Self::commit_with`] from committing: something is added once the work has succeeded. Until
    /// [`Self::release`], nothing is committed.
    pub fn hold(&self) {
        self.held.store(true, Ordering::Relaxed);
    }

    /// The next [`Self::commit_with`] commits.
    pub fn release(&self) {
        self.held.store(false, Ordering::Relaxed);
    }

    /// A statement's rows.
    pub async fn rows(&self, statement: &Statement, params: Params<'_>) -> Result<Vec<Row>, Error> {
        self.client.query(statement, params).await
    }

    /// A statement's rows, if there is something to ask for.
    pub async fn rows_if(
        &self,
        wanted: bool,
        statement: &Statement,
        params: Params<'_>,
    ) -> Result<Vec<Row>, Error> {
        if wanted { self.rows(statement, params).await } else { Ok(Vec::new()) }
    }

    /// How many rows a statement changed.
    pub async fn execute(&self, statement: &Statement, params: Params<'_>) -> Result<u64, Error> {
        self.client.execute(statement, params).await
    }

    /// How many rows a statement changed, if there is something to do.
    pub async fn execute_if(
        &self,
        wanted: bool,
        statement: &Statement,
        params: Params<'_>,
    ) -> Result<u64, Error> {
        if wanted { self.execute(statement, params).await } else { Ok(0) }
    }

    /// The connection, for what is streamed.
    pub fn client(&self) -> &tokio_postgres::Client {
        &self.client
    }

    /// Begins, runs one statement and commits, in one round trip.
    pub async fn alone(&self, sql: &str, params: Params<'_>) -> Result<Vec<Row>, Fault> {
        let [statement] = self.prepare([sql]).await?;
        let work = async { try_join(self.begin(), self.rows(&statement, params)).await };
        Ok(self.commit_with(work).await?.1)
    }

    /// Begins and runs one statement, in one round trip.
    pub async fn first(&self, sql: &str, params: Params<'_>) -> Result<Vec<Row>, Fault> {
        let [statement] = self.prepare([sql]).await?;
        Ok(try_join(self.begin(), self.rows(&statement, params)).await?.1)
    }

    /// Runs the last statements and commits, in one round trip.
    pub async fn commit_with<T>(&self, last: impl Future<Output = Result<T, Error>>) -> Result<T, Fault> {
        self.commit_or(last, before_commit).await
    }

    /// Like [`Self::commit_with`], where an error of the statements has a meaning of its own.
    pub async fn commit_or<T>(
        &self,
        last: impl Future<Output = Result<T, Error>>,
        meaning: impl FnOnce(Error) -> Fault,
    ) -> Result<T, Fault> {
        if self.held.load(Ordering::Relaxed) {
            return last.await.map_err(meaning);
        }
        let mut last = pin!(last);
        // The first poll sends them all. What cannot even be sent must not be followed by a commit.
        let sent = poll_fn(|context| Poll::Ready(last.as_mut().poll(context))).await;
        let commit = self.client.batch_execute("COMMIT");
        let (done, committed) = match sent {
            Poll::Ready(Err(error)) => return Err(error.into()),
            Poll::Ready(done) => (done, commit.await),
            Poll::Pending => join(last, commit).await,
        };
        let done = done.map_err(meaning)?;
        committed.map_err(of_commit)?;
        self.open.store(false, Ordering::Relaxed);
        Ok(done)
    }

    /// Undoes everything, so that the connection can be used again.
    pub async fn rollback(&self) -> Result<(), Error> {
        if self.open.load(Ordering::Relaxed) {
            self.client.batch_execute("ROLLBACK").await?;
            self.open.store(false, Ordering::Relaxed);
        }
        Ok(())
    }

    /// Closes the connection, whatever it is doing.
    pub fn discard(self) {
        drop(Object::take(self.client));
    }
}
