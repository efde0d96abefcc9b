//! People who sign in, and their refresh tokens: looked up before their tenant is known, so in the node's scope.

use async_trait::async_trait;
use futures_util::{FutureExt, future::try_join3};
use tokio_postgres::Row;
use uuid::Uuid;
use vq_domain::{Account, AccountId, Millis, RefreshToken, Role, TenantId};
use vq_ports::{Accounts, StoreError, StoreResult};

use crate::{
    PostgresStore,
    fault::{Fault, unreadable},
    row::{self, params},
    tx::{Scope, Tx},
};

pub const BY_EMAIL: &str =
    "SELECT id, tenant, email, password_hash, roles, created_at FROM accounts WHERE email = $1";
pub const BY_ID: &str =
    "SELECT id, tenant, email, password_hash, roles, created_at FROM accounts WHERE id = $1";

pub const CREATE: &str = "INSERT INTO accounts (id, tenant, email, password_hash, roles, created_at) \
     VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (email) DO NOTHING RETURNING true";

pub const OLD_TOKEN: &str =
    "SELECT hash, family, account, expires_at, used_at FROM refresh_tokens WHERE hash = $1 FOR UPDATE";
pub const USE_TOKEN: &str = "UPDATE refresh_tokens SET used_at = $2 WHERE hash = $1";
pub const KEEP_TOKEN: &str = "INSERT INTO refresh_tokens (hash, family, account, tenant, expires_at, used_at) \
     SELECT $1, $2, id, tenant, $4, $5 FROM accounts WHERE id = $3 RETURNING true";
/// Used tokens are kept to notice a second use; once expired they are refused for that.
pub const DROP_EXPIRED: &str = "DELETE FROM refresh_tokens WHERE account = $1 AND expires_at <= $2";

pub const REVOKE: &str = "DELETE FROM refresh_tokens WHERE family = $1";
pub const ADMINS: &str = "SELECT true FROM accounts WHERE 'platform_admin' = ANY (roles) LIMIT 1";

