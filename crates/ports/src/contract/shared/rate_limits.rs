//! Rules of the rate limits. A counter may go by a clock of its own, so these rules live in real time.

use std::net::Ipv6Addr;

use vq_domain::{AccountId, SessionId};

use super::{Node, eventually};
use crate::{Clock, Consumer, Quota, Quotas, SystemClock, Verdict, contract::sample::id};

const DAY: u32 = 86_400;

fn consumer() -> Consumer {
    Consumer::Account(AccountId(id()))
}

/// So many calls in an hour, and in a day.
fn quotas(hour: u32, day: u32) -> Quotas {
    [Quota { calls: hour, window_seconds: 3_600 }, Quota { calls: day, window_seconds: DAY }]
}

async fn take(node: &Node, consumer: Consumer, quotas: &Quotas) -> Verdict {
    let now = SystemClock.now();
    let verdict = node.limits.take(consumer, quotas, now).await.unwrap();
    for (state, quota) in verdict.states.iter().zip(quotas) {
        assert_eq!(state.quota, *quota);
        assert!(
            state.resets_at >= now && state.resets_at <= SystemClock.now().plus_seconds(quota.window_seconds)
        );
        assert!(state.remaining <= quota.calls);
    }
    verdict
}

fn left(verdict: &Verdict) -> (bool, u32, u32) {
    (verdict.allowed, verdict.states[0].remaining, verdict.states[1].remaining)
}

pub async fn calls_are_counted_down_by_whichever_node(nodes: [Node; 3]) {
    let (consumer, quotas) = (consumer(), quotas(4, 9));
    for (called, node) in (1..=4).zip(nodes.iter().cycle()) {
        assert_eq!(left(&take(node, consumer, &quotas).await), (true, 4 - called, 9 - called));
    }
    for node in &nodes {
        assert_eq!(left(&take(node, consumer, &quotas).await), (false, 0, 5));
    }
}

pub async fn consumers_do_not_share_a_quota(nodes: [Node; 3]) {
    let uuid = id();
    let network = Ipv6Addr::from_bits(uuid.as_u128());
    let consumers = [
        Consumer::Account(AccountId(uuid)),
        Consumer::Session(SessionId(uuid)),
        Consumer::Network(network),
        consumer(),
    ];
    for consumer in consumers {
        assert!(take(&nodes[0], consumer, &quotas(1, 5)).await.allowed, "{consumer}");
        assert!(!take(&nodes[1], consumer, &quotas(1, 5)).await.allowed, "{consumer}");
    }
}

pub async fn a_refused_call_counts_against_no_quota(nodes: [Node; 3]) {
    let (consumer, short, long) = (consumer(), quotas(2, 5), quotas(9, 2));
    for _ in 0..2 {
        assert!(take(&nodes[0], consumer, &short).await.allowed);
    }
    for node in &nodes {
        assert_eq!(left(&take(node, consumer, &short).await), (false, 0, 3));
    }
    let consumer = self::consumer();
    for _ in 0..2 {
        assert!(take(&nodes[0], consumer, &long).await.allowed);
    }
    for node in &nodes {
        assert_eq!(left(&take(node, consumer, &long).await), (false, 7, 0));
    }
}

pub async fn simultaneous_calls_are_counted_exactly(nodes: [Node; 3]) {
    let (consumer, quotas) = (consumer(), quotas(100, 1000));
    let mut calls = tokio::task::JoinSet::new();
    for node in nodes.iter().cycle().take(300) {
        let node = node.clone();
        calls.spawn(async move { take(&node, consumer, &quotas).await });
    }
    let verdicts = calls.join_all().await;
    let mut left: Vec<_> = verdicts.iter().filter(|v| v.allowed).map(|v| v.states[0].remaining).collect();
    left.sort_unstable();
    assert_eq!(left, (0..100).collect::<Vec<_>>());
    assert_eq!(take(&nodes[0], consumer, &quotas).await.states[1].remaining, 900);
}

pub async fn a_window_begins_anew_after_its_end(nodes: [Node; 3]) {
    let consumer = consumer();
    let quotas = [Quota { calls: 2, window_seconds: 1 }, Quota { calls: 1_000_000, window_seconds: DAY }];
    let refused_until = eventually(async || {
        let verdict = take(&nodes[0], consumer, &quotas).await;
        (!verdict.allowed).then_some(verdict.states[0].resets_at)
    });
    let resets_at = refused_until.await;
    let anew = eventually(async || {
        let verdict = take(&nodes[1], consumer, &quotas).await;
        verdict.allowed.then_some(verdict)
    });
    let anew = anew.await;
    assert!(SystemClock.now() >= resets_at + -1, "not before the end of the window");
    assert_eq!(anew.states[0].remaining, 1);
    assert!(anew.states[0].resets_at > resets_at);
}

pub async fn a_quota_of_nothing_allows_nothing(nodes: [Node; 3]) {
    for (quotas, remaining) in [(quotas(0, 5), (0, 5)), (quotas(5, 0), (5, 0))] {
        let verdict = take(&nodes[0], consumer(), &quotas).await;
        assert_eq!(
            (verdict.allowed, (verdict.states[0].remaining, verdict.states[1].remaining)),
            (false, remaining)
        );
    }
}
