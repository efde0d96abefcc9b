//! Redis that dies, hangs, or is cut off.

use std::time::{Duration, Instant};

use vq_ports::{Bus, Clock, LifeBoard, Notice, RateLimits, StoreError, SystemClock};

use crate::{
    limits::{QUOTAS, consumer},
    nodes::{bus, connect, down, eventually, hear, impatient, notice, tell, up},
};

#[tokio::test]
async fn after_redis_was_restarted_a_gap_is_heard_and_notices_go_on() {
    let server = vq_testkit::Redis::start().await;
    let (way, other) = (impatient(&server.url()), impatient(&server.url()));
    let (teller, listener) = (bus(&way, 1).await, bus(&other, 2).await);
    let mut notices = listener.subscribe();
    tell(&teller, &mut notices, &notice(1)).await;
    server.kill().await;
    down(&teller).await;
    down(&listener).await;
    teller.publish(notice(2));
    hear(&mut notices, &Notice::Gap).await;
    server.restart().await;
    up(&teller).await;
    up(&listener).await;
    // What was told meanwhile is lost, and those who come to hear it later know.
    let mut late = listener.subscribe();
    tell(&teller, &mut late, &notice(3)).await;
    assert!(hear(&mut notices, &notice(3)).await, "a gap before what is told afterwards");
}

#[tokio::test]
async fn a_node_starts_without_redis_and_finds_it_later() {
    let server = vq_testkit::Redis::start().await;
    server.kill().await;
    let way = impatient(&server.url());
    let bus = way.bus(1);
    let mut notices = bus.subscribe();
    bus.publish(notice(1));
    assert!(!bus.is_up());
    assert!(matches!(way.ping().await, Err(StoreError::Unavailable(_))));
    server.restart().await;
    up(&bus).await;
    hear(&mut notices, &Notice::Gap).await;
    eventually(async || way.ping().await.ok()).await;
}

#[tokio::test]
async fn a_frozen_redis_holds_nobody_up() {
    let server = vq_testkit::Redis::start().await;
    let way = impatient(&server.url());
    let (limits, life) = (way.rate_limits(), way.life());
    let teller = bus(&way, 1).await;
    let take = async || limits.take(consumer(1), &QUOTAS, SystemClock.now()).await;
    eventually(async || take().await.ok()).await;
    server.freeze().await;
    let mut notices = teller.subscribe();
    for number in 0..200 {
        // Far more than fit, and none waits: this future is ready when it is first asked.
        for _ in 0..50 {
            teller.publish(notice(number));
        }
    }
    assert!(matches!(take().await, Err(StoreError::Unavailable(_))));
    // From now on calls fail at once, but for one now and then that tries.
    let began = Instant::now();
    let mut at_once = 0;
    while at_once < 1_000 {
        let asked = Instant::now();
        assert!(take().await.is_err());
        at_once += u32::from(asked.elapsed() < Duration::from_millis(100));
        assert!(began.elapsed() < Duration::from_secs(60), "calls wait for the timeout again and again");
    }
    assert!(life.reports(vq_domain::QueueId::from_bytes([1; 16])).await.is_err());
    down(&teller).await;
    hear(&mut notices, &Notice::Gap).await;
    assert!(teller.stats().dropped > 0);
    server.thaw().await;
    up(&teller).await;
    eventually(async || take().await.ok()).await;
}

#[tokio::test]
async fn what_was_dropped_is_missed_by_those_who_heard_nothing_of_it() {
    let server = vq_testkit::Redis::start().await;
    let proxy = vq_testkit::TcpProxy::start(server.address()).await;
    let (cut_off, well) = (impatient(&server.url_at(proxy.address())), connect(&server.url()));
    let (teller, listener) = (bus(&cut_off, 1).await, bus(&well, 2).await);
    let mut notices = listener.subscribe();
    tell(&teller, &mut notices, &notice(1)).await;
    // The listener's own connection stays as it is throughout.
    proxy.sever();
    down(&teller).await;
    teller.publish(notice(2));
    eventually(async || (teller.stats().dropped > 0).then_some(())).await;
    proxy.restore();
    hear(&mut notices, &Notice::Gap).await;
    up(&teller).await;
    up(&listener).await;
    tell(&teller, &mut notices, &notice(3)).await;
}

#[tokio::test]
async fn a_connection_that_leads_nowhere_is_replaced() {
    let server = vq_testkit::Redis::start().await;
    let proxy = vq_testkit::TcpProxy::start(server.address()).await;
    let way = impatient(&server.url_at(proxy.address()));
    let (teller, listener) = (bus(&way, 1).await, bus(&connect(&server.url()), 2).await);
    let mut notices = listener.subscribe();
    proxy.hold_up();
    down(&teller).await;
    teller.publish(notice(1));
    proxy.restore();
    up(&teller).await;
    tell(&teller, &mut notices, &notice(2)).await;
}
