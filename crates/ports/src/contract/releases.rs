//! Rules of release: the cap (I1), the rate (I2), once (I6), and by the holder of the lease alone.

use vq_domain::{Priority, QueueStatus, SessionState};
use vq_engine::{Command, Outcome, Refusal};

use super::sample::{self, START, at_once, crowd, join, lease, one, one_at, release, session};
use crate::Stores;

/// More than any rule here needs.
const FAST: u32 = 6_000_000;

fn open() -> Command {
    Command::SetStatus { status: QueueStatus::Open, held_until: None, seed: [0; 32] }
}

pub async fn the_cap_holds_under_simultaneous_joins(stores: Stores) {
    for cap in [1, 7] {
        let queue = sample::stored(&stores, sample::open(cap, FAST)).await.id;
        let joins = (0..200).map(|_| vec![join(None)]).collect();
        let commits = at_once(&stores, queue, joins, START).await;
        let outcomes = commits.into_iter().flat_map(|commit| commit.unwrap().outcomes);
        let admitted = outcomes.filter(|outcome| session(outcome).state == SessionState::Released).count();
        assert_eq!(admitted, cap as usize);
        let line = stores.log.load(queue).await.unwrap().state;
        assert_eq!((line.released, line.waiting), (cap, 200 - cap));
    }
}

pub async fn the_cap_holds_under_simultaneous_releases(stores: Stores) {
    let queue = sample::stored(&stores, sample::paused()).await.id;
    let tickets = crowd(&stores, queue, 100).await;
    one(&stores, queue, Command::SetPolicy(sample::policy(7, FAST))).await;
    one(&stores, queue, open()).await;
    let epoch = lease(&stores, queue, 1).await;
    let basis = stores.log.load(queue).await.unwrap().state.version;
    let releases = tickets.chunks(5).map(|tickets| {
        let tickets = tickets.to_vec();
        vec![Command::Release { epoch, basis, tickets }, Command::Claim { ticket: 1 }]
    });
    for commit in at_once(&stores, queue, releases.collect(), START).await {
        commit.unwrap();
    }
    let line = stores.log.load(queue).await.unwrap();
    assert_eq!(line.state.released + line.state.active, 7);
    assert_eq!(line.live.iter().filter(|live| live.state.holds_slot()).count(), 7);
}

pub async fn the_rate_holds(stores: Stores) {
    // One a second, and the bucket holds one.
    let queue = sample::stored(&stores, sample::open(1000, 60)).await.id;
    let joins = (0..20).map(|_| vec![join(None)]).collect();
    at_once(&stores, queue, joins, START).await;
    assert_eq!(stores.log.load(queue).await.unwrap().state.released, 1);
    let epoch = lease(&stores, queue, 1).await;
    let tickets: Vec<u32> = (2..=20).collect();
    for (after_millis, released) in [(0, 1), (999, 1), (1000, 2), (1500, 2), (60_000, 3)] {
        let basis = stores.log.load(queue).await.unwrap().state.version;
        let command = Command::Release { epoch, basis, tickets: tickets.clone() };
        one_at(&stores, queue, command, START + after_millis).await;
        assert_eq!(stores.log.load(queue).await.unwrap().state.released, released, "after {after_millis} ms");
    }
}

pub async fn nobody_is_released_twice(stores: Stores) {
    let queue = sample::stored(&stores, sample::paused()).await.id;
    let tickets = crowd(&stores, queue, 10).await;
    one(&stores, queue, open()).await;
    let epoch = lease(&stores, queue, 1).await;
    let basis = stores.log.load(queue).await.unwrap().state.version;
    let releases =
        (0..16).map(|_| vec![Command::Release { epoch, basis, tickets: tickets.clone() }]).collect();
    let mut moved = 0;
    for commit in at_once(&stores, queue, releases, START).await {
        match commit.unwrap().outcomes[0] {
            Outcome::Moved(count) => moved += count,
            ref other => panic!("{other:?}"),
        }
    }
    assert_eq!(moved, 10);
    assert_eq!(stores.log.load(queue).await.unwrap().state.released, 10);
}

pub async fn an_old_lease_can_do_nothing(stores: Stores) {
    let queue = sample::stored(&stores, sample::paused()).await.id;
    crowd(&stores, queue, 2).await;
    one(&stores, queue, open()).await;
    let Outcome::Lease(Some(old)) = one(&stores, queue, Command::Lease { node: 1, ttl_millis: 10 }).await
    else {
        panic!("no lease");
    };
    let later = START.plus_seconds(1);
    let Outcome::Lease(Some(new)) =
        one_at(&stores, queue, Command::Lease { node: 2, ttl_millis: 10 }, later).await
    else {
        panic!("no lease");
    };
    assert!(new > old);
    let basis = stores.log.load(queue).await.unwrap().state.version;
    for command in [
        Command::Release { epoch: old, basis, tickets: vec![1] },
        Command::Expire { epoch: old, tickets: vec![1] },
        Command::Abandon { epoch: old, tickets: vec![1] },
    ] {
        assert_eq!(one_at(&stores, queue, command, later).await, Outcome::Refused(Refusal::Stale));
    }
    assert_eq!(release(&stores, queue, new, vec![1]).await, 1);
}

pub async fn a_plan_made_before_a_reordering_is_refused(stores: Stores) {
    let queue = sample::stored(&stores, sample::paused()).await.id;
    crowd(&stores, queue, 2).await;
    one(&stores, queue, open()).await;
    let epoch = lease(&stores, queue, 1).await;
    let basis = stores.log.load(queue).await.unwrap().state.version;
    one(&stores, queue, Command::Prioritise { ticket: 2, priority: Priority::MAX }).await;
    let plan = Command::Release { epoch, basis, tickets: vec![1] };
    assert_eq!(one(&stores, queue, plan).await, Outcome::Refused(Refusal::Stale));
    let plan = Command::Release { epoch, basis: basis + 1, tickets: vec![2] };
    assert_eq!(one(&stores, queue, plan).await, Outcome::Moved(1));
}

pub async fn a_lease_is_held_by_one(stores: Stores) {
    let queue = sample::stored(&stores, sample::paused()).await.id;
    let asks = (1..=16).map(|node| vec![Command::Lease { node, ttl_millis: 1000 }]).collect();
    let commits = at_once(&stores, queue, asks, START).await;
    let holders = commits
        .into_iter()
        .flat_map(|commit| commit.unwrap().outcomes)
        .filter(|outcome| matches!(outcome, Outcome::Lease(Some(_))));
    assert_eq!(holders.count(), 1);
    // It is stored although it makes no version.
    let line = stores.log.load(queue).await.unwrap().state;
    assert_eq!((line.lease.epoch, line.version), (1, 0));
    let same = Command::Lease { node: line.lease.node, ttl_millis: 1000 };
    assert_eq!(one(&stores, queue, same).await, Outcome::Lease(Some(1)));
}
