//! What there is of a tenant, table by table.
//!
//! [`TABLES`] names every table: a test holds it against the schema, so that no new table is forgotten when a tenant goes.

use async_trait::async_trait;
use rusqlite::{Connection, Row, named_params, params};
use serde::{Deserialize, Serialize};
use vq_domain::{AccountId, Millis, TenantDeletion, TenantId, TenantUsage};
use vq_ports::{RowCounts, StoreError, StoreResult, TenantRecords};

use crate::{SqliteStore, fault::unreadable, row};

/// How a table's rows are found to be a tenant's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Whose {
    /// By their column `tenant`.
    Tenant,
    /// By this column, which is the tenant itself.
    Itself(&'static str),
    /// By the key of its queue.
    Queue,
    /// By the account they belong to.
    Account,
    /// By the address they are about.
    Address,
    /// Nobody's: why.
    Nobodys(&'static str),
}

/// Every table.
pub(crate) const TABLES: &[(&str, Whose)] = &[
    ("tenants", Whose::Itself("id")),
    ("queues", Whose::Tenant),
    ("lines", Whose::Queue),
    ("sessions", Whose::Queue),
    ("changes", Whose::Queue),
    ("graveyard", Whose::Queue),
    ("offsets", Whose::Queue),
    ("losses", Whose::Queue),
    ("tallies", Whose::Queue),
    ("session_events", Whose::Queue),
    ("accounts", Whose::Tenant),
    ("refresh_tokens", Whose::Account),
    ("sign_ins", Whose::Account),
    ("one_time_tokens", Whose::Account),
    ("second_factors", Whose::Account),
    ("recovery_codes", Whose::Account),
    ("subjects", Whose::Account),
    ("invitations", Whose::Tenant),
    ("roles", Whose::Tenant),
    ("sign_in_policies", Whose::Tenant),
    ("api_keys", Whose::Tenant),
    ("identity_providers", Whose::Tenant),
    ("brandings", Whose::Tenant),
    ("fixtures", Whose::Tenant),
    ("invite_codes", Whose::Tenant),
    ("access_rules", Whose::Tenant),
    ("enqueue_keys", Whose::Tenant),
    ("domains", Whose::Tenant),
    ("data_keys", Whose::Itself("realm")),
    ("audit", Whose::Itself("chain")),
    ("audit_heads", Whose::Itself("chain")),
    ("audit_checkpoints", Whose::Itself("chain")),
    ("audit_retentions", Whose::Itself("chain")),
    ("idempotency", Whose::Address),
    ("revocations", Whose::Nobodys("ids of sign-ins, forgotten within the hour")),
    ("secrets", Whose::Nobodys("keys of the deployment")),
    ("consumers", Whose::Nobodys("names of consumers")),
    ("passes", Whose::Nobodys("how far sealing has come")),
    ("spent_tokens", Whose::Nobodys("hashes, forgotten within a day")),
    ("tenant_deletions", Whose::Nobodys("what is known of tenants that are gone")),
    ("refinery_schema_history", Whose::Nobodys("which migrations were made")),
];

/// What a tenant's rows are found by.
#[derive(Debug, Default, Serialize, Deserialize)]
struct Trace {
    queues: Vec<i64>,
    /// In hexadecimal.
    accounts: Vec<String>,
}

impl Trace {
    fn of(connection: &Connection, tenant: TenantId) -> StoreResult<Self> {
        let queues = "SELECT key FROM queues WHERE tenant = ?1";
        let accounts = "SELECT hex(id) FROM accounts WHERE tenant = ?1";
        Ok(Self {
            queues: row::all(connection, queues, [tenant.as_bytes()], |row| row::get(row, 0))?,
            accounts: row::all(connection, accounts, [tenant.as_bytes()], |row| row::get(row, 0))?,
        })
    }
}

/// How many rows of each table are a tenant's.
fn count(connection: &Connection, tenant: TenantId, trace: &Trace) -> StoreResult<RowCounts> {
    let (queues, accounts) = (row::to_json(&trace.queues)?, row::to_json(&trace.accounts)?);
    let mut counts = RowCounts::new();
    for (table, whose) in TABLES {
        let condition = match whose {
            Whose::Tenant => "tenant = :tenant".to_owned(),
            Whose::Itself(column) => format!("{column} = :tenant"),
            Whose::Queue => "queue_key IN (SELECT value FROM json_each(:queues))".to_owned(),
            Whose::Account => "hex(account) IN (SELECT value FROM json_each(:accounts))".to_owned(),
            Whose::Address => "instr(scope, :text) > 0".to_owned(),
            Whose::Nobodys(_) => continue,
        };
        // All parameters are named in every statement, so that one set of values serves them all.
        let sql = format!(
            "SELECT count(*) FROM {table} WHERE {condition}
             AND (:tenant IS NOT NULL AND :queues IS NOT NULL AND :accounts IS NOT NULL AND :text IS NOT NULL)"
        );
        let text = tenant.to_string();
        let values = named_params! {
            ":tenant": tenant.as_bytes(), ":queues": queues, ":accounts": accounts, ":text": text
        };
        let rows = row::find(connection, &sql, values, |row| row::number::<u64>(row, 0))?.unwrap_or_default();
        if rows > 0 {
            counts.insert((*table).to_owned(), rows);
        }
    }
    Ok(counts)
}

const DELETION: &str = "SELECT id, requested_by, requested_at, row_counts, rows_left, finished_at, trace, leavings \
                        FROM tenant_deletions WHERE id = ?1";

fn deletion(row: &Row<'_>) -> StoreResult<TenantDeletion> {
    Ok(TenantDeletion {
        tenant_id: TenantId(row::uuid(row, 0)?),
        requested_by: AccountId(row::uuid(row, 1)?),
        requested_at: row::millis(row, 2)?,
        rows: row::json(row, 3)?,
        left: row::json(row, 4)?,
        finished_at: row::maybe_millis(row, 5)?,
        leavings: row::get::<Option<String>>(row, 7)?
            .map(|json| serde_json::from_str(&json).map_err(|error| unreadable("JSON", error)))
            .transpose()?,
    })
}

fn find(connection: &Connection, tenant: TenantId) -> StoreResult<Option<(TenantDeletion, Trace)>> {
    row::find(connection, DELETION, [tenant.as_bytes()], |row| Ok((deletion(row)?, row::json(row, 6)?)))
}

#[async_trait]
impl TenantRecords for SqliteStore {
    async fn usage(&self, tenant: TenantId) -> StoreResult<TenantUsage> {
        self.core.read(move |connection| usage(connection, tenant)).await
    }

    async fn begin_deletion(
        &self,
        tenant: TenantId,
        by: AccountId,
        now: Millis,
    ) -> StoreResult<TenantDeletion> {
        self.core
            .write(move |tx| {
                if let Some((begun, _)) = find(tx.connection, tenant)? {
                    return Ok(begun);
                }
                let trace = Trace::of(tx.connection, tenant)?;
                let rows = count(tx.connection, tenant, &trace)?;
                let sql = "INSERT INTO tenant_deletions (id, requested_by, requested_at, row_counts, rows_left, trace)
                           VALUES (?1, ?2, ?3, ?4, ?4, ?5)";
                let (counts, trace) = (row::to_json(&rows)?, row::to_json(&trace)?);
                let values = params![tenant.as_bytes(), by.as_bytes(), now.0, counts, trace];
                row::execute(tx.connection, sql, values)?;
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
            })
            .await
    }

    async fn note_leavings(&self, tenant: TenantId, removed: &RowCounts) -> StoreResult<()> {
        let removed = row::to_json(removed)?;
        self.core
            .write(move |tx| {
                let sql = "UPDATE tenant_deletions SET leavings = ?2 WHERE id = ?1";
                row::execute(tx.connection, sql, params![tenant.as_bytes(), removed]).map(drop)
            })
            .await
    }

    async fn deletion(&self, tenant: TenantId) -> StoreResult<Option<TenantDeletion>> {
        self.core.read(move |connection| Ok(find(connection, tenant)?.map(|(deletion, _)| deletion))).await
    }

    async fn unfinished_deletions(&self) -> StoreResult<Vec<TenantId>> {
        let sql = "SELECT id FROM tenant_deletions WHERE finished_at IS NULL ORDER BY requested_at";
        self.core
            .read(move |connection| row::all(connection, sql, (), |row| row::uuid(row, 0).map(TenantId)))
            .await
    }

    async fn check_deletion(&self, tenant: TenantId, now: Millis) -> StoreResult<TenantDeletion> {
        // Counting a large tenant takes a while, which must not hold up those who write.
        let (mut deletion, left) = self
            .core
            .read(move |connection| {
                let (deletion, trace) = find(connection, tenant)?.ok_or(StoreError::NotFound)?;
                Ok((deletion, count(connection, tenant, &trace)?))
            })
            .await?;
        if deletion.finished_at.is_some() || (left == deletion.left && !left.is_empty()) {
            return Ok(deletion);
        }
        deletion.finished_at = left.is_empty().then_some(now);
        deletion.left = left;
        let (counts, finished_at) = (row::to_json(&deletion.left)?, deletion.finished_at.map(|at| at.0));
        self.core
            .write(move |tx| {
                // What the rows were found by goes with them.
                let sql = "UPDATE tenant_deletions SET rows_left = ?2, finished_at = ?3,
                           trace = CASE WHEN ?3 IS NULL THEN trace ELSE '{\"queues\":[],\"accounts\":[]}' END
                           WHERE id = ?1 AND finished_at IS NULL";
                row::execute(tx.connection, sql, params![tenant.as_bytes(), counts, finished_at]).map(drop)
            })
            .await?;
        Ok(deletion)
    }
}

fn usage(connection: &Connection, tenant: TenantId) -> StoreResult<TenantUsage> {
    let one = |sql: &str| -> StoreResult<u64> {
        let found = row::find(connection, sql, [tenant.as_bytes()], |row| row::number::<u64>(row, 0))?;
        Ok(found.unwrap_or_default())
    };
    let of = |table: &str| one(&format!("SELECT count(*) FROM {table} WHERE tenant = ?1"));
    let fixtures =
        |kind: u8| one(&format!("SELECT count(*) FROM fixtures WHERE tenant = ?1 AND kind = {kind}"));
    Ok(TenantUsage {
        queues: of("queues")?,
        highest_concurrent_users: one(
            "SELECT ifnull(max(json_extract(settings, '$.max_concurrent_users')), 0) FROM queues WHERE tenant = ?1",
        )?,
        most_waiting: one(
            "SELECT ifnull(max(people), 0) FROM (SELECT count(*) AS people FROM sessions
             WHERE queue_key IN (SELECT key FROM queues WHERE tenant = ?1) AND state = 0 GROUP BY queue_key)",
        )?,
        live_sessions: one(
            "SELECT count(*) FROM sessions WHERE queue_key IN (SELECT key FROM queues WHERE tenant = ?1)
             AND state <= 2",
        )?,
        people: of("accounts")?,
        api_keys: of("api_keys")?,
        locations: fixtures(1)?,
        counters: fixtures(2)?,
        kiosks: fixtures(3)?,
        invite_codes: of("invite_codes")?,
        access_rules: of("access_rules")?,
        domains: of("domains")?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Options;

    #[tokio::test]
    async fn every_table_is_whose_it_is() {
        let folder = tempfile::tempdir().expect("a folder");
        let store = SqliteStore::open(folder.path(), Options::default()).expect("opens");
        let sql = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'";
        let tables: Vec<String> = store
            .core
            .read(move |connection| row::all(connection, sql, (), |row| row::get(row, 0)))
            .await
            .expect("reads");
        for table in &tables {
            let known = TABLES.iter().find(|(known, _)| known == table);
            let (_, whose) = known.unwrap_or_else(|| panic!("{table} is forgotten when a tenant is deleted"));
            let columns = format!("SELECT 1 FROM pragma_table_info('{table}') WHERE name = 'tenant'");
            let has_tenant = store
                .core
                .read(move |connection| row::exists(connection, &columns, ()))
                .await
                .expect("reads");
            let by_tenant = matches!(whose, Whose::Tenant);
            assert!(by_tenant || !has_tenant, "{table} has a column tenant");
            if let Whose::Nobodys(why) = whose {
                assert!(!why.is_empty());
            }
        }
        assert_eq!(tables.len(), TABLES.len());
    }
}
