//! A queue in which all sorts of things happen, those who count them, and a count without cleverness.

use std::{
    collections::BTreeMap,
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
    time::Duration,
};

use rand::{RngExt, SeedableRng, rngs::StdRng};
use tokio::{sync::broadcast, task::JoinHandle};
use tokio_util::sync::CancellationToken;
use vq_analytics::{COUNTER, Counter};
use vq_domain::{Millis, Priority, Queue, SessionState, Span, Tally};
use vq_engine::Command;
use vq_events::{EventMetrics, Pace, Runner};
use vq_ports::{
    Clock, Consumers, PageRequest, SessionFilter, Stores, TallyFilter,
    contract::sample::{self, START, join},
};

pub type Tallies = BTreeMap<(Span, Millis), Tally>;

/// A queue, and how many waited and were inside after each commit.
pub struct World {
    queue: Queue,
    epoch: u64,
    random: StdRng,
    now: Millis,
    crowds: Vec<(Millis, u32, u32)>,
}

impl World {
    pub async fn new(stores: &Stores, seed: u64) -> Self {
        let queue = sample::stored(stores, sample::open(9, 60_000)).await;
        let epoch = sample::lease(stores, queue.id, 1).await;
        Self { queue, epoch, random: StdRng::seed_from_u64(seed), now: START, crowds: Vec::new() }
    }

    /// Some things happen at once, a moment or a while after what happened before.
    pub async fn batch(&mut self, stores: &Stores) {
        self.now = self.now + self.random.random_range(0..40_000);
        let tickets = stores.log.load(self.queue.id).await.unwrap().state.next_ticket;
        let count = self.random.random_range(1..8);
        let commands = (0..count).map(|_| self.anything(tickets)).collect();
        let commit = stores.log.commit(self.queue.id, commands, u64::MAX, self.now).await.unwrap();
        if let Some(set) = commit.changes {
            let state = stores.log.load(self.queue.id).await.unwrap().state;
            self.crowds.push((set.at, state.waiting, state.active));
        }
    }

    fn anything(&mut self, tickets: u32) -> Command {
        let ticket = self.random.random_range(1..=tickets);
        let epoch = self.epoch;
        match self.random.random_range(0..20) {
            0..=7 => join(None),
            8..=10 => Command::Release { epoch, basis: u64::MAX, tickets: (ticket..ticket + 4).collect() },
            11..=13 => Command::Claim { ticket },
            14..=15 => Command::Leave { ticket },
            16 => Command::Remove { ticket },
            17 => Command::Abandon { epoch, tickets: vec![ticket] },
            18 => Command::Expire { epoch, tickets: (1..tickets).collect() },
            _ => Command::Prioritise { ticket, priority: Priority::new(3).unwrap() },
        }
    }

    /// The stored numbers are those of a count.
    pub async fn compare(&self, stores: &Stores) {
        let (counted, stored) = (self.count(stores).await, stored(stores, &self.queue).await);
        assert_eq!(stored.keys().collect::<Vec<_>>(), counted.keys().collect::<Vec<_>>());
        for (span, tally) in counted {
            assert_eq!(stored[&span], tally, "{span:?}");
        }
    }

