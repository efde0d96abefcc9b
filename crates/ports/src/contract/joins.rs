//! Rules of joining (I5, I6).

use std::{collections::BTreeSet, future::Future, pin::pin, task::Context};

use vq_domain::{Priority, SessionId, SessionState};
use vq_engine::{Command, Outcome};

use super::sample::{self, START, at_once, crowd, join, joined, one, session};
use crate::Stores;

pub async fn joining_twice_gives_the_same_session(stores: Stores) {
    let queue = sample::stored(&stores, sample::paused()).await.id;
    let first = one(&stores, queue, join(Some("anna"))).await;
    let again = one(&stores, queue, join(Some("anna"))).await;
    assert_eq!(again, Outcome::Existing(joined(&first).clone()));
    let line = stores.log.load(queue).await.unwrap();
    assert_eq!((line.state.waiting, line.live.len(), line.state.next_ticket), (1, 1, 2));
}

pub async fn simultaneous_joins_of_one_person_make_one_session(stores: Stores) {
    let queue = sample::stored(&stores, sample::paused()).await.id;
    let joins = (0..64).map(|_| vec![join(Some("anna"))]).collect();
    let commits = at_once(&stores, queue, joins, START).await;
    let outcomes: Vec<Outcome> = commits.into_iter().flat_map(|commit| commit.unwrap().outcomes).collect();
    assert_eq!(outcomes.iter().filter(|outcome| matches!(outcome, Outcome::Joined(_))).count(), 1);
    assert!(outcomes.iter().all(|outcome| session(outcome) == session(&outcomes[0])));
    assert_eq!(stores.log.load(queue).await.unwrap().live.len(), 1);
}

pub async fn tickets_are_unique_and_consecutive(stores: Stores) {
    let queue = sample::stored(&stores, sample::paused()).await.id;
    let joins = (0..64).map(|batch| (0..1 + batch % 20).map(|_| join(None)).collect()).collect();
    let commits = at_once(&stores, queue, joins, START).await;
    let mut tickets = BTreeSet::new();
    let mut versions = BTreeSet::new();
    for commit in commits {
        let commit = commit.unwrap();
        versions.insert(commit.changes.unwrap().version);
        for outcome in &commit.outcomes {
            assert!(tickets.insert(joined(outcome).ticket));
        }
    }
    let count = u32::try_from(tickets.len()).unwrap();
    assert!(tickets.into_iter().eq(1..=count));
    assert!(versions.into_iter().eq(1..=64));
    assert_eq!(stores.log.load(queue).await.unwrap().state.next_ticket, count + 1);
}

pub async fn a_batch_is_done_in_order(stores: Stores) {
    let queue = sample::stored(&stores, sample::paused()).await.id;
    let batch = vec![
        join(Some("anna")),
        join(Some("ben")),
        join(Some("anna")),
        Command::Leave { ticket: 1 },
        join(Some("anna")),
    ];
    let commit = stores.log.commit(queue, batch, u64::MAX, START).await.unwrap();
    let tickets: Vec<u32> = commit.outcomes.iter().map(|outcome| session(outcome).ticket).collect();
    assert_eq!(tickets, [1, 2, 1, 1, 3]);
    assert_eq!(commit.changes.unwrap().changes.len(), 4);
}

pub async fn an_identifier_is_free_after_the_end(stores: Stores) {
    let queue = sample::stored(&stores, sample::paused()).await.id;
    for ticket in 1..=3 {
        assert_eq!(joined(&one(&stores, queue, join(Some("anna"))).await).ticket, ticket);
        let left = one(&stores, queue, Command::Leave { ticket }).await;
        assert_eq!(session(&left).state, SessionState::Left);
    }
}

pub async fn people_without_identifier_are_all_different(stores: Stores) {
    let queue = sample::stored(&stores, sample::paused()).await.id;
    assert_eq!(crowd(&stores, queue, 3).await, [1, 2, 3]);
    assert_eq!(crowd(&stores, queue, 1).await, [4]);
}

pub async fn one_person_may_stand_in_two_queues(stores: Stores) {
    let first = sample::stored(&stores, sample::paused()).await;
    let second = sample::stored_for(&stores, first.tenant_id, sample::paused()).await;
    joined(&one(&stores, first.id, join(Some("anna"))).await);
    joined(&one(&stores, second.id, join(Some("anna"))).await);
}

/// A handler's future may be dropped at any await; what it began is done all the same.
pub async fn what_was_polled_once_is_done(stores: Stores) {
    let queue = sample::stored(&stores, sample::paused()).await.id;
    for _ in 0..50 {
        let commit = pin!(stores.log.commit(queue, vec![join(None)], u64::MAX, START));
        let mut context = Context::from_waker(std::task::Waker::noop());
        drop(commit.poll(&mut context));
    }
    let all_joined = async {
        while stores.log.load(queue).await.unwrap().state.waiting < 50 {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(std::time::Duration::from_secs(30), all_joined).await.unwrap();
    let line = stores.log.load(queue).await.unwrap();
    assert_eq!((line.state.next_ticket, line.live.len()), (51, 50));
}

pub async fn all_that_was_said_about_a_session_is_kept(stores: Stores) {
    let queue = sample::stored(&stores, sample::paused()).await.id;
    let identifier = "Zoë'; DROP TABLE sessions; --\u{0}\u{1f600}".replace('\0', "");
    let command = Command::Join {
        session: SessionId(sample::id()),
        identifier: Some(identifier.into()),
        metadata: Some("{\"plan\":\"gold\",\"text\":\"ü\"}".into()),
        priority: Priority::MAX,
    };
    let outcome = one(&stores, queue, command.clone()).await;
    let entry = joined(&outcome);
    let Command::Join { session, identifier, metadata, priority } = command else { return };
    assert_eq!((entry.session, entry.priority), (session, priority));
    assert_eq!((&entry.identifier, &entry.metadata), (&identifier, &metadata));
    assert_eq!(stores.sessions.by_ticket(queue, 1).await.unwrap().unwrap().entry, *entry);
}
