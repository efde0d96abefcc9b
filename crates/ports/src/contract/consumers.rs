//! Rules of event consumers: every record once, whatever fails in between.

use vq_domain::{Millis, Priority, QueueId, Span, Tally};
use vq_engine::Command;

use super::sample::{self, LATE, START, UNAUDITED, join, joined, one, one_at};
use crate::{Effect, Loss, Portion, SessionEvent, Step, StoreError, Stores, TallyFilter, Turn};

/// A consumer of the tests.
pub const NAME: &str = "counter";
const TURN_MILLIS: i64 = 10_000;

fn turn(node: u64, now: Millis) -> Turn {
    Turn { node, now, millis: TURN_MILLIS }
}

/// Reads as node 1 at [`START`].
async fn take(stores: &Stores, queue: QueueId, most: u32) -> Portion {
    stores.consumers.take(NAME, queue, turn(1, START), most).await.unwrap().expect("one's own turn")
}

/// The step that reads all of a portion and counts its records.
fn step(queue: QueueId, portion: &Portion) -> Step {
    let last = portion.sets.last().expect("something to read");
    let joined = portion.sets.len() as u64;
    let tally = Tally { joined, most_waiting: Some(portion.line.waiting), ..Tally::default() };
    let tallies = Span::ALL.map(|span| (span, span.start_of(START), tally.clone()));
    Step {
        consumer: NAME,
        queue,
        from: portion.offset,
        to: last.version,
        at: last.at,
        note: Some(vec![1, 2, 3]),
        loss: None,
        effect: Effect::Tallies(tallies.to_vec()),
    }
}

fn of(queue: &vq_domain::Queue, span: Span) -> TallyFilter {
    let from = span.start_of(START);
    TallyFilter { queue: Some(queue.id), span, from, to: from + span.millis() }
}

/// How many records were counted, after every span agrees.
async fn counted(stores: &Stores, queue: &vq_domain::Queue) -> u64 {
    let mut counts = Vec::new();
    for span in Span::ALL {
        let rows = stores.analytics.tallies(queue.tenant_id, of(queue, span), 10).await.unwrap();
        counts.push(rows.iter().map(|row| row.tally.joined).sum());
    }
    assert_eq!(counts[0], counts[1]);
    counts[0]
}

pub async fn a_consumer_reads_every_record_in_order(stores: Stores) {
    let queue = sample::stored(&stores, sample::paused()).await;
    stores.consumers.register(NAME, START).await.unwrap();
    stores.consumers.register(NAME, START + 1).await.unwrap();
    assert_eq!(stores.consumers.behind(NAME).await, Ok(vec![]));
    for seconds in 0..5 {
        one_at(&stores, queue.id, join(None), START.plus_seconds(seconds)).await;
    }
    let behind = stores.consumers.behind(NAME).await.unwrap();
    assert_eq!(behind, [crate::Behind { queue: queue.id, version: 5, offset: 0 }]);
    let first = take(&stores, queue.id, 3).await;
    assert_eq!((first.offset, first.at, first.note.as_deref()), (0, Millis(0), None));
    assert_eq!(first.sets, stores.log.changes_after(queue.id, 0, 3).await.unwrap());
    assert_eq!(first.line, stores.log.load(queue.id).await.unwrap().state);
    stores.consumers.advance(step(queue.id, &first)).await.unwrap();
    let second = take(&stores, queue.id, 3).await;
    assert_eq!((second.offset, second.at), (3, START.plus_seconds(2)));
    assert_eq!(second.note, Some(vec![1, 2, 3]));
    assert_eq!(second.sets, stores.log.changes_after(queue.id, 3, 3).await.unwrap());
    stores.consumers.advance(step(queue.id, &second)).await.unwrap();
    assert_eq!(take(&stores, queue.id, 3).await.sets, []);
    assert_eq!(stores.consumers.behind(NAME).await, Ok(vec![]));
    assert_eq!(counted(&stores, &queue).await, 5);
    // Another consumer begins at the beginning.
    let other = stores.consumers.take("other", queue.id, turn(1, START), 10).await.unwrap().unwrap();
    assert_eq!((other.offset, other.sets.len()), (0, 5));
}

pub async fn a_step_is_done_once(stores: Stores) {
    let queue = sample::stored(&stores, sample::paused()).await;
    one(&stores, queue.id, join(None)).await;
    one(&stores, queue.id, join(None)).await;
    let portion = take(&stores, queue.id, 1).await;
    let first = step(queue.id, &portion);
    stores.consumers.advance(first.clone()).await.unwrap();
    // The answer was lost, and it is done again.
    assert_eq!(stores.consumers.advance(first.clone()).await, Err(StoreError::Stale));
    // Somebody believes to be further than they are.
    let ahead = Step { from: 2, to: 3, ..first };
    assert_eq!(stores.consumers.advance(ahead).await, Err(StoreError::Stale));
    assert_eq!(counted(&stores, &queue).await, 1);
    assert_eq!(take(&stores, queue.id, 9).await.offset, 1);
}

