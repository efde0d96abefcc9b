//! What a deployment says about its database.

use std::{fmt, path::PathBuf, time::Duration};

/// Where the database is and how much of it a node may use.
#[derive(Clone)]
pub struct Options {
    /// `postgres://user:password@host:port/database`. With `?sslmode=require` the connection is encrypted, and the server
    /// must prove who it is.
    pub url: String,
    /// A streaming replica of it, for lists.
    pub replica_url: Option<String>,
    /// Certificates (PEM) of those who may vouch for the servers, instead of the system's.
    pub ca_file: Option<PathBuf>,
    /// Most connections to the database.
    pub connections: usize,
    /// Most connections to the replica.
    pub replica_connections: usize,
    /// How long it may take to get a connection.
    pub connect_timeout: Duration,
    /// How long a statement may take; the server ends it then.
    pub statement_timeout: Duration,
    /// How long to wait for somebody else's lock, of a line mostly.
    pub lock_timeout: Duration,
    /// How long a commit's caller waits for its answer. The commit itself goes on.
    pub commit_timeout: Duration,
    /// A replica that is further behind is not used.
    pub max_replica_lag: Duration,
    /// What the connections are called in the server's own tables.
    pub application_name: String,
}

impl Options {
    /// The defaults, for this database.
    pub fn new(url: impl Into<String>) -> Self {
        Self {
            url: url.into(),
            replica_url: None,
            ca_file: None,
            connections: 16,
            replica_connections: 8,
            connect_timeout: Duration::from_secs(3),
            statement_timeout: Duration::from_secs(30),
            lock_timeout: Duration::from_secs(10),
            commit_timeout: Duration::from_secs(10),
            max_replica_lag: Duration::from_secs(5),
            application_name: "vqueue".into(),
        }
    }
}

/// Without the addresses, which hold passwords.
impl fmt::Debug for Options {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Options")
            .field("replica", &self.replica_url.is_some())
            .field("connections", &self.connections)
            .field("replica_connections", &self.replica_connections)
            .field("connect_timeout", &self.connect_timeout)
            .field("statement_timeout", &self.statement_timeout)
            .field("lock_timeout", &self.lock_timeout)
            .field("commit_timeout", &self.commit_timeout)
            .field("max_replica_lag", &self.max_replica_lag)
            .field("application_name", &self.application_name)
            .finish_non_exhaustive()
    }
}
