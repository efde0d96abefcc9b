//! Roles that tenants make, and what is demanded of those who sign in.

use async_trait::async_trait;
use rusqlite::{Connection, Row, params};
use vq_domain::{OwnRole, Permission, RoleId, SignInPolicy, TenantId};
use vq_ports::{Audit, Roles, StoreError, StoreResult};

use crate::{SqliteStore, credentials::room, row};

fn role(row: &Row<'_>) -> StoreResult<OwnRole> {
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
pub(crate) fn permissions(row: &Row<'_>, column: usize) -> StoreResult<Vec<Permission>> {
    let text: String = row::get(row, column)?;
    Ok(text.split_whitespace().filter_map(Permission::parse).collect())
}

/// A list of permissions, to be stored.
pub(crate) fn permissions_text(permissions: &[Permission]) -> String {
    permissions.iter().map(|permission| permission.as_str()).collect::<Vec<_>>().join(" ")
}

#[async_trait]
impl Roles for SqliteStore {
    async fn create(&self, role: &OwnRole, most: u32, audit: &Audit) -> StoreResult<()> {
        let role = role.clone();
        self.core.audited(audit, move |tx| create(tx.connection, &role, most)).await
    }

    async fn list(&self, tenant: TenantId) -> StoreResult<Vec<OwnRole>> {
        let sql = "SELECT id, tenant, name, permissions, version, created_at FROM roles WHERE tenant = ?1
                   ORDER BY created_at, id";
        self.core.read(move |connection| row::all(connection, sql, [tenant.as_bytes()], role)).await
    }

    async fn update(&self, role: &OwnRole, audit: &Audit) -> StoreResult<()> {
        let role = role.clone();
        self.core.audited(audit, move |tx| update(tx.connection, &role)).await
    }

    async fn delete(&self, tenant: TenantId, role: RoleId, audit: &Audit) -> StoreResult<()> {
        self.core
            .audited(audit, move |tx| {
                let sql = "DELETE FROM roles WHERE id = ?1 AND tenant = ?2";
                if row::execute(tx.connection, sql, params![role.as_bytes(), tenant.as_bytes()])? == 0 {
                    return Err(StoreError::NotFound);
                }
                for table in ["accounts", "invitations"] {
                    let sql = format!(
                        "UPDATE {table} SET roles = trim(replace(' ' || roles || ' ', ' ' || ?2 || ' ', ' '))
                         WHERE tenant = ?1"
                    );
                    row::execute(tx.connection, &sql, params![tenant.as_bytes(), role.to_string()])?;
                }
                Ok(())
            })
            .await
    }

    async fn policy(&self, realm: Option<TenantId>) -> StoreResult<SignInPolicy> {
        let found = self
            .core
            .read(move |connection| {
                let sql = "SELECT policy FROM sign_in_policies WHERE ifnull(tenant, '') = ifnull(?1, '')";
                row::find(connection, sql, [realm.as_ref().map(TenantId::as_bytes)], |row| row::json(row, 0))
            })
            .await?;
        Ok(found.unwrap_or_default())
    }

    async fn set_policy(
        &self,
        realm: Option<TenantId>,
        policy: &SignInPolicy,
        audit: &Audit,
    ) -> StoreResult<()> {
        let policy = row::to_json(policy)?;
        self.core
            .audited(audit, move |tx| {
                let sql = "INSERT INTO sign_in_policies (tenant, policy) VALUES (?1, ?2)
                           ON CONFLICT (ifnull(tenant, '')) DO UPDATE SET policy = excluded.policy";
                let values = params![realm.as_ref().map(TenantId::as_bytes), policy];
                row::execute(tx.connection, sql, values).map(drop)
            })
            .await
    }
}

fn create(connection: &Connection, role: &OwnRole, most: u32) -> StoreResult<()> {
    let tenant = role.tenant_id.as_bytes();
    room(connection, "roles", role.tenant_id, most)?;
    let added = row::execute(
        connection,
        "INSERT INTO roles (id, tenant, name, permissions, version, created_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
         ON CONFLICT (tenant, name) DO NOTHING",
        params![
            role.id.as_bytes(),
            tenant,
            role.name,
            permissions_text(&role.permissions),
            row::to_i64(role.version)?,
            role.created_at.0,
        ],
    )?;
    if added == 0 { Err(StoreError::Taken("name")) } else { Ok(()) }
}

fn update(connection: &Connection, role: &OwnRole) -> StoreResult<()> {
    let (id, tenant) = (role.id.as_bytes(), role.tenant_id.as_bytes());
    let sql = "SELECT version FROM roles WHERE id = ?1 AND tenant = ?2";
    let stored = row::find(connection, sql, [id, tenant], |row| row::number::<u64>(row, 0))?;
    if stored.ok_or(StoreError::NotFound)?.checked_add(1) != Some(role.version) {
        return Err(StoreError::Stale);
    }
    let sql = "SELECT 1 FROM roles WHERE tenant = ?1 AND name = ?2 AND id <> ?3";
    if row::exists(connection, sql, params![tenant, role.name, id])? {
        return Err(StoreError::Taken("name"));
    }
    row::execute(
        connection,
        "UPDATE roles SET name = ?2, permissions = ?3, version = ?4 WHERE id = ?1",
        params![id, role.name, permissions_text(&role.permissions), row::to_i64(role.version)?],
    )?;
    Ok(())
}
