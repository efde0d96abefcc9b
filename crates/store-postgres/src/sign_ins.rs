//! Sign-ins, their refresh tokens, and what was revoked: known before the tenant is, so in the node's scope.

use async_trait::async_trait;
use futures_util::{
    FutureExt,
    future::{try_join3, try_join4},
};
use tokio_postgres::Row;
use uuid::Uuid;
use vq_domain::{AccountId, Millis, RefreshToken, RoleRef, SignIn, SignInId, SignInMethod, TenantId};
use vq_ports::{Audit, SignIns, StoreError, StoreResult, Which};

use crate::{
    PostgresStore,
    fault::{Fault, unreadable},
    row::{self, params},
    tx::{Scope, Tx},
};

/// With its first refresh token; nothing if the account is gone.
pub const BEGIN: &str = "WITH made AS (INSERT INTO sign_ins (id, account, tenant, method, second_factor, device, address, network, \
     created_at, last_used_at, expires_at) SELECT $1, id, tenant, $3, $4, $5, $6, $7, $8, $9, $10 FROM accounts WHERE id = $2 \
     RETURNING id, account, tenant) \
     INSERT INTO refresh_tokens (hash, family, account, tenant, expires_at) SELECT $11, id, account, tenant, $12 FROM made \
     RETURNING true";

pub const OLD_TOKEN: &str =
    "SELECT hash, family, account, expires_at, used_at FROM refresh_tokens WHERE hash = $1 FOR UPDATE";
pub const USE_TOKEN: &str = "UPDATE refresh_tokens SET used_at = $2 WHERE hash = $1";
pub const KEEP_TOKEN: &str = "INSERT INTO refresh_tokens (hash, family, account, tenant, expires_at) \
     SELECT $1, $2, id, tenant, $4 FROM accounts WHERE id = $3 RETURNING true";
/// Waits for whoever ends the sign-in, so that nothing is kept of one that has ended.
pub const KEEP_ANOTHER: &str = "INSERT INTO refresh_tokens (hash, family, account, tenant, expires_at) \
     SELECT $1, id, account, tenant, $3 FROM sign_ins WHERE id = $2 FOR SHARE RETURNING true";
pub const NOTE_USE: &str = "UPDATE sign_ins SET last_used_at = $2, expires_at = $3 WHERE id = $1";
/// Used tokens are kept to notice a second use; once expired they are refused for that.
pub const DROP_EXPIRED: &str = "DELETE FROM refresh_tokens WHERE account = $1 AND expires_at <= $2";

pub const BY_ID: &str = "SELECT id, account, method, second_factor, device, address, network, created_at, last_used_at, expires_at \
     FROM sign_ins WHERE id = $1";
pub const LIST: &str = "SELECT id, account, method, second_factor, device, address, network, created_at, last_used_at, expires_at \
     FROM sign_ins WHERE account = $1 AND expires_at > $2 ORDER BY last_used_at DESC, id LIMIT 200";

pub const REVOKE: &str = "WITH ended AS (DELETE FROM sign_ins WHERE account = $1 AND ($2::uuid IS NULL OR id = $2) \
         AND id IS DISTINCT FROM $3 RETURNING id), \
     tokens AS (DELETE FROM refresh_tokens WHERE family IN (SELECT id FROM ended)) \
     INSERT INTO revocations (sign_in, until) SELECT id, $4 FROM ended \
     ON CONFLICT (sign_in) DO UPDATE SET until = greatest(revocations.until, excluded.until) RETURNING sign_in";
pub const REVOKE_HOLDERS: &str = "WITH holders AS (SELECT id FROM accounts WHERE roles @> ARRAY[$2] \
         AND tenant IS NOT DISTINCT FROM $1), \
     ended AS (DELETE FROM sign_ins WHERE account IN (SELECT id FROM holders) RETURNING id), \
     tokens AS (DELETE FROM refresh_tokens WHERE family IN (SELECT id FROM ended)) \
     INSERT INTO revocations (sign_in, until) SELECT id, $3 FROM ended \
     ON CONFLICT (sign_in) DO UPDATE SET until = greatest(revocations.until, excluded.until) RETURNING sign_in";
