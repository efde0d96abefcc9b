//! The queue log.

use async_trait::async_trait;
use futures_util::{FutureExt, TryStreamExt, future::try_join3, pin_mut};
use vq_domain::{Millis, QueueId};
use vq_engine::{ChangeSet, line::LiveSession};
use vq_ports::{
    Commit, LineHead, Order, QueueLog, StoreError, StoreResult, StoredLine, changes_needed_since,
};

use crate::{
    PostgresStore,
    changes::{self, Age},
    commit::{self, Batch},
    fault::Fault,
    row::{self, params},
    session,
    tx::{Scope, Tx},
};

/// Change sets that one transaction forgets at most.
const FORGET: i64 = 1000;

pub const LINE: &str = "SELECT queue_key, state FROM lines WHERE queue = $1";
pub const LIVE: &str =
    "SELECT ticket, state, priority, deadline FROM sessions WHERE queue_key = $1 AND state <= 2";
pub const HEADS: &str = "SELECT l.queue, l.version, q.revision FROM lines l JOIN queues q ON q.id = l.queue";

#[async_trait]
impl QueueLog for PostgresStore {
    async fn carry_out(
        &self,
        queue: QueueId,
        orders: Vec<Order>,
        known: u64,
        now: Millis,
    ) -> StoreResult<Commit> {
        let index = Order::index_of(&orders).map(i64::from);
        let (commands, noted) = Order::part(orders);
        let batch = Batch { queue, commands, noted, index, known, now };
        self.core.commit(batch, |tx, batch| commit::commit(tx, batch).boxed()).await
    }

    async fn load(&self, queue: QueueId) -> StoreResult<StoredLine> {
        self.core.read(Scope::Node, queue, |tx, queue| load(tx, *queue).boxed()).await
    }

    async fn changes_after(&self, queue: QueueId, version: u64, most: u32) -> StoreResult<Vec<ChangeSet>> {
        let input = (queue, version, most);
        self.core
            .read(Scope::Node, input, |tx, (queue, version, most)| {
                changes_after(tx, *queue, *version, *most).boxed()
            })
            .await
    }

    async fn heads(&self) -> StoreResult<Vec<LineHead>> {
        self.core.read(Scope::Node, (), |tx, ()| heads(tx).boxed()).await
    }

    async fn forget_changes(&self, before: Millis, at_last: Millis, now: Millis) -> StoreResult<u64> {
        let age = Age { read: before, unread: at_last };
        let lines =
            self.core.read(Scope::Node, (age, now), |tx, (age, now)| ages(tx, *age, *now).boxed()).await?;
        let mut forgotten = 0;
        for (key, age) in lines {
            loop {
                let forget = self.core.write(Scope::Node, (key, age), |tx, (key, age)| {
                    changes::forget(tx, *key, *age, FORGET).boxed()
                });
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

async fn load(tx: &Tx, queue: QueueId) -> Result<StoredLine, Fault> {
    let [live] = tx.prepare([LIVE]).await?;
    let lines = tx.first(LINE, params![queue.0]).await?;
    let line = lines.first().ok_or(StoreError::NotFound)?;
    let key: i64 = row::get(line, 0)?;
    let state: vq_engine::LineState = row::json(line, 1)?;
    let count = u64::from(state.waiting) + u64::from(state.released) + u64::from(state.active);
    // A broken count must not make us ask for more memory than the rows need.
    let mut sessions = Vec::with_capacity(usize::try_from(count).unwrap_or(0).min(1 << 24));
    // One by one: as rows they would take many times the room.
    let rows = tx.client().query_raw(&live, [key]).await?;
    pin_mut!(rows);
    while let Some(row) = rows.try_next().await? {
        sessions.push(LiveSession {
            ticket: row::number(&row, 0)?,
            state: session::state(&row, 1)?,
            priority: session::priority(&row, 2)?,
            deadline: row::maybe_millis(&row, 3)?,
        });
    }
    let seats = if state.hall.is_some() { commit::seats(tx, key).await? } else { Vec::new() };
    Ok(StoredLine { state, live: sessions, seats })
}

async fn changes_after(tx: &Tx, queue: QueueId, version: u64, most: u32) -> Result<Vec<ChangeSet>, Fault> {
    let [line, after] = tx.prepare([LINE, changes::AFTER]).await?;
    let from = i64::try_from(version).unwrap_or(i64::MAX);
    let work = async {
        try_join3(
            tx.begin(),
            tx.rows(&line, params![queue.0]),
            tx.rows(&after, params![queue.0, from, i64::from(most)]),
        )
        .await
    };
    let ((), line, rows) = tx.commit_with(work).await?;
    if line.is_empty() {
        return Err(StoreError::NotFound.into());
    }
    let sets = rows.iter().map(changes::set).collect::<StoreResult<Vec<_>>>()?;
    // What does not follow on is of no use: the sets between are no longer kept.
    let follows = sets.first().is_some_and(|set| Some(set.version) == version.checked_add(1));
    Ok(if follows { sets } else { Vec::new() })
}

async fn heads(tx: &Tx) -> Result<Vec<LineHead>, Fault> {
    let rows = tx.alone(HEADS, params![]).await?;
    let head = |row| {
        let (version, revision) = (row::number(row, 1)?, row::number(row, 2)?);
        Ok(LineHead { queue: QueueId(row::uuid(row, 0)?), version, revision })
    };
    Ok(rows.iter().map(head).collect::<StoreResult<_>>()?)
}

/// Up to when the change sets of each line may be forgotten.
async fn ages(tx: &Tx, age: Age, now: Millis) -> Result<Vec<(i64, Age)>, Fault> {
    let rows = tx.alone("SELECT queue_key, state FROM lines", params![]).await?;
    let line = |row| {
        let state = row::json(row, 1)?;
        Ok((row::get(row, 0)?, age.without(changes_needed_since(&state, now))))
    };
    Ok(rows.iter().map(line).collect::<StoreResult<_>>()?)
}

pub async fn keys(tx: &Tx) -> Result<Vec<i64>, Fault> {
    let rows = tx.alone("SELECT queue_key FROM lines", params![]).await?;
    Ok(rows.iter().map(|row| row::get(row, 0)).collect::<StoreResult<_>>()?)
}
