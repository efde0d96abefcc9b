//! The audit log. One statement appends: it locks the chain's head, makes the link and writes the entry, so that it is sent
//! together with the commit and the head is held no longer than that takes.

use async_trait::async_trait;
use futures_util::{
    FutureExt,
    future::{try_join, try_join_all},
};
use tokio_postgres::{Row, types::ToSql};
use uuid::Uuid;
use vq_domain::{
    Millis, TenantId,
    audit::{Actor, Entry, Target, chain_bytes},
};
use vq_ports::{
    Audit, AuditLog, Page, PageRequest, StoreError, StoreResult,
    audit::{
        AuditFilter, AuditHead, AuditRecord, AuditRetention, Chain, Checkpoint, CheckpointKind, Compared,
        chain::{LINK, beginning, digest},
    },
};

use crate::{
    PostgresStore, cursor,
    fault::{Fault, unreadable},
    row::{self, params},
    tx::{Scope, Tx},
};

/// See `vq_ports::audit::chain` for the hash. The conflict locks the head until the commit.
pub const APPEND: &str = "WITH head AS ( \
         INSERT INTO audit_heads AS h (chain, sequence, hash) \
         VALUES ($1::uuid, 1, sha256($2::bytea || $3::bytea || int8send(1::bigint) || $4::bytea)) \
         ON CONFLICT (chain) DO UPDATE SET sequence = h.sequence + 1, \
             hash = sha256($2::bytea || h.hash || int8send(h.sequence + 1) || $4::bytea) \
         RETURNING sequence, hash) \
     INSERT INTO audit (chain, sequence, at, actor_kind, actor, action, target_kind, target, was, became, reason, \
         address, request, hash) \
     SELECT $1::uuid, head.sequence, $5::bigint, $6::text, $7::text, $8::text, $9::text, $10::text, $11::text, \
         $12::text, $13::text, $14::text, $15::text, head.hash FROM head";

pub const HELD: &str = "SELECT true FROM audit_retentions WHERE chain = $1 AND hold IS NOT NULL FOR UPDATE";
/// Shared with others who say something about it, not with whoever deletes it.
const LOCK_TENANT: &str = "SELECT status FROM tenants WHERE id = $1 FOR SHARE";
pub const DELETE_ENTRIES: &str = "DELETE FROM audit WHERE chain = $1";
pub const DELETE_HEAD: &str = "DELETE FROM audit_heads WHERE chain = $1";
pub const DELETE_CHECKPOINTS: &str = "DELETE FROM audit_checkpoints WHERE chain = $1";
pub const DELETE_RETENTION: &str = "DELETE FROM audit_retentions WHERE chain = $1";

macro_rules! record {
    () => {
        "chain, sequence, at, actor_kind, actor, action, target_kind, target, was, became, reason, address, request, hash"
    };
}
macro_rules! head {
    () => {
        "chain, sequence, hash, signed, signed_at, pruned"
    };
}

pub const GET: &str = concat!("SELECT ", record!(), " FROM audit WHERE chain = $1 AND sequence = $2");
pub const AFTER: &str = concat!(
    "SELECT ",
    record!(),
    " FROM audit WHERE chain = $1 AND sequence > $2 ORDER BY sequence LIMIT $3"
);
/// Clocks of nodes differ: an entry may be older than the one before it. All up to the last are.
pub const LAST_BEFORE: &str = concat!(
    "SELECT ",
    record!(),
    " FROM audit WHERE chain = $1 AND sequence < coalesce( \
         (SELECT min(sequence) FROM audit WHERE chain = $1 AND at >= $2), 9223372036854775807) \
     ORDER BY sequence DESC LIMIT 1"
);
pub const OF_CHAIN: &str = concat!("SELECT ", head!(), " FROM audit_heads WHERE chain = $1");
pub const HEADS: &str = concat!("SELECT ", head!(), " FROM audit_heads ORDER BY chain");
pub const SIGN: &str = "UPDATE audit_heads SET signed = $3, signed_at = $4 \
     WHERE chain = $1 AND signed = $2 AND sequence >= $3";
pub const KEEP: &str = "INSERT INTO audit_checkpoints (chain, sequence, kind, hash, at, key, signature) \
     VALUES ($1, $2, $3, $4, $5, $6, $7) \
     ON CONFLICT (chain, sequence) DO UPDATE SET kind = excluded.kind, hash = excluded.hash, at = excluded.at, \
         key = excluded.key, signature = excluded.signature";
pub const CHECKPOINTS: &str = "SELECT chain, sequence, kind, hash, at, key, signature FROM audit_checkpoints \
     WHERE chain = $1 AND sequence > $2 ORDER BY sequence LIMIT $3";
