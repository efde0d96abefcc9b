//! A crowd: any number of visitors on one task, a heap of what is due, and a bounded number of connections.
//!
//! A visitor between two calls is a small struct and an entry in the heap, so hundreds of thousands fit. Calls that are
//! due and find no free connection wait, the oldest first, but those of people whose turn it is before all others: a turn
//! runs out. Latency counts from when a call was due.

use std::{
    cmp::Reverse,
    collections::{BinaryHeap, VecDeque},
    pin::pin,
    sync::Arc,
    time::Duration,
};

use futures_util::{StreamExt, future::BoxFuture, stream::FuturesUnordered};
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use crate::{
    conduct::Conduct,
    http::{Answer, CallError, Connection},
    ledger::{Joined, Ledger, Live},
    plan::{Arrival, Source},
    visitor::{Next, Step, Visitor, Whereabouts},
    wire::{self, ApiError, Session, Status},
};

/// So often a step is tried before a visitor gives up.
const TRIES: u8 = 10;

/// Polls later than this make all polls rarer.
const LATE: Duration = Duration::from_millis(50);

/// Runs a part of a crowd until all are gone, or until told to stop.
pub async fn run<S: Source>(
    conduct: Arc<Conduct>,
    source: S,
    live: Arc<Live>,
    stop: CancellationToken,
) -> Ledger {
    let idle = (0..conduct.connections.max(1)).map(|_| Connection::new(&conduct.base)).collect();
    let mut worker = Worker {
        start: Instant::now(),
        conduct,
        source,
        live,
        upcoming: None,
        exhausted: false,
        visitors: Vec::new(),
        free: Vec::new(),
        waiting: 0,
        timers: BinaryHeap::new(),
        pressing: VecDeque::new(),
        joins: VecDeque::new(),
        polls: VecDeque::new(),
        idle,
        flying: FuturesUnordered::new(),
        stretch: 1.0,
        ledger: Ledger::default(),
    };
    worker.run(stop).await;
    worker.ledger
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Job {
    due: Duration,
    slot: usize,
    step: Step,
}

type Flight = BoxFuture<'static, (Connection, Job, Result<Answer, CallError>)>;

struct Worker<S> {
    conduct: Arc<Conduct>,
    source: S,
    live: Arc<Live>,
    start: Instant,
    upcoming: Option<Arrival>,
    exhausted: bool,
    visitors: Vec<Option<Visitor>>,
    free: Vec<usize>,
    waiting: usize,
    timers: BinaryHeap<Reverse<Job>>,
    pressing: VecDeque<Job>,
    joins: VecDeque<Job>,
    polls: VecDeque<Job>,
    idle: Vec<Connection>,
    flying: FuturesUnordered<Flight>,
    /// How much rarer than planned people poll because the machine does not keep up. 1 is as planned.
    stretch: f64,
    ledger: Ledger,
}

impl<S: Source> Worker<S> {
    async fn run(&mut self, stop: CancellationToken) {
        let mut stopped = pin!(stop.cancelled_owned());
        loop {
            let now = self.start.elapsed();
            if self.conduct.closing.is_some_and(|closing| now >= closing) {
                return;
            }
            self.admit(now);
            self.wake(now);
            self.send();
            let Some(next) = self.next_due() else { return };
            tokio::select! {
                biased;
                () = &mut stopped => return,
                Some((connection, job, answer)) = self.flying.next(), if !self.flying.is_empty() => {
                    self.idle.push(connection);
                    self.settle(job, answer);
                }
                () = tokio::time::sleep_until(self.start + next) => {}
            }
        }
    }

    /// When to look again if no answer comes before; `None` when there is nothing left to do.
    fn next_due(&self) -> Option<Duration> {
        let arrival = self.upcoming.map(|arrival| arrival.at);
        let timer = self.timers.peek().map(|Reverse(job)| job.due);
        let due = [arrival, timer, self.conduct.closing].into_iter().flatten().min();
        let done = arrival.is_none() && timer.is_none() && self.flying.is_empty() && self.exhausted;
        // While calls are under way an answer will come; far away is soon enough.
        (!done).then(|| due.unwrap_or_else(|| self.start.elapsed() + Duration::from_secs(60)))
    }

    /// Lets those in whose moment of arrival has come.
    fn admit(&mut self, now: Duration) {
        loop {
            if self.upcoming.is_none() && !self.exhausted {
                self.upcoming = self.source.next(self.waiting, now);
                self.exhausted = self.upcoming.is_none();
            }
            let Some(arrival) = self.upcoming.filter(|arrival| arrival.at <= now) else { return };
            self.upcoming = None;
            self.ledger.arrivals += 1;
            Live::up(&self.live.arrived);
            let visitor = Some(Visitor::new(arrival.index, &self.conduct));
            let slot = match self.free.pop() {
                Some(slot) => slot,
                None => {
                    self.visitors.push(None);
                    self.visitors.len() - 1
                }
            };
            self.visitors[slot] = visitor;
            self.joins.push_back(Job { due: arrival.at, slot, step: Step::Join });
        }
    }

    fn wake(&mut self, now: Duration) {
        while let Some(Reverse(job)) = self.timers.peek().copied().filter(|Reverse(job)| job.due <= now) {
            self.timers.pop();
            match job.step {
                Step::Poll => self.polls.push_back(job),
                Step::Join => self.joins.push_back(job),
                Step::Claim | Step::Complete | Step::Leave => self.pressing.push_back(job),
            }
        }
    }

    fn send(&mut self) {
        while !self.idle.is_empty() {
            let Some(job) = self.next_job() else { return };
            let Some(visitor) = &self.visitors[job.slot] else { continue };
            let Some(mut connection) = self.idle.pop() else { return };
            let call = visitor.call(job.step, &self.conduct);
            self.flying.push(Box::pin(async move {
                let answer = connection.call(call).await;
                (connection, job, answer)
            }));
        }
    }

    fn next_job(&mut self) -> Option<Job> {
        if let Some(job) = self.pressing.pop_front() {
            return Some(job);
        }
        let due = |jobs: &VecDeque<Job>| jobs.front().map_or(Duration::MAX, |job| job.due);
        if due(&self.joins) < due(&self.polls) {
            return self.joins.pop_front();
        }
        let job = self.polls.pop_front()?;
        let late = self.start.elapsed().saturating_sub(job.due) > LATE;
        self.stretch = (self.stretch * if late { 1.01 } else { 0.999 }).clamp(1.0, 40.0);
        Some(job)
    }

    fn settle(&mut self, job: Job, answer: Result<Answer, CallError>) {
        let now = self.start.elapsed();
        let (later, session) = match answer {
            Ok(answer) if answer.status.is_success() && matches!(job.step, Step::Leave | Step::Complete) => {
                return self.over(job);
            }
            Ok(answer) => (answer.retry_after(), wire::data::<Session>(&answer)),
            Err(error) => (None, Err(error.into())),
        };
        match session {
            Ok(session) => self.heard(job, now, &session),
            Err(error) => self.refused(job, now, later, &error),
        }
    }

    fn over(&mut self, job: Job) {
        match job.step {
            Step::Leave => self.ledger.leavers += 1,
            _ => self.ledger.completed += 1,
        }
        self.gone(job.slot);
    }

    fn heard(&mut self, job: Job, now: Duration, session: &Session) {
        let took = now.saturating_sub(job.due);
        match job.step {
            Step::Join => {
                self.ledger.join.record(took);
                let told = session.estimated_wait_seconds.filter(|_| session.status == Status::Waiting);
                if self.conduct.remember {
                    self.ledger.joined.push(Joined { session: session.id, ticket: session.ticket, told });
                }
            }
            Step::Poll => self.ledger.poll.record(took),
            Step::Claim => self.ledger.claimed += 1,
            Step::Leave | Step::Complete => {}
        }
        let (conduct, stretch) = (self.conduct.clone(), self.stretch);
        let Some(visitor) = &mut self.visitors[job.slot] else { return };
        visitor.attempts = 0;
        if let Some(token) = &session.session_token {
            visitor.token = token.as_str().into();
        }
        let next = visitor.hear(session, now, &conduct, stretch);
        self.moves(job.slot, session.status);
        match next {
            Next::After(pause, step) => self.later(job.slot, now + pause, step),
            Next::NoShow => {
                self.ledger.no_shows += 1;
                self.gone(job.slot);
            }
            Next::Missed => {
                self.ledger.missed += 1;
                self.gone(job.slot);
            }
        }
    }

    fn refused(&mut self, job: Job, now: Duration, later: Option<Duration>, error: &ApiError) {
        let code = match error {
            ApiError::Refused { status, code, .. } if *status < 500 && *status != 429 => code.as_str(),
            _ => return self.retry(job, now, later, error),
        };
        match (job.step, code) {
            // Over already: the turn, the slot or the wait ran out before the visitor moved.
            (Step::Claim | Step::Complete | Step::Poll, "session_ended") => self.ledger.missed += 1,
            (Step::Leave, "session_ended") => {}
            // The backend is about to sign in again.
            (Step::Join, "token_expired") => return self.retry(job, now, later, error),
            (Step::Claim, "not_your_turn") => {
                self.note(job.step, error);
                return self.later(job.slot, now + Duration::from_millis(250), Step::Poll);
            }
            _ => self.note(job.step, error),
        }
        self.gone(job.slot);
    }

    fn retry(&mut self, job: Job, now: Duration, later: Option<Duration>, error: &ApiError) {
        self.note(job.step, error);
        let Some(visitor) = &mut self.visitors[job.slot] else { return };
        visitor.attempts += 1;
        if visitor.attempts >= TRIES {
            self.ledger.gave_up += 1;
            return self.gone(job.slot);
        }
        let pause =
            later.unwrap_or(Duration::from_millis(250) * 2u32.pow(u32::from(visitor.attempts.min(5))));
        self.later(job.slot, now + pause, job.step);
    }

    fn later(&mut self, slot: usize, due: Duration, step: Step) {
        self.timers.push(Reverse(Job { due, slot, step }));
    }

    fn note(&mut self, step: Step, error: &ApiError) {
        let kind = match error {
            ApiError::Call(error) => error.kind().to_owned(),
            ApiError::Refused { status, code, .. } => format!("{status} {code}"),
            ApiError::Unreadable(_) => "unreadable answer".to_owned(),
        };
        self.ledger.error(format!("{}: {kind}", step.name()));
        Live::up(&self.live.errors);
    }

    fn moves(&mut self, slot: usize, status: Status) {
        let to = match status {
            Status::Waiting => Whereabouts::InLine,
            Status::Active => Whereabouts::Inside,
            _ => Whereabouts::Coming,
        };
        let Some(visitor) = &mut self.visitors[slot] else { return };
        let from = std::mem::replace(&mut visitor.whereabouts, to);
        if from == to {
            return;
        }
        match from {
            Whereabouts::InLine => {
                self.waiting -= 1;
                Live::down(&self.live.waiting);
            }
            Whereabouts::Inside => Live::down(&self.live.inside),
            Whereabouts::Coming => {}
        }
        match to {
            Whereabouts::InLine => {
                self.waiting += 1;
                Live::up(&self.live.waiting);
            }
            Whereabouts::Inside => Live::up(&self.live.inside),
            Whereabouts::Coming => {}
        }
    }

    fn gone(&mut self, slot: usize) {
        self.moves(slot, Status::Completed);
        self.visitors[slot] = None;
        self.free.push(slot);
        Live::up(&self.live.gone);
    }
}
