//! The one task that drives a line: gathers, commits, applies, releases, ends what is overdue.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;
use vq_domain::{Millis, QueueStatus, SessionState, Ticket};
use vq_engine::{Change, ChangeSet, Command, Line, Outcome, Policy};
use vq_ports::{Clock, Ids, QueueLog, StoreError, StoreResult};

use crate::{LineError, LineHandle, LineMetrics, LinesConfig, handle::Job, schedule};

/// Most commands of callers in one transaction.
const MOST_JOBS: usize = 2048;
/// Most people released, expired or abandoned in one transaction.
const MOST_MOVES: usize = 4096;
/// Releases that only the passing of time makes possible are gathered for this long, in milliseconds.
const RELEASE_TICK_MILLIS: i64 = 20;
/// How long to leave a store alone that failed.
const BACKOFF: Duration = Duration::from_millis(200);
/// Longest sleep, so that a clock that jumps is noticed.
const LONGEST_SLEEP_MILLIS: i64 = 1000;

pub(crate) struct Runner {
    line: Arc<LineHandle>,
    inbox: mpsc::Receiver<Job>,
    config: LinesConfig,
    log: Arc<dyn QueueLog>,
    clock: Arc<dyn Clock>,
    ids: Arc<dyn Ids>,
    metrics: LineMetrics,
    stop: CancellationToken,
    /// Our epoch, while we control the releases.
    epoch: Option<u64>,
    /// When to ask for the control of releases again.
    lease_again_at: Millis,
    /// When we last released people.
    released_at: Millis,
    /// Nobody is expired before: whoever could not reach us, because we were away, gets their whole time anew.
    judge_from: Millis,
    /// The last commit failed: what became of it must be read from the log before the next.
    in_doubt: bool,
    /// When the schedule is to be looked at again.
    turn_at: Option<Millis>,
    /// Settings that the line does not have yet.
    policy: Option<Policy>,
}

/// What the runner itself wants to have done in a batch.
struct Own {
    commands: Vec<Command>,
    leases: bool,
}

impl Runner {
    #[expect(clippy::too_many_arguments, reason = "made in one place only")]
    pub(crate) fn new(
        line: Arc<LineHandle>,
        inbox: mpsc::Receiver<Job>,
        config: LinesConfig,
        log: Arc<dyn QueueLog>,
        clock: Arc<dyn Clock>,
        ids: Arc<dyn Ids>,
        metrics: LineMetrics,
        policy: Policy,
        stop: CancellationToken,
    ) -> Self {
        let mut runner = Self {
            line,
            inbox,
            config,
            log,
            clock,
            ids,
            metrics,
            stop,
            epoch: None,
            lease_again_at: Millis(0),
            released_at: Millis(0),
            judge_from: Millis(0),
            in_doubt: false,
            turn_at: Some(Millis(0)),
            policy: Some(policy),
        };
        runner.was_away();
        runner
    }

    pub(crate) async fn run(mut self) {
        let mut jobs = Vec::with_capacity(MOST_JOBS);
        loop {
            let wait = self.time_to_wait(self.clock.now());
            tokio::select! {
                biased;
                () = self.stop.cancelled() => break,
                received = self.inbox.recv_many(&mut jobs, MOST_JOBS) => {
                    if received == 0 {
                        break;
                    }
                }
                () = self.line.nudged() => self.turn_at = Some(Millis(0)),
                () = tokio::time::sleep(wait) => {}
            }
            self.step(&mut jobs).await;
        }
        // Who is still in the buffer has not been promised anything.
        self.inbox.close();
        while let Ok(job) = self.inbox.try_recv() {
            let _ = job.reply.send(Err(LineError::Stopped));
        }
    }