pub const RETENTION: &str = "SELECT days, hold, version FROM audit_retentions WHERE chain = $1";
/// Locked: a hold is not overlooked by who prunes at the same time.
pub const LOCK_RETENTION: &str =
    "SELECT days, hold, version FROM audit_retentions WHERE chain = $1 FOR UPDATE";
pub const SET_RETENTION: &str = "INSERT INTO audit_retentions AS r (chain, days, hold, version) \
     SELECT $1::uuid, $2::bigint, $3::text, $4::bigint \
     WHERE $4 = 1 OR EXISTS (SELECT 1 FROM audit_retentions WHERE chain = $1) \
     ON CONFLICT (chain) DO UPDATE SET days = excluded.days, hold = excluded.hold, \
         version = excluded.version WHERE r.version = excluded.version - 1 RETURNING true";
pub const PRUNED: &str = "UPDATE audit_heads SET pruned = $2, signed = greatest(signed, $2) \
     WHERE chain = $1 AND pruned < $2 AND sequence >= $2";
pub const PRUNE_ENTRIES: &str = "DELETE FROM audit WHERE chain = $1 AND sequence <= $2";
pub const PRUNE_CHECKPOINTS: &str = "DELETE FROM audit_checkpoints WHERE chain = $1 AND sequence <= $2";

/// Adds entries to a transaction and commits it, in one round trip.
pub async fn append_and_commit(tx: &Tx, entries: &[Entry]) -> Result<(), Fault> {
    tx.release();
    let [append] = tx.prepare([APPEND]).await?;
    let append = &append;
    let appended = entries.iter().map(|entry| async move {
        let (chain, first) = (Uuid::from_bytes(entry.chain()), beginning(entry.tenant));
        let digest = digest(entry);
        let values = params![
            chain,
            LINK,
            &first[..],
            &digest[..],
            entry.at.0,
            &*entry.actor.kind,
            &*entry.actor.id,
            &*entry.action,
            &*entry.target.kind,
            &*entry.target.id,
            entry.before.as_deref(),
            entry.after.as_deref(),
            entry.reason.as_deref(),
            entry.address.as_deref(),
            entry.request.as_deref(),
        ];
        tx.execute(append, values).await
    });
    let work = async {
        match tx.is_open() {
            true => try_join_all(appended).await,
            false => Ok(try_join(tx.begin(), try_join_all(appended)).await?.1),
        }
    };
    tx.commit_with(work).await.map(drop)
}

fn scope(chain: Chain) -> Scope {
    chain.map_or(Scope::Node, Scope::Tenant)
}

fn id(chain: Chain) -> Uuid {
    Uuid::from_bytes(chain_bytes(chain))
}

fn chain(row: &Row, column: usize) -> StoreResult<Chain> {
    let id = row::uuid(row, column)?;
    Ok((id != Uuid::nil()).then_some(TenantId(id)))
}

fn text(row: &Row, column: usize) -> StoreResult<Box<str>> {
    row::get::<&str>(row, column).map(Box::from)
}

fn maybe_text(row: &Row, column: usize) -> StoreResult<Option<Box<str>>> {
    Ok(row::get::<Option<&str>>(row, column)?.map(Box::from))
}

fn record(row: &Row) -> StoreResult<AuditRecord> {
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
        hash: row::bytes(row, 13)?,
    })
}

fn records(rows: &[Row]) -> Result<Vec<AuditRecord>, Fault> {
    Ok(rows.iter().map(record).collect::<StoreResult<_>>()?)
}

fn head(row: &Row) -> StoreResult<AuditHead> {
    Ok(AuditHead {
        chain: chain(row, 0)?,
        sequence: row::number(row, 1)?,
        hash: row::bytes(row, 2)?,
        signed: row::number(row, 3)?,
        signed_at: row::millis(row, 4)?,
        pruned: row::number(row, 5)?,
    })
}

fn checkpoint(row: &Row) -> StoreResult<Checkpoint> {
    let kind: &str = row::get(row, 2)?;
    Ok(Checkpoint {
        chain: chain(row, 0)?,
        sequence: row::number(row, 1)?,
        kind: CheckpointKind::parse(kind).ok_or_else(|| unreadable("kind of checkpoint", kind))?,
        hash: row::bytes(row, 3)?,
        at: row::millis(row, 4)?,
        key: row::number(row, 5)?,
        signature: row::bytes(row, 6)?,
    })
}

