//! Keys of programs, and providers of identities. Both are found before their tenant is known.

use async_trait::async_trait;
use futures_util::FutureExt;
use tokio_postgres::Row;
use vq_domain::{AccountId, ApiKey, ApiKeyId, IdentityProvider, Millis, ProviderId, TenantId};
use vq_ports::{ApiKeys, Audit, IdentityProviders, Page, PageRequest, StoreError, StoreResult};

use crate::{
    PostgresStore,
    cursor::Created,
    fault::Fault,
    roles::{permission_names, permissions, room},
    row::{self, params},
    tx::{Scope, Tx},
};

pub const COUNT_KEYS: &str = "SELECT count(*) FROM api_keys WHERE tenant = $1";
pub const CREATE_KEY: &str = "INSERT INTO api_keys (id, tenant, account, name, prefix, hash, permissions, created_at, expires_at, last_used_at) \
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
pub const KEYS: &str = "SELECT id, tenant, account, name, prefix, hash, permissions, created_at, expires_at, last_used_at \
     FROM api_keys WHERE tenant = $1 AND (created_at, id) > ($2, $3) ORDER BY created_at, id LIMIT $4";
pub const KEY_BY_HASH: &str = "SELECT id, tenant, account, name, prefix, hash, permissions, created_at, expires_at, last_used_at \
     FROM api_keys WHERE hash = $1";
pub const REVOKE_KEY: &str = "DELETE FROM api_keys WHERE id = $1 AND tenant = $2 RETURNING true";
pub const TOUCH: &str = "UPDATE api_keys SET last_used_at = $2 WHERE id = $1";

pub const COUNT_PROVIDERS: &str = "SELECT count(*) FROM identity_providers WHERE tenant = $1";
pub const CREATE_PROVIDER: &str = "INSERT INTO identity_providers (id, tenant, settings, secret, version, created_at) \
     VALUES ($1, $2, $3, $4, $5, $6)";
pub const PROVIDERS: &str = "SELECT id, tenant, settings, secret, version, created_at FROM identity_providers WHERE tenant = $1 \
     ORDER BY created_at, id";
pub const PROVIDER: &str =
    "SELECT id, tenant, settings, secret, version, created_at FROM identity_providers WHERE id = $1";
pub const UPDATE_PROVIDER: &str = "UPDATE identity_providers SET settings = $4, secret = $5, version = version + 1 \
     WHERE id = $1 AND tenant = $2 AND version = $3";
pub const FORGET_SUBJECTS: &str = "DELETE FROM subjects WHERE provider = $1";
pub const PROVIDER_EXISTS: &str = "SELECT true FROM identity_providers WHERE id = $1 AND tenant = $2";
/// What it told about people goes with it.
pub const DELETE_PROVIDER: &str =
    "DELETE FROM identity_providers WHERE id = $1 AND tenant = $2 RETURNING true";
pub const ACCOUNT_OF: &str = "SELECT account FROM subjects WHERE provider = $1 AND subject = $2";
pub const LINK: &str = "INSERT INTO subjects (provider, subject, account, tenant) \
     SELECT $1, $2, id, tenant FROM accounts WHERE id = $3 \
     ON CONFLICT (provider, subject) DO UPDATE SET account = excluded.account WHERE subjects.account = excluded.account \
     RETURNING true";

#[async_trait]
impl ApiKeys for PostgresStore {
    async fn create(&self, key: &ApiKey, most: u32, audit: &Audit) -> StoreResult<()> {
        let input = (key.clone(), most);
        self.core
            .audited(audit, Scope::Tenant(key.tenant_id), input, |tx, (key, most)| {
                create_key(tx, key, *most).boxed()
            })
            .await
    }

    async fn list(&self, tenant: TenantId, page: PageRequest) -> StoreResult<Page<ApiKey>> {
        let input = (tenant, Created::decode(page.cursor.as_deref())?, page.most());
        self.core
            .read_list(Scope::Tenant(tenant), input, |tx, (tenant, after, limit)| {
                keys(tx, *tenant, *after, *limit).boxed()
            })
            .await
    }