pub const REVOKED: &str = "SELECT sign_in FROM revocations WHERE until > $1";
pub const KNOWS: &str = "SELECT true FROM sign_ins WHERE account = $1 AND network = $2 LIMIT 1";

#[async_trait]
impl SignIns for PostgresStore {
    async fn begin(&self, sign_in: &SignIn, token: &RefreshToken, audit: &Audit) -> StoreResult<()> {
        let input = (sign_in.clone(), token.clone());
        self.core
            .audited(audit, Scope::Node, input, |tx, (sign_in, token)| begin(tx, sign_in, token).boxed())
            .await
    }

    async fn exchange(
        &self,
        hash: &[u8; 32],
        successor: [u8; 32],
        successor_expires_at: Millis,
        now: Millis,
    ) -> StoreResult<Option<RefreshToken>> {
        let exchange = Exchange { hash: *hash, successor, successor_expires_at, now };
        self.core.write(Scope::Node, exchange, |tx, exchange| exchange.run(tx).boxed()).await
    }

    async fn keep(&self, token: &RefreshToken) -> StoreResult<bool> {
        self.core
            .write(Scope::Node, token.clone(), |tx, token| {
                async move {
                    let values = params![&token.hash[..], token.family.0, token.expires_at.0];
                    Ok(!tx.alone(KEEP_ANOTHER, values).await?.is_empty())
                }
                .boxed()
            })
            .await
    }

    async fn get(&self, id: SignInId) -> StoreResult<Option<SignIn>> {
        self.core.read(Scope::Node, id, |tx, id| get(tx, *id).boxed()).await
    }

    async fn list(&self, account: AccountId, now: Millis) -> StoreResult<Vec<SignIn>> {
        self.core
            .read(Scope::Node, (account, now), |tx, (account, now)| list(tx, *account, *now).boxed())
            .await
    }

