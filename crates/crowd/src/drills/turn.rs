//! The turn: many slots open at once while thousands wait and poll at their leisure. All slots must be offered at once,
//! whoever polls when.

use std::{
    cmp::Reverse,
    collections::BinaryHeap,
    fmt,
    sync::{
        Arc,
        atomic::{AtomicI64, AtomicUsize, Ordering},
    },
    time::Duration,
};

use rand::{RngExt, SeedableRng, rngs::ChaCha8Rng};
use tokio::{
    sync::Notify,
    task::JoinSet,
    time::{Instant, sleep_until, timeout},
};
use tokio_util::sync::CancellationToken;

use super::{DrillError, Ticketed, join_at_once};
use crate::{
    clock::wall_millis,
    http::{BaseUrl, Call, Connection},
    socket::Socket,
    staff::{QueueSetup, Staff},
    wire::{self, Session, Status},
};

/// How to carry out the drill.
#[derive(Clone, Copy, Debug)]
pub struct TurnDrill {
    /// How many wait and poll.
    pub waiting: usize,
    /// How many slots open at once.
    pub slots: usize,
    /// The shortest and the longest time between two polls of a visitor.
    pub poll_every: (Duration, Duration),
    /// Decides who polls when.
    pub seed: u64,
}

impl Default for TurnDrill {
    fn default() -> Self {
        let poll_every = (Duration::from_secs(3), Duration::from_secs(5));
        Self { waiting: 2_000, slots: 200, poll_every, seed: 1 }
    }
}

/// What came out. Times count from the call that opened the slots.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TurnReport {
    /// How many slots were opened.
    pub slots: usize,
    /// How many of those who were next were offered one.
    pub offered: usize,
    /// Offers to anybody else.
    pub strangers: usize,
    /// When the last was offered, by the server's own `releasedAt`.
    pub offered_within_ms: i64,
    /// How many heard of it on their WebSocket.
    pub heard: usize,
    /// When the last of them did.
    pub heard_within_ms: i64,
    /// How many saw it in a poll.
    pub polled: usize,
    /// When the last of them did.
    pub polled_within_ms: i64,
}

/// How many saw something, and when the last did (wall time).
#[derive(Default)]
struct Seen {
    count: AtomicUsize,
    last: AtomicI64,
    changed: Notify,
}

impl Seen {
    fn now(&self) {
        self.last.fetch_max(wall_millis(), Ordering::Relaxed);
        self.count.fetch_add(1, Ordering::Relaxed);
        self.changed.notify_one();
    }

    fn count(&self) -> usize {
        self.count.load(Ordering::Relaxed)
    }

    fn within(&self, since: i64) -> i64 {
        self.last.load(Ordering::Relaxed).max(since) - since
    }

    async fn until(&self, count: usize, patience: Duration) {
        let all = async {
            while self.count() < count {
                self.changed.notified().await;
            }
        };
        // Whoever has not seen it by then is missing in the report.
        let _ = timeout(patience, all).await;
    }
}