    /// One transaction of what callers and the runner itself want.
    async fn step(&mut self, jobs: &mut Vec<Job>) {
        let now = self.clock.now();
        if self.in_doubt
            && let Err(error) = self.catch_up().await
        {
            self.refuse(jobs, &error).await;
            return;
        }
        let own = self.own_commands(now);
        if own.commands.is_empty() && jobs.is_empty() {
            return;
        }
        let own_count = own.commands.len();
        let mut replies = Vec::with_capacity(jobs.len());
        let mut commands = own.commands;
        for job in jobs.drain(..) {
            commands.push(job.command);
            replies.push(job.reply);
        }
        self.metrics.batch_size.observe(commands.len() as f64);
        let started = Instant::now();
        let committed = self.log.commit(self.line.id(), commands, now).await;
        self.metrics.commit_seconds.observe(started.elapsed().as_secs_f64());
        match committed {
            Ok(commit) => {
                self.metrics.commits.inc();
                self.policy = None;
                let mut outcomes = commit.outcomes.into_iter();
                let own_outcomes: Vec<_> = outcomes.by_ref().take(own_count).collect();
                if let Some(set) = commit.changes
                    && let Err(error) = self.apply(&set, now).await
                {
                    tracing::warn!(queue = %self.line.id(), %error, "the index fell behind and could not be read again yet");
                    self.in_doubt = true;
                }
                for (reply, outcome) in replies.into_iter().zip(outcomes) {
                    let _ = reply.send(Ok(outcome));
                }
                self.note_lease(own.leases, &own_outcomes, now);
            }
            Err(error) => {
                self.metrics.commit_failures.inc();
                self.in_doubt = true;
                for reply in replies {
                    let _ = reply.send(Err(LineError::Store(error.clone())));
                }
                self.back_off(&error).await;
            }
        }
    }

    async fn refuse(&self, jobs: &mut Vec<Job>, error: &StoreError) {
        for job in jobs.drain(..) {
            let _ = job.reply.send(Err(LineError::Store(error.clone())));
        }
        self.back_off(error).await;
    }

    async fn back_off(&self, error: &StoreError) {
        tracing::warn!(queue = %self.line.id(), %error, "the queue log did not commit; places are kept, trying again");
        if *error == StoreError::NotFound {
            // Deleted under us, perhaps by another node.
            self.stop.cancel();
            return;
        }
        tokio::select! {
            () = self.stop.cancelled() => {}
            () = tokio::time::sleep(BACKOFF) => {}
        }
    }

    /// What the passing of time and the state of the line ask for.
    fn own_commands(&mut self, now: Millis) -> Own {
        let mut commands = Vec::new();
        let leases = now >= self.lease_again_at;
        if leases {
            commands.push(Command::Lease { node: self.config.node, ttl_millis: self.config.lease_millis });
        }
        commands.extend(self.policy.clone().map(Command::SetPolicy));
        let Some(epoch) = self.epoch else { return Own { commands, leases } };

        let silent = self.silent(now);
        commands.extend(self.due_status(now));
        let (version, mut release, overdue) = self.line.read(|index| {
            let overdue = if now >= self.judge_from { index.overdue(now, MOST_MOVES) } else { Vec::new() };
            (index.state().version, index.release_plan(now), overdue)
        });
        release.truncate(MOST_MOVES);
        if !release.is_empty() {
            self.released_at = now;
            commands.push(Command::Release { epoch, basis: version, tickets: release });
        }
        if !overdue.is_empty() {
            commands.push(Command::Expire { epoch, tickets: overdue });
        }
        for tickets in silent.chunks(MOST_MOVES) {
            commands.push(Command::Abandon { epoch, tickets: tickets.to_vec() });
        }
        Own { commands, leases }
    }

    /// The change of status that the schedule, or the end of a drain, asks for.
    fn due_status(&mut self, now: Millis) -> Option<Command> {
        let drained = self.line.read(is_drained);
        if !drained && self.turn_at.is_none_or(|at| now < at) {
            return None;
        }
        let queue = self.line.queue();
        let (due, turn_at) = self.line.read(|index| {
            let due = schedule::due_status(&queue.settings, index.state(), now);
            (due, schedule::next_turn(&queue.settings, index.state(), now))
        });
        self.turn_at = turn_at;
        due.map(|status| Command::SetStatus { status, held_until: None, seed: self.seed() })
    }

