//! What consumers wrote down: tallies, losses, events of sessions.

use async_trait::async_trait;
use futures_util::{FutureExt, future::try_join};
use tokio_postgres::Row;
use uuid::Uuid;
use vq_domain::{Millis, QueueId, SessionId, Span, Tally, TenantId, Ticket};
use vq_ports::{Analytics, Loss, SessionEvent, StoreResult, TallyFilter, TallyRow};

use crate::{
    PostgresStore,
    fault::Fault,
    row::{self, params},
    session,
    tx::{Scope, Tx},
};

/// Rows that one transaction forgets at most.
const FORGET: i64 = 1000;

pub const OF_QUEUE: &str = "SELECT q.id, t.start, t.tally FROM queues q JOIN tallies t ON t.queue_key = q.key \
     WHERE q.tenant = $1 AND q.id = $2 AND t.span = $3 AND t.start >= $4 AND t.start < $5 ORDER BY t.start LIMIT $6";
pub const OF_TENANT: &str = "SELECT q.id, t.start, t.tally FROM queues q JOIN tallies t ON t.queue_key = q.key \
     WHERE q.tenant = $1 AND $2::uuid IS NULL AND t.span = $3 AND t.start >= $4 AND t.start < $5 \
     ORDER BY t.start LIMIT $6";
pub const LOSSES: &str = "SELECT q.id, l.after_version, l.until_version, l.from_at, l.until_at \
     FROM queues q JOIN losses l ON l.queue_key = q.key \
     WHERE q.tenant = $1 AND ($2::uuid IS NULL OR q.id = $2) AND l.consumer = $3 AND l.until_at >= $4 AND l.from_at < $5 \
     ORDER BY l.from_at";
pub const EVENTS: &str = "SELECT e.session, e.ticket, e.version, e.at, e.from_priority, e.to_priority \
     FROM queues q JOIN session_events e ON e.queue_key = q.key \
     WHERE q.id = $1 AND q.tenant = $2 AND e.ticket = $3 ORDER BY e.version LIMIT $4";
pub const FORGET_MINUTES: &str = "DELETE FROM tallies WHERE ctid = ANY (ARRAY ( \
     SELECT ctid FROM tallies WHERE queue_key = $1 AND span = 0 AND start < $2 ORDER BY start LIMIT $3))";

pub const STORED: &str = "SELECT t.span, t.start, t.tally \
     FROM unnest($2::smallint[], $3::bigint[]) AS w (span, start) CROSS JOIN LATERAL (SELECT span, start, tally FROM tallies \
     WHERE queue_key = (SELECT queue_key FROM lines WHERE queue = $1) AND span = w.span AND start = w.start LIMIT 1) t";
pub const ADD: &str = "INSERT INTO tallies (queue_key, tenant, span, start, tally) \
     SELECT $1, $2, * FROM unnest($3::smallint[], $4::bigint[], $5::text[]) \
     ON CONFLICT (queue_key, span, start) DO UPDATE SET tally = excluded.tally";
pub const WRITE_DOWN: &str = "INSERT INTO session_events \
         (queue_key, tenant, ticket, version, at, session, from_priority, to_priority) \
     SELECT $1, $2, * FROM unnest($3::bigint[], $4::bigint[], $5::bigint[], $6::uuid[], $7::smallint[], $8::smallint[])";

