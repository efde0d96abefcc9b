//! A line, its table, an index that follows it, and the model; everything is checked after every command and commit.

use std::collections::BTreeSet;

use vq_domain::{Millis, Priority, QueueSettings, QueueStatus, SessionId, SessionState, Ticket};
use vq_engine::{
    Change, ChangeSet, Command, Line, LineState, MemTable, Outcome, Policy, Refusal, Standing, decide,
};

use super::Model;

/// Something to do; numbers are taken modulo what there is.
#[derive(Clone, Debug)]
pub enum Op {
    Join {
        identifier: Option<u8>,
        priority: u8,
    },
    Release,
    /// Plans on the index as it was at the last `Remember`.
    ReleaseOld,
    ReleaseForeign,
    /// Asks for everybody at once: cap and rate must hold all the same.
    ReleaseAll,
    Claim(u32),
    Leave(u32),
    Extend(u32),
    Remove(u32),
    Prioritise(u32, u8),
    Annotate(u32),
    Expire(u32),
    Abandon(u32),
    Status(usize, u8),
    Policy {
        cap: u32,
        rate: u32,
        max_waiting: u32,
        draw: bool,
        /// From two revisions back to some ahead.
        revision: u64,
    },
    Lease {
        node: u64,
        ttl_millis: i64,
    },
    Pass(i64),
    Remember,
}

pub struct World {
    pub state: LineState,
    pub table: MemTable,
    pub line: Line,
    pub old: Line,
    pub model: Model,
    pub now: Millis,
    pub log: Vec<ChangeSet>,
    /// The rate from a moment on.
    rates: Vec<(Millis, u32)>,
    /// The current control, and one that was lost.
    epoch: u64,
    joins: u128,
    /// Those who were shown a place.
    shown: BTreeSet<Ticket>,
}

pub fn policy(cap: u32, rate: u32, max_waiting: u32, draw: bool) -> Policy {
    let settings = QueueSettings {
        max_concurrent_users: cap,
        release_rate_per_minute: rate,
        max_waiting,
        claim_timeout_seconds: 5,
        active_timeout_seconds: 20,
        max_active_seconds: 60,
        ..Default::default()
    };
    Policy { draw, ..Policy::new(&settings, 1_000_000) }
}

impl World {
    pub fn new() -> Self {
        let now = Millis(1_700_000_000_000);
        let state = LineState::new(policy(3, 120, 50, true), QueueStatus::Open, now);
        let line = Line::load(state.clone(), []);
        Self {
            rates: vec![(now, state.policy.rate_per_minute)],
            old: line.clone(),
            line,
            state,
            table: MemTable::new(),
            model: Model::default(),
            now,
            log: Vec::new(),
            epoch: 0,
            joins: 0,
            shown: BTreeSet::new(),
        }
    }

    /// Does a batch as one transaction; one that crashes before its commit leaves no trace.
    pub fn batch(&mut self, ops: &[Op], crash: bool) {
        let before = (self.state.clone(), self.model.clone(), self.rates.clone(), self.epoch);
        let mut changes = Vec::new();
        for op in ops {
            if let Some(command) = self.command(op) {
                self.step(&command, &mut changes);
            }
        }
        if crash {
            self.table.rollback();
            (self.state, self.model, self.rates, self.epoch) = before;
        } else {
            self.table.commit();
            if !changes.is_empty() {
                self.state.version += 1;
                self.state.at = self.now;
                let (version, at, bucket) = (self.state.version, self.now, self.state.bucket);
                self.log.push(ChangeSet { version, at, bucket, changes });
                self.line.apply(self.log.last().unwrap()).expect("no gap");
                self.line.apply(self.log.last().unwrap()).expect("known already");
            }
        }
        self.check();
        let shown = self.model.in_order().into_iter().map(|person| person.ticket);
        self.shown.extend(shown.filter(|&ticket| !self.line.is_before_draw(ticket)));
    }