    /// Counts the sessions as they are stored, one by one.
    async fn count(&self, stores: &Stores) -> Tallies {
        let mut tallies = Tallies::new();
        let mut at = |moment: Millis, note: &dyn Fn(&mut Tally)| {
            for span in Span::ALL {
                note(tallies.entry((span, span.start_of(moment))).or_default());
            }
        };
        let mut before = (0, 0);
        for &(moment, waiting, active) in &self.crowds {
            at(moment, &|tally| {
                tally.most_waiting = tally.most_waiting.max(Some(before.0)).max(Some(waiting));
                tally.most_active = tally.most_active.max(Some(before.1)).max(Some(active));
            });
            before = (waiting, active);
        }
        let mut cursor = None;
        loop {
            let filter = SessionFilter { queue: Some(self.queue.id), ..SessionFilter::default() };
            let page = PageRequest { limit: 200, cursor };
            let page = stores.sessions.list(self.queue.tenant_id, &filter, page).await.unwrap();
            for record in page.items {
                let entry = record.entry;
                at(entry.enqueued_at, &|tally| tally.joined += 1);
                if let Some(released_at) = entry.released_at {
                    let wait = u32::try_from(released_at - entry.enqueued_at).unwrap();
                    at(released_at, &|tally| {
                        tally.released += 1;
                        tally.waits.note(wait);
                    });
                }
                if let Some(served_at) = entry.served_at {
                    at(served_at, &|tally| tally.served += 1);
                }
                let Some(ended_at) = entry.ended_at else { continue };
                at(ended_at, &|tally| match entry.state {
                    SessionState::Completed => tally.completed += 1,
                    SessionState::Left if entry.released_at.is_some() => tally.declined += 1,
                    SessionState::Left => tally.left += 1,
                    SessionState::Abandoned => tally.abandoned += 1,
                    SessionState::NoShow => tally.no_show += 1,
                    SessionState::Expired => tally.expired += 1,
                    SessionState::Removed => tally.removed += 1,
                    SessionState::Transferred => tally.transferred += 1,
                    live => panic!("{live:?} has ended"),
                });
            }
            match page.next {
                Some(next) => cursor = Some(next),
                None => return tallies,
            }
        }
    }
}

/// All tallies of a queue.
pub async fn stored(stores: &Stores, queue: &Queue) -> Tallies {
    let mut tallies = Tallies::new();
    for span in Span::ALL {
        let filter = TallyFilter { queue: Some(queue.id), span, from: Millis(0), to: Millis(i64::MAX) };
        let rows = stores.analytics.tallies(queue.tenant_id, filter, 100_000).await.unwrap();
        tallies.extend(rows.into_iter().map(|row| ((span, row.start), row.tally)));
    }
    tallies
}

/// A clock that stands until it is moved.
pub struct Standing(pub AtomicI64);

impl Clock for Standing {
    fn now(&self) -> Millis {
        Millis(self.0.load(Ordering::Relaxed))
    }
}

/// Runs counters.
pub struct Crew {
    pub clock: Arc<Standing>,
    turn_millis: i64,
}

impl Crew {
    pub fn new() -> Self {
        Self::with_turns_of(1000)
    }

    pub fn with_turns_of(turn_millis: i64) -> Self {
        Self { clock: Arc::new(Standing(AtomicI64::new(START.0))), turn_millis }
    }

    /// So much time goes by that nobody's turn is left.
    pub fn let_turns_end(&self) {
        self.clock.0.fetch_add(self.turn_millis + 1, Ordering::Relaxed);
    }

    pub fn run(&self, consumers: Arc<dyn Consumers>, node: u64) -> (JoinHandle<()>, CancellationToken) {
        let turn_millis = self.turn_millis;
        let pace = Pace { gather: Duration::ZERO, look: Duration::from_millis(1), turn_millis, portion: 3 };
        let metrics = EventMetrics::default();
        let runner = Runner::new(Arc::new(Counter), consumers, self.clock.clone(), node, pace, &metrics);
        let stop = CancellationToken::new();
        let wakes = broadcast::Sender::new(1).subscribe();
        (tokio::spawn(runner.run(wakes, stop.clone())), stop)
    }

    /// Waits until there is nothing left to count.
    pub async fn until_all_is_read(&self, stores: &Stores) {
        while !stores.consumers.behind(COUNTER).await.unwrap().is_empty() {
            tokio::task::yield_now().await;
        }
    }

    /// Counts to the end.
    pub async fn read_all(&self, stores: &Stores, consumers: Arc<dyn Consumers>, node: u64) {
        let (task, stop) = self.run(consumers, node);
        self.until_all_is_read(stores).await;
        stop.cancel();
        task.await.unwrap();
    }
}
