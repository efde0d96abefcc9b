//! People who sign in: looked up before their tenant is known, so in the node's scope, and listed in their tenant's.

use async_trait::async_trait;
use futures_util::FutureExt;
use tokio_postgres::{Row, types::ToSql};
use uuid::Uuid;
use vq_domain::{Account, AccountId, AccountStatus, Millis, Role, RoleRef, TenantId};
use vq_ports::{Accounts, Audit, Page, PageRequest, StoreError, StoreResult};

use crate::{
    PostgresStore,
    cursor::Created,
    fault::{Fault, unreadable},
    roles::has_room,
    row::{self, params},
    tenants,
    tx::{Scope, Tx},
};

pub const BY_EMAIL: &str = "SELECT id, tenant, email, name, language, password_hash, roles, status, email_verified_at, version, created_at \
     FROM accounts WHERE email = $1";
pub const BY_ID: &str = "SELECT id, tenant, email, name, language, password_hash, roles, status, email_verified_at, version, created_at \
     FROM accounts WHERE id = $1";
pub const OF_TENANT: &str = "SELECT id, tenant, email, name, language, password_hash, roles, status, email_verified_at, version, created_at \
     FROM accounts WHERE tenant = $1 AND (created_at, id) > ($2, $3) ORDER BY created_at, id LIMIT $4";
pub const OF_PLATFORM: &str = "SELECT id, tenant, email, name, language, password_hash, roles, status, email_verified_at, version, created_at \
     FROM accounts WHERE tenant IS NULL AND $1::uuid IS NULL AND (created_at, id) > ($2, $3) \
     ORDER BY created_at, id LIMIT $4";

pub const CREATE: &str = "INSERT INTO accounts (id, tenant, email, name, language, password_hash, roles, status, email_verified_at, \
     version, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) ON CONFLICT (email) DO NOTHING RETURNING true";
pub const HAS_EMAIL: &str = "SELECT true FROM accounts WHERE email = $1";
pub const COUNT: &str = "SELECT count(*) FROM accounts WHERE tenant = $1";
pub const UPDATE: &str =
    "UPDATE accounts SET name = $2, language = $3, roles = $4, status = $5, version = $6 WHERE id = $1";
pub const DELETE: &str = "DELETE FROM accounts WHERE id = $1";

/// What somebody has invited to goes with them.
pub const WITHDRAW: &str = "DELETE FROM invitations WHERE invited_by = $1";

pub const ADMINS: &str = "SELECT true FROM accounts WHERE 'platform_admin' = ANY (roles) LIMIT 1";
/// Those who administer a realm, locked: two who are demoted at the same time do not both see the other.
pub const ADMINS_OF_TENANT: &str = "SELECT id FROM accounts WHERE tenant = $1 AND roles @> ARRAY['admin'] AND status = 'active' \
     ORDER BY id FOR UPDATE";
pub const ADMINS_OF_PLATFORM: &str = "SELECT id FROM accounts WHERE tenant IS NULL AND $1::uuid IS NULL \
     AND 'platform_admin' = ANY (roles) AND status = 'active' ORDER BY id FOR UPDATE";

#[async_trait]
impl Accounts for PostgresStore {
    async fn create_within(&self, account: &Account, most: u32, audit: &Audit) -> StoreResult<()> {
        let input = (account.clone(), most);
        self.core
            .audited(audit, Scope::Node, input, |tx, (account, most)| create(tx, account, *most).boxed())
            .await
    }

    async fn by_email(&self, email: &str) -> StoreResult<Option<Account>> {
        if email.contains('\0') {
            // No text that could be stored.
            return Ok(None);
        }
        self.core.read(Scope::Node, email.to_owned(), |tx, email| find(tx, BY_EMAIL, email).boxed()).await
    }

    async fn get(&self, id: AccountId) -> StoreResult<Option<Account>> {
        self.core.read(Scope::Node, id.0, |tx, id| find(tx, BY_ID, id).boxed()).await
    }

    async fn get_in(&self, realm: Option<TenantId>, id: AccountId) -> StoreResult<Option<Account>> {
        let found = self.core.read(scope(realm), id.0, |tx, id| find(tx, BY_ID, id).boxed()).await?;
        Ok(found.filter(|account| account.tenant_id == realm))
    }