fn retention(chain: Chain, rows: &[Row]) -> StoreResult<AuditRetention> {
    let Some(row) = rows.first() else { return Ok(AuditRetention::default_of(chain)) };
    let days: Option<i64> = row::get(row, 0)?;
    let days = days.map(u32::try_from).transpose().map_err(|error| unreadable("days", error))?;
    Ok(AuditRetention { chain, days, hold: row::get(row, 1)?, version: row::number(row, 2)? })
}

/// A list's statement, and the values after the chain, the place and the limit.
fn narrowed(filter: &AuditFilter) -> (String, Vec<Box<dyn ToSql + Send + Sync>>) {
    let mut sql = format!("SELECT {} FROM audit WHERE chain = $1 AND sequence < $2", record!());
    let mut values = Vec::<Box<dyn ToSql + Send + Sync>>::new();
    for (column, operator, value) in filter.conditions() {
        values.push(match value {
            Compared::Text(text) => Box::new(text),
            Compared::At(at) => Box::new(at),
        });
        sql += &format!(" AND {column} {operator} ${}", values.len() + 3);
    }
    sql += " ORDER BY sequence DESC LIMIT $3";
    (sql, values)
}

#[async_trait]
impl AuditLog for PostgresStore {
    async fn append(&self, entry: &Entry) -> StoreResult<()> {
        let audit = Audit::from(entry.clone());
        self.core.audited(&audit, scope(entry.tenant), (), |_, ()| async { Ok(()) }.boxed()).await
    }

    async fn list(
        &self,
        chain: Chain,
        filter: &AuditFilter,
        page: PageRequest,
    ) -> StoreResult<Page<AuditRecord>> {
        let before = cursor::place(page.cursor.as_deref())?.unwrap_or(i64::MAX);
        let input = (chain, filter.clone(), before, page.most());
        self.core
            .read_list(scope(chain), input, |tx, (chain, filter, before, limit)| {
                list(tx, *chain, filter, *before, *limit).boxed()
            })
            .await
    }

    async fn get(&self, chain: Chain, sequence: u64) -> StoreResult<Option<AuditRecord>> {
        let Ok(sequence) = row::to_i64(sequence) else { return Ok(None) };
        self.core
            .read(scope(chain), (chain, sequence), |tx, (chain, sequence)| {
                async move {
                    let rows = tx.alone(GET, params![id(*chain), *sequence]).await?;
                    Ok(rows.first().map(record).transpose()?)
                }
                .boxed()
            })
            .await
    }

    async fn after(&self, chain: Chain, sequence: u64, most: u32) -> StoreResult<Vec<AuditRecord>> {
        let input = (chain, row::to_i64(sequence)?, i64::from(most));
        self.core
            .read(scope(chain), input, |tx, (chain, sequence, most)| {
                async move { records(&tx.alone(AFTER, params![id(*chain), *sequence, *most]).await?) }.boxed()
            })
            .await
    }

    async fn head(&self, chain: Chain) -> StoreResult<Option<AuditHead>> {
        self.core
            .read(scope(chain), chain, |tx, chain| {
                async move {
                    let rows = tx.alone(OF_CHAIN, params![id(*chain)]).await?;
                    Ok(rows.first().map(head).transpose()?)
                }
                .boxed()
            })
            .await
    }

    async fn heads(&self) -> StoreResult<Vec<AuditHead>> {
        self.core
            .read(Scope::Node, (), |tx, ()| {
                async move {
                    let rows = tx.alone(HEADS, params![]).await?;
                    Ok(rows.iter().map(head).collect::<StoreResult<_>>()?)
                }
                .boxed()
            })
            .await
    }

    async fn sign(&self, checkpoint: &Checkpoint, after: u64) -> StoreResult<()> {
        let input = (checkpoint.clone(), row::to_i64(after)?);
        self.core
            .write(scope(checkpoint.chain), input, |tx, (checkpoint, after)| {
                sign(tx, checkpoint, *after).boxed()
            })
            .await
    }

    async fn checkpoints(&self, chain: Chain, after: u64, most: u32) -> StoreResult<Vec<Checkpoint>> {
        let input = (chain, row::to_i64(after)?, i64::from(most));
        self.core
            .read(scope(chain), input, |tx, (chain, after, most)| {
                async move {
                    let rows = tx.alone(CHECKPOINTS, params![id(*chain), *after, *most]).await?;
                    Ok(rows.iter().map(checkpoint).collect::<StoreResult<_>>()?)
                }
                .boxed()
            })
            .await
    }

    async fn retention(&self, chain: Chain) -> StoreResult<AuditRetention> {
        self.core
            .read(scope(chain), chain, |tx, chain| {
                async move { Ok(retention(*chain, &tx.alone(RETENTION, params![id(*chain)]).await?)?) }
                    .boxed()
            })
            .await
    }

