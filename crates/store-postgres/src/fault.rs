//! What an error of PostgreSQL means to the caller. The texts go to our log, never to a client.

use std::{error::Error as _, io};

use deadpool_postgres::PoolError;
use tokio_postgres::error::SqlState;
use vq_ports::StoreError;
pub use vq_ports::stored::unreadable;

/// Why a piece of work was not done.
#[derive(Debug)]
pub enum Fault {
    /// Nothing was done, for a reason that may be gone already: a deadlock, a connection that broke.
    Passing(String),
    /// What the caller is told.
    Final(StoreError),
}

impl Fault {
    /// What the caller is told when trying again is no use.
    pub fn give_up(self) -> StoreError {
        match self {
            Self::Passing(why) => StoreError::Unavailable(why),
            Self::Final(error) => error,
        }
    }
}

impl From<StoreError> for Fault {
    fn from(error: StoreError) -> Self {
        Self::Final(error)
    }
}

/// An error before the commit was sent: whatever it is, nothing was done.
impl From<tokio_postgres::Error> for Fault {
    fn from(error: tokio_postgres::Error) -> Self {
        Self::from(&error)
    }
}

impl From<&tokio_postgres::Error> for Fault {
    fn from(error: &tokio_postgres::Error) -> Self {
        let why = text(error);
        match error.code() {
            None if is_broken(error) => Self::Passing(why),
            None => Self::Final(StoreError::Failed(why)),
            Some(code) if is_passing(code) => Self::Passing(why),
            Some(code) if is_outage(code) => Self::Final(StoreError::Unavailable(why)),
            // What it was to belong to is not there, or no longer.
            Some(code) if *code == SqlState::FOREIGN_KEY_VIOLATION => Self::Final(StoreError::NotFound),
            Some(_) => Self::Final(StoreError::Failed(why)),
        }
    }
}

/// Nobody could be asked. Trying again at once is no use.
impl From<PoolError> for Fault {
    fn from(error: PoolError) -> Self {
        let why = match &error {
            PoolError::Backend(error) => text(error),
            other => other.to_string(),
        };
        Self::Final(StoreError::Unavailable(format!("no connection to the database: {why}")))
    }
}

/// An error in answer to the commit itself: unless the server says that it refused, nobody knows.
pub fn of_commit(error: tokio_postgres::Error) -> Fault {
    match error.code() {
        Some(code) if !is_end_of_connection(code) => error.into(),
        _ => Fault::Final(StoreError::Unavailable(format!(
            "whether the transaction was committed is not known: {}",
            text(&error)
        ))),
    }
}

/// An error of a statement that the commit followed at once: when the statement failed, so did the commit.
pub fn before_commit(error: tokio_postgres::Error) -> Fault {
    if error.code().is_some() { error.into() } else { of_commit(error) }
}

/// `Taken(what)` if this constraint was violated.
pub fn taken(error: tokio_postgres::Error, constraint: &str, what: &'static str) -> Fault {
    let violated = error.as_db_error().filter(|error| *error.code() == SqlState::UNIQUE_VIOLATION);
    match violated.and_then(|error| error.constraint()) {
        Some(name) if name == constraint => StoreError::Taken(what).into(),
        _ => before_commit(error),
    }
}

/// What the server or the system says, in one line.
pub fn text(error: &tokio_postgres::Error) -> String {
    match (error.as_db_error(), error.source()) {
        (Some(said), _) => format!("{} ({})", said.message(), said.code().code()),
        (None, Some(cause)) => format!("{error}: {cause}"),
        (None, None) => error.to_string(),
    }
}

/// Whether the connection broke, rather than that we could not say or understand something.
fn is_broken(error: &tokio_postgres::Error) -> bool {
    let cause = error.source().and_then(|cause| cause.downcast_ref::<io::Error>());
    error.is_closed()
        || cause.is_some_and(|cause| {
            !matches!(cause.kind(), io::ErrorKind::InvalidInput | io::ErrorKind::InvalidData)
        })
}

fn is_end_of_connection(code: &SqlState) -> bool {
    let ends = [
        SqlState::ADMIN_SHUTDOWN,
        SqlState::CRASH_SHUTDOWN,
        SqlState::CANNOT_CONNECT_NOW,
        SqlState::IDLE_IN_TRANSACTION_SESSION_TIMEOUT,
    ];
    ends.contains(code) || class(code) == "08"
}

fn is_passing(code: &SqlState) -> bool {
    *code == SqlState::T_R_SERIALIZATION_FAILURE
        || *code == SqlState::T_R_DEADLOCK_DETECTED
        || is_end_of_connection(code)
}

/// No room, no memory, a disk that fails, a lock or an answer that did not come in time, a server that only follows.
fn is_outage(code: &SqlState) -> bool {
    let outages =
        [SqlState::QUERY_CANCELED, SqlState::LOCK_NOT_AVAILABLE, SqlState::READ_ONLY_SQL_TRANSACTION];
    outages.contains(code) || ["53", "58"].contains(&class(code))
}

fn class(code: &SqlState) -> &str {
    code.code().get(..2).unwrap_or_default()
}
