//! What becomes of a visit in another line when somebody is over in this one, also where something goes wrong between them.

use std::{
    sync::{Arc, atomic::Ordering},
    time::Duration,
};

use async_trait::async_trait;
use vq_domain::{CounterId, CounterRef, Millis, Priority, QueueId, SessionId};
use vq_engine::{
    Arrival, Attend, CallNext, ChangeSet, Command, Entry, Outcome, Parked, Verb,
    attend::{Admission, AtCounter, By},
    hall::Onward,
};
use vq_lines::{LineHandle, Lines, LinesConfig};
use vq_ports::{Audit, Clock, Commit, LineHead, Order, QueueLog, StoreResult, StoredLine};

use crate::support::{Log, TestClock, TestIds, queue, service};

const UNAUDITED: Audit = Audit::exempt("a test");
const IDS: [QueueId; 2] = [QueueId::from_bytes([11; 16]), QueueId::from_bytes([12; 16])];

/// Two queues, each with a truth of its own.
struct Two([Arc<Log>; 2]);

impl Two {
    fn of(&self, queue: QueueId) -> &Log {
        &self.0[usize::from(queue == IDS[1])]
    }
}

#[async_trait]
impl QueueLog for Two {
    async fn carry_out(
        &self,
        queue: QueueId,
        orders: Vec<Order>,
        known: u64,
        now: Millis,
    ) -> StoreResult<Commit> {
        self.of(queue).carry_out(queue, orders, known, now).await
    }

    async fn load(&self, queue: QueueId) -> StoreResult<StoredLine> {
        self.of(queue).load(queue).await
    }

    async fn changes_after(&self, queue: QueueId, version: u64, most: u32) -> StoreResult<Vec<ChangeSet>> {
        self.of(queue).changes_after(queue, version, most).await
    }

    async fn heads(&self) -> StoreResult<Vec<LineHead>> {
        Ok(Vec::new())
    }

    async fn forget_changes(&self, _before: Millis, _at_last: Millis, _now: Millis) -> StoreResult<u64> {
        Ok(0)
    }
}

/// Somebody is called in the first line, another one waits there, and a place is put aside for the first in the second line.
struct Visit {
    logs: [Arc<Log>; 2],
    lines: Lines,
    here: Arc<LineHandle>,
    there: Arc<LineHandle>,
    called: Entry,
    waiting: Entry,
    later: Entry,
}

fn entry(outcome: Outcome) -> Entry {
    match outcome {
        Outcome::Joined(entry) | Outcome::Session(entry) => entry,
        other => panic!("{other:?}"),
    }
}

fn attend(entry: &Entry, verb: Verb) -> Command {
    Command::Attend(Box::new(Attend { ticket: entry.ticket, verb, by: By::default() }))
}

impl Visit {
    async fn new() -> Self {
        let clock = TestClock::new();
        let now = clock.now();
        let logs = [Log::new(&service(), now), Log::new(&service(), now)];
        let log = Arc::new(Two(logs.clone()));
        let lines = Lines::new(LinesConfig::single_node(), log, clock, Arc::new(TestIds(7)));
        let run = async |id| {
            let queue = vq_domain::Queue { id, ..queue(service(), now) };
            lines.run(queue, 100_000).await.expect("a line")
        };
        let (here, there) = (run(IDS[0]).await, run(IDS[1]).await);
        let join = async |number: u8| {
            let session = SessionId::from_bytes([number; 16]);
            let join =
                Command::Join { session, identifier: None, metadata: None, priority: Priority::NORMAL };
            entry(here.submit(join).await.expect("joined"))
        };
        let (first, waiting) = (join(1).await, join(2).await);
        let arrival = Arrival {
            session: SessionId::from_bytes([3; 16]),
            identifier: None,
            metadata: None,
            priority: Priority::NORMAL,
            came: None,
            appointment: None,
            number: None,
            visit: Some(first.session),
            for_counter: None,
            held: true,
            admission: Admission::Sent,
        };
        let later = entry(there.submit(Command::Arrive(Box::new(arrival))).await.expect("put aside"));
        let onward = Onward {
            queue: IDS[1],
            session: later.session,
            ticket: later.ticket,
            number: None,
            enqueued_at: later.enqueued_at,
        };
        here.direct(attend(&first, Verb::Add(onward)), UNAUDITED).await.expect("noted");
        let counter = CounterRef { id: CounterId::from_bytes([9; 16]), name: "Counter".into() };
        let at = AtCounter { counter, seen: [].into(), most: 1, turn: None, finish: None };
        let call = CallNext { at, by: By::default(), basis: 0, tickets: Vec::new(), all: false };
        let called = entry(here.direct(Command::CallNext(Box::new(call)), UNAUDITED).await.expect("called"));
        assert_eq!(called.session, first.session);
        Self { logs, lines, here, there, called, waiting, later }
    }