    async fn set_retention(&self, wanted: &AuditRetention, audit: &Audit) -> StoreResult<()> {
        // What is told of it stands in the platform's log as well.
        self.core
            .audited(audit, Scope::Node, wanted.clone(), |tx, wanted| set_retention(tx, wanted).boxed())
            .await
    }

    async fn last_before(&self, chain: Chain, before: Millis) -> StoreResult<Option<AuditRecord>> {
        self.core
            .read(scope(chain), (chain, before), |tx, (chain, before)| {
                async move {
                    let rows = tx.alone(LAST_BEFORE, params![id(*chain), before.0]).await?;
                    Ok(rows.first().map(record).transpose()?)
                }
                .boxed()
            })
            .await
    }

    async fn prune(&self, anchor: &Checkpoint, version: u64, audit: &Audit) -> StoreResult<u64> {
        self.core
            .audited(audit, scope(anchor.chain), (anchor.clone(), version), |tx, (anchor, version)| {
                prune(tx, anchor, *version).boxed()
            })
            .await
    }
}

async fn list(
    tx: &Tx,
    chain: Chain,
    filter: &AuditFilter,
    before: i64,
    limit: u32,
) -> Result<Page<AuditRecord>, Fault> {
    let (sql, values) = narrowed(filter);
    let (chain, most) = (id(chain), i64::from(limit) + 1);
    let own = [&chain as &(dyn ToSql + Sync), &before, &most];
    let values = values.iter().map(|value| &**value as &(dyn ToSql + Sync));
    let values: Vec<_> = own.into_iter().chain(values).collect();
    let items = records(&tx.alone(&sql, &values).await?)?;
    Ok(Page::cut(items, limit, |last: &AuditRecord| cursor::of_place(last.sequence)))
}

async fn keep(tx: &Tx, checkpoint: &Checkpoint) -> Result<(), Fault> {
    let [keep] = tx.prepare([KEEP]).await?;
    let Checkpoint { kind, hash, at, key, signature, .. } = checkpoint;
    let values = params![
        id(checkpoint.chain),
        row::to_i64(checkpoint.sequence)?,
        kind.as_str(),
        &hash[..],
        at.0,
        i64::from(*key),
        &signature[..]
    ];
    tx.commit_with(tx.execute(&keep, values)).await.map(drop)
}

async fn sign(tx: &Tx, checkpoint: &Checkpoint, after: i64) -> Result<(), Fault> {
    let [sign] = tx.prepare([SIGN]).await?;
    let values = params![id(checkpoint.chain), after, row::to_i64(checkpoint.sequence)?, checkpoint.at.0];
    let signed = async { try_join(tx.begin(), tx.execute(&sign, values)).await };
    if signed.await?.1 == 0 {
        return Err(StoreError::Stale.into());
    }
    keep(tx, checkpoint).await
}

async fn set_retention(tx: &Tx, wanted: &AuditRetention) -> Result<(), Fault> {
    let days = wanted.days.map(i64::from);
    let values = params![id(wanted.chain), days, wanted.hold, row::to_i64(wanted.version)?];
    let [set] = tx.prepare([SET_RETENTION]).await?;
    let tenant = tx.first(LOCK_TENANT, params![id(wanted.chain)]).await?;
    let status = tenant.first().map(|row| row::get::<&str>(row, 0)).transpose()?;
    if status == Some("deleting") {
        return Err(StoreError::NotFound.into());
    }
    // The first has version 1; another that comes with it finds no version 0 to follow.
    match tx.commit_with(tx.rows(&set, values)).await?.len() {
        0 => Err(StoreError::Stale.into()),
        _ => Ok(()),
    }
}

async fn prune(tx: &Tx, anchor: &Checkpoint, version: u64) -> Result<u64, Fault> {
    let [pruned, entries, checkpoints] = tx.prepare([PRUNED, PRUNE_ENTRIES, PRUNE_CHECKPOINTS]).await?;
    let (chain, place) = (id(anchor.chain), row::to_i64(anchor.sequence)?);
    let kept = retention(anchor.chain, &tx.first(LOCK_RETENTION, params![chain]).await?)?;
    if kept.version != version || kept.hold.is_some() {
        return Err(StoreError::Stale.into());
    }
    if tx.execute(&pruned, params![chain, place]).await? == 0 {
        return Err(StoreError::Stale.into());
    }
    let values = params![chain, place];
    let removed = async { try_join(tx.execute(&entries, values), tx.execute(&checkpoints, values)).await };
    let (removed, _) = removed.await?;
    keep(tx, anchor).await?;
    Ok(removed)
}
