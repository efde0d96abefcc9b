//! A crowd at one line, event by event, with a clock of its own: people arrive, leave, claim, stay and go.

use std::{cmp::Reverse, collections::BinaryHeap, collections::HashMap};

use rand::{RngExt, SeedableRng, rngs::ChaCha20Rng};
use vq_domain::{Millis, Priority, QueueStatus, SessionId, SessionState, Ticket};
use vq_engine::{Command, Line, LineState, MemTable, Outcome, Policy, Standing, transact};

/// When those who will leave do so.
#[derive(Clone, Copy, Debug)]
pub enum Leaving {
    /// At a moment spread evenly over the wait they were told.
    EvenOverWait,
    /// After an exponential time, whose mean is this many told waits.
    Exponential(f64),
    /// Soon: within this share of the told wait.
    Balking(f64),
    /// Without a word, evenly over the wait; noticed only this share of the told wait later.
    Silently(f64),
}

/// How long people stay inside.
#[derive(Clone, Copy, Debug)]
pub enum Stay {
    Exponential,
    /// Between half and one and a half of the mean.
    Even,
}

/// What happens.
#[derive(Clone, Debug)]
pub struct Scenario {
    pub seed: u64,
    /// People per minute of the trace, and how many milliseconds such a minute lasts.
    pub arrivals: Vec<f64>,
    pub minute_millis: f64,
    pub rate_per_minute: u32,
    pub cap: u32,
    pub leavers: f64,
    pub leaving: Leaving,
    pub no_shows: f64,
    pub stay_millis: f64,
    pub stay: Stay,
    pub claim_timeout_seconds: u32,
    pub tick_millis: i64,
    /// Share of joiners with a priority.
    pub priority: f64,
}

/// What was seen.
#[derive(Clone, Debug, Default)]
pub struct Report {
    pub arrivals: u32,
    pub waited: u32,
    pub left: u32,
    pub max_waiting: u32,
    pub mean_wait: f64,
    pub within_p50: f64,
    pub within_p90: f64,
    /// How far the P50 told was from the wait, as a share of the mean wait.
    pub mean_error: f64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Event {
    Arrive,
    Leave(Ticket),
    Claim(Ticket),
    Done(Ticket),
    Tick,
}

/// The people of each minute of the trace from hour `from` to hour `to` (UTC).
pub fn trace(from: u32, to: u32, scale: f64) -> Vec<f64> {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../bench/traces/worldcup98-1998-06-10.csv");
    let text = std::fs::read_to_string(path).expect("the trace is part of the repository");
    let rows = text.lines().filter_map(|line| line.strip_prefix("1998-06-10 ")?.split_once(','));
    rows.filter(|(time, _)| (from..to).contains(&time[..2].parse().unwrap()))
        .map(|(_, people)| people.parse::<f64>().unwrap() * scale)
        .collect()
}

impl Scenario {
    /// The replay of the World Cup day, as the command line runs it by default.
    pub fn replay(seed: u64) -> Self {
        let arrivals = trace(14, 18, 0.01);
        let busiest = arrivals.iter().copied().fold(0.0, f64::max);
        Self {
            seed,
            rate_per_minute: (busiest * 0.6 * 60.0) as u32,
            arrivals,
            minute_millis: 1000.0,
            cap: 1_000_000,
            leavers: 0.27,
            leaving: Leaving::EvenOverWait,
            no_shows: 0.05,
            stay_millis: 5_000.0,
            stay: Stay::Even,
            claim_timeout_seconds: 5,
            tick_millis: 20,
            priority: 0.0,
        }
    }

