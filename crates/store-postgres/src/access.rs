//! Invite codes, block and allow lists, keys of enqueue tokens, and what works once.

use async_trait::async_trait;
use futures_util::FutureExt;
use tokio_postgres::Row;
use uuid::Uuid;
use vq_domain::{
    AccessEffect, AccessRule, AccessRuleId, AccessSubject, AccountId, EnqueueKey, EnqueueKeyId,
    EnqueueKeyMaterial, InviteCode, InviteCodeId, Millis, QueueId, TenantId,
};
use vq_ports::{
    AccessRules, Audit, EnqueueKeys, InviteCodes, Page, PageRequest, SpentTokens, StoreError, StoreResult,
};

use crate::{
    PostgresStore,
    credentials::remove,
    cursor::Created,
    fault::{Fault, unreadable},
    roles::{has_room, room},
    row::{self, params},
    tx::{Scope, Tx},
};

/// Locked, so that of many who make codes at once none goes over the limit.
pub const LOCK_QUEUE: &str = "SELECT true FROM queues WHERE id = $1 AND tenant = $2 FOR UPDATE";
pub const COUNT_CODES: &str = "SELECT count(*) FROM invite_codes WHERE queue = $1";
pub const CREATE_CODE: &str = "INSERT INTO invite_codes (id, tenant, queue, label, hint, hash, max_uses, uses, expires_at, created_by, created_at) \
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";
pub const CODES: &str = "SELECT id, tenant, queue, label, hint, hash, max_uses, uses, expires_at, created_by, created_at \
     FROM invite_codes WHERE tenant = $1 AND queue = $2 AND (created_at, id) > ($3, $4) ORDER BY created_at, id LIMIT $5";
pub const REVOKE_CODE: &str =
    "DELETE FROM invite_codes WHERE id = $1 AND tenant = $2 AND queue = $3 RETURNING true";
pub const REDEEM: &str = "UPDATE invite_codes SET uses = uses + 1 WHERE tenant = $1 AND queue = $2 AND hash = $3 \
     AND uses < max_uses AND (expires_at IS NULL OR expires_at > $4) RETURNING id";
pub const GIVE_BACK: &str =
    "UPDATE invite_codes SET uses = uses - 1 WHERE id = $1 AND tenant = $2 AND uses > 0";

pub const QUEUE_EXISTS: &str = "SELECT true FROM queues WHERE id = $1 AND tenant = $2";
pub const COUNT_RULES: &str = "SELECT count(*) FROM access_rules WHERE tenant = $1";
pub const CREATE_RULE: &str = "INSERT INTO access_rules (id, tenant, queue, effect, subject, value, reason, expires_at, created_by, created_at) \
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
pub const RULES: &str = "SELECT id, tenant, queue, effect, subject, value, reason, expires_at, created_by, created_at \
     FROM access_rules WHERE tenant = $1 AND (created_at, id) > ($2, $3) ORDER BY created_at, id LIMIT $4";
pub const IN_FORCE: &str = "SELECT id, tenant, queue, effect, subject, value, reason, expires_at, created_by, created_at \
     FROM access_rules WHERE tenant = $1 AND (expires_at IS NULL OR expires_at > $2) ORDER BY created_at, id";
pub const REMOVE_RULE: &str = "DELETE FROM access_rules WHERE id = $1 AND tenant = $2 RETURNING true";

pub const COUNT_KEYS: &str = "SELECT count(*) FROM enqueue_keys WHERE tenant = $1";
pub const CREATE_KEY: &str = "INSERT INTO enqueue_keys (id, tenant, name, algorithm, material, created_by, created_at) \
     VALUES ($1, $2, $3, $4, $5, $6, $7)";
pub const KEYS: &str = "SELECT id, tenant, name, algorithm, material, created_by, created_at FROM enqueue_keys \
     WHERE tenant = $1 ORDER BY created_at, id";
pub const REMOVE_KEY: &str = "DELETE FROM enqueue_keys WHERE id = $1 AND tenant = $2 RETURNING true";

pub const SPEND: &str =
    "INSERT INTO spent_tokens (hash, until) VALUES ($1, $2) ON CONFLICT (hash) DO NOTHING RETURNING true";
