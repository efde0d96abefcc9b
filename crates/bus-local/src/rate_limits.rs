//! Counts calls within one process: exact, in bounded memory, without waiting.
//!
//! Consumers are spread over shards, each with a lock of its own that is held for some nanoseconds. A shard keeps two
//! generations: whoever calls is moved to the young one; when that is full it becomes the old one, and the old one is
//! forgotten with all who have not called since. So the cost of a call does not depend on how many are remembered.

use std::hash::{BuildHasher, RandomState};

use async_trait::async_trait;
use hashbrown::{HashTable, hash_table};
use parking_lot::Mutex;
use vq_domain::Millis;
use vq_ports::{Consumer, Quota, QuotaState, Quotas, RateLimits, StoreResult, Verdict};

const SHARDS: usize = 64;

/// Calls that were on their way at the same time differ by less; more, and the clock was set back.
const CLOCK_SET_MILLIS: i64 = 5_000;

/// Counts the calls that come to this process.
#[derive(Debug)]
pub struct LocalRateLimits {
    shards: Box<[Mutex<Shard>]>,
    hasher: RandomState,
}

#[derive(Debug)]
struct Shard {
    young: HashTable<Counted>,
    old: HashTable<Counted>,
    /// Most in a generation.
    most: usize,
}

#[derive(Debug)]
struct Counted {
    consumer: Consumer,
    windows: [Window; 2],
}

/// How much of a quota is used.
#[derive(Clone, Copy, Debug, Default)]
struct Window {
    used: u32,
    ends_at: Millis,
}

impl Window {
    /// This one, or a new one if it is over. One that ends much later than a new one would is from before the clock was
    /// set; a little later, and the one who calls read the clock before the one who began it.
    fn at(self, now: Millis, quota: Quota) -> Self {
        let new = Self { used: 0, ends_at: now.plus_seconds(quota.window_seconds) };
        if now < self.ends_at && self.ends_at - new.ends_at < CLOCK_SET_MILLIS { self } else { new }
    }
}

impl LocalRateLimits {
    /// Remembers at most about so many consumers. Should more call in one window, those who were silent longest are
    /// counted anew.
    pub fn new(most_consumers: usize) -> Self {
        let most = (most_consumers / (2 * SHARDS)).max(1);
        let shard = || Mutex::new(Shard { young: HashTable::new(), old: HashTable::new(), most });
        Self { shards: std::iter::repeat_with(shard).take(SHARDS).collect(), hasher: RandomState::new() }
    }

    /// Counts one call against both quotas if each has one left.
    pub fn count(&self, consumer: Consumer, quotas: &Quotas, now: Millis) -> Verdict {
        // Taken once: it chooses the shard by bits that the shard's tables do not choose by.
        let hash = self.hasher.hash_one(consumer);
        let mut shard = self.shards[(hash >> 40) as usize % SHARDS].lock();
        count(shard.windows(consumer, hash, &self.hasher), quotas, now)
    }

    /// How many consumers are remembered.
    pub fn remembered(&self) -> usize {
        self.shards.iter().map(|shard| shard.lock()).map(|shard| shard.young.len() + shard.old.len()).sum()
    }
}

impl Shard {
    fn windows(&mut self, consumer: Consumer, hash: u64, hasher: &RandomState) -> &mut [Window; 2] {
        let is_it = |counted: &Counted| counted.consumer == consumer;
        if self.young.len() >= self.most && self.young.find(hash, is_it).is_none() {
            std::mem::swap(&mut self.young, &mut self.old);
            self.young.clear();
        }
        match self.young.entry(hash, is_it, |counted| hasher.hash_one(counted.consumer)) {
            hash_table::Entry::Occupied(known) => &mut known.into_mut().windows,
            hash_table::Entry::Vacant(vacant) => {
                let from_before = self.old.find_entry(hash, is_it).ok().map(|known| known.remove().0.windows);
                let windows = from_before.unwrap_or_default();
                &mut vacant.insert(Counted { consumer, windows }).into_mut().windows
            }
        }
    }
}