impl TurnDrill {
    /// Carries it out in a queue of its own.
    pub async fn run(&self, staff: &Staff) -> Result<TurnReport, DrillError> {
        let tenant = staff.create_tenant("Turn").await?;
        let closed = QueueSetup { name: "Turn".into(), cap: 1, ..QueueSetup::default() };
        let queue = staff.create_queue(tenant, &closed).await?;
        // One is inside, all others wait.
        let mut joined = join_at_once(staff.base(), queue, self.waiting + 1, 64).await;
        joined.remove(0);
        let next: Vec<Ticketed> = joined.iter().take(self.slots).cloned().collect();

        let (heard, polled) = (Arc::new(Seen::default()), Arc::new(Seen::default()));
        let mut tasks = JoinSet::new();
        for one in &next {
            let (mut socket, heard) =
                (Socket::subscribe(staff.base(), queue, &one.token).await?, heard.clone());
            tasks.spawn(async move {
                if let Ok(Some(_)) = socket.turn().await {
                    heard.now();
                }
            });
        }
        let stop = CancellationToken::new();
        for (group, people) in joined.chunks(joined.len().div_ceil(16).max(1)).enumerate() {
            let tokens = people.iter().map(|one| one.token.clone()).collect();
            let random = ChaCha8Rng::seed_from_u64(self.seed ^ (group as u64) << 32);
            let poll =
                poll(staff.base().clone(), tokens, self.poll_every, random, polled.clone(), stop.clone());
            tasks.spawn(poll);
        }
        // Everybody has polled once: from here on they do so in their own rhythm.
        tokio::time::sleep(self.poll_every.1).await;

        let opened = wall_millis();
        let open = QueueSetup { cap: 1 + self.slots as u32, ..closed };
        staff.set_up(queue, &open).await?;
        heard.until(self.slots, Duration::from_secs(20)).await;
        polled.until(self.slots, self.poll_every.1 + Duration::from_secs(5)).await;
        stop.cancel();
        tasks.abort_all();

        let sessions = staff.sessions(queue, |_| {}).await?;
        let offers: Vec<i64> = sessions
            .iter()
            .filter(|one| next.iter().any(|next| next.session.id == one.id))
            .filter_map(|one| one.released_at)
            .collect();
        let all = sessions.iter().filter(|one| one.released_at.is_some()).count();
        Ok(TurnReport {
            slots: self.slots,
            offered: offers.len(),
            strangers: all.saturating_sub(offers.len() + 1),
            offered_within_ms: offers.iter().max().map_or(i64::MAX, |last| last - opened),
            heard: heard.count(),
            heard_within_ms: heard.within(opened),
            polled: polled.count(),
            polled_within_ms: polled.within(opened),
        })
    }
}

impl TurnReport {
    /// Whether all slots were offered within a second to those who were next, and all of them heard.
    pub fn passed(&self) -> bool {
        self.offered == self.slots
            && self.strangers == 0
            && self.heard == self.slots
            && self.polled == self.slots
            && self.offered_within_ms <= 1_000
    }
}

impl fmt::Display for TurnReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { slots, offered, strangers, offered_within_ms, .. } = self;
        let Self { heard, heard_within_ms, polled, polled_within_ms, .. } = self;
        write!(
            f,
            "turn: {offered} of {slots} slots offered within {offered_within_ms} ms ({strangers} to others); {heard} heard \
             on their socket within {heard_within_ms} ms; {polled} saw it in a poll within {polled_within_ms} ms: {}",
            if self.passed() { "passed" } else { "FAILED" }
        )
    }
}

/// Polls for a group of people on one connection, each in an own rhythm, until `stop`.
async fn poll(
    base: BaseUrl,
    tokens: Vec<String>,
    (shortest, longest): (Duration, Duration),
    mut random: ChaCha8Rng,
    seen: Arc<Seen>,
    stop: CancellationToken,
) {
    let (begin, mut connection) = (Instant::now(), Connection::new(&base));
    let mut due: BinaryHeap<Reverse<(Instant, usize)>> =
        (0..tokens.len()).map(|who| Reverse((begin + longest.mul_f64(random.random()), who))).collect();
    while let Some(Reverse((at, who))) = due.pop() {
        tokio::select! {
            () = stop.cancelled() => return,
            () = sleep_until(at) => {}
        }
        let answer = connection.call(Call::get("/v1/sessions/current").bearer(&tokens[who])).await;
        let session = answer.ok().and_then(|answer| wire::data::<Session>(&answer).ok());
        if session.is_some_and(|session| session.status == Status::Released) {
            seen.now();
            continue;
        }
        let pause = shortest + (longest - shortest).mul_f64(random.random());
        due.push(Reverse((at.max(Instant::now()) + pause, who)));
    }
}
