//! The read side of one line, shared by every request of the process, and the way in for commands.

use std::sync::Arc;

use arc_swap::ArcSwapOption;
use parking_lot::{Mutex, RwLock};
use tokio::sync::{Notify, mpsc, oneshot, watch};
use vq_domain::{Error, ErrorCode, Limit, Millis, Queue, QueueId, QueueStatus, TenantId, Ticket};
use vq_engine::{ChangeSet, Command, Estimate, Line, Outcome, Seat, SignsOfLife, Standing};
use vq_ports::{Audit, Order};

use crate::{
    Departures, Frame, LineError, Published, Watcher, calls::Calls, departed::Departed, opens_at,
    watchers::Watchers,
};

/// A frame is made anew at most this often, in milliseconds.
const FRAME_MILLIS: i64 = 250;
/// The shortest and the longest time between two polls of one visitor, in seconds.
const POLL_SECONDS: (u32, u32) = (3, 30);

/// A command on its way to the runner.
#[derive(Debug)]
pub(crate) struct Job {
    pub command: Command,
    /// What is written down of it.
    pub audit: Audit,
    pub reply: oneshot::Sender<Result<Outcome, LineError>>,
    /// How often it was planned anew because others were faster.
    pub tries: u32,
}

/// One line of this node.
#[derive(Debug)]
pub struct LineHandle {
    queue: RwLock<Arc<Queue>>,
    index: RwLock<Line>,
    life: Mutex<SignsOfLife>,
    frame: ArcSwapOption<Frame>,
    /// Held by whoever makes the frame anew.
    drawing: Mutex<()>,
    jobs: mpsc::Sender<Job>,
    sets: mpsc::Sender<Arc<ChangeSet>>,
    behind: Notify,
    version: watch::Sender<u64>,
    notice: watch::Sender<u64>,
    nudge: Notify,
    watchers: Watchers,
    departed: Departed,
    calls: Calls,
}

/// What a visitor is told, read at one moment.
#[derive(Clone, Debug)]
pub struct Look {
    /// Where they stand.
    pub standing: Standing,
    /// When they were offered their turn, if they are released or active; see [`Line::released_at`].
    pub released_at: Option<Millis>,
    /// In a line with counters.
    pub seat: Option<Box<Seat>>,
    /// Their place is still to be drawn.
    pub before_draw: bool,
    /// How long it will take.
    pub estimate: Option<Estimate>,
    /// What the queue does.
    pub status: QueueStatus,
    /// When it opens, if that is what is waited for.
    pub opens_at: Option<Millis>,
    /// Of the line.
    pub version: u64,
    /// How many wait.
    pub waiting: u32,
    /// Whether nobody more may join.
    pub is_full: bool,
    /// When to ask again, in seconds.
    pub poll_after_seconds: u32,
}

impl LineHandle {
    pub(crate) fn new(
        queue: Queue,
        line: Line,
        jobs: mpsc::Sender<Job>,
        sets: mpsc::Sender<Arc<ChangeSet>>,
        now: Millis,
    ) -> Self {
        let life = SignsOfLife::new(line.state().policy.abandon_after_seconds, now);
        let calls = Calls::default();
        calls.loaded(line.state().version);
        Self {
            calls,
            version: watch::Sender::new(line.state().version),
            notice: watch::Sender::new(0),
            queue: RwLock::new(Arc::new(queue)),
            index: RwLock::new(line),
            life: Mutex::new(life),
            frame: ArcSwapOption::empty(),
            drawing: Mutex::new(()),
            jobs,
            sets,
            behind: Notify::new(),
            nudge: Notify::new(),
            watchers: Watchers::default(),
            departed: Departed::default(),
        }
    }

    /// Which queue.
    pub fn id(&self) -> QueueId {
        self.queue.read().id
    }

    /// Whose.
    pub fn tenant_id(&self) -> TenantId {
        self.queue.read().tenant_id
    }

    /// As set up.
    pub fn queue(&self) -> Arc<Queue> {
        self.queue.read().clone()
    }

    /// Takes over changed settings or message; the line's policy follows by `SetPolicy`.
    pub fn set_queue(&self, queue: Queue) {
        *self.queue.write() = Arc::new(queue);
        self.nudge.notify_one();
        self.tell_notice();
    }

    /// Reads the index. The closure must be short: it keeps commits from being applied.
    pub fn read<T>(&self, look: impl FnOnce(&Line) -> T) -> T {
        look(&self.index.read())
    }

    /// An error about this line: if it is full, with how many may wait, and do.
    pub fn explained(&self, error: Error) -> Error {
        if error.code() != ErrorCode::QueueFull {
            return error;
        }
        let (value, used) = self.read(|index| (index.state().policy.max_waiting, index.state().waiting));
        error.over(Limit { name: "maxWaiting", value, about: "people waiting in the queue" }, used)
    }

    /// Where a ticket stands, and all else that its holder is told.
    pub fn look(&self, ticket: Ticket, now: Millis) -> Look {
        let queue = self.queue();
        let index = self.index.read();
        let state = index.state();
        let standing = index.standing(ticket);
        let before_draw = index.is_before_draw(ticket);
        let estimate = match standing {
            Standing::Waiting { people_ahead, .. } if !before_draw => index.estimate(people_ahead, now),
            _ => None,
        };
        Look {
            standing,
            released_at: index.released_at(ticket),
            seat: index.seat(ticket).cloned().map(Box::new),
            before_draw,
            estimate,
            status: state.status,
            opens_at: opens_at(&queue.settings, state, now),
            version: state.version,
            waiting: state.waiting,
            is_full: state.waiting >= state.policy.max_waiting,
            poll_after_seconds: poll_after(estimate, state.policy.abandon_after_seconds),
        }
    }

