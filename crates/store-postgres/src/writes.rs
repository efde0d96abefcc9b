//! What a batch writes: arrays of columns, so that any number of rows is one statement.

use std::collections::BTreeMap;

use uuid::Uuid;
use vq_domain::{CounterId, Millis, QueueId};
use vq_engine::{Entry, MemTable};
use vq_ports::{CounterTurn, StoreResult};

use crate::row;

/// New sessions.
#[derive(Default)]
pub struct Inserts<'a> {
    pub moves: Moves,
    pub sessions: Vec<Uuid>,
    pub enqueued: Vec<i64>,
    pub identifiers: Vec<Option<&'a [u8]>>,
    pub metadata: Vec<Option<&'a [u8]>>,
}

/// Where sessions are in their lives.
#[derive(Default)]
pub struct Moves {
    pub tickets: Vec<i64>,
    pub priorities: Vec<i16>,
    pub states: Vec<i16>,
    pub released: Vec<Option<i64>>,
    pub served: Vec<Option<i64>>,
    pub ended: Vec<Option<i64>>,
    pub deadlines: Vec<Option<i64>>,
    pub extended: Vec<bool>,
    pub seats: Vec<Option<Vec<u8>>>,
}

/// Other notes about sessions.
#[derive(Default)]
pub struct Notes<'a> {
    pub tickets: Vec<i64>,
    pub metadata: Vec<Option<&'a [u8]>>,
}

/// Counters that somebody was called to.
#[derive(Default)]
pub struct Turns {
    pub counters: Vec<Uuid>,
    pub numbers: Vec<i64>,
    pub lines: Vec<String>,
}

/// All that changed in a table.
#[derive(Default)]
pub struct Writes<'a> {
    pub inserts: Inserts<'a>,
    pub moves: Moves,
    pub notes: Notes<'a>,
    pub turns: Turns,
}

impl<'a> Writes<'a> {
    /// What changed in `table`, which is the queue's, since its rows were fetched; `notes` are the tickets, in order, whose
    /// notes may have, and `turns` those of counters as they were.
    pub fn of(
        table: &'a MemTable,
        notes: &[u32],
        queue: QueueId,
        mut turns: BTreeMap<CounterId, CounterTurn>,
    ) -> StoreResult<Self> {
        let mut writes = Self::default();
        for entry in table.touched() {
            if table.is_new(entry.ticket) {
                writes.inserts.push(entry)?;
                continue;
            }
            writes.moves.push(entry)?;
            if notes.binary_search(&entry.ticket).is_ok() {
                writes.notes.push(entry);
            }
        }
        for (counter, number, version) in table.called() {
            let turn = turns.entry(counter).or_default();
            turn.count(queue, version);
            writes.turns.counters.push(counter.0);
            writes.turns.numbers.push(row::to_i64(number)?);
            writes.turns.lines.push(row::to_json(&turn.lines)?);
        }
        Ok(writes)
    }

    /// Whether nothing is to be written.
    pub fn is_empty(&self) -> bool {
        self.inserts.moves.tickets.is_empty() && self.moves.tickets.is_empty()
    }
}

impl<'a> Inserts<'a> {
    fn push(&mut self, entry: &'a Entry) -> StoreResult<()> {
        self.moves.push(entry)?;
        self.sessions.push(entry.session.0);
        self.enqueued.push(entry.enqueued_at.0);
        self.identifiers.push(words(entry.identifier.as_deref()));
        self.metadata.push(words(entry.metadata.as_deref()));
        Ok(())
    }
}

impl Moves {
    fn push(&mut self, entry: &Entry) -> StoreResult<()> {
        self.tickets.push(i64::from(entry.ticket));
        self.priorities.push(i16::from(entry.priority.get()));
        self.states.push(entry.state as i16);
        self.released.push(millis(entry.released_at));
        self.served.push(millis(entry.served_at));
        self.ended.push(millis(entry.ended_at));
        self.deadlines.push(millis(entry.deadline));
        self.extended.push(entry.extended);
        self.seats.push(entry.seat.as_deref().map(row::to_json).transpose()?.map(String::into_bytes));
        Ok(())
    }
}

impl<'a> Notes<'a> {
    fn push(&mut self, entry: &'a Entry) {
        self.tickets.push(i64::from(entry.ticket));
        self.metadata.push(words(entry.metadata.as_deref()));
    }
}

fn millis(at: Option<Millis>) -> Option<i64> {
    at.map(|at| at.0)
}

fn words(text: Option<&str>) -> Option<&[u8]> {
    text.map(str::as_bytes)
}
