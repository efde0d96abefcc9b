//! The change sets of the queues.

use tokio_postgres::Row;
use vq_domain::Millis;
use vq_engine::{ChangeSet, codec};
use vq_ports::StoreResult;

use crate::{
    fault::{Fault, unreadable},
    row::{self, params},
    tx::Tx,
};

/// The change sets after a version, in order.
pub const AFTER: &str = "SELECT version, at, payload FROM changes \
     WHERE queue_key = (SELECT queue_key FROM lines WHERE queue = $1) AND version > $2 ORDER BY version LIMIT $3";

/// Drops change sets from the front, as long as they are older than `$2` and read by all consumers, or older than `$4`, at most
/// `$3`: what is kept has no gap, even where the clock stepped back.
pub const FORGET: &str = "WITH readers AS MATERIALIZED (SELECT coalesce(min(coalesce(o.version, 0)), 9223372036854775807) AS version \
         FROM consumers c LEFT JOIN offsets o ON o.queue_key = $1 AND o.consumer = c.name) \
     DELETE FROM changes WHERE ctid = ANY (ARRAY ( \
     SELECT place FROM ( \
         SELECT place, bool_and(at < $2 AND (version <= (SELECT version FROM readers) OR at < $4)) \
             OVER (ORDER BY version) AS old FROM ( \
             SELECT ctid AS place, version, at FROM changes WHERE queue_key = $1 ORDER BY version LIMIT $3) front) judged \
     WHERE old))";

/// Up to when change sets may be forgotten.
#[derive(Clone, Copy)]
pub struct Age {
    /// Those that all consumers have read.
    pub read: Millis,
    /// The others.
    pub unread: Millis,
}

impl Age {
    /// The same, but none of those that are needed since then.
    pub fn without(self, needed_since: Millis) -> Self {
        Self { read: self.read.min(needed_since), unread: self.unread.min(needed_since) }
    }
}

/// A change set from the columns version, at, payload.
pub fn set(row: &Row) -> StoreResult<ChangeSet> {
    codec::decode(row::number(row, 0)?, row::millis(row, 1)?, row::get(row, 2)?)
        .map_err(|error| unreadable("change set", error))
}

/// Drops a queue's oldest change sets, at most `most`, in a transaction of their own. Answers how many.
pub async fn forget(tx: &Tx, key: i64, age: Age, most: i64) -> Result<u64, Fault> {
    let [forget] = tx.prepare([FORGET]).await?;
    let (read, unread) = (age.read.0, age.unread.0);
    let work = async {
        futures_util::future::try_join(tx.begin(), tx.execute(&forget, params![key, read, most, unread]))
            .await
    };
    Ok(tx.commit_with(work).await?.1)
}
