//! The audit log. Appended to in the transaction that made the change: the writer is the only one, so the head of a chain
//! is read and written without anybody between.

use async_trait::async_trait;
use rusqlite::{Connection, Row, ToSql, params};
use uuid::Uuid;
use vq_domain::{
    Millis, TenantId,
    audit::{Actor, Entry, Target, chain_bytes},
};
use vq_ports::{
    Audit, AuditLog, Page, PageRequest, StoreError, StoreResult,
    audit::{
        AuditFilter, AuditHead, AuditRecord, AuditRetention, Chain, Checkpoint, CheckpointKind, Compared,
        chain::{beginning, digest, link},
    },
};

use crate::{SqliteStore, cursor, fault::unreadable, row};

const RECORD: &str =
    "chain, sequence, at, actor_kind, actor, action, target_kind, target, was, became, reason, address,
     request, hash";
const HEAD: &str = "chain, sequence, hash, signed, signed_at, pruned";

/// Writes an entry down.
pub fn append(connection: &Connection, entry: &Entry) -> StoreResult<()> {
    let chain = entry.chain();
    let sql = "SELECT sequence, hash FROM audit_heads WHERE chain = ?1";
    let head = row::find(connection, sql, [chain], |row| {
        Ok((row::number::<u64>(row, 0)?, row::get::<[u8; 32]>(row, 1)?))
    })?;
    let (last, before) = head.unwrap_or_else(|| (0, beginning(entry.tenant)));
    let sequence = last + 1;
    let hash = link(&before, sequence, &digest(entry));
    let place = row::to_i64(sequence)?;
    row::execute(
        connection,
        "INSERT INTO audit (chain, sequence, at, actor_kind, actor, action, target_kind, target, was, became, reason,
         address, request, hash) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)",
        params![
            chain,
            place,
            entry.at.0,
            entry.actor.kind,
            entry.actor.id,
            entry.action,
            entry.target.kind,
            entry.target.id,
            entry.before,
            entry.after,
            entry.reason,
            entry.address,
            entry.request,
            hash,
        ],
    )?;
    row::execute(
        connection,
        "INSERT INTO audit_heads (chain, sequence, hash) VALUES (?1, ?2, ?3)
         ON CONFLICT (chain) DO UPDATE SET sequence = excluded.sequence, hash = excluded.hash",
        params![chain, place, hash],
    )?;
    Ok(())
}

/// Whether a tenant's log is held for legal reasons.
pub fn is_held(connection: &Connection, tenant: TenantId) -> StoreResult<bool> {
    let sql = "SELECT 1 FROM audit_retentions WHERE chain = ?1 AND hold IS NOT NULL";
    row::exists(connection, sql, [tenant.as_bytes()])
}

/// Whether a tenant is being deleted: nothing is said about its log any more.
fn is_leaving(connection: &Connection, chain: Chain) -> StoreResult<bool> {
    let sql = "SELECT 1 FROM tenants WHERE id = ?1 AND status = 'deleting'";
    row::exists(connection, sql, [chain_bytes(chain)])
}

/// Removes all that is a tenant's.
pub fn delete_all(connection: &Connection, tenant: TenantId) -> StoreResult<()> {
    for table in ["audit", "audit_heads", "audit_checkpoints", "audit_retentions"] {
        row::execute(connection, &format!("DELETE FROM {table} WHERE chain = ?1"), [tenant.as_bytes()])?;
    }
    Ok(())
}

fn chain(row: &Row<'_>, column: usize) -> StoreResult<Chain> {
    let id = row::uuid(row, column)?;
    Ok((id != Uuid::nil()).then_some(TenantId(id)))
}

fn text(row: &Row<'_>, column: usize) -> StoreResult<Box<str>> {
    row::get::<String>(row, column).map(String::into_boxed_str)
}

fn maybe_text(row: &Row<'_>, column: usize) -> StoreResult<Option<Box<str>>> {
    Ok(row::get::<Option<String>>(row, column)?.map(String::into_boxed_str))
}

fn record(row: &Row<'_>) -> StoreResult<AuditRecord> {
    Ok(AuditRecord {
        sequence: row::number(row, 1)?,
        entry: Entry {
            tenant: chain(row, 0)?,
            at: row::millis(row, 2)?,
            actor: Actor { kind: text(row, 3)?, id: text(row, 4)? },
            action: text(row, 5)?,
            target: Target { kind: text(row, 6)?, id: text(row, 7)? },
            before: maybe_text(row, 8)?,
            after: maybe_text(row, 9)?,
            reason: maybe_text(row, 10)?,
            address: maybe_text(row, 11)?,
            request: maybe_text(row, 12)?,
        },
        hash: row::get(row, 13)?,
    })
}

