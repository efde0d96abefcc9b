//! The sessions of one queue inside the writer's transaction, as `vq_engine::decide` wants them; and the one place that
//! knows the columns of a session.

use rusqlite::{Connection, Row, params};
use vq_domain::{CounterId, Priority, QueueId, SessionId, SessionState, Ticket};
use vq_engine::{Entry, Seat, Table};
use vq_ports::{CounterTurn, StoreError, StoreResult};

use crate::{
    fault::{fault, unreadable},
    row,
};

/// What [`entry`] reads.
pub const COLUMNS: &str = "session, ticket, priority, state, enqueued_at, released_at, served_at, ended_at, \
                           deadline, extended, identifier, metadata, seat";

/// A session from the columns [`COLUMNS`].
pub fn entry(row: &Row<'_>) -> StoreResult<Entry> {
    Ok(Entry {
        session: SessionId(row::uuid(row, 0)?),
        ticket: row::number(row, 1)?,
        priority: priority(row, 2)?,
        state: state(row, 3)?,
        enqueued_at: row::millis(row, 4)?,
        released_at: row::maybe_millis(row, 5)?,
        served_at: row::maybe_millis(row, 6)?,
        ended_at: row::maybe_millis(row, 7)?,
        deadline: row::maybe_millis(row, 8)?,
        extended: row::get(row, 9)?,
        identifier: row::get::<Option<Box<str>>>(row, 10)?,
        metadata: row::get::<Option<Box<str>>>(row, 11)?,
        seat: seat(row, 12)?,
    })
}

/// A seat, if there is one.
pub fn seat(row: &Row<'_>, column: usize) -> StoreResult<Option<Box<Seat>>> {
    match row.get_ref(column).map_err(fault)?.as_str_or_null().map_err(|error| unreadable("seat", error))? {
        Some(_) => row::json(row, column).map(Some),
        None => Ok(None),
    }
}

fn to_json(seat: Option<&Seat>) -> StoreResult<Option<String>> {
    seat.map(row::to_json).transpose()
}

/// A priority.
pub fn priority(row: &Row<'_>, column: usize) -> StoreResult<Priority> {
    let number = row::number(row, column)?;
    Priority::new(number).ok_or_else(|| unreadable("priority", number))
}

/// A state.
pub fn state(row: &Row<'_>, column: usize) -> StoreResult<SessionState> {
    let number = row::number(row, column)?;
    SessionState::from_number(number).ok_or_else(|| unreadable("state", number))
}

/// The seats of a line's live sessions.
pub fn seats(connection: &Connection, key: i64) -> StoreResult<Vec<(Ticket, Seat)>> {
    let sql = "SELECT ticket, seat FROM sessions INDEXED BY sessions_seated
               WHERE queue_key = ?1 AND seat IS NOT NULL AND state <= 2";
    row::all(connection, sql, [key], |row| Ok((row::number(row, 0)?, row::json(row, 1)?)))
}

/// The turn of a counter, from its columns.
pub fn turn(row: &Row<'_>) -> StoreResult<CounterTurn> {
    Ok(CounterTurn { number: row::number(row, 0)?, lines: row::json(row, 1)? })
}

/// The sessions of one queue.
pub struct Sessions<'a> {
    pub connection: &'a Connection,
    pub queue: QueueId,
    pub key: i64,
}

impl Sessions<'_> {
    /// The turn of a counter of the queue's tenant.
    fn stored_turn(&self, counter: CounterId) -> StoreResult<Option<CounterTurn>> {
        let sql = "SELECT turn, turn_lines FROM fixtures
                   WHERE id = ?1 AND kind = 2 AND tenant = (SELECT tenant FROM queues WHERE key = ?2)";
        row::find(self.connection, sql, params![counter.as_bytes(), self.key], turn)
    }
}

