//! The store on PostgreSQL, shared by any number of nodes.
//!
//! A batch of commands is one transaction in two round trips: lock the line and read all that the batch can touch; decide
//! in memory; write and commit. Statements are prepared once per connection and sent without waiting for one another.
//! Row-level security keeps tenants apart even where a query would not.
//!
//! Architecture invariants: SQL appears in this crate only; a caller that goes away undoes nothing and leaves no
//! connection in a transaction; every transaction declares whose rows it may see; no error text of this crate is meant
//! for a client.

mod access;
mod accounts;
mod analytics;
mod audit;
mod brandings;
mod changes;
mod commit;
mod connect;
mod consumers;
mod core;
mod credentials;
mod domains;
mod fault;
mod fixtures;
mod idempotency;
mod invitations;
mod log;
mod migrate;
mod options;
mod protection;
mod queues;
mod replica;
mod roles;
mod row;
mod second_factors;
mod secrets;
mod session;
mod sessions;
mod sign_ins;
mod sweep;
mod tenant_records;
mod tenants;
#[cfg(test)]
mod tests;
mod tx;
mod wanted;
mod writes;

use std::sync::Arc;

use futures_util::FutureExt;
use vq_ports::{StoreError, StoreResult, Stores, cursor};

use crate::{
    core::Core,
    fault::Fault,
    row::params,
    tx::{Scope, Tx},
};
pub use options::Options;

/// A store in a database. Clones are handles to the same one.
#[derive(Clone)]
pub struct PostgresStore {
    core: Arc<Core>,
}

impl PostgresStore {
    /// Connects and brings the tables up to date, one node at a time. `Unavailable` if the database cannot be reached.
    pub async fn connect(options: Options) -> StoreResult<Self> {
        migrate::run(&options).await?;
        Ok(Self { core: Core::start(&options)? })
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

    /// Whether the store can be read and is one that can be written.
    pub async fn check(&self) -> StoreResult<()> {
        self.core.write(Scope::Node, (), |tx, ()| check(tx).boxed()).await
    }

    /// Whether the role bypasses row-level security, the second wall between tenants.
    pub async fn is_privileged(&self) -> StoreResult<bool> {
        self.core.write(Scope::Node, (), |tx, ()| privileged(tx).boxed()).await
    }

    /// Takes no more work, finishes what was taken, and closes its connections. Every handle answers `Unavailable` from
    /// then on.
    pub async fn close(&self) {
        self.core.close().await;
    }
}

async fn privileged(tx: &Tx) -> Result<bool, Fault> {
    let sql = "SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user";
    let rows = tx.alone(sql, params![]).await?;
    Ok(rows.first().map(|row| row::get::<bool>(row, 0)).transpose()?.unwrap_or(true))
}

async fn check(tx: &Tx) -> Result<(), Fault> {
    let sql = "SELECT pg_is_in_recovery(), EXISTS (SELECT 1 FROM lines)";
    let rows = tx.alone(sql, params![]).await?;
    match rows.first().map(|row| row::get::<bool>(row, 0)).transpose()? {
        Some(false) => Ok(()),
        _ => Err(StoreError::Unavailable("the database only follows another".into()).into()),
    }
}
