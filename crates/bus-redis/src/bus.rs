//! The bus over Redis: one channel, on which every node tells and hears.
//!
//! A node also hears itself: a beat that comes back proves the whole way. Every message carries how many notices its sender
//! has told, those among them that could not be sent; so whoever hears the next message knows whether it missed one.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, Ordering::Relaxed},
    },
    time::{Duration, Instant},
};

use redis::Client;
use tokio::sync::{broadcast, mpsc};
use vq_ports::{Bus, Ids, Notice};

use crate::{frame::Sender, link::Link, receiver::Receiver, sender::Outgoing, tasks::Tasks};

/// Notices that may wait to be sent; what does not fit is dropped, and the others are told that something was.
const OUTBOX: usize = 4096;
/// Notices that may wait for a slow subscriber; then it has missed some.
const INBOX: usize = 4096;
/// How often a node shows that it is there.
pub(crate) const BEAT: Duration = Duration::from_millis(500);
/// A bus on which nothing of ours came back for so long is not up.
const UP: Duration = Duration::from_secs(2);

/// One node's way to the others.
pub struct RedisBus {
    outbox: mpsc::Sender<Notice>,
    state: Arc<State>,
    _tasks: Arc<Tasks>,
}

/// What has gone over a bus so far.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct BusStats {
    /// Notices sent.
    pub sent: u64,
    /// Notices that could not be sent.
    pub dropped: u64,
    /// Notices heard from others.
    pub heard: u64,
    /// How often subscribers were told that they may have missed something.
    pub gaps: u64,
    /// How long the last of our own messages took to come back.
    pub delay: Option<Duration>,
}

/// What the tasks of a bus share.
pub(crate) struct State {
    pub me: Sender,
    notices: broadcast::Sender<Notice>,
    started: Instant,
    subscribed: AtomicBool,
    /// When something of ours last came back, in microseconds from the start; 0 if never, or not since a failure.
    echo_at: AtomicU64,
    /// When sending last failed.
    failed_at: AtomicU64,
    /// How long it took for something of ours to come back, in microseconds.
    delay: AtomicU64,
    /// Told, but neither sent nor counted yet.
    pub uncounted: AtomicU64,
    pub sent: AtomicU64,
    dropped: AtomicU64,
    heard: AtomicU64,
    gaps: AtomicU64,
}

pub(crate) fn start(
    node: u64,
    prefix: &str,
    link: Link,
    client: &Client,
    ids: Arc<dyn Ids>,
    tasks: &Arc<Tasks>,
) -> RedisBus {
    let mut run = [0; 4];
    ids.fill(&mut run);
    let state = Arc::new(State::new(Sender { node, run: u32::from_be_bytes(run) }));
    let channel: Arc<str> = format!("{prefix}:bus").into();
    let (outbox, waiting) = mpsc::channel(OUTBOX);
    let sender = Outgoing { state: state.clone(), channel: channel.clone(), link, waiting };
    tasks.spawn("bus sender", sender.run());
    let receiver = Receiver { state: state.clone(), channel, client: client.clone(), ids };
    tasks.spawn("bus receiver", receiver.run());
    RedisBus { outbox, state, _tasks: tasks.clone() }
}

impl RedisBus {
    /// What has gone over it so far.
    pub fn stats(&self) -> BusStats {
        let state = &self.state;
        let delay = Duration::from_micros(state.delay.load(Relaxed));
        BusStats {
            sent: state.sent.load(Relaxed),
            dropped: state.dropped.load(Relaxed),
            heard: state.heard.load(Relaxed),
            gaps: state.gaps.load(Relaxed),
            delay: Some(delay).filter(|delay| !delay.is_zero()),
        }
    }
}

impl Bus for RedisBus {
    fn publish(&self, notice: Notice) {
        if self.outbox.try_send(notice).is_err() {
            self.state.drop_notices(1);
        }
    }

    fn subscribe(&self) -> broadcast::Receiver<Notice> {
        self.state.notices.subscribe()
    }

    fn is_up(&self) -> bool {
        self.state.is_up()
    }
}

impl State {
    fn new(me: Sender) -> Self {
        Self {
            me,
            notices: broadcast::Sender::new(INBOX),
            started: Instant::now(),
            subscribed: AtomicBool::new(false),
            echo_at: AtomicU64::new(0),
            failed_at: AtomicU64::new(0),
            delay: AtomicU64::new(0),
            uncounted: AtomicU64::new(0),
            sent: AtomicU64::new(0),
            dropped: AtomicU64::new(0),
            heard: AtomicU64::new(0),
            gaps: AtomicU64::new(0),
        }
    }

    /// Microseconds since the start, never 0.
    pub(crate) fn micros(&self) -> u64 {
        u64::try_from(self.started.elapsed().as_micros()).unwrap_or(u64::MAX).max(1)
    }

    fn is_up(&self) -> bool {
        let echo_at = Duration::from_micros(self.echo_at.load(Relaxed));
        self.subscribed.load(Relaxed) && !echo_at.is_zero() && self.started.elapsed() < echo_at + UP
    }

    /// A beat of ours came back.
    pub(crate) fn echo(&self, sent_at: u64) {
        let now = self.micros();
        self.delay.store(now.saturating_sub(sent_at).max(1), Relaxed);
        // One from before a failure, held up somewhere, proves nothing.
        if sent_at > self.failed_at.load(Relaxed) {
            self.echo_at.store(now, Relaxed);
        }
    }

    /// Notices that will not be sent, and that the others must miss.
    fn drop_notices(&self, count: u64) {
        self.uncounted.fetch_add(count, Relaxed);
        self.dropped.fetch_add(count, Relaxed);
    }

    /// What was sent did not arrive, as far as is known.
    pub(crate) fn not_sent(&self, count: u64) {
        self.dropped.fetch_add(count, Relaxed);
        self.down();
    }

    /// Hears from now on, or no longer. Either way something may be missed.
    pub(crate) fn subscribed(&self, subscribed: bool) {
        self.subscribed.store(subscribed, Relaxed);
        if !subscribed {
            self.echo_at.store(0, Relaxed);
        }
        self.gap();
    }

    /// Nothing gets through until something of ours has come back again. Whoever follows the others is told at once, so
    /// that it looks for itself.
    fn down(&self) {
        self.failed_at.store(self.micros(), Relaxed);
        if self.echo_at.swap(0, Relaxed) != 0 {
            self.gap();
        }
    }

    /// Tells the subscribers that something may have been missed.
    pub(crate) fn gap(&self) {
        self.gaps.fetch_add(1, Relaxed);
        self.pass_on(Notice::Gap);
    }

    /// Tells the subscribers what another node told.
    pub(crate) fn hear(&self, notice: Notice) {
        self.heard.fetch_add(1, Relaxed);
        self.pass_on(notice);
    }

    fn pass_on(&self, notice: Notice) {
        // Without a subscriber there is nobody who misses it.
        let _ = self.notices.send(notice);
    }
}
