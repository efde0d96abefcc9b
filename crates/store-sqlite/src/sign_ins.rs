//! Sign-ins, their refresh tokens, and what was revoked.

use async_trait::async_trait;
use rusqlite::{Connection, Row, params};
use uuid::Uuid;
use vq_domain::{AccountId, Millis, RefreshToken, RoleRef, SignIn, SignInId, SignInMethod, TenantId};
use vq_ports::{Audit, SignIns, StoreError, StoreResult, Which};

use crate::{SqliteStore, fault::unreadable, row};

const COLUMNS: &str =
    "id, account, method, second_factor, device, address, network, created_at, last_used_at, expires_at";
/// Most sign-ins of one person that are shown.
const MOST: u32 = 200;

fn sign_in(row: &Row<'_>) -> StoreResult<SignIn> {
    let method: String = row::get(row, 2)?;
    Ok(SignIn {
        id: SignInId(row::uuid(row, 0)?),
        account_id: AccountId(row::uuid(row, 1)?),
        method: SignInMethod::parse(&method).ok_or_else(|| unreadable("way to sign in", method))?,
        second_factor: row::get(row, 3)?,
        device: row::get(row, 4)?,
        address: row::get(row, 5)?,
        network: row::get(row, 6)?,
        created_at: row::millis(row, 7)?,
        last_used_at: row::millis(row, 8)?,
        expires_at: row::millis(row, 9)?,
    })
}

fn token(row: &Row<'_>) -> StoreResult<RefreshToken> {
    Ok(RefreshToken {
        hash: row::get(row, 0)?,
        family: SignInId(row::uuid(row, 1)?),
        account_id: AccountId(row::uuid(row, 2)?),
        expires_at: row::millis(row, 3)?,
        used_at: row::maybe_millis(row, 4)?,
    })
}

fn id(row: &Row<'_>) -> StoreResult<SignInId> {
    row::uuid(row, 0).map(SignInId)
}

#[async_trait]
impl SignIns for SqliteStore {
    async fn begin(&self, sign_in: &SignIn, token: &RefreshToken, audit: &Audit) -> StoreResult<()> {
        let (sign_in, token) = (sign_in.clone(), token.clone());
        self.core
            .audited(audit, move |tx| {
                begin(tx.connection, &sign_in)?;
                keep(tx.connection, &token)
            })
            .await
    }

