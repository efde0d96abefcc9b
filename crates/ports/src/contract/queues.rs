//! Rules of queues.

use vq_domain::{Message, MessageLevel, QueueId, TenantId};

use super::sample::{self, START, UNAUDITED};
use crate::{StoreError, Stores};

pub async fn a_queue_is_read_as_written(stores: Stores) {
    let queue = sample::stored(&stores, sample::paused()).await;
    assert_eq!(stores.queues.get(queue.tenant_id, queue.id).await, Ok(Some(queue.clone())));
    assert_eq!(stores.queues.all().await, Ok(vec![queue.clone()]));
    assert_eq!(stores.queues.get(queue.tenant_id, QueueId(sample::id())).await, Ok(None));
    let line = stores.log.load(queue.id).await.unwrap();
    assert_eq!((line.state, line.live.len()), (sample::paused(), 0));
}

pub async fn a_queue_is_its_tenants_alone(stores: Stores) {
    let queue = sample::stored(&stores, sample::paused()).await;
    let other = sample::stored(&stores, sample::paused()).await;
    assert_eq!(stores.queues.get(other.tenant_id, queue.id).await, Ok(None));
    assert_eq!(stores.queues.delete(other.tenant_id, queue.id, &UNAUDITED).await, Err(StoreError::NotFound));
    let mut stolen = queue.clone();
    (stolen.tenant_id, stolen.revision) = (other.tenant_id, 2);
    assert_eq!(stores.queues.update(&stolen, &UNAUDITED).await, Err(StoreError::NotFound));
    assert_eq!(stores.queues.get(queue.tenant_id, queue.id).await, Ok(Some(queue)));
}

pub async fn a_node_finds_a_queue_of_any_tenant(stores: Stores) {
    let queue = sample::stored(&stores, sample::paused()).await;
    assert_eq!(stores.queues.by_id(queue.id).await, Ok(Some(queue)));
    assert_eq!(stores.queues.by_id(QueueId(sample::id())).await, Ok(None));
}

pub async fn a_queue_needs_its_tenant(stores: Stores) {
    let queue = sample::queue(TenantId(sample::id()));
    assert_eq!(
        stores.queues.create(&queue, &sample::paused(), 10, &UNAUDITED).await,
        Err(StoreError::NotFound)
    );
    assert_eq!(stores.queues.all().await, Ok(vec![]));
}

pub async fn a_queue_is_updated_from_its_revision(stores: Stores) {
    let mut queue = sample::stored(&stores, sample::paused()).await;
    queue.settings.name = "Winter sale".into();
    queue.message = None;
    queue.updated_at = START.plus_seconds(1);
    for stale in [0, 1, 3, u64::MAX] {
        queue.revision = stale;
        assert_eq!(
            stores.queues.update(&queue, &UNAUDITED).await,
            Err(StoreError::Stale),
            "revision {stale}"
        );
    }
    queue.revision = 2;
    stores.queues.update(&queue, &UNAUDITED).await.unwrap();
    assert_eq!(stores.queues.get(queue.tenant_id, queue.id).await, Ok(Some(queue.clone())));
    queue.revision = 3;
    queue.message = Some(Message { text: "Back soon".into(), level: MessageLevel::Info, at: START });
    stores.queues.update(&queue, &UNAUDITED).await.unwrap();
    assert_eq!(stores.queues.get(queue.tenant_id, queue.id).await, Ok(Some(queue.clone())));
    queue.id = QueueId(sample::id());
    assert_eq!(stores.queues.update(&queue, &UNAUDITED).await, Err(StoreError::NotFound));
}

pub async fn simultaneous_updates_do_not_overwrite_each_other(stores: Stores) {
    let queue = sample::stored(&stores, sample::paused()).await;
    let mut tasks = tokio::task::JoinSet::new();
    for number in 0..16 {
        let (queues, mut queue) = (stores.queues.clone(), queue.clone());
        queue.revision = 2;
        queue.settings.description = format!("by {number}");
        tasks.spawn(async move { queues.update(&queue, &UNAUDITED).await.map(|()| queue) });
    }
    let results = tasks.join_all().await;
    let written: Vec<_> = results.iter().flatten().collect();
    assert_eq!(written.len(), 1);
    assert!(results.iter().all(|result| result.is_ok() || *result == Err(StoreError::Stale)));
    let stored = stores.queues.get(queue.tenant_id, queue.id).await.unwrap();
    assert_eq!(stored.as_ref(), Some(written[0]));
}

pub async fn no_more_queues_than_allowed(stores: Stores) {
    let tenant = sample::tenant();
    stores.tenants.create(&tenant, &UNAUDITED).await.unwrap();
    // Those of others do not count.
    sample::stored(&stores, sample::paused()).await;
    let mut tasks = tokio::task::JoinSet::new();
    for _ in 0..16 {
        let (queues, queue) = (stores.queues.clone(), sample::queue(tenant.id));
        tasks.spawn(
            async move { queues.create(&queue, &sample::paused(), 5, &UNAUDITED).await.map(|()| queue) },
        );
    }
    let results = tasks.join_all().await;
    let made: Vec<_> = results.iter().flatten().collect();
    assert_eq!(made.len(), 5);
    assert!(results.iter().all(|result| result.is_ok() || *result == Err(StoreError::Full(5))));
    stores.queues.delete(tenant.id, made[0].id, &UNAUDITED).await.unwrap();
    stores.queues.create(&sample::queue(tenant.id), &sample::paused(), 5, &UNAUDITED).await.unwrap();
}
