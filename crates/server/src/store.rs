//! Which store a deployment has. The one place that knows; everybody else sees the ports.

use std::time::Duration;

use anyhow::{Context, anyhow};
use vq_ports::{StoreResult, Stores};
use vq_store_postgres::PostgresStore;
use vq_store_sqlite::SqliteStore;

use crate::config;

/// The store behind the ports.
#[derive(Clone)]
pub enum Store {
    /// In the data directory, for one process.
    Embedded(SqliteStore),
    /// In a database, for any number of processes.
    Shared(PostgresStore),
}

impl Store {
    /// Opens what the configuration names.
    pub async fn open(settings: &config::Store) -> anyhow::Result<Self> {
        if settings.url.is_empty() {
            let data = settings.data.clone();
            let opened = tokio::task::spawn_blocking(move || {
                SqliteStore::open(&data, vq_store_sqlite::Options::default())
            });
            return Ok(Self::Embedded(opened.await?.map_err(|error| anyhow!("{error}"))?));
        }
        let options = vq_store_postgres::Options {
            replica_url: (!settings.replica_url.is_empty()).then(|| settings.replica_url.clone()),
            ca_file: (!settings.ca_file.as_os_str().is_empty()).then(|| settings.ca_file.clone()),
            connections: settings.connections.max(2),
            max_replica_lag: Duration::from_secs(settings.max_replica_lag_seconds),
            ..vq_store_postgres::Options::new(settings.url.clone())
        };
        let store = PostgresStore::connect(options).await;
        Ok(Self::Shared(store.map_err(|error| anyhow!("{error}")).context("the database of store.url")?))
    }

    /// The ports.
    pub fn stores(&self) -> Stores {
        match self {
            Self::Embedded(store) => store.stores(),
            Self::Shared(store) => store.stores(),
        }
    }

    /// Whether other processes may use it, too.
    pub fn is_shared(&self) -> bool {
        matches!(self, Self::Shared(_))
    }

    /// Whether it can be read and written.
    pub async fn check(&self) -> StoreResult<()> {
        match self {
            Self::Embedded(store) => store.check().await,
            Self::Shared(store) => store.check().await,
        }
    }

    /// Finishes what was begun and lets go of it.
    pub async fn close(&self) {
        match self {
            Self::Embedded(store) => store.close().await,
            Self::Shared(store) => store.close().await,
        }
    }
}
