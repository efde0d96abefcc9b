//! Rules of the signs of life.

use vq_domain::{Millis, QueueId};

use super::{Node, eventually};
use crate::{
    LifeBoard, Seen,
    contract::sample::{START, id},
};

fn seen(node: u64, at: Millis, tickets: &[u8]) -> Seen {
    Seen { node, at, tickets: tickets.to_vec() }
}

async fn reports(board: &dyn LifeBoard, queue: QueueId) -> Vec<Seen> {
    let mut reports = board.reports(queue).await.unwrap();
    reports.sort_by_key(|report| report.node);
    reports
}

pub async fn what_one_node_writes_all_read(nodes: [Node; 3]) {
    let queue = QueueId(id());
    assert_eq!(reports(&*nodes[0].life, queue).await, []);
    let large: Vec<u8> = (0..200_000).map(|at: u32| at.to_le_bytes()[at as usize % 3]).collect();
    let written =
        [seen(0, Millis(-1), b""), seen(7, START, b"\0\r\n\xff{}"), seen(u64::MAX, Millis(i64::MAX), &large)];
    for (node, report) in nodes.iter().zip(&written) {
        node.life.report(queue, report, 1000).await.unwrap();
    }
    for node in &nodes {
        assert_eq!(reports(&*node.life, queue).await, written);
    }
}

pub async fn a_report_replaces_the_one_before(nodes: [Node; 3]) {
    let queue = QueueId(id());
    nodes[0].life.report(queue, &seen(1, START, b"before"), 1000).await.unwrap();
    nodes[1].life.report(queue, &seen(2, START, b"other"), 1000).await.unwrap();
    let after = seen(1, START.plus_seconds(1), b"after");
    nodes[0].life.report(queue, &after, 1000).await.unwrap();
    assert_eq!(reports(&*nodes[2].life, queue).await, [after, seen(2, START, b"other")]);
}

pub async fn queues_have_reports_of_their_own(nodes: [Node; 3]) {
    let (one, other) = (QueueId(id()), QueueId(id()));
    nodes[0].life.report(one, &seen(1, START, b"one"), 1000).await.unwrap();
    assert_eq!(reports(&*nodes[0].life, other).await, []);
}

pub async fn a_report_is_forgotten_after_its_time(nodes: [Node; 3]) {
    let queue = QueueId(id());
    let stays = seen(2, START, b"stays");
    nodes[0].life.report(queue, &seen(1, START, b"goes"), 1).await.unwrap();
    nodes[1].life.report(queue, &stays, 1000).await.unwrap();
    let left = eventually(async || {
        let left = reports(&*nodes[2].life, queue).await;
        (left.len() == 1).then_some(left)
    });
    assert_eq!(left.await, [stays]);
}
