//! Calls counted together.

use std::{net::Ipv6Addr, sync::Arc};

use vq_bus_local::{FallbackRateLimits, LocalRateLimits};
use vq_domain::{AccountId, QueueId};
use vq_ports::{Clock, Consumer, Quota, Quotas, RateLimits, SystemClock};

use crate::nodes::{connect, eventually, impatient};

pub const QUOTAS: Quotas =
    [Quota { calls: 1_000, window_seconds: 3_600 }, Quota { calls: 10_000, window_seconds: 86_400 }];

pub fn consumer(number: u8) -> Consumer {
    Consumer::Account(AccountId(QueueId::from_bytes([number; 16]).0))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn three_nodes_allow_exactly_what_one_would() {
    let server = vq_testkit::Redis::start().await;
    let ways = [1, 2, 3].map(|_| connect(&server.url()));
    let mut calls = tokio::task::JoinSet::new();
    for way in &ways {
        let limits = Arc::new(way.rate_limits());
        for _ in 0..1_000 {
            let limits = limits.clone();
            calls.spawn(async move { limits.take(consumer(1), &QUOTAS, SystemClock.now()).await });
        }
    }
    let verdicts: Vec<_> = calls.join_all().await.into_iter().map(|verdict| verdict.unwrap()).collect();
    assert_eq!(verdicts.iter().filter(|verdict| verdict.allowed).count(), 1_000);
    let refused = verdicts.iter().find(|verdict| !verdict.allowed).unwrap();
    assert_eq!(refused.tightest().quota, QUOTAS[0]);
}

#[tokio::test]
async fn counters_go_with_their_windows() {
    let server = vq_testkit::Redis::start().await;
    let limits = connect(&server.url()).rate_limits();
    let client = redis::Client::open(server.url()).unwrap();
    let mut look = client.get_multiplexed_async_connection().await.unwrap();
    let quotas = [1, 2].map(|window_seconds| Quota { calls: 5, window_seconds });
    let consumer = Consumer::Network(Ipv6Addr::LOCALHOST);
    limits.take(consumer, &quotas, SystemClock.now()).await.unwrap();
    let mut keys: Vec<String> = redis::cmd("KEYS").arg("*").query_async(&mut look).await.unwrap();
    keys.sort();
    let name = "vq:rate:{network-00000000000000000000000000000001}";
    assert_eq!(keys, [format!("{name}:1"), format!("{name}:2")]);
    eventually(async || {
        let mut look = look.clone();
        let left: Vec<String> = redis::cmd("KEYS").arg("*").query_async(&mut look).await.unwrap();
        left.is_empty().then_some(())
    })
    .await;
}

#[tokio::test]
async fn a_script_that_the_server_has_forgotten_is_sent_again() {
    let server = vq_testkit::Redis::start().await;
    let limits = connect(&server.url()).rate_limits();
    limits.take(consumer(1), &QUOTAS, SystemClock.now()).await.unwrap();
    let client = redis::Client::open(server.url()).unwrap();
    let mut other = client.get_multiplexed_async_connection().await.unwrap();
    let _: String = redis::cmd("SCRIPT").arg("FLUSH").query_async(&mut other).await.unwrap();
    let verdict = limits.take(consumer(1), &QUOTAS, SystemClock.now()).await.unwrap();
    assert_eq!(verdict.states[0].remaining, 998);
}

#[tokio::test]
async fn without_redis_each_node_counts_for_itself_until_it_is_back() {
    let server = vq_testkit::Redis::start().await;
    let shared = Arc::new(impatient(&server.url()).rate_limits());
    let limits = FallbackRateLimits::new(shared, Arc::new(LocalRateLimits::new(1_000)));
    let take = async || limits.take(consumer(1), &QUOTAS, SystemClock.now()).await.unwrap();
    eventually(async || {
        take().await;
        (!limits.degraded()).then_some(())
    })
    .await;
    server.kill().await;
    for _ in 0..10 {
        assert!(take().await.allowed);
    }
    assert!(limits.degraded());
    server.restart().await;
    eventually(async || {
        take().await;
        (!limits.degraded()).then_some(())
    })
    .await;
}
