//! A server in cluster mode refuses whatever touches keys of two slots at once.

use std::sync::Arc;

use vq_domain::{Millis, QueueId};
use vq_ports::{
    Bus, Clock, Consumer, LifeBoard, RateLimits, Seen, SystemClock, SystemIds, contract::sample::id,
};

use crate::{
    limits::QUOTAS,
    nodes::{bus, connect, eventually, hear, notice},
    server::Server,
};

#[tokio::test]
async fn everything_works_under_the_rules_of_a_cluster() {
    let server = Server::start(|_, port| {
        ["--port", &port.to_string(), "--cluster-enabled", "yes"].map(str::to_owned).to_vec()
    });
    let server = server.await;
    let url = format!("redis://127.0.0.1:{}", server.port);
    let client = redis::Client::open(&*url).unwrap();
    let mut admin = client.get_multiplexed_async_connection().await.unwrap();
    let all_slots = redis::cmd("CLUSTER").arg("ADDSLOTSRANGE").arg(0).arg(16_383).to_owned();
    let _: String = all_slots.query_async(&mut admin).await.unwrap();
    eventually(async || {
        let mut admin = admin.clone();
        let info: String = redis::cmd("CLUSTER").arg("INFO").query_async(&mut admin).await.unwrap();
        info.contains("cluster_state:ok").then_some(())
    })
    .await;

    let way = connect(&url);
    let (teller, listener) = (bus(&way, 1).await, bus(&way, 2).await);
    let mut notices = listener.subscribe();
    teller.publish(notice(1));
    hear(&mut notices, &notice(1)).await;
    let (limits, life) = (Arc::new(way.rate_limits()), way.life());
    for _ in 0..50 {
        let queue = QueueId(vq_ports::Ids::uuid(&SystemIds, Millis(0)));
        let seen = Seen { node: 1, at: Millis(1), tickets: vec![1] };
        life.report(queue, &seen, 10).await.unwrap();
        assert_eq!(life.reports(queue).await.unwrap(), [seen]);
        let consumer = Consumer::Account(vq_domain::AccountId(id()));
        assert!(limits.take(consumer, &QUOTAS, SystemClock.now()).await.unwrap().allowed);
    }
}