impl Table for Sessions<'_> {
    type Error = StoreError;

    fn live_by_identifier(&mut self, identifier: &str) -> StoreResult<Option<Entry>> {
        const SQL: &str = "SELECT session, ticket, priority, state, enqueued_at, released_at, served_at, ended_at, \
                           deadline, extended, identifier, metadata, seat FROM sessions \
                           WHERE queue_key = ?1 AND identifier = ?2 AND state <= 2";
        row::find(self.connection, SQL, params![self.key, identifier], entry)
    }

    fn by_ticket(&mut self, ticket: u32) -> StoreResult<Option<Entry>> {
        const SQL: &str = "SELECT session, ticket, priority, state, enqueued_at, released_at, served_at, ended_at, \
                           deadline, extended, identifier, metadata, seat FROM sessions \
                           WHERE queue_key = ?1 AND ticket = ?2";
        row::find(self.connection, SQL, params![self.key, ticket], entry)
    }

    fn by_session(&mut self, session: SessionId) -> StoreResult<Option<Entry>> {
        const SQL: &str = "SELECT session, ticket, priority, state, enqueued_at, released_at, served_at, ended_at, \
                           deadline, extended, identifier, metadata, seat FROM sessions \
                           WHERE session = ?2 AND queue_key = ?1";
        row::find(self.connection, SQL, params![self.key, session.as_bytes()], entry)
    }

    fn live_numbers(&mut self) -> StoreResult<Vec<u32>> {
        let seats = seats(self.connection, self.key)?;
        Ok(seats.into_iter().filter_map(|(_, seat)| Some(seat.number?.number)).collect())
    }

    fn insert(&mut self, entry: &Entry) -> StoreResult<()> {
        const SQL: &str = "INSERT INTO sessions (queue_key, ticket, session, priority, state, enqueued_at, \
                           released_at, served_at, ended_at, deadline, extended, identifier, metadata, seat) \
                           VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)";
        let mut statement = self.connection.prepare_cached(SQL).map_err(fault)?;
        statement
            .execute(params![
                self.key,
                entry.ticket,
                entry.session.as_bytes(),
                entry.priority.get(),
                entry.state as u8,
                entry.enqueued_at.0,
                entry.released_at.map(|at| at.0),
                entry.served_at.map(|at| at.0),
                entry.ended_at.map(|at| at.0),
                entry.deadline.map(|at| at.0),
                entry.extended,
                entry.identifier.as_deref(),
                entry.metadata.as_deref(),
                to_json(entry.seat.as_deref())?,
            ])
            .map_err(fault)?;
        Ok(())
    }

    fn update(&mut self, entry: &Entry) -> StoreResult<()> {
        const SQL: &str = "UPDATE sessions SET priority = ?3, state = ?4, released_at = ?5, served_at = ?6, \
                           ended_at = ?7, deadline = ?8, extended = ?9, metadata = ?10, seat = ?11 \
                           WHERE queue_key = ?1 AND ticket = ?2";
        let mut statement = self.connection.prepare_cached(SQL).map_err(fault)?;
        let changed = statement
            .execute(params![
                self.key,
                entry.ticket,
                entry.priority.get(),
                entry.state as u8,
                entry.released_at.map(|at| at.0),
                entry.served_at.map(|at| at.0),
                entry.ended_at.map(|at| at.0),
                entry.deadline.map(|at| at.0),
                entry.extended,
                entry.metadata.as_deref(),
                to_json(entry.seat.as_deref())?,
            ])
            .map_err(fault)?;
        match changed {
            1 => Ok(()),
            _ => Err(StoreError::Failed(format!("ticket {} is not there to be written", entry.ticket))),
        }
    }

    fn turn(&mut self, counter: CounterId) -> StoreResult<Option<u64>> {
        Ok(self.stored_turn(counter)?.map(|turn| turn.number))
    }

    fn take_turn(&mut self, counter: CounterId, version: u64) -> StoreResult<()> {
        let Some(mut turn) = self.stored_turn(counter)? else { return Ok(()) };
        turn.count(self.queue, version);
        let sql = "UPDATE fixtures SET turn = ?2, turn_lines = ?3 WHERE id = ?1";
        let values = params![counter.as_bytes(), row::to_i64(turn.number)?, row::to_json(&turn.lines)?];
        row::execute(self.connection, sql, values).map(drop)
    }
}
