//! People who sign in.

use async_trait::async_trait;
use rusqlite::{Connection, Row, params};
use vq_domain::{Account, AccountId, AccountStatus, Millis, Role, RoleRef, TenantId};
use vq_ports::{Accounts, Audit, Page, PageRequest, StoreError, StoreResult};

use crate::{SqliteStore, credentials::room_for, cursor::Created, fault::unreadable, row};

/// What somebody has invited to goes with them.
const WITHDRAW: &str = "DELETE FROM invitations WHERE invited_by = ?1";

const COLUMNS: &str =
    "id, tenant, email, name, language, password_hash, roles, status, email_verified_at, version, created_at";

fn account(row: &Row<'_>) -> StoreResult<Account> {
    let status: String = row::get(row, 7)?;
    let password_hash: String = row::get(row, 5)?;
    Ok(Account {
        id: AccountId(row::uuid(row, 0)?),
        tenant_id: realm(row, 1)?,
        email: row::get(row, 2)?,
        name: row::get(row, 3)?,
        language: row::get(row, 4)?,
        // The column is older than accounts without a password.
        password_hash: Some(password_hash).filter(|hash| !hash.is_empty()),
        roles: roles(row, 6)?,
        status: AccountStatus::parse(&status).ok_or_else(|| unreadable("account status", status))?,
        email_verified_at: row::maybe_millis(row, 8)?,
        version: row::number(row, 9)?,
        created_at: row::millis(row, 10)?,
    })
}

/// A tenant, or the platform.
pub(crate) fn realm(row: &Row<'_>, column: usize) -> StoreResult<Option<TenantId>> {
    Ok(row::get::<Option<[u8; 16]>>(row, column)?.map(TenantId::from_bytes))
}

/// A list of roles.
pub(crate) fn roles(row: &Row<'_>, column: usize) -> StoreResult<Vec<RoleRef>> {
    let text: String = row::get(row, column)?;
    text.split_whitespace().map(|name| name.parse().map_err(|_| unreadable("role", name))).collect()
}

/// A list of roles, to be stored.
pub(crate) fn roles_text(roles: &[RoleRef]) -> String {
    roles.iter().map(RoleRef::to_string).collect::<Vec<_>>().join(" ")
}

#[async_trait]
impl Accounts for SqliteStore {
    async fn create_within(&self, account: &Account, most: u32, audit: &Audit) -> StoreResult<()> {
        let account = account.clone();
        self.core.audited(audit, move |tx| create(tx.connection, &account, most)).await
    }

    async fn by_email(&self, email: &str) -> StoreResult<Option<Account>> {
        let email = email.to_owned();
        let sql = format!("SELECT {COLUMNS} FROM accounts WHERE email = ?1");
        self.core.read(move |connection| row::find(connection, &sql, [email], account)).await
    }

    async fn get(&self, id: AccountId) -> StoreResult<Option<Account>> {
        self.core.read(move |connection| get(connection, id)).await
    }

    async fn get_in(&self, realm: Option<TenantId>, id: AccountId) -> StoreResult<Option<Account>> {
        Ok(self.get(id).await?.filter(|account| account.tenant_id == realm))
    }

    async fn list(&self, realm: Option<TenantId>, page: PageRequest) -> StoreResult<Page<Account>> {
        let after = Created::decode(page.cursor.as_deref())?;
        let limit = page.most();
        let sql = format!(
            "SELECT {COLUMNS} FROM accounts WHERE tenant IS ?1 AND (created_at, id) > (?2, ?3)
             ORDER BY created_at, id LIMIT ?4"
        );
        let items = self
            .core
            .read(move |connection| {
                let tenant = realm.as_ref().map(TenantId::as_bytes);
                let values = params![tenant, after.at.0, after.id.as_bytes(), limit + 1];
                row::all(connection, &sql, values, account)
            })
            .await?;
        Ok(Page::cut(items, limit, |last| Created { at: last.created_at, id: last.id.0 }.encode()))
    }

    async fn update(&self, account: &Account, audit: &Audit) -> StoreResult<()> {
        let account = account.clone();
        self.core.audited(audit, move |tx| update(tx.connection, &account)).await
    }

    async fn delete(&self, realm: Option<TenantId>, id: AccountId, audit: &Audit) -> StoreResult<()> {
        self.core
            .audited(audit, move |tx| {
                let found = get(tx.connection, id)?.filter(|account| account.tenant_id == realm);
                let before = found.ok_or(StoreError::NotFound)?;
                remove(tx.connection, id)?;
                keep_an_admin(tx.connection, &before)
            })
            .await
            .inspect(|_| self.core.truncate_log())
    }

    async fn has_platform_admin(&self) -> StoreResult<bool> {
        self.core
            .read(|connection| {
                let admin = Role::PlatformAdmin.as_str();
                let sql = "SELECT 1 FROM accounts WHERE instr(' ' || roles || ' ', ' ' || ?1 || ' ') LIMIT 1";
                row::exists(connection, sql, [admin])
            })
            .await
    }

    async fn set_password_hash(&self, id: AccountId, hash: &str, audit: &Audit) -> StoreResult<()> {
        let hash = hash.to_owned();
        self.core
            .audited(audit, move |tx| {
                let sql = "UPDATE accounts SET password_hash = ?2 WHERE id = ?1";
                match row::execute(tx.connection, sql, params![id.as_bytes(), hash])? {
                    0 => Err(StoreError::NotFound),
                    _ => Ok(()),
                }
            })
            .await
    }

