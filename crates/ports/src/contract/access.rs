//! Rules of invite codes, lists, keys of enqueue tokens, and what works once.

use tokio::task::JoinSet;
use vq_domain::{
    AccessEffect, AccessRule, AccessRuleId, AccessSubject, AccountId, EnqueueKey, EnqueueKeyId,
    EnqueueKeyMaterial, InviteCode, InviteCodeId, Millis, Queue, QueueId, TenantId,
};

use super::sample::{self, START};
use crate::{PageRequest, StoreError, Stores};

const ALL: PageRequest = PageRequest { limit: 200, cursor: None };

fn code(queue: &Queue, byte: u8, max_uses: u32) -> InviteCode {
    InviteCode {
        id: InviteCodeId(sample::id()),
        tenant_id: queue.tenant_id,
        queue_id: queue.id,
        label: "Press".into(),
        hint: "9QXT".into(),
        hash: [byte; 32],
        max_uses,
        uses: 0,
        expires_at: Some(START.plus_seconds(60)),
        created_by: AccountId(sample::id()),
        created_at: START,
    }
}

async fn tenant(stores: &Stores) -> TenantId {
    let tenant = sample::tenant();
    stores.tenants.create(&tenant, &sample::UNAUDITED).await.unwrap();
    tenant.id
}

pub async fn an_invite_code_is_its_queues_alone(stores: Stores) {
    let mine = sample::stored(&stores, sample::paused()).await;
    let other = sample::stored_for(&stores, mine.tenant_id, sample::paused()).await;
    let (first, second) = (code(&mine, 1, 1), code(&mine, 2, 3));
    stores.invite_codes.create(&[first.clone(), second.clone()], 2, &sample::UNAUDITED).await.unwrap();
    assert_eq!(
        stores.invite_codes.create(&[code(&mine, 3, 1)], 2, &sample::UNAUDITED).await,
        Err(StoreError::Full(2))
    );
    let lost = InviteCode { queue_id: QueueId(sample::id()), ..code(&mine, 4, 1) };
    assert_eq!(stores.invite_codes.create(&[lost], 9, &sample::UNAUDITED).await, Err(StoreError::NotFound));
    let listed = stores.invite_codes.list(mine.tenant_id, mine.id, ALL).await.unwrap();
    assert!(listed.items.len() == 2 && listed.items.contains(&first) && listed.items.contains(&second));
    assert_eq!(stores.invite_codes.list(mine.tenant_id, other.id, ALL).await.unwrap().items, []);

    let redeem = async |queue: &Queue, tenant, byte, now| {
        stores.invite_codes.redeem(tenant, queue.id, &[byte; 32], now).await.unwrap()
    };
    let stranger = tenant(&stores).await;
    assert_eq!(redeem(&mine, stranger, 1, START).await, None);
    assert_eq!(redeem(&other, mine.tenant_id, 1, START).await, None);
    assert_eq!(redeem(&mine, mine.tenant_id, 9, START).await, None);
    assert_eq!(redeem(&mine, mine.tenant_id, 1, START.plus_seconds(60)).await, None);
    assert_eq!(redeem(&mine, mine.tenant_id, 1, START).await, Some(first.id));

    let revoke = async |tenant, queue: &Queue, id| {
        stores.invite_codes.revoke(tenant, queue.id, id, &sample::UNAUDITED).await
    };
    assert_eq!(revoke(stranger, &mine, first.id).await, Err(StoreError::NotFound));
    assert_eq!(revoke(mine.tenant_id, &other, first.id).await, Err(StoreError::NotFound));
    revoke(mine.tenant_id, &mine, second.id).await.unwrap();
    assert_eq!(redeem(&mine, mine.tenant_id, 2, START).await, None);
    stores.invite_codes.give_back(mine.tenant_id, second.id).await.unwrap();
}

pub async fn no_more_use_an_invite_code_than_may(stores: Stores) {
    let queue = sample::stored(&stores, sample::paused()).await;
    let shared = code(&queue, 1, 5);
    stores.invite_codes.create(std::slice::from_ref(&shared), 9, &sample::UNAUDITED).await.unwrap();
    let mut tries = JoinSet::new();
    for _ in 0..20 {
        let (codes, tenant, queue) = (stores.invite_codes.clone(), queue.tenant_id, queue.id);
        tries.spawn(async move { codes.redeem(tenant, queue, &[1; 32], START).await.unwrap() });
    }
    let used = tries.join_all().await.into_iter().flatten().count();
    assert_eq!(used, 5);
    let listed = stores.invite_codes.list(queue.tenant_id, queue.id, ALL).await.unwrap();
    assert_eq!(listed.items[0].uses, 5);
    stores.invite_codes.give_back(queue.tenant_id, shared.id).await.unwrap();
    let again =
        async || stores.invite_codes.redeem(queue.tenant_id, queue.id, &shared.hash, START).await.unwrap();
    assert_eq!(again().await, Some(shared.id));
    assert_eq!(again().await, None);
    stores.queues.delete(queue.tenant_id, queue.id, &sample::UNAUDITED).await.unwrap();
    assert_eq!(again().await, None);
}

