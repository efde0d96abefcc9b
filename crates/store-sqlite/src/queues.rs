//! Queues as their owners set them up.

use async_trait::async_trait;
use rusqlite::{Connection, Row, params};
use vq_domain::{Queue, QueueId, TenantId};
use vq_engine::LineState;
use vq_ports::{Audit, Page, PageRequest, Queues, StoreError, StoreResult};

use crate::{SqliteStore, access, credentials::room, cursor::Created, row, sweep, writer::Tx};

const COLUMNS: &str = "id, tenant, settings, message, revision, created_at, updated_at";

fn queue(row: &Row<'_>) -> StoreResult<Queue> {
    Ok(Queue {
        id: QueueId(row::uuid(row, 0)?),
        tenant_id: TenantId(row::uuid(row, 1)?),
        settings: row::json(row, 2)?,
        message: match row::get::<Option<String>>(row, 3)? {
            Some(_) => Some(row::json(row, 3)?),
            None => None,
        },
        revision: row::number(row, 4)?,
        created_at: row::millis(row, 5)?,
        updated_at: row::millis(row, 6)?,
    })
}

#[async_trait]
impl Queues for SqliteStore {
    async fn create(&self, queue: &Queue, line: &LineState, most: u32, audit: &Audit) -> StoreResult<()> {
        let (queue, line) = (queue.clone(), line.clone());
        self.core.audited(audit, move |tx| create(tx.connection, &queue, &line, most)).await
    }

    async fn get(&self, tenant: TenantId, id: QueueId) -> StoreResult<Option<Queue>> {
        let sql = format!("SELECT {COLUMNS} FROM queues WHERE id = ?1 AND tenant = ?2");
        self.core
            .read(move |connection| row::find(connection, &sql, [id.as_bytes(), tenant.as_bytes()], queue))
            .await
    }

    async fn list(&self, tenant: TenantId, page: PageRequest) -> StoreResult<Page<Queue>> {
        let after = Created::decode(page.cursor.as_deref())?;
        let limit = page.most();
        let sql = format!(
            "SELECT {COLUMNS} FROM queues WHERE tenant = ?1 AND (created_at, id) > (?2, ?3)
             ORDER BY created_at, id LIMIT ?4"
        );
        let items = self
            .core
            .read(move |connection| {
                let params = params![tenant.as_bytes(), after.at.0, after.id.as_bytes(), limit + 1];
                row::all(connection, &sql, params, queue)
            })
            .await?;
        Ok(Page::cut(items, limit, |last| Created { at: last.created_at, id: last.id.0 }.encode()))
    }

    async fn all(&self) -> StoreResult<Vec<Queue>> {
        let sql = format!("SELECT {COLUMNS} FROM queues ORDER BY key");
        self.core.read(move |connection| row::all(connection, &sql, (), queue)).await
    }

    async fn by_id(&self, id: QueueId) -> StoreResult<Option<Queue>> {
        let sql = format!("SELECT {COLUMNS} FROM queues WHERE id = ?1");
        self.core.read(move |connection| row::find(connection, &sql, [id.as_bytes()], queue)).await
    }

    async fn update(&self, queue: &Queue, audit: &Audit) -> StoreResult<()> {
        let queue = queue.clone();
        self.core.audited(audit, move |tx| update(tx.connection, &queue)).await
    }

    async fn delete(&self, tenant: TenantId, queue: QueueId, audit: &Audit) -> StoreResult<()> {
        self.core
            .audited(audit, move |tx| {
                let sql = "SELECT key FROM queues WHERE id = ?1 AND tenant = ?2";
                let key = row::find(tx.connection, sql, [queue.as_bytes(), tenant.as_bytes()], |row| {
                    row::get::<i64>(row, 0)
                })?;
                delete(tx, queue, key.ok_or(StoreError::NotFound)?)
            })
            .await
    }
}

fn create(connection: &Connection, queue: &Queue, line: &LineState, most: u32) -> StoreResult<()> {
    let tenant = queue.tenant_id.as_bytes();
    if !row::exists(connection, "SELECT 1 FROM tenants WHERE id = ?1", [tenant])? {
        return Err(StoreError::NotFound);
    }
    room(connection, "queues", queue.tenant_id, most)?;
    row::execute(
        connection,
        "INSERT INTO queues (id, tenant, settings, message, revision, created_at, updated_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        params![
            queue.id.as_bytes(),
            tenant,
            row::to_json(&queue.settings)?,
            message(queue)?,
            row::to_i64(queue.revision)?,
            queue.created_at.0,
            queue.updated_at.0,
        ],
    )?;
    row::execute(
        connection,
        "INSERT INTO lines (queue_key, version, state) VALUES (?1, ?2, ?3)",
        params![connection.last_insert_rowid(), row::to_i64(line.version)?, row::to_json(line)?],
    )?;
    Ok(())
}

fn update(connection: &Connection, queue: &Queue) -> StoreResult<()> {
    let (id, tenant) = (queue.id.as_bytes(), queue.tenant_id.as_bytes());
    let sql = "SELECT revision FROM queues WHERE id = ?1 AND tenant = ?2";
    let stored: Option<u64> = row::find(connection, sql, [id, tenant], |row| row::number(row, 0))?;
    match stored {
        None => return Err(StoreError::NotFound),
        Some(stored) if stored.checked_add(1) != Some(queue.revision) => return Err(StoreError::Stale),
        Some(_) => {}
    }
    row::execute(
        connection,
        "UPDATE queues SET settings = ?2, message = ?3, revision = ?4, updated_at = ?5 WHERE id = ?1",
        params![
            id,
            row::to_json(&queue.settings)?,
            message(queue)?,
            row::to_i64(queue.revision)?,
            queue.updated_at.0
        ],
    )?;
    Ok(())
}

fn message(queue: &Queue) -> StoreResult<Option<String>> {
    queue.message.as_ref().map(row::to_json).transpose()
}

fn delete(tx: &mut Tx<'_>, queue: QueueId, key: i64) -> StoreResult<()> {
    sweep::bury(tx.connection, key)?;
    row::execute(tx.connection, "DELETE FROM brandings WHERE wearer = ?1", [queue.as_bytes()])?;
    access::remove_of_queue(tx.connection, queue)?;
    tx.left_remains = true;
    // Last: what this transaction did to the line before is lost with it, which must not happen if the rest fails.
    tx.lines.forget(queue);
    Ok(())
}

/// Deletes every queue of a tenant.
pub fn delete_all(tx: &mut Tx<'_>, tenant: TenantId) -> StoreResult<()> {
    let sql = "SELECT id, key FROM queues WHERE tenant = ?1";
    let queues = row::all(tx.connection, sql, [tenant.as_bytes()], |row| {
        Ok((QueueId(row::uuid(row, 0)?), row::get::<i64>(row, 1)?))
    })?;
    for (_, key) in &queues {
        sweep::bury(tx.connection, *key)?;
    }
    tx.left_remains = true;
    for (queue, _) in queues {
        tx.lines.forget(queue);
    }
    Ok(())
}
