//! What a tenant leaves is removed, and nothing else.

use vq_domain::{AccountId, ApiKeyId, QueueId, TenantId};
use vq_ports::{
    Clock, Consumer, Heirless, Leavings, LifeBoard, Quota, RateLimits, Seen, ShortLived, SystemClock,
};

use crate::nodes::connect;

const QUOTAS: [Quota; 2] =
    [Quota { calls: 1_000, window_seconds: 60 }, Quota { calls: 10_000, window_seconds: 3_600 }];

/// The leavings of a tenant of this number, in Redis and in name.
async fn lived(redis: &vq_bus_redis::Redis, number: u8) -> Heirless {
    let (queue, account) = (QueueId::from_bytes([number; 16]), AccountId::from_bytes([number; 16]));
    let (tenant, key) = (TenantId::from_bytes([number; 16]), ApiKeyId::from_bytes([number; 16]));
    let now = SystemClock.now();
    let seen = Seen { node: 1, at: now, tickets: vec![1] };
    redis.life().report(queue, &seen, 600).await.unwrap();
    let limits = redis.rate_limits();
    for consumer in [Consumer::Account(account), Consumer::Key(key)] {
        limits.take(consumer, &QUOTAS, now).await.unwrap();
    }
    let counters = redis.short_lived();
    for name in [
        format!("joins:address:{queue}:::ffff:192.0.2.{number}"),
        format!("joins:identifier:{queue}:abcd"),
        format!("joins:slow:{queue}"),
        format!("joins:asked:{queue}"),
        format!("domains:{tenant}"),
    ] {
        counters.count(&name, 1, 60, now).await.unwrap();
    }
    Heirless { tenant, queues: vec![queue], accounts: vec![account], api_keys: vec![key] }
}

#[tokio::test]
async fn what_a_tenant_leaves_is_removed_and_nothing_else() {
    let server = vq_testkit::Redis::start().await;
    let redis = connect(&server.url());
    let (gone, stays) = (lived(&redis, 7).await, lived(&redis, 8).await);
    let now = SystemClock.now();
    redis.short_lived().count("attempts:own:abcd", 1, 60, now).await.unwrap();
    // Many of others', so that looking takes several steps.
    for number in 0..3_000 {
        let other = format!("joins:address:{}:{number}", stays.queues[0]);
        redis.short_lived().count(&other, 1, 600, now).await.unwrap();
    }
    let client = redis::Client::open(server.url()).unwrap();
    let mut look = client.get_multiplexed_async_connection().await.unwrap();
    let before: usize = redis::cmd("DBSIZE").query_async(&mut look).await.unwrap();

    let removed = redis.leavings().remove(&gone).await.unwrap();
    let told: Vec<_> = removed.iter().map(|(what, count)| (what.as_str(), *count)).collect();
    assert_eq!(told, [("counted calls", 4), ("counted joins", 5), ("signs of life", 2)]);
    let after: usize = redis::cmd("DBSIZE").query_async(&mut look).await.unwrap();
    assert_eq!(before - after, 11);
    let keys: Vec<String> = redis::cmd("KEYS").arg("*").query_async(&mut look).await.unwrap();
    let (queue, account) = (gone.queues[0].to_string(), gone.accounts[0].to_string());
    assert!(keys.iter().all(|key| !key.contains(&queue) && !key.contains(&account)), "{keys:?}");
    // A second time there is nothing.
    assert!(redis.leavings().remove(&gone).await.unwrap().values().all(|count| *count == 0));
    assert!(redis.leavings().remove(&stays).await.unwrap().values().all(|count| *count > 0));
}