fn rule(tenant: TenantId, queue: Option<QueueId>, value: &str) -> AccessRule {
    AccessRule {
        id: AccessRuleId(sample::id()),
        tenant_id: tenant,
        queue_id: queue,
        effect: AccessEffect::Block,
        subject: AccessSubject::Address,
        value: value.into(),
        reason: "scalper".into(),
        expires_at: None,
        created_by: AccountId(sample::id()),
        created_at: START,
    }
}

pub async fn an_access_rule_is_its_tenants_alone(stores: Stores) {
    let queue = sample::stored(&stores, sample::paused()).await;
    let (mine, theirs) = (queue.tenant_id, tenant(&stores).await);
    let of_all = rule(mine, None, "192.0.2.0/24");
    let of_one = AccessRule {
        effect: AccessEffect::Allow,
        subject: AccessSubject::Identifier,
        expires_at: Some(START.plus_seconds(60)),
        ..rule(mine, Some(queue.id), "anna")
    };
    stores.access_rules.create(&of_all, 2, &sample::UNAUDITED).await.unwrap();
    stores.access_rules.create(&of_one, 2, &sample::UNAUDITED).await.unwrap();
    assert_eq!(
        stores.access_rules.create(&rule(mine, None, "::1"), 2, &sample::UNAUDITED).await,
        Err(StoreError::Full(2))
    );
    let lost = rule(theirs, Some(queue.id), "::1");
    assert_eq!(stores.access_rules.create(&lost, 2, &sample::UNAUDITED).await, Err(StoreError::NotFound));
    let listed = stores.access_rules.list(mine, ALL).await.unwrap().items;
    assert!(listed.len() == 2 && listed.contains(&of_all) && listed.contains(&of_one));
    assert_eq!(stores.access_rules.list(theirs, ALL).await.unwrap().items, []);
    let in_force = async |tenant, now: Millis| stores.access_rules.in_force(tenant, now).await.unwrap();
    assert_eq!(in_force(mine, START).await.len(), 2);
    assert_eq!(in_force(mine, START.plus_seconds(60)).await, std::slice::from_ref(&of_all));
    assert_eq!(in_force(theirs, START).await, []);
    assert_eq!(
        stores.access_rules.remove(theirs, of_all.id, &sample::UNAUDITED).await,
        Err(StoreError::NotFound)
    );
    stores.access_rules.remove(mine, of_all.id, &sample::UNAUDITED).await.unwrap();
    stores.queues.delete(mine, queue.id, &sample::UNAUDITED).await.unwrap();
    assert_eq!(in_force(mine, START).await, []);
}

pub async fn an_enqueue_key_is_its_tenants_alone(stores: Stores) {
    let (mine, theirs) = (tenant(&stores).await, tenant(&stores).await);
    let key = |material| EnqueueKey {
        id: EnqueueKeyId(sample::id()),
        tenant_id: mine,
        name: "Shop".into(),
        material,
        created_by: AccountId(sample::id()),
        created_at: START,
    };
    let shared = key(EnqueueKeyMaterial::Shared(vec![1; 44]));
    let public = key(EnqueueKeyMaterial::Public([2; 32]));
    stores.enqueue_keys.create(&shared, 2, &sample::UNAUDITED).await.unwrap();
    stores.enqueue_keys.create(&public, 2, &sample::UNAUDITED).await.unwrap();
    let third = key(EnqueueKeyMaterial::Public([3; 32]));
    assert_eq!(stores.enqueue_keys.create(&third, 2, &sample::UNAUDITED).await, Err(StoreError::Full(2)));
    let listed = stores.enqueue_keys.list(mine).await.unwrap();
    assert!(listed.len() == 2 && listed.contains(&shared) && listed.contains(&public));
    assert_eq!(stores.enqueue_keys.list(theirs).await, Ok(vec![]));
    assert_eq!(
        stores.enqueue_keys.remove(theirs, shared.id, &sample::UNAUDITED).await,
        Err(StoreError::NotFound)
    );
    stores.enqueue_keys.remove(mine, shared.id, &sample::UNAUDITED).await.unwrap();
    assert_eq!(stores.enqueue_keys.list(mine).await, Ok(vec![public]));
    stores.tenants.delete(mine, &sample::UNAUDITED).await.unwrap();
    assert_eq!(stores.enqueue_keys.list(mine).await, Ok(vec![]));
}

pub async fn what_is_spent_is_spent_once(stores: Stores) {
    let hash = [1; 32];
    let until = START.plus_seconds(60);
    let mut tries = JoinSet::new();
    for _ in 0..20 {
        let tokens = stores.spent_tokens.clone();
        tries.spawn(async move { tokens.spend(&[1; 32], until).await.unwrap() });
    }
    assert_eq!(tries.join_all().await.into_iter().filter(|spent| *spent).count(), 1);
    stores.spent_tokens.take_back(&hash).await.unwrap();
    assert_eq!(stores.spent_tokens.spend(&hash, until).await, Ok(true));
    stores.spent_tokens.forget(START.plus_seconds(59)).await.unwrap();
    assert_eq!(stores.spent_tokens.spend(&hash, until).await, Ok(false));
    stores.spent_tokens.forget(until).await.unwrap();
    assert_eq!(stores.spent_tokens.spend(&hash, until).await, Ok(true));
}
