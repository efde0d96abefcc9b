//! Keys of programs, and providers of identities.

use async_trait::async_trait;
use rusqlite::{Connection, Params, Row, params};
use vq_domain::{AccountId, ApiKey, ApiKeyId, IdentityProvider, Millis, ProviderId, TenantId};
use vq_ports::{ApiKeys, Audit, IdentityProviders, Page, PageRequest, StoreError, StoreResult};

use crate::{SqliteStore, cursor::Created, roles, row};

const KEY: &str =
    "id, tenant, account, name, prefix, hash, permissions, created_at, expires_at, last_used_at";
const PROVIDER: &str = "id, tenant, settings, secret, version, created_at";

fn key(row: &Row<'_>) -> StoreResult<ApiKey> {
    Ok(ApiKey {
        id: ApiKeyId(row::uuid(row, 0)?),
        tenant_id: TenantId(row::uuid(row, 1)?),
        account_id: AccountId(row::uuid(row, 2)?),
        name: row::get(row, 3)?,
        prefix: row::get(row, 4)?,
        hash: row::get(row, 5)?,
        permissions: roles::permissions(row, 6)?,
        created_at: row::millis(row, 7)?,
        expires_at: row::maybe_millis(row, 8)?,
        last_used_at: row::maybe_millis(row, 9)?,
    })
}

fn provider(row: &Row<'_>) -> StoreResult<IdentityProvider> {
    Ok(IdentityProvider {
        id: ProviderId(row::uuid(row, 0)?),
        tenant_id: TenantId(row::uuid(row, 1)?),
        settings: row::json(row, 2)?,
        sealed_secret: row::get(row, 3)?,
        version: row::number(row, 4)?,
        created_at: row::millis(row, 5)?,
    })
}

/// `Full` if a tenant has `most` rows of a table already.
pub(crate) fn room(connection: &Connection, table: &str, tenant: TenantId, most: u32) -> StoreResult<()> {
    let count = format!("SELECT count(*) FROM {table} WHERE tenant = ?1");
    room_for(connection, &count, [tenant.as_bytes()], 1, most)
}

/// `Full` if what `count` counts and so many more would be more than `most`.
pub(crate) fn room_for(
    connection: &Connection,
    count: &str,
    values: impl Params,
    more: usize,
    most: u32,
) -> StoreResult<()> {
    let there = row::find(connection, count, values, |row| row::number::<u64>(row, 0))?.unwrap_or_default();
    if there.saturating_add(more as u64) > u64::from(most) { Err(StoreError::Full(there)) } else { Ok(()) }
}

#[async_trait]
impl ApiKeys for SqliteStore {
    async fn create(&self, key: &ApiKey, most: u32, audit: &Audit) -> StoreResult<()> {
        let key = key.clone();
        self.core
            .audited(audit, move |tx| {
                room(tx.connection, "api_keys", key.tenant_id, most)?;
                row::execute(
                    tx.connection,
                    "INSERT INTO api_keys (id, tenant, account, name, prefix, hash, permissions, created_at, expires_at,
                     last_used_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
                    params![
                        key.id.as_bytes(),
                        key.tenant_id.as_bytes(),
                        key.account_id.as_bytes(),
                        key.name,
                        key.prefix,
                        key.hash,
                        roles::permissions_text(&key.permissions),
                        key.created_at.0,
                        key.expires_at.map(|at| at.0),
                        key.last_used_at.map(|at| at.0),
                    ],
                )
                .map(drop)
            })
            .await
    }

    async fn list(&self, tenant: TenantId, page: PageRequest) -> StoreResult<Page<ApiKey>> {
        let after = Created::decode(page.cursor.as_deref())?;
        let limit = page.most();
        let sql = format!(
            "SELECT {KEY} FROM api_keys WHERE tenant = ?1 AND (created_at, id) > (?2, ?3)
             ORDER BY created_at, id LIMIT ?4"
        );
        let items = self
            .core
            .read(move |connection| {
                let values = params![tenant.as_bytes(), after.at.0, after.id.as_bytes(), limit + 1];
                row::all(connection, &sql, values, key)
            })
            .await?;
        Ok(Page::cut(items, limit, |last| Created { at: last.created_at, id: last.id.0 }.encode()))
    }

    async fn revoke(&self, tenant: TenantId, key: ApiKeyId, audit: &Audit) -> StoreResult<()> {
        self.core
            .audited(audit, move |tx| {
                let sql = "DELETE FROM api_keys WHERE id = ?1 AND tenant = ?2";
                match row::execute(tx.connection, sql, [key.as_bytes(), tenant.as_bytes()])? {
                    0 => Err(StoreError::NotFound),
                    _ => Ok(()),
                }
            })
            .await
    }

