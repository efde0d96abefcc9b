//! Tenants.

use async_trait::async_trait;
use futures_util::{
    FutureExt,
    future::{try_join, try_join3, try_join5},
};
use tokio_postgres::Row;
use vq_domain::{Tenant, TenantId, TenantStatus};
use vq_ports::{Audit, Page, PageRequest, StoreError, StoreResult, Tenants};

use crate::{
    PostgresStore, audit,
    cursor::Created,
    fault::{Fault, taken, unreadable},
    queues,
    row::{self, params},
    tx::{Scope, Tx},
};

pub const BY_ID: &str = "SELECT id, name, domain, configuration, limits, status, version, created_at, updated_at \
     FROM tenants WHERE id = $1";
pub const LIST: &str = "SELECT id, name, domain, configuration, limits, status, version, created_at, updated_at \
     FROM tenants WHERE (created_at, id) > ($1, $2) ORDER BY created_at, id LIMIT $3";
pub const CREATE: &str = "INSERT INTO tenants (id, name, domain, configuration, limits, status, version, created_at, updated_at) \
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (domain) DO NOTHING RETURNING true";
pub const UPDATE: &str = "UPDATE tenants SET name = $3, domain = $4, configuration = $5, limits = $6, status = $7, \
     version = version + 1, updated_at = $8 WHERE id = $1 AND version = $2";
/// Whoever says something about the tenant's audit log waits for it, or is waited for.
pub const LOCK_VERSION: &str = "SELECT status, version FROM tenants WHERE id = $1 FOR UPDATE";
/// Only of a deletion that cannot come to its end: the tenant's audit log is held.
pub const CALL_OFF: &str = "DELETE FROM tenant_deletions WHERE id = $1 AND finished_at IS NULL";
pub const LOCK: &str = "SELECT true FROM tenants WHERE id = $1 FOR UPDATE";
/// Its accounts and their tokens go with it.
pub const DELETE: &str = "DELETE FROM tenants WHERE id = $1";
/// Answers that are remembered for those who ask again.
pub const FORGET_ANSWERS: &str = "DELETE FROM idempotency WHERE position($1::text IN scope) > 0";

#[async_trait]
impl Tenants for PostgresStore {
    async fn create(&self, tenant: &Tenant, audit: &Audit) -> StoreResult<()> {
        self.core.audited(audit, Scope::Node, tenant.clone(), |tx, tenant| create(tx, tenant).boxed()).await
    }

    async fn get(&self, tenant: TenantId) -> StoreResult<Option<Tenant>> {
        self.core.read(Scope::Tenant(tenant), tenant, |tx, tenant| get(tx, *tenant).boxed()).await
    }

    async fn list(&self, page: PageRequest) -> StoreResult<Page<Tenant>> {
        let input = (Created::decode(page.cursor.as_deref())?, page.most());
        self.core.read_list(Scope::Node, input, |tx, (after, limit)| list(tx, *after, *limit).boxed()).await
    }

    async fn update(&self, tenant: &Tenant, audit: &Audit) -> StoreResult<()> {
        // What is told of it may stand in the platform's log as well, and a deletion may be called off.
        self.core.audited(audit, Scope::Node, tenant.clone(), |tx, tenant| update(tx, tenant).boxed()).await
    }

    async fn delete(&self, tenant: TenantId, audit: &Audit) -> StoreResult<()> {
        self.core.audited(audit, Scope::Node, tenant, |tx, tenant| delete(tx, *tenant).boxed()).await?;
        self.core.remains.notify_one();
        Ok(())
    }
}

fn tenant(row: &Row) -> StoreResult<Tenant> {
    let status: &str = row::get(row, 5)?;
    Ok(Tenant {
        id: TenantId(row::uuid(row, 0)?),
        name: row::get(row, 1)?,
        domain: row::get(row, 2)?,
        configuration: row::json(row, 3)?,
        limits: row::json(row, 4)?,
        status: TenantStatus::parse(status).ok_or_else(|| unreadable("tenant status", status))?,
        version: row::number(row, 6)?,
        created_at: row::millis(row, 7)?,
        updated_at: row::millis(row, 8)?,
    })
}

