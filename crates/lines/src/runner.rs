//! The one task that drives a line: gathers, commits, applies, releases, ends what is overdue.

use std::{
    collections::HashSet,
    sync::Arc,
    time::{Duration, Instant},
};

use tokio::sync::{mpsc, oneshot};
use tokio_util::sync::CancellationToken;
use vq_domain::{Millis, QueueStatus, SessionState, TenantStatus};
use vq_engine::{Change, ChangeSet, Command, Line, Outcome, Plan, Policy, Refusal, Verb};
use vq_ports::{Notice, Order, StoreError, StoreResult};

use crate::{
    LineError, LineHandle,
    control::Control,
    handle::Job,
    intake, judge,
    registry::{Context, Others},
    schedule,
    visit::{self, Over},
};

/// Most commands of callers in one transaction.
const MOST_JOBS: usize = 2048;
/// Most people released, expired or abandoned in one transaction.
const MOST_MOVES: usize = 4096;
/// Most such portions of abandoned people in one transaction: it must end long before the store loses patience.
const MOST_ABANDONED: usize = 12;
/// Releases that only the passing of time makes possible are gathered for this long, in milliseconds.
const RELEASE_TICK_MILLIS: i64 = 20;
/// Change sets of other nodes taken over at once.
const MOST_SETS: usize = 256;
/// Change sets read at once while catching up, and how often before loading everything is the shorter way.
const PORTION: u32 = 1024;
const MOST_PORTIONS: usize = 64;
/// How often a command is planned anew because others were faster.
const MOST_TRIES: u32 = 100;
/// A longer time between two looks means that we were stopped.
const ASLEEP_MILLIS: i64 = 5_000;
/// How often to look whether a line that holds is to go on, in milliseconds.
const HELD_LOOK_MILLIS: i64 = 1_000;
/// How long to leave a store alone that failed.
const BACKOFF: Duration = Duration::from_millis(200);
/// Longest sleep, so that a clock that jumps is noticed.
const LONGEST_SLEEP_MILLIS: i64 = 1000;

pub(crate) struct Runner {
    line: Arc<LineHandle>,
    inbox: Inbox,
    context: Arc<Context>,
    others: Others,
    stop: CancellationToken,
    control: Control,
    /// When we last released people.
    released_at: Millis,
    /// Nobody is expired before: whoever could not reach us, because we were away, gets their whole time anew.
    judge_from: Millis,
    /// When we last looked.
    awake_at: Millis,
    /// The last commit failed: what became of it must be read from the log before the next.
    in_doubt: bool,
    /// When the schedule is to be looked at again.
    turn_at: Option<Millis>,
    /// Settings that the line does not have yet.
    policy: Option<Policy>,
    /// Counts plans.
    plans: u64,
    /// When to look again whether more people can be served before closing time.
    intake_at: Millis,
    /// While the line holds, because its tenant is suspended: when to look again.
    held_until: Option<Millis>,
    /// When to look again whether it is, while there is nothing to do that asks for it.
    look_at: Millis,
}

/// What reaches a runner.
pub(crate) struct Inbox {
    /// From callers.
    pub jobs: mpsc::Receiver<Job>,
    /// From other nodes.
    pub sets: mpsc::Receiver<Arc<ChangeSet>>,
}

/// The way back to a caller.
type Reply = oneshot::Sender<Result<Outcome, LineError>>;

/// What a caller is told.
struct Answer {
    reply: Reply,
    outcome: Outcome,
    /// The command called somebody: it may have ended the session of another, whom the outcome does not name.
    is_call: bool,
}

fn send(answers: Vec<Answer>) {
    for Answer { reply, outcome, .. } in answers {
        // They may have gone away.
        drop(reply.send(Ok(outcome)));
    }
}

/// Whether a command calls somebody and may have another be done for it.
fn is_call(command: &Command) -> bool {
    match command {
        Command::CallNext(_) => true,
        Command::Attend(attend) => matches!(attend.verb, Verb::Call(_)),
        _ => false,
    }
}

