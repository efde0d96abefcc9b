//! The one place that knows the columns of a session.

use tokio_postgres::Row;
use vq_domain::{Priority, SessionId, SessionState};
use vq_engine::{Entry, Seat};
use vq_ports::StoreResult;

use crate::{fault::unreadable, row};

/// What [`entry`] reads.
macro_rules! columns {
    () => {
        "session, ticket, priority, state, enqueued_at, released_at, served_at, ended_at, deadline, extended, \
         identifier, metadata, seat"
    };
}
pub(crate) use columns;

/// A session from the columns that [`columns`] names.
pub fn entry(row: &Row) -> StoreResult<Entry> {
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
        identifier: row::words(row, 10)?,
        metadata: row::words(row, 11)?,
        seat: seat(row, 12)?.map(Box::new),
    })
}

/// A seat, if there is one.
pub fn seat(row: &Row, column: usize) -> StoreResult<Option<Seat>> {
    let json: Option<&[u8]> = row::get(row, column)?;
    json.map(serde_json::from_slice).transpose().map_err(|error| unreadable("seat", error))
}

/// A priority.
pub fn priority(row: &Row, column: usize) -> StoreResult<Priority> {
    let number = row::small(row, column)?;
    Priority::new(number).ok_or_else(|| unreadable("priority", number))
}

/// A state.
pub fn state(row: &Row, column: usize) -> StoreResult<SessionState> {
    let number = row::small(row, column)?;
    SessionState::from_number(number).ok_or_else(|| unreadable("state", number))
}