pub const TAKE_BACK: &str = "DELETE FROM spent_tokens WHERE hash = $1";
pub const FORGET: &str = "DELETE FROM spent_tokens WHERE until <= $1";

fn code(row: &Row) -> StoreResult<InviteCode> {
    Ok(InviteCode {
        id: InviteCodeId(row::uuid(row, 0)?),
        tenant_id: TenantId(row::uuid(row, 1)?),
        queue_id: QueueId(row::uuid(row, 2)?),
        label: row::get(row, 3)?,
        hint: row::get(row, 4)?,
        hash: row::bytes(row, 5)?,
        max_uses: row::number(row, 6)?,
        uses: row::number(row, 7)?,
        expires_at: row::maybe_millis(row, 8)?,
        created_by: AccountId(row::uuid(row, 9)?),
        created_at: row::millis(row, 10)?,
    })
}

fn rule(row: &Row) -> StoreResult<AccessRule> {
    let (effect, subject): (&str, &str) = (row::get(row, 3)?, row::get(row, 4)?);
    Ok(AccessRule {
        id: AccessRuleId(row::uuid(row, 0)?),
        tenant_id: TenantId(row::uuid(row, 1)?),
        queue_id: row::get::<Option<Uuid>>(row, 2)?.map(QueueId),
        effect: AccessEffect::parse(effect).ok_or_else(|| unreadable("effect", effect))?,
        subject: AccessSubject::parse(subject).ok_or_else(|| unreadable("subject", subject))?,
        value: row::get(row, 5)?,
        reason: row::get(row, 6)?,
        expires_at: row::maybe_millis(row, 7)?,
        created_by: AccountId(row::uuid(row, 8)?),
        created_at: row::millis(row, 9)?,
    })
}

fn key(row: &Row) -> StoreResult<EnqueueKey> {
    Ok(EnqueueKey {
        id: EnqueueKeyId(row::uuid(row, 0)?),
        tenant_id: TenantId(row::uuid(row, 1)?),
        name: row::get(row, 2)?,
        material: match row::get(row, 3)? {
            "HS256" => EnqueueKeyMaterial::Shared(row::get(row, 4)?),
            "EdDSA" => EnqueueKeyMaterial::Public(row::bytes(row, 4)?),
            other => return Err(unreadable("algorithm", other)),
        },
        created_by: AccountId(row::uuid(row, 5)?),
        created_at: row::millis(row, 6)?,
    })
}

#[async_trait]
impl InviteCodes for PostgresStore {
    async fn create(&self, codes: &[InviteCode], most: u32, audit: &Audit) -> StoreResult<()> {
        let Some(first) = codes.first() else { return Ok(()) };
        let input = (codes.to_vec(), most);
        self.core
            .audited(audit, Scope::Tenant(first.tenant_id), input, |tx, (codes, most)| {
                create_codes(tx, codes, *most).boxed()
            })
            .await
    }

    async fn list(
        &self,
        tenant: TenantId,
        queue: QueueId,
        page: PageRequest,
    ) -> StoreResult<Page<InviteCode>> {
        let input = (tenant, queue, Created::decode(page.cursor.as_deref())?, page.most());
        self.core
            .read_list(Scope::Tenant(tenant), input, |tx, (tenant, queue, after, limit)| {
                codes(tx, *tenant, *queue, *after, *limit).boxed()
            })
            .await
    }

    async fn revoke(
        &self,
        tenant: TenantId,
        queue: QueueId,
        code: InviteCodeId,
        audit: &Audit,
    ) -> StoreResult<()> {
        self.core
            .audited(
                audit,
                Scope::Tenant(tenant),
                (code.0, tenant.0, queue.0),
                |tx, (code, tenant, queue)| {
                    async move {
                        let gone = tx.alone(REVOKE_CODE, params![*code, *tenant, *queue]).await?;
                        if gone.is_empty() { Err(StoreError::NotFound.into()) } else { Ok(()) }
                    }
                    .boxed()
                },
            )
            .await
    }

