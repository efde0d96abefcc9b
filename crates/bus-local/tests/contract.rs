//! The rules of what nodes share, kept within one process.

use std::sync::Arc;

use vq_bus_local::{LocalHub, LocalLife, LocalRateLimits, LocalShortLived};
use vq_ports::contract::shared::Node;

async fn nodes() -> ([Node; 3], LocalHub) {
    let (hub, life, limits) =
        (LocalHub::default(), Arc::<LocalLife>::default(), LocalRateLimits::new(10_000));
    let limits = Arc::new(limits);
    let short_lived = Arc::new(LocalShortLived::new(1000));
    let node = |_| Node {
        bus: Arc::new(hub.node()),
        life: life.clone(),
        limits: limits.clone(),
        short_lived: short_lived.clone(),
    };
    ([0, 1, 2].map(node), hub)
}

vq_ports::shared_contract_suite!(nodes);

#[tokio::test]
async fn a_node_that_has_gone_is_told_nothing_more() {
    let hub = LocalHub::default();
    let (one, other) = (hub.node(), hub.node());
    let mut notices = vq_ports::Bus::subscribe(&other);
    drop(other);
    vq_ports::Bus::publish(&one, vq_ports::Notice::Gap);
    assert_eq!(notices.recv().await, Err(tokio::sync::broadcast::error::RecvError::Closed));
}