    fn is_put_aside(&self) -> bool {
        self.there.read(|index| index.seat(self.later.ticket).is_some_and(|seat| seat.parked == Parked::Held))
    }

    async fn finish(&self) -> bool {
        self.here.direct(attend(&self.called, Verb::Finish), UNAUDITED).await.is_ok()
    }
}

#[tokio::test(start_paused = true)]
async fn a_visit_goes_on_once_the_other_line_can_be_written_again_and_nobody_else_waits_for_that() {
    let visit = Visit::new().await;
    let begin = tokio::time::Instant::now();
    visit.logs[1].down.store(true, Ordering::Relaxed);
    let leaves = async {
        visit.here.submit(Command::Leave { ticket: visit.waiting.ticket }).await.expect("left");
        begin.elapsed()
    };
    let comes_back = async {
        tokio::time::sleep(Duration::from_millis(350)).await;
        visit.logs[1].down.store(false, Ordering::Relaxed);
    };
    // Both commands are in one transaction.
    let (finished, left, ()) = tokio::join!(visit.finish(), leaves, comes_back);
    assert!(finished);
    assert!(left < Duration::from_millis(50), "who left was told after {left:?}");
    assert!(begin.elapsed() >= Duration::from_millis(350));
    assert!(!visit.is_put_aside(), "whoever is told has it done");
    visit.lines.stop().await;
}

#[tokio::test(start_paused = true)]
async fn saying_again_that_somebody_is_done_has_their_visit_go_on() {
    let visit = Visit::new().await;
    visit.logs[0].mute.store(true, Ordering::Relaxed);
    assert!(!visit.finish().await, "the answer was lost");
    assert!(visit.is_put_aside());
    assert!(visit.finish().await);
    assert!(!visit.is_put_aside());
    visit.lines.stop().await;
}

#[tokio::test(start_paused = true)]
async fn leaving_again_takes_along_what_was_to_come() {
    let visit = Visit::new().await;
    let leave = || visit.here.submit(Command::Leave { ticket: visit.called.ticket });
    visit.logs[0].mute.store(true, Ordering::Relaxed);
    assert!(leave().await.is_err(), "the answer was lost");
    assert!(visit.is_put_aside());
    leave().await.expect("said again");
    assert!(!visit.is_put_aside());
    assert!(visit.there.read(|index| index.seat(visit.later.ticket).is_none()), "nobody waits there");
    visit.lines.stop().await;
}

#[tokio::test(start_paused = true)]
async fn a_visit_goes_on_before_the_lines_are_stopped() {
    let visit = Visit::new().await;
    let (here, finish) = (visit.here.clone(), attend(&visit.called, Verb::Finish));
    visit.logs[1].down.store(true, Ordering::Relaxed);
    let finished = tokio::spawn(async move { here.direct(finish, UNAUDITED).await });
    while visit.logs[0].state().released > 0 {
        tokio::task::yield_now().await;
    }
    // The node is told to stop while the other line cannot be written.
    let comes_back = async {
        tokio::time::sleep(Duration::from_millis(50)).await;
        visit.logs[1].down.store(false, Ordering::Relaxed);
    };
    tokio::join!(visit.lines.stop(), comes_back);
    assert_eq!(visit.logs[1].state().hall.map(|hall| hall.held), Some(0));
    assert!(finished.await.expect("an answer").is_ok());
}
