//! What changes, as it changes: the source behind WebSocket and SSE.
//!
//! There are no queues of unsent events. A feed looks at the present state when its reader is ready for more, so a slow
//! reader sees fewer steps, never old ones, and costs no memory.

use std::{sync::Arc, time::Duration};

use futures_util::stream::{self, Stream};
use tokio::{sync::watch, time::Instant};
use vq_domain::SessionState;
use vq_lines::{LineHandle, Watcher};

use crate::{Pass, SessionService, SessionView, view::QueueUpdate};

/// Positions of those who are near the front, of the others, and of those who are inside are looked at this often.
const NEAR: Duration = Duration::from_secs(1);
const FAR: Duration = Duration::from_secs(4);
const CALM: Duration = Duration::from_secs(20);
/// How many people ahead is near.
const NEAR_PEOPLE: u32 = 50;
/// Staff hears of a queue at most this often.
const QUEUE_PACE: Duration = Duration::from_millis(250);

/// Something to tell.
#[derive(Clone, Debug)]
pub(crate) enum Event {
    /// The reader's own session moved.
    Position(Box<SessionView>),
    /// The queue changed.
    Queue(Box<QueueUpdate>),
    /// The operator has said something.
    Notification(crate::view::SessionMessage),
    /// The line has stopped on this node: subscribe again, perhaps at another.
    Resubscribe,
}

impl Event {
    /// `type` of the message.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Position(_) => "user_position_changed",
            Self::Queue(_) => "queue_updated",
            Self::Notification(_) => "notification",
            Self::Resubscribe => "resubscribe",
        }
    }

    /// `data` of the message, as JSON.
    pub fn data(&self) -> String {
        let json = match self {
            Self::Position(view) => serde_json::to_string(view),
            Self::Queue(update) => serde_json::to_string(update),
            Self::Notification(message) => serde_json::to_string(message),
            Self::Resubscribe => Ok("null".to_owned()),
        };
        json.unwrap_or_else(|_| "null".to_owned())
    }
}

/// What the clock of the process says, for code that runs between requests.
pub(crate) type Now = Arc<dyn Fn() -> vq_domain::Millis + Send + Sync>;

/// The feed of a visitor: the own session at once and whenever it moves, and what concerns everybody.
pub(crate) fn of_visitor(
    service: SessionService,
    line: Arc<LineHandle>,
    pass: Pass,
    now: Now,
) -> impl Stream<Item = Event> {
    let feed = VisitorFeed {
        watcher: line.watch(pass.ticket),
        notices: line.notices(),
        service,
        line,
        pass,
        now,
        told: None,
        said: None,
        pending: Vec::new(),
        over: false,
    };
    stream::unfold(feed, |mut feed| async move { feed.next().await.map(|event| (event, feed)) })
}

struct VisitorFeed {
    service: SessionService,
    line: Arc<LineHandle>,
    pass: Pass,
    now: Now,
    watcher: Watcher,
    notices: watch::Receiver<u64>,
    told: Option<SessionView>,
    said: Option<crate::view::SessionMessage>,
    pending: Vec<Event>,
    over: bool,
}

impl VisitorFeed {
    async fn next(&mut self) -> Option<Event> {
        loop {
            if let Some(event) = self.pending.pop() {
                return Some(event);
            }
            if self.over {
                return None;
            }
            if self.told.is_some() {
                let pace = self.pace();
                tokio::select! {
                    () = self.watcher.moved() => {}
                    changed = self.notices.changed() => if changed.is_err() { return self.stop() },
                    () = tokio::time::sleep(pace) => {}
                }
            }
            self.look().await;
        }
    }

    fn stop(&mut self) -> Option<Event> {
        self.over = true;
        Some(Event::Resubscribe)
    }

    fn pace(&self) -> Duration {
        match self.told.as_ref().and_then(|view| view.people_ahead) {
            Some(ahead) if ahead <= NEAR_PEOPLE => NEAR,
            Some(_) => FAR,
            None => CALM,
        }
    }

    /// Notes what there is to tell; the last pushed is told first.
    async fn look(&mut self) {
        let Ok(view) = self.service.current(&self.pass, (self.now)()).await else {
            self.pending.push(Event::Resubscribe);
            self.over = true;
            return;
        };
        let ended =
            !matches!(view.status, SessionState::Waiting | SessionState::Released | SessionState::Active);
        let message = view.message.clone();
        if self.notices.has_changed().unwrap_or(false) || (self.told.is_some() && message != self.said) {
            self.notices.mark_unchanged();
            self.pending.push(Event::Queue(Box::new(QueueUpdate::new(&self.line, (self.now)()))));
        }
        if message != self.said {
            self.said.clone_from(&message);
            self.pending.extend(message.map(Event::Notification));
        }
        if self.told.as_ref().is_none_or(|told| is_news(told, &view)) {
            self.told = Some(view.clone());
            self.pending.push(Event::Position(Box::new(view)));
        }
        self.over = ended;
    }
}

/// Whether the holder would want to know. That time passes is no news.
fn is_news(told: &SessionView, view: &SessionView) -> bool {
    told.status != view.status
        || told.position != view.position
        || told.priority != view.priority
        || told.queue_state != view.queue_state
        || told.claim_by != view.claim_by
        || told.active_until != view.active_until
        || told.opens_at != view.opens_at
        || told.message != view.message
        || told.called_to != view.called_to
        || told.held != view.held
}

/// The feed of a queue: the present state at once, and after changes, at a pace a person can follow.
pub(crate) fn of_queue(line: Arc<LineHandle>, now: Now) -> impl Stream<Item = Event> {
    let feed = QueueFeed {
        versions: line.versions(),
        notices: line.notices(),
        line,
        now,
        next_at: None,
        said: None,
        pending: None,
    };
    stream::unfold(feed, |mut feed| async move { feed.next().await.map(|event| (event, feed)) })
}

struct QueueFeed {
    line: Arc<LineHandle>,
    now: Now,
    versions: watch::Receiver<u64>,
    notices: watch::Receiver<u64>,
    next_at: Option<Instant>,
    said: Option<crate::view::SessionMessage>,
    pending: Option<Event>,
}

impl QueueFeed {
    async fn next(&mut self) -> Option<Event> {
        if let Some(event) = self.pending.take() {
            return Some(event);
        }
        if let Some(at) = self.next_at {
            tokio::time::sleep_until(at).await;
            let changed = tokio::select! {
                changed = self.versions.changed() => changed,
                changed = self.notices.changed() => changed,
            };
            if changed.is_err() {
                return None;
            }
        }
        self.versions.mark_unchanged();
        self.notices.mark_unchanged();
        self.next_at = Some(Instant::now() + QUEUE_PACE);
        let update = QueueUpdate::new(&self.line, (self.now)());
        if update.message != self.said {
            self.said.clone_from(&update.message);
            self.pending = update.message.clone().map(Event::Notification);
        }
        Some(Event::Queue(Box::new(update)))
    }
}