    async fn list(&self, realm: Option<TenantId>, page: PageRequest) -> StoreResult<Page<Account>> {
        let input = (realm, Created::decode(page.cursor.as_deref())?, page.most());
        self.core
            .read_list(scope(realm), input, |tx, (realm, after, limit)| {
                list(tx, *realm, *after, *limit).boxed()
            })
            .await
    }

    async fn update(&self, account: &Account, audit: &Audit) -> StoreResult<()> {
        self.core
            .audited(audit, scope(account.tenant_id), account.clone(), |tx, account| {
                update(tx, account).boxed()
            })
            .await
    }

    async fn delete(&self, realm: Option<TenantId>, id: AccountId, audit: &Audit) -> StoreResult<()> {
        self.core
            .audited(audit, scope(realm), (realm, id), |tx, (realm, id)| delete(tx, *realm, *id).boxed())
            .await
    }

    async fn has_platform_admin(&self) -> StoreResult<bool> {
        self.core.read(Scope::Node, (), |tx, ()| has_platform_admin(tx).boxed()).await
    }

    async fn set_password_hash(&self, id: AccountId, hash: &str, audit: &Audit) -> StoreResult<()> {
        let input = (id, hash.to_owned());
        self.core
            .audited(audit, Scope::Node, input, |tx, (id, hash)| set_password_hash(tx, *id, hash).boxed())
            .await
    }

    async fn set_email_verified(&self, id: AccountId, at: Millis, audit: &Audit) -> StoreResult<()> {
        self.core.audited(audit, Scope::Node, (id, at), |tx, (id, at)| verified(tx, *id, *at).boxed()).await
    }
}

/// Where a realm's rows are seen.
pub fn scope(realm: Option<TenantId>) -> Scope {
    realm.map_or(Scope::Node, Scope::Tenant)
}

/// A list of roles.
pub fn roles(row: &Row, column: usize) -> StoreResult<Vec<RoleRef>> {
    let names: Vec<&str> = row::get(row, column)?;
    names.into_iter().map(|name| name.parse().map_err(|_| unreadable("role", name))).collect()
}

/// A list of roles, to be stored.
pub fn role_names(roles: &[RoleRef]) -> Vec<String> {
    roles.iter().map(RoleRef::to_string).collect()
}

fn account(row: &Row) -> StoreResult<Account> {
    let status: &str = row::get(row, 7)?;
    let password_hash: String = row::get(row, 5)?;
    Ok(Account {
        id: AccountId(row::uuid(row, 0)?),
        tenant_id: row::get::<Option<Uuid>>(row, 1)?.map(TenantId),
        email: row::get(row, 2)?,
        name: row::get(row, 3)?,
        language: row::get(row, 4)?,
        // The column is older than accounts without a password.
        password_hash: Some(password_hash).filter(|hash| !hash.is_empty()),
        roles: roles(row, 6)?,
        status: AccountStatus::parse(status).ok_or_else(|| unreadable("account status", status))?,
        email_verified_at: row::maybe_millis(row, 8)?,
        version: row::number(row, 9)?,
        created_at: row::millis(row, 10)?,
    })
}

async fn create(tx: &Tx, account: &Account, most: u32) -> Result<(), Fault> {
    tx.begin().await?;
    create_within(tx, account, most).await?;
    tx.commit_with(std::future::ready(Ok(()))).await
}

/// Stores a new account in a transaction that has begun. Its address is looked at before the number of others: who is there
/// already is told so.
pub async fn create_within(tx: &Tx, account: &Account, most: u32) -> Result<(), Fault> {
    if let Some(tenant) = account.tenant_id {
        let [lock, email, count] = tx.prepare([tenants::LOCK, HAS_EMAIL, COUNT]).await?;
        if tx.rows(&lock, params![tenant.0]).await?.is_empty() {
            return Err(StoreError::NotFound.into());
        }
        if !tx.rows(&email, params![account.email]).await?.is_empty() {
            return Err(StoreError::Taken("email").into());
        }
        has_room(&tx.rows(&count, params![tenant.0]).await?, 1, most)?;
    }
    let tenant = account.tenant_id.map(|tenant| tenant.0);
    let Account { id, email, name, language, created_at, .. } = account;
    let (roles, hash) = (role_names(&account.roles), account.password_hash.as_deref().unwrap_or_default());
    let (status, verified) = (account.status.as_str(), account.email_verified_at.map(|at| at.0));
    let version = row::to_i64(account.version)?;
    let values =
        params![id.0, tenant, email, name, language, hash, roles, status, verified, version, created_at.0];
    let [create] = tx.prepare([CREATE]).await?;
    let added = tx.rows(&create, values).await?;
    if added.is_empty() { Err(StoreError::Taken("email").into()) } else { Ok(()) }
}

