//! What there is of a tenant, table by table.
//!
//! [`BY_TENANT`] names every table with a column `tenant`: a test holds it against the schema, so that no new table is forgotten
//! when a tenant goes.

use async_trait::async_trait;
use futures_util::FutureExt;
use tokio_postgres::Row;
use vq_domain::{AccountId, Millis, TenantDeletion, TenantId, TenantUsage};
use vq_ports::{RowCounts, StoreError, StoreResult, TenantRecords};

use crate::{
    PostgresStore,
    fault::Fault,
    row::{self, params},
    tx::{Scope, Tx},
};

/// Tables with a column `tenant`, but for those of [`BY_QUEUE`].
pub const BY_TENANT: [&str; 22] = [
    "queues",
    "lines",
    "accounts",
    "refresh_tokens",
    "sign_ins",
    "invitations",
    "one_time_tokens",
    "roles",
    "sign_in_policies",
    "second_factors",
    "recovery_codes",
    "api_keys",
    "identity_providers",
    "subjects",
    "brandings",
    "fixtures",
    "invite_codes",
    "access_rules",
    "enqueue_keys",
    "domains",
    "losses",
    "data_keys",
];
/// Large tables, whose rows are found by the keys of queues. They have a column `tenant`, too.
pub const BY_QUEUE: [&str; 5] = ["sessions", "changes", "offsets", "tallies", "session_events"];
/// The audit log's: a tenant's chain bears its id.
const BY_CHAIN: [&str; 4] = ["audit", "audit_heads", "audit_checkpoints", "audit_retentions"];

const KEYS: &str = "SELECT coalesce(array_agg(key), '{}') FROM queues WHERE tenant = $1";
const FIND: &str = "SELECT id, requested_by, requested_at, row_counts, rows_left, finished_at, queue_keys, leavings \
     FROM tenant_deletions WHERE id = $1";
const BEGIN: &str = "INSERT INTO tenant_deletions (id, requested_by, requested_at, row_counts, rows_left, queue_keys) \
     VALUES ($1, $2, $3, $4, $4, $5) ON CONFLICT (id) DO NOTHING";
const LEAVINGS: &str = "UPDATE tenant_deletions SET leavings = $2 WHERE id = $1";
const UNFINISHED: &str = "SELECT id FROM tenant_deletions WHERE finished_at IS NULL ORDER BY requested_at";
const CHECKED: &str = "UPDATE tenant_deletions SET rows_left = $2, finished_at = $3, \
     queue_keys = CASE WHEN $3::bigint IS NULL THEN queue_keys ELSE '{}' END WHERE id = $1 AND finished_at IS NULL";
const USAGE: &str = "SELECT (SELECT count(*) FROM queues WHERE tenant = $1), \
     (SELECT coalesce(max((settings::json->>'max_concurrent_users')::bigint), 0) FROM queues WHERE tenant = $1), \
     (SELECT coalesce(max(people), 0) FROM (SELECT count(*) AS people FROM sessions \
         WHERE queue_key IN (SELECT key FROM queues WHERE tenant = $1) AND state = 0 GROUP BY queue_key) AS waiting), \
     (SELECT count(*) FROM sessions WHERE queue_key IN (SELECT key FROM queues WHERE tenant = $1) AND state <= 2), \
     (SELECT count(*) FROM accounts WHERE tenant = $1), \
     (SELECT count(*) FROM api_keys WHERE tenant = $1), \
     (SELECT count(*) FROM fixtures WHERE tenant = $1 AND kind = 1), \
     (SELECT count(*) FROM fixtures WHERE tenant = $1 AND kind = 2), \
     (SELECT count(*) FROM fixtures WHERE tenant = $1 AND kind = 3), \
     (SELECT count(*) FROM invite_codes WHERE tenant = $1), \
     (SELECT count(*) FROM access_rules WHERE tenant = $1), \
     (SELECT count(*) FROM domains WHERE tenant = $1)";

/// Counts everything in one statement, which sees one moment.
fn count_sql() -> String {
    let by_tenant = BY_TENANT
        .iter()
        .map(|table| format!("SELECT '{table}', (SELECT count(*) FROM {table} WHERE tenant = $1)"));
    let by_queue = BY_QUEUE
        .iter()
        .map(|table| format!("SELECT '{table}', (SELECT count(*) FROM {table} WHERE queue_key = ANY ($2))"));
    let others = [
        "SELECT 'tenants', (SELECT count(*) FROM tenants WHERE id = $1)",
        "SELECT 'graveyard', (SELECT count(*) FROM graveyard WHERE queue_key = ANY ($2))",
        "SELECT 'idempotency', (SELECT count(*) FROM idempotency WHERE position($1::text IN scope) > 0)",
    ];
    let by_chain = BY_CHAIN
        .iter()
        .map(|table| format!("SELECT '{table}', (SELECT count(*) FROM {table} WHERE chain = $1)"));
    let all: Vec<_> = by_tenant.chain(by_queue).chain(by_chain).chain(others.map(str::to_owned)).collect();
    all.join(" UNION ALL ")
}

fn counts(rows: &[Row]) -> StoreResult<RowCounts> {
    let mut counts = RowCounts::new();
    for row in rows {
        let count: u64 = row::number(row, 1)?;
        if count > 0 {
            counts.insert(row::get::<&str>(row, 0)?.to_owned(), count);
        }
    }
    Ok(counts)
}

