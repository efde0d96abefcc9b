//! Event consumers.
//!
//! The row of an offset is the lock: a step changes it first, on the condition that it is where the step begins, so of two
//! nodes that made the same step one waits for the other and then finds its condition broken. All that the step writes is
//! written while the row is locked.

use async_trait::async_trait;
use futures_util::{
    FutureExt,
    future::{try_join, try_join3, try_join4},
};
use vq_domain::{Millis, QueueId};
use vq_ports::{Behind, Consumers, Effect, Loss, Portion, Step, StoreError, StoreResult, Turn};

use crate::{
    PostgresStore,
    analytics::{self, Events, Tallies},
    changes,
    fault::Fault,
    log,
    row::{self, params},
    tx::{Scope, Tx},
};

pub const REGISTER: &str =
    "INSERT INTO consumers (name, since) VALUES ($1, $2) ON CONFLICT (name) DO NOTHING";
pub const BEHIND: &str = "SELECT l.queue, l.version, coalesce(o.version, 0) FROM lines l \
     LEFT JOIN offsets o ON o.queue_key = l.queue_key AND o.consumer = $1 WHERE l.version > coalesce(o.version, 0)";

/// Answers nothing if it is another node's turn. A turn that ends later than anybody could have taken it for was taken before
/// a clock was set back.
pub const TAKE: &str = "INSERT INTO offsets AS o (queue_key, consumer, tenant, version, at, node, turn_until) \
     SELECT queue_key, $2, tenant, 0, 0, $3, $4 FROM lines WHERE queue = $1 \
     ON CONFLICT (queue_key, consumer) DO UPDATE SET node = excluded.node, turn_until = excluded.turn_until \
     WHERE o.node = excluded.node OR o.turn_until <= $5::bigint OR o.turn_until > $5 + 2 * $6::bigint \
     RETURNING version, at, note";
pub const NEXT: &str = "SELECT version, at, payload FROM changes \
     WHERE queue_key = (SELECT queue_key FROM lines WHERE queue = $1) \
     AND version > (SELECT o.version FROM offsets o JOIN lines l USING (queue_key) WHERE l.queue = $1 AND o.consumer = $2) \
     ORDER BY version LIMIT $3";

pub const ADVANCE: &str = "UPDATE offsets SET version = $4, at = $5, note = $6 \
     WHERE queue_key = (SELECT queue_key FROM lines WHERE queue = $1) AND consumer = $2 AND version = $3 \
     RETURNING queue_key, tenant";
pub const LOSE: &str = "INSERT INTO losses (queue_key, tenant, consumer, after_version, until_version, from_at, until_at) \
     VALUES ($1, $2, $3, $4, $5, $6, $7)";

#[async_trait]
impl Consumers for PostgresStore {
    async fn register(&self, consumer: &str, now: Millis) -> StoreResult<()> {
        let input = (consumer.to_owned(), now);
        self.core
            .write(Scope::Node, input, |tx, (consumer, now)| {
                async move { tx.alone(REGISTER, params![consumer, now.0]).await.map(drop) }.boxed()
            })
            .await
    }

    async fn retire(&self, consumer: &str) -> StoreResult<()> {
        self.core.write(Scope::Node, consumer.to_owned(), |tx, consumer| retire(tx, consumer).boxed()).await
    }

    async fn behind(&self, consumer: &str) -> StoreResult<Vec<Behind>> {
        self.core.read(Scope::Node, consumer.to_owned(), |tx, consumer| behind(tx, consumer).boxed()).await
    }

    async fn take(
        &self,
        consumer: &'static str,
        queue: QueueId,
        turn: Turn,
        most: u32,
    ) -> StoreResult<Option<Portion>> {
        let input = (consumer, queue, turn, most);
        self.core
            .write(Scope::Node, input, |tx, (consumer, queue, turn, most)| {
                take(tx, consumer, *queue, *turn, *most).boxed()
            })
            .await
    }

    async fn advance(&self, step: Step) -> StoreResult<()> {
        self.core.write(Scope::Node, step, |tx, step| advance(tx, step).boxed()).await
    }

    async fn give_up_turns(&self, consumer: &str, node: u64) -> StoreResult<()> {
        let sql = "UPDATE offsets SET turn_until = 0 WHERE consumer = $1 AND node = $2";
        let input = (consumer.to_owned(), row::to_i64(node)?);
        self.core
            .write(Scope::Node, input, move |tx, (consumer, node)| {
                async move { tx.alone(sql, params![consumer, node]).await.map(drop) }.boxed()
            })
            .await
    }
}