    async fn redeem(
        &self,
        tenant: TenantId,
        queue: QueueId,
        hash: &[u8; 32],
        now: Millis,
    ) -> StoreResult<Option<InviteCodeId>> {
        let input = (tenant.0, queue.0, *hash, now.0);
        self.core
            .write(Scope::Tenant(tenant), input, |tx, (tenant, queue, hash, now)| {
                async move {
                    let rows = tx.alone(REDEEM, params![*tenant, *queue, &hash[..], *now]).await?;
                    Ok(rows.first().map(|row| row::uuid(row, 0).map(InviteCodeId)).transpose()?)
                }
                .boxed()
            })
            .await
    }

    async fn give_back(&self, tenant: TenantId, code: InviteCodeId) -> StoreResult<()> {
        self.core
            .write(Scope::Tenant(tenant), (code.0, tenant.0), |tx, (code, tenant)| {
                async move { tx.alone(GIVE_BACK, params![*code, *tenant]).await.map(drop) }.boxed()
            })
            .await
    }
}

async fn create_codes(tx: &Tx, codes: &[InviteCode], most: u32) -> Result<(), Fault> {
    let Some(first) = codes.first() else { return Ok(()) };
    let [count, create] = tx.prepare([COUNT_CODES, CREATE_CODE]).await?;
    if tx.first(LOCK_QUEUE, params![first.queue_id.0, first.tenant_id.0]).await?.is_empty() {
        return Err(StoreError::NotFound.into());
    }
    has_room(&tx.rows(&count, params![first.queue_id.0]).await?, codes.len(), most)?;
    for code in codes {
        let (max_uses, uses) = (i64::from(code.max_uses), i64::from(code.uses));
        let expires = code.expires_at.map(|at| at.0);
        let values = params![
            code.id.0,
            code.tenant_id.0,
            first.queue_id.0,
            code.label,
            code.hint,
            &code.hash[..],
            max_uses,
            uses,
            expires,
            code.created_by.0,
            code.created_at.0
        ];
        tx.execute(&create, values).await?;
    }
    tx.commit_with(std::future::ready(Ok(()))).await
}

async fn codes(
    tx: &Tx,
    tenant: TenantId,
    queue: QueueId,
    after: Created,
    limit: u32,
) -> Result<Page<InviteCode>, Fault> {
    let rows =
        tx.alone(CODES, params![tenant.0, queue.0, after.at.0, after.id, i64::from(limit) + 1]).await?;
    let items = rows.iter().map(code).collect::<StoreResult<_>>()?;
    Ok(Page::cut(items, limit, |last: &InviteCode| Created { at: last.created_at, id: last.id.0 }.encode()))
}

#[async_trait]
impl AccessRules for PostgresStore {
    async fn create(&self, rule: &AccessRule, most: u32, audit: &Audit) -> StoreResult<()> {
        let input = (rule.clone(), most);
        self.core
            .audited(audit, Scope::Tenant(rule.tenant_id), input, |tx, (rule, most)| {
                create_rule(tx, rule, *most).boxed()
            })
            .await
    }

    async fn list(&self, tenant: TenantId, page: PageRequest) -> StoreResult<Page<AccessRule>> {
        let input = (tenant, Created::decode(page.cursor.as_deref())?, page.most());
        self.core
            .read_list(Scope::Tenant(tenant), input, |tx, (tenant, after, limit)| {
                rules(tx, *tenant, *after, *limit).boxed()
            })
            .await
    }

    async fn in_force(&self, tenant: TenantId, now: Millis) -> StoreResult<Vec<AccessRule>> {
        self.core
            .read(Scope::Tenant(tenant), (tenant.0, now.0), |tx, (tenant, now)| {
                async move {
                    let rows = tx.alone(IN_FORCE, params![*tenant, *now]).await?;
                    Ok(rows.iter().map(rule).collect::<StoreResult<_>>()?)
                }
                .boxed()
            })
            .await
    }

    async fn remove(&self, tenant: TenantId, rule: AccessRuleId, audit: &Audit) -> StoreResult<()> {
        self.core
            .audited(audit, Scope::Tenant(tenant), (rule.0, tenant.0), |tx, (rule, tenant)| {
                remove(tx, REMOVE_RULE, *rule, *tenant).boxed()
            })
            .await
    }
}