    async fn exchange(
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

    async fn keep(&self, token: &RefreshToken) -> StoreResult<bool> {
        let token = token.clone();
        self.core
            .write(move |tx| {
                let sql = "SELECT id FROM sign_ins WHERE id = ?1";
                let found = row::find(tx.connection, sql, [token.family.as_bytes()], id)?;
                if found.is_some() {
                    keep(tx.connection, &token)?;
                }
                Ok(found.is_some())
            })
            .await
    }

    async fn get(&self, id: SignInId) -> StoreResult<Option<SignIn>> {
        let sql = format!("SELECT {COLUMNS} FROM sign_ins WHERE id = ?1");
        self.core.read(move |connection| row::find(connection, &sql, [id.as_bytes()], sign_in)).await
    }

    async fn list(&self, account: AccountId, now: Millis) -> StoreResult<Vec<SignIn>> {
        let sql = format!(
            "SELECT {COLUMNS} FROM sign_ins WHERE account = ?1 AND expires_at > ?2
             ORDER BY last_used_at DESC, id LIMIT {MOST}"
        );
        self.core
            .read(move |connection| row::all(connection, &sql, params![account.as_bytes(), now.0], sign_in))
            .await
    }

    async fn revoke(
        &self,
        account: AccountId,
        which: Which,
        until: Millis,
        audit: &Audit,
    ) -> StoreResult<Vec<SignInId>> {
        self.core
            .audited(audit, move |tx| {
                let (one, but) = match which {
                    Which::One(one) => (Some(one.0), None),
                    Which::Others(but) => (None, Some(but.0)),
                    Which::All => (None, None),
                };
                let sql =
                    "SELECT id FROM sign_ins WHERE account = ?1 AND (?2 IS NULL OR id = ?2) AND id IS NOT ?3";
                let bytes = |id: Option<Uuid>| id.map(Uuid::into_bytes);
                let values = params![account.as_bytes(), bytes(one), bytes(but)];
                let found = row::all(tx.connection, sql, values, id)?;
                end(tx.connection, &found, until)?;
                Ok(found)
            })
            .await
    }

    async fn revoke_holders(
        &self,
        realm: Option<TenantId>,
        role: RoleRef,
        until: Millis,
        audit: &Audit,
    ) -> StoreResult<Vec<SignInId>> {
        self.core
            .audited(audit, move |tx| {
                let sql = "SELECT sign_ins.id FROM accounts JOIN sign_ins ON sign_ins.account = accounts.id
                           WHERE tenant IS ?1 AND instr(' ' || roles || ' ', ' ' || ?2 || ' ')";
                let values = params![realm.as_ref().map(TenantId::as_bytes), role.to_string()];
                let found = row::all(tx.connection, sql, values, id)?;
                end(tx.connection, &found, until)?;
                Ok(found)
            })
            .await
    }

    async fn revoked(&self, now: Millis) -> StoreResult<Vec<SignInId>> {
        self.core
            .read(move |connection| {
                row::all(connection, "SELECT sign_in FROM revocations WHERE until > ?1", [now.0], id)
            })
            .await
    }

    async fn knows_network(&self, account: AccountId, network: [u8; 16]) -> StoreResult<bool> {
        self.core
            .read(move |connection| {
                let sql = "SELECT 1 FROM sign_ins WHERE account = ?1 AND network = ?2 LIMIT 1";
                row::exists(connection, sql, params![account.as_bytes(), network])
            })
            .await
    }

    async fn forget(&self, now: Millis) -> StoreResult<()> {
        self.core
            .write(move |tx| {
                row::execute(tx.connection, "DELETE FROM revocations WHERE until <= ?1", [now.0])?;
                let tokens = "DELETE FROM refresh_tokens WHERE family IN
                              (SELECT id FROM sign_ins WHERE expires_at <= ?1)";
                row::execute(tx.connection, tokens, [now.0])?;
                row::execute(tx.connection, "DELETE FROM sign_ins WHERE expires_at <= ?1", [now.0])?;
                Ok(())
            })
            .await
    }
}

fn begin(connection: &Connection, sign_in: &SignIn) -> StoreResult<()> {
    let account = sign_in.account_id.as_bytes();
    if !row::exists(connection, "SELECT 1 FROM accounts WHERE id = ?1", [account])? {
        return Err(StoreError::NotFound);
    }
    row::execute(
        connection,
        "INSERT INTO sign_ins (id, account, method, second_factor, device, address, network, created_at, last_used_at,
         expires_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
        params![
            sign_in.id.as_bytes(),
            account,
            sign_in.method.as_str(),
            sign_in.second_factor,
            sign_in.device,
            sign_in.address,
            sign_in.network,
            sign_in.created_at.0,
            sign_in.last_used_at.0,
            sign_in.expires_at.0,
        ],
    )?;
    Ok(())
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
    row::execute(
        connection,
        "UPDATE sign_ins SET last_used_at = ?2, expires_at = ?3 WHERE id = ?1",
        params![family.as_bytes(), now.0, expires_at.0],
    )?;
    // Used tokens are kept to notice a second use; once expired they are refused for that.
    row::execute(
        connection,
        "DELETE FROM refresh_tokens WHERE account = ?1 AND expires_at <= ?2",
        params![account_id.as_bytes(), now.0],
    )?;
    Ok(())
}

fn end(connection: &Connection, sign_ins: &[SignInId], until: Millis) -> StoreResult<()> {
    for id in sign_ins {
        let id = id.as_bytes();
        row::execute(connection, "DELETE FROM refresh_tokens WHERE family = ?1", [id])?;
        row::execute(connection, "DELETE FROM sign_ins WHERE id = ?1", [id])?;
        let sql = "INSERT INTO revocations (sign_in, until) VALUES (?1, ?2)
                   ON CONFLICT (sign_in) DO UPDATE SET until = max(until, excluded.until)";
        row::execute(connection, sql, params![id, until.0])?;
    }
    Ok(())
}
