//! Queues as their owners set them up.

use async_trait::async_trait;
use futures_util::{FutureExt, future::try_join3};
use tokio_postgres::Row;
use vq_domain::{Queue, QueueId, TenantId};
use vq_engine::LineState;
use vq_ports::{Audit, Page, PageRequest, Queues, StoreError, StoreResult};

use crate::{
    PostgresStore,
    cursor::Created,
    fault::Fault,
    roles::has_room,
    row::{self, params},
    tx::{Scope, Tx},
};

pub const OF_TENANT: &str = "SELECT id, tenant, settings, message, revision, created_at, updated_at \
     FROM queues WHERE id = $1 AND tenant = $2";
pub const BY_ID: &str =
    "SELECT id, tenant, settings, message, revision, created_at, updated_at FROM queues WHERE id = $1";
pub const ALL: &str =
    "SELECT id, tenant, settings, message, revision, created_at, updated_at FROM queues ORDER BY key";
pub const LIST: &str = "SELECT id, tenant, settings, message, revision, created_at, updated_at FROM queues \
     WHERE tenant = $1 AND (created_at, id) > ($2, $3) ORDER BY created_at, id LIMIT $4";

/// Queues of one tenant are made one after another, so that they can be counted.
pub const LOCK_TENANT: &str = "SELECT true FROM tenants WHERE id = $1 FOR NO KEY UPDATE";
pub const COUNT: &str = "SELECT count(*) FROM queues WHERE tenant = $1";
pub const CREATE: &str = "WITH made AS ( \
         INSERT INTO queues (id, tenant, settings, message, revision, created_at, updated_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING id, key, tenant) \
     INSERT INTO lines (queue, queue_key, tenant, version, state) SELECT id, key, tenant, $8, $9 FROM made";
pub const UPDATE: &str = "UPDATE queues SET settings = $4, message = $5, revision = revision + 1, updated_at = $6 \
     WHERE id = $1 AND tenant = $2 AND revision = $3";
pub const EXISTS: &str = "SELECT true FROM queues WHERE id = $1 AND tenant = $2";

/// A line goes first: that waits for whoever commits to it.
pub const BURY: &str = "WITH line AS (DELETE FROM lines WHERE queue = $1 AND tenant = $2 RETURNING queue_key), \
     queue AS (DELETE FROM queues USING line WHERE key = queue_key RETURNING key) \
     INSERT INTO graveyard (queue_key) SELECT key FROM queue RETURNING queue_key";
/// The same for every queue of a tenant.
pub const BURY_ALL: &str = "WITH line AS (DELETE FROM lines \
         WHERE queue IN (SELECT id FROM queues WHERE tenant = $1) RETURNING queue_key), \
     queue AS (DELETE FROM queues USING line WHERE key = queue_key RETURNING key) \
     INSERT INTO graveyard (queue_key) SELECT key FROM queue";

#[async_trait]
impl Queues for PostgresStore {
    async fn create(&self, queue: &Queue, line: &LineState, most: u32, audit: &Audit) -> StoreResult<()> {
        let input = (queue.clone(), line.clone(), most);
        self.core
            .audited(audit, Scope::Tenant(queue.tenant_id), input, |tx, (queue, line, most)| {
                create(tx, queue, line, *most).boxed()
            })
            .await
    }

    async fn get(&self, tenant: TenantId, id: QueueId) -> StoreResult<Option<Queue>> {
        let input = (tenant, id);
        self.core.read(Scope::Tenant(tenant), input, |tx, (tenant, id)| get(tx, *tenant, *id).boxed()).await
    }

    async fn list(&self, tenant: TenantId, page: PageRequest) -> StoreResult<Page<Queue>> {
        let input = (tenant, Created::decode(page.cursor.as_deref())?, page.most());
        self.core
            .read_list(Scope::Tenant(tenant), input, |tx, (tenant, after, limit)| {
                list(tx, *tenant, *after, *limit).boxed()
            })
            .await
    }

    async fn all(&self) -> StoreResult<Vec<Queue>> {
        self.core.read(Scope::Node, (), |tx, ()| all(tx).boxed()).await
    }

    async fn by_id(&self, queue: QueueId) -> StoreResult<Option<Queue>> {
        self.core.read(Scope::Node, queue, |tx, queue| by_id(tx, *queue).boxed()).await
    }

    async fn update(&self, queue: &Queue, audit: &Audit) -> StoreResult<()> {
        self.core
            .audited(audit, Scope::Tenant(queue.tenant_id), queue.clone(), |tx, queue| {
                update(tx, queue).boxed()
            })
            .await
    }

