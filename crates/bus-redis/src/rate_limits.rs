//! Counts calls in Redis: one counter per consumer and quota, looked at and counted in one script, so that however many
//! nodes ask, no call is counted twice and none slips through.

use std::sync::Arc;

use async_trait::async_trait;
use vq_domain::Millis;
use vq_ports::{Consumer, QuotaState, Quotas, RateLimits, StoreError, StoreResult, Verdict};

use crate::{link::Link, script::Script};

/// Arguments: for each key, how many calls and for how many milliseconds. Answers whether the call may go on, then for each
/// key how many calls are used and how many milliseconds are left. A counter lives as long as its window, by the server's
/// clock; one that would live for ever begins anew.
const TAKE: &str = "
local used, left, allowed = {}, {}, 1
for i, key in ipairs(KEYS) do
  used[i], left[i] = tonumber(redis.call('GET', key) or 0), redis.call('PTTL', key)
  if left[i] < 0 then used[i], left[i] = 0, tonumber(ARGV[2 * i]) end
  if used[i] >= tonumber(ARGV[2 * i - 1]) then allowed = 0 end
end
local answer = {allowed}
for i, key in ipairs(KEYS) do
  if allowed == 1 then
    used[i] = used[i] + 1
    if used[i] == 1 then redis.call('SET', key, 1, 'PX', ARGV[2 * i]) else redis.call('INCR', key) end
  end
  answer[2 * i], answer[2 * i + 1] = used[i], left[i]
end
return answer
";

/// Counts the calls that come to all nodes.
pub struct RedisRateLimits {
    link: Arc<Link>,
    prefix: Box<str>,
    take: Script,
}

impl RedisRateLimits {
    pub(crate) fn new(link: Arc<Link>, prefix: &str) -> Self {
        Self { link, prefix: prefix.into(), take: Script::new(TAKE) }
    }
}

#[async_trait]
impl RateLimits for RedisRateLimits {
    async fn take(&self, consumer: Consumer, quotas: &Quotas, now: Millis) -> StoreResult<Verdict> {
        let keys =
            quotas.map(|quota| format!("{}:rate:{{{consumer}}}:{}", self.prefix, quota.window_seconds));
        let fill = |command: &mut redis::Cmd| {
            command.arg(keys.len()).arg(&keys);
            for quota in quotas {
                command.arg(quota.calls).arg(u64::from(quota.window_seconds) * 1000);
            }
        };
        let answer: Vec<i64> = self.link.run(&self.take, fill).await?;
        let [allowed, short_used, short_left, long_used, long_left] = answer[..] else {
            return Err(StoreError::Failed("the rate limits' script answered something else".to_owned()));
        };
        let state = |at: usize, used: i64, left: i64| QuotaState {
            quota: quotas[at],
            remaining: quotas[at].calls.saturating_sub(u32::try_from(used).unwrap_or(u32::MAX)),
            resets_at: now + left,
        };
        let states = [state(0, short_used, short_left), state(1, long_used, long_left)];
        Ok(Verdict { allowed: allowed == 1, states })
    }
}
