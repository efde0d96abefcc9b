//! A batch of commands as one transaction in two round trips.
//!
//! The first locks the line and reads every session that the batch can touch. PostgreSQL gives each statement its own
//! snapshot (READ COMMITTED), so what is read after the lock was got is what the holder before us committed. Then the
//! engine decides in memory. The second writes all that changed and commits.

use std::{collections::BTreeMap, sync::Arc};

use futures_util::future::{try_join, try_join3, try_join4, try_join5};
use tokio_postgres::Row;
use uuid::Uuid;
use vq_domain::{CounterId, Millis, QueueId, Ticket};
use vq_engine::{ChangeSet, Command, LineState, MemTable, Seat, codec, transact};
use vq_ports::{Commit, CounterTurn, StoreError, StoreResult, audit::Noted};

use crate::{
    audit, changes,
    fault::Fault,
    fixtures,
    row::{self, params},
    session::{self, columns, entry},
    tx::Tx,
    wanted::Wanted,
    writes::Writes,
};

/// Change sets that one transaction brings along for a caller that missed them.
const MISSED: i64 = 256;

pub const LOCK: &str = "SELECT queue_key, tenant, state FROM lines WHERE queue = $1 FOR UPDATE";

// Each session is looked up by itself. From one condition on all of them a planner without statistics makes a scan of the
// whole line.

pub const WHOLE: &str = concat!(
    "SELECT s.* FROM unnest($2::bigint[]) AS t (wanted) CROSS JOIN LATERAL (SELECT ",
    columns!(),
    " FROM sessions WHERE queue_key = (SELECT queue_key FROM lines WHERE queue = $1) AND ticket = t.wanted LIMIT 1) s"
);

pub const BRIEF: &str = "SELECT s.* FROM unnest($2::bigint[]) AS t (wanted) CROSS JOIN LATERAL (SELECT session, ticket, \
     priority, state, enqueued_at, released_at, served_at, ended_at, deadline, extended, NULL::bytea, NULL::bytea, seat \
     FROM sessions WHERE queue_key = (SELECT queue_key FROM lines WHERE queue = $1) AND ticket = t.wanted LIMIT 1) s";

pub const PEOPLE: &str = concat!(
    "SELECT s.* FROM unnest($2::bytea[]) AS t (wanted) CROSS JOIN LATERAL (SELECT ",
    columns!(),
    " FROM sessions WHERE queue_key = (SELECT queue_key FROM lines WHERE queue = $1) AND identifier = t.wanted \
     AND state <= 2 LIMIT 1) s"
);

pub const ARRIVING: &str = concat!(
    "SELECT s.* FROM unnest($2::uuid[]) AS t (wanted) CROSS JOIN LATERAL (SELECT ",
    columns!(),
    " FROM sessions WHERE session = t.wanted AND queue_key = (SELECT queue_key FROM lines WHERE queue = $1) LIMIT 1) s"
);

/// The counters that somebody may be called to, each held until the transaction is over. They are locked in the order in
/// which they are asked for, which is that of their ids, and nothing after them but the audit log: so no two lines wait for
/// each other.
pub const TURNS: &str = "SELECT s.* FROM unnest($2::uuid[]) AS t (wanted) CROSS JOIN LATERAL \
     (SELECT id, turn, turn_lines FROM fixtures WHERE id = t.wanted AND kind = 2 \
     AND tenant = (SELECT tenant FROM lines WHERE queue = $1) FOR NO KEY UPDATE) s";

pub const TAKE_TURNS: &str = "UPDATE fixtures SET turn = t.turn, turn_lines = t.turn_lines \
     FROM (SELECT t.*, place FROM unnest($1::uuid[], $2::bigint[], $3::text[]) AS t (wanted, turn, turn_lines) \
         CROSS JOIN LATERAL (SELECT ctid AS place FROM fixtures WHERE id = t.wanted LIMIT 1) s OFFSET 0) t \
     WHERE fixtures.ctid = place";

/// The seats of a line with counters.
pub const SEATS: &str =
    "SELECT ticket, seat FROM sessions WHERE queue_key = $1 AND state <= 2 AND seat IS NOT NULL";

/// Whether the index of the line's tenant is made with this key. It stays so until the commit: who retires the key waits.
pub const INDEX: &str = "SELECT true FROM data_keys WHERE tenant = (SELECT tenant FROM lines WHERE queue = $1) \
     AND key_use = 'index' AND number = $2 AND retired_at IS NULL FOR SHARE";

/// Reads nothing when it would be too much to bring along.
pub const MISSED_CHANGES: &str = "SELECT version, at, payload FROM changes \
     WHERE queue_key = (SELECT queue_key FROM lines WHERE queue = $1) AND version > $2 \
     AND (SELECT version FROM lines WHERE queue = $1) - $2 <= $3 ORDER BY version";

