//! People who sign in, and their refresh tokens.

use async_trait::async_trait;
use rusqlite::{Connection, Row, params};
use uuid::Uuid;
use vq_domain::{Account, AccountId, Millis, RefreshToken, Role, TenantId};
use vq_ports::{Accounts, StoreError, StoreResult};

use crate::{SqliteStore, fault::unreadable, row};

const COLUMNS: &str = "id, tenant, email, password_hash, roles, created_at";

fn account(row: &Row<'_>) -> StoreResult<Account> {
    let roles: String = row::get(row, 4)?;
    Ok(Account {
        id: AccountId(row::uuid(row, 0)?),
        tenant_id: row::get::<Option<[u8; 16]>>(row, 1)?.map(TenantId::from_bytes),
        email: row::get(row, 2)?,
        password_hash: row::get(row, 3)?,
        roles: roles
            .split_whitespace()
            .map(|name| Role::parse(name).ok_or_else(|| unreadable("role", name)))
            .collect::<StoreResult<_>>()?,
        created_at: row::millis(row, 5)?,
    })
}

fn token(row: &Row<'_>) -> StoreResult<RefreshToken> {
    Ok(RefreshToken {
        hash: row::get(row, 0)?,
        family: row::uuid(row, 1)?,
        account_id: AccountId(row::uuid(row, 2)?),
        expires_at: row::millis(row, 3)?,
        used_at: row::maybe_millis(row, 4)?,
    })
}

#[async_trait]
impl Accounts for SqliteStore {
    async fn create(&self, account: &Account) -> StoreResult<()> {
        let account = account.clone();
        self.core.write(move |tx| create(tx.connection, &account)).await
    }

    async fn by_email(&self, email: &str) -> StoreResult<Option<Account>> {
        let email = email.to_owned();
        let sql = format!("SELECT {COLUMNS} FROM accounts WHERE email = ?1");
        self.core.read(move |connection| row::find(connection, &sql, [email], account)).await
    }

    async fn get(&self, id: AccountId) -> StoreResult<Option<Account>> {
        let sql = format!("SELECT {COLUMNS} FROM accounts WHERE id = ?1");
        self.core.read(move |connection| row::find(connection, &sql, [id.as_bytes()], account)).await
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

    async fn set_password_hash(&self, id: AccountId, hash: &str) -> StoreResult<()> {
        let hash = hash.to_owned();
        self.core
            .write(move |tx| {
                let sql = "UPDATE accounts SET password_hash = ?2 WHERE id = ?1";
                match row::execute(tx.connection, sql, params![id.as_bytes(), hash])? {
                    0 => Err(StoreError::NotFound),
                    _ => Ok(()),
                }
            })
            .await
    }

    async fn keep_refresh_token(&self, token: &RefreshToken) -> StoreResult<()> {
        let token = token.clone();
        self.core.write(move |tx| keep(tx.connection, &token)).await
    }

    async fn exchange_refresh_token(
        &self,
        hash: &[u8; 32],
        successor: [u8; 32],
        successor_expires_at: Millis,
        now: Millis,
    ) -> StoreResult<Option<RefreshToken>> {
        let hash = *hash;
        self.core
            .write(move |tx| {
                let sql =
                    "SELECT hash, family, account, expires_at, used_at FROM refresh_tokens WHERE hash = ?1";
                let Some(old) = row::find(tx.connection, sql, [hash], token)? else { return Ok(None) };
                if old.used_at.is_none() && now < old.expires_at {
                    exchange(tx.connection, &old, successor, successor_expires_at, now)?;
                }
                Ok(Some(old))
            })
            .await
    }

    async fn revoke_family(&self, family: Uuid) -> StoreResult<()> {
        self.core
            .write(move |tx| {
                row::execute(
                    tx.connection,
                    "DELETE FROM refresh_tokens WHERE family = ?1",
                    [family.as_bytes()],
                )?;
                Ok(())
            })
            .await
    }
}

fn create(connection: &Connection, account: &Account) -> StoreResult<()> {
    let roles: Vec<&str> = account.roles.iter().map(|role| role.as_str()).collect();
    let added = row::execute(
        connection,
        "INSERT INTO accounts (id, tenant, email, password_hash, roles, created_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT (email) DO NOTHING",
        params![
            account.id.as_bytes(),
            account.tenant_id.as_ref().map(TenantId::as_bytes),
            account.email,
            account.password_hash,
            roles.join(" "),
            account.created_at.0,
        ],
    )?;
    if added == 0 { Err(StoreError::Taken("email")) } else { Ok(()) }
}

fn keep(connection: &Connection, token: &RefreshToken) -> StoreResult<()> {
    row::execute(
        connection,
        "INSERT INTO refresh_tokens (hash, family, account, expires_at, used_at) VALUES (?1, ?2, ?3, ?4, ?5)",
        params![
            token.hash,
            token.family.as_bytes(),
            token.account_id.as_bytes(),
            token.expires_at.0,
            token.used_at.map(|at| at.0),
        ],
    )?;
    Ok(())
}

fn exchange(
    connection: &Connection,
    old: &RefreshToken,
    successor: [u8; 32],
    expires_at: Millis,
    now: Millis,
) -> StoreResult<()> {
    row::execute(
        connection,
        "UPDATE refresh_tokens SET used_at = ?2 WHERE hash = ?1",
        params![old.hash, now.0],
    )?;
    let (family, account_id) = (old.family, old.account_id);
    keep(connection, &RefreshToken { hash: successor, family, account_id, expires_at, used_at: None })?;
    // Used tokens are kept to notice a second use; once expired they are refused for that.
    row::execute(
        connection,
        "DELETE FROM refresh_tokens WHERE account = ?1 AND expires_at <= ?2",
        params![account_id.as_bytes(), now.0],
    )?;
    Ok(())
}
