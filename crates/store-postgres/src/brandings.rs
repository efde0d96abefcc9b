//! How pages are dressed.

use async_trait::async_trait;
use futures_util::{FutureExt, future::try_join};
use tokio_postgres::Row;
use vq_domain::{Branding, Logo, LogoKind, QueueId, TenantId, Wearer};
use vq_ports::{Audit, Brandings, StoreError, StoreResult, brandings::Worn};

use crate::{
    PostgresStore,
    fault::{Fault, unreadable},
    row::{self, params},
    tx::{Scope, Tx},
};

pub const GET: &str = "SELECT tenant, queue, look, logo_kind, logo_width, logo_height, logo_hash, logo, version, updated_at \
     FROM brandings WHERE wearer = $1 AND tenant = $2";
/// The tenant's first.
pub const OF_QUEUE: &str = "SELECT b.tenant, b.queue, look, logo_kind, logo_width, logo_height, logo_hash, logo, version, \
     b.updated_at FROM queues q JOIN brandings b ON b.wearer IN (q.tenant, q.id) WHERE q.id = $1 ORDER BY b.queue NULLS FIRST";
pub const CREATE: &str = "INSERT INTO brandings (wearer, tenant, queue, look, logo_kind, logo_width, logo_height, logo_hash, \
     logo, version, updated_at) VALUES (coalesce($2::uuid, $1::uuid), $1, $2, $3, $4, $5, $6, $7, $8, 1, $9) \
     ON CONFLICT (wearer) DO NOTHING";
pub const CHANGE: &str = "UPDATE brandings SET look = $3, logo_kind = $4, logo_width = $5, logo_height = $6, logo_hash = $7, \
     logo = $8, updated_at = $9, version = version + 1 \
     WHERE wearer = coalesce($2::uuid, $1::uuid) AND tenant = $1 AND version = $10";
/// Kept there until the end of the transaction.
pub const WEARER: &str = "SELECT true FROM tenants t WHERE t.id = $1 \
     AND ($2::uuid IS NULL OR EXISTS (SELECT 1 FROM queues WHERE id = $2 AND tenant = $1)) FOR KEY SHARE";
pub const DELETE: &str = "DELETE FROM brandings WHERE wearer = $1 AND tenant = $2";

#[async_trait]
impl Brandings for PostgresStore {
    async fn get(&self, wearer: Wearer) -> StoreResult<Option<Branding>> {
        self.core.read(Scope::Tenant(wearer.tenant_id), wearer, |tx, wearer| get(tx, *wearer).boxed()).await
    }

    async fn put(&self, branding: &Branding, audit: &Audit) -> StoreResult<()> {
        let scope = Scope::Tenant(branding.wearer.tenant_id);
        self.core.audited(audit, scope, branding.clone(), |tx, branding| put(tx, branding).boxed()).await
    }

    async fn delete(&self, wearer: Wearer, audit: &Audit) -> StoreResult<()> {
        self.core
            .audited(audit, Scope::Tenant(wearer.tenant_id), wearer, |tx, wearer| delete(tx, *wearer).boxed())
            .await
    }

    async fn of_queue(&self, queue: QueueId) -> StoreResult<Worn> {
        self.core.read(Scope::Node, queue, |tx, queue| of_queue(tx, *queue).boxed()).await
    }
}

/// The key of a wearer.
fn key(wearer: Wearer) -> uuid::Uuid {
    wearer.queue_id.map_or(wearer.tenant_id.0, |queue| queue.0)
}

fn branding(row: &Row) -> StoreResult<Branding> {
    Ok(Branding {
        wearer: Wearer {
            tenant_id: TenantId(row::uuid(row, 0)?),
            queue_id: row::get::<Option<uuid::Uuid>>(row, 1)?.map(QueueId),
        },
        look: row::json(row, 2)?,
        logo: logo(row)?,
        version: row::number(row, 8)?,
        updated_at: row::millis(row, 9)?,
    })
}

fn logo(row: &Row) -> StoreResult<Option<Logo>> {
    let Some(name) = row::get::<Option<&str>>(row, 3)? else { return Ok(None) };
    let kind = LogoKind::parse(name).ok_or_else(|| unreadable("kind of logo", name))?;
    let size = (row::number(row, 4)?, row::number(row, 5)?);
    Ok(Some(Logo { kind, size, hash: row::get(row, 6)?, bytes: row::get(row, 7)? }))
}

async fn get(tx: &Tx, wearer: Wearer) -> Result<Option<Branding>, Fault> {
    let rows = tx.alone(GET, params![key(wearer), wearer.tenant_id.0]).await?;
    Ok(rows.first().map(branding).transpose()?)
}

async fn of_queue(tx: &Tx, queue: QueueId) -> Result<Worn, Fault> {
    let mut worn = Worn::default();
    for row in &tx.alone(OF_QUEUE, params![queue.0]).await? {
        let found = branding(row)?;
        match found.wearer.queue_id {
            None => worn.tenant = Some(found),
            Some(_) => worn.queue = Some(found),
        }
    }
    Ok(worn)
}

async fn put(tx: &Tx, branding: &Branding) -> Result<(), Fault> {
    let (tenant, queue) = (branding.wearer.tenant_id.0, branding.wearer.queue_id.map(|queue| queue.0));
    let look = row::to_json(&branding.look)?;
    let logo = branding.logo.as_ref();
    let (kind, hash) = (logo.map(|logo| logo.kind.as_str()), logo.map(|logo| &logo.hash));
    let (width, height) = (logo.map(|logo| i64::from(logo.size.0)), logo.map(|logo| i64::from(logo.size.1)));
    let bytes = logo.map(|logo| &logo.bytes);
    let (updated_at, before) = (branding.updated_at.0, row::before(branding.version));
    let [wearer, create, change] = tx.prepare([WEARER, CREATE, CHANGE]).await?;
    let found = async {
        let values = params![tenant, queue];
        try_join(tx.begin(), tx.rows(&wearer, values)).await
    };
    if found.await?.1.is_empty() {
        return Err(StoreError::NotFound.into());
    }
    let made = params![tenant, queue, look, kind, width, height, hash, bytes, updated_at];
    let changed = params![tenant, queue, look, kind, width, height, hash, bytes, updated_at, before];
    let work = async {
        if before == 0 { tx.execute(&create, made).await } else { tx.execute(&change, changed).await }
    };
    if tx.commit_with(work).await? == 0 { Err(StoreError::Stale.into()) } else { Ok(()) }
}

async fn delete(tx: &Tx, wearer: Wearer) -> Result<(), Fault> {
    tx.alone(DELETE, params![key(wearer), wearer.tenant_id.0]).await.map(drop)
}