    pub fn run(&self) -> Report {
        let mut random = ChaCha20Rng::seed_from_u64(self.seed);
        let settings = vq_domain::QueueSettings {
            max_concurrent_users: self.cap,
            release_rate_per_minute: self.rate_per_minute,
            claim_timeout_seconds: self.claim_timeout_seconds,
            active_timeout_seconds: 1_000_000,
            ..Default::default()
        };
        let policy = Policy::new(&settings, u32::MAX);
        let start = Millis(898_000_000_000);
        let mut state = LineState::new(policy, QueueStatus::Open, start);
        let mut line = Line::load(state.clone(), []);
        let mut table = MemTable::new();
        let mut queue = BinaryHeap::new();
        let mut told: HashMap<Ticket, (i64, f64, f64)> = HashMap::new();
        let mut report = Report::default();
        for (minute, &people) in self.arrivals.iter().enumerate() {
            let count = people.floor() as u32 + u32::from(random.random_bool(people.fract()));
            for _ in 0..count {
                let at = (minute as f64 + random.random::<f64>()) * self.minute_millis;
                queue.push(Reverse((at as i64, Event::Arrive)));
            }
        }
        queue.push(Reverse((0, Event::Tick)));
        let epoch = 1;
        let mut commands = vec![Command::Lease { node: 1, ttl_millis: i64::MAX / 4 }];
        while let Some(Reverse((at, event))) = queue.pop() {
            let now = start + at;
            match event {
                Event::Arrive => {
                    report.arrivals += 1;
                    let priority = if random.random_bool(self.priority) { 5 } else { 0 };
                    commands.push(Command::Join {
                        session: SessionId::from_bytes(u128::from(random.random::<u64>()).to_le_bytes()),
                        identifier: None,
                        metadata: None,
                        priority: Priority::new(priority).unwrap(),
                    });
                }
                Event::Leave(ticket) => commands.push(Command::Leave { ticket }),
                Event::Claim(ticket) => commands.push(Command::Claim { ticket }),
                Event::Done(ticket) => commands.push(Command::Leave { ticket }),
                Event::Tick => {
                    let tickets = line.overdue(now, 100_000);
                    if !tickets.is_empty() {
                        commands.push(Command::Expire { epoch, tickets });
                    }
                    let tickets = line.release_plan(now);
                    if !tickets.is_empty() {
                        commands.push(Command::Release { epoch, basis: state.version, tickets });
                    }
                    if !queue.is_empty() {
                        queue.push(Reverse((at + self.tick_millis, Event::Tick)));
                    }
                }
            }
            if commands.is_empty() {
                continue;
            }
            let (outcomes, changes) = transact(&mut state, &mut table, &commands, now).unwrap();
            table.commit();
            commands.clear();
            let Some(changes) = changes else { continue };
            line.apply(&changes).unwrap();
            report.max_waiting = report.max_waiting.max(state.waiting);
            if event == Event::Arrive
                && let Some(Outcome::Joined(entry)) = outcomes.last()
                && let Standing::Waiting { people_ahead, .. } = line.standing(entry.ticket)
            {
                let estimate = line.estimate(people_ahead, now).unwrap();
                told.insert(entry.ticket, (at, estimate.p50, estimate.p90));
                let wait = estimate.p50 * 1000.0;
                if random.random_bool(self.leavers) {
                    let after = match self.leaving {
                        Leaving::EvenOverWait => random.random::<f64>() * wait,
                        Leaving::Exponential(mean) => -mean * wait * (1.0 - random.random::<f64>()).ln(),
                        Leaving::Balking(share) => share * wait * random.random::<f64>(),
                        Leaving::Silently(share) => (random.random::<f64>() + share) * wait,
                    };
                    queue.push(Reverse((at + after as i64, Event::Leave(entry.ticket))));
                }
            }
            for change in &changes.changes {
                use vq_engine::Change;
                let (ticket, to) = match *change {
                    Change::Joined { ticket, state, .. } => (ticket, state),
                    Change::Moved { ticket, to, .. } => (ticket, to),
                    _ => continue,
                };
                match to {
                    SessionState::Released => {
                        if !random.random_bool(self.no_shows) {
                            let think = random.random_range(0..1 + (self.minute_millis / 6.0) as i64);
                            queue.push(Reverse((at + think, Event::Claim(ticket))));
                        }
                        if let Some((since, p50, p90)) = told.remove(&ticket) {
                            let wait = (at - since) as f64 / 1000.0;
                            report.waited += 1;
                            report.mean_wait += wait;
                            report.mean_error += (wait - p50).abs();
                            report.within_p50 += f64::from(u8::from(wait <= p50));
                            report.within_p90 += f64::from(u8::from(wait <= p90));
                        }
                    }
                    SessionState::Active => {
                        let stay = self.stay_millis
                            * match self.stay {
                                Stay::Exponential => -(1.0 - random.random::<f64>()).ln(),
                                Stay::Even => 0.5 + random.random::<f64>(),
                            };
                        queue.push(Reverse((at + stay as i64, Event::Done(ticket))));
                    }
                    SessionState::Waiting => {}
                    _ => {
                        if told.remove(&ticket).is_some() {
                            report.left += 1;
                        }
                    }
                }
            }
        }
        let waited = f64::from(report.waited.max(1));
        report.mean_wait /= waited;
        report.mean_error /= waited * report.mean_wait;
        report.within_p50 /= waited;
        report.within_p90 /= waited;
        report
    }
}
