//! The store on SQLite.
//!
//! One thread owns the connection that writes. Callers hand it jobs; it carries out all that is waiting in one
//! transaction, makes that durable with one `fsync`, and answers everybody (group commit, invariant I5). Reads run on
//! connections of their own and never wait for it.
//!
//! Architecture invariants: SQL appears in this crate only; a caller that goes away undoes nothing; no error text of
//! this crate is meant for a client.

mod access;
mod accounts;
mod analytics;
mod audit;
mod backlog;
mod brandings;
mod changes;
mod checkpoint;
mod consumers;
mod core;
mod credentials;
mod domains;
mod fault;
mod files;
mod fixtures;
mod idempotency;
mod invitations;
mod lines;
mod log;
mod protection;
mod queues;
mod readers;
#[cfg(test)]
mod remains_tests;
mod roles;
mod row;
mod second_factors;
mod secrets;
mod sessions;
mod sign_ins;
mod sweep;
mod table;
mod tenant_records;
mod tenants;
#[cfg(test)]
mod tests;
mod writer;

use std::{path::Path, sync::Arc};

use vq_ports::{StoreResult, Stores, cursor};

use crate::core::Core;

/// How much a store may use.
#[derive(Clone, Debug)]
pub struct Options {
    /// Threads, each with a connection, that read.
    pub readers: usize,
    /// Page cache of the connection that writes, in KiB.
    pub writer_cache_kib: u32,
    /// Page cache of each connection that reads, in KiB.
    pub reader_cache_kib: u32,
    /// How many commands and other writes may wait for the writer before it answers `Unavailable`.
    pub backlog: usize,
}

impl Default for Options {
    fn default() -> Self {
        Self { readers: 4, writer_cache_kib: 16 * 1024, reader_cache_kib: 2 * 1024, backlog: 65_536 }
    }
}

/// A store in a folder. Clones are handles to the same one.
#[derive(Clone)]
pub struct SqliteStore {
    core: Arc<Core>,
}

impl SqliteStore {
    /// Opens the store in `dir`, making both if they are not there, and brings its tables up to date.
    ///
    /// A folder can be open in one process at a time: a second one gets `Unavailable` at once.
    pub fn open(dir: impl AsRef<Path>, options: Options) -> StoreResult<Self> {
        Ok(Self { core: Arc::new(Core::open(dir.as_ref(), &options)?) })
    }

    /// The store behind each of the ports.
    pub fn stores(&self) -> Stores {
        let store = Arc::new(self.clone());
        Stores {
            tenants: store.clone(),
            tenant_records: store.clone(),
            queues: store.clone(),
            log: store.clone(),
            sessions: store.clone(),
            accounts: store.clone(),
            sign_ins: store.clone(),
            invitations: store.clone(),
            one_time_tokens: store.clone(),
            roles: store.clone(),
            second_factors: store.clone(),
            api_keys: store.clone(),
            identity_providers: store.clone(),
            invite_codes: store.clone(),
            access_rules: store.clone(),
            enqueue_keys: store.clone(),
            spent_tokens: store.clone(),
            idempotency: store.clone(),
            secrets: store.clone(),
            brandings: store.clone(),
            domains: store.clone(),
            locations: store.clone(),
            counters: store.clone(),
            turns: store.clone(),
            kiosks: store.clone(),
            consumers: store.clone(),
            analytics: store.clone(),
            data_keys: store.clone(),
            personal: store.clone(),
            audit: store,
        }
    }

    /// Whether the store can be read and can write: `Ok` once a transaction that waited its turn has gone through.
    pub async fn check(&self) -> StoreResult<()> {
        self.core.read(|connection| row::exists(connection, "SELECT 1 FROM lines LIMIT 1", ())).await?;
        self.core.write(|_| Ok(())).await
    }

    /// Takes no more work, finishes what was taken, and lets go of the folder. Every handle answers `Unavailable` from
    /// then on. The last handle that is dropped does the same.
    pub async fn close(&self) {
        let core = self.core.clone();
        // Joining threads blocks.
        if tokio::task::spawn_blocking(move || core.close()).await.is_err() {
            tracing::error!("closing the store failed");
        }
    }
}