    async fn set_email_verified(&self, id: AccountId, at: Millis, audit: &Audit) -> StoreResult<()> {
        self.core
            .audited(audit, move |tx| {
                let sql =
                    "UPDATE accounts SET email_verified_at = ifnull(email_verified_at, ?2) WHERE id = ?1";
                match row::execute(tx.connection, sql, params![id.as_bytes(), at.0])? {
                    0 => Err(StoreError::NotFound),
                    _ => Ok(()),
                }
            })
            .await
    }
}

/// Stores an account. Its address is looked at before the number of others: who is there already is told so.
pub(crate) fn create(connection: &Connection, account: &Account, most: u32) -> StoreResult<()> {
    if row::exists(connection, "SELECT 1 FROM accounts WHERE email = ?1", [&account.email])? {
        return Err(StoreError::Taken("email"));
    }
    let realm = account.tenant_id.as_ref().map(TenantId::as_bytes);
    room_for(connection, "SELECT count(*) FROM accounts WHERE tenant IS ?1", params![realm], 1, most)?;
    let added = row::execute(
        connection,
        "INSERT INTO accounts (id, tenant, email, name, language, password_hash, roles, status, email_verified_at,
         version, created_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11) ON CONFLICT (email) DO NOTHING",
        params![
            account.id.as_bytes(),
            account.tenant_id.as_ref().map(TenantId::as_bytes),
            account.email,
            account.name,
            account.language,
            account.password_hash.as_deref().unwrap_or_default(),
            roles_text(&account.roles),
            account.status.as_str(),
            account.email_verified_at.map(|at| at.0),
            row::to_i64(account.version)?,
            account.created_at.0,
        ],
    )?;
    if added == 0 { Err(StoreError::Taken("email")) } else { Ok(()) }
}

fn get(connection: &Connection, id: AccountId) -> StoreResult<Option<Account>> {
    let sql = format!("SELECT {COLUMNS} FROM accounts WHERE id = ?1");
    row::find(connection, &sql, [id.as_bytes()], account)
}

fn update(connection: &Connection, account: &Account) -> StoreResult<()> {
    let found = get(connection, account.id)?.filter(|stored| stored.tenant_id == account.tenant_id);
    let before = found.ok_or(StoreError::NotFound)?;
    if before.version.checked_add(1) != Some(account.version) {
        return Err(StoreError::Stale);
    }
    row::execute(
        connection,
        "UPDATE accounts SET name = ?2, language = ?3, roles = ?4, status = ?5, version = ?6 WHERE id = ?1",
        params![
            account.id.as_bytes(),
            account.name,
            account.language,
            roles_text(&account.roles),
            account.status.as_str(),
            row::to_i64(account.version)?,
        ],
    )?;
    if account.status == AccountStatus::Disabled {
        row::execute(connection, WITHDRAW, [account.id.as_bytes()])?;
    }
    keep_an_admin(connection, &before)
}

/// `LastAdmin` if somebody who administered a realm was the last who did.
fn keep_an_admin(connection: &Connection, before: &Account) -> StoreResult<()> {
    let role = if before.tenant_id.is_some() { Role::Admin } else { Role::PlatformAdmin };
    if before.status != AccountStatus::Active || !before.roles.contains(&role.into()) {
        return Ok(());
    }
    let sql = "SELECT 1 FROM accounts WHERE tenant IS ?1 AND status = 'active'
               AND instr(' ' || roles || ' ', ' ' || ?2 || ' ') LIMIT 1";
    let tenant = before.tenant_id.as_ref().map(TenantId::as_bytes);
    match row::exists(connection, sql, params![tenant, role.as_str()])? {
        true => Ok(()),
        false => Err(StoreError::LastAdmin),
    }
}

/// Removes an account with all that is its own.
fn remove(connection: &Connection, id: AccountId) -> StoreResult<()> {
    for sql in [
        "DELETE FROM refresh_tokens WHERE account = ?1",
        "DELETE FROM sign_ins WHERE account = ?1",
        "DELETE FROM one_time_tokens WHERE account = ?1",
        "DELETE FROM second_factors WHERE account = ?1",
        "DELETE FROM recovery_codes WHERE account = ?1",
        "DELETE FROM api_keys WHERE account = ?1",
        "DELETE FROM subjects WHERE account = ?1",
        WITHDRAW,
        "DELETE FROM accounts WHERE id = ?1",
    ] {
        row::execute(connection, sql, [id.as_bytes()])?;
    }
    Ok(())
}

/// Removes everybody of a tenant, and how they signed in.
pub(crate) fn remove_all(connection: &Connection, tenant: TenantId) -> StoreResult<()> {
    let id = tenant.as_bytes();
    let sql = "SELECT id FROM accounts WHERE tenant = ?1";
    for account in row::all(connection, sql, [id], |row| row::uuid(row, 0))? {
        remove(connection, AccountId(account))?;
    }
    let subjects =
        "DELETE FROM subjects WHERE provider IN (SELECT id FROM identity_providers WHERE tenant = ?1)";
    row::execute(connection, subjects, [id])?;
    for table in ["invitations", "roles", "sign_in_policies", "api_keys", "identity_providers"] {
        row::execute(connection, &format!("DELETE FROM {table} WHERE tenant = ?1"), [id])?;
    }
    Ok(())
}
