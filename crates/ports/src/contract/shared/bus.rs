//! Rules of the bus. A gap may be heard at any time, for whatever reason; it is passed over.

use std::sync::Arc;

use tokio::sync::broadcast::Receiver;
use vq_domain::{Priority, QueueId, QueueStatus, SessionId, SessionState, TenantId};
use vq_engine::{Bucket, Change, ChangeSet, Draw};

use super::{Node, PATIENCE, eventually};
use crate::{
    Notice,
    contract::sample::{START, id, policy},
};

async fn hear(notices: &mut Receiver<Notice>) -> Notice {
    let hearing = async {
        loop {
            match notices.recv().await.expect("the bus goes on") {
                Notice::Gap => {}
                notice => return notice,
            }
        }
    };
    tokio::time::timeout(PATIENCE, hearing).await.expect("a notice comes")
}

fn queue() -> Notice {
    Notice::Queue(QueueId(id()))
}

/// A change set with a change of each kind.
fn changes(version: u64) -> Arc<ChangeSet> {
    let (session, priority) = (SessionId(id()), Priority::NORMAL);
    let deadline = Some(START.plus_seconds(60));
    let draw = Draw { first: 1, count: 9, seed: [7; 32] };
    let (waiting, released) = (SessionState::Waiting, SessionState::Released);
    let changes = vec![
        Change::Joined { session, ticket: 300, priority, state: waiting, deadline: None, seat: None },
        Change::Moved { session, ticket: 300, priority, from: waiting, to: released, deadline, seat: None },
        Change::Extended { ticket: 300, deadline: START },
        Change::Prioritised { session, ticket: 300, from: priority, to: priority },
        Change::Status { status: QueueStatus::Open, held_until: deadline, draw: Some(draw) },
        Change::Policy { policy: policy(7, 600) },
    ];
    Arc::new(ChangeSet { version, at: START, bucket: Bucket::full(600, START), changes })
}

pub async fn every_notice_arrives_as_it_was_told(nodes: [Node; 3]) {
    let [teller, one, other] = nodes;
    let mut listeners = [one.bus.subscribe(), other.bus.subscribe()];
    let queue_id = QueueId(id());
    let empty = ChangeSet { changes: Vec::new(), ..(*changes(u64::MAX)).clone() };
    let told = [
        Notice::Queue(queue_id),
        Notice::Line(queue_id, changes(1)),
        Notice::Line(queue_id, Arc::new(empty)),
        Notice::Tenant(TenantId(id())),
    ];
    told.iter().for_each(|notice| teller.bus.publish(notice.clone()));
    for listener in &mut listeners {
        for notice in &told {
            assert_eq!(hear(listener).await, *notice);
        }
    }
    teller.bus.publish(Notice::Gap);
    for listener in &mut listeners {
        let heard = tokio::time::timeout(PATIENCE, listener.recv()).await.expect("a notice comes");
        assert_eq!(heard, Ok(Notice::Gap));
    }
}

pub async fn ones_own_notices_do_not_come_back(nodes: [Node; 3]) {
    let [one, other, _] = nodes;
    let (mut to_one, mut to_other) = (one.bus.subscribe(), other.bus.subscribe());
    let (own, answer) = (queue(), queue());
    one.bus.publish(own.clone());
    assert_eq!(hear(&mut to_other).await, own);
    other.bus.publish(answer.clone());
    assert_eq!(hear(&mut to_one).await, answer);
}

pub async fn notices_of_one_node_arrive_in_order(nodes: [Node; 3]) {
    let [teller, listener, _] = nodes;
    let mut notices = listener.bus.subscribe();
    let queue = QueueId(id());
    for version in 1..=500 {
        teller.bus.publish(Notice::Line(queue, changes(version)));
    }
    for version in 1..=500 {
        match hear(&mut notices).await {
            Notice::Line(_, set) => assert_eq!(set.version, version),
            other => panic!("nobody told {other:?}"),
        }
    }
}

pub async fn every_subscriber_of_a_node_hears(nodes: [Node; 3]) {
    let [teller, listener, _] = nodes;
    let mut subscribers = [listener.bus.subscribe(), listener.bus.subscribe()];
    let told = queue();
    teller.bus.publish(told.clone());
    for subscriber in &mut subscribers {
        assert_eq!(hear(subscriber).await, told);
    }
}

pub async fn what_was_told_before_is_not_heard(nodes: [Node; 3]) {
    let [teller, listener, _] = nodes;
    let mut early = listener.bus.subscribe();
    let (before, after) = (queue(), queue());
    teller.bus.publish(before.clone());
    assert_eq!(hear(&mut early).await, before);
    let mut late = listener.bus.subscribe();
    teller.bus.publish(after.clone());
    assert_eq!(hear(&mut late).await, after);
}

pub async fn a_bus_that_carries_is_up(nodes: [Node; 3]) {
    for node in nodes {
        eventually(async || node.bus.is_up().then_some(())).await;
    }
}
