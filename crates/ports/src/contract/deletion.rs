//! Rules of deletion: what is deleted is gone at once, with all that belonged to it, and nothing else is.

use vq_domain::{Millis, Queue, QueueId, Role, SessionId, TenantId};
use vq_engine::Command;

use super::sample::{self, START, UNAUDITED, join, joined, one};
use crate::{PageRequest, SessionFilter, StoreError, Stores};

/// A queue with a waiting and an ended session. Answers the waiting one.
async fn lived_in(stores: &Stores, tenant: TenantId) -> (Queue, SessionId) {
    let queue = sample::stored_for(stores, tenant, sample::paused()).await;
    let outcome = one(stores, queue.id, join(Some("anna"))).await;
    one(stores, queue.id, join(Some("ben"))).await;
    one(stores, queue.id, Command::Leave { ticket: 2 }).await;
    (queue, joined(&outcome).session)
}

async fn assert_gone(stores: &Stores, queue: &Queue, session: SessionId) {
    assert_eq!(stores.queues.get(queue.tenant_id, queue.id).await, Ok(None));
    assert!(stores.queues.all().await.unwrap().iter().all(|other| other.id != queue.id));
    assert_eq!(stores.sessions.get(queue.tenant_id, session).await, Ok(None));
    assert_eq!(stores.sessions.by_ticket(queue.id, 1).await, Ok(None));
    assert_eq!(stores.log.load(queue.id).await.err(), Some(StoreError::NotFound));
    assert_eq!(stores.log.changes_after(queue.id, 0, 10).await.err(), Some(StoreError::NotFound));
    let late = stores.log.commit(queue.id, vec![join(None)], u64::MAX, START).await;
    assert_eq!(late.err(), Some(StoreError::NotFound));
}

async fn assert_there(stores: &Stores, queue: &Queue, session: SessionId) {
    assert_eq!(stores.queues.get(queue.tenant_id, queue.id).await.unwrap().as_ref(), Some(queue));
    assert!(stores.sessions.get(queue.tenant_id, session).await.unwrap().is_some());
    assert_eq!(stores.log.load(queue.id).await.unwrap().live.len(), 1);
    assert_eq!(stores.log.changes_after(queue.id, 0, 10).await.unwrap().len(), 3);
}

async fn sessions(stores: &Stores, tenant: TenantId) -> usize {
    let page = PageRequest { limit: 200, cursor: None };
    stores.sessions.list(tenant, &SessionFilter::default(), page).await.unwrap().items.len()
}

pub async fn a_deleted_queue_is_gone_with_all_it_had(stores: Stores) {
    let tenant = sample::tenant();
    stores.tenants.create(&tenant, &UNAUDITED).await.unwrap();
    let (kept, kept_session) = lived_in(&stores, tenant.id).await;
    let (deleted, session) = lived_in(&stores, tenant.id).await;
    assert_eq!(sessions(&stores, tenant.id).await, 4);
    stores.queues.delete(tenant.id, deleted.id, &UNAUDITED).await.unwrap();
    assert_gone(&stores, &deleted, session).await;
    assert_there(&stores, &kept, kept_session).await;
    assert_eq!(sessions(&stores, tenant.id).await, 2);
}

pub async fn a_deleted_tenant_is_gone_with_all_it_had(stores: Stores) {
    let (mut tenant, other) = (sample::tenant(), sample::tenant());
    tenant.domain = Some("shop.example".into());
    stores.tenants.create(&tenant, &UNAUDITED).await.unwrap();
    stores.tenants.create(&other, &UNAUDITED).await.unwrap();
    let (kept, kept_session) = lived_in(&stores, other.id).await;
    let (first, first_session) = lived_in(&stores, tenant.id).await;
    let (second, second_session) = lived_in(&stores, tenant.id).await;
    let theirs = sample::account(Some(tenant.id), "a@shop.example", &[Role::Admin]);
    let kept_account = sample::account(Some(other.id), "b@other.example", &[Role::Admin]);
    for account in [&theirs, &kept_account] {
        stores.accounts.create(account, &UNAUDITED).await.unwrap();
    }
    for (account, byte) in [(&theirs, 1), (&kept_account, 2)] {
        let (sign_in, token) = sample::sign_in(account.id, [byte; 32], Millis(i64::MAX));
        stores.sign_ins.begin(&sign_in, &token, &UNAUDITED).await.unwrap();
    }

    stores.tenants.delete(tenant.id, &UNAUDITED).await.unwrap();
    assert_eq!(stores.tenants.get(tenant.id).await, Ok(None));
    assert_gone(&stores, &first, first_session).await;
    assert_gone(&stores, &second, second_session).await;
    assert_eq!(stores.accounts.by_email("a@shop.example").await, Ok(None));
    assert_eq!(stores.accounts.get(theirs.id).await, Ok(None));
    let exchange = async |byte: u8, next: u8| {
        stores.sign_ins.exchange(&[byte; 32], [next; 32], Millis(i64::MAX), START).await
    };
    assert_eq!(exchange(1, 11).await, Ok(None));

    assert_there(&stores, &kept, kept_session).await;
    assert!(exchange(2, 12).await.unwrap().is_some());
    // Its domain and addresses are free.
    tenant.id = TenantId(sample::id());
    stores.tenants.create(&tenant, &UNAUDITED).await.unwrap();
    stores
        .accounts
        .create(&sample::account(Some(tenant.id), "a@shop.example", &[]), &UNAUDITED)
        .await
        .unwrap();
    assert_eq!(sessions(&stores, tenant.id).await, 0);
}

pub async fn a_queue_can_be_made_anew_after_its_deletion(stores: Stores) {
    let tenant = sample::tenant();
    stores.tenants.create(&tenant, &UNAUDITED).await.unwrap();
    let (queue, session) = lived_in(&stores, tenant.id).await;
    stores.queues.delete(tenant.id, queue.id, &UNAUDITED).await.unwrap();
    stores.queues.create(&queue, &sample::paused(), 10, &UNAUDITED).await.unwrap();
    let line = stores.log.load(queue.id).await.unwrap();
    assert_eq!((line.state, line.live.len()), (sample::paused(), 0));
    assert_eq!(stores.log.changes_after(queue.id, 0, 10).await, Ok(vec![]));
    assert_eq!(stores.sessions.get(tenant.id, session).await, Ok(None));
    assert_eq!(joined(&one(&stores, queue.id, join(Some("anna"))).await).ticket, 1);
}

pub async fn what_is_not_there_cannot_be_deleted(stores: Stores) {
    let tenant = sample::tenant();
    assert_eq!(stores.tenants.delete(tenant.id, &UNAUDITED).await, Err(StoreError::NotFound));
    stores.tenants.create(&tenant, &UNAUDITED).await.unwrap();
    assert_eq!(
        stores.queues.delete(tenant.id, QueueId(sample::id()), &UNAUDITED).await,
        Err(StoreError::NotFound)
    );
}