    /// The holder of a ticket showed up.
    pub fn seen(&self, ticket: Ticket) {
        self.life.lock().seen(ticket);
    }

    /// The frame, at most a quarter of a second old. `queue` is [`Self::queue`].
    pub fn frame(&self, queue: &Queue, now: Millis) -> Arc<Frame> {
        if let Some(frame) = self.drawn(queue, now) {
            return frame;
        }
        let _drawing = self.drawing.lock();
        // Another may have been drawing while we waited.
        self.drawn(queue, now).unwrap_or_else(|| {
            let frame = Arc::new(Frame::new(queue, &self.index.read(), now));
            self.frame.store(Some(frame.clone()));
            frame
        })
    }

    fn drawn(&self, queue: &Queue, now: Millis) -> Option<Arc<Frame>> {
        let frame = self.frame.load();
        let frame = frame.as_ref()?;
        let fresh = frame.version == *self.version.borrow() && frame.revision == queue.revision;
        // The pace changes without a version, but slowly.
        (now - frame.at < if fresh { 1000 } else { FRAME_MILLIS }).then(|| frame.clone())
    }

    /// Has a command of somebody who stands in line carried out in the next transaction; it is told by the line's change log
    /// alone. A caller that goes away does not undo it.
    pub async fn submit(&self, command: Command) -> Result<Outcome, LineError> {
        debug_assert!(!command.is_staffs(), "say who does it, or why it need not be known: {command:?}");
        self.carry_out(Order::unaudited(command)).await
    }

    /// Has a command of staff carried out, likewise; what is written down about it is, in the same transaction.
    pub async fn direct(&self, command: Command, audit: impl Into<Audit>) -> Result<Outcome, LineError> {
        self.carry_out(Order::new(command, audit.into())).await
    }

    async fn carry_out(&self, Order { command, audit, .. }: Order) -> Result<Outcome, LineError> {
        let (reply, answer) = oneshot::channel();
        self.jobs.try_send(Job { command, audit, reply, tries: 0 }).map_err(|error| match error {
            mpsc::error::TrySendError::Full(_) => LineError::Overloaded,
            mpsc::error::TrySendError::Closed(_) => LineError::Stopped,
        })?;
        answer.await.unwrap_or(Err(LineError::Stopped))
    }

    /// Makes sure that the index has everything that was committed before this call, by whichever node.
    pub async fn sync(&self) -> Result<(), LineError> {
        self.submit(Command::Look).await.map(drop)
    }

    /// Hears of every change of the line.
    pub fn versions(&self) -> watch::Receiver<u64> {
        self.version.subscribe()
    }

    /// Hears of what concerns everybody: status, settings, message.
    pub fn notices(&self) -> watch::Receiver<u64> {
        self.notice.subscribe()
    }

    /// Hears of one ticket.
    pub fn watch(self: &Arc<Self>, ticket: Ticket) -> Watcher {
        Watcher::new(self.clone(), ticket)
    }

    /// Who was inside and is out before their time: the part that follows on a version of this line, the first one on 0, as
    /// `write` writes it down. At most a second old, and made once in that second for all who ask.
    pub fn departures(
        &self,
        since: u64,
        now: Millis,
        write: impl FnOnce(&Departures) -> Vec<u8>,
    ) -> Arc<Published> {
        self.departed.published(since, now, write)
    }

    pub(crate) fn departed(&self) -> &Departed {
        &self.departed
    }

    pub(crate) fn calls(&self) -> &Calls {
        &self.calls
    }

    pub(crate) fn watchers(&self) -> &Watchers {
        &self.watchers
    }

    pub(crate) fn index(&self) -> &RwLock<Line> {
        &self.index
    }

    pub(crate) fn life(&self) -> &Mutex<SignsOfLife> {
        &self.life
    }

    /// Hands over what another node committed. What cannot be taken now is read from the log.
    pub(crate) fn tell_set(&self, set: Arc<ChangeSet>) {
        if self.sets.try_send(set).is_err() {
            self.fall_behind();
        }
    }

    /// Others have committed what the index does not have.
    pub(crate) fn fall_behind(&self) {
        self.behind.notify_one();
    }

    pub(crate) async fn fell_behind(&self) {
        self.behind.notified().await;
    }

    pub(crate) async fn nudged(&self) {
        self.nudge.notified().await;
    }

    pub(crate) fn tell_version(&self, version: u64) {
        self.version.send_replace(version);
    }

    pub(crate) fn tell_notice(&self) {
        self.notice.send_modify(|count| *count += 1);
    }
}

/// Often near the front, seldom far from it, and always often enough to count as a sign of life.
fn poll_after(estimate: Option<Estimate>, abandon_after_seconds: u32) -> u32 {
    let (shortest, longest) = POLL_SECONDS;
    let wanted = match estimate {
        Some(estimate) => (estimate.p50 / 12.0).min(f64::from(longest)) as u32,
        None => longest / 2,
    };
    let patience = if abandon_after_seconds == 0 { longest } else { (abandon_after_seconds / 5).max(1) };
    wanted.clamp(shortest, longest).min(patience)
}