async fn create(tx: &Tx, tenant: &Tenant) -> Result<(), Fault> {
    let Tenant { id, name, domain, created_at, updated_at, .. } = tenant;
    let (configuration, limits) = (row::to_json(&tenant.configuration)?, row::to_json(&tenant.limits)?);
    let (status, version) = (tenant.status.as_str(), row::to_i64(tenant.version)?);
    let values =
        params![id.0, name, domain, configuration, limits, status, version, created_at.0, updated_at.0];
    let added = tx.alone(CREATE, values).await?;
    if added.is_empty() { Err(StoreError::Taken("domain").into()) } else { Ok(()) }
}

async fn get(tx: &Tx, id: TenantId) -> Result<Option<Tenant>, Fault> {
    let rows = tx.alone(BY_ID, params![id.0]).await?;
    Ok(rows.first().map(tenant).transpose()?)
}

async fn list(tx: &Tx, after: Created, limit: u32) -> Result<Page<Tenant>, Fault> {
    let rows = tx.alone(LIST, params![after.at.0, after.id, i64::from(limit) + 1]).await?;
    let items = rows.iter().map(tenant).collect::<StoreResult<_>>()?;
    Ok(Page::cut(items, limit, |last: &Tenant| Created { at: last.created_at, id: last.id.0 }.encode()))
}

async fn update(tx: &Tx, tenant: &Tenant) -> Result<(), Fault> {
    let Tenant { id, name, domain, updated_at, .. } = tenant;
    let (configuration, limits) = (row::to_json(&tenant.configuration)?, row::to_json(&tenant.limits)?);
    let (status, before) = (tenant.status.as_str(), row::before(tenant.version));
    let values = params![id.0, before, name, domain, configuration, limits, status, updated_at.0];
    let [update, held, call_off] = tx.prepare([UPDATE, audit::HELD, CALL_OFF]).await?;
    let rows = tx.first(LOCK_VERSION, params![id.0]).await?;
    let Some(stored) = rows.first() else { return Err(StoreError::NotFound.into()) };
    if row::get::<i64>(stored, 1)? != before {
        return Err(StoreError::Stale.into());
    }
    let (was, is) = (row::get::<&str>(stored, 0)? == "deleting", tenant.status == TenantStatus::Deleting);
    if was != is {
        // A statement of its own, after the lock: it sees what those wrote who had the lock before.
        let held = !tx.rows(&held, params![id.0]).await?.is_empty();
        match is {
            true if held => return Err(StoreError::Taken("legal hold").into()),
            false if !held => return Err(StoreError::Taken("deletion").into()),
            _ => {}
        }
    }
    let work = async {
        try_join(tx.execute(&update, values), tx.execute_if(was && !is, &call_off, params![id.0])).await
    };
    match tx.commit_or(work, |error| taken(error, "tenants_domain", "domain")).await? {
        (1.., _) => Ok(()),
        (0, _) => Err(StoreError::Stale.into()),
    }
}

async fn delete(tx: &Tx, tenant: TenantId) -> Result<(), Fault> {
    let [held, bury, delete, forget, entries, heads, checkpoints, retentions] = tx
        .prepare([
            audit::HELD,
            queues::BURY_ALL,
            DELETE,
            FORGET_ANSWERS,
            audit::DELETE_ENTRIES,
            audit::DELETE_HEAD,
            audit::DELETE_CHECKPOINTS,
            audit::DELETE_RETENTION,
        ])
        .await?;
    let text = tenant.to_string();
    // Whoever makes a queue for the tenant locks it, too.
    if tx.first(LOCK, params![tenant.0]).await?.is_empty() {
        return Err(StoreError::NotFound.into());
    }
    if !tx.rows(&held, params![tenant.0]).await?.is_empty() {
        return Err(StoreError::Taken("legal hold").into());
    }
    let work = async {
        let id = params![tenant.0];
        try_join5(
            tx.execute(&bury, id),
            tx.execute(&delete, id),
            // Its audit log: whoever appends to it waits for the head.
            tx.execute(&heads, id),
            tx.execute(&entries, id),
            try_join3(
                tx.execute(&checkpoints, id),
                tx.execute(&retentions, id),
                tx.execute(&forget, params![text]),
            ),
        )
        .await
    };
    tx.commit_with(work).await.map(drop)
}
