//! A board as it changes: every call once and in order, from wherever the reader was, on whichever node.

use std::{
    collections::{BTreeMap, VecDeque},
    sync::Arc,
    time::Duration,
};

use futures_util::{FutureExt, future::select_all};
use tokio::{sync::watch, time::Instant};
use vq_domain::{LocationId, Millis, QueueId};
use vq_lines::LineHandle;

use crate::{
    board::{BoardView, CallEvent, CallStatus, Cursor, Point, board_call},
    service::CounterService,
};

/// The whole board is sent at most this often.
const BOARD_PACE: Duration = Duration::from_secs(1);

/// Something for the board.
#[derive(Clone, Debug)]
pub(crate) enum BoardEvent {
    /// To be announced.
    Call(CallEvent),
    /// What hangs there now.
    Board(Box<BoardView>),
    /// Calls were missed that are too old to be announced.
    Resync,
}

impl BoardEvent {
    pub(crate) fn name(&self) -> &'static str {
        match self {
            Self::Call(_) => "call",
            Self::Board(_) => "board",
            Self::Resync => "resync",
        }
    }

    pub(crate) fn data(&self) -> String {
        let json = match self {
            Self::Call(call) => serde_json::to_string(call),
            Self::Board(board) => serde_json::to_string(board),
            Self::Resync => Ok("null".to_owned()),
        };
        json.unwrap_or_else(|_| "null".to_owned())
    }
}

/// What the clock of the process says, for code that runs between requests.
pub(crate) type Now = Arc<dyn Fn() -> Millis + Send + Sync>;

/// One reader.
pub(crate) struct Feed {
    service: CounterService,
    location: LocationId,
    now: Now,
    cursor: Cursor,
    heard: BTreeMap<QueueId, Heard>,
    pending: VecDeque<(BoardEvent, String)>,
    shown: Option<BoardView>,
    board_at: Instant,
}

/// What a line tells.
struct Heard {
    line: Arc<LineHandle>,
    versions: watch::Receiver<u64>,
    notices: watch::Receiver<u64>,
}

impl Feed {
    /// `after` is where the reader was; without it, it begins now.
    pub(crate) fn new(
        service: CounterService,
        location: LocationId,
        after: Option<Cursor>,
        now: Now,
    ) -> Self {
        let cursor = after.unwrap_or_else(|| Cursor::now(&service.services(location)));
        Self {
            service,
            location,
            now,
            cursor,
            heard: BTreeMap::new(),
            pending: VecDeque::new(),
            shown: None,
            board_at: Instant::now(),
        }
    }

    /// The next event and its id. `None`: the location is gone, or the store away; come back.
    pub(crate) async fn next(&mut self) -> Option<(BoardEvent, String)> {
        loop {
            if let Some(event) = self.pending.pop_front() {
                return Some(event);
            }
            self.listen();
            self.gather_calls().await?;
            if self.pending.is_empty() && self.board_at <= Instant::now() {
                self.gather_board().await?;
            }
            if self.pending.is_empty() {
                self.wait().await;
            }
        }
    }

    /// Services come and go. One that is new is told from now on.
    fn listen(&mut self) {
        let lines = self.service.services(self.location);
        self.heard.retain(|queue, _| lines.iter().any(|line| line.id() == *queue));
        for line in lines {
            let id = line.id();
            self.cursor.0.entry(id).or_insert_with(|| Cursor::point(&line));
            self.heard.entry(id).or_insert_with(|| Heard {
                versions: line.versions(),
                notices: line.notices(),
                line,
            });
        }
    }

    async fn gather_calls(&mut self) -> Option<()> {
        let before = self.cursor.clone();
        let (mut found, mut missed) = (Vec::new(), false);
        for heard in self.heard.values_mut() {
            heard.versions.mark_unchanged();
            let Some(point) = self.cursor.0.get_mut(&heard.line.id()) else { continue };
            match self.service.inner.lines.calls_after(&heard.line, point.version).await.ok()? {
                Some((calls, upto)) => {
                    let told = point.count;
                    let fresh = calls.into_iter().filter(|call| call.count > told);
                    found.extend(fresh.map(|call| (heard.line.clone(), call)));
                    point.version = upto;
                }
                None => {
                    *point = Cursor::point(&heard.line);
                    missed = true;
                }
            }
        }
        if missed {
            self.pending.push_back((BoardEvent::Resync, self.cursor.encode()));
            self.board_at = Instant::now();
        }
        found.sort_by_key(|(line, call)| (call.at, line.id(), call.count));
        let last = found.len();
        for (number, (line, call)) in found.into_iter().enumerate() {
            self.cursor.0.entry(line.id()).or_default().count = call.count;
            let id = if number + 1 == last {
                self.cursor.encode()
            } else {
                // Whoever goes on from here reads the same calls again and passes over those that are counted.
                let counted = self.cursor.0.iter().map(|(queue, point)| {
                    let version = before.0.get(queue).map_or(point.version, |before| before.version);
                    (*queue, Point { version, count: point.count })
                });
                Cursor(counted.collect()).encode()
            };
            let repeated = call.calls > 1;
            let call = board_call(&line, &call, CallStatus::Called);
            let event = CallEvent { sequence: self.cursor.sequence(), repeated, call };
            self.pending.push_back((BoardEvent::Call(event), id));
        }
        Some(())
    }

    async fn gather_board(&mut self) -> Option<()> {
        self.board_at = Instant::now() + BOARD_PACE;
        for heard in self.heard.values_mut() {
            heard.notices.mark_unchanged();
        }
        let location = self.service.public_location(self.location).await.ok()?;
        let lines: Vec<_> = self.heard.values().map(|heard| heard.line.clone()).collect();
        let board = BoardView::new(&location, &lines, (self.now)());
        let is_news = self.shown.as_ref().is_none_or(|shown| {
            let same_time = BoardView { at: board.at, event_id: board.event_id.clone(), ..shown.clone() };
            same_time != board
        });
        if is_news {
            self.shown = Some(board.clone());
            self.pending.push_back((BoardEvent::Board(Box::new(board)), self.cursor.encode()));
        }
        Some(())
    }

    /// Waits until something changed, or it is time to look at the board again.
    async fn wait(&mut self) {
        let next_board = self.board_at;
        let mut changes = Vec::new();
        for heard in self.heard.values_mut() {
            let versions = &mut heard.versions;
            changes.push(
                async {
                    if versions.changed().await.is_err() {
                        std::future::pending::<()>().await;
                    }
                }
                .boxed(),
            );
        }
        let anything = async {
            if changes.is_empty() {
                std::future::pending::<()>().await;
            } else {
                select_all(changes).await;
            }
        };
        tokio::select! {
            () = anything => {}
            () = tokio::time::sleep_until(next_board) => {}
        }
    }
}
