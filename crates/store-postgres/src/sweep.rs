//! Removes what is left of deleted queues: a deleted queue vanishes at once, its millions of rows in small transactions.

use std::{
    sync::{Arc, Weak},
    time::Duration,
};

use futures_util::{FutureExt, future::try_join_all};
use tokio::sync::Notify;
use vq_ports::StoreResult;

use crate::{
    core::Core,
    fault::Fault,
    row::{self, params},
    tx::{Scope, Tx},
};

/// Rows a step removes at most, of each kind.
const CHUNK: i64 = 2000;
/// How long to leave a database alone that failed; what is left is in nobody's way.
const PAUSE: Duration = Duration::from_secs(5);

/// Other nodes take other queues.
pub const NEXT: &str = "SELECT queue_key FROM graveyard LIMIT 1 FOR UPDATE SKIP LOCKED";
pub const SESSIONS: &str = "DELETE FROM sessions WHERE ctid = ANY (ARRAY ( \
     SELECT ctid FROM sessions WHERE queue_key = $1 LIMIT $2))";
pub const CHANGES: &str = "DELETE FROM changes WHERE ctid = ANY (ARRAY ( \
     SELECT ctid FROM changes WHERE queue_key = $1 LIMIT $2))";
pub const TALLIES: &str = "DELETE FROM tallies WHERE ctid = ANY (ARRAY ( \
     SELECT ctid FROM tallies WHERE queue_key = $1 LIMIT $2))";
pub const EVENTS: &str = "DELETE FROM session_events WHERE ctid = ANY (ARRAY ( \
     SELECT ctid FROM session_events WHERE queue_key = $1 LIMIT $2))";
pub const FINISHED: &str = "DELETE FROM graveyard WHERE queue_key = $1";

/// Sweeps when the store starts, and whenever a queue was deleted.
pub async fn run(core: Weak<Core>, remains: Arc<Notify>) {
    loop {
        while let Some(core) = core.upgrade() {
            match step(&core).await {
                Ok(true) => {}
                Ok(false) => break,
                Err(error) => {
                    drop(core);
                    tracing::warn!(%error, "what is left of deleted queues is not removed yet");
                    tokio::time::sleep(PAUSE).await;
                }
            }
        }
        remains.notified().await;
    }
}

/// One step, in a transaction of its own. `false` when nothing is left to do.
async fn step(core: &Arc<Core>) -> StoreResult<bool> {
    core.write(Scope::Node, (), |tx, ()| sweep(tx).boxed()).await
}

async fn sweep(tx: &Tx) -> Result<bool, Fault> {
    let [sessions, changes, tallies, events, finished] =
        tx.prepare([SESSIONS, CHANGES, TALLIES, EVENTS, FINISHED]).await?;
    let next = tx.first(NEXT, params![]).await?;
    let Some(key) = next.first().map(|row| row::get::<i64>(row, 0)).transpose()? else { return Ok(false) };
    let removed = async {
        try_join_all(
            [&sessions, &changes, &tallies, &events]
                .map(|remains| async move { tx.execute(remains, params![key, CHUNK]).await }),
        )
        .await
    };
    let nothing_left = removed.await?.iter().sum::<u64>() == 0;
    tx.commit_with(tx.execute_if(nothing_left, &finished, params![key])).await?;
    Ok(true)
}
