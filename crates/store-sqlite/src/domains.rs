//! Domains of tenants.

use async_trait::async_trait;
use rusqlite::{Connection, Row, params};
use vq_domain::{
    AccountId, DomainId, DomainName, DomainProof, Millis, TenantDomain, TenantId, VerifiedDomain,
};
use vq_ports::{
    Audit, Domains, StoreError, StoreResult,
    stored::{domain_name, domain_verified},
};

use crate::{SqliteStore, credentials::room, row};

const COLUMNS: &str = "id, tenant, name, token, created_by, created_at, verified_at, proof, is_primary";

fn name(row: &Row<'_>, column: usize) -> StoreResult<DomainName> {
    domain_name(&row::get::<String>(row, column)?)
}

fn domain(row: &Row<'_>) -> StoreResult<TenantDomain> {
    Ok(TenantDomain {
        id: DomainId(row::uuid(row, 0)?),
        tenant_id: TenantId(row::uuid(row, 1)?),
        name: name(row, 2)?,
        token: row::get(row, 3)?,
        created_by: AccountId(row::uuid(row, 4)?),
        created_at: row::millis(row, 5)?,
        verified: domain_verified(
            row::maybe_millis(row, 6)?,
            row::get::<Option<String>>(row, 7)?.as_deref(),
        )?,
        is_primary: row::get(row, 8)?,
    })
}

#[async_trait]
impl Domains for SqliteStore {
    async fn create(&self, domain: &TenantDomain, most: u32, audit: &Audit) -> StoreResult<()> {
        let domain = domain.clone();
        self.core.audited(audit, move |tx| create(tx.connection, &domain, most)).await
    }

    async fn list(&self, tenant: TenantId) -> StoreResult<Vec<TenantDomain>> {
        let sql = format!("SELECT {COLUMNS} FROM domains WHERE tenant = ?1 ORDER BY created_at, id");
        self.core.read(move |connection| row::all(connection, &sql, [tenant.as_bytes()], domain)).await
    }

    async fn get(&self, tenant: TenantId, id: DomainId) -> StoreResult<Option<TenantDomain>> {
        self.core.read(move |connection| get(connection, tenant, id)).await
    }

    async fn verify(
        &self,
        tenant: TenantId,
        id: DomainId,
        proof: DomainProof,
        at: Millis,
        audit: &Audit,
    ) -> StoreResult<()> {
        self.core.audited(audit, move |tx| verify(tx.connection, tenant, id, proof, at)).await
    }

    async fn set_primary(&self, tenant: TenantId, id: DomainId, audit: &Audit) -> StoreResult<()> {
        self.core
            .audited(audit, move |tx| {
                let found = get(tx.connection, tenant, id)?.filter(|domain| domain.verified.is_some());
                found.ok_or(StoreError::NotFound)?;
                let before = "UPDATE domains SET is_primary = 0 WHERE tenant = ?1 AND is_primary = 1";
                row::execute(tx.connection, before, [tenant.as_bytes()])?;
                let now = "UPDATE domains SET is_primary = 1 WHERE id = ?1";
                row::execute(tx.connection, now, [id.as_bytes()]).map(drop)
            })
            .await
    }

    async fn remove(&self, tenant: TenantId, id: DomainId, audit: &Audit) -> StoreResult<()> {
        self.core
            .audited(audit, move |tx| {
                let sql = "DELETE FROM domains WHERE id = ?1 AND tenant = ?2";
                match row::execute(tx.connection, sql, [id.as_bytes(), tenant.as_bytes()])? {
                    0 => Err(StoreError::NotFound),
                    _ => Ok(()),
                }
            })
            .await
    }

    async fn verified(&self) -> StoreResult<Vec<VerifiedDomain>> {
        let sql = "SELECT name, tenant, is_primary FROM domains WHERE verified_at IS NOT NULL";
        self.core
            .read(move |connection| {
                row::all(connection, sql, (), |row| {
                    Ok(VerifiedDomain {
                        name: name(row, 0)?,
                        tenant_id: TenantId(row::uuid(row, 1)?),
                        is_primary: row::get(row, 2)?,
                    })
                })
            })
            .await
    }
}

fn create(connection: &Connection, domain: &TenantDomain, most: u32) -> StoreResult<()> {
    let tenant = domain.tenant_id.as_bytes();
    if !row::exists(connection, "SELECT 1 FROM tenants WHERE id = ?1", [tenant])? {
        return Err(StoreError::NotFound);
    }
    room(connection, "domains", domain.tenant_id, most)?;
    let added = row::execute(
        connection,
        "INSERT INTO domains (id, tenant, name, token, created_by, created_at, verified_at, proof, is_primary)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, NULL, NULL, 0) ON CONFLICT (tenant, name) DO NOTHING",
        params![
            domain.id.as_bytes(),
            tenant,
            domain.name.as_str(),
            domain.token,
            domain.created_by.as_bytes(),
            domain.created_at.0,
        ],
    )?;
    if added == 0 { Err(StoreError::Taken("name")) } else { Ok(()) }
}

fn get(connection: &Connection, tenant: TenantId, id: DomainId) -> StoreResult<Option<TenantDomain>> {
    let sql = format!("SELECT {COLUMNS} FROM domains WHERE id = ?1 AND tenant = ?2");
    row::find(connection, &sql, [id.as_bytes(), tenant.as_bytes()], domain)
}

fn verify(
    connection: &Connection,
    tenant: TenantId,
    id: DomainId,
    proof: DomainProof,
    at: Millis,
) -> StoreResult<()> {
    let found = get(connection, tenant, id)?.ok_or(StoreError::NotFound)?;
    if found.verified.is_some() {
        return Ok(());
    }
    let taken = "SELECT 1 FROM domains WHERE name = ?1 AND verified_at IS NOT NULL";
    if row::exists(connection, taken, [found.name.as_str()])? {
        return Err(StoreError::Taken("name"));
    }
    let sql = "UPDATE domains SET verified_at = ?2, proof = ?3 WHERE id = ?1";
    row::execute(connection, sql, params![id.as_bytes(), at.0, proof.as_str()]).map(drop)
}
