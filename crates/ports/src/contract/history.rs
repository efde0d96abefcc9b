//! Rules of versions, change sets and loading: every node that follows the log has the same line.

use rand::{Rng, RngExt, SeedableRng, rngs::StdRng};
use vq_domain::{Priority, Queue, QueueId, QueueStatus};
use vq_engine::{ChangeSet, Command, Line, LineState, Policy};

use super::sample::{self, LATE, START, UNAUDITED, at_once, crowd, join, lease, one, one_at};
use crate::{Commit, LEEWAY_SECONDS, LineHead, StoreError, Stores};

pub async fn versions_have_no_gaps(stores: Stores) {
    let queue = sample::stored(&stores, sample::paused()).await.id;
    let joins = (0..30).map(|_| vec![join(None)]).collect();
    at_once(&stores, queue, joins, START).await;
    let sets = stores.log.changes_after(queue, 0, 1000).await.unwrap();
    assert!(sets.iter().map(|set| set.version).eq(1..=30));
    assert_eq!(stores.log.load(queue).await.unwrap().state.version, 30);
}

/// Random days: whatever happens, following the change sets ends where loading does.
pub async fn applying_every_change_set_gives_the_stored_line(stores: Stores) {
    for seed in 0..4 {
        let mut random = StdRng::seed_from_u64(seed);
        let state = sample::open(20, 60_000);
        let queue = sample::stored(&stores, state.clone()).await.id;
        let mut followed = Line::load(state, []);
        let epoch = lease(&stores, queue, 1).await;
        for step in 0..60 {
            let now = START + step * 700;
            let plan = Command::Release {
                epoch,
                basis: followed.state().version,
                tickets: followed.release_plan(now),
            };
            let mut commands = vec![plan, Command::Expire { epoch, tickets: followed.overdue(now, 100) }];
            commands.extend(
                (0..random.random_range(0..30)).map(|_| anything(&mut random, epoch, step as u32 * 8)),
            );
            let commit = stores.log.commit(queue, commands, u64::MAX, now).await.unwrap();
            if let Some(set) = commit.changes {
                followed.apply(&set).unwrap();
            }
        }
        let loaded = stores.log.load(queue).await.unwrap();
        let loaded = Line::load(loaded.state, loaded.live);
        let replayed = replay(&stores, queue).await;
        for line in [&followed, &replayed] {
            assert_same(line, &loaded, seed);
        }
    }
}

async fn replay(stores: &Stores, queue: QueueId) -> Line {
    let mut line = Line::load(sample::open(20, 60_000), []);
    loop {
        let sets = stores.log.changes_after(queue, line.state().version, 7).await.unwrap();
        if sets.is_empty() {
            return line;
        }
        for set in &sets {
            line.apply(set).unwrap();
        }
    }
}

fn assert_same(line: &Line, loaded: &Line, seed: u64) {
    let mut state = line.state().clone();
    // Leases make no version: they concern the store alone.
    state.lease = loaded.state().lease.clone();
    assert_eq!(state, *loaded.state(), "seed {seed}");
    assert!(line.ranks().in_order().eq(loaded.ranks().in_order()), "seed {seed}");
    for ticket in 0..state.next_ticket {
        assert_eq!(line.standing(ticket), loaded.standing(ticket), "seed {seed}, ticket {ticket}");
    }
}

fn anything(random: &mut StdRng, epoch: u64, tickets: u32) -> Command {
    let ticket = random.random_range(1..=tickets.max(1));
    let identifier = format!("person {}", random.random_range(0..tickets + 10));
    match random.random_range(0..20) {
        0..=8 => join(Some(&identifier)),
        9..=11 => Command::Claim { ticket },
        12..=13 => Command::Leave { ticket },
        14 => Command::Extend { ticket },
        15 => Command::Remove { ticket },
        16 => {
            let priority = Priority::new(random.random_range(0..=9)).unwrap_or_default();
            Command::Prioritise { ticket, priority }
        }
        17 => Command::Abandon { epoch, tickets: vec![ticket] },
        18 => Command::SetPolicy(sample::policy(random.random_range(5..40), 60_000)),
        _ => {
            let mut seed = [0; 32];
            random.fill_bytes(&mut seed);
            let status = QueueStatus::ALL[random.random_range(0..QueueStatus::ALL.len())];
            // Mostly open, or little would happen.
            let status = if random.random_range(0..3) > 0 { QueueStatus::Open } else { status };
            Command::SetStatus { status, held_until: None, seed }
        }
    }
}

