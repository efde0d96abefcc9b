//! Invitations, and tokens that work once.

use async_trait::async_trait;
use rusqlite::{Connection, Row, params};
use vq_domain::{Account, AccountId, Invitation, InvitationId, Millis, OneTimeToken, TenantId, TokenPurpose};
use vq_ports::{Audit, Invitations, OneTimeTokens, Page, PageRequest, StoreError, StoreResult};

use crate::{SqliteStore, accounts, credentials::room_for, cursor::Created, row};

const COLUMNS: &str = "id, tenant, email, roles, language, token, invited_by, created_at, expires_at";

fn invitation(row: &Row<'_>) -> StoreResult<Invitation> {
    Ok(Invitation {
        id: InvitationId(row::uuid(row, 0)?),
        tenant_id: accounts::realm(row, 1)?,
        email: row::get(row, 2)?,
        roles: accounts::roles(row, 3)?,
        language: row::get(row, 4)?,
        token_hash: row::get(row, 5)?,
        invited_by: AccountId(row::uuid(row, 6)?),
        created_at: row::millis(row, 7)?,
        expires_at: row::millis(row, 8)?,
    })
}

#[async_trait]
impl Invitations for SqliteStore {
    async fn create(&self, invitation: &Invitation, most: u32, audit: &Audit) -> StoreResult<()> {
        let invitation = invitation.clone();
        self.core.audited(audit, move |tx| create(tx.connection, &invitation, most)).await
    }

    async fn list(&self, realm: Option<TenantId>, page: PageRequest) -> StoreResult<Page<Invitation>> {
        let after = Created::decode(page.cursor.as_deref())?;
        let limit = page.most();
        let sql = format!(
            "SELECT {COLUMNS} FROM invitations WHERE tenant IS ?1 AND (created_at, id) > (?2, ?3)
             ORDER BY created_at, id LIMIT ?4"
        );
        let items = self
            .core
            .read(move |connection| {
                let tenant = realm.as_ref().map(TenantId::as_bytes);
                let values = params![tenant, after.at.0, after.id.as_bytes(), limit + 1];
                row::all(connection, &sql, values, invitation)
            })
            .await?;
        Ok(Page::cut(items, limit, |last| Created { at: last.created_at, id: last.id.0 }.encode()))
    }

    async fn revoke(&self, realm: Option<TenantId>, id: InvitationId, audit: &Audit) -> StoreResult<()> {
        self.core
            .audited(audit, move |tx| {
                let sql = "DELETE FROM invitations WHERE id = ?1 AND tenant IS ?2";
                let values = params![id.as_bytes(), realm.as_ref().map(TenantId::as_bytes)];
                if row::execute(tx.connection, sql, values)? == 0 {
                    Err(StoreError::NotFound)
                } else {
                    Ok(())
                }
            })
            .await
    }

    async fn by_token(&self, hash: &[u8; 32]) -> StoreResult<Option<Invitation>> {
        let hash = *hash;
        let sql = format!("SELECT {COLUMNS} FROM invitations WHERE token = ?1");
        self.core.read(move |connection| row::find(connection, &sql, [hash], invitation)).await
    }

    async fn accept(&self, hash: &[u8; 32], account: &Account, most: u32, audit: &Audit) -> StoreResult<()> {
        let (hash, account) = (*hash, account.clone());
        self.core
            .audited(audit, move |tx| {
                if row::execute(tx.connection, "DELETE FROM invitations WHERE token = ?1", [hash])? == 0 {
                    return Err(StoreError::NotFound);
                }
                accounts::create(tx.connection, &account, most)
            })
            .await
    }
}

fn create(connection: &Connection, invitation: &Invitation, most: u32) -> StoreResult<()> {
    if row::exists(connection, "SELECT 1 FROM accounts WHERE email = ?1", [&invitation.email])? {
        return Err(StoreError::Taken("email"));
    }
    let tenant = invitation.tenant_id.as_ref().map(TenantId::as_bytes);
    let before = "DELETE FROM invitations WHERE email = ?1 AND tenant IS ?2";
    row::execute(connection, before, params![invitation.email, tenant])?;
    let count = "SELECT (SELECT count(*) FROM accounts WHERE tenant IS ?1)
                 + (SELECT count(*) FROM invitations WHERE tenant IS ?1 AND expires_at > ?2)";
    room_for(connection, count, params![tenant, invitation.created_at.0], 1, most)?;
    row::execute(
        connection,
        "INSERT INTO invitations (id, tenant, email, roles, language, token, invited_by, created_at, expires_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
        params![
            invitation.id.as_bytes(),
            tenant,
            invitation.email,
            accounts::roles_text(&invitation.roles),
            invitation.language,
            invitation.token_hash,
            invitation.invited_by.as_bytes(),
            invitation.created_at.0,
            invitation.expires_at.0,
        ],
    )?;
    Ok(())
}

const LIVE: &str = "SELECT account FROM one_time_tokens WHERE hash = ?1 AND purpose = ?2 AND expires_at > ?3";

fn live(
    connection: &Connection,
    hash: [u8; 32],
    purpose: TokenPurpose,
    now: Millis,
) -> StoreResult<Option<AccountId>> {
    let values = params![hash, purpose.as_str(), now.0];
    row::find(connection, LIVE, values, |row| row::uuid(row, 0).map(AccountId))
}

#[async_trait]
impl OneTimeTokens for SqliteStore {
    async fn keep(&self, token: &OneTimeToken) -> StoreResult<()> {
        let token = token.clone();
        self.core
            .write(move |tx| {
                let sql = "INSERT INTO one_time_tokens (hash, purpose, account, expires_at)
                           SELECT ?1, ?2, id, ?4 FROM accounts WHERE id = ?3";
                let account = token.account_id.as_bytes();
                let values = params![token.hash, token.purpose.as_str(), account, token.expires_at.0];
                if row::execute(tx.connection, sql, values)? == 0 {
                    Err(StoreError::NotFound)
                } else {
                    Ok(())
                }
            })
            .await
    }

    async fn look_up(
        &self,
        hash: &[u8; 32],
        purpose: TokenPurpose,
        now: Millis,
    ) -> StoreResult<Option<AccountId>> {
        let hash = *hash;
        self.core.read(move |connection| live(connection, hash, purpose, now)).await
    }

    async fn take(
        &self,
        hash: &[u8; 32],
        purpose: TokenPurpose,
        now: Millis,
    ) -> StoreResult<Option<AccountId>> {
        let hash = *hash;
        self.core
            .write(move |tx| {
                let found = live(tx.connection, hash, purpose, now)?;
                if let Some(account) = found {
                    let sql = "DELETE FROM one_time_tokens WHERE account = ?1 AND purpose = ?2";
                    row::execute(tx.connection, sql, params![account.as_bytes(), purpose.as_str()])?;
                }
                Ok(found)
            })
            .await
    }

    async fn forget(&self, now: Millis) -> StoreResult<()> {
        self.core
            .write(move |tx| {
                row::execute(tx.connection, "DELETE FROM one_time_tokens WHERE expires_at <= ?1", [now.0])?;
                Ok(())
            })
            .await
    }
}