async fn create_rule(tx: &Tx, rule: &AccessRule, most: u32) -> Result<(), Fault> {
    let [exists, create] = tx.prepare([QUEUE_EXISTS, CREATE_RULE]).await?;
    room(tx, rule.tenant_id, COUNT_RULES, most).await?;
    if let Some(queue) = rule.queue_id
        && tx.rows(&exists, params![queue.0, rule.tenant_id.0]).await?.is_empty()
    {
        return Err(StoreError::NotFound.into());
    }
    let (queue, expires) = (rule.queue_id.map(|queue| queue.0), rule.expires_at.map(|at| at.0));
    let (effect, subject) = (rule.effect.as_str(), rule.subject.as_str());
    let values = params![
        rule.id.0,
        rule.tenant_id.0,
        queue,
        effect,
        subject,
        rule.value,
        rule.reason,
        expires,
        rule.created_by.0,
        rule.created_at.0
    ];
    tx.commit_with(tx.execute(&create, values)).await.map(drop)
}

async fn rules(tx: &Tx, tenant: TenantId, after: Created, limit: u32) -> Result<Page<AccessRule>, Fault> {
    let rows = tx.alone(RULES, params![tenant.0, after.at.0, after.id, i64::from(limit) + 1]).await?;
    let items = rows.iter().map(rule).collect::<StoreResult<_>>()?;
    Ok(Page::cut(items, limit, |last: &AccessRule| Created { at: last.created_at, id: last.id.0 }.encode()))
}

#[async_trait]
impl EnqueueKeys for PostgresStore {
    async fn create(&self, key: &EnqueueKey, most: u32, audit: &Audit) -> StoreResult<()> {
        let input = (key.clone(), most);
        self.core
            .audited(audit, Scope::Tenant(key.tenant_id), input, |tx, (key, most)| {
                create_key(tx, key, *most).boxed()
            })
            .await
    }

    async fn list(&self, tenant: TenantId) -> StoreResult<Vec<EnqueueKey>> {
        self.core
            .read(Scope::Tenant(tenant), tenant.0, |tx, tenant| {
                async move {
                    let rows = tx.alone(KEYS, params![*tenant]).await?;
                    Ok(rows.iter().map(key).collect::<StoreResult<_>>()?)
                }
                .boxed()
            })
            .await
    }

    async fn remove(&self, tenant: TenantId, key: EnqueueKeyId, audit: &Audit) -> StoreResult<()> {
        self.core
            .audited(audit, Scope::Tenant(tenant), (key.0, tenant.0), |tx, (key, tenant)| {
                remove(tx, REMOVE_KEY, *key, *tenant).boxed()
            })
            .await
    }
}

async fn create_key(tx: &Tx, key: &EnqueueKey, most: u32) -> Result<(), Fault> {
    room(tx, key.tenant_id, COUNT_KEYS, most).await?;
    let [create] = tx.prepare([CREATE_KEY]).await?;
    let material = match &key.material {
        EnqueueKeyMaterial::Shared(sealed) => &sealed[..],
        EnqueueKeyMaterial::Public(bytes) => &bytes[..],
    };
    let algorithm = key.algorithm();
    let values =
        params![key.id.0, key.tenant_id.0, key.name, algorithm, material, key.created_by.0, key.created_at.0];
    tx.commit_with(tx.execute(&create, values)).await.map(drop)
}

#[async_trait]
impl SpentTokens for PostgresStore {
    async fn spend(&self, hash: &[u8; 32], until: Millis) -> StoreResult<bool> {
        self.core
            .write(Scope::Node, (*hash, until.0), |tx, (hash, until)| {
                async move { Ok(!tx.alone(SPEND, params![&hash[..], *until]).await?.is_empty()) }.boxed()
            })
            .await
    }

    async fn take_back(&self, hash: &[u8; 32]) -> StoreResult<()> {
        self.core
            .write(Scope::Node, *hash, |tx, hash| {
                async move { tx.alone(TAKE_BACK, params![&hash[..]]).await.map(drop) }.boxed()
            })
            .await
    }

    async fn forget(&self, now: Millis) -> StoreResult<()> {
        self.core
            .write(Scope::Node, now.0, |tx, now| {
                async move { tx.alone(FORGET, params![*now]).await.map(drop) }.boxed()
            })
            .await
    }
}