pub async fn a_load_is_of_one_moment(stores: Stores) {
    let queue = sample::stored(&stores, sample::paused()).await.id;
    let writes = tokio::spawn({
        let stores = stores.clone();
        async move {
            for step in 0..100 {
                let leave = Command::Leave { ticket: step };
                stores.log.commit(queue, vec![join(None), leave, join(None)], u64::MAX, START).await.unwrap();
            }
        }
    });
    while !writes.is_finished() {
        let line = stores.log.load(queue).await.unwrap();
        assert_eq!(line.live.len(), line.state.waiting as usize);
        assert!(line.live.iter().all(|live| live.ticket < line.state.next_ticket));
        // Two join in each version.
        assert_eq!(u64::from(line.state.next_ticket - 1), line.state.version * 2);
    }
    writes.await.unwrap();
}

pub async fn change_sets_are_read_in_order_and_in_portions(stores: Stores) {
    let queue = sample::stored(&stores, sample::paused()).await.id;
    let mut written = Vec::new();
    for at in 0..10 {
        let commit =
            stores.log.commit(queue, vec![join(None), join(None)], u64::MAX, START + at).await.unwrap();
        written.push(commit.changes.unwrap().as_ref().clone());
    }
    assert_eq!(stores.log.changes_after(queue, 0, 100).await.unwrap(), written);
    assert_eq!(stores.log.changes_after(queue, 3, 4).await.unwrap(), written[3..7]);
    assert_eq!(stores.log.changes_after(queue, 10, 4).await.unwrap(), []);
}

pub async fn forgotten_change_sets_are_gone_from_the_front_only(stores: Stores) {
    let queue = sample::stored(&stores, sample::paused()).await.id;
    // The clock steps back at the fifth.
    for seconds in [1, 2, 3, 9, 4, 5, 10] {
        one_at(&stores, queue, join(None), START.plus_seconds(seconds)).await;
    }
    let versions = |sets: Vec<ChangeSet>| sets.iter().map(|set| set.version).collect::<Vec<_>>();
    assert_eq!(stores.log.forget_changes(START.plus_seconds(6), START, LATE).await, Ok(3));
    assert_eq!(stores.log.forget_changes(START.plus_seconds(6), START, LATE).await, Ok(0));
    assert_eq!(stores.log.changes_after(queue, 0, 100).await.unwrap(), []);
    assert_eq!(versions(stores.log.changes_after(queue, 3, 100).await.unwrap()), [4, 5, 6, 7]);
    assert_eq!(stores.log.forget_changes(LATE, START, LATE).await, Ok(4));
    assert_eq!(stores.log.changes_after(queue, 3, 100).await.unwrap(), []);
    // The people are still there, and the versions go on.
    let line = stores.log.load(queue).await.unwrap();
    assert_eq!((line.state.version, line.live.len()), (7, 7));
    one(&stores, queue, join(None)).await;
    assert_eq!(versions(stores.log.changes_after(queue, 7, 100).await.unwrap()), [8]);
}

pub async fn change_sets_are_kept_while_an_admission_of_then_may_be_good(stores: Stores) {
    let stay = |active_timeout_seconds| Policy { active_timeout_seconds, ..sample::paused().policy };
    let line = |seconds| LineState { policy: stay(seconds), ..sample::paused() };
    let (long, short) = (7 * 24 * 3600, 60);
    let queue = sample::stored(&stores, line(long)).await.id;
    let other = sample::stored(&stores, line(short)).await.id;
    one_at(&stores, queue, join(None), START).await;
    one_at(&stores, other, join(None), START).await;
    one_at(&stores, queue, Command::SetPolicy(stay(short)), START.plus_seconds(10)).await;
    let forget = async |now| stores.log.forget_changes(LATE, LATE, now).await;
    assert_eq!(forget(START.plus_seconds(short + LEEWAY_SECONDS)).await, Ok(0));
    assert_eq!(forget(START.plus_seconds(short + LEEWAY_SECONDS + 1)).await, Ok(1), "of the other");
    // Who was let in before the stay became shorter has not come to the end of theirs.
    assert_eq!(forget(START.plus_seconds(long)).await, Ok(0));
    assert_eq!(forget(START.plus_seconds(10 + long + LEEWAY_SECONDS)).await, Ok(2));
}

