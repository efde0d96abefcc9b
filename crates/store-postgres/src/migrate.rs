//! Brings the tables up to date when a node starts. Many nodes may start at once: one migrates, the others wait for it.

use refinery::error::Kind;
use tokio_postgres::Client;
use vq_ports::{StoreError, StoreResult};

use crate::{
    Options, connect,
    fault::{Fault, text},
};

mod embedded {
    refinery::embed_migrations!("migrations");
}

/// Known to nobody else who might take advisory locks in the same database.
const LOCK: i64 = 0x7671_5f6d_6967_7261;
/// The first version that understands all our statements.
const OLDEST: i32 = 140_000;

/// Migrates on a connection of its own, which ends with it and lets the lock go.
pub async fn run(options: &Options) -> StoreResult<()> {
    let mut client = connect::alone(options).await?;
    look_at(&client).await?;
    let locked = client.execute("SELECT pg_advisory_lock($1)", &[&LOCK]).await;
    locked.map_err(|error| StoreError::Unavailable(text(&error)))?;
    let migrated = embedded::migrations::runner().run_async(&mut client).await;
    let report = migrated.map_err(|error| meaning(&error))?;
    for migration in report.applied_migrations() {
        tracing::info!(%migration, "the database was migrated");
    }
    Ok(())
}

/// A connection that broke is no broken migration.
fn meaning(error: &refinery::Error) -> StoreError {
    match error.kind() {
        Kind::Connection(_, cause) => match cause.downcast_ref::<tokio_postgres::Error>() {
            Some(cause) => Fault::from(cause).give_up(),
            None => StoreError::Failed(format!("migrating failed: {cause}")),
        },
        _ => StoreError::Failed(format!("migrating failed: {error}")),
    }
}

/// Whether the server is one that can hold our data.
async fn look_at(client: &Client) -> StoreResult<()> {
    let sql = "SELECT current_setting('server_version_num')::int, current_setting('server_encoding'), \
               current_setting('fsync') = 'on', rolsuper OR rolbypassrls, pg_is_in_recovery() \
               FROM pg_roles WHERE rolname = current_user";
    let row = client.query_one(sql, &[]).await.map_err(|error| StoreError::Unavailable(text(&error)))?;
    let (version, encoding): (i32, &str) = (row.get(0), row.get(1));
    let (durable, privileged, follows): (bool, bool, bool) = (row.get(2), row.get(3), row.get(4));
    if version < OLDEST {
        return Err(StoreError::Failed(format!("PostgreSQL {} or later is needed", OLDEST / 10_000)));
    }
    if encoding != "UTF8" {
        return Err(StoreError::Failed(format!("the database's encoding must be UTF8; it is {encoding}")));
    }
    if follows {
        return Err(StoreError::Unavailable("the database only follows another".into()));
    }
    if !durable {
        tracing::warn!("the database runs with fsync = off: a loss of power can lose places in line");
    }
    if privileged {
        tracing::warn!("the database role bypasses row-level security; use an ordinary one");
    }
    Ok(())
}