pub async fn of_simultaneous_steps_one_is_done(stores: Stores) {
    let queue = sample::stored(&stores, sample::paused()).await;
    for round in 1..=10 {
        one(&stores, queue.id, join(None)).await;
        let made = step(queue.id, &take(&stores, queue.id, 9).await);
        let mut tasks = tokio::task::JoinSet::new();
        for _ in 0..8 {
            let (consumers, made) = (stores.consumers.clone(), made.clone());
            tasks.spawn(async move { consumers.advance(made).await });
        }
        let done = tasks.join_all().await;
        assert_eq!(done.iter().filter(|done| done.is_ok()).count(), 1);
        assert!(done.iter().all(|done| matches!(done, Ok(()) | Err(StoreError::Stale))), "{done:?}");
        assert_eq!(counted(&stores, &queue).await, round);
    }
}

pub async fn one_node_has_the_turn(stores: Stores) {
    let queue = sample::stored(&stores, sample::paused()).await;
    one(&stores, queue.id, join(None)).await;
    let take =
        async |node, now| stores.consumers.take(NAME, queue.id, turn(node, now), 9).await.unwrap().is_some();
    assert!(take(1, START).await);
    assert!(!take(2, START + (TURN_MILLIS - 1)).await);
    assert!(take(1, START + 5_000).await, "one's own turn can be taken again");
    assert!(!take(2, START + TURN_MILLIS).await);
    assert!(take(2, START + (5_000 + TURN_MILLIS)).await, "the turn is over");
    assert!(!take(1, START + (5_000 + TURN_MILLIS)).await);
    stores.consumers.give_up_turns(NAME, 1).await.unwrap();
    assert!(!take(1, START + (5_000 + TURN_MILLIS)).await, "it was not node 1's to give up");
    stores.consumers.give_up_turns(NAME, 2).await.unwrap();
    assert!(take(1, START + (5_000 + TURN_MILLIS)).await);
    // The clock was set back by a day.
    assert!(take(2, START + -86_400_000).await);
    // Another consumer's turn is another matter.
    assert!(stores.consumers.take("other", queue.id, turn(9, START), 9).await.unwrap().is_some());
    let nowhere = stores.consumers.take(NAME, QueueId(sample::id()), turn(1, START), 9).await;
    assert_eq!(nowhere, Err(StoreError::NotFound));
}

pub async fn what_a_consumer_has_not_read_is_not_forgotten(stores: Stores) {
    let queue = sample::stored(&stores, sample::paused()).await;
    let other = sample::stored(&stores, sample::paused()).await;
    stores.consumers.register(NAME, START).await.unwrap();
    stores.consumers.register("slow", START).await.unwrap();
    for seconds in 0..6 {
        one_at(&stores, queue.id, join(None), START.plus_seconds(seconds)).await;
        one_at(&stores, other.id, join(None), START.plus_seconds(seconds)).await;
    }
    assert_eq!(stores.log.forget_changes(LATE, START, LATE).await, Ok(0), "nobody has read anything");
    stores.consumers.advance(step(queue.id, &take(&stores, queue.id, 4).await)).await.unwrap();
    assert_eq!(stores.log.forget_changes(LATE, START, LATE).await, Ok(0), "the slow one has not");
    let portion = stores.consumers.take("slow", queue.id, turn(1, START), 3).await.unwrap().unwrap();
    let slow = Step { consumer: "slow", effect: Effect::None, ..step(queue.id, &portion) };
    stores.consumers.advance(slow).await.unwrap();
    assert_eq!(stores.log.forget_changes(START.plus_seconds(2), START, LATE).await, Ok(2), "both by age");
    assert_eq!(stores.log.forget_changes(LATE, START, LATE).await, Ok(1), "and by who has read");
    assert_eq!(take(&stores, queue.id, 9).await.sets.len(), 2);
    stores.consumers.retire("slow").await.unwrap();
    assert_eq!(stores.log.forget_changes(LATE, START, LATE).await, Ok(1), "who is gone is not waited for");
    // In the end nobody is waited for.
    assert_eq!(stores.log.forget_changes(LATE, START.plus_seconds(5), LATE).await, Ok(1 + 5));
    let left = take(&stores, queue.id, 9).await;
    assert_eq!((left.offset, left.sets[0].version), (4, 6), "and who reads sees that something is missing");
}

pub async fn a_loss_is_written_down(stores: Stores) {
    let queue = sample::stored(&stores, sample::paused()).await;
    let other = sample::stored_for(&stores, queue.tenant_id, sample::paused()).await;
    one(&stores, queue.id, join(None)).await;
    let made = step(queue.id, &take(&stores, queue.id, 9).await);
    let (from_at, until_at) = (START + 1_000, START + 2_000);
    let loss = Loss { queue: queue.id, after: 0, until: 1, from_at, until_at };
    let lost = Step { loss: Some(loss.clone()), effect: Effect::None, ..made };
    stores.consumers.advance(lost).await.unwrap();
    let losses = async |queue: Option<QueueId>, from, to| {
        let tenant = other.tenant_id;
        stores.analytics.losses(tenant, queue, NAME, START + from, START + to).await.unwrap()
    };
    let of_queue = losses(Some(queue.id), 0, 9_000).await;
    assert_eq!((&of_queue, &of_queue), (&losses(None, 1_500, 1_600).await, &vec![loss]));
    assert_eq!(losses(Some(other.id), 0, 9_000).await, []);
    assert_eq!(losses(None, 2_001, 9_000).await, []);
    assert_eq!(losses(None, 0, 1_000).await, []);
}

