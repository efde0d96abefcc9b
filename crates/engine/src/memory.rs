//! The sessions of one queue in memory: a [`Table`] for tests, and for an adapter that fetches the rows of a batch first,
//! decides on them, and writes back those that changed.

use std::collections::{BTreeMap, HashMap};
use std::convert::Infallible;

use vq_domain::{CounterId, SessionId, Ticket};

use crate::{Entry, Seat, Table, line::LiveSession};

/// Sessions by ticket, with the way back to the last [`MemTable::commit`].
#[derive(Clone, Debug, Default)]
pub struct MemTable {
    rows: BTreeMap<Ticket, Entry>,
    live: HashMap<Box<str>, Ticket>,
    /// What the rows touched since the last commit were before; `None`: they were not there.
    before: BTreeMap<Ticket, Option<Entry>>,
    /// Numbers of live sessions that are not among the rows.
    numbers: Vec<u32>,
    /// How often people were called to the counters that are known.
    turns: BTreeMap<CounterId, u64>,
    /// Those that were called to since the last commit: how often before, and the version that is being written.
    called: BTreeMap<CounterId, (u64, u64)>,
}

impl MemTable {
    /// A table of nobody.
    pub fn new() -> Self {
        Self::default()
    }

    /// Puts a row in as it is stored, without counting it as touched.
    pub fn fetched(&mut self, entry: Entry) {
        self.put(entry);
    }

    /// Takes note of the numbers of live sessions, besides those that are fetched.
    pub fn fetched_numbers(&mut self, numbers: Vec<u32>) {
        self.numbers = numbers;
    }

    /// Puts a counter in as it is stored: how often people were called to it.
    pub fn fetched_turn(&mut self, counter: CounterId, turn: u64) {
        self.turns.insert(counter, turn);
    }

    /// The counters that were called to since the last commit: how often now, and at which version of this line.
    pub fn called(&self) -> impl Iterator<Item = (CounterId, u64, u64)> + '_ {
        self.called
            .iter()
            .filter_map(|(counter, (_, version))| Some((*counter, *self.turns.get(counter)?, *version)))
    }

    /// The rows that were inserted or updated since the last commit, in the order of their tickets.
    pub fn touched(&self) -> impl Iterator<Item = &Entry> {
        self.before.keys().filter_map(|ticket| self.rows.get(ticket))
    }

    /// Whether a row was inserted, not only updated, since the last commit.
    pub fn is_new(&self, ticket: Ticket) -> bool {
        matches!(self.before.get(&ticket), Some(None))
    }

    /// Keeps what was done since the last commit.
    pub fn commit(&mut self) {
        self.before.clear();
        self.called.clear();
    }

    /// Undoes what was done since the last commit.
    pub fn rollback(&mut self) {
        let before = std::mem::take(&mut self.before);
        for ticket in before.keys() {
            let row = self.rows.remove(ticket);
            if let Some(identifier) = row.and_then(|entry| entry.identifier)
                && self.live.get(&identifier) == Some(ticket)
            {
                self.live.remove(&identifier);
            }
        }
        for entry in before.into_values().flatten() {
            self.put(entry);
        }
        for (counter, (before, _)) in std::mem::take(&mut self.called) {
            self.turns.insert(counter, before);
        }
    }

    /// A session.
    pub fn get(&self, ticket: Ticket) -> Option<&Entry> {
        self.rows.get(&ticket)
    }

    /// All sessions, ended ones included, in the order of their tickets.
    pub fn entries(&self) -> impl Iterator<Item = &Entry> {
        self.rows.values()
    }

    /// The live sessions, as [`crate::Line::load`] wants them.
    pub fn live(&self) -> impl Iterator<Item = LiveSession> + '_ {
        self.rows.values().filter(|entry| entry.state.is_live()).map(LiveSession::from)
    }

    /// The seats of the live sessions, as [`crate::Line::load`] wants them.
    pub fn seats(&self) -> impl Iterator<Item = (Ticket, Seat)> + '_ {
        let live = self.rows.values().filter(|entry| entry.state.is_live());
        live.filter_map(|entry| Some((entry.ticket, entry.seat.as_deref()?.clone())))
    }

    fn put(&mut self, entry: Entry) -> Option<Entry> {
        if let Some(identifier) = &entry.identifier {
            if entry.state.is_live() {
                self.live.insert(identifier.clone(), entry.ticket);
            } else if self.live.get(identifier) == Some(&entry.ticket) {
                self.live.remove(identifier);
            }
        }
        self.rows.insert(entry.ticket, entry)
    }

    fn write(&mut self, entry: &Entry) {
        let before = self.put(entry.clone());
        self.before.entry(entry.ticket).or_insert(before);
    }
}

impl From<&Entry> for LiveSession {
    fn from(entry: &Entry) -> Self {
        Self { ticket: entry.ticket, priority: entry.priority, state: entry.state, deadline: entry.deadline }
    }
}

impl Table for MemTable {
    type Error = Infallible;

    fn live_by_identifier(&mut self, identifier: &str) -> Result<Option<Entry>, Infallible> {
        Ok(self.live.get(identifier).and_then(|ticket| self.rows.get(ticket)).cloned())
    }

    fn by_ticket(&mut self, ticket: Ticket) -> Result<Option<Entry>, Infallible> {
        Ok(self.rows.get(&ticket).cloned())
    }

    fn by_session(&mut self, session: SessionId) -> Result<Option<Entry>, Infallible> {
        Ok(self.rows.values().find(|entry| entry.session == session).cloned())
    }

    fn live_numbers(&mut self) -> Result<Vec<u32>, Infallible> {
        let live = self.rows.values().filter(|entry| entry.state.is_live());
        let own = live.filter_map(|entry| Some(entry.seat.as_ref()?.number.as_ref()?.number));
        Ok(self.numbers.iter().copied().chain(own).collect())
    }

    fn insert(&mut self, entry: &Entry) -> Result<(), Infallible> {
        self.write(entry);
        Ok(())
    }

    fn update(&mut self, entry: &Entry) -> Result<(), Infallible> {
        self.write(entry);
        Ok(())
    }

    fn turn(&mut self, counter: CounterId) -> Result<Option<u64>, Infallible> {
        Ok(self.turns.get(&counter).copied())
    }

    fn take_turn(&mut self, counter: CounterId, version: u64) -> Result<(), Infallible> {
        if let Some(turn) = self.turns.get_mut(&counter) {
            let (_, at) = self.called.entry(counter).or_insert((*turn, version));
            *at = version;
            *turn += 1;
        }
        Ok(())
    }
}
