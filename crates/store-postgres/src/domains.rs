//! Domains of tenants.

use async_trait::async_trait;
use futures_util::FutureExt;
use tokio_postgres::Row;
use vq_domain::{
    AccountId, DomainId, DomainName, DomainProof, Millis, TenantDomain, TenantId, VerifiedDomain,
};
use vq_ports::{
    Audit, Domains, StoreError, StoreResult,
    stored::{domain_name, domain_verified},
};

use crate::{
    PostgresStore,
    credentials::remove,
    fault::{Fault, taken},
    roles::room,
    row::{self, params},
    tenants,
    tx::{Scope, Tx},
};

pub const COUNT: &str = "SELECT count(*) FROM domains WHERE tenant = $1";
pub const CREATE: &str = "INSERT INTO domains (id, tenant, name, token, created_by, created_at) VALUES ($1, $2, $3, $4, $5, $6) \
     ON CONFLICT (tenant, name) DO NOTHING";
pub const LIST: &str = "SELECT id, tenant, name, token, created_by, created_at, verified_at, proof, is_primary FROM domains \
     WHERE tenant = $1 ORDER BY created_at, id";
pub const GET: &str = "SELECT id, tenant, name, token, created_by, created_at, verified_at, proof, is_primary FROM domains \
     WHERE id = $1 AND tenant = $2";
pub const VERIFY: &str =
    "UPDATE domains SET verified_at = $3, proof = $4 WHERE id = $1 AND tenant = $2 AND verified_at IS NULL";
pub const NO_PRIMARY: &str = "UPDATE domains SET is_primary = false WHERE tenant = $1 AND is_primary";
pub const PRIMARY: &str =
    "UPDATE domains SET is_primary = true WHERE id = $1 AND tenant = $2 AND verified_at IS NOT NULL";
pub const REMOVE: &str = "DELETE FROM domains WHERE id = $1 AND tenant = $2 RETURNING true";
pub const VERIFIED: &str = "SELECT name, tenant, is_primary FROM domains WHERE verified_at IS NOT NULL";

fn name(row: &Row, column: usize) -> StoreResult<DomainName> {
    domain_name(row::get(row, column)?)
}

fn domain(row: &Row) -> StoreResult<TenantDomain> {
    Ok(TenantDomain {
        id: DomainId(row::uuid(row, 0)?),
        tenant_id: TenantId(row::uuid(row, 1)?),
        name: name(row, 2)?,
        token: row::get(row, 3)?,
        created_by: AccountId(row::uuid(row, 4)?),
        created_at: row::millis(row, 5)?,
        verified: domain_verified(row::maybe_millis(row, 6)?, row::get(row, 7)?)?,
        is_primary: row::get(row, 8)?,
    })
}

#[async_trait]
impl Domains for PostgresStore {
    async fn create(&self, domain: &TenantDomain, most: u32, audit: &Audit) -> StoreResult<()> {
        let input = (domain.clone(), most);
        self.core
            .audited(audit, Scope::Tenant(domain.tenant_id), input, |tx, (domain, most)| {
                create(tx, domain, *most).boxed()
            })
            .await
    }

    async fn list(&self, tenant: TenantId) -> StoreResult<Vec<TenantDomain>> {
        self.core
            .read(Scope::Tenant(tenant), tenant.0, |tx, tenant| {
                async move {
                    let rows = tx.alone(LIST, params![*tenant]).await?;
                    Ok(rows.iter().map(domain).collect::<StoreResult<_>>()?)
                }
                .boxed()
            })
            .await
    }

    async fn get(&self, tenant: TenantId, id: DomainId) -> StoreResult<Option<TenantDomain>> {
        self.core
            .read(Scope::Tenant(tenant), (id.0, tenant.0), |tx, (id, tenant)| {
                async move {
                    let rows = tx.alone(GET, params![*id, *tenant]).await?;
                    Ok(rows.first().map(domain).transpose()?)
                }
                .boxed()
            })
            .await
    }

    async fn verify(
        &self,
        tenant: TenantId,
        id: DomainId,
        proof: DomainProof,
        at: Millis,
        audit: &Audit,
    ) -> StoreResult<()> {
        let input = (tenant, id, proof, at);
        self.core
            .audited(audit, Scope::Tenant(tenant), input, |tx, (tenant, id, proof, at)| {
                verify(tx, *tenant, *id, *proof, *at).boxed()
            })
            .await
    }

    async fn set_primary(&self, tenant: TenantId, id: DomainId, audit: &Audit) -> StoreResult<()> {
        self.core
            .audited(audit, Scope::Tenant(tenant), (tenant, id), |tx, (tenant, id)| {
                set_primary(tx, *tenant, *id).boxed()
            })
            .await
    }

    async fn remove(&self, tenant: TenantId, id: DomainId, audit: &Audit) -> StoreResult<()> {
        self.core
            .audited(audit, Scope::Tenant(tenant), (id.0, tenant.0), |tx, (id, tenant)| {
                remove(tx, REMOVE, *id, *tenant).boxed()
            })
            .await
    }

    async fn verified(&self) -> StoreResult<Vec<VerifiedDomain>> {
        self.core
            .read(Scope::Node, (), |tx, ()| {
                async move {
                    let rows = tx.alone(VERIFIED, params![]).await?;
                    let domains = rows.iter().map(|row| {
                        Ok(VerifiedDomain {
                            name: name(row, 0)?,
                            tenant_id: TenantId(row::uuid(row, 1)?),
                            is_primary: row::get(row, 2)?,
                        })
                    });
                    Ok(domains.collect::<StoreResult<_>>()?)
                }
                .boxed()
            })
            .await
    }
}

async fn create(tx: &Tx, domain: &TenantDomain, most: u32) -> Result<(), Fault> {
    room(tx, domain.tenant_id, COUNT, most).await?;
    let [create] = tx.prepare([CREATE]).await?;
    let TenantDomain { id, tenant_id, name, token, created_by, created_at, .. } = domain;
    let name = name.as_str();
    let values = params![id.0, tenant_id.0, name, token, created_by.0, created_at.0];
    match tx.execute(&create, values).await? {
        0 => Err(StoreError::Taken("name").into()),
        _ => tx.commit_with(std::future::ready(Ok(()))).await,
    }
}

async fn verify(
    tx: &Tx,
    tenant: TenantId,
    id: DomainId,
    proof: DomainProof,
    at: Millis,
) -> Result<(), Fault> {
    let [verify] = tx.prepare([VERIFY]).await?;
    if tx.first(GET, params![id.0, tenant.0]).await?.is_empty() {
        return Err(StoreError::NotFound.into());
    }
    let proof = proof.as_str();
    // Other tenants' rows are not seen here; the index knows them.
    let work = async { tx.execute(&verify, params![id.0, tenant.0, at.0, proof]).await };
    tx.commit_or(work, |error| taken(error, "domains_verified", "name")).await.map(drop)
}

async fn set_primary(tx: &Tx, tenant: TenantId, id: DomainId) -> Result<(), Fault> {
    let [before, now] = tx.prepare([NO_PRIMARY, PRIMARY]).await?;
    // Of two who choose at once, one is first.
    if tx.first(tenants::LOCK, params![tenant.0]).await?.is_empty() {
        return Err(StoreError::NotFound.into());
    }
    tx.execute(&before, params![tenant.0]).await?;
    match tx.execute(&now, params![id.0, tenant.0]).await? {
        0 => Err(StoreError::NotFound.into()),
        _ => tx.commit_with(std::future::ready(Ok(()))).await,
    }
}