    fn command(&mut self, op: &Op) -> Option<Command> {
        let some = |number: u32| number % (self.state.next_ticket + 1);
        Some(match *op {
            Op::Join { identifier, priority } => {
                self.joins += 1;
                Command::Join {
                    session: SessionId::from_bytes(self.joins.to_be_bytes()),
                    identifier: identifier.map(|id| format!("person {id}").into()),
                    metadata: None,
                    priority: Priority::new(priority).unwrap(),
                }
            }
            Op::Release | Op::ReleaseForeign => Command::Release {
                epoch: if matches!(op, Op::Release) { self.epoch } else { self.epoch + 1 },
                basis: self.line.state().version,
                tickets: self.line.release_plan(self.now),
            },
            Op::ReleaseAll => Command::Release {
                epoch: self.epoch,
                basis: self.line.state().version,
                tickets: self.line.ranks().in_order().map(|(_, place)| self.line.ticket_at(place)).collect(),
            },
            Op::ReleaseOld => Command::Release {
                epoch: self.epoch,
                basis: self.old.state().version,
                tickets: self.old.release_plan(self.now),
            },
            Op::Claim(number) => Command::Claim { ticket: some(number) },
            Op::Leave(number) => Command::Leave { ticket: some(number) },
            Op::Extend(number) => Command::Extend { ticket: some(number) },
            Op::Remove(number) => Command::Remove { ticket: some(number) },
            Op::Prioritise(number, priority) => {
                Command::Prioritise { ticket: some(number), priority: Priority::new(priority).unwrap() }
            }
            Op::Annotate(number) => Command::Annotate { ticket: some(number), metadata: Some("{}".into()) },
            Op::Expire(number) => {
                let mut tickets = self.line.overdue(self.now, 10);
                tickets.push(some(number));
                Command::Expire { epoch: self.epoch, tickets }
            }
            Op::Abandon(number) => Command::Abandon {
                epoch: self.epoch,
                tickets: vec![some(number), some(number / 3), some(number)],
            },
            Op::Status(number, seed) => Command::SetStatus {
                status: QueueStatus::ALL[number % 6],
                held_until: None,
                seed: [seed; 32],
            },
            Op::Policy { cap, rate, max_waiting, draw, revision } => Command::SetPolicy(Policy {
                revision: (self.state.policy.revision + revision).saturating_sub(2),
                ..policy(cap, rate, max_waiting, draw)
            }),
            Op::Lease { node, ttl_millis } => Command::Lease { node, ttl_millis },
            Op::Pass(millis) => {
                self.now = self.now + millis;
                return None;
            }
            Op::Remember => {
                self.old = self.line.clone();
                return None;
            }
        })
    }

    fn step(&mut self, command: &Command, changes: &mut Vec<Change>) {
        let before = self.state.clone();
        let positions = self.model.positions();
        let expected = self.model.expected(command, self.now);
        let Ok(outcome) = decide(&mut self.state, &mut self.table, command, self.now, changes);
        self.model.follow(command, &outcome, self.now, before.status);
        let table = &self.table;
        let draws = &self.state.draws;
        let drawn: Vec<_> = draws.iter().map(vq_engine::draw::DrawnPlaces::new).collect();
        self.model.adopt(
            |ticket| drawn.iter().find_map(|drawn| drawn.place_of(ticket)).unwrap_or(ticket),
            |ticket| table.get(ticket).unwrap().deadline,
        );

        match (&outcome, expected) {
            (Outcome::Session(entry), Some(Ok(state))) => assert_eq!(entry.state, state, "{command:?}"),
            (Outcome::Refused(refusal), Some(Err(expected))) => assert_eq!(*refusal, expected, "{command:?}"),
            (outcome, Some(expected)) => panic!("{command:?}: {outcome:?} instead of {expected:?}"),
            (_, None) => {}
        }
        match (command, &outcome) {
            (Command::Release { epoch, basis, .. }, outcome) => {
                let stale = *epoch != self.epoch || *basis < before.reordered_at || !before.status.releases();
                assert_eq!(stale, *outcome == Outcome::Refused(Refusal::Stale), "{command:?}: {outcome:?}");
            }
            (Command::Lease { .. }, Outcome::Lease(Some(epoch))) => {
                assert!(*epoch >= self.epoch);
                self.epoch = *epoch;
            }
            (Command::SetPolicy(policy), _) if policy.revision < before.policy.revision => {
                assert_eq!(self.state.policy, before.policy, "an earlier revision came later");
            }
            (Command::SetPolicy(policy), _) => {
                assert_eq!(self.state.policy, *policy);
                self.rates.push((self.now, policy.rate_per_minute));
            }
            (Command::Join { .. }, Outcome::Refused(refusal)) => match refusal {
                Refusal::NotOpen(status) => assert!(!status.accepts_joins() && *status == before.status),
                Refusal::Full => assert!(before.waiting >= before.policy.max_waiting),
                other => panic!("{other:?}"),
            },
            _ => {}
        }

        // I1: nothing that raises the occupancy ends above the cap.
        let (was, is) = (before.released + before.active, self.state.released + self.state.active);
        assert!(
            is <= was || is <= self.state.policy.cap,
            "{is} inside at a cap of {}",
            self.state.policy.cap
        );
        // I3: nobody's place gets worse once it was shown, except through somebody's priority.
        let by_priority = match command {
            Command::Prioritise { .. } => true,
            Command::Join { priority, .. } => *priority > Priority::NORMAL,
            _ => false,
        };
        if !by_priority {
            let after = self.model.positions();
            for (ticket, position) in positions.into_iter().filter(|(ticket, _)| self.shown.contains(ticket))
            {
                if let Some((_, now)) = after.iter().find(|(other, _)| *other == ticket) {
                    assert!(*now <= position, "{ticket} fell from {position} to {now} through {command:?}");
                }
            }
        }
    }