async fn find(tx: &Tx, sql: &str, by: &(dyn ToSql + Sync)) -> Result<Option<Account>, Fault> {
    let rows = tx.alone(sql, &[by]).await?;
    Ok(rows.first().map(account).transpose()?)
}

async fn list(tx: &Tx, realm: Option<TenantId>, after: Created, limit: u32) -> Result<Page<Account>, Fault> {
    let sql = if realm.is_some() { OF_TENANT } else { OF_PLATFORM };
    let realm = realm.map(|tenant| tenant.0);
    let rows = tx.alone(sql, params![realm, after.at.0, after.id, i64::from(limit) + 1]).await?;
    let items = rows.iter().map(account).collect::<StoreResult<_>>()?;
    Ok(Page::cut(items, limit, |last: &Account| Created { at: last.created_at, id: last.id.0 }.encode()))
}

/// The account as it is, once nobody else can take the realm's last admin away. Begins the transaction.
async fn before(tx: &Tx, realm: Option<TenantId>, id: AccountId) -> Result<(Account, bool), Fault> {
    let sql = if realm.is_some() { ADMINS_OF_TENANT } else { ADMINS_OF_PLATFORM };
    let admins = tx.first(sql, params![realm.map(|tenant| tenant.0)]).await?;
    let admins = admins.iter().map(|row| row::uuid(row, 0)).collect::<StoreResult<Vec<_>>>()?;
    let [by_id] = tx.prepare([BY_ID]).await?;
    let rows = tx.rows(&by_id, params![id.0]).await?;
    let found = rows.first().map(account).transpose()?.filter(|account| account.tenant_id == realm);
    Ok((found.ok_or(StoreError::NotFound)?, admins == [id.0]))
}

async fn update(tx: &Tx, account: &Account) -> Result<(), Fault> {
    let (before, last) = before(tx, account.tenant_id, account.id).await?;
    if before.version.checked_add(1) != Some(account.version) {
        return Err(StoreError::Stale.into());
    }
    let admin = if account.tenant_id.is_some() { Role::Admin } else { Role::PlatformAdmin };
    if last && (account.status != AccountStatus::Active || !account.roles.contains(&admin.into())) {
        return Err(StoreError::LastAdmin.into());
    }
    let [update, withdraw] = tx.prepare([UPDATE, WITHDRAW]).await?;
    if account.status == AccountStatus::Disabled {
        tx.execute(&withdraw, params![account.id.0]).await?;
    }
    let (roles, status) = (role_names(&account.roles), account.status.as_str());
    let version = row::to_i64(account.version)?;
    let values = params![account.id.0, account.name, account.language, roles, status, version];
    tx.commit_with(tx.execute(&update, values)).await.map(drop)
}

async fn delete(tx: &Tx, realm: Option<TenantId>, id: AccountId) -> Result<(), Fault> {
    let (_, last) = before(tx, realm, id).await?;
    if last {
        return Err(StoreError::LastAdmin.into());
    }
    let [delete, withdraw] = tx.prepare([DELETE, WITHDRAW]).await?;
    tx.execute(&withdraw, params![id.0]).await?;
    tx.commit_with(tx.execute(&delete, params![id.0])).await.map(drop)
}

async fn has_platform_admin(tx: &Tx) -> Result<bool, Fault> {
    Ok(!tx.alone(ADMINS, params![]).await?.is_empty())
}

async fn set_password_hash(tx: &Tx, id: AccountId, hash: &str) -> Result<(), Fault> {
    let sql = "UPDATE accounts SET password_hash = $2 WHERE id = $1 RETURNING true";
    let rows = tx.alone(sql, params![id.0, hash]).await?;
    if rows.is_empty() { Err(StoreError::NotFound.into()) } else { Ok(()) }
}

async fn verified(tx: &Tx, id: AccountId, at: Millis) -> Result<(), Fault> {
    let sql = "UPDATE accounts SET email_verified_at = coalesce(email_verified_at, $2) WHERE id = $1 RETURNING true";
    let rows = tx.alone(sql, params![id.0, at.0]).await?;
    if rows.is_empty() { Err(StoreError::NotFound.into()) } else { Ok(()) }
}
