//! Invitations, and tokens that work once.

use async_trait::async_trait;
use futures_util::FutureExt;
use tokio_postgres::Row;
use uuid::Uuid;
use vq_domain::{Account, AccountId, Invitation, InvitationId, Millis, OneTimeToken, TenantId, TokenPurpose};
use vq_ports::{Audit, Invitations, OneTimeTokens, Page, PageRequest, StoreError, StoreResult};

use crate::{
    PostgresStore,
    accounts::{self, role_names, scope},
    cursor::Created,
    fault::Fault,
    roles::has_room,
    row::{self, params},
    tenants,
    tx::{Scope, Tx},
};

pub const REPLACE: &str = "DELETE FROM invitations WHERE email = $1 AND tenant IS NOT DISTINCT FROM $2";
/// How many people a tenant has, those included who are invited at this moment.
pub const COUNT: &str = "SELECT (SELECT count(*) FROM accounts WHERE tenant = $1) \
     + (SELECT count(*) FROM invitations WHERE tenant = $1 AND expires_at > $2)";
/// Nothing if there is an account of this address.
pub const CREATE: &str = "INSERT INTO invitations (id, tenant, email, roles, language, token, invited_by, created_at, expires_at) \
     SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9 WHERE NOT EXISTS (SELECT 1 FROM accounts WHERE email = $3)";
pub const OF_TENANT: &str = "SELECT id, tenant, email, roles, language, token, invited_by, created_at, expires_at \
     FROM invitations WHERE tenant = $1 AND (created_at, id) > ($2, $3) ORDER BY created_at, id LIMIT $4";
pub const OF_PLATFORM: &str = "SELECT id, tenant, email, roles, language, token, invited_by, created_at, expires_at \
     FROM invitations WHERE tenant IS NULL AND $1::uuid IS NULL AND (created_at, id) > ($2, $3) \
     ORDER BY created_at, id LIMIT $4";
pub const REVOKE: &str =
    "DELETE FROM invitations WHERE id = $1 AND tenant IS NOT DISTINCT FROM $2 RETURNING true";
pub const BY_TOKEN: &str = "SELECT id, tenant, email, roles, language, token, invited_by, created_at, expires_at \
     FROM invitations WHERE token = $1";
pub const USE: &str = "DELETE FROM invitations WHERE token = $1 RETURNING true";

pub const KEEP: &str = "INSERT INTO one_time_tokens (hash, purpose, account, tenant, expires_at) \
     SELECT $1, $2, id, tenant, $4 FROM accounts WHERE id = $3 RETURNING true";
pub const LIVE: &str =
    "SELECT account FROM one_time_tokens WHERE hash = $1 AND purpose = $2 AND expires_at > $3";
/// Of many who take at once, the one whose deletion finds the token gets it.
pub const TAKE: &str = "WITH taken AS (DELETE FROM one_time_tokens WHERE hash = $1 AND purpose = $2 AND expires_at > $3 \
         RETURNING account), \
     others AS (DELETE FROM one_time_tokens WHERE account IN (SELECT account FROM taken) AND purpose = $2 AND hash <> $1) \
     SELECT account FROM taken";

#[async_trait]
impl Invitations for PostgresStore {
    async fn create(&self, invitation: &Invitation, most: u32, audit: &Audit) -> StoreResult<()> {
        // Whether there is an account is asked of all realms.
        let input = (invitation.clone(), most);
        self.core
            .audited(audit, Scope::Node, input, |tx, (invitation, most)| {
                create(tx, invitation, *most).boxed()
            })
            .await
    }

    async fn list(&self, realm: Option<TenantId>, page: PageRequest) -> StoreResult<Page<Invitation>> {
        let input = (realm, Created::decode(page.cursor.as_deref())?, page.most());
        self.core
            .read_list(scope(realm), input, |tx, (realm, after, limit)| {
                list(tx, *realm, *after, *limit).boxed()
            })
            .await
    }

    async fn revoke(&self, realm: Option<TenantId>, id: InvitationId, audit: &Audit) -> StoreResult<()> {
        self.core
            .audited(audit, scope(realm), (realm, id), |tx, (realm, id)| revoke(tx, *realm, *id).boxed())
            .await
    }

    async fn by_token(&self, hash: &[u8; 32]) -> StoreResult<Option<Invitation>> {
        self.core.read(Scope::Node, *hash, |tx, hash| by_token(tx, hash).boxed()).await
    }

    async fn accept(&self, hash: &[u8; 32], account: &Account, most: u32, audit: &Audit) -> StoreResult<()> {
        let input = (*hash, account.clone(), most);
        self.core
            .audited(audit, Scope::Node, input, |tx, (hash, account, most)| {
                accept(tx, hash, account, *most).boxed()
            })
            .await
    }
}

fn invitation(row: &Row) -> StoreResult<Invitation> {
    Ok(Invitation {
        id: InvitationId(row::uuid(row, 0)?),
        tenant_id: row::get::<Option<Uuid>>(row, 1)?.map(TenantId),
        email: row::get(row, 2)?,
        roles: accounts::roles(row, 3)?,
        language: row::get(row, 4)?,
        token_hash: row::bytes(row, 5)?,
        invited_by: AccountId(row::uuid(row, 6)?),
        created_at: row::millis(row, 7)?,
        expires_at: row::millis(row, 8)?,
    })
}