pub const INSERT: &str = "INSERT INTO sessions (queue_key, tenant, session, enqueued_at, identifier, metadata, ticket, priority, \
     state, released_at, served_at, ended_at, deadline, extended, seat) \
     SELECT $1, $2, * FROM unnest($3::uuid[], $4::bigint[], $5::bytea[], $6::bytea[], $7::bigint[], $8::smallint[], \
     $9::smallint[], $10::bigint[], $11::bigint[], $12::bigint[], $13::bigint[], $14::boolean[], $15::bytea[])";

// Rows are looked up first and then written where they are found: the line's lock keeps them there.

pub const MOVE: &str = "UPDATE sessions SET priority = t.priority, state = t.state, released_at = t.released_at, \
     served_at = t.served_at, ended_at = t.ended_at, deadline = t.deadline, extended = t.extended, seat = t.seat \
     FROM (SELECT t.*, place FROM unnest($2::bigint[], $3::smallint[], $4::smallint[], $5::bigint[], $6::bigint[], \
         $7::bigint[], $8::bigint[], $9::boolean[], $10::bytea[]) \
         AS t (wanted, priority, state, released_at, served_at, ended_at, deadline, extended, seat) CROSS JOIN LATERAL \
         (SELECT ctid AS place FROM sessions WHERE queue_key = $1 AND ticket = t.wanted LIMIT 1) s OFFSET 0) t \
     WHERE sessions.ctid = place";

pub const NOTE: &str = "UPDATE sessions SET metadata = t.metadata \
     FROM (SELECT t.*, place FROM unnest($2::bigint[], $3::bytea[]) AS t (wanted, metadata) CROSS JOIN LATERAL \
         (SELECT ctid AS place FROM sessions WHERE queue_key = $1 AND ticket = t.wanted LIMIT 1) s OFFSET 0) t \
     WHERE sessions.ctid = place";

pub const LINE: &str = "UPDATE lines SET version = $2, state = $3 WHERE queue = $1";

pub const CHANGE: &str =
    "INSERT INTO changes (queue_key, version, at, tenant, payload) VALUES ($1, $2, $3, $4, $5)";

/// What to commit.
pub struct Batch {
    pub queue: QueueId,
    pub commands: Vec<Command>,
    /// What is written down of them.
    pub noted: Noted,
    /// The index key that it was made with.
    pub index: Option<i64>,
    /// The version that the caller's index has.
    pub known: u64,
    pub now: Millis,
}

/// A line that is locked, and what was read with it.
struct Locked {
    key: i64,
    tenant: Uuid,
    state: LineState,
    table: MemTable,
    turns: BTreeMap<CounterId, CounterTurn>,
    missed: Option<Vec<ChangeSet>>,
}

/// Carries the batch out. Nothing is written when nothing changed.
pub async fn commit(tx: &Tx, batch: &Batch) -> Result<Commit, Fault> {
    let wanted = Wanted::by(&batch.commands);
    let Locked { key, tenant, state: before, mut table, turns, missed } = lock(tx, batch, &wanted).await?;
    let mut state = before.clone();
    let Ok((outcomes, set)) = transact(&mut state, &mut table, &batch.commands, batch.now);
    let writes = Writes::of(&table, &wanted.notes, batch.queue, turns)?;
    let entries = batch.noted.settle(&outcomes);
    if !entries.is_empty() {
        tx.hold();
    }
    if !writes.is_empty() || state != before {
        let line = (state != before).then_some(&state);
        let target = Target { queue: batch.queue.0, key, tenant, line, set: set.as_ref() };
        write(tx, &target, &writes).await?;
    }
    if !entries.is_empty() {
        audit::append_and_commit(tx, &entries).await?;
    }
    Ok(Commit { outcomes, missed, changes: set.map(Arc::new) })
}

async fn lock(tx: &Tx, batch: &Batch, wanted: &Wanted<'_>) -> Result<Locked, Fault> {
    let [lock, index, turns, whole, brief, people, arriving, missed] =
        tx.prepare([LOCK, INDEX, TURNS, WHOLE, BRIEF, PEOPLE, ARRIVING, MISSED_CHANGES]).await?;
    let queue = batch.queue.0;
    let known = i64::try_from(batch.known).ok();
    let (line, sessions, missed) = try_join3(
        try_join4(
            tx.begin(),
            tx.rows(&lock, params![queue]),
            tx.rows_if(batch.index.is_some(), &index, params![queue, batch.index]),
            tx.rows_if(!wanted.counters.is_empty(), &turns, params![queue, wanted.counters]),
        ),
        try_join4(
            tx.rows_if(!wanted.brief.is_empty(), &brief, params![queue, wanted.brief]),
            tx.rows_if(!wanted.whole.is_empty(), &whole, params![queue, wanted.whole]),
            tx.rows_if(!wanted.identifiers.is_empty(), &people, params![queue, wanted.identifiers]),
            tx.rows_if(!wanted.arriving.is_empty(), &arriving, params![queue, wanted.arriving]),
        ),
        tx.rows_if(known.is_some(), &missed, params![queue, known, MISSED]),
    )
    .await?;
    let ((), line, index, counters) = line;
    let line = line.first().ok_or(StoreError::NotFound)?;
    if batch.index.is_some() && index.is_empty() {
        return Err(StoreError::Stale.into());
    }
    let state: LineState = row::json(line, 2)?;
    let mut table = MemTable::new();
    for row in [sessions.0, sessions.1, sessions.2, sessions.3].iter().flatten() {
        table.fetched(entry(row)?);
    }
    let mut turns = BTreeMap::new();
    for row in &counters {
        let (counter, turn) = (CounterId(row::uuid(row, 0)?), fixtures::turn(row, 1)?);
        table.fetched_turn(counter, turn.number);
        turns.insert(counter, turn);
    }
    let missed = changes_between(&missed, batch.known, state.version)?;
    let key = row::get(line, 0)?;
    if state.hall.as_ref().is_some_and(|hall| hall.numbers.begin_anew(state.policy.hall.as_ref(), batch.now))
    {
        let numbers = seats(tx, key).await?.into_iter().filter_map(|(_, seat)| Some(seat.number?.number));
        table.fetched_numbers(numbers.collect());
    }
    Ok(Locked { key, tenant: row::uuid(line, 1)?, state, table, turns, missed })
}

