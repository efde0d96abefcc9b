//! Invite codes, block and allow lists, keys of enqueue tokens, and what works once.

use async_trait::async_trait;
use rusqlite::{Connection, Row, params};
use vq_domain::{
    AccessEffect, AccessRule, AccessRuleId, AccessSubject, AccountId, EnqueueKey, EnqueueKeyId,
    EnqueueKeyMaterial, InviteCode, InviteCodeId, Millis, QueueId, TenantId,
};
use vq_ports::{
    AccessRules, Audit, EnqueueKeys, InviteCodes, Page, PageRequest, SpentTokens, StoreError, StoreResult,
};

use crate::{
    SqliteStore,
    credentials::{room, room_for},
    cursor::Created,
    fault::unreadable,
    row,
};

const CODE: &str = "id, tenant, queue, label, hint, hash, max_uses, uses, expires_at, created_by, created_at";
const RULE: &str = "id, tenant, queue, effect, subject, value, reason, expires_at, created_by, created_at";

fn code(row: &Row<'_>) -> StoreResult<InviteCode> {
    Ok(InviteCode {
        id: InviteCodeId(row::uuid(row, 0)?),
        tenant_id: TenantId(row::uuid(row, 1)?),
        queue_id: QueueId(row::uuid(row, 2)?),
        label: row::get(row, 3)?,
        hint: row::get(row, 4)?,
        hash: row::get(row, 5)?,
        max_uses: row::number(row, 6)?,
        uses: row::number(row, 7)?,
        expires_at: row::maybe_millis(row, 8)?,
        created_by: AccountId(row::uuid(row, 9)?),
        created_at: row::millis(row, 10)?,
    })
}

fn rule(row: &Row<'_>) -> StoreResult<AccessRule> {
    let (effect, subject): (String, String) = (row::get(row, 3)?, row::get(row, 4)?);
    Ok(AccessRule {
        id: AccessRuleId(row::uuid(row, 0)?),
        tenant_id: TenantId(row::uuid(row, 1)?),
        queue_id: row::get::<Option<[u8; 16]>>(row, 2)?.map(QueueId::from_bytes),
        effect: AccessEffect::parse(&effect).ok_or_else(|| unreadable("effect", effect))?,
        subject: AccessSubject::parse(&subject).ok_or_else(|| unreadable("subject", subject))?,
        value: row::get(row, 5)?,
        reason: row::get(row, 6)?,
        expires_at: row::maybe_millis(row, 7)?,
        created_by: AccountId(row::uuid(row, 8)?),
        created_at: row::millis(row, 9)?,
    })
}

fn key(row: &Row<'_>) -> StoreResult<EnqueueKey> {
    let algorithm: String = row::get(row, 3)?;
    Ok(EnqueueKey {
        id: EnqueueKeyId(row::uuid(row, 0)?),
        tenant_id: TenantId(row::uuid(row, 1)?),
        name: row::get(row, 2)?,
        material: match algorithm.as_str() {
            "HS256" => EnqueueKeyMaterial::Shared(row::get(row, 4)?),
            "EdDSA" => EnqueueKeyMaterial::Public(row::get(row, 4)?),
            _ => return Err(unreadable("algorithm", algorithm)),
        },
        created_by: AccountId(row::uuid(row, 5)?),
        created_at: row::millis(row, 6)?,
    })
}

/// `NotFound` if the tenant has no such queue.
fn needs_queue(connection: &Connection, tenant: TenantId, queue: QueueId) -> StoreResult<()> {
    let sql = "SELECT 1 FROM queues WHERE id = ?1 AND tenant = ?2";
    if row::exists(connection, sql, [queue.as_bytes(), tenant.as_bytes()])? {
        Ok(())
    } else {
        Err(StoreError::NotFound)
    }
}

/// Removes what belongs to a queue.
pub(crate) fn remove_of_queue(connection: &Connection, queue: QueueId) -> StoreResult<()> {
    for table in ["invite_codes", "access_rules"] {
        row::execute(connection, &format!("DELETE FROM {table} WHERE queue = ?1"), [queue.as_bytes()])?;
    }
    Ok(())
}

/// Removes what belongs to a tenant.
pub(crate) fn remove_all(connection: &Connection, tenant: TenantId) -> StoreResult<()> {
    for table in ["invite_codes", "access_rules", "enqueue_keys"] {
        row::execute(connection, &format!("DELETE FROM {table} WHERE tenant = ?1"), [tenant.as_bytes()])?;
    }
    Ok(())
}

#[async_trait]
impl InviteCodes for SqliteStore {
    async fn create(&self, codes: &[InviteCode], most: u32, audit: &Audit) -> StoreResult<()> {
        let codes = codes.to_vec();
        self.core.audited(audit, move |tx| create_codes(tx.connection, &codes, most)).await
    }

