//! PostgreSQL from Debian's package.

mod certificate;
mod cluster;
mod database;
mod programs;

use std::{net::SocketAddr, path::PathBuf, sync::Arc};

use tokio::sync::OnceCell;
use tokio_postgres::{Client, NoTls};

pub use self::database::Database;
use self::{
    cluster::{Cluster, Origin},
    programs::Programs,
};
use crate::{blocking::blocking, server::Server};

/// What a test wants of its server.
#[derive(Clone, Debug, Default)]
pub struct PostgresOptions {
    /// Whether commits wait for the disk, as in production. What the server wrote outlives its own end without that.
    pub durable: bool,
    /// Whether connections may be encrypted; see [`Postgres::certificate`].
    pub tls: bool,
    /// Settings as in `postgresql.conf`.
    pub settings: Vec<(&'static str, String)>,
}

static SHARED: OnceCell<Postgres> = OnceCell::const_new();

/// A server. Clones are handles to the same one, which ends with the last.
#[derive(Clone)]
pub struct Postgres {
    server: Arc<Server<Cluster>>,
}

impl Postgres {
    /// The one that the tests of this process share. It ends with the process.
    pub async fn shared() -> &'static Self {
        SHARED.get_or_init(Self::start).await
    }

    fn is_shared(&self) -> bool {
        SHARED.get().is_some_and(|shared| Arc::ptr_eq(&shared.server, &self.server))
    }

    /// A server of one's own.
    pub async fn start() -> Self {
        Self::with(PostgresOptions::default()).await
    }

    /// A server of one's own.
    pub async fn with(options: PostgresOptions) -> Self {
        blocking(move || Self::start_as(Origin::New, options)).await
    }

    /// Another server that follows this one by streaming replication and can be read.
    pub async fn replica(&self) -> Self {
        let (origin, options) = (Origin::CopyOf(self.address()), self.server.kind.options.clone());
        blocking(move || Self::start_as(origin, options)).await
    }

    fn start_as(origin: Origin, options: PostgresOptions) -> Self {
        let programs = Programs::find();
        let user = programs.user;
        let kind = Cluster { programs, origin, options };
        Self { server: Arc::new(Server::start(kind, user, Cluster::prepare)) }
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.server.address
    }

    /// The address of a database as the server's owner, who may do everything, row-level security or not.
    pub fn owner_url(&self, database: &str) -> String {
        format!("postgres://{}@{}/{database}", programs::OWNER, self.address())
    }

    /// A connection to a database as the server's owner.
    pub async fn owner(&self, database: &str) -> Client {
        let connected = tokio_postgres::connect(&self.owner_url(database), NoTls).await;
        let (client, connection) = connected.expect("a connection of the owner");
        // Ends with the client.
        tokio::spawn(connection);
        client
    }

    /// A fresh database and an ordinary role that owns it.
    pub async fn database(&self) -> Database {
        Database::create(self).await
    }

    /// The certificate that vouches for the server, if it has one.
    pub fn certificate(&self) -> PathBuf {
        certificate::path(self.server.folder())
    }

    /// What the server has said so far.
    pub fn log(&self) -> String {
        self.server.log()
    }

    /// Starts it again on the same port; ends it in good order first, if it runs.
    pub async fn restart(&self) {
        self.with_server(Server::restart).await;
    }

    /// Ends it in good order: open transactions are undone, connections are told.
    pub async fn stop(&self) {
        self.with_server(Server::stop).await;
    }

    /// Ends it and all its processes at once.
    pub async fn kill(&self) {
        self.with_server(Server::kill).await;
    }

    /// Holds all its processes up: connections stay open, nobody answers.
    pub async fn freeze(&self) {
        self.with_server(Server::freeze).await;
    }

    /// Lets them go on.
    pub async fn thaw(&self) {
        self.with_server(Server::thaw).await;
    }

    async fn with_server(&self, work: fn(&Server<Cluster>)) {
        let server = self.server.clone();
        blocking(move || work(&server)).await;
    }
}