    async fn delete(&self, tenant: TenantId, queue: QueueId, audit: &Audit) -> StoreResult<()> {
        // In the node's scope: the graveyard is nobody's.
        let input = (tenant, queue);
        self.core
            .audited(audit, Scope::Node, input, |tx, (tenant, queue)| bury(tx, *tenant, *queue).boxed())
            .await?;
        self.core.remains.notify_one();
        Ok(())
    }
}

fn queue(row: &Row) -> StoreResult<Queue> {
    Ok(Queue {
        id: QueueId(row::uuid(row, 0)?),
        tenant_id: TenantId(row::uuid(row, 1)?),
        settings: row::json(row, 2)?,
        message: row::maybe_json(row, 3)?,
        revision: row::number(row, 4)?,
        created_at: row::millis(row, 5)?,
        updated_at: row::millis(row, 6)?,
    })
}

async fn create(tx: &Tx, queue: &Queue, line: &LineState, most: u32) -> Result<(), Fault> {
    let [lock, count, create] = tx.prepare([LOCK_TENANT, COUNT, CREATE]).await?;
    let tenant = queue.tenant_id.0;
    let work = async {
        try_join3(tx.begin(), tx.rows(&lock, params![tenant]), tx.rows(&count, params![tenant])).await
    };
    let ((), locked, counted) = work.await?;
    if locked.is_empty() {
        return Err(StoreError::NotFound.into());
    }
    has_room(&counted, 1, most)?;
    let (settings, message) = (row::to_json(&queue.settings)?, message(queue)?);
    let (revision, version) = (row::to_i64(queue.revision)?, row::to_i64(line.version)?);
    let (created_at, updated_at) = (queue.created_at.0, queue.updated_at.0);
    let state = row::to_json(line)?;
    let values =
        params![queue.id.0, tenant, settings, message, revision, created_at, updated_at, version, state,];
    tx.commit_with(tx.execute(&create, values)).await.map(drop)
}

async fn get(tx: &Tx, tenant: TenantId, id: QueueId) -> Result<Option<Queue>, Fault> {
    let rows = tx.alone(OF_TENANT, params![id.0, tenant.0]).await?;
    Ok(rows.first().map(queue).transpose()?)
}

async fn by_id(tx: &Tx, id: QueueId) -> Result<Option<Queue>, Fault> {
    let rows = tx.alone(BY_ID, params![id.0]).await?;
    Ok(rows.first().map(queue).transpose()?)
}

async fn list(tx: &Tx, tenant: TenantId, after: Created, limit: u32) -> Result<Page<Queue>, Fault> {
    let rows = tx.alone(LIST, params![tenant.0, after.at.0, after.id, i64::from(limit) + 1]).await?;
    let items = rows.iter().map(queue).collect::<StoreResult<_>>()?;
    Ok(Page::cut(items, limit, |last: &Queue| Created { at: last.created_at, id: last.id.0 }.encode()))
}

async fn all(tx: &Tx) -> Result<Vec<Queue>, Fault> {
    let rows = tx.alone(ALL, params![]).await?;
    Ok(rows.iter().map(queue).collect::<StoreResult<_>>()?)
}

async fn update(tx: &Tx, queue: &Queue) -> Result<(), Fault> {
    let (id, tenant, before) = (queue.id.0, queue.tenant_id.0, row::before(queue.revision));
    let (settings, message) = (row::to_json(&queue.settings)?, message(queue)?);
    let values = params![id, tenant, before, settings, message, queue.updated_at.0];
    let [update, exists] = tx.prepare([UPDATE, EXISTS]).await?;
    let work = async {
        try_join3(tx.begin(), tx.execute(&update, values), tx.rows(&exists, params![id, tenant])).await
    };
    match tx.commit_with(work).await? {
        ((), 1.., _) => Ok(()),
        ((), 0, found) if found.is_empty() => Err(StoreError::NotFound.into()),
        ((), 0, _) => Err(StoreError::Stale.into()),
    }
}

fn message(queue: &Queue) -> StoreResult<Option<String>> {
    queue.message.as_ref().map(row::to_json).transpose()
}

async fn bury(tx: &Tx, tenant: TenantId, queue: QueueId) -> Result<(), Fault> {
    let buried = tx.alone(BURY, params![queue.0, tenant.0]).await?;
    if buried.is_empty() { Err(StoreError::NotFound.into()) } else { Ok(()) }
}