pub async fn tallies_add_up(stores: Stores) {
    let queue = sample::stored(&stores, sample::paused()).await;
    let mut expected = Tally::default();
    for (wait, most) in [(1_000, 7), (2_000, 3), (900_000, 5)] {
        one(&stores, queue.id, join(None)).await;
        let mut tally = Tally { released: 1, most_waiting: Some(most), ..Tally::default() };
        tally.waits.note(wait);
        expected.add(&tally);
        let later = Span::Minute.start_of(START) + Span::Minute.millis();
        let effect = Effect::Tallies(vec![
            (Span::Minute, Span::Minute.start_of(START), tally.clone()),
            (Span::Minute, later, tally),
        ]);
        let made = step(queue.id, &take(&stores, queue.id, 9).await);
        stores.consumers.advance(Step { effect, ..made }).await.unwrap();
    }
    let all = TallyFilter { queue: None, span: Span::Minute, from: Millis(0), to: Millis(i64::MAX) };
    let rows = stores.analytics.tallies(queue.tenant_id, all, 10).await.unwrap();
    assert_eq!(rows.len(), 2);
    assert!(rows[0].start < rows[1].start && rows.iter().all(|row| row.tally == expected));
    assert_eq!(stores.analytics.tallies(queue.tenant_id, all, 1).await.unwrap(), rows[..1]);
    assert_eq!(stores.analytics.tallies(vq_domain::TenantId(sample::id()), all, 10).await, Ok(vec![]));
    let quarters = TallyFilter { span: Span::Quarter, ..all };
    assert_eq!(stores.analytics.tallies(queue.tenant_id, quarters, 10).await, Ok(vec![]));
    assert_eq!(stores.analytics.forget_minutes(rows[1].start).await, Ok(1));
    assert_eq!(stores.analytics.tallies(queue.tenant_id, all, 10).await.unwrap(), rows[1..]);
}

pub async fn events_of_a_session_are_read_in_order(stores: Stores) {
    let queue = sample::stored(&stores, sample::paused()).await;
    let session = joined(&one(&stores, queue.id, join(None)).await).session;
    let made = step(queue.id, &take(&stores, queue.id, 9).await);
    let event = |ticket, version, to| SessionEvent {
        session,
        ticket,
        version,
        at: START + i64::try_from(version).unwrap_or(0),
        from: Priority::NORMAL,
        to: Priority::new(to).unwrap_or_default(),
    };
    let events = vec![event(1, 7, 3), event(2, 4, 9), event(1, 5, 2)];
    stores.consumers.advance(Step { effect: Effect::Events(events), ..made }).await.unwrap();
    let read = stores.analytics.events(queue.tenant_id, queue.id, 1, 10).await;
    assert_eq!(read, Ok(vec![event(1, 5, 2), event(1, 7, 3)]));
    assert_eq!(stores.analytics.events(queue.tenant_id, queue.id, 1, 1).await.unwrap().len(), 1);
    let foreign = vq_domain::TenantId(sample::id());
    assert_eq!(stores.analytics.events(foreign, queue.id, 1, 10).await, Ok(vec![]));
}

pub async fn a_deleted_queue_takes_its_offsets_along(stores: Stores) {
    let queue = sample::stored(&stores, sample::paused()).await;
    stores.consumers.register(NAME, START).await.unwrap();
    one(&stores, queue.id, join(None)).await;
    one(&stores, queue.id, Command::Leave { ticket: 1 }).await;
    let made = step(queue.id, &take(&stores, queue.id, 1).await);
    stores.consumers.advance(made.clone()).await.unwrap();
    let next = step(queue.id, &take(&stores, queue.id, 1).await);
    stores.queues.delete(queue.tenant_id, queue.id, &UNAUDITED).await.unwrap();
    assert_eq!(stores.consumers.advance(next.clone()).await, Err(StoreError::Stale));
    assert_eq!(stores.consumers.behind(NAME).await, Ok(vec![]));
    let again = stores.consumers.take(NAME, queue.id, turn(1, START), 9).await;
    assert_eq!(again, Err(StoreError::NotFound));
    assert_eq!(counted(&stores, &queue).await, 0);
    // One that is made anew begins anew.
    stores.queues.create(&queue, &sample::paused(), 10, &UNAUDITED).await.unwrap();
    one(&stores, queue.id, join(None)).await;
    assert_eq!(take(&stores, queue.id, 9).await.offset, 0);
    assert_eq!(stores.consumers.advance(next).await, Err(StoreError::Stale));
}
