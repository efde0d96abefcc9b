//! Event consumers. The writer does one thing after another, so a look at the offset and its move are one.

use async_trait::async_trait;
use rusqlite::{Connection, params};
use vq_domain::{Millis, QueueId};
use vq_ports::{Behind, Consumers, Effect, Loss, Portion, Step, StoreError, StoreResult, Turn};

use crate::{SqliteStore, analytics, changes, lines, row};

#[async_trait]
impl Consumers for SqliteStore {
    async fn register(&self, consumer: &str, now: Millis) -> StoreResult<()> {
        let name = consumer.to_owned();
        let sql = "INSERT INTO consumers (name, since) VALUES (?1, ?2) ON CONFLICT (name) DO NOTHING";
        self.core.write(move |tx| row::execute(tx.connection, sql, params![name, now.0]).map(drop)).await
    }

    async fn retire(&self, consumer: &str) -> StoreResult<()> {
        let name = consumer.to_owned();
        self.core
            .write(move |tx| {
                row::execute(tx.connection, "DELETE FROM offsets WHERE consumer = ?1", [&name])?;
                row::execute(tx.connection, "DELETE FROM consumers WHERE name = ?1", [&name]).map(drop)
            })
            .await
    }

    async fn behind(&self, consumer: &str) -> StoreResult<Vec<Behind>> {
        let name = consumer.to_owned();
        let sql =
            "SELECT q.id, l.version, coalesce(o.version, 0) FROM lines l JOIN queues q ON q.key = l.queue_key
                   LEFT JOIN offsets o ON o.queue_key = l.queue_key AND o.consumer = ?1
                   WHERE l.version > coalesce(o.version, 0)";
        self.core
            .read(move |connection| {
                row::all(connection, sql, [name], |row| {
                    Ok(Behind {
                        queue: QueueId(row::uuid(row, 0)?),
                        version: row::number(row, 1)?,
                        offset: row::number(row, 2)?,
                    })
                })
            })
            .await
    }

    async fn take(
        &self,
        consumer: &'static str,
        queue: QueueId,
        turn: Turn,
        most: u32,
    ) -> StoreResult<Option<Portion>> {
        if !self.core.write(move |tx| take_turn(tx.connection, consumer, queue, turn)).await? {
            return Ok(None);
        }
        // Whatever is committed meanwhile only makes it more to read.
        self.core.read(move |connection| read(connection, consumer, queue, most)).await
    }

    async fn advance(&self, step: Step) -> StoreResult<()> {
        self.core.write(move |tx| advance(tx.connection, &step)).await
    }

    async fn give_up_turns(&self, consumer: &str, node: u64) -> StoreResult<()> {
        let name = consumer.to_owned();
        let sql = "UPDATE offsets SET turn_until = 0 WHERE consumer = ?1 AND node = ?2";
        let node = row::to_i64(node)?;
        self.core.write(move |tx| row::execute(tx.connection, sql, params![name, node]).map(drop)).await
    }
}

/// `false`: it is another's.
fn take_turn(
    connection: &Connection,
    consumer: &'static str,
    queue: QueueId,
    turn: Turn,
) -> StoreResult<bool> {
    let (key, _) = lines::read(connection, queue)?;
    // A turn that ends later than anybody could have taken it for was taken before the clock was set back.
    let sql = "INSERT INTO offsets AS o (queue_key, consumer, version, at, node, turn_until) VALUES (?1, ?2, 0, 0, ?3, ?4)
               ON CONFLICT (queue_key, consumer) DO UPDATE SET node = excluded.node, turn_until = excluded.turn_until
               WHERE o.node = excluded.node OR o.turn_until <= ?5 OR o.turn_until > ?5 + 2 * ?6";
    let until = turn.now.0.saturating_add(turn.millis);
    let params = params![key, consumer, row::to_i64(turn.node)?, until, turn.now.0, turn.millis];
    Ok(row::execute(connection, sql, params)? == 1)
}

fn read(
    connection: &Connection,
    consumer: &'static str,
    queue: QueueId,
    most: u32,
) -> StoreResult<Option<Portion>> {
    let (key, line) = lines::read(connection, queue)?;
    let sql = "SELECT version, at, note FROM offsets WHERE queue_key = ?1 AND consumer = ?2";
    let found = row::find(connection, sql, params![key, consumer], |row| {
        Ok((row::number(row, 0)?, row::millis(row, 1)?, row::get(row, 2)?))
    })?;
    let Some((offset, at, note)) = found else { return Ok(None) };
    let sets = changes::after(connection, key, offset, most)?;
    Ok(Some(Portion { offset, at, note, line, sets }))
}

fn advance(connection: &Connection, step: &Step) -> StoreResult<()> {
    let Ok((key, _)) = lines::read(connection, step.queue) else { return Err(StoreError::Stale) };
    let sql = "UPDATE offsets SET version = ?4, at = ?5, note = ?6
               WHERE queue_key = ?1 AND consumer = ?2 AND version = ?3";
    let (from, to) = (row::to_i64(step.from)?, row::to_i64(step.to)?);
    if row::execute(connection, sql, params![key, step.consumer, from, to, step.at.0, step.note])? == 0 {
        return Err(StoreError::Stale);
    }
    if let Some(loss) = &step.loss {
        lose(connection, key, step.consumer, loss)?;
    }
    match &step.effect {
        Effect::None => Ok(()),
        Effect::Tallies(tallies) => analytics::add_all(connection, key, tallies),
        Effect::Events(events) => analytics::write_down(connection, key, events),
    }
}

fn lose(connection: &Connection, key: i64, consumer: &str, loss: &Loss) -> StoreResult<()> {
    let sql = "INSERT INTO losses (queue_key, consumer, after_version, until_version, from_at, until_at)
               VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
    let (after, until) = (row::to_i64(loss.after)?, row::to_i64(loss.until)?);
    row::execute(connection, sql, params![key, consumer, after, until, loss.from_at.0, loss.until_at.0])
        .map(drop)
}
