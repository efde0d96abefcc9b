//! One simulated day: the store, the nodes, the people and the operator.

mod people;
mod truth;

use rand::{RngExt, SeedableRng, rngs::ChaCha20Rng};
use vq_domain::{Millis, QueueSettings, QueueStatus, SessionState};
use vq_engine::{Change, ChangeSet, Command, Line, LineState, MemTable, Outcome, Policy, Refusal, transact};

use people::People;
use truth::Truth;

const NODES: usize = 3;
const HOURS: i64 = 24;
const LEASE_MILLIS: i64 = 10_000;

macro_rules! seen {
    ($($name:ident),+) => {
        /// How often what happened.
        #[derive(Clone, Debug, Default)]
        pub struct Seen { $(pub $name: u64),+ }

        impl Seen {
            pub fn add(&mut self, other: &Self) {
                $(self.$name += other.$name;)+
            }
        }
    };
}

seen!(
    commits,
    joined,
    existing,
    full,
    not_open,
    walked_in,
    released,
    left,
    no_shows,
    expired,
    abandoned,
    removed,
    completed,
    prioritised,
    draws,
    stale_refused,
    lost_commits,
    reloads,
    lease_changes
);

/// A node: an index that follows the log, maybe late, and maybe the control of releases.
struct Node {
    line: Line,
    epoch: Option<u64>,
    asleep_until: Millis,
    /// Planned before it fell asleep, done when it wakes.
    planned: Vec<Command>,
}

pub struct Day {
    pub seen: Seen,
    pub log: Vec<ChangeSet>,
    random: ChaCha20Rng,
    start: Millis,
    now: Millis,
    state: LineState,
    table: MemTable,
    nodes: Vec<Node>,
    people: People,
    truth: Truth,
}

impl Day {
    pub fn new(seed: u64) -> Self {
        let mut random = ChaCha20Rng::seed_from_u64(seed);
        let start = Millis(1_790_000_000_000);
        let policy = policy(&mut random);
        let status = if random.random_bool(0.5) { QueueStatus::PreQueue } else { QueueStatus::Open };
        let state = LineState::new(policy, status, start);
        let node = |_| Node {
            line: Line::load(state.clone(), []),
            epoch: None,
            asleep_until: start,
            planned: Vec::new(),
        };
        Self {
            nodes: (0..NODES).map(node).collect(),
            people: People::default(),
            truth: Truth::new(&state, start),
            seen: Seen::default(),
            log: Vec::new(),
            table: MemTable::new(),
            random,
            start,
            now: start,
            state,
        }
    }

    pub fn run(&mut self) {
        let end = self.start + HOURS * 3_600_000;
        while self.now < end {
            self.now = self.now + self.random.random_range(100..30_000);
            let arrivals = self.arrivals();
            let mut commands = self.people.act(self.now, arrivals, &self.state, &mut self.random);
            if self.random.random_bool(0.02) {
                commands.push(self.operator());
            }
            // Staff and visitors come through any node, each request a transaction or some in a batch.
            while !commands.is_empty() {
                let size = self.random.random_range(1..=4).min(commands.len());
                let batch: Vec<_> = commands.drain(..size).collect();
                let outcomes = self.commit(&batch);
                self.people.learn(&batch, outcomes.as_deref(), self.now, &mut self.random);
            }
            for node in 0..NODES {
                self.control(node);
            }
            if self.random.random_bool(0.01) {
                self.check_everything();
            }
        }
        self.check_everything();
    }

    /// More at noon and in the evening, with a surge now and then.
    fn arrivals(&mut self) -> u32 {
        let hour = (self.now - self.start) as f64 / 3_600_000.0;
        let wave = 0.5 - 0.5 * (hour * std::f64::consts::TAU / 12.0).cos();
        let surge = if self.random.random_bool(0.01) { 30.0 } else { 1.0 };
        (wave * surge * 1.5 * self.random.random::<f64>()).round() as u32
    }

    fn operator(&mut self) -> Command {
        let random = &mut self.random;
        match random.random_range(0..10) {
            0 => Command::SetPolicy(policy(random)),
            1..=2 => Command::Remove { ticket: random.random_range(0..=self.state.next_ticket) },
            3..=4 => Command::Prioritise {
                ticket: random
                    .random_range(self.state.next_ticket.saturating_sub(30)..=self.state.next_ticket),
                priority: vq_domain::Priority::new(random.random_range(0..10)).unwrap(),
            },
            5 => Command::SetStatus {
                status: QueueStatus::ALL[random.random_range(0..6)],
                held_until: None,
                seed: random.random(),
            },
            _ => Command::SetStatus { status: QueueStatus::Open, held_until: None, seed: random.random() },
        }
    }