/// What the runner itself wants to have done in a batch.
struct Own {
    commands: Vec<Command>,
    leases: bool,
}

impl Runner {
    pub(crate) fn new(
        line: Arc<LineHandle>,
        inbox: Inbox,
        context: Arc<Context>,
        others: Others,
        policy: Option<Policy>,
        stop: CancellationToken,
    ) -> Self {
        let control = Control::new(context.config.node, context.config.lease_millis);
        let mut runner = Self {
            line,
            inbox,
            awake_at: context.clock.now(),
            context,
            others,
            stop,
            control,
            released_at: Millis(0),
            judge_from: Millis(0),
            in_doubt: false,
            turn_at: Some(Millis(0)),
            policy,
            plans: 0,
            intake_at: Millis(0),
            held_until: None,
            look_at: Millis(0),
        };
        runner.was_away();
        runner
    }

    pub(crate) async fn run(mut self) {
        let mut jobs = Vec::with_capacity(64);
        let mut sets = Vec::new();
        loop {
            // Commands that are to be planned anew do not wait.
            let wait =
                if jobs.is_empty() { self.time_to_wait(self.context.clock.now()) } else { Duration::ZERO };
            tokio::select! {
                biased;
                () = self.stop.cancelled() => break,
                _ = self.inbox.sets.recv_many(&mut sets, MOST_SETS) => {}
                received = self.inbox.jobs.recv_many(&mut jobs, MOST_JOBS) => {
                    if received == 0 {
                        // Nothing more comes.
                        break;
                    }
                }
                () = self.line.fell_behind() => self.in_doubt = true,
                () = self.line.nudged() => self.turn_at = Some(Millis(0)),
                () = tokio::time::sleep(wait) => {}
            }
            self.notice_sleep();
            self.follow(&mut sets);
            self.step(&mut jobs).await;
        }
        // Who is still in the buffer has not been promised anything.
        self.inbox.jobs.close();
        while let Ok(job) = self.inbox.jobs.try_recv() {
            let _ = job.reply.send(Err(LineError::Stopped));
        }
    }

    /// The process, or the machine, may have been stopped for a while without noticing.
    fn notice_sleep(&mut self) {
        let now = self.context.clock.now();
        if !(0..=ASLEEP_MILLIS).contains(&(now - self.awake_at)) {
            tracing::warn!(queue = %self.line.id(), millis = now - self.awake_at, "time went by unseen; nobody is judged by it");
            self.was_away();
        }
        self.awake_at = now;
    }

    /// Takes over what other nodes committed.
    fn follow(&mut self, sets: &mut Vec<Arc<ChangeSet>>) {
        if sets.is_empty() {
            return;
        }
        let now = self.context.clock.now();
        let was_idle = !self.needs_control(now);
        for set in sets.drain(..) {
            if !self.in_doubt && !self.apply(&set, now) {
                self.in_doubt = true;
            }
        }
        if was_idle {
            self.control.stand_back(now, self.jitter());
        }
    }