    async fn revoke(&self, tenant: TenantId, key: ApiKeyId, audit: &Audit) -> StoreResult<()> {
        self.core
            .audited(audit, Scope::Tenant(tenant), (key.0, tenant.0), |tx, (key, tenant)| {
                remove(tx, REVOKE_KEY, *key, *tenant).boxed()
            })
            .await
    }

    async fn by_hash(&self, hash: &[u8; 32]) -> StoreResult<Option<ApiKey>> {
        self.core.read(Scope::Node, *hash, |tx, hash| by_hash(tx, hash).boxed()).await
    }

    async fn touch(&self, key: ApiKeyId, at: Millis) -> StoreResult<()> {
        self.core
            .write(Scope::Node, (key.0, at.0), |tx, (key, at)| {
                async move { tx.alone(TOUCH, params![*key, *at]).await.map(drop) }.boxed()
            })
            .await
    }
}

fn key(row: &Row) -> StoreResult<ApiKey> {
    Ok(ApiKey {
        id: ApiKeyId(row::uuid(row, 0)?),
        tenant_id: TenantId(row::uuid(row, 1)?),
        account_id: AccountId(row::uuid(row, 2)?),
        name: row::get(row, 3)?,
        prefix: row::get(row, 4)?,
        hash: row::bytes(row, 5)?,
        permissions: permissions(row, 6)?,
        created_at: row::millis(row, 7)?,
        expires_at: row::maybe_millis(row, 8)?,
        last_used_at: row::maybe_millis(row, 9)?,
    })
}

async fn create_key(tx: &Tx, key: &ApiKey, most: u32) -> Result<(), Fault> {
    room(tx, key.tenant_id, COUNT_KEYS, most).await?;
    let [create] = tx.prepare([CREATE_KEY]).await?;
    let ApiKey { id, tenant_id, account_id, name, prefix, .. } = key;
    let (hash, permissions) = (&key.hash[..], permission_names(&key.permissions));
    let (created, expires) = (key.created_at.0, key.expires_at.map(|at| at.0));
    let used = key.last_used_at.map(|at| at.0);
    let values =
        params![id.0, tenant_id.0, account_id.0, name, prefix, hash, permissions, created, expires, used];
    tx.commit_with(tx.execute(&create, values)).await.map(drop)
}

async fn keys(tx: &Tx, tenant: TenantId, after: Created, limit: u32) -> Result<Page<ApiKey>, Fault> {
    let rows = tx.alone(KEYS, params![tenant.0, after.at.0, after.id, i64::from(limit) + 1]).await?;
    let items = rows.iter().map(key).collect::<StoreResult<_>>()?;
    Ok(Page::cut(items, limit, |last: &ApiKey| Created { at: last.created_at, id: last.id.0 }.encode()))
}

async fn by_hash(tx: &Tx, hash: &[u8; 32]) -> Result<Option<ApiKey>, Fault> {
    let rows = tx.alone(KEY_BY_HASH, params![&hash[..]]).await?;
    Ok(rows.first().map(key).transpose()?)
}

/// Removes one of a tenant's things; `NotFound` if it is not there.
pub async fn remove(tx: &Tx, sql: &str, id: uuid::Uuid, tenant: uuid::Uuid) -> Result<(), Fault> {
    let gone = tx.alone(sql, params![id, tenant]).await?;
    if gone.is_empty() { Err(StoreError::NotFound.into()) } else { Ok(()) }
}

#[async_trait]
impl IdentityProviders for PostgresStore {
    async fn create(&self, provider: &IdentityProvider, most: u32, audit: &Audit) -> StoreResult<()> {
        let input = (provider.clone(), most);
        self.core
            .audited(audit, Scope::Tenant(provider.tenant_id), input, |tx, (provider, most)| {
                create_provider(tx, provider, *most).boxed()
            })
            .await
    }

    async fn list(&self, tenant: TenantId) -> StoreResult<Vec<IdentityProvider>> {
        self.core.read(Scope::Tenant(tenant), tenant, |tx, tenant| providers(tx, *tenant).boxed()).await
    }