fn count(windows: &mut [Window; 2], quotas: &Quotas, now: Millis) -> Verdict {
    let mut current = [windows[0].at(now, quotas[0]), windows[1].at(now, quotas[1])];
    let allowed = current.iter().zip(quotas).all(|(window, quota)| window.used < quota.calls);
    if allowed {
        current.iter_mut().for_each(|window| window.used += 1);
        *windows = current;
    }
    let state = |at: usize| QuotaState {
        quota: quotas[at],
        remaining: quotas[at].calls.saturating_sub(current[at].used),
        resets_at: current[at].ends_at,
    };
    Verdict { allowed, states: [state(0), state(1)] }
}

#[async_trait]
impl RateLimits for LocalRateLimits {
    async fn take(&self, consumer: Consumer, quotas: &Quotas, now: Millis) -> StoreResult<Verdict> {
        Ok(self.count(consumer, quotas, now))
    }

    fn take_at_once(&self, consumer: Consumer, quotas: &Quotas, now: Millis) -> Option<Verdict> {
        Some(self.count(consumer, quotas, now))
    }
}

#[cfg(test)]
mod tests {
    use std::net::Ipv6Addr;

    use super::*;

    const QUOTAS: Quotas = [Quota { calls: 2, window_seconds: 60 }, Quota { calls: 3, window_seconds: 3600 }];

    fn consumer(number: u128) -> Consumer {
        Consumer::Network(Ipv6Addr::from_bits(number))
    }

    fn left(limits: &LocalRateLimits, seconds: u32) -> (bool, u32, u32) {
        let verdict = limits.count(consumer(1), &QUOTAS, Millis(0).plus_seconds(seconds));
        (verdict.allowed, verdict.states[0].remaining, verdict.states[1].remaining)
    }

    #[test]
    fn each_window_begins_with_a_call_and_ends_in_its_time() {
        let limits = LocalRateLimits::new(1000);
        assert_eq!([left(&limits, 10), left(&limits, 50)], [(true, 1, 2), (true, 0, 1)]);
        assert_eq!([left(&limits, 69), left(&limits, 70)], [(false, 0, 1), (true, 1, 0)]);
        assert_eq!([left(&limits, 71), left(&limits, 3609)], [(false, 1, 0), (false, 2, 0)]);
        assert_eq!(left(&limits, 3610), (true, 1, 2));
        let verdict = limits.count(consumer(1), &QUOTAS, Millis(0).plus_seconds(3611));
        assert_eq!(verdict.states.map(|state| state.resets_at.0), [3_670_000, 7_210_000]);
    }

    #[test]
    fn a_clock_that_was_set_back_locks_nobody_out() {
        let limits = LocalRateLimits::new(1000);
        for _ in 0..3 {
            left(&limits, 1_000_000);
        }
        assert_eq!(left(&limits, 10), (true, 1, 2));
    }

    #[test]
    fn who_read_the_clock_a_little_earlier_is_counted_all_the_same() {
        let limits = LocalRateLimits::new(1000);
        assert_eq!([left(&limits, 13), left(&limits, 10)], [(true, 1, 2), (true, 0, 1)]);
        assert_eq!(left(&limits, 12), (false, 0, 1));
    }

    #[test]
    fn its_memory_is_bounded_and_who_calls_is_not_forgotten() {
        let limits = LocalRateLimits::new(1024);
        let quotas = QUOTAS.map(|quota| Quota { calls: 1_000_000, ..quota });
        for number in 0..10_000 {
            limits.count(consumer(number), &quotas, Millis(0));
            let busy = limits.count(consumer(u128::MAX), &quotas, Millis(0));
            assert_eq!(u128::from(busy.states[0].remaining), 999_999 - number);
            assert!(limits.remembered() <= 1024);
        }
        assert!(limits.remembered() > 512);
    }
}