    /// One transaction of what callers and the runner itself want.
    async fn step(&mut self, jobs: &mut Vec<Job>) {
        if self.in_doubt
            && let Err(error) = self.catch_up().await
        {
            self.refuse(jobs, &error).await;
            return;
        }
        let now = self.context.clock.now();
        let own = self.own_commands(now).await;
        if own.commands.is_empty() && jobs.is_empty() {
            return;
        }
        let own_count = own.commands.len();
        let mut replies = Vec::with_capacity(jobs.len());
        let mut orders: Vec<_> = own.commands.into_iter().map(Order::unaudited).collect();
        let mut planned = self.plan(jobs);
        for Job { command, audit, reply, tries } in jobs.drain(..) {
            replies.push((reply, tries, audit.clone(), is_call(&command)));
            orders.push(Order::new(command, audit));
        }
        let metrics = &self.context.metrics;
        metrics.batch_size.observe(orders.len() as f64);
        let started = Instant::now();
        let committed = self.context.log.carry_out(self.line.id(), orders, self.version(), now).await;
        metrics.commit_seconds.observe(started.elapsed().as_secs_f64());
        // A commit that took longer than we notice is no sleep of ours.
        self.awake_at = self.context.clock.now();
        match committed {
            Ok(commit) => {
                metrics.commits.inc();
                self.policy = None;
                let mut outcomes = commit.outcomes.into_iter();
                let own_outcomes: Vec<_> = outcomes.by_ref().take(own_count).collect();
                let over = commit.changes.as_deref().map(visit::over).unwrap_or_default();
                self.take_over(commit.missed, commit.changes, now).await;
                let mut answers = Vec::with_capacity(replies.len());
                for (number, ((reply, tries, audit, is_call), outcome)) in
                    replies.into_iter().zip(outcomes).enumerate()
                {
                    let stale = outcome == Outcome::Refused(Refusal::Stale) && tries < MOST_TRIES;
                    match planned.get_mut(number).and_then(Option::take).filter(|_| stale) {
                        Some(command) => jobs.push(Job { command, audit, reply, tries: tries + 1 }),
                        None => answers.push(Answer { reply, outcome, is_call }),
                    }
                }
                self.answer(answers, over);
                if own.leases {
                    self.note_control(own_outcomes.first(), now);
                }
            }
            Err(error) => {
                metrics.commit_failures.inc();
                self.in_doubt = true;
                self.was_away();
                for (reply, ..) in replies {
                    let _ = reply.send(Err(LineError::Store(error.clone())));
                }
                self.back_off(&error).await;
            }
        }
    }

    /// Answers callers. Those who ended somebody's session are told once the rest of that visit is settled in the other lines;
    /// neither this one nor anybody else waits for it.
    fn answer(&self, answers: Vec<Answer>, mut over: Vec<Over>) {
        over.extend(visit::over_before(answers.iter().map(|answer| &answer.outcome), &over));
        let others = if over.is_empty() { None } else { self.others.get() };
        let Some(others) = others else { return send(answers) };
        let session_of = |answer: &Answer| match &answer.outcome {
            Outcome::Session(entry) => Some(entry.session),
            _ => None,
        };
        let told: HashSet<_> = answers.iter().filter_map(session_of).collect();
        let (theirs, own): (Vec<_>, Vec<_>) =
            over.into_iter().partition(|over| over.is_callers() || told.contains(&over.session));
        let ended: HashSet<_> = theirs.iter().map(|over| over.session).collect();
        let waits = |answer: &Answer| {
            let is_about = session_of(answer).is_some_and(|session| ended.contains(&session));
            is_about || (answer.is_call && !ended.is_empty())
        };
        let (later, now): (Vec<_>, Vec<_>) = answers.into_iter().partition(waits);
        send(now);
        let tenant = self.line.tenant_id();
        for (over, later) in [(theirs, later), (own, Vec::new())] {
            if over.is_empty() {
                continue;
            }
            let lines = others.clone();
            others.spawn_visit(async move {
                lines.follow_up(tenant, over).await;
                send(later);
            });
        }
    }

    /// Looks up in the index what commands about counters need, and keeps those that may have to be planned anew.
    fn plan(&mut self, jobs: &mut [Job]) -> Vec<Option<Command>> {
        if !jobs.iter().any(|job| Plan::concerns(&job.command)) {
            return Vec::new();
        }
        self.plans += 1;
        // Other nodes count, too.
        let number = (self.context.config.node.rotate_left(32) ^ self.plans).max(1);
        self.line.read(|index| {
            let mut plan = Plan::new(index, number);
            let planned = jobs.iter_mut().map(|job| {
                plan.fill(&mut job.command);
                Plan::concerns(&job.command).then(|| job.command.clone())
            });
            planned.collect()
        })
    }

    async fn refuse(&mut self, jobs: &mut Vec<Job>, error: &StoreError) {
        self.was_away();
        for job in jobs.drain(..) {
            let _ = job.reply.send(Err(LineError::Store(error.clone())));
        }
        self.back_off(error).await;
    }

    async fn back_off(&mut self, error: &StoreError) {
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
        self.awake_at = self.context.clock.now();
    }

