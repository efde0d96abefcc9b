//! Second factors and recovery codes: of whoever signs in, so in the node's scope.

use async_trait::async_trait;
use futures_util::FutureExt;
use tokio_postgres::Row;
use vq_domain::{AccountId, Millis, SecondFactor};
use vq_ports::{Audit, SecondFactors, StoreError, StoreResult};

use crate::{
    PostgresStore,
    fault::Fault,
    row::{self, params},
    tx::{Scope, Tx},
};

pub const GET: &str = "SELECT account, secret, confirmed_at, \
     (SELECT count(*) FROM recovery_codes WHERE recovery_codes.account = second_factors.account) \
     FROM second_factors WHERE account = $1";
pub const HOLDERS: &str =
    "SELECT account FROM second_factors WHERE account = ANY ($1) AND confirmed_at IS NOT NULL";
pub const START: &str = "INSERT INTO second_factors (account, tenant, secret, last_step) \
     SELECT id, tenant, $2, 0 FROM accounts WHERE id = $1 \
     ON CONFLICT (account) DO UPDATE SET secret = excluded.secret WHERE second_factors.confirmed_at IS NULL RETURNING true";
pub const CONFIRM: &str = "UPDATE second_factors SET confirmed_at = $2, last_step = $3 \
     WHERE account = $1 AND confirmed_at IS NULL RETURNING true";
pub const USE_STEP: &str = "UPDATE second_factors SET last_step = $2 \
     WHERE account = $1 AND last_step < $2 AND confirmed_at IS NOT NULL RETURNING true";
pub const USE_CODE: &str = "DELETE FROM recovery_codes WHERE account = $1 AND hash = $2 RETURNING true";
pub const LOCK: &str =
    "SELECT true FROM second_factors WHERE account = $1 AND confirmed_at IS NOT NULL FOR UPDATE";
pub const DROP_CODES: &str = "DELETE FROM recovery_codes WHERE account = $1";
pub const KEEP_CODES: &str = "INSERT INTO recovery_codes (account, tenant, hash) \
     SELECT account, tenant, unnest($2::bytea[]) FROM second_factors WHERE account = $1";
/// Its codes go with it.
pub const REMOVE: &str = "DELETE FROM second_factors WHERE account = $1";

#[async_trait]
impl SecondFactors for PostgresStore {
    async fn get(&self, account: AccountId) -> StoreResult<Option<SecondFactor>> {
        self.core.read(Scope::Node, account, |tx, account| get(tx, *account).boxed()).await
    }

    async fn holders(&self, accounts: Vec<AccountId>) -> StoreResult<Vec<AccountId>> {
        let accounts: Vec<_> = accounts.into_iter().map(|account| account.0).collect();
        self.core.read(Scope::Node, accounts, |tx, accounts| holders(tx, accounts).boxed()).await
    }

    async fn start(&self, account: AccountId, sealed_secret: &[u8]) -> StoreResult<()> {
        let input = (account, sealed_secret.to_vec());
        let started = self
            .core
            .write(Scope::Node, input, |tx, (account, secret)| {
                async move { Ok(!tx.alone(START, params![account.0, secret]).await?.is_empty()) }.boxed()
            })
            .await?;
        if started { Ok(()) } else { Err(StoreError::Taken("second factor")) }
    }

    async fn confirm(
        &self,
        account: AccountId,
        step: u64,
        codes: &[[u8; 32]],
        now: Millis,
        audit: &Audit,
    ) -> StoreResult<bool> {
        let input = (account, row::to_i64(step)?, codes.to_vec(), now);
        self.core
            .audited(audit, Scope::Node, input, |tx, (account, step, codes, now)| {
                confirm(tx, *account, *step, codes, *now).boxed()
            })
            .await
    }

    async fn use_step(&self, account: AccountId, step: u64) -> StoreResult<bool> {
        let input = (account.0, row::to_i64(step)?);
        self.core
            .write(Scope::Node, input, |tx, (account, step)| {
                async move { Ok(!tx.alone(USE_STEP, params![*account, *step]).await?.is_empty()) }.boxed()
            })
            .await
    }

    async fn use_code(&self, account: AccountId, code: &[u8; 32]) -> StoreResult<bool> {
        self.core
            .write(Scope::Node, (account.0, *code), |tx, (account, code)| {
                async move { Ok(!tx.alone(USE_CODE, params![*account, &code[..]]).await?.is_empty()) }.boxed()
            })
            .await
    }

    async fn replace_codes(&self, account: AccountId, codes: &[[u8; 32]], audit: &Audit) -> StoreResult<()> {
        let input = (account, codes.to_vec());
        self.core
            .audited(audit, Scope::Node, input, |tx, (account, codes)| replace(tx, *account, codes).boxed())
            .await
    }

    async fn remove(&self, account: AccountId, audit: &Audit) -> StoreResult<()> {
        self.core
            .audited(audit, Scope::Node, account.0, |tx, account| {
                async move { tx.alone(REMOVE, params![*account]).await.map(drop) }.boxed()
            })
            .await
    }
}

fn second_factor(row: &Row) -> StoreResult<SecondFactor> {
    Ok(SecondFactor {
        account_id: AccountId(row::uuid(row, 0)?),
        sealed_secret: row::get(row, 1)?,
        confirmed_at: row::maybe_millis(row, 2)?,
        codes_left: row::number(row, 3)?,
    })
}

async fn get(tx: &Tx, account: AccountId) -> Result<Option<SecondFactor>, Fault> {
    let rows = tx.alone(GET, params![account.0]).await?;
    Ok(rows.first().map(second_factor).transpose()?)
}

async fn holders(tx: &Tx, accounts: &[uuid::Uuid]) -> Result<Vec<AccountId>, Fault> {
    let rows = tx.alone(HOLDERS, params![accounts]).await?;
    Ok(rows.iter().map(|row| row::uuid(row, 0).map(AccountId)).collect::<StoreResult<_>>()?)
}

async fn confirm(
    tx: &Tx,
    account: AccountId,
    step: i64,
    codes: &[[u8; 32]],
    now: Millis,
) -> Result<bool, Fault> {
    if tx.first(CONFIRM, params![account.0, now.0, step]).await?.is_empty() {
        return Ok(false);
    }
    write_codes(tx, account, codes).await?;
    Ok(true)
}

async fn replace(tx: &Tx, account: AccountId, codes: &[[u8; 32]]) -> Result<(), Fault> {
    if tx.first(LOCK, params![account.0]).await?.is_empty() {
        return Err(StoreError::NotFound.into());
    }
    write_codes(tx, account, codes).await
}

/// Ends the transaction.
async fn write_codes(tx: &Tx, account: AccountId, codes: &[[u8; 32]]) -> Result<(), Fault> {
    let [drop_codes, keep_codes] = tx.prepare([DROP_CODES, KEEP_CODES]).await?;
    let codes: Vec<&[u8]> = codes.iter().map(|code| &code[..]).collect();
    tx.execute(&drop_codes, params![account.0]).await?;
    tx.commit_with(tx.execute(&keep_codes, params![account.0, codes])).await.map(drop)
}