    /// Table, row, index and model agree; the index could have been loaded; the rate was kept.
    fn check(&self) {
        use SessionState::*;
        let model = &self.model;
        assert!(
            self.table
                .entries()
                .map(|entry| (entry.ticket, entry.state))
                .eq(model.people.iter().map(|person| (person.ticket, person.state)))
        );
        let counts = (self.state.waiting, self.state.released, self.state.active);
        assert_eq!(counts, (model.count(Waiting), model.count(Released), model.count(Active)));
        assert!(model.people.iter().all(|person| person.releases <= 1), "released twice (I6)");

        let same_lease = LineState { lease: self.state.lease.clone(), ..self.line.state().clone() };
        assert_eq!(same_lease, self.state);
        let loaded = Line::load(self.state.clone(), self.table.live());
        let order: Vec<_> = model.in_order().iter().map(|person| (person.priority, person.place)).collect();
        for line in [&self.line, &loaded] {
            assert!(line.ranks().in_order().eq(order.iter().copied()));
            for person in &model.people {
                let standing = line.standing(person.ticket);
                match person.state {
                    Waiting => {
                        let (priority, place) = (person.priority, person.place);
                        let people_ahead =
                            order.iter().position(|&other| other == (priority, place)).unwrap() as u32;
                        assert_eq!(standing, Standing::Waiting { priority, place, people_ahead }, "I4");
                        assert_eq!(line.ticket_at(place), person.ticket);
                        assert_eq!(line.ranks().nth(people_ahead), Some((priority, place)));
                    }
                    Released => {
                        assert_eq!(standing, Standing::Released { deadline: person.deadline.unwrap() })
                    }
                    Active => assert_eq!(standing, Standing::Active { deadline: person.deadline.unwrap() }),
                    _ => assert_eq!(standing, Standing::Gone),
                }
            }
            let mut due: Vec<_> =
                model.people.iter().filter_map(|person| Some((person.deadline?, person.ticket))).collect();
            due.sort();
            assert_eq!(line.next_deadline(), due.first().map(|&(at, _)| at));
            let overdue = due.iter().filter(|(at, _)| *at <= self.now).map(|&(_, ticket)| ticket);
            assert!(overdue.eq(line.overdue(self.now, usize::MAX)));
            assert_eq!(line.release_plan(self.now), self.line.release_plan(self.now));
        }
        self.check_rate();
    }

    /// I2: in any 60 s at most rate + one second of rate, at least one; with the highest rate that was in force.
    fn check_rate(&self) {
        let released = &self.model.released_at;
        let Some(last) = released.last() else { return };
        let from = *last + -60_000;
        let in_window = released.iter().filter(|at| **at > from).count() as u32;
        let set_before = self.rates.iter().rev().find(|(at, _)| *at <= from);
        let within = self.rates.iter().filter(|(at, _)| *at > from);
        let rate = within.chain(set_before).map(|&(_, rate)| rate).max().unwrap_or(0);
        assert!(in_window <= rate + (rate / 60).max(1), "{in_window} releases in 60 s at {rate}/min (I2)");
    }
}