    async fn get(&self, id: ProviderId) -> StoreResult<Option<IdentityProvider>> {
        self.core
            .read(Scope::Node, id.0, |tx, id| {
                async move {
                    let rows = tx.alone(PROVIDER, params![*id]).await?;
                    Ok(rows.first().map(provider).transpose()?)
                }
                .boxed()
            })
            .await
    }

    async fn update(&self, provider: &IdentityProvider, forget: bool, audit: &Audit) -> StoreResult<()> {
        let input = (provider.clone(), forget);
        self.core
            .audited(audit, Scope::Tenant(provider.tenant_id), input, |tx, (provider, forget)| {
                update_provider(tx, provider, *forget).boxed()
            })
            .await
    }

    async fn delete(&self, tenant: TenantId, provider: ProviderId, audit: &Audit) -> StoreResult<()> {
        self.core
            .audited(audit, Scope::Tenant(tenant), (provider.0, tenant.0), |tx, (provider, tenant)| {
                remove(tx, DELETE_PROVIDER, *provider, *tenant).boxed()
            })
            .await
    }

    async fn account_of(&self, provider: ProviderId, subject: &str) -> StoreResult<Option<AccountId>> {
        self.core
            .read(Scope::Node, (provider.0, subject.to_owned()), |tx, (provider, subject)| {
                async move {
                    let rows = tx.alone(ACCOUNT_OF, params![*provider, subject]).await?;
                    Ok(rows.first().map(|row| row::uuid(row, 0).map(AccountId)).transpose()?)
                }
                .boxed()
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
        let input = (provider.0, subject.to_owned(), account.0);
        let linked = self
            .core
            .audited(audit, Scope::Node, input, |tx, (provider, subject, account)| {
                async move { Ok(!tx.alone(LINK, params![*provider, subject, *account]).await?.is_empty()) }
                    .boxed()
            })
            .await?;
        if linked { Ok(()) } else { Err(StoreError::Taken("subject")) }
    }
}

fn provider(row: &Row) -> StoreResult<IdentityProvider> {
    Ok(IdentityProvider {
        id: ProviderId(row::uuid(row, 0)?),
        tenant_id: TenantId(row::uuid(row, 1)?),
        settings: row::json(row, 2)?,
        sealed_secret: row::get(row, 3)?,
        version: row::number(row, 4)?,
        created_at: row::millis(row, 5)?,
    })
}

async fn create_provider(tx: &Tx, provider: &IdentityProvider, most: u32) -> Result<(), Fault> {
    room(tx, provider.tenant_id, COUNT_PROVIDERS, most).await?;
    let [create] = tx.prepare([CREATE_PROVIDER]).await?;
    let (settings, version) = (row::to_json(&provider.settings)?, row::to_i64(provider.version)?);
    let IdentityProvider { id, tenant_id, sealed_secret, created_at, .. } = provider;
    let values = params![id.0, tenant_id.0, settings, sealed_secret, version, created_at.0];
    tx.commit_with(tx.execute(&create, values)).await.map(drop)
}

async fn providers(tx: &Tx, tenant: TenantId) -> Result<Vec<IdentityProvider>, Fault> {
    let rows = tx.alone(PROVIDERS, params![tenant.0]).await?;
    Ok(rows.iter().map(provider).collect::<StoreResult<_>>()?)
}

async fn update_provider(tx: &Tx, provider: &IdentityProvider, forget: bool) -> Result<(), Fault> {
    let [update, forget_all] = tx.prepare([UPDATE_PROVIDER, FORGET_SUBJECTS]).await?;
    let (id, tenant) = (provider.id.0, provider.tenant_id.0);
    if tx.first(PROVIDER_EXISTS, params![id, tenant]).await?.is_empty() {
        return Err(StoreError::NotFound.into());
    }
    let (settings, before) = (row::to_json(&provider.settings)?, row::before(provider.version));
    let values = params![id, tenant, before, settings, provider.sealed_secret];
    if tx.execute(&update, values).await? == 0 {
        return Err(StoreError::Stale.into());
    }
    if forget {
        tx.execute(&forget_all, params![id]).await?;
    }
    tx.commit_with(std::future::ready(Ok(()))).await
}
