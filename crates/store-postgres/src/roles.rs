//! Roles that tenants make, and what is demanded of those who sign in.

use async_trait::async_trait;
use futures_util::FutureExt;
use tokio_postgres::Row;
use vq_domain::{OwnRole, Permission, RoleId, SignInPolicy, TenantId};
use vq_ports::{Audit, Roles, StoreError, StoreResult};

use crate::{
    PostgresStore,
    accounts::scope,
    fault::{Fault, taken},
    row::{self, params},
    tx::{Params, Scope, Tx},
};

pub const LIST: &str = "SELECT id, tenant, name, permissions, version, created_at FROM roles WHERE tenant = $1 ORDER BY created_at, id";
pub const COUNT: &str = "SELECT count(*) FROM roles WHERE tenant = $1";
pub const CREATE: &str = "INSERT INTO roles (id, tenant, name, permissions, version, created_at) VALUES ($1, $2, $3, $4, $5, $6) \
     ON CONFLICT (tenant, name) DO NOTHING";
pub const UPDATE: &str = "UPDATE roles SET name = $4, permissions = $5, version = version + 1 WHERE id = $1 AND tenant = $2 AND version = $3";
pub const EXISTS: &str = "SELECT true FROM roles WHERE id = $1 AND tenant = $2";
pub const DELETE: &str = "DELETE FROM roles WHERE id = $1 AND tenant = $2 RETURNING true";
pub const STRIP_PEOPLE: &str =
    "UPDATE accounts SET roles = array_remove(roles, $2) WHERE tenant = $1 AND roles @> ARRAY[$2]";
pub const STRIP_INVITED: &str = "UPDATE invitations SET roles = array_remove(roles, $2) WHERE tenant = $1";
/// As in the index.
pub const POLICY: &str = "SELECT policy FROM sign_in_policies WHERE coalesce(tenant, '00000000-0000-0000-0000-000000000000'::uuid) \
     = coalesce($1, '00000000-0000-0000-0000-000000000000'::uuid)";
pub const SET_POLICY: &str = "INSERT INTO sign_in_policies (tenant, policy) VALUES ($1, $2) \
     ON CONFLICT (coalesce(tenant, '00000000-0000-0000-0000-000000000000'::uuid)) DO UPDATE SET policy = excluded.policy";

#[async_trait]
impl Roles for PostgresStore {
    async fn create(&self, role: &OwnRole, most: u32, audit: &Audit) -> StoreResult<()> {
        let input = (role.clone(), most);
        self.core
            .audited(audit, Scope::Tenant(role.tenant_id), input, |tx, (role, most)| {
                create(tx, role, *most).boxed()
            })
            .await
    }

    async fn list(&self, tenant: TenantId) -> StoreResult<Vec<OwnRole>> {
        self.core.read(Scope::Tenant(tenant), tenant, |tx, tenant| list(tx, *tenant).boxed()).await
    }

    async fn update(&self, role: &OwnRole, audit: &Audit) -> StoreResult<()> {
        self.core
            .audited(audit, Scope::Tenant(role.tenant_id), role.clone(), |tx, role| update(tx, role).boxed())
            .await
    }

    async fn delete(&self, tenant: TenantId, role: RoleId, audit: &Audit) -> StoreResult<()> {
        let input = (tenant, role);
        self.core
            .audited(audit, Scope::Tenant(tenant), input, |tx, (tenant, role)| {
                delete(tx, *tenant, *role).boxed()
            })
            .await
    }

    async fn policy(&self, realm: Option<TenantId>) -> StoreResult<SignInPolicy> {
        self.core.read(scope(realm), realm, |tx, realm| policy(tx, *realm).boxed()).await
    }

    async fn set_policy(
        &self,
        realm: Option<TenantId>,
        policy: &SignInPolicy,
        audit: &Audit,
    ) -> StoreResult<()> {
        let input = (realm.map(|tenant| tenant.0), row::to_json(policy)?);
        self.core
            .audited(audit, scope(realm), input, |tx, (realm, policy)| {
                async move { tx.alone(SET_POLICY, params![*realm, policy]).await.map(drop) }.boxed()
            })
            .await
    }
}