    /// What the passing of time and the state of the line ask for.
    async fn own_commands(&mut self, now: Millis) -> Own {
        let mut commands = Vec::new();
        commands.extend(self.control.request(now).filter(|_| self.needs_control(now)));
        let leases = !commands.is_empty();
        commands.extend(self.policy.clone().map(Command::SetPolicy));
        let epoch = self.control.epoch(now);
        let board =
            self.context.config.shared.as_ref().map(|shared| (&*shared.life, self.context.config.node));
        let mut silent = judge::silent(&self.line, board, epoch.is_some(), now).await;
        let Some(epoch) = epoch else { return Own { commands, leases } };

        commands.extend(self.overdue_policy().map(Command::SetPolicy));
        commands.extend(self.due_status(now));
        commands.extend(self.due_intake(now));
        let (version, mut release, mut overdue, has_people) = self.line.read(|index| {
            let overdue = if now >= self.judge_from { index.overdue(now, MOST_MOVES) } else { Vec::new() };
            let state = index.state();
            let has_people = state.waiting > 0 || state.released > 0 || state.active > 0;
            (state.version, index.release_plan(now), overdue, has_people)
        });
        let acts = !release.is_empty() || !overdue.is_empty() || !silent.is_empty();
        if acts || self.held_until.is_some() {
            let held = self.held_until.is_some();
            let holds = self.holds(now).await;
            if holds {
                release.clear();
            }
            if holds || held {
                // Nobody's time runs out while it holds, and all have theirs anew when it goes on.
                overdue.clear();
                silent.clear();
            }
        } else if has_people {
            self.look_whether_it_holds(now);
        }
        release.truncate(MOST_MOVES);
        if !release.is_empty() {
            self.released_at = now;
            commands.push(Command::Release { epoch, basis: version, tickets: release });
        }
        if !overdue.is_empty() {
            commands.push(Command::Expire { epoch, tickets: overdue });
        }
        // The rest is found silent again when the next window ends.
        for tickets in silent.chunks(MOST_MOVES).take(MOST_ABANDONED) {
            commands.push(Command::Abandon { epoch, tickets: tickets.to_vec() });
        }
        Own { commands, leases }
    }

    /// Whether the line holds because its tenant is suspended: nobody is offered a turn then, and nobody is judged. Asked
    /// where there is something to do, and from time to time while it holds; otherwise it is
    /// [`Self::look_whether_it_holds`] that notices. Who cannot be asked changes nothing.
    async fn holds(&mut self, now: Millis) -> bool {
        if self.held_until.is_some_and(|until| now < until) {
            return true;
        }
        let Some(tenants) = &self.context.config.tenants else { return false };
        let tenant = self.line.tenant_id();
        // What is at hand is taken as it is: no release waits for the store. It is some seconds old at most, for whoever has
        // people asks for it every second; only the first look after a time without anybody may find it as it was then.
        let found = match tenants.at_hand(tenant) {
            Some(found) => Ok(Some(found)),
            None => tenants.tenant(tenant).await,
        };
        let holds = match found {
            Ok(found) => found.is_some_and(|tenant| tenant.status != TenantStatus::Active),
            Err(_) => self.held_until.is_some(),
        };
        self.note_holding(holds, now);
        holds
    }

    /// Looks from time to time also while nobody is to be released or judged, or a suspension that begins and ends meanwhile
    /// would have been time in which people could not do anything, and which they are not given back. Waits for nobody: what
    /// is not at hand is read for the next look.
    fn look_whether_it_holds(&mut self, now: Millis) {
        // A clock that was set back does not keep us from looking.
        if (now + 1..=now + HELD_LOOK_MILLIS).contains(&self.look_at) {
            return;
        }
        self.look_at = now + HELD_LOOK_MILLIS;
        let Some(tenants) = &self.context.config.tenants else { return };
        let tenant = self.line.tenant_id();
        match tenants.at_hand(tenant) {
            Some(found) => self.note_holding(found.status != TenantStatus::Active, now),
            None => {
                let tenants = tenants.clone();
                tokio::spawn(async move { drop(tenants.tenant(tenant).await) });
            }
        }
    }

