//! Rules of what lives shortly. An adapter may go by a clock of its own, so these rules live in real time.

use super::{Node, eventually};
use crate::{Clock, SystemClock, contract::sample::id};

fn key() -> String {
    format!("key:{}", id())
}

pub async fn a_value_is_read_by_whichever_node(nodes: [Node; 3]) {
    let (key, now, value) = (key(), SystemClock.now(), [0, 255, b'\n']);
    assert_eq!(nodes[1].short_lived.get(&key, now).await, Ok(None));
    nodes[0].short_lived.put(&key, b"before", 60, now).await.unwrap();
    nodes[0].short_lived.put(&key, &value, 60, now).await.unwrap();
    for node in &nodes {
        assert_eq!(node.short_lived.get(&key, now).await, Ok(Some(value.to_vec())));
    }
    nodes[1].short_lived.remove(&key).await.unwrap();
    assert_eq!(nodes[2].short_lived.get(&key, now).await, Ok(None));
}

pub async fn a_value_is_taken_once(nodes: [Node; 3]) {
    let (key, now) = (key(), SystemClock.now());
    nodes[0].short_lived.put(&key, b"x", 60, now).await.unwrap();
    let mut takers = tokio::task::JoinSet::new();
    for node in nodes.iter().cycle().take(30) {
        let (node, key) = (node.clone(), key.clone());
        takers.spawn(async move { node.short_lived.take(&key, SystemClock.now()).await.unwrap() });
    }
    let taken: Vec<_> = takers.join_all().await.into_iter().flatten().collect();
    assert_eq!(taken, [b"x"]);
}

pub async fn additions_of_all_nodes_add_up(nodes: [Node; 3]) {
    let key = key();
    let mut additions = tokio::task::JoinSet::new();
    for node in nodes.iter().cycle().take(99) {
        let (node, key) = (node.clone(), key.clone());
        additions.spawn(async move {
            node.short_lived.count(&key, 2, 60, SystemClock.now()).await.unwrap().value
        });
    }
    let mut counted = additions.join_all().await;
    counted.sort_unstable();
    assert_eq!(counted, (1..=99).map(|number| 2 * number).collect::<Vec<_>>());
    let now = SystemClock.now();
    let last = nodes[0].short_lived.count(&key, -198, 60, now).await.unwrap();
    assert_eq!(last.value, 0);
    assert!(last.ends_at > now && last.ends_at <= SystemClock.now().plus_seconds(60));
    nodes[1].short_lived.remove(&key).await.unwrap();
    assert_eq!(nodes[2].short_lived.count(&key, 1, 60, now).await.unwrap().value, 1);
}

pub async fn what_is_kept_ends(nodes: [Node; 3]) {
    let (value, count) = (key(), key());
    let now = SystemClock.now();
    nodes[0].short_lived.put(&value, b"x", 1, now).await.unwrap();
    nodes[0].short_lived.count(&count, 5, 1, now).await.unwrap();
    eventually(async || {
        let found = nodes[1].short_lived.get(&value, SystemClock.now()).await.unwrap();
        found.is_none().then_some(())
    })
    .await;
    // A counter's end does not move with what is added.
    let anew = eventually(async || {
        let counted = nodes[1].short_lived.count(&count, 5, 1, SystemClock.now()).await.unwrap();
        (counted.value == 5).then_some(())
    });
    anew.await;
}