async fn create(tx: &Tx, invitation: &Invitation, most: u32) -> Result<(), Fault> {
    let Invitation { id, email, language, invited_by, created_at, expires_at, .. } = invitation;
    let tenant = invitation.tenant_id.map(|tenant| tenant.0);
    let (roles, token) = (role_names(&invitation.roles), &invitation.token_hash[..]);
    let [create, lock, count] = tx.prepare([CREATE, tenants::LOCK, COUNT]).await?;
    tx.first(REPLACE, params![email, tenant]).await?;
    if let Some(tenant) = tenant {
        if tx.rows(&lock, params![tenant]).await?.is_empty() {
            return Err(StoreError::NotFound.into());
        }
        has_room(&tx.rows(&count, params![tenant, created_at.0]).await?, 1, most)?;
    }
    let values =
        params![id.0, tenant, email, roles, language, token, invited_by.0, created_at.0, expires_at.0];
    match tx.execute(&create, values).await? {
        0 => Err(StoreError::Taken("email").into()),
        _ => tx.commit_with(std::future::ready(Ok(()))).await,
    }
}

async fn list(
    tx: &Tx,
    realm: Option<TenantId>,
    after: Created,
    limit: u32,
) -> Result<Page<Invitation>, Fault> {
    let sql = if realm.is_some() { OF_TENANT } else { OF_PLATFORM };
    let realm = realm.map(|tenant| tenant.0);
    let rows = tx.alone(sql, params![realm, after.at.0, after.id, i64::from(limit) + 1]).await?;
    let items = rows.iter().map(invitation).collect::<StoreResult<_>>()?;
    Ok(Page::cut(items, limit, |last: &Invitation| Created { at: last.created_at, id: last.id.0 }.encode()))
}

async fn revoke(tx: &Tx, realm: Option<TenantId>, id: InvitationId) -> Result<(), Fault> {
    let rows = tx.alone(REVOKE, params![id.0, realm.map(|tenant| tenant.0)]).await?;
    if rows.is_empty() { Err(StoreError::NotFound.into()) } else { Ok(()) }
}

async fn by_token(tx: &Tx, hash: &[u8; 32]) -> Result<Option<Invitation>, Fault> {
    let rows = tx.alone(BY_TOKEN, params![&hash[..]]).await?;
    Ok(rows.first().map(invitation).transpose()?)
}

async fn accept(tx: &Tx, hash: &[u8; 32], account: &Account, most: u32) -> Result<(), Fault> {
    if tx.first(USE, params![&hash[..]]).await?.is_empty() {
        return Err(StoreError::NotFound.into());
    }
    accounts::create_within(tx, account, most).await?;
    tx.commit_with(std::future::ready(Ok(()))).await
}

#[async_trait]
impl OneTimeTokens for PostgresStore {
    async fn keep(&self, token: &OneTimeToken) -> StoreResult<()> {
        self.core.write(Scope::Node, token.clone(), |tx, token| keep(tx, token).boxed()).await
    }

    async fn look_up(
        &self,
        hash: &[u8; 32],
        purpose: TokenPurpose,
        now: Millis,
    ) -> StoreResult<Option<AccountId>> {
        let input = (*hash, purpose.as_str(), now.0);
        self.core
            .read(Scope::Node, input, |tx, (hash, purpose, now)| whose(tx, LIVE, hash, purpose, *now).boxed())
            .await
    }

    async fn take(
        &self,
        hash: &[u8; 32],
        purpose: TokenPurpose,
        now: Millis,
    ) -> StoreResult<Option<AccountId>> {
        let input = (*hash, purpose.as_str(), now.0);
        self.core
            .write(Scope::Node, input, |tx, (hash, purpose, now)| {
                whose(tx, TAKE, hash, purpose, *now).boxed()
            })
            .await
    }

    async fn forget(&self, now: Millis) -> StoreResult<()> {
        self.core
            .write(Scope::Node, now.0, |tx, now| {
                let sql = "DELETE FROM one_time_tokens WHERE expires_at <= $1";
                async move { tx.alone(sql, params![*now]).await.map(drop) }.boxed()
            })
            .await
    }
}

async fn keep(tx: &Tx, token: &OneTimeToken) -> Result<(), Fault> {
    let (hash, purpose) = (&token.hash[..], token.purpose.as_str());
    let kept = tx.alone(KEEP, params![hash, purpose, token.account_id.0, token.expires_at.0]).await?;
    if kept.is_empty() { Err(StoreError::NotFound.into()) } else { Ok(()) }
}

async fn whose(
    tx: &Tx,
    sql: &str,
    hash: &[u8; 32],
    purpose: &str,
    now: i64,
) -> Result<Option<AccountId>, Fault> {
    let rows = tx.alone(sql, params![&hash[..], purpose, now]).await?;
    Ok(rows.first().map(|row| row::uuid(row, 0).map(AccountId)).transpose()?)
}