fn deletion(row: &Row) -> StoreResult<TenantDeletion> {
    Ok(TenantDeletion {
        tenant_id: TenantId(row::uuid(row, 0)?),
        requested_by: AccountId(row::uuid(row, 1)?),
        requested_at: row::millis(row, 2)?,
        rows: row::json(row, 3)?,
        left: row::json(row, 4)?,
        finished_at: row::maybe_millis(row, 5)?,
        leavings: row::maybe_json(row, 7)?,
    })
}

#[async_trait]
impl TenantRecords for PostgresStore {
    async fn usage(&self, tenant: TenantId) -> StoreResult<TenantUsage> {
        self.core
            .read_list(Scope::Tenant(tenant), tenant.0, |tx, tenant| {
                async move {
                    let rows = tx.alone(USAGE, params![*tenant]).await?;
                    Ok(usage(rows.first().ok_or(StoreError::NotFound)?)?)
                }
                .boxed()
            })
            .await
    }

    async fn begin_deletion(
        &self,
        tenant: TenantId,
        by: AccountId,
        now: Millis,
    ) -> StoreResult<TenantDeletion> {
        let input = (tenant, by, now);
        self.core
            .write(Scope::Node, input, |tx, (tenant, by, now)| begin(tx, *tenant, *by, *now).boxed())
            .await
    }

    async fn note_leavings(&self, tenant: TenantId, removed: &RowCounts) -> StoreResult<()> {
        let input = (tenant.0, row::to_json(removed)?);
        self.core
            .write(Scope::Node, input, |tx, (tenant, removed)| {
                async move { tx.alone(LEAVINGS, params![*tenant, removed]).await.map(drop) }.boxed()
            })
            .await
    }

    async fn deletion(&self, tenant: TenantId) -> StoreResult<Option<TenantDeletion>> {
        self.core
            .read(Scope::Node, tenant.0, |tx, tenant| {
                async move {
                    let rows = tx.alone(FIND, params![*tenant]).await?;
                    Ok(rows.first().map(deletion).transpose()?)
                }
                .boxed()
            })
            .await
    }

    async fn unfinished_deletions(&self) -> StoreResult<Vec<TenantId>> {
        self.core
            .read(Scope::Node, (), |tx, ()| {
                async move {
                    let rows = tx.alone(UNFINISHED, params![]).await?;
                    let ids = rows.iter().map(|row| row::uuid(row, 0).map(TenantId));
                    Ok(ids.collect::<StoreResult<_>>()?)
                }
                .boxed()
            })
            .await
    }

    async fn check_deletion(&self, tenant: TenantId, now: Millis) -> StoreResult<TenantDeletion> {
        self.core
            .write(Scope::Node, (tenant, now), |tx, (tenant, now)| check(tx, *tenant, *now).boxed())
            .await
    }
}

async fn begin(tx: &Tx, tenant: TenantId, by: AccountId, now: Millis) -> Result<TenantDeletion, Fault> {
    let sql = count_sql();
    let [find, count, begin] = tx.prepare([FIND, &sql, BEGIN]).await?;
    let rows = tx.first(KEYS, params![tenant.0]).await?;
    let keys: Vec<i64> = rows.first().map(|row| row::get(row, 0)).transpose()?.unwrap_or_default();
    if let Some(begun) = tx.rows(&find, params![tenant.0]).await?.first() {
        return Ok(deletion(begun)?);
    }
    let rows = counts(&tx.rows(&count, params![tenant.0, keys]).await?)?;
    let json = row::to_json(&rows)?;
    let values = params![tenant.0, by.0, now.0, json, keys];
    tx.commit_with(tx.execute(&begin, values)).await?;
    let left = rows.clone();
    Ok(TenantDeletion {
        tenant_id: tenant,
        requested_by: by,
        requested_at: now,
        rows,
        left,
        leavings: None,
        finished_at: None,
    })
}

async fn check(tx: &Tx, tenant: TenantId, now: Millis) -> Result<TenantDeletion, Fault> {
    let sql = count_sql();
    let [count, checked] = tx.prepare([&sql, CHECKED]).await?;
    let rows = tx.first(FIND, params![tenant.0]).await?;
    let row = rows.first().ok_or(StoreError::NotFound)?;
    let (mut deletion, keys): (_, Vec<i64>) = (deletion(row)?, row::get(row, 6)?);
    if deletion.finished_at.is_some() {
        return Ok(deletion);
    }
    let left = counts(&tx.rows(&count, params![tenant.0, keys]).await?)?;
    deletion.finished_at = left.is_empty().then_some(now);
    deletion.left = left;
    let (json, finished_at) = (row::to_json(&deletion.left)?, deletion.finished_at.map(|at| at.0));
    tx.commit_with(tx.execute(&checked, params![tenant.0, json, finished_at])).await?;
    Ok(deletion)
}

fn usage(row: &Row) -> StoreResult<TenantUsage> {
    Ok(TenantUsage {
        queues: row::number(row, 0)?,
        highest_concurrent_users: row::number(row, 1)?,
        most_waiting: row::number(row, 2)?,
        live_sessions: row::number(row, 3)?,
        people: row::number(row, 4)?,
        api_keys: row::number(row, 5)?,
        locations: row::number(row, 6)?,
        counters: row::number(row, 7)?,
        kiosks: row::number(row, 8)?,
        invite_codes: row::number(row, 9)?,
        access_rules: row::number(row, 10)?,
        domains: row::number(row, 11)?,
    })
}
