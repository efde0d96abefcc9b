//! A line with three counters, its table, an index that follows it, and a list of people.

mod check;
mod commands;
mod numbers;
mod op;
mod order;
mod seen;

use std::collections::BTreeSet;

use vq_domain::{
    CounterId, CounterRef, LocationId, Millis, Numbering, QueueSettings, QueueStatus, Releases,
    ReservationId, Ticket, WalkIn,
};
use vq_engine::{
    ChangeSet, Command, Line, LineState, MemTable, Plan, Policy, decide::conclude, hall::Reservation,
};

pub use op::{Op, Place};
pub use seen::Seen;

pub struct World {
    pub seen: Seen,
    state: LineState,
    table: MemTable,
    line: Line,
    old: Line,
    /// Who waits in the order, the next one first.
    order: Vec<Ticket>,
    now: Millis,
    batches: u64,
    ids: u128,
    /// Numbers handed out since they last began anew, ranges that are out included.
    numbers: BTreeSet<u32>,
    last_number: u32,
    reservations: Vec<Reservation>,
    reported: BTreeSet<(ReservationId, u32)>,
    log: Vec<ChangeSet>,
}

fn settings(cap: u32) -> QueueSettings {
    let walk_in = WalkIn {
        location_id: LocationId::from_bytes([1; 16]),
        prefix: "A".into(),
        numbering: Numbering::Daily,
        resets_at: "04:00".into(),
        average_service_seconds: None,
        time_zone: "Europe/Berlin".into(),
        hours: None,
    };
    QueueSettings {
        max_concurrent_users: cap,
        releases: Releases::Call,
        walk_in: Some(walk_in),
        ..QueueSettings::default()
    }
}

fn policy(cap: u32) -> Policy {
    Policy::new(&settings(cap), 1_000)
}

fn counter(number: u8) -> CounterRef {
    CounterRef { id: CounterId::from_bytes([number; 16]), name: format!("Counter {number}").into() }
}

impl World {
    pub fn new() -> Self {
        let now = Millis(1_700_000_000_000);
        let state = LineState::new(policy(3), QueueStatus::Open, now);
        let line = Line::load(state.clone(), []);
        Self {
            seen: Seen::default(),
            old: line.clone(),
            line,
            state,
            table: MemTable::new(),
            order: Vec::new(),
            now,
            batches: 0,
            ids: 0,
            numbers: BTreeSet::new(),
            last_number: 0,
            reservations: Vec::new(),
            reported: BTreeSet::new(),
            log: Vec::new(),
        }
    }

    pub fn batch(&mut self, ops: &[Op], on_an_old_plan: bool) {
        self.batches += 1;
        let mut commands: Vec<Command> = ops.iter().flat_map(|op| self.commands(op)).collect();
        let mut plan = Plan::new(if on_an_old_plan { &self.old } else { &self.line }, self.batches);
        commands.iter_mut().for_each(|command| plan.fill(command));
        let before = self.state.hall.clone();
        let mut changes = Vec::new();
        for (number, command) in commands.iter().enumerate() {
            // A place is looked for in the line as it was when the transaction was planned, and with those of the
            // commands before.
            self.step(command, &mut changes, !on_an_old_plan && number == 0);
        }
        conclude(&self.state, before.as_deref(), &mut changes);
        self.table.commit();
        if !changes.is_empty() {
            self.state.version += 1;
            self.state.at = self.now;
            let (version, at, bucket) = (self.state.version, self.now, self.state.bucket);
            let set = ChangeSet { version, at, bucket, changes };
            let bytes = vq_engine::codec::encode(&set).expect("bytes");
            assert_eq!(vq_engine::codec::decode(version, at, &bytes).as_ref(), Ok(&set));
            self.old = self.line.clone();
            self.line.apply(&set).expect("no gap");
            self.log.push(set);
        }
        self.check();
    }
}