#[async_trait]
impl Accounts for PostgresStore {
    async fn create(&self, account: &Account) -> StoreResult<()> {
        self.core.write(Scope::Node, account.clone(), |tx, account| create(tx, account).boxed()).await
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

    async fn has_platform_admin(&self) -> StoreResult<bool> {
        self.core.read(Scope::Node, (), |tx, ()| has_platform_admin(tx).boxed()).await
    }

    async fn set_password_hash(&self, id: AccountId, hash: &str) -> StoreResult<()> {
        let input = (id, hash.to_owned());
        self.core.write(Scope::Node, input, |tx, (id, hash)| set_password_hash(tx, *id, hash).boxed()).await
    }

    async fn keep_refresh_token(&self, token: &RefreshToken) -> StoreResult<()> {
        self.core.write(Scope::Node, token.clone(), |tx, token| keep(tx, token).boxed()).await
    }

    async fn exchange_refresh_token(
        &self,
        hash: &[u8; 32],
        successor: [u8; 32],
        successor_expires_at: Millis,
        now: Millis,
    ) -> StoreResult<Option<RefreshToken>> {
        let exchange = Exchange { hash: *hash, successor, successor_expires_at, now };
        self.core.write(Scope::Node, exchange, |tx, exchange| exchange.run(tx).boxed()).await
    }

    async fn revoke_family(&self, family: Uuid) -> StoreResult<()> {
        self.core.write(Scope::Node, family, |tx, family| revoke(tx, *family).boxed()).await
    }
}

fn account(row: &Row) -> StoreResult<Account> {
    let roles: Vec<&str> = row::get(row, 4)?;
    Ok(Account {
        id: AccountId(row::uuid(row, 0)?),
        tenant_id: row::get::<Option<Uuid>>(row, 1)?.map(TenantId),
        email: row::get(row, 2)?,
        password_hash: row::get(row, 3)?,
        roles: roles
            .into_iter()
            .map(|name| Role::parse(name).ok_or_else(|| unreadable("role", name)))
            .collect::<StoreResult<_>>()?,
        created_at: row::millis(row, 5)?,
    })
}

fn token(row: &Row) -> StoreResult<RefreshToken> {
    Ok(RefreshToken {
        hash: row::bytes(row, 0)?,
        family: row::uuid(row, 1)?,
        account_id: AccountId(row::uuid(row, 2)?),
        expires_at: row::millis(row, 3)?,
        used_at: row::maybe_millis(row, 4)?,
    })
}

async fn create(tx: &Tx, account: &Account) -> Result<(), Fault> {
    let roles: Vec<&str> = account.roles.iter().map(|role| role.as_str()).collect();
    let tenant = account.tenant_id.map(|tenant| tenant.0);
    let Account { id, email, password_hash, created_at, .. } = account;
    let values = params![id.0, tenant, email, password_hash, roles, created_at.0];
    let added = tx.alone(CREATE, values).await?;
    if added.is_empty() { Err(StoreError::Taken("email").into()) } else { Ok(()) }
}

async fn find(
    tx: &Tx,
    sql: &str,
    by: &(dyn tokio_postgres::types::ToSql + Sync),
) -> Result<Option<Account>, Fault> {
    let rows = tx.alone(sql, &[by]).await?;
    Ok(rows.first().map(account).transpose()?)
}

async fn has_platform_admin(tx: &Tx) -> Result<bool, Fault> {
    Ok(!tx.alone(ADMINS, params![]).await?.is_empty())
}

async fn set_password_hash(tx: &Tx, id: AccountId, hash: &str) -> Result<(), Fault> {
    let sql = "UPDATE accounts SET password_hash = $2 WHERE id = $1 RETURNING true";
    let rows = tx.alone(sql, params![id.0, hash]).await?;
    if rows.is_empty() { Err(StoreError::NotFound.into()) } else { Ok(()) }
}

async fn keep(tx: &Tx, token: &RefreshToken) -> Result<(), Fault> {
    let (hash, used_at) = (&token.hash[..], token.used_at.map(|at| at.0));
    let values = params![hash, token.family, token.account_id.0, token.expires_at.0, used_at];
    let kept = tx.alone(KEEP_TOKEN, values).await?;
    if kept.is_empty() { Err(StoreError::NotFound.into()) } else { Ok(()) }
}

struct Exchange {
    hash: [u8; 32],
    successor: [u8; 32],
    successor_expires_at: Millis,
    now: Millis,
}

impl Exchange {
    async fn run(&self, tx: &Tx) -> Result<Option<RefreshToken>, Fault> {
        let rows = tx.first(OLD_TOKEN, params![&self.hash[..]]).await?;
        let Some(old) = rows.first().map(token).transpose()? else { return Ok(None) };
        if old.used_at.is_none() && self.now < old.expires_at {
            self.replace(tx, &old).await?;
        }
        Ok(Some(old))
    }

    async fn replace(&self, tx: &Tx, old: &RefreshToken) -> Result<(), Fault> {
        let [used, keep, expired] = tx.prepare([USE_TOKEN, KEEP_TOKEN, DROP_EXPIRED]).await?;
        let (now, account, never) = (self.now.0, old.account_id.0, None::<i64>);
        let (successor, until) = (&self.successor[..], self.successor_expires_at.0);
        let work = async {
            try_join3(
                tx.execute(&used, params![&old.hash[..], now]),
                tx.rows(&keep, params![successor, old.family, account, until, never]),
                tx.execute(&expired, params![account, now]),
            )
            .await
        };
        tx.commit_with(work).await.map(drop)
    }
}

async fn revoke(tx: &Tx, family: Uuid) -> Result<(), Fault> {
    tx.alone(REVOKE, params![family]).await.map(drop)
}