    async fn by_hash(&self, hash: &[u8; 32]) -> StoreResult<Option<ApiKey>> {
        let hash = *hash;
        let sql = format!("SELECT {KEY} FROM api_keys WHERE hash = ?1");
        self.core.read(move |connection| row::find(connection, &sql, [hash], key)).await
    }

    async fn touch(&self, key: ApiKeyId, at: Millis) -> StoreResult<()> {
        self.core
            .write(move |tx| {
                let sql = "UPDATE api_keys SET last_used_at = ?2 WHERE id = ?1";
                row::execute(tx.connection, sql, params![key.as_bytes(), at.0]).map(drop)
            })
            .await
    }
}

#[async_trait]
impl IdentityProviders for SqliteStore {
    async fn create(&self, provider: &IdentityProvider, most: u32, audit: &Audit) -> StoreResult<()> {
        let provider = provider.clone();
        self.core
            .audited(audit, move |tx| {
                room(tx.connection, "identity_providers", provider.tenant_id, most)?;
                row::execute(
                    tx.connection,
                    "INSERT INTO identity_providers (id, tenant, settings, secret, version, created_at)
                     VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
                    params![
                        provider.id.as_bytes(),
                        provider.tenant_id.as_bytes(),
                        row::to_json(&provider.settings)?,
                        provider.sealed_secret,
                        row::to_i64(provider.version)?,
                        provider.created_at.0,
                    ],
                )
                .map(drop)
            })
            .await
    }

    async fn list(&self, tenant: TenantId) -> StoreResult<Vec<IdentityProvider>> {
        let sql =
            format!("SELECT {PROVIDER} FROM identity_providers WHERE tenant = ?1 ORDER BY created_at, id");
        self.core.read(move |connection| row::all(connection, &sql, [tenant.as_bytes()], provider)).await
    }

    async fn get(&self, id: ProviderId) -> StoreResult<Option<IdentityProvider>> {
        let sql = format!("SELECT {PROVIDER} FROM identity_providers WHERE id = ?1");
        self.core.read(move |connection| row::find(connection, &sql, [id.as_bytes()], provider)).await
    }

    async fn update(&self, provider: &IdentityProvider, forget: bool, audit: &Audit) -> StoreResult<()> {
        let provider = provider.clone();
        self.core
            .audited(audit, move |tx| {
                let (id, tenant) = (provider.id.as_bytes(), provider.tenant_id.as_bytes());
                let sql = "SELECT version FROM identity_providers WHERE id = ?1 AND tenant = ?2";
                let stored = row::find(tx.connection, sql, [id, tenant], |row| row::number::<u64>(row, 0))?;
                if stored.ok_or(StoreError::NotFound)?.checked_add(1) != Some(provider.version) {
                    return Err(StoreError::Stale);
                }
                row::execute(
                    tx.connection,
                    "UPDATE identity_providers SET settings = ?2, secret = ?3, version = ?4 WHERE id = ?1",
                    params![
                        id,
                        row::to_json(&provider.settings)?,
                        provider.sealed_secret,
                        row::to_i64(provider.version)?,
                    ],
                )?;
                if forget {
                    row::execute(tx.connection, "DELETE FROM subjects WHERE provider = ?1", [id])?;
                }
                Ok(())
            })
            .await
    }

    async fn delete(&self, tenant: TenantId, provider: ProviderId, audit: &Audit) -> StoreResult<()> {
        self.core
            .audited(audit, move |tx| {
                let id = provider.as_bytes();
                let sql = "DELETE FROM identity_providers WHERE id = ?1 AND tenant = ?2";
                if row::execute(tx.connection, sql, [id, tenant.as_bytes()])? == 0 {
                    return Err(StoreError::NotFound);
                }
                row::execute(tx.connection, "DELETE FROM subjects WHERE provider = ?1", [id]).map(drop)
            })
            .await
    }

    async fn account_of(&self, provider: ProviderId, subject: &str) -> StoreResult<Option<AccountId>> {
        let subject = subject.to_owned();
        self.core
            .read(move |connection| {
                let sql = "SELECT account FROM subjects WHERE provider = ?1 AND subject = ?2";
                let values = params![provider.as_bytes(), subject];
                row::find(connection, sql, values, |row| row::uuid(row, 0).map(AccountId))
            })
            .await
    }

    async fn link(
        &self,
        provider: ProviderId,
        subject: &str,
        account: AccountId,
        audit: &Audit,
    ) -> StoreResult<()> {
        let subject = subject.to_owned();
        self.core
            .audited(audit, move |tx| {
                let sql = "INSERT INTO subjects (provider, subject, account) VALUES (?1, ?2, ?3)
                           ON CONFLICT (provider, subject) DO UPDATE SET account = account
                           WHERE account = excluded.account";
                match row::execute(
                    tx.connection,
                    sql,
                    params![provider.as_bytes(), subject, account.as_bytes()],
                )? {
                    0 => Err(StoreError::Taken("subject")),
                    _ => Ok(()),
                }
            })
            .await
    }
}
