//! Rules of a session's way through its states: each step is a compare-and-set.

use vq_domain::{Priority, SessionState};
use vq_engine::{Change, Command, Outcome, Refusal};

use super::sample::{self, START, at_once, crowd, join, lease, one, one_at, release, session};
use crate::Stores;

/// A queue where ticket 1 was offered its turn and ticket 2 waits; and the epoch of its lease.
async fn offered(stores: &Stores) -> (vq_domain::QueueId, u64) {
    let queue = sample::stored(stores, sample::paused()).await.id;
    crowd(stores, queue, 2).await;
    let open = Command::SetStatus { status: vq_domain::QueueStatus::Open, held_until: None, seed: [0; 32] };
    one(stores, queue, open).await;
    let epoch = lease(stores, queue, 1).await;
    assert_eq!(release(stores, queue, epoch, vec![1]).await, 1);
    (queue, epoch)
}

pub async fn a_turn_is_claimed_once(stores: Stores) {
    let (queue, _) = offered(&stores).await;
    let claims = (0..16).map(|_| vec![Command::Claim { ticket: 1 }]).collect();
    let mut moved = 0;
    for commit in at_once(&stores, queue, claims, START).await {
        let commit = commit.unwrap();
        assert_eq!(session(&commit.outcomes[0]).state, SessionState::Active);
        moved += commit.changes.map_or(0, |set| set.changes.len());
    }
    assert_eq!(moved, 1);
    let line = stores.log.load(queue).await.unwrap().state;
    assert_eq!((line.waiting, line.released, line.active), (1, 0, 1));
    let waiting = one(&stores, queue, Command::Claim { ticket: 2 }).await;
    assert_eq!(waiting, Outcome::Refused(Refusal::NotYourTurn));
    let nobody = one(&stores, queue, Command::Claim { ticket: 99 }).await;
    assert_eq!(nobody, Outcome::Refused(Refusal::NotFound));
}

pub async fn a_claim_and_its_expiry_do_not_both_happen(stores: Stores) {
    for _ in 0..8 {
        let (queue, epoch) = offered(&stores).await;
        let late = START.plus_seconds(3600);
        let both =
            vec![vec![Command::Expire { epoch, tickets: vec![1, 2] }], vec![Command::Claim { ticket: 1 }]];
        let commits = at_once(&stores, queue, both, late).await;
        let changes: Vec<Change> = commits
            .into_iter()
            .filter_map(|commit| commit.unwrap().changes)
            .flat_map(|set| set.changes.clone())
            .collect();
        let entry = stores.sessions.by_ticket(queue, 1).await.unwrap().unwrap().entry;
        assert!(matches!(entry.state, SessionState::Active | SessionState::NoShow));
        assert!(matches!(changes.as_slice(), [Change::Moved { to, .. }] if *to == entry.state));
    }
}

pub async fn ended_sessions_are_not_loaded(stores: Stores) {
    let (queue, epoch) = offered(&stores).await;
    crowd(&stores, queue, 3).await;
    let batch = vec![
        Command::Leave { ticket: 2 },
        Command::Remove { ticket: 3 },
        Command::Abandon { epoch, tickets: vec![1, 4] },
        Command::Claim { ticket: 1 },
        Command::Leave { ticket: 1 },
    ];
    stores.log.commit(queue, batch, u64::MAX, START).await.unwrap();
    let line = stores.log.load(queue).await.unwrap();
    assert_eq!(line.live.iter().map(|live| live.ticket).collect::<Vec<_>>(), [5]);
    assert_eq!((line.state.waiting, line.state.released, line.state.active), (1, 0, 0));
    use SessionState::*;
    for (ticket, state) in [(1, Completed), (2, Left), (3, Removed), (4, Abandoned), (5, Waiting)] {
        let entry = stores.sessions.by_ticket(queue, ticket).await.unwrap().unwrap().entry;
        assert_eq!((entry.state, entry.ended_at.is_some()), (state, !state.is_live()));
    }
}

pub async fn a_session_ends_once(stores: Stores) {
    let queue = sample::stored(&stores, sample::paused()).await.id;
    crowd(&stores, queue, 1).await;
    let ends = (0..16).map(|at| {
        vec![if at % 2 == 0 { Command::Leave { ticket: 1 } } else { Command::Remove { ticket: 1 } }]
    });
    let commits = at_once(&stores, queue, ends.collect(), START).await;
    let ended = commits.iter().filter(|commit| commit.as_ref().unwrap().changes.is_some()).count();
    assert_eq!(ended, 1);
    assert_eq!(stores.log.load(queue).await.unwrap().state.waiting, 0);
}

pub async fn an_annotation_is_kept(stores: Stores) {
    let queue = sample::stored(&stores, sample::paused()).await.id;
    crowd(&stores, queue, 1).await;
    for metadata in [Some("{\"seat\":7}"), None] {
        let metadata: Option<Box<str>> = metadata.map(Into::into);
        one(&stores, queue, Command::Annotate { ticket: 1, metadata: metadata.clone() }).await;
        assert_eq!(stores.sessions.by_ticket(queue, 1).await.unwrap().unwrap().entry.metadata, metadata);
    }
}

pub async fn an_offer_is_extended_once(stores: Stores) {
    let (queue, _) = offered(&stores).await;
    let first = one_at(&stores, queue, Command::Extend { ticket: 1 }, START.plus_seconds(10)).await;
    let again = one_at(&stores, queue, Command::Extend { ticket: 1 }, START.plus_seconds(20)).await;
    assert_eq!(again, Outcome::Refused(Refusal::NotExtendable));
    let stored = stores.sessions.by_ticket(queue, 1).await.unwrap().unwrap().entry;
    assert_eq!(stored, *session(&first));
    let live = stores.log.load(queue).await.unwrap().live;
    assert!(live.iter().any(|live| live.ticket == 1 && live.deadline == stored.deadline));
}

pub async fn a_priority_is_kept(stores: Stores) {
    let queue = sample::stored(&stores, sample::paused()).await.id;
    one(&stores, queue, join(Some("anna"))).await;
    one(&stores, queue, Command::Prioritise { ticket: 1, priority: Priority::MAX }).await;
    let line = stores.log.load(queue).await.unwrap();
    assert_eq!(line.live[0].priority, Priority::MAX);
    assert_eq!(line.state.reordered_at, line.state.version);
    let again = one(&stores, queue, join(Some("anna"))).await;
    assert_eq!(session(&again).priority, Priority::MAX);
}
