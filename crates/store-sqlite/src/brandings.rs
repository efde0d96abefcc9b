//! How pages are dressed.

use async_trait::async_trait;
use rusqlite::{Connection, Row, params};
use vq_domain::{Branding, Logo, LogoKind, QueueId, TenantId, Wearer};
use vq_ports::{Audit, Brandings, StoreError, StoreResult, brandings::Worn};

use crate::{SqliteStore, fault::unreadable, row};

const COLUMNS: &str =
    "wearer, tenant, look, logo_kind, logo_width, logo_height, logo_hash, logo, version, updated_at";

/// The key of a wearer.
fn key(wearer: Wearer) -> [u8; 16] {
    *wearer.queue_id.as_ref().map_or(wearer.tenant_id.as_bytes(), QueueId::as_bytes)
}

fn branding(row: &Row<'_>) -> StoreResult<Branding> {
    let (wearer, tenant_id) = (row::uuid(row, 0)?, TenantId(row::uuid(row, 1)?));
    Ok(Branding {
        wearer: Wearer { tenant_id, queue_id: (wearer != tenant_id.0).then_some(QueueId(wearer)) },
        look: row::json(row, 2)?,
        logo: logo(row)?,
        version: row::number(row, 8)?,
        updated_at: row::millis(row, 9)?,
    })
}

fn logo(row: &Row<'_>) -> StoreResult<Option<Logo>> {
    let Some(name) = row::get::<Option<String>>(row, 3)? else { return Ok(None) };
    let kind = LogoKind::parse(&name).ok_or_else(|| unreadable("kind of logo", &name))?;
    let size = (row::number(row, 4)?, row::number(row, 5)?);
    Ok(Some(Logo { kind, size, hash: row::get(row, 6)?, bytes: row::get(row, 7)? }))
}

#[async_trait]
impl Brandings for SqliteStore {
    async fn get(&self, wearer: Wearer) -> StoreResult<Option<Branding>> {
        self.core.read(move |connection| get(connection, wearer)).await
    }

    async fn put(&self, branding: &Branding, audit: &Audit) -> StoreResult<()> {
        let branding = branding.clone();
        self.core.audited(audit, move |tx| put(tx.connection, &branding)).await
    }

    async fn delete(&self, wearer: Wearer, audit: &Audit) -> StoreResult<()> {
        self.core
            .audited(audit, move |tx| {
                let sql = "DELETE FROM brandings WHERE wearer = ?1 AND tenant = ?2";
                row::execute(tx.connection, sql, params![key(wearer), wearer.tenant_id.as_bytes()]).map(drop)
            })
            .await
    }

    async fn of_queue(&self, queue: QueueId) -> StoreResult<Worn> {
        self.core.read(move |connection| of_queue(connection, queue)).await
    }
}

fn get(connection: &Connection, wearer: Wearer) -> StoreResult<Option<Branding>> {
    let sql = format!("SELECT {COLUMNS} FROM brandings WHERE wearer = ?1 AND tenant = ?2");
    row::find(connection, &sql, params![key(wearer), wearer.tenant_id.as_bytes()], branding)
}

fn of_queue(connection: &Connection, queue: QueueId) -> StoreResult<Worn> {
    let sql = "SELECT tenant FROM queues WHERE id = ?1";
    let tenant = row::find(connection, sql, [queue.as_bytes()], |row| row::uuid(row, 0))?;
    let Some(tenant_id) = tenant.map(TenantId) else { return Ok(Worn::default()) };
    Ok(Worn {
        tenant: get(connection, Wearer { tenant_id, queue_id: None })?,
        queue: get(connection, Wearer { tenant_id, queue_id: Some(queue) })?,
    })
}

fn put(connection: &Connection, branding: &Branding) -> StoreResult<()> {
    let Wearer { tenant_id, queue_id } = branding.wearer;
    let there = match queue_id {
        None => row::exists(connection, "SELECT 1 FROM tenants WHERE id = ?1", [tenant_id.as_bytes()])?,
        Some(queue) => {
            let sql = "SELECT 1 FROM queues WHERE id = ?1 AND tenant = ?2";
            row::exists(connection, sql, [queue.as_bytes(), tenant_id.as_bytes()])?
        }
    };
    if !there {
        return Err(StoreError::NotFound);
    }
    let stored = get(connection, branding.wearer)?.map_or(0, |stored| stored.version);
    if stored.checked_add(1) != Some(branding.version) {
        return Err(StoreError::Stale);
    }
    let logo = branding.logo.as_ref();
    row::execute(
        connection,
        &format!(
            "INSERT OR REPLACE INTO brandings ({COLUMNS}) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)"
        ),
        params![
            key(branding.wearer),
            tenant_id.as_bytes(),
            row::to_json(&branding.look)?,
            logo.map(|logo| logo.kind.as_str()),
            logo.map(|logo| logo.size.0),
            logo.map(|logo| logo.size.1),
            logo.map(|logo| &logo.hash),
            logo.map(|logo| &logo.bytes),
            row::to_i64(branding.version)?,
            branding.updated_at.0,
        ],
    )
    .map(drop)
}
