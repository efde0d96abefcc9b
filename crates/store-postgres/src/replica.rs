//! A streaming replica, used for lists while it keeps up.
//!
//! How far it is behind is measured by positions in the write-ahead log, not by clocks: it is as fresh as the newest look
//! at the primary whose position it has reached.

use std::{
    collections::VecDeque,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use deadpool_postgres::Pool;
use parking_lot::Mutex;
use tokio::time::{Instant, MissedTickBehavior, interval, timeout};
use tokio_postgres::types::PgLsn;
use vq_ports::StoreError;

use crate::{Options, fault::Fault, row};

/// How often to look.
const LOOK: Duration = Duration::from_secs(1);

/// The way to a replica, and what is known about it.
#[derive(Clone)]
pub struct Replica {
    pool: Pool,
    known: Arc<Known>,
}

struct Known {
    /// When the primary was where the replica is now, or later.
    fresh_at: Mutex<Option<Instant>>,
    max_lag: Duration,
    /// So that the log tells each change once.
    in_use: AtomicBool,
}

impl Replica {
    /// Not used before it was measured.
    pub fn new(pool: Pool, options: &Options) -> Self {
        let known = Known {
            fresh_at: Mutex::new(None),
            max_lag: options.max_replica_lag,
            in_use: AtomicBool::new(false),
        };
        Self { pool, known: Arc::new(known) }
    }

    /// Its connections.
    pub fn pool(&self) -> &Pool {
        &self.pool
    }

    /// Whether what it shows is recent enough.
    pub fn keeps_up(&self) -> bool {
        let fresh_at = *self.known.fresh_at.lock();
        let keeps_up = fresh_at.is_some_and(|at| at.elapsed() <= self.known.max_lag);
        if self.known.in_use.swap(keeps_up, Ordering::Relaxed) != keeps_up {
            if keeps_up {
                tracing::info!("lists are read from the replica");
            } else {
                tracing::warn!("the replica is too far behind; lists are read from the primary");
            }
        }
        keeps_up
    }

    /// Somebody could not read from it: it is not used until it was measured again.
    pub fn failed(&self, error: &StoreError) {
        tracing::debug!(%error, "the replica failed");
        *self.known.fresh_at.lock() = None;
    }
}

/// Measures once a second, for ever.
pub async fn watch(primary: Pool, replica: Replica) {
    let mut looks = VecDeque::new();
    let mut ticks = interval(LOOK);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        ticks.tick().await;
        let fresh_at = match timeout(LOOK, measure(&primary, &replica.pool, &mut looks)).await {
            Ok(Ok(fresh_at)) => fresh_at,
            Ok(Err(fault)) => {
                tracing::debug!(error = %fault.give_up(), "the replica cannot be measured");
                continue;
            }
            Err(_) => continue,
        };
        if fresh_at.is_some() {
            *replica.known.fresh_at.lock() = fresh_at;
        }
        let max_lag = replica.known.max_lag;
        looks.retain(|(at, _): &(Instant, PgLsn)| at.elapsed() <= max_lag);
    }
}

/// Looks at both, and answers since when the replica is up to date, at least.
async fn measure(
    primary: &Pool,
    replica: &Pool,
    looks: &mut VecDeque<(Instant, PgLsn)>,
) -> Result<Option<Instant>, Fault> {
    let now = Instant::now();
    if let Some(position) = position(primary, "SELECT pg_current_wal_flush_lsn()").await? {
        looks.push_back((now, position));
    }
    let reached = position(replica, "SELECT pg_last_wal_replay_lsn()").await?;
    Ok(looks.iter().rev().find(|(_, position)| Some(*position) <= reached).map(|(at, _)| *at))
}

async fn position(pool: &Pool, sql: &str) -> Result<Option<PgLsn>, Fault> {
    let client = pool.get().await?;
    let statement = client.prepare_cached(sql).await?;
    Ok(row::get(&client.query_one(&statement, &[]).await?, 0)?)
}