    async fn list(
        &self,
        tenant: TenantId,
        queue: QueueId,
        page: PageRequest,
    ) -> StoreResult<Page<InviteCode>> {
        let after = Created::decode(page.cursor.as_deref())?;
        let limit = page.most();
        let sql = format!(
            "SELECT {CODE} FROM invite_codes WHERE tenant = ?1 AND queue = ?2 AND (created_at, id) > (?3, ?4)
             ORDER BY created_at, id LIMIT ?5"
        );
        let items = self
            .core
            .read(move |connection| {
                let (tenant, queue) = (tenant.as_bytes(), queue.as_bytes());
                let values = params![tenant, queue, after.at.0, after.id.as_bytes(), limit + 1];
                row::all(connection, &sql, values, code)
            })
            .await?;
        Ok(Page::cut(items, limit, |last| Created { at: last.created_at, id: last.id.0 }.encode()))
    }

    async fn revoke(
        &self,
        tenant: TenantId,
        queue: QueueId,
        code: InviteCodeId,
        audit: &Audit,
    ) -> StoreResult<()> {
        self.core
            .audited(audit, move |tx| {
                let sql = "DELETE FROM invite_codes WHERE id = ?1 AND tenant = ?2 AND queue = ?3";
                let values = [code.as_bytes(), tenant.as_bytes(), queue.as_bytes()];
                match row::execute(tx.connection, sql, values)? {
                    0 => Err(StoreError::NotFound),
                    _ => Ok(()),
                }
            })
            .await
    }

    async fn redeem(
        &self,
        tenant: TenantId,
        queue: QueueId,
        hash: &[u8; 32],
        now: Millis,
    ) -> StoreResult<Option<InviteCodeId>> {
        let hash = *hash;
        self.core
            .write(move |tx| {
                let sql =
                    "UPDATE invite_codes SET uses = uses + 1 WHERE tenant = ?1 AND queue = ?2 AND hash = ?3
                           AND uses < max_uses AND (expires_at IS NULL OR expires_at > ?4) RETURNING id";
                let values = params![tenant.as_bytes(), queue.as_bytes(), hash, now.0];
                row::find(tx.connection, sql, values, |row| row::uuid(row, 0).map(InviteCodeId))
            })
            .await
    }

    async fn give_back(&self, tenant: TenantId, code: InviteCodeId) -> StoreResult<()> {
        self.core
            .write(move |tx| {
                let sql =
                    "UPDATE invite_codes SET uses = uses - 1 WHERE id = ?1 AND tenant = ?2 AND uses > 0";
                row::execute(tx.connection, sql, [code.as_bytes(), tenant.as_bytes()]).map(drop)
            })
            .await
    }
}

fn create_codes(connection: &Connection, codes: &[InviteCode], most: u32) -> StoreResult<()> {
    let Some(first) = codes.first() else { return Ok(()) };
    needs_queue(connection, first.tenant_id, first.queue_id)?;
    let count = "SELECT count(*) FROM invite_codes WHERE queue = ?1";
    room_for(connection, count, [first.queue_id.as_bytes()], codes.len(), most)?;
    for code in codes {
        row::execute(
            connection,
            "INSERT INTO invite_codes (id, tenant, queue, label, hint, hash, max_uses, uses, expires_at, created_by,
             created_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
            params![
                code.id.as_bytes(),
                code.tenant_id.as_bytes(),
                first.queue_id.as_bytes(),
                code.label,
                code.hint,
                code.hash,
                code.max_uses,
                code.uses,
                code.expires_at.map(|at| at.0),
                code.created_by.as_bytes(),
                code.created_at.0,
            ],
        )?;
    }
    Ok(())
}

#[async_trait]
impl AccessRules for SqliteStore {
    async fn create(&self, rule: &AccessRule, most: u32, audit: &Audit) -> StoreResult<()> {
        let rule = rule.clone();
        self.core
            .audited(audit, move |tx| {
                if let Some(queue) = rule.queue_id {
                    needs_queue(tx.connection, rule.tenant_id, queue)?;
                }
                room(tx.connection, "access_rules", rule.tenant_id, most)?;
                row::execute(
                    tx.connection,
                    "INSERT INTO access_rules (id, tenant, queue, effect, subject, value, reason, expires_at, created_by,
                     created_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
                    params![
                        rule.id.as_bytes(),
                        rule.tenant_id.as_bytes(),
                        rule.queue_id.as_ref().map(QueueId::as_bytes),
                        rule.effect.as_str(),
                        rule.subject.as_str(),
                        rule.value,
                        rule.reason,
                        rule.expires_at.map(|at| at.0),
                        rule.created_by.as_bytes(),
                        rule.created_at.0,
                    ],
                )
                .map(drop)
            })
            .await
    }