    /// What a node does on its tick, with what it knows.
    fn control(&mut self, number: usize) {
        let node = &mut self.nodes[number];
        if self.now < node.asleep_until {
            return;
        }
        for command in std::mem::take(&mut node.planned) {
            self.commit(&[command]);
        }
        let (random, node) = (&mut self.random, &mut self.nodes[number]);
        if random.random_bool(0.003) {
            // A crash: all that was in memory is gone.
            node.line = Line::load(self.state.clone(), self.table.live());
            node.epoch = None;
            self.seen.reloads += 1;
        }
        let known = node.line.state().version as usize;
        let lag = if random.random_bool(0.2) { random.random_range(0..5) } else { 0 };
        for set in self.log[known..].iter().take((self.log.len() - known).saturating_sub(lag)) {
            node.line.apply(set).expect("the log has no gap");
        }
        let lease = Command::Lease { node: number as u64 + 1, ttl_millis: LEASE_MILLIS };
        if let Some([Outcome::Lease(epoch)]) = self.commit(&[lease]).as_deref() {
            self.nodes[number].epoch = *epoch;
        }
        let (random, node) = (&mut self.random, &mut self.nodes[number]);
        let Some(epoch) = node.epoch else { return };
        let mut commands = Vec::new();
        let tickets = node.line.overdue(self.now, 50);
        if !tickets.is_empty() {
            commands.push(Command::Expire { epoch, tickets });
        }
        if random.random_bool(0.02) {
            let seen = self.people.with_signs_of_life();
            commands.push(Command::Abandon { epoch, tickets: node.line.silent(&seen, 20) });
        }
        commands.push(Command::Release {
            epoch,
            basis: node.line.state().version,
            tickets: node.line.release_plan(self.now),
        });
        if random.random_bool(0.01) {
            node.asleep_until = self.now + random.random_range(1_000..120_000);
            node.planned = commands;
            return;
        }
        for command in commands {
            self.commit(&[command]);
        }
    }

    /// One transaction; `None` if the process died before its commit.
    fn commit(&mut self, commands: &[Command]) -> Option<Vec<Outcome>> {
        let before = self.state.clone();
        let Ok((outcomes, changes)) = transact(&mut self.state, &mut self.table, commands, self.now);
        if self.random.random_bool(0.005) {
            self.state = before;
            self.table.rollback();
            self.seen.lost_commits += 1;
            return None;
        }
        self.table.commit();
        self.seen.commits += 1;
        self.seen.lease_changes += u64::from(self.state.lease.epoch != before.lease.epoch);
        for outcome in &outcomes {
            match outcome {
                Outcome::Existing(_) => self.seen.existing += 1,
                Outcome::Refused(Refusal::Full) => self.seen.full += 1,
                Outcome::Refused(Refusal::NotOpen(_)) => self.seen.not_open += 1,
                Outcome::Refused(Refusal::Stale) => self.seen.stale_refused += 1,
                _ => {}
            }
        }
        if let Some(changes) = changes {
            self.count(&changes);
            self.truth.follow(&before, &changes, &self.state);
            self.people.see(&changes, self.now, &mut self.random);
            self.log.push(changes);
        }
        Some(outcomes)
    }

    fn count(&mut self, set: &ChangeSet) {
        let seen = &mut self.seen;
        for change in &set.changes {
            *match change {
                Change::Joined { state: SessionState::Released, .. } => &mut seen.walked_in,
                Change::Joined { .. } => &mut seen.joined,
                Change::Prioritised { .. } => &mut seen.prioritised,
                Change::Status { draw: Some(_), .. } => &mut seen.draws,
                Change::Moved { to, .. } => match to {
                    SessionState::Released => &mut seen.released,
                    SessionState::Left => &mut seen.left,
                    SessionState::NoShow => &mut seen.no_shows,
                    SessionState::Expired => &mut seen.expired,
                    SessionState::Abandoned => &mut seen.abandoned,
                    SessionState::Removed => &mut seen.removed,
                    SessionState::Completed => &mut seen.completed,
                    _ => continue,
                },
                _ => continue,
            } += 1;
        }
    }

    /// What is stored, an index loaded from it, and one that has followed the log agree with the truth.
    fn check_everything(&self) {
        self.truth.check_table(&self.table, &self.state);
        let loaded = Line::load(self.state.clone(), self.table.live());
        self.truth.check_line(&loaded);
        for node in &self.nodes {
            let mut line = node.line.clone();
            for set in &self.log[line.state().version as usize..] {
                line.apply(set).expect("the log has no gap");
            }
            self.truth.check_line(&line);
            let lease = self.state.lease.clone();
            assert_eq!(LineState { lease, ..line.state().clone() }, self.state);
            assert_eq!(line.release_plan(self.now), loaded.release_plan(self.now));
            assert_eq!(line.next_deadline(), loaded.next_deadline());
            let pace = line.pace(self.now);
            assert!(pace.throughput_per_second > 0.0 && pace.p50_factor <= pace.p90_factor, "{pace:?}");
            for people_ahead in [0, line.state().waiting / 2, line.state().waiting] {
                let estimate = line.estimate(people_ahead, self.now);
                assert_eq!(estimate.is_some(), self.state.status.releases());
                let sound = |wait: f64| wait.is_finite() && wait >= 0.0;
                assert!(
                    estimate.is_none_or(|it| sound(it.p50) && sound(it.p90) && it.p50 <= it.p90),
                    "{estimate:?}"
                );
            }
        }
    }
}

fn policy(random: &mut ChaCha20Rng) -> Policy {
    let settings = QueueSettings {
        max_concurrent_users: random.random_range(1..30),
        release_rate_per_minute: random.random_range(1..60),
        max_waiting: random.random_range(20..300),
        claim_timeout_seconds: random.random_range(30..180),
        active_timeout_seconds: random.random_range(60..1_200),
        max_active_seconds: if random.random_bool(0.5) { 0 } else { 1_800 },
        ..Default::default()
    };
    Policy { draw: random.random_bool(0.8), ..Policy::new(&settings, 1_000) }
}