pub async fn a_commit_brings_along_what_was_missed(stores: Stores) {
    let queue = sample::stored(&stores, sample::paused()).await.id;
    let commit = async |known| stores.log.commit(queue, vec![join(None)], known, START).await.unwrap();
    let versions = |commit: &Commit| {
        commit.missed.as_ref().map(|sets| sets.iter().map(|set| set.version).collect::<Vec<_>>())
    };
    assert_eq!(versions(&commit(0).await), Some(vec![]));
    assert_eq!(versions(&commit(1).await), Some(vec![]));
    let third = commit(0).await;
    assert_eq!(versions(&third), Some(vec![1, 2]));
    assert_eq!(third.missed.unwrap(), stores.log.changes_after(queue, 0, 2).await.unwrap());
    assert_eq!(versions(&commit(2).await), Some(vec![3]));
    assert_eq!(versions(&commit(u64::MAX).await), Some(vec![]));
    // What is no longer kept cannot be brought along.
    stores.log.forget_changes(LATE, START, LATE).await.unwrap();
    assert_eq!(versions(&commit(3).await), None);
}

pub async fn heads_tell_how_far_every_queue_has_come(stores: Stores) {
    let first = sample::stored(&stores, sample::paused()).await;
    let second = sample::stored(&stores, sample::paused()).await;
    crowd(&stores, second.id, 3).await;
    one(&stores, second.id, join(None)).await;
    stores.queues.update(&Queue { revision: first.revision + 1, ..first.clone() }, &UNAUDITED).await.unwrap();
    let version = stores.log.load(second.id).await.unwrap().state.version;
    let mut heads = stores.log.heads().await.unwrap();
    heads.sort_by_key(|head| head.version);
    let expected = [
        LineHead { queue: first.id, version: 0, revision: first.revision + 1 },
        LineHead { queue: second.id, version, revision: second.revision },
    ];
    assert_eq!(heads, expected);
}

pub async fn what_changes_nothing_makes_no_version(stores: Stores) {
    let queue = sample::stored(&stores, sample::paused()).await.id;
    one(&stores, queue, join(Some("anna"))).await;
    let nothing = vec![
        join(Some("anna")),
        Command::Claim { ticket: 1 },
        Command::Leave { ticket: 7 },
        Command::SetPolicy(sample::paused().policy),
        Command::Lease { node: 1, ttl_millis: 1000 },
    ];
    let commit = stores.log.commit(queue, nothing, u64::MAX, START).await.unwrap();
    assert_eq!((commit.outcomes.len(), commit.changes), (5, None));
    let empty = stores.log.commit(queue, Vec::new(), u64::MAX, START).await.unwrap();
    assert_eq!((empty.outcomes.len(), empty.changes), (0, None));
    assert_eq!(stores.log.load(queue).await.unwrap().state.version, 1);
}

pub async fn a_draw_is_stored(stores: Stores) {
    let mut line = sample::paused();
    line.policy.draw = true;
    let queue = sample::stored(&stores, line).await.id;
    let status = |status, seed| Command::SetStatus { status, held_until: Some(START), seed };
    one(&stores, queue, status(QueueStatus::PreQueue, [0; 32])).await;
    crowd(&stores, queue, 20).await;
    one(&stores, queue, status(QueueStatus::Open, [7; 32])).await;
    let state = stores.log.load(queue).await.unwrap().state;
    assert_eq!(state.draws.len(), 1);
    assert_eq!((state.draws[0].first, state.draws[0].count, state.draws[0].seed), (1, 20, [7; 32]));
    assert_eq!((state.status, state.held_until), (QueueStatus::Open, Some(START)));
}

pub async fn an_unknown_queue_is_not_found(stores: Stores) {
    let queue = QueueId(sample::id());
    assert_eq!(
        stores.log.commit(queue, vec![join(None)], u64::MAX, START).await.err(),
        Some(StoreError::NotFound)
    );
    assert_eq!(stores.log.load(queue).await.err(), Some(StoreError::NotFound));
    assert_eq!(stores.log.changes_after(queue, 0, 1).await.err(), Some(StoreError::NotFound));
}