fn role(row: &Row) -> StoreResult<OwnRole> {
    Ok(OwnRole {
        id: RoleId(row::uuid(row, 0)?),
        tenant_id: TenantId(row::uuid(row, 1)?),
        name: row::get(row, 2)?,
        permissions: permissions(row, 3)?,
        version: row::number(row, 4)?,
        created_at: row::millis(row, 5)?,
    })
}

/// A list of permissions. Those that only a newer version knows mean nothing here.
pub fn permissions(row: &Row, column: usize) -> StoreResult<Vec<Permission>> {
    let names: Vec<&str> = row::get(row, column)?;
    Ok(names.into_iter().filter_map(Permission::parse).collect())
}

/// A list of permissions, to be stored.
pub fn permission_names(permissions: &[Permission]) -> Vec<&'static str> {
    permissions.iter().map(|permission| permission.as_str()).collect()
}

/// `Full` if a tenant, which is locked, has `most` of something already. Begins the transaction.
pub async fn room(tx: &Tx, tenant: TenantId, count: &str, most: u32) -> Result<(), Fault> {
    room_for(tx, tenant, (count, params![tenant.0]), most).await
}

/// Like [`room`], for a statement with parameters of its own.
pub async fn room_for(
    tx: &Tx,
    tenant: TenantId,
    (count, values): (&str, Params<'_>),
    most: u32,
) -> Result<(), Fault> {
    if tx.first(crate::tenants::LOCK, params![tenant.0]).await?.is_empty() {
        return Err(StoreError::NotFound.into());
    }
    let [count] = tx.prepare([count]).await?;
    has_room(&tx.rows(&count, values).await?, 1, most)
}

/// `Full` if what was counted and so many more would be more than `most`.
pub fn has_room(counted: &[Row], more: usize, most: u32) -> Result<(), Fault> {
    let there: u64 = counted.first().map(|row| row::number(row, 0)).transpose()?.unwrap_or_default();
    if there.saturating_add(more as u64) > u64::from(most) {
        return Err(StoreError::Full(there).into());
    }
    Ok(())
}

async fn create(tx: &Tx, role: &OwnRole, most: u32) -> Result<(), Fault> {
    room(tx, role.tenant_id, COUNT, most).await?;
    let [create] = tx.prepare([CREATE]).await?;
    let (permissions, version) = (permission_names(&role.permissions), row::to_i64(role.version)?);
    let values = params![role.id.0, role.tenant_id.0, role.name, permissions, version, role.created_at.0];
    match tx.commit_with(tx.execute(&create, values)).await? {
        0 => Err(StoreError::Taken("name").into()),
        _ => Ok(()),
    }
}

async fn list(tx: &Tx, tenant: TenantId) -> Result<Vec<OwnRole>, Fault> {
    let rows = tx.alone(LIST, params![tenant.0]).await?;
    Ok(rows.iter().map(role).collect::<StoreResult<_>>()?)
}

async fn update(tx: &Tx, role: &OwnRole) -> Result<(), Fault> {
    let [update] = tx.prepare([UPDATE]).await?;
    let found = tx.first(EXISTS, params![role.id.0, role.tenant_id.0]).await?;
    if found.is_empty() {
        return Err(StoreError::NotFound.into());
    }
    let (permissions, before) = (permission_names(&role.permissions), row::before(role.version));
    let values = params![role.id.0, role.tenant_id.0, before, role.name, permissions];
    match tx.commit_or(tx.execute(&update, values), |error| taken(error, "roles_name", "name")).await? {
        0 => Err(StoreError::Stale.into()),
        _ => Ok(()),
    }
}

async fn delete(tx: &Tx, tenant: TenantId, role: RoleId) -> Result<(), Fault> {
    let [people, invited] = tx.prepare([STRIP_PEOPLE, STRIP_INVITED]).await?;
    if tx.first(DELETE, params![role.0, tenant.0]).await?.is_empty() {
        return Err(StoreError::NotFound.into());
    }
    let name = role.to_string();
    tx.execute(&people, params![tenant.0, name]).await?;
    tx.commit_with(tx.execute(&invited, params![tenant.0, name])).await.map(drop)
}

async fn policy(tx: &Tx, realm: Option<TenantId>) -> Result<SignInPolicy, Fault> {
    let rows = tx.alone(POLICY, params![realm.map(|tenant| tenant.0)]).await?;
    Ok(rows.first().map(|row| row::json(row, 0)).transpose()?.unwrap_or_default())
}
