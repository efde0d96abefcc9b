//! What consumers wrote down: tallies, losses, events of sessions.

use async_trait::async_trait;
use rusqlite::{Connection, Row, params};
use vq_domain::{Millis, QueueId, SessionId, Span, Tally, TenantId, Ticket};
use vq_ports::{Analytics, Loss, SessionEvent, StoreResult, TallyFilter, TallyRow};

use crate::{SqliteStore, row, table};

/// Rows that one transaction forgets at most.
const FORGET: u32 = 1000;

#[async_trait]
impl Analytics for SqliteStore {
    async fn tallies(&self, tenant: TenantId, filter: TallyFilter, most: u32) -> StoreResult<Vec<TallyRow>> {
        let sql = "SELECT q.id, t.start, t.tally FROM queues q JOIN tallies t ON t.queue_key = q.key
                   WHERE q.tenant = ?1 AND (?2 IS NULL OR q.id = ?2) AND t.span = ?3 AND t.start >= ?4 AND t.start < ?5
                   ORDER BY t.start LIMIT ?6";
        self.core
            .read(move |connection| {
                let queue = filter.queue.map(|queue| *queue.as_bytes());
                let span = filter.span as u8;
                let params = params![tenant.as_bytes(), queue, span, filter.from.0, filter.to.0, most];
                row::all(connection, sql, params, |row| {
                    Ok(TallyRow {
                        queue: QueueId(row::uuid(row, 0)?),
                        start: row::millis(row, 1)?,
                        tally: row::json(row, 2)?,
                    })
                })
            })
            .await
    }

    async fn losses(
        &self,
        tenant: TenantId,
        queue: Option<QueueId>,
        consumer: &'static str,
        from: Millis,
        to: Millis,
    ) -> StoreResult<Vec<Loss>> {
        let sql = "SELECT q.id, l.after_version, l.until_version, l.from_at, l.until_at
                   FROM queues q JOIN losses l ON l.queue_key = q.key
                   WHERE q.tenant = ?1 AND (?2 IS NULL OR q.id = ?2) AND l.consumer = ?3
                   AND l.until_at >= ?4 AND l.from_at < ?5 ORDER BY l.from_at";
        self.core
            .read(move |connection| {
                let queue = queue.map(|queue| *queue.as_bytes());
                row::all(connection, sql, params![tenant.as_bytes(), queue, consumer, from.0, to.0], loss)
            })
            .await
    }

    async fn events(
        &self,
        tenant: TenantId,
        queue: QueueId,
        ticket: Ticket,
        most: u32,
    ) -> StoreResult<Vec<SessionEvent>> {
        let sql = "SELECT e.session, e.ticket, e.version, e.at, e.from_priority, e.to_priority
                   FROM queues q JOIN session_events e ON e.queue_key = q.key
                   WHERE q.id = ?1 AND q.tenant = ?2 AND e.ticket = ?3 ORDER BY e.version LIMIT ?4";
        self.core
            .read(move |connection| {
                row::all(connection, sql, params![queue.as_bytes(), tenant.as_bytes(), ticket, most], event)
            })
            .await
    }

    async fn forget_minutes(&self, before: Millis) -> StoreResult<u64> {
        let keys = self
            .core
            .read(|connection| {
                row::all(connection, "SELECT queue_key FROM lines", (), |row| row::get::<i64>(row, 0))
            })
            .await?;
        let sql = "DELETE FROM tallies WHERE (queue_key, span, start) IN
                   (SELECT queue_key, span, start FROM tallies WHERE queue_key = ?1 AND span = 0 AND start < ?2
                    ORDER BY start LIMIT ?3)";
        let mut forgotten = 0;
        for key in keys {
            loop {
                let some = self
                    .core
                    .write(move |tx| row::execute(tx.connection, sql, params![key, before.0, FORGET]))
                    .await?;
                forgotten += some as u64;
                if some < FORGET as usize {
                    break;
                }
            }
        }
        Ok(forgotten)
    }
}

fn loss(row: &Row<'_>) -> StoreResult<Loss> {
    Ok(Loss {
        queue: QueueId(row::uuid(row, 0)?),
        after: row::number(row, 1)?,
        until: row::number(row, 2)?,
        from_at: row::millis(row, 3)?,
        until_at: row::millis(row, 4)?,
    })
}

fn event(row: &Row<'_>) -> StoreResult<SessionEvent> {
    Ok(SessionEvent {
        session: SessionId(row::uuid(row, 0)?),
        ticket: row::number(row, 1)?,
        version: row::number(row, 2)?,
        at: row::millis(row, 3)?,
        from: table::priority(row, 4)?,
        to: table::priority(row, 5)?,
    })
}

/// Adds to the tallies of a queue.
pub fn add_all(connection: &Connection, key: i64, tallies: &[(Span, Millis, Tally)]) -> StoreResult<()> {
    for (span, start, tally) in tallies {
        let at = (key, *span as u8, start.0);
        let sql = "SELECT tally FROM tallies WHERE queue_key = ?1 AND span = ?2 AND start = ?3";
        let stored = row::find(connection, sql, at, |row| row::json::<Tally>(row, 0))?;
        let mut sum = stored.unwrap_or_default();
        sum.add(tally);
        let sql = "INSERT INTO tallies (queue_key, span, start, tally) VALUES (?1, ?2, ?3, ?4)
                   ON CONFLICT (queue_key, span, start) DO UPDATE SET tally = excluded.tally";
        row::execute(connection, sql, params![at.0, at.1, at.2, row::to_json(&sum)?])?;
    }
    Ok(())
}

/// Writes events of sessions down.
pub fn write_down(connection: &Connection, key: i64, events: &[SessionEvent]) -> StoreResult<()> {
    let sql =
        "INSERT INTO session_events (queue_key, ticket, version, at, session, from_priority, to_priority)
               VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)";
    for event in events {
        let (version, session) = (row::to_i64(event.version)?, event.session.as_bytes());
        let priorities = (event.from.get(), event.to.get());
        let params = params![key, event.ticket, version, event.at.0, session, priorities.0, priorities.1];
        row::execute(connection, sql, params)?;
    }
    Ok(())
}
