//! Signs of life in Redis: a hash per queue with a report per node, and beside it until when each is kept.

use std::sync::Arc;

use async_trait::async_trait;
use vq_domain::{Millis, QueueId};
use vq_ports::{LifeBoard, Seen, StoreError, StoreResult};

use crate::{link::Link, script::Script};

/// What both scripts begin with: whatever has had its time goes. The time is the server's own, so that the nodes' clocks do
/// not matter.
macro_rules! script {
    ($($line:literal)+) => {
        concat!(
            "local time = redis.call('TIME')\n",
            "local now = time[1] * 1000 + math.floor(time[2] / 1000)\n",
            "for _, node in ipairs(redis.call('ZRANGEBYSCORE', KEYS[2], '-inf', now)) do\n",
            "  redis.call('HDEL', KEYS[1], node)\n",
            "end\n",
            "redis.call('ZREMRANGEBYSCORE', KEYS[2], '-inf', now)\n",
            $($line, "\n",)+
        )
    };
}

/// Arguments: node, report, for how many milliseconds.
const REPORT: &str = script!(
    "redis.call('HSET', KEYS[1], ARGV[1], ARGV[2])"
    "redis.call('ZADD', KEYS[2], now + ARGV[3], ARGV[1])"
    "local last = redis.call('ZRANGE', KEYS[2], -1, -1, 'WITHSCORES')"
    "for _, key in ipairs(KEYS) do redis.call('PEXPIREAT', key, last[2]) end"
);
const REPORTS: &str = script!("return redis.call('HGETALL', KEYS[1])");

/// Where the nodes write down whom they have seen.
pub struct RedisLife {
    link: Arc<Link>,
    prefix: Box<str>,
    report: Script,
    reports: Script,
}

impl RedisLife {
    pub(crate) fn new(link: Arc<Link>, prefix: &str) -> Self {
        Self { link, prefix: prefix.into(), report: Script::new(REPORT), reports: Script::new(REPORTS) }
    }

    fn keys(&self, queue: QueueId) -> [String; 2] {
        ["seen", "until"].map(|name| format!("{}:life:{{{queue}}}:{name}", self.prefix))
    }
}

#[async_trait]
impl LifeBoard for RedisLife {
    async fn report(&self, queue: QueueId, seen: &Seen, keep_seconds: u32) -> StoreResult<()> {
        let keys = self.keys(queue);
        let mut value = Vec::with_capacity(8 + seen.tickets.len());
        value.extend(seen.at.0.to_be_bytes());
        value.extend(&seen.tickets);
        let fill = |command: &mut redis::Cmd| {
            let keep_millis = u64::from(keep_seconds) * 1000;
            command.arg(keys.len()).arg(&keys).arg(seen.node).arg(&value[..]).arg(keep_millis);
        };
        Ok(self.link.run(&self.report, fill).await?)
    }

    async fn reports(&self, queue: QueueId) -> StoreResult<Vec<Seen>> {
        let keys = self.keys(queue);
        let fill = |command: &mut redis::Cmd| {
            command.arg(keys.len()).arg(&keys);
        };
        let fields: Vec<(u64, Vec<u8>)> = self.link.run(&self.reports, fill).await?;
        fields.into_iter().map(|(node, value)| read(node, &value)).collect()
    }
}

fn read(node: u64, value: &[u8]) -> StoreResult<Seen> {
    let (&at, tickets) = value
        .split_first_chunk()
        .ok_or_else(|| StoreError::Failed("a report of signs of life ends early".to_owned()))?;
    Ok(Seen { node, at: Millis(i64::from_be_bytes(at)), tickets: tickets.to_vec() })
}
