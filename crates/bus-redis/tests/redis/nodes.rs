//! Nodes of a deployment, and patience.

use std::{sync::Arc, time::Duration};

use tokio::sync::broadcast::Receiver;
use vq_bus_redis::{Redis, RedisBus, RedisConfig};
use vq_domain::QueueId;
use vq_ports::{Bus, Notice, SystemIds, contract::shared::Node};

/// Longer than anything here takes; a test that waits longer has failed.
pub const PATIENCE: Duration = Duration::from_secs(60);

/// A way to a server, with a timeout that no answer of a busy machine exceeds.
pub fn connect(url: &str) -> Redis {
    with(url, |config| config.timeout_millis = 20_000)
}

/// A way to a server with the timeout of a deployment.
pub fn impatient(url: &str) -> Redis {
    with(url, |_| {})
}

pub fn with(url: &str, change: impl FnOnce(&mut RedisConfig)) -> Redis {
    let mut config = RedisConfig { url: url.to_owned(), ..RedisConfig::default() };
    change(&mut config);
    Redis::new(config, Arc::new(SystemIds)).expect("a configuration")
}

/// Three nodes that hear each other, and what keeps them alive.
pub async fn three() -> ([Node; 3], impl Sized) {
    let server = vq_testkit::Redis::start().await;
    let ways = [1, 2, 3].map(|number| (number, connect(&server.url())));
    let nodes = [0, 1, 2].map(|at| {
        let (number, way) = &ways[at];
        Node {
            bus: Arc::new(way.bus(*number)),
            life: Arc::new(way.life()),
            limits: Arc::new(way.rate_limits()),
            short_lived: Arc::new(way.short_lived()),
        }
    });
    for node in &nodes {
        up(&*node.bus).await;
    }
    (nodes, (ways, server))
}

/// A bus that is up.
pub async fn bus(way: &Redis, node: u64) -> RedisBus {
    let bus = way.bus(node);
    up(&bus).await;
    bus
}

/// Waits until a bus is up.
pub async fn up(bus: &dyn Bus) {
    eventually(async || bus.is_up().then_some(())).await;
}

/// Waits until a bus is no longer up.
pub async fn down(bus: &dyn Bus) {
    eventually(async || (!bus.is_up()).then_some(())).await;
}

/// Looks until there is something to see.
pub async fn eventually<T>(mut look: impl AsyncFnMut() -> Option<T>) -> T {
    let looking = async {
        loop {
            match look().await {
                Some(seen) => return seen,
                None => tokio::time::sleep(Duration::from_millis(5)).await,
            }
        }
    };
    tokio::time::timeout(PATIENCE, looking).await.expect("it comes")
}

/// A notice that no other test tells.
pub fn notice(number: u8) -> Notice {
    Notice::Queue(QueueId::from_bytes([number; 16]))
}

/// Waits until this notice is heard, and answers whether a gap was heard before it.
pub async fn hear(notices: &mut Receiver<Notice>, awaited: &Notice) -> bool {
    let hearing = async {
        let mut gap = false;
        loop {
            match notices.recv().await.expect("the bus goes on") {
                Notice::Gap if *awaited != Notice::Gap => gap = true,
                notice if notice == *awaited => return gap,
                _ => {}
            }
        }
    };
    tokio::time::timeout(PATIENCE, hearing).await.expect("it is heard")
}

/// Tells a notice until it is heard: on a machine that is busy, one may be given up on its way.
pub async fn tell(teller: &dyn Bus, notices: &mut Receiver<Notice>, told: &Notice) -> bool {
    let telling = async {
        loop {
            teller.publish(told.clone());
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    };
    tokio::select! {
        gap = hear(notices, told) => gap,
        () = telling => false,
    }
}
