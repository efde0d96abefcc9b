//! Tenants.

use async_trait::async_trait;
use rusqlite::{Connection, Row, params};
use vq_domain::{Tenant, TenantId, TenantStatus};
use vq_ports::{Audit, Page, PageRequest, StoreError, StoreResult, Tenants};

use crate::{
    SqliteStore, access, accounts, audit, cursor::Created, fault::unreadable, protection, queues, row,
};

const COLUMNS: &str = "id, name, domain, configuration, limits, status, version, created_at, updated_at";

fn tenant(row: &Row<'_>) -> StoreResult<Tenant> {
    let status: String = row::get(row, 5)?;
    Ok(Tenant {
        id: TenantId(row::uuid(row, 0)?),
        name: row::get(row, 1)?,
        domain: row::get(row, 2)?,
        configuration: row::json(row, 3)?,
        limits: row::json(row, 4)?,
        status: TenantStatus::parse(&status).ok_or_else(|| unreadable("tenant status", status))?,
        version: row::number(row, 6)?,
        created_at: row::millis(row, 7)?,
        updated_at: row::millis(row, 8)?,
    })
}

#[async_trait]
impl Tenants for SqliteStore {
    async fn create(&self, tenant: &Tenant, audit: &Audit) -> StoreResult<()> {
        let tenant = tenant.clone();
        self.core.audited(audit, move |tx| create(tx.connection, &tenant)).await
    }

    async fn get(&self, tenant: TenantId) -> StoreResult<Option<Tenant>> {
        self.core.read(move |connection| get(connection, tenant)).await
    }

    async fn list(&self, page: PageRequest) -> StoreResult<Page<Tenant>> {
        let after = Created::decode(page.cursor.as_deref())?;
        let limit = page.most();
        let sql = format!(
            "SELECT {COLUMNS} FROM tenants WHERE (created_at, id) > (?1, ?2) ORDER BY created_at, id LIMIT ?3"
        );
        let items = self
            .core
            .read(move |connection| {
                row::all(connection, &sql, params![after.at.0, after.id.as_bytes(), limit + 1], tenant)
            })
            .await?;
        Ok(Page::cut(items, limit, |last| Created { at: last.created_at, id: last.id.0 }.encode()))
    }

    async fn update(&self, tenant: &Tenant, audit: &Audit) -> StoreResult<()> {
        let tenant = tenant.clone();
        self.core.audited(audit, move |tx| update(tx.connection, &tenant)).await
    }

    async fn delete(&self, tenant: TenantId, audit: &Audit) -> StoreResult<()> {
        self.core
            .audited(audit, move |tx| {
                let id = tenant.as_bytes();
                if audit::is_held(tx.connection, tenant)? {
                    return Err(StoreError::Taken("legal hold"));
                }
                if row::execute(tx.connection, "DELETE FROM tenants WHERE id = ?1", [id])? == 0 {
                    return Err(StoreError::NotFound);
                }
                accounts::remove_all(tx.connection, tenant)?;
                audit::delete_all(tx.connection, tenant)?;
                row::execute(tx.connection, "DELETE FROM brandings WHERE tenant = ?1", [id])?;
                row::execute(tx.connection, "DELETE FROM fixtures WHERE tenant = ?1", [id])?;
                // What is swept later cannot be read from now on.
                row::execute(tx.connection, "DELETE FROM data_keys WHERE realm = ?1", [id.as_slice()])?;
                protection::leave_no_key_behind(tx.connection)?;
                row::execute(tx.connection, "DELETE FROM domains WHERE tenant = ?1", [id])?;
                access::remove_all(tx.connection, tenant)?;
                // Answers that are remembered for those who ask again.
                let answers = "DELETE FROM idempotency WHERE instr(scope, ?1) > 0";
                row::execute(tx.connection, answers, [tenant.to_string()])?;
                queues::delete_all(tx, tenant)
            })
            .await
            .inspect(|_| self.core.truncate_log())
    }
}

fn create(connection: &Connection, tenant: &Tenant) -> StoreResult<()> {
    let added = row::execute(
        connection,
        "INSERT INTO tenants (id, name, domain, configuration, limits, status, version, created_at, updated_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9) ON CONFLICT (domain) DO NOTHING",
        params![
            tenant.id.as_bytes(),
            tenant.name,
            tenant.domain,
            row::to_json(&tenant.configuration)?,
            row::to_json(&tenant.limits)?,
            tenant.status.as_str(),
            row::to_i64(tenant.version)?,
            tenant.created_at.0,
            tenant.updated_at.0,
        ],
    )?;
    if added == 0 { Err(StoreError::Taken("domain")) } else { Ok(()) }
}

fn get(connection: &Connection, id: TenantId) -> StoreResult<Option<Tenant>> {
    row::find(connection, &format!("SELECT {COLUMNS} FROM tenants WHERE id = ?1"), [id.as_bytes()], tenant)
}

fn update(connection: &Connection, tenant: &Tenant) -> StoreResult<()> {
    let Some(stored) = get(connection, tenant.id)? else { return Err(StoreError::NotFound) };
    if stored.version.checked_add(1) != Some(tenant.version) {
        return Err(StoreError::Stale);
    }
    let (was, is) = (stored.status == TenantStatus::Deleting, tenant.status == TenantStatus::Deleting);
    match (was, is) {
        (false, true) if audit::is_held(connection, tenant.id)? => {
            return Err(StoreError::Taken("legal hold"));
        }
        (true, false) if !audit::is_held(connection, tenant.id)? => {
            return Err(StoreError::Taken("deletion"));
        }
        (true, false) => {
            let sql = "DELETE FROM tenant_deletions WHERE id = ?1 AND finished_at IS NULL";
            row::execute(connection, sql, [tenant.id.as_bytes()])?;
        }
        _ => {}
    }
    let domain_of_another = row::exists(
        connection,
        "SELECT 1 FROM tenants WHERE domain = ?1 AND id <> ?2",
        params![tenant.domain, tenant.id.as_bytes()],
    )?;
    if domain_of_another {
        return Err(StoreError::Taken("domain"));
    }
    row::execute(
        connection,
        "UPDATE tenants SET name = ?2, domain = ?3, configuration = ?4, limits = ?5, status = ?6, version = ?7,
         updated_at = ?8 WHERE id = ?1",
        params![
            tenant.id.as_bytes(),
            tenant.name,
            tenant.domain,
            row::to_json(&tenant.configuration)?,
            row::to_json(&tenant.limits)?,
            tenant.status.as_str(),
            row::to_i64(tenant.version)?,
            tenant.updated_at.0,
        ],
    )?;
    Ok(())
}
