//! One connection that many callers use at once: made when it is needed, given up when a call fails, and bounded in time.
//!
//! A connection that did not answer in time is not used again: it may be to a machine that is gone, of which nobody is told.

use std::time::Duration;

use parking_lot::Mutex;
use redis::{
    AsyncConnectionConfig, Client, Cmd, ErrorKind, FromRedisValue, Pipeline, RedisError, ServerErrorKind,
    aio::MultiplexedConnection,
};
use vq_ports::StoreError;

use crate::{breaker::Breaker, script::Script};

/// How long calls fail at once after one has failed.
const PAUSE: Duration = Duration::from_millis(500);
/// Calls that may wait to be written to the connection.
const WRITE_BUFFER: usize = 1024;

/// Why a call has no answer.
#[derive(Debug, thiserror::Error)]
pub(crate) enum LinkError {
    /// Nothing was tried.
    #[error("Redis did not answer a moment ago")]
    HeldBack,
    /// It may or may not have been done.
    #[error("Redis did not answer in time")]
    Late,
    /// There is no connection, or it broke.
    #[error("no connection to Redis: {0}")]
    Connection(RedisError),
    /// The server said no.
    #[error("Redis refused: {0}")]
    Refused(RedisError),
}

impl From<LinkError> for StoreError {
    fn from(error: LinkError) -> Self {
        match error {
            LinkError::Refused(_) => Self::Failed(error.to_string()),
            _ => Self::Unavailable(error.to_string()),
        }
    }
}

impl From<RedisError> for LinkError {
    fn from(error: RedisError) -> Self {
        use ServerErrorKind::{Ask, BusyLoading, ClusterDown, MasterDown, Moved, ReadOnly, TryAgain};
        match error.kind() {
            // A server that has become another's replica, or is not ready: look for the right one with a new connection.
            ErrorKind::Server(Ask | BusyLoading | ClusterDown | MasterDown | Moved | ReadOnly | TryAgain) => {
                Self::Connection(error)
            }
            // Nothing will be answered before somebody corrects the password.
            _ if matches!(error.code(), Some("NOAUTH" | "WRONGPASS")) => Self::Connection(error),
            ErrorKind::Server(_)
            | ErrorKind::Extension
            | ErrorKind::Parse
            | ErrorKind::UnexpectedReturnType => Self::Refused(error),
            _ => Self::Connection(error),
        }
    }
}

pub(crate) struct Link {
    name: &'static str,
    client: Client,
    timeout: Duration,
    breaker: Breaker,
    connection: Mutex<Option<MultiplexedConnection>>,
    /// One connects, the others wait for it.
    connecting: tokio::sync::Mutex<()>,
}

impl Link {
    pub(crate) fn new(name: &'static str, client: Client, timeout: Duration) -> Self {
        let breaker = Breaker::new(PAUSE);
        Self {
            name,
            client,
            timeout,
            breaker,
            connection: Mutex::default(),
            connecting: tokio::sync::Mutex::default(),
        }
    }

    /// Carries out one command.
    pub(crate) async fn query<T: FromRedisValue>(&self, command: &Cmd) -> Result<T, LinkError> {
        self.attempt(async |mut connection| Ok(command.query_async(&mut connection).await?)).await
    }

    /// Carries out several commands whose answers do not matter.
    pub(crate) async fn send(&self, commands: &Pipeline) -> Result<(), LinkError> {
        self.attempt(async |mut connection| Ok(commands.exec_async(&mut connection).await?)).await
    }

    /// Carries out several commands.
    pub(crate) async fn answers<T: FromRedisValue>(&self, commands: &Pipeline) -> Result<T, LinkError> {
        self.attempt(async |mut connection| Ok(commands.query_async(&mut connection).await?)).await
    }

    /// Runs a script, which the server may not know yet. `fill` adds the number of keys, the keys and the arguments.
    pub(crate) async fn run<T: FromRedisValue>(
        &self,
        script: &Script,
        fill: impl Fn(&mut Cmd),
    ) -> Result<T, LinkError> {
        let (known, whole) = script.commands(fill);
        let work = async |mut connection| match known.query_async(&mut connection).await {
            Err(error) if error.kind() == ErrorKind::Server(ServerErrorKind::NoScript) => {
                Ok(whole().query_async(&mut connection).await?)
            }
            answer => Ok(answer?),
        };
        self.attempt(work).await
    }

    /// Gives up the connection. A later call makes another.
    pub(crate) fn close(&self) {
        *self.connection.lock() = None;
    }

    async fn attempt<T>(
        &self,
        work: impl AsyncFnOnce(MultiplexedConnection) -> Result<T, LinkError>,
    ) -> Result<T, LinkError> {
        let attempt = self.breaker.attempt().ok_or(LinkError::HeldBack)?;
        let all = async { work(self.connected().await?).await };
        let result = tokio::time::timeout(self.timeout, all).await.unwrap_or(Err(LinkError::Late));
        match &result {
            Ok(_) | Err(LinkError::Refused(_)) => {
                if attempt.succeeded() {
                    tracing::info!(link = self.name, "Redis answers again");
                }
            }
            Err(error) => {
                self.close();
                if attempt.failed() {
                    tracing::warn!(link = self.name, %error, "Redis does not answer; this node goes on without it");
                }
            }
        }
        result
    }

    async fn connected(&self) -> Result<MultiplexedConnection, LinkError> {
        if let Some(connection) = self.at_hand() {
            return Ok(connection);
        }
        let _connecting = self.connecting.lock().await;
        if let Some(connection) = self.at_hand() {
            return Ok(connection);
        }
        // The time of the whole call is bounded; the library's own bounds would only be others.
        let config = AsyncConnectionConfig::new()
            .set_connection_timeout(None)
            .set_response_timeout(None)
            .set_pipeline_buffer_size(WRITE_BUFFER);
        let connecting = self.client.get_multiplexed_async_connection_with_config(&config);
        let connection = connecting.await.map_err(LinkError::Connection)?;
        *self.connection.lock() = Some(connection.clone());
        Ok(connection)
    }

    fn at_hand(&self) -> Option<MultiplexedConnection> {
        self.connection.lock().clone()
    }
}
