//! Second factors and recovery codes.

use async_trait::async_trait;
use rusqlite::{Connection, Row, params};
use vq_domain::{AccountId, Millis, SecondFactor};
use vq_ports::{Audit, SecondFactors, StoreError, StoreResult};

use crate::{SqliteStore, row};

fn second_factor(row: &Row<'_>) -> StoreResult<SecondFactor> {
    Ok(SecondFactor {
        account_id: AccountId(row::uuid(row, 0)?),
        sealed_secret: row::get(row, 1)?,
        confirmed_at: row::maybe_millis(row, 2)?,
        codes_left: row::number(row, 3)?,
    })
}

#[async_trait]
impl SecondFactors for SqliteStore {
    async fn get(&self, account: AccountId) -> StoreResult<Option<SecondFactor>> {
        let sql = "SELECT account, secret, confirmed_at,
                   (SELECT count(*) FROM recovery_codes WHERE recovery_codes.account = second_factors.account)
                   FROM second_factors WHERE account = ?1";
        self.core
            .read(move |connection| row::find(connection, sql, [account.as_bytes()], second_factor))
            .await
    }

    async fn holders(&self, accounts: Vec<AccountId>) -> StoreResult<Vec<AccountId>> {
        let sql = "SELECT 1 FROM second_factors WHERE account = ?1 AND confirmed_at IS NOT NULL";
        self.core
            .read(move |connection| {
                let mut holders = Vec::new();
                for account in accounts {
                    if row::exists(connection, sql, [account.as_bytes()])? {
                        holders.push(account);
                    }
                }
                Ok(holders)
            })
            .await
    }

    async fn start(&self, account: AccountId, sealed_secret: &[u8]) -> StoreResult<()> {
        let secret = sealed_secret.to_vec();
        self.core
            .write(move |tx| {
                let sql = "INSERT INTO second_factors (account, secret, confirmed_at, last_step)
                           SELECT id, ?2, NULL, 0 FROM accounts WHERE id = ?1
                           ON CONFLICT (account) DO UPDATE SET secret = excluded.secret WHERE confirmed_at IS NULL";
                match row::execute(tx.connection, sql, params![account.as_bytes(), secret])? {
                    0 => Err(StoreError::Taken("second factor")),
                    _ => Ok(()),
                }
            })
            .await
    }

    async fn confirm(
        &self,
        account: AccountId,
        step: u64,
        codes: &[[u8; 32]],
        now: Millis,
        audit: &Audit,
    ) -> StoreResult<bool> {
        let codes = codes.to_vec();
        self.core
            .audited(audit, move |tx| {
                let sql = "UPDATE second_factors SET confirmed_at = ?2, last_step = ?3
                           WHERE account = ?1 AND confirmed_at IS NULL";
                let values = params![account.as_bytes(), now.0, row::to_i64(step)?];
                let confirmed = row::execute(tx.connection, sql, values)? > 0;
                if confirmed {
                    replace_codes(tx.connection, account, &codes)?;
                }
                Ok(confirmed)
            })
            .await
    }

    async fn use_step(&self, account: AccountId, step: u64) -> StoreResult<bool> {
        self.core
            .write(move |tx| {
                let sql = "UPDATE second_factors SET last_step = ?2
                           WHERE account = ?1 AND last_step < ?2 AND confirmed_at IS NOT NULL";
                Ok(row::execute(tx.connection, sql, params![account.as_bytes(), row::to_i64(step)?])? > 0)
            })
            .await
    }

    async fn use_code(&self, account: AccountId, code: &[u8; 32]) -> StoreResult<bool> {
        let code = *code;
        self.core
            .write(move |tx| {
                let sql = "DELETE FROM recovery_codes WHERE account = ?1 AND hash = ?2";
                Ok(row::execute(tx.connection, sql, params![account.as_bytes(), code])? > 0)
            })
            .await
    }

    async fn replace_codes(&self, account: AccountId, codes: &[[u8; 32]], audit: &Audit) -> StoreResult<()> {
        let codes = codes.to_vec();
        self.core
            .audited(audit, move |tx| {
                let sql = "SELECT 1 FROM second_factors WHERE account = ?1 AND confirmed_at IS NOT NULL";
                if !row::exists(tx.connection, sql, [account.as_bytes()])? {
                    return Err(StoreError::NotFound);
                }
                replace_codes(tx.connection, account, &codes)
            })
            .await
    }

    async fn remove(&self, account: AccountId, audit: &Audit) -> StoreResult<()> {
        self.core
            .audited(audit, move |tx| {
                row::execute(
                    tx.connection,
                    "DELETE FROM second_factors WHERE account = ?1",
                    [account.as_bytes()],
                )?;
                replace_codes(tx.connection, account, &[])
            })
            .await
    }
}

fn replace_codes(connection: &Connection, account: AccountId, codes: &[[u8; 32]]) -> StoreResult<()> {
    row::execute(connection, "DELETE FROM recovery_codes WHERE account = ?1", [account.as_bytes()])?;
    for code in codes {
        let sql = "INSERT INTO recovery_codes (account, hash) VALUES (?1, ?2)";
        row::execute(connection, sql, params![account.as_bytes(), code])?;
    }
    Ok(())
}