    async fn revoke(
        &self,
        account: AccountId,
        which: Which,
        until: Millis,
        audit: &Audit,
    ) -> StoreResult<Vec<SignInId>> {
        let input = (account, which, until);
        self.core
            .audited(audit, Scope::Node, input, |tx, (account, which, until)| {
                revoke(tx, *account, *which, *until).boxed()
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
        let input = (realm.map(|tenant| tenant.0), role.to_string(), until.0);
        self.core
            .audited(audit, Scope::Node, input, |tx, (realm, role, until)| {
                async move { ids(&tx.alone(REVOKE_HOLDERS, params![*realm, role, *until]).await?) }.boxed()
            })
            .await
    }

    async fn revoked(&self, now: Millis) -> StoreResult<Vec<SignInId>> {
        self.core
            .read(Scope::Node, now.0, |tx, now| {
                async move { ids(&tx.alone(REVOKED, params![*now]).await?) }.boxed()
            })
            .await
    }

    async fn knows_network(&self, account: AccountId, network: [u8; 16]) -> StoreResult<bool> {
        self.core
            .read(Scope::Node, (account, network), |tx, (account, network)| {
                async move { Ok(!tx.alone(KNOWS, params![account.0, &network[..]]).await?.is_empty()) }
                    .boxed()
            })
            .await
    }

    async fn forget(&self, now: Millis) -> StoreResult<()> {
        self.core.write(Scope::Node, now.0, |tx, now| forget(tx, *now).boxed()).await
    }
}

fn sign_in(row: &Row) -> StoreResult<SignIn> {
    let method: &str = row::get(row, 2)?;
    Ok(SignIn {
        id: SignInId(row::uuid(row, 0)?),
        account_id: AccountId(row::uuid(row, 1)?),
        method: SignInMethod::parse(method).ok_or_else(|| unreadable("way to sign in", method))?,
        second_factor: row::get(row, 3)?,
        device: row::get(row, 4)?,
        address: row::get(row, 5)?,
        network: row::bytes(row, 6)?,
        created_at: row::millis(row, 7)?,
        last_used_at: row::millis(row, 8)?,
        expires_at: row::millis(row, 9)?,
    })
}

fn token(row: &Row) -> StoreResult<RefreshToken> {
    Ok(RefreshToken {
        hash: row::bytes(row, 0)?,
        family: SignInId(row::uuid(row, 1)?),
        account_id: AccountId(row::uuid(row, 2)?),
        expires_at: row::millis(row, 3)?,
        used_at: row::maybe_millis(row, 4)?,
    })
}

fn ids(rows: &[Row]) -> Result<Vec<SignInId>, Fault> {
    Ok(rows.iter().map(|row| row::uuid(row, 0).map(SignInId)).collect::<StoreResult<_>>()?)
}

async fn begin(tx: &Tx, sign_in: &SignIn, token: &RefreshToken) -> Result<(), Fault> {
    let SignIn { id, account_id, second_factor, device, address, network, .. } = sign_in;
    let (method, network) = (sign_in.method.as_str(), &network[..]);
    let times = [sign_in.created_at.0, sign_in.last_used_at.0, sign_in.expires_at.0];
    let [created, used, expires] = times;
    let (hash, until) = (&token.hash[..], token.expires_at.0);
    let values = params![
        id.0,
        account_id.0,
        method,
        second_factor,
        device,
        address,
        network,
        created,
        used,
        expires,
        hash,
        until
    ];
    let made = tx.alone(BEGIN, values).await?;
    if made.is_empty() { Err(StoreError::NotFound.into()) } else { Ok(()) }
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
        let [used, keep, note, expired] = tx.prepare([USE_TOKEN, KEEP_TOKEN, NOTE_USE, DROP_EXPIRED]).await?;
        let (now, account, family) = (self.now.0, old.account_id.0, old.family.0);
        let (successor, until) = (&self.successor[..], self.successor_expires_at.0);
        let work = async {
            try_join4(
                tx.execute(&used, params![&old.hash[..], now]),
                tx.rows(&keep, params![successor, family, account, until]),
                tx.execute(&note, params![family, now, until]),
                tx.execute(&expired, params![account, now]),
            )
            .await
        };
        tx.commit_with(work).await.map(drop)
    }
}

async fn get(tx: &Tx, id: SignInId) -> Result<Option<SignIn>, Fault> {
    let rows = tx.alone(BY_ID, params![id.0]).await?;
    Ok(rows.first().map(sign_in).transpose()?)
}

async fn list(tx: &Tx, account: AccountId, now: Millis) -> Result<Vec<SignIn>, Fault> {
    let rows = tx.alone(LIST, params![account.0, now.0]).await?;
    Ok(rows.iter().map(sign_in).collect::<StoreResult<_>>()?)
}

async fn revoke(tx: &Tx, account: AccountId, which: Which, until: Millis) -> Result<Vec<SignInId>, Fault> {
    let (one, but): (Option<Uuid>, Option<Uuid>) = match which {
        Which::One(one) => (Some(one.0), None),
        Which::Others(but) => (None, Some(but.0)),
        Which::All => (None, None),
    };
    ids(&tx.alone(REVOKE, params![account.0, one, but, until.0]).await?)
}

async fn forget(tx: &Tx, now: i64) -> Result<(), Fault> {
    let revocations = "DELETE FROM revocations WHERE until <= $1";
    let sign_ins = "WITH ended AS (DELETE FROM sign_ins WHERE expires_at <= $1 RETURNING id) \
                    DELETE FROM refresh_tokens WHERE family IN (SELECT id FROM ended)";
    let [revocations, sign_ins] = tx.prepare([revocations, sign_ins]).await?;
    let work = async {
        try_join3(tx.begin(), tx.execute(&revocations, params![now]), tx.execute(&sign_ins, params![now]))
            .await
    };
    tx.commit_with(work).await.map(drop)
}