fn head(row: &Row<'_>) -> StoreResult<AuditHead> {
    Ok(AuditHead {
        chain: chain(row, 0)?,
        sequence: row::number(row, 1)?,
        hash: row::get(row, 2)?,
        signed: row::number(row, 3)?,
        signed_at: row::millis(row, 4)?,
        pruned: row::number(row, 5)?,
    })
}

fn checkpoint(row: &Row<'_>) -> StoreResult<Checkpoint> {
    let kind: String = row::get(row, 2)?;
    Ok(Checkpoint {
        chain: chain(row, 0)?,
        sequence: row::number(row, 1)?,
        kind: CheckpointKind::parse(&kind).ok_or_else(|| unreadable("kind of checkpoint", kind))?,
        hash: row::get(row, 3)?,
        at: row::millis(row, 4)?,
        key: row::number(row, 5)?,
        signature: row::get(row, 6)?,
    })
}

fn keep(connection: &Connection, checkpoint: &Checkpoint) -> StoreResult<()> {
    row::execute(
        connection,
        "INSERT INTO audit_checkpoints (chain, sequence, kind, hash, at, key, signature)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
         ON CONFLICT (chain, sequence) DO UPDATE SET kind = excluded.kind, hash = excluded.hash, at = excluded.at,
         key = excluded.key, signature = excluded.signature",
        params![
            chain_bytes(checkpoint.chain),
            row::to_i64(checkpoint.sequence)?,
            checkpoint.kind.as_str(),
            checkpoint.hash,
            checkpoint.at.0,
            checkpoint.key,
            checkpoint.signature,
        ],
    )
    .map(drop)
}

fn retention(connection: &Connection, chain: Chain) -> StoreResult<AuditRetention> {
    let sql = "SELECT days, hold, version FROM audit_retentions WHERE chain = ?1";
    let found = row::find(connection, sql, [chain_bytes(chain)], |row| {
        Ok(AuditRetention {
            chain,
            days: row::get(row, 0)?,
            hold: row::get(row, 1)?,
            version: row::number(row, 2)?,
        })
    })?;
    Ok(found.unwrap_or_else(|| AuditRetention::default_of(chain)))
}

/// Conditions of a list, and their values: after the chain, the place and the limit.
fn narrowed(filter: &AuditFilter) -> (String, Vec<Box<dyn ToSql + Send>>) {
    let (mut sql, mut values) = (String::new(), Vec::<Box<dyn ToSql + Send>>::new());
    for (column, operator, value) in filter.conditions() {
        values.push(match value {
            Compared::Text(text) => Box::new(text),
            Compared::At(at) => Box::new(at),
        });
        sql += &format!(" AND {column} {operator} ?{}", values.len() + 3);
    }
    (sql, values)
}

#[async_trait]
impl AuditLog for SqliteStore {
    async fn append(&self, entry: &Entry) -> StoreResult<()> {
        self.core.audited(&Audit::from(entry.clone()), |_| Ok(())).await
    }

    async fn list(
        &self,
        chain: Chain,
        filter: &AuditFilter,
        page: PageRequest,
    ) -> StoreResult<Page<AuditRecord>> {
        let before = cursor::place(page.cursor.as_deref())?.unwrap_or(i64::MAX);
        let limit = page.most();
        let (conditions, values) = narrowed(filter);
        let sql = format!(
            "SELECT {RECORD} FROM audit WHERE chain = ?1 AND sequence < ?2{conditions}
             ORDER BY sequence DESC LIMIT ?3"
        );
        let items = self
            .core
            .read(move |connection| {
                let own = [&chain_bytes(chain) as &dyn ToSql, &before, &(limit + 1)];
                let values: Vec<_> =
                    own.into_iter().chain(values.iter().map(|value| &**value as &dyn ToSql)).collect();
                row::all(connection, &sql, &values[..], record)
            })
            .await?;
        Ok(Page::cut(items, limit, |last| cursor::of_place(last.sequence)))
    }

    async fn get(&self, chain: Chain, sequence: u64) -> StoreResult<Option<AuditRecord>> {
        let Ok(sequence) = row::to_i64(sequence) else { return Ok(None) };
        let sql = format!("SELECT {RECORD} FROM audit WHERE chain = ?1 AND sequence = ?2");
        self.core
            .read(move |connection| {
                row::find(connection, &sql, params![chain_bytes(chain), sequence], record)
            })
            .await
    }

    async fn after(&self, chain: Chain, sequence: u64, most: u32) -> StoreResult<Vec<AuditRecord>> {
        let sequence = row::to_i64(sequence)?;
        let sql = format!(
            "SELECT {RECORD} FROM audit WHERE chain = ?1 AND sequence > ?2 ORDER BY sequence LIMIT ?3"
        );
        self.core
            .read(move |connection| {
                row::all(connection, &sql, params![chain_bytes(chain), sequence, most], record)
            })
            .await
    }