    fn note_holding(&mut self, holds: bool, now: Millis) {
        let was_held = self.held_until.is_some();
        self.held_until = holds.then_some(now + HELD_LOOK_MILLIS);
        match (was_held, holds) {
            (false, true) => {
                tracing::info!(queue = %self.line.id(), "the line holds: its tenant is suspended");
            }
            (true, false) => {
                tracing::info!(queue = %self.line.id(), "the line goes on: its tenant is no longer suspended");
                self.was_away();
            }
            _ => {}
        }
    }

    /// Settings that were stored and did not reach the line, because the store failed between, or who stored them did.
    fn overdue_policy(&self) -> Option<Policy> {
        let queue = self.line.queue();
        self.line.read(|index| index.state().policy.overdue(&queue))
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

    /// Nobody more, or people again, by what can be served before closing time.
    fn due_intake(&mut self, now: Millis) -> Option<Command> {
        if now < self.intake_at || !self.has_counters() {
            return None;
        }
        self.intake_at = now + intake::LOOK_MILLIS;
        let queue = self.line.queue();
        let stopped = self.line.read(|index| intake::due(&queue.settings, index, now))?;
        Some(Command::SetIntake { stopped })
    }

    fn has_counters(&self) -> bool {
        self.line.read(|index| index.state().hall.is_some())
    }

    /// Whether there is anything to control. A line in which nothing can happen by itself is left alone where others could
    /// have it, or thousands of idle queues would keep the store busy with leases.
    fn needs_control(&self, now: Millis) -> bool {
        let config = &self.context.config;
        config.shared.is_none()
            || self.turn_at.is_some_and(|at| at <= now + config.lease_millis)
            || self.overdue_policy().is_some()
            || self.line.read(|index| {
                let state = index.state();
                state.waiting > 0 || state.released > 0 || state.active > 0 || is_drained(index)
            })
    }

    fn seed(&self) -> [u8; 32] {
        let mut seed = [0; 32];
        self.context.ids.fill(&mut seed);
        seed
    }

    fn jitter(&self) -> u8 {
        let mut one = [0];
        self.context.ids.fill(&mut one);
        one[0]
    }

    fn note_control(&mut self, outcome: Option<&Outcome>, now: Millis) {
        let jitter = self.jitter();
        if self.control.answer(outcome, now, jitter) {
            self.context.metrics.control_changes.inc();
            tracing::debug!(queue = %self.line.id(), epoch = self.control.epoch(now), "controls the releases");
            // Whom the one before us has seen, we do not know.
            self.was_away();
        }
    }

    fn version(&self) -> u64 {
        self.line.read(|index| index.state().version)
    }

    /// What others committed before our transaction, then what we did; and tells the others.
    async fn take_over(&mut self, missed: Option<Vec<ChangeSet>>, own: Option<Arc<ChangeSet>>, now: Millis) {
        let known = missed.is_some();
        let mut whole = known;
        for set in missed.iter().flatten().chain(own.as_deref()) {
            whole = whole && self.apply(set, now);
        }
        if let (Some(shared), Some(set)) = (&self.context.config.shared, own) {
            shared.bus.publish(Notice::Line(self.line.id(), set));
        }
        if !whole && let Err(error) = self.catch_up().await {
            tracing::warn!(queue = %self.line.id(), %error, "the index fell behind and could not be read again yet");
            self.in_doubt = true;
        }
    }

    /// Applies a set that is the next. `false` if there is a gap before it.
    fn apply(&mut self, set: &ChangeSet, now: Millis) -> bool {
        let started = Instant::now();
        let (before, applied) = {
            let mut index = self.line.index().write();
            (index.state().version, index.apply(set))
        };
        if applied.is_err() {
            return false;
        }
        if set.version > before {
            self.context.metrics.apply_seconds.observe(started.elapsed().as_secs_f64());
            self.tell(set, now);
        }
        true
    }

    fn tell(&mut self, set: &ChangeSet, now: Millis) {
        let mut notice = false;
        {
            let mut life = self.line.life().lock();
            for change in &set.changes {
                match change {
                    Change::Joined { ticket, state, .. } => {
                        life.seen(*ticket);
                        if *state == SessionState::Released {
                            self.context.metrics.releases.inc();
                        }
                    }
                    Change::Moved { to: SessionState::Released, .. } => {
                        self.context.metrics.releases.inc();
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
        let longest = self.line.read(|index| index.state().longest_stay_seconds(set.at));
        self.line.departed().note(set, longest);
        self.line.calls().note(set);
        self.line.watchers().tell(set);
        self.line.tell_version(set.version);
        // Nobody may be listening.
        drop(self.context.changed.send(self.line.id()));
        if notice {
            self.line.tell_notice();
        }
    }

    /// Reads what the index has missed from the log; if that is no longer kept, all of it.
    async fn catch_up(&mut self) -> StoreResult<()> {
        self.context.metrics.catch_ups.inc();
        let (id, log) = (self.line.id(), self.context.log.clone());
        let now = self.context.clock.now();
        for _ in 0..MOST_PORTIONS {
            // A transaction that does nothing sees all that was committed before.
            let commit = log.commit(id, Vec::new(), self.version(), now).await?;
            let (sets, is_all) = match commit.missed {
                Some(missed) => (missed, true),
                None => (log.changes_after(id, self.version(), PORTION).await?, false),
            };
            let usable = sets.iter().all(|set| self.apply(set, now));
            if usable && is_all {
                self.in_doubt = false;
                return Ok(());
            }
            if !usable || sets.is_empty() {
                break;
            }
        }
        self.load().await
    }

    async fn load(&mut self) -> StoreResult<()> {
        let stored = self.context.log.load(self.line.id()).await?;
        let version = stored.state.version;
        let now = self.context.clock.now();
        let (id, longest) = (self.line.id(), stored.state.longest_stay_seconds(now));
        self.line.departed().recall(&*self.context.log, id, version, longest, now).await?;
        let fresh = Line::load_seated(stored.state, stored.live, stored.seats);
        *self.line.index().write() = fresh;
        self.line.calls().loaded(version);
        self.line.tell_version(version);
        self.line.tell_notice();
        self.line.watchers().tell_all();
        self.turn_at = Some(Millis(0));
        self.in_doubt = false;
        self.was_away();
        Ok(())
    }

    /// We were not there to be reached: nobody is judged by that time.
    fn was_away(&mut self) {
        let now = self.context.clock.now();
        let policy = self.line.read(|index| index.state().policy.clone());
        self.line.life().lock().restart(policy.abandon_after_seconds, now);
        self.judge_from = now.plus_seconds(policy.claim_timeout_seconds);
    }

    fn time_to_wait(&self, now: Millis) -> Duration {
        let in_control = self.control.epoch(now).is_some();
        let ask = Some(self.control.ask_again_at()).filter(|_| self.needs_control(now));
        let look = self.has_counters().then_some(self.intake_at);
        let next = self.line.read(|index| {
            let release = index.next_release_at(now).map(|at| at.max(self.released_at + RELEASE_TICK_MILLIS));
            let deadline = index.next_deadline().map(|at| at.max(self.judge_from));
            // While the line holds neither comes before the next look.
            let [release, deadline] = match self.held_until {
                Some(until) => [Some(until), None],
                None => [release, deadline],
            };
            let own = [release, deadline, self.turn_at, look, is_drained(index).then_some(now)];
            let own = own.into_iter().flatten().filter(|_| in_control).min();
            [own, ask].into_iter().flatten().min()
        });
        let millis = next.map_or(LONGEST_SLEEP_MILLIS, |at| (at - now).clamp(0, LONGEST_SLEEP_MILLIS));
        Duration::from_millis(u64::try_from(millis).unwrap_or(0))
    }
}

fn is_drained(index: &Line) -> bool {
    index.state().status == QueueStatus::Draining && index.state().waiting == 0
}
