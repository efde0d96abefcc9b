//! What is left in Redis of a tenant that is gone. Where its keys are known they are removed by name; counters of joins, whose
//! names hold the addresses and identifiers of strangers, are looked for among all counters, in steps that hold up nobody.

use std::{collections::HashSet, sync::Arc};

use async_trait::async_trait;
use redis::Pipeline;
use vq_ports::{Consumer, Heirless, Leavings, RowCounts, StoreResult};

use crate::link::Link;

/// Keys that are removed at once.
const AT_ONCE: usize = 200;
/// Keys that one step looks at, about.
const STEP: usize = 1_000;
/// Steps at most: what five million counters take. What is not found then ends by itself.
const MOST_STEPS: usize = 5_000;
/// The windows in which calls are counted, in seconds.
const WINDOWS: [u32; 2] = [60, 3_600];

/// Removes what tenants leave.
pub struct RedisLeavings {
    link: Arc<Link>,
    prefix: Box<str>,
}

impl RedisLeavings {
    pub(crate) fn new(link: Arc<Link>, prefix: &str) -> Self {
        Self { link, prefix: prefix.into() }
    }

    /// Answers how many there were.
    async fn unlink(&self, keys: &[String]) -> StoreResult<u64> {
        let mut removed = 0;
        for keys in keys.chunks(AT_ONCE) {
            let mut pipeline = Pipeline::new();
            for key in keys {
                // One key a command, so that a Redis Cluster takes them.
                pipeline.cmd("UNLINK").arg(key);
            }
            let answers: Vec<u64> = self.link.answers(&pipeline).await?;
            removed += answers.iter().sum::<u64>();
        }
        Ok(removed)
    }

    async fn signs_of_life(&self, of: &Heirless) -> StoreResult<u64> {
        let keys = of.queues.iter().flat_map(|queue| {
            ["seen", "until"].map(|name| format!("{}:life:{{{queue}}}:{name}", self.prefix))
        });
        self.unlink(&keys.collect::<Vec<_>>()).await
    }

    async fn counted_calls(&self, of: &Heirless) -> StoreResult<u64> {
        let people = of.accounts.iter().map(|account| Consumer::Account(*account));
        let programs = of.api_keys.iter().map(|key| Consumer::Key(*key));
        let keys = people.chain(programs).flat_map(|consumer| {
            WINDOWS.map(|window| format!("{}:rate:{{{consumer}}}:{window}", self.prefix))
        });
        self.unlink(&keys.collect::<Vec<_>>()).await
    }

    /// Counters of joins and of looks at domains.
    async fn counters(&self, of: &Heirless) -> StoreResult<u64> {
        let domains = format!("{}:kept:{{domains:{}}}:count", self.prefix, of.tenant);
        let mut removed = self.unlink(&[domains]).await?;
        if of.queues.is_empty() {
            return Ok(removed);
        }
        let queues: HashSet<String> = of.queues.iter().map(ToString::to_string).collect();
        let before = format!("{}:kept:{{joins:", self.prefix);
        let pattern = format!("{}*", escaped(&before));
        let mut cursor = 0;
        for _ in 0..MOST_STEPS {
            let mut scan = redis::cmd("SCAN");
            scan.arg(cursor).arg("MATCH").arg(&pattern).arg("COUNT").arg(STEP);
            let (next, found): (u64, Vec<String>) = self.link.query(&scan).await?;
            let is_theirs = |key: &String| {
                // joins:address:<queue>:<address>
                let rest = key.strip_prefix(&before).unwrap_or_default();
                let queue = rest.split([':', '}']).nth(1).unwrap_or_default();
                queues.contains(queue)
            };
            let theirs: Vec<_> = found.into_iter().filter(is_theirs).collect();
            removed += self.unlink(&theirs).await?;
            cursor = next;
            if cursor == 0 {
                break;
            }
        }
        Ok(removed)
    }
}

/// A text as a pattern that matches it alone.
fn escaped(text: &str) -> String {
    let mut pattern = String::with_capacity(text.len());
    for letter in text.chars() {
        if matches!(letter, '*' | '?' | '[' | ']' | '\\' | '^' | '-') {
            pattern.push('\\');
        }
        pattern.push(letter);
    }
    pattern
}

#[async_trait]
impl Leavings for RedisLeavings {
    async fn remove(&self, of: &Heirless) -> StoreResult<RowCounts> {
        let counts = [
            ("signs of life", self.signs_of_life(of).await?),
            ("counted calls", self.counted_calls(of).await?),
            ("counted joins", self.counters(of).await?),
        ];
        Ok(counts.into_iter().map(|(what, count)| (what.to_owned(), count)).collect())
    }
}