    async fn head(&self, chain: Chain) -> StoreResult<Option<AuditHead>> {
        let sql = format!("SELECT {HEAD} FROM audit_heads WHERE chain = ?1");
        self.core.read(move |connection| row::find(connection, &sql, [chain_bytes(chain)], head)).await
    }

    async fn heads(&self) -> StoreResult<Vec<AuditHead>> {
        let sql = format!("SELECT {HEAD} FROM audit_heads ORDER BY chain");
        self.core.read(move |connection| row::all(connection, &sql, (), head)).await
    }

    async fn sign(&self, checkpoint: &Checkpoint, after: u64) -> StoreResult<()> {
        let (checkpoint, after) = (checkpoint.clone(), row::to_i64(after)?);
        self.core
            .write(move |tx| {
                let sql = "UPDATE audit_heads SET signed = ?3, signed_at = ?4
                           WHERE chain = ?1 AND signed = ?2 AND sequence >= ?3";
                let values = params![
                    chain_bytes(checkpoint.chain),
                    after,
                    row::to_i64(checkpoint.sequence)?,
                    checkpoint.at.0
                ];
                if row::execute(tx.connection, sql, values)? == 0 {
                    return Err(StoreError::Stale);
                }
                keep(tx.connection, &checkpoint)
            })
            .await
    }

    async fn checkpoints(&self, chain: Chain, after: u64, most: u32) -> StoreResult<Vec<Checkpoint>> {
        let after = row::to_i64(after)?;
        let sql = "SELECT chain, sequence, kind, hash, at, key, signature FROM audit_checkpoints
                   WHERE chain = ?1 AND sequence > ?2 ORDER BY sequence LIMIT ?3";
        self.core
            .read(move |connection| {
                row::all(connection, sql, params![chain_bytes(chain), after, most], checkpoint)
            })
            .await
    }

    async fn retention(&self, chain: Chain) -> StoreResult<AuditRetention> {
        self.core.read(move |connection| retention(connection, chain)).await
    }

    async fn set_retention(&self, wanted: &AuditRetention, audit: &Audit) -> StoreResult<()> {
        let wanted = wanted.clone();
        self.core
            .audited(audit, move |tx| {
                let stored = retention(tx.connection, wanted.chain)?;
                if stored.version.checked_add(1) != Some(wanted.version) {
                    return Err(StoreError::Stale);
                }
                if is_leaving(tx.connection, wanted.chain)? {
                    return Err(StoreError::NotFound);
                }
                let sql = "INSERT INTO audit_retentions (chain, days, hold, version) VALUES (?1, ?2, ?3, ?4)
                           ON CONFLICT (chain) DO UPDATE SET days = excluded.days, hold = excluded.hold,
                           version = excluded.version";
                let version = row::to_i64(wanted.version)?;
                let values = params![chain_bytes(wanted.chain), wanted.days, wanted.hold, version];
                row::execute(tx.connection, sql, values).map(drop)
            })
            .await
    }

    async fn last_before(&self, chain: Chain, before: Millis) -> StoreResult<Option<AuditRecord>> {
        // Clocks of nodes differ: an entry may be older than the one before it. All up to the last are.
        let sql = format!(
            "SELECT {RECORD} FROM audit WHERE chain = ?1 AND sequence <
                 coalesce((SELECT min(sequence) FROM audit WHERE chain = ?1 AND at >= ?2), {})
             ORDER BY sequence DESC LIMIT 1",
            i64::MAX
        );
        self.core
            .read(move |connection| {
                row::find(connection, &sql, params![chain_bytes(chain), before.0], record)
            })
            .await
    }

    async fn prune(&self, anchor: &Checkpoint, version: u64, audit: &Audit) -> StoreResult<u64> {
        let anchor = anchor.clone();
        self.core
            .audited(audit, move |tx| {
                let kept = retention(tx.connection, anchor.chain)?;
                if kept.version != version || kept.hold.is_some() {
                    return Err(StoreError::Stale);
                }
                let (chain, place) = (chain_bytes(anchor.chain), row::to_i64(anchor.sequence)?);
                let sql = "UPDATE audit_heads SET pruned = ?2, signed = max(signed, ?2)
                           WHERE chain = ?1 AND pruned < ?2 AND sequence >= ?2";
                if row::execute(tx.connection, sql, params![chain, place])? == 0 {
                    return Err(StoreError::Stale);
                }
                let values = params![chain, place];
                let entries = "DELETE FROM audit WHERE chain = ?1 AND sequence <= ?2";
                let removed = row::execute(tx.connection, entries, values)?;
                let checkpoints = "DELETE FROM audit_checkpoints WHERE chain = ?1 AND sequence <= ?2";
                row::execute(tx.connection, checkpoints, values)?;
                keep(tx.connection, &anchor)?;
                Ok(removed as u64)
            })
            .await
    }
}