    async fn list(&self, tenant: TenantId, page: PageRequest) -> StoreResult<Page<AccessRule>> {
        let after = Created::decode(page.cursor.as_deref())?;
        let limit = page.most();
        let sql = format!(
            "SELECT {RULE} FROM access_rules WHERE tenant = ?1 AND (created_at, id) > (?2, ?3)
             ORDER BY created_at, id LIMIT ?4"
        );
        let items = self
            .core
            .read(move |connection| {
                let values = params![tenant.as_bytes(), after.at.0, after.id.as_bytes(), limit + 1];
                row::all(connection, &sql, values, rule)
            })
            .await?;
        Ok(Page::cut(items, limit, |last| Created { at: last.created_at, id: last.id.0 }.encode()))
    }

    async fn in_force(&self, tenant: TenantId, now: Millis) -> StoreResult<Vec<AccessRule>> {
        let sql = format!(
            "SELECT {RULE} FROM access_rules WHERE tenant = ?1 AND (expires_at IS NULL OR expires_at > ?2)
             ORDER BY created_at, id"
        );
        self.core
            .read(move |connection| row::all(connection, &sql, params![tenant.as_bytes(), now.0], rule))
            .await
    }

    async fn remove(&self, tenant: TenantId, rule: AccessRuleId, audit: &Audit) -> StoreResult<()> {
        self.core
            .audited(audit, move |tx| {
                let sql = "DELETE FROM access_rules WHERE id = ?1 AND tenant = ?2";
                match row::execute(tx.connection, sql, [rule.as_bytes(), tenant.as_bytes()])? {
                    0 => Err(StoreError::NotFound),
                    _ => Ok(()),
                }
            })
            .await
            .inspect(|_| self.core.truncate_log())
    }
}

#[async_trait]
impl EnqueueKeys for SqliteStore {
    async fn create(&self, key: &EnqueueKey, most: u32, audit: &Audit) -> StoreResult<()> {
        let key = key.clone();
        self.core
            .audited(audit, move |tx| {
                room(tx.connection, "enqueue_keys", key.tenant_id, most)?;
                let material = match &key.material {
                    EnqueueKeyMaterial::Shared(sealed) => &sealed[..],
                    EnqueueKeyMaterial::Public(bytes) => &bytes[..],
                };
                row::execute(
                    tx.connection,
                    "INSERT INTO enqueue_keys (id, tenant, name, algorithm, material, created_by, created_at)
                     VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
                    params![
                        key.id.as_bytes(),
                        key.tenant_id.as_bytes(),
                        key.name,
                        key.algorithm(),
                        material,
                        key.created_by.as_bytes(),
                        key.created_at.0,
                    ],
                )
                .map(drop)
            })
            .await
    }

    async fn list(&self, tenant: TenantId) -> StoreResult<Vec<EnqueueKey>> {
        let sql = "SELECT id, tenant, name, algorithm, material, created_by, created_at FROM enqueue_keys
                   WHERE tenant = ?1 ORDER BY created_at, id";
        self.core.read(move |connection| row::all(connection, sql, [tenant.as_bytes()], key)).await
    }

    async fn remove(&self, tenant: TenantId, key: EnqueueKeyId, audit: &Audit) -> StoreResult<()> {
        self.core
            .audited(audit, move |tx| {
                let sql = "DELETE FROM enqueue_keys WHERE id = ?1 AND tenant = ?2";
                match row::execute(tx.connection, sql, [key.as_bytes(), tenant.as_bytes()])? {
                    0 => Err(StoreError::NotFound),
                    _ => Ok(()),
                }
            })
            .await
    }
}

#[async_trait]
impl SpentTokens for SqliteStore {
    async fn spend(&self, hash: &[u8; 32], until: Millis) -> StoreResult<bool> {
        let hash = *hash;
        // It does not fail, and comes with every join.
        self.core
            .write_hot(1, move |tx| {
                let sql =
                    "INSERT INTO spent_tokens (hash, until) VALUES (?1, ?2) ON CONFLICT (hash) DO NOTHING";
                Ok(row::execute(tx.connection, sql, params![hash, until.0])? == 1)
            })
            .await
    }

    async fn take_back(&self, hash: &[u8; 32]) -> StoreResult<()> {
        let hash = *hash;
        self.core
            .write(move |tx| {
                row::execute(tx.connection, "DELETE FROM spent_tokens WHERE hash = ?1", [hash]).map(drop)
            })
            .await
    }

    async fn forget(&self, now: Millis) -> StoreResult<()> {
        self.core
            .write(move |tx| {
                row::execute(tx.connection, "DELETE FROM spent_tokens WHERE until <= ?1", [now.0]).map(drop)
            })
            .await
    }
}