/// The seats of a line's live sessions, in a transaction that has begun.
pub async fn seats(tx: &Tx, key: i64) -> Result<Vec<(Ticket, Seat)>, Fault> {
    let [seats] = tx.prepare([SEATS]).await?;
    let rows = tx.rows(&seats, params![key]).await?;
    let seats = rows.iter().map(|row| Ok(session::seat(row, 1)?.map(|seat| (row::number(row, 0), seat))));
    let seats = seats.collect::<StoreResult<Vec<_>>>()?;
    Ok(seats.into_iter().flatten().map(|(ticket, seat)| Ok((ticket?, seat))).collect::<StoreResult<_>>()?)
}

/// The change sets from `known` to `version`, if they are few and kept.
fn changes_between(rows: &[Row], known: u64, version: u64) -> StoreResult<Option<Vec<ChangeSet>>> {
    let sets = rows.iter().map(changes::set).collect::<StoreResult<Vec<_>>>()?;
    Ok((sets.len() as u64 == version.saturating_sub(known)).then_some(sets))
}

struct Target<'a> {
    queue: Uuid,
    key: i64,
    tenant: Uuid,
    /// The line as it is now, if it changed.
    line: Option<&'a LineState>,
    set: Option<&'a ChangeSet>,
}

async fn write(tx: &Tx, target: &Target<'_>, writes: &Writes<'_>) -> Result<(), Fault> {
    let [insert, go, note, line, change, take] =
        tx.prepare([INSERT, MOVE, NOTE, LINE, CHANGE, TAKE_TURNS]).await?;
    let Target { queue, key, tenant, .. } = *target;
    let state = target.line.map(row::to_json).transpose()?;
    let state_version = target.line.map(|line| row::to_i64(line.version)).transpose()?;
    let payload = target.set.map(codec::encode).transpose().map_err(not_written)?;
    let version = target.set.map(|set| row::to_i64(set.version)).transpose()?;
    let at = target.set.map(|set| set.at.0);

    let (new, moves, notes) = (&writes.inserts, &writes.moves, &writes.notes);
    let born = &new.moves;
    let turns = &writes.turns;
    let turn_params = params![turns.counters, turns.numbers, turns.lines];
    let note_params = params![key, notes.tickets, notes.metadata];
    let line_params = params![queue, state_version, state];
    let change_params = params![key, version, at, tenant, payload];
    let new_params = params![
        key,
        tenant,
        new.sessions,
        new.enqueued,
        new.identifiers,
        new.metadata,
        born.tickets,
        born.priorities,
        born.states,
        born.released,
        born.served,
        born.ended,
        born.deadlines,
        born.extended,
        born.seats,
    ];
    let move_params = params![
        key,
        moves.tickets,
        moves.priorities,
        moves.states,
        moves.released,
        moves.served,
        moves.ended,
        moves.deadlines,
        moves.extended,
        moves.seats,
    ];
    // Those who leave do so before they join again: one live session per identifier.
    let work = try_join5(
        tx.execute_if(!moves.tickets.is_empty(), &go, move_params),
        tx.execute_if(!born.tickets.is_empty(), &insert, new_params),
        tx.execute_if(!notes.tickets.is_empty(), &note, note_params),
        try_join(
            tx.execute_if(state.is_some(), &line, line_params),
            tx.execute_if(!turns.counters.is_empty(), &take, turn_params),
        ),
        tx.execute_if(payload.is_some(), &change, change_params),
    );
    let (moved, inserted, noted, ..) = tx.commit_with(work).await?;
    let meant = (born.tickets.len() as u64, moves.tickets.len() as u64, notes.tickets.len() as u64);
    if (inserted, moved, noted) != meant {
        // The line was locked: only a broken table can have let this happen.
        return Err(StoreError::Failed("sessions were not there to be written".into()).into());
    }
    Ok(())
}

fn not_written(error: codec::CodecError) -> StoreError {
    StoreError::Failed(error.to_string())
}