async fn retire(tx: &Tx, consumer: &str) -> Result<(), Fault> {
    let [offsets, name] = tx
        .prepare(["DELETE FROM offsets WHERE consumer = $1", "DELETE FROM consumers WHERE name = $1"])
        .await?;
    let work = async {
        try_join3(tx.begin(), tx.execute(&offsets, params![consumer]), tx.execute(&name, params![consumer]))
            .await
    };
    tx.commit_with(work).await.map(drop)
}

async fn behind(tx: &Tx, consumer: &str) -> Result<Vec<Behind>, Fault> {
    let rows = tx.alone(BEHIND, params![consumer]).await?;
    let behind = |row| {
        let (version, offset) = (row::number(row, 1)?, row::number(row, 2)?);
        Ok(Behind { queue: QueueId(row::uuid(row, 0)?), version, offset })
    };
    Ok(rows.iter().map(behind).collect::<StoreResult<_>>()?)
}

async fn take(
    tx: &Tx,
    consumer: &str,
    queue: QueueId,
    turn: Turn,
    most: u32,
) -> Result<Option<Portion>, Fault> {
    let [take, line, next] = tx.prepare([TAKE, log::LINE, NEXT]).await?;
    let (node, until) = (row::to_i64(turn.node)?, turn.now.0.saturating_add(turn.millis));
    let most = i64::from(most);
    let work = async {
        try_join4(
            tx.begin(),
            tx.rows(&take, params![queue.0, consumer, node, until, turn.now.0, turn.millis]),
            tx.rows(&line, params![queue.0]),
            tx.rows(&next, params![queue.0, consumer, most]),
        )
        .await
    };
    let ((), taken, line, rows) = tx.commit_with(work).await?;
    let line: vq_engine::LineState = row::json(line.first().ok_or(StoreError::NotFound)?, 1)?;
    let Some(taken) = taken.first() else { return Ok(None) };
    let mut sets = rows.iter().map(changes::set).collect::<StoreResult<Vec<_>>>()?;
    // The line was read a moment before.
    sets.retain(|set| set.version <= line.version);
    let (offset, at) = (row::number(taken, 0)?, row::millis(taken, 1)?);
    Ok(Some(Portion { offset, at, note: row::get(taken, 2)?, line, sets }))
}

async fn advance(tx: &Tx, step: &Step) -> Result<(), Fault> {
    let [advance, stored, add, write, lose] =
        tx.prepare([ADVANCE, analytics::STORED, analytics::ADD, analytics::WRITE_DOWN, LOSE]).await?;
    let (queue, from, to) = (step.queue.0, row::to_i64(step.from)?, row::to_i64(step.to)?);
    let tallies = match &step.effect {
        Effect::Tallies(tallies) => Tallies::of(tallies),
        _ => Tallies::default(),
    };
    let events = match &step.effect {
        Effect::Events(events) => Events::of(events)?,
        _ => Events::default(),
    };
    let (_, moved, stored) = try_join3(
        tx.begin(),
        tx.rows(&advance, params![queue, step.consumer, from, to, step.at.0, step.note]),
        // By its own look at the rows, after the one before has waited for whoever had the offset.
        tx.rows_if(!tallies.is_empty(), &stored, params![queue, tallies.spans, tallies.starts]),
    )
    .await?;
    let moved = moved.first().ok_or(StoreError::Stale)?;
    let (key, tenant): (i64, uuid::Uuid) = (row::get(moved, 0)?, row::uuid(moved, 1)?);
    let sums = tallies.added_to(&stored)?;
    let loss = step.loss.as_ref().map(Lost::of).transpose()?.unwrap_or_default();
    let work = async {
        try_join(
            tx.execute_if(
                step.loss.is_some(),
                &lose,
                params![key, tenant, step.consumer, loss.after, loss.until, loss.from_at, loss.until_at],
            ),
            try_join(
                tx.execute_if(
                    !tallies.is_empty(),
                    &add,
                    params![key, tenant, tallies.spans, tallies.starts, sums],
                ),
                tx.execute_if(
                    !events.is_empty(),
                    &write,
                    params![
                        key,
                        tenant,
                        events.tickets,
                        events.versions,
                        events.times,
                        events.sessions,
                        events.from,
                        events.to
                    ],
                ),
            ),
        )
        .await
    };
    tx.commit_with(work).await.map(drop)
}

/// A loss as it is stored.
#[derive(Default)]
struct Lost {
    after: i64,
    until: i64,
    from_at: i64,
    until_at: i64,
}

impl Lost {
    fn of(loss: &Loss) -> StoreResult<Self> {
        let (after, until) = (row::to_i64(loss.after)?, row::to_i64(loss.until)?);
        Ok(Self { after, until, from_at: loss.from_at.0, until_at: loss.until_at.0 })
    }
}
