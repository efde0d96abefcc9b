//! What is left of deleted queues is removed bit by bit.

use vq_ports::contract::sample::{self, crowd};

use super::{another, open};

#[tokio::test]
async fn what_is_left_of_a_deleted_queue_is_swept_also_after_a_restart() {
    let (database, store) = open().await;
    let stores = store.stores();
    let deleted = sample::stored(&stores, sample::paused()).await;
    let kept = sample::stored(&stores, sample::paused()).await;
    for _ in 0..10 {
        crowd(&stores, deleted.id, 700).await;
    }
    crowd(&stores, kept.id, 3).await;
    stores.queues.delete(deleted.tenant_id, deleted.id, &vq_ports::Audit::exempt("a test")).await.unwrap();
    store.close().await;
    let store = another(&database).await;
    let owner = database.owner().await;
    let count = async |table: &str| -> i64 {
        owner.query_one(&format!("SELECT count(*) FROM {table}"), &[]).await.unwrap().get(0)
    };
    while count("graveyard").await > 0 {
        tokio::task::yield_now().await;
    }
    assert_eq!((count("sessions").await, count("changes").await, count("lines").await), (3, 1, 1));
    // And at once, where nobody restarts.
    let stores = store.stores();
    stores.tenants.delete(kept.tenant_id, &vq_ports::Audit::exempt("a test")).await.unwrap();
    while count("sessions").await + count("changes").await + count("graveyard").await > 0 {
        tokio::task::yield_now().await;
    }
}
