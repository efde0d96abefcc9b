//! What lives shortly, in Redis: one key each, which ends by the server's clock.

use std::sync::Arc;

use async_trait::async_trait;
use vq_domain::Millis;
use vq_ports::{Count, ShortLived, StoreError, StoreResult};

use crate::{link::Link, script::Script};

/// Arguments: by how much, and how many milliseconds a new counter lives. Answers the count and how many are left. One that
/// would live for ever begins anew.
const COUNT: &str = "
local left = redis.call('PTTL', KEYS[1])
if left < 0 then
  redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
  return {tonumber(ARGV[1]), tonumber(ARGV[2])}
end
return {redis.call('INCRBY', KEYS[1], ARGV[1]), left}
";

/// Keeps things for all nodes.
pub struct RedisShortLived {
    link: Arc<Link>,
    prefix: Box<str>,
    count: Script,
}

impl RedisShortLived {
    pub(crate) fn new(link: Arc<Link>, prefix: &str) -> Self {
        Self { link, prefix: prefix.into(), count: Script::new(COUNT) }
    }

    /// Values and counters have names of their own, so that one is never read as the other.
    fn value(&self, key: &str) -> String {
        format!("{}:kept:{{{key}}}:value", self.prefix)
    }

    fn counter(&self, key: &str) -> String {
        format!("{}:kept:{{{key}}}:count", self.prefix)
    }
}

#[async_trait]
impl ShortLived for RedisShortLived {
    async fn put(&self, key: &str, value: &[u8], keep_seconds: u32, _now: Millis) -> StoreResult<()> {
        let mut set = redis::cmd("SET");
        set.arg(self.value(key)).arg(value).arg("EX").arg(keep_seconds.max(1));
        let _: String = self.link.query(&set).await?;
        Ok(())
    }

    async fn get(&self, key: &str, _now: Millis) -> StoreResult<Option<Vec<u8>>> {
        let mut get = redis::cmd("GET");
        get.arg(self.value(key));
        Ok(self.link.query(&get).await?)
    }

    async fn take(&self, key: &str, _now: Millis) -> StoreResult<Option<Vec<u8>>> {
        let mut take = redis::cmd("GETDEL");
        take.arg(self.value(key));
        Ok(self.link.query(&take).await?)
    }

    async fn count(&self, key: &str, by: i64, keep_seconds: u32, now: Millis) -> StoreResult<Count> {
        let name = self.counter(key);
        let fill = |command: &mut redis::Cmd| {
            command.arg(1).arg(&name).arg(by).arg(u64::from(keep_seconds.max(1)) * 1000);
        };
        let answer: Vec<i64> = self.link.run(&self.count, fill).await?;
        let [value, left] = answer[..] else {
            return Err(StoreError::Failed("the counters' script answered something else".to_owned()));
        };
        Ok(Count { value, ends_at: now + left })
    }

    async fn remove(&self, key: &str) -> StoreResult<()> {
        // Of one hash tag, so one command.
        let mut delete = redis::cmd("DEL");
        delete.arg(self.value(key)).arg(self.counter(key));
        let _: i64 = self.link.query(&delete).await?;
        Ok(())
    }
}