#[async_trait]
impl Analytics for PostgresStore {
    async fn tallies(&self, tenant: TenantId, filter: TallyFilter, most: u32) -> StoreResult<Vec<TallyRow>> {
        let input = (tenant, filter, most);
        self.core
            .read_list(Scope::Tenant(tenant), input, |tx, (tenant, filter, most)| {
                tallies(tx, *tenant, *filter, *most).boxed()
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
        let input = (tenant, queue, consumer, from, to);
        self.core
            .read_list(Scope::Tenant(tenant), input, |tx, (tenant, queue, consumer, from, to)| {
                async move {
                    let queue = queue.map(|queue| queue.0);
                    let rows = tx.alone(LOSSES, params![tenant.0, queue, consumer, from.0, to.0]).await?;
                    Ok(rows.iter().map(loss).collect::<StoreResult<_>>()?)
                }
                .boxed()
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
        let input = (tenant, queue, i64::from(ticket), i64::from(most));
        self.core
            .read_list(Scope::Tenant(tenant), input, |tx, (tenant, queue, ticket, most)| {
                async move {
                    let rows = tx.alone(EVENTS, params![queue.0, tenant.0, ticket, most]).await?;
                    Ok(rows.iter().map(event).collect::<StoreResult<_>>()?)
                }
                .boxed()
            })
            .await
    }

    async fn forget_minutes(&self, before: Millis) -> StoreResult<u64> {
        let keys = self.core.read(Scope::Node, (), |tx, ()| crate::log::keys(tx).boxed()).await?;
        let mut forgotten = 0;
        for key in keys {
            loop {
                let forget = self
                    .core
                    .write(Scope::Node, (key, before), |tx, (key, before)| forget(tx, *key, *before).boxed());
                let some = forget.await?;
                forgotten += some;
                if some < FORGET.unsigned_abs() {
                    break;
                }
            }
        }
        Ok(forgotten)
    }
}

async fn tallies(tx: &Tx, tenant: TenantId, filter: TallyFilter, most: u32) -> Result<Vec<TallyRow>, Fault> {
    let sql = if filter.queue.is_some() { OF_QUEUE } else { OF_TENANT };
    let (queue, span) = (filter.queue.map(|queue| queue.0), filter.span as i16);
    let params = params![tenant.0, queue, span, filter.from.0, filter.to.0, i64::from(most)];
    let rows = tx.alone(sql, params).await?;
    let tally = |row| {
        let (queue, start) = (QueueId(row::uuid(row, 0)?), row::millis(row, 1)?);
        Ok(TallyRow { queue, start, tally: row::json(row, 2)? })
    };
    Ok(rows.iter().map(tally).collect::<StoreResult<_>>()?)
}

async fn forget(tx: &Tx, key: i64, before: Millis) -> Result<u64, Fault> {
    let [forget] = tx.prepare([FORGET_MINUTES]).await?;
    let work = async { try_join(tx.begin(), tx.execute(&forget, params![key, before.0, FORGET])).await };
    Ok(tx.commit_with(work).await?.1)
}

fn loss(row: &Row) -> StoreResult<Loss> {
    Ok(Loss {
        queue: QueueId(row::uuid(row, 0)?),
        after: row::number(row, 1)?,
        until: row::number(row, 2)?,
        from_at: row::millis(row, 3)?,
        until_at: row::millis(row, 4)?,
    })
}

fn event(row: &Row) -> StoreResult<SessionEvent> {
    Ok(SessionEvent {
        session: SessionId(row::uuid(row, 0)?),
        ticket: row::number(row, 1)?,
        version: row::number(row, 2)?,
        at: row::millis(row, 3)?,
        from: session::priority(row, 4)?,
        to: session::priority(row, 5)?,
    })
}

/// What is added to tallies, as columns.
#[derive(Default)]
pub struct Tallies<'a> {
    pub spans: Vec<i16>,
    pub starts: Vec<i64>,
    tallies: Vec<&'a Tally>,
}

impl<'a> Tallies<'a> {
    pub fn of(tallies: &'a [(Span, Millis, Tally)]) -> Self {
        Self {
            spans: tallies.iter().map(|(span, ..)| *span as i16).collect(),
            starts: tallies.iter().map(|(_, start, _)| start.0).collect(),
            tallies: tallies.iter().map(|(.., tally)| tally).collect(),
        }
    }

    pub fn is_empty(&self) -> bool {
        self.tallies.is_empty()
    }

    /// Together with those that are stored, as text.
    pub fn added_to(&self, stored: &[Row]) -> StoreResult<Vec<String>> {
        let mut sums: Vec<Tally> = vec![Tally::default(); self.tallies.len()];
        for row in stored {
            let (span, start): (i16, i64) = (row::get(row, 0)?, row::get(row, 1)?);
            let mut own = self.spans.iter().zip(&self.starts);
            if let Some(at) = own.position(|own| own == (&span, &start)) {
                sums[at] = row::json(row, 2)?;
            }
        }
        let added = sums.iter_mut().zip(&self.tallies).map(|(sum, tally)| {
            sum.add(tally);
            row::to_json(sum)
        });
        added.collect()
    }
}

/// Events of sessions, as columns.
#[derive(Default)]
pub struct Events {
    pub tickets: Vec<i64>,
    pub versions: Vec<i64>,
    pub times: Vec<i64>,
    pub sessions: Vec<Uuid>,
    pub from: Vec<i16>,
    pub to: Vec<i16>,
}

impl Events {
    pub fn of(events: &[SessionEvent]) -> StoreResult<Self> {
        let mut columns = Self::default();
        for event in events {
            columns.tickets.push(i64::from(event.ticket));
            columns.versions.push(row::to_i64(event.version)?);
            columns.times.push(event.at.0);
            columns.sessions.push(event.session.0);
            columns.from.push(i16::from(event.from.get()));
            columns.to.push(i16::from(event.to.get()));
        }
        Ok(columns)
    }

    pub fn is_empty(&self) -> bool {
        self.tickets.is_empty()
    }
}