    /// Everybody who waits and has not been seen for the whole grace period.
    fn silent(&self, now: Millis) -> Vec<Ticket> {
        let mut life = self.line.life().lock();
        if !life.is_due(now) {
            return Vec::new();
        }
        match life.turn(now) {
            Some(seen) => self.line.read(|index| index.silent(&seen, usize::MAX)),
            None => Vec::new(),
        }
    }

    fn seed(&self) -> [u8; 32] {
        let mut seed = [0; 32];
        self.ids.fill(&mut seed);
        seed
    }

    fn note_lease(&mut self, asked: bool, own_outcomes: &[Outcome], now: Millis) {
        if !asked {
            return;
        }
        let epoch = match own_outcomes.first() {
            Some(Outcome::Lease(epoch)) => *epoch,
            _ => None,
        };
        if epoch.is_some() && epoch != self.epoch {
            // Whom the one before us has seen, we do not know.
            self.was_away();
        }
        self.epoch = epoch;
        self.lease_again_at = now + self.config.lease_millis / 3;
    }

    async fn apply(&mut self, set: &ChangeSet, now: Millis) -> StoreResult<()> {
        let started = Instant::now();
        let applied = self.line.index().write().apply(set);
        self.metrics.apply_seconds.observe(started.elapsed().as_secs_f64());
        if applied.is_err() {
            return self.catch_up().await;
        }
        self.tell(set, now);
        Ok(())
    }

    fn tell(&mut self, set: &ChangeSet, now: Millis) {
        let mut notice = false;
        {
            let mut life = self.line.life().lock();
            for change in &set.changes {
                match change {
                    Change::Joined { ticket, .. } => life.seen(*ticket),
                    Change::Moved { to: SessionState::Released, .. } => {
                        self.metrics.releases.inc();
                    }
                    Change::Policy { policy } => {
                        life.restart(policy.abandon_after_seconds, now);
                        notice = true;
                    }
                    Change::Status { .. } => {
                        self.turn_at = Some(Millis(0));
                        notice = true;
                    }
                    _ => {}
                }
            }
        }
        self.line.watchers().tell(set);
        self.line.tell_version(set.version);
        if notice {
            self.line.tell_notice();
        }
    }

    /// Reads what the index has missed from the log; if that is no longer kept, all of it.
    async fn catch_up(&mut self) -> StoreResult<()> {
        self.metrics.catch_ups.inc();
        let stored = self.log.load(self.line.id()).await?;
        let version = stored.state.version;
        if version != self.line.read(|index| index.state().version) {
            let fresh = Line::load(stored.state, stored.live);
            *self.line.index().write() = fresh;
            self.line.tell_version(version);
            self.line.tell_notice();
            self.line.watchers().tell_all();
        }
        self.in_doubt = false;
        self.was_away();
        Ok(())
    }

    /// We were not there to be reached: nobody is judged by that time.
    fn was_away(&mut self) {
        let now = self.clock.now();
        let policy = self.line.read(|index| index.state().policy.clone());
        self.line.life().lock().restart(policy.abandon_after_seconds, now);
        self.judge_from = now.plus_seconds(policy.claim_timeout_seconds);
    }

    fn time_to_wait(&self, now: Millis) -> Duration {
        let next = self.line.read(|index| {
            let release = index.next_release_at(now).map(|at| at.max(self.released_at + RELEASE_TICK_MILLIS));
            let deadline = index.next_deadline().map(|at| at.max(self.judge_from));
            let own = [release, deadline, self.turn_at, is_drained(index).then_some(now)];
            let own = own.into_iter().flatten().filter(|_| self.epoch.is_some()).min();
            [own, Some(self.lease_again_at)].into_iter().flatten().min()
        });
        let millis = next.map_or(LONGEST_SLEEP_MILLIS, |at| (at - now).clamp(0, LONGEST_SLEEP_MILLIS));
        Duration::from_millis(u64::try_from(millis).unwrap_or(0))
    }
}

fn is_drained(index: &Line) -> bool {
    index.state().status == QueueStatus::Draining && index.state().waiting == 0
}
