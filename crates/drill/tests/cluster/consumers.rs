//! What is read from the change records is counted once, whoever dies while it reads.

use std::time::Duration;

use serde::Deserialize;
use vq_crowd::{
    QueueSetup,
    http::{Call, Connection},
    wire::{Status, data},
};
use vq_drill::{Cluster, client::Visitor, cluster::until, drills::Scene};

use crate::three;

const BOUND: Duration = Duration::from_secs(120);
const ROUNDS: usize = 6;
const PEOPLE: usize = 120;

/// What analytics have counted of a queue since it was made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Counted {
    total_sessions: u64,
    released: u64,
}

#[derive(Deserialize)]
struct Analytics {
    totals: Counted,
}

async fn counted(cluster: &Cluster, scene: &Scene, node: usize) -> Option<Counted> {
    let process = cluster.nodes[node].process()?;
    let path = format!("/v1/tenants/{}/queues/{}/analytics", scene.queue.tenant, scene.queue.queue);
    let call = Call::get(path).bearer(&scene.staff(node).token().await);
    let answer = Connection::new(&process.base).call(call).await.ok()?;
    Some(data::<Analytics>(&answer).unwrap().totals)
}

#[tokio::test(flavor = "multi_thread")]
async fn analytics_count_everybody_once_though_nodes_are_killed() {
    let Some(mut cluster) = three().await else { return };
    let mut scene = Scene::open(&cluster, QueueSetup { cap: 1_000, ..QueueSetup::default() }).await.unwrap();
    for round in 0..ROUNDS {
        let killed = round % 3;
        let mut client = scene.client(&cluster);
        for at in 0..PEOPLE {
            // Whoever was not answered is not counted here, but may be in line: the list of sessions says who is.
            let mut visitor = Visitor::new(format!("{round}-{at}"));
            visitor.join(&mut client, at, scene.queue).await;
            if at == PEOPLE / 2 {
                // In the middle of it: the consumers of this node are reading what has just been written.
                cluster.nodes[killed].kill().await.unwrap();
            }
        }
        cluster.nodes[killed].start().await.unwrap();
        scene.sign_in(&cluster, killed).await.unwrap();
    }
    let sessions = scene.staff(0).sessions(scene.queue, |_| {}).await.unwrap();
    assert!(sessions.len() > ROUNDS * PEOPLE / 2, "{}", sessions.len());
    let released = sessions.iter().filter(|one| one.status == Status::Released).count() as u64;
    let all = Counted { total_sessions: sessions.len() as u64, released };
    // More than everybody is never right again, so that it is not waited for.
    let last = until(BOUND, async || {
        let counted = counted(&cluster, &scene, 1).await?;
        (counted.total_sessions >= all.total_sessions && counted.released >= all.released).then_some(counted)
    });
    assert_eq!(last.await.map(|(counted, _)| counted), Some(all));
}
