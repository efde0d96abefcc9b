//! What lives shortly, within one process, in bounded memory.
//!
//! Two generations: what is touched is moved to the young one; when that is full it becomes the old one, and the old one is
//! forgotten with all that nobody has touched since. So the cost of a call does not depend on how much is kept.

use std::collections::HashMap;

use async_trait::async_trait;
use parking_lot::Mutex;
use vq_domain::Millis;
use vq_ports::{Count, ShortLived, StoreResult};

/// Keeps things in this process.
pub struct LocalShortLived {
    generations: Mutex<Generations>,
}

struct Generations {
    young: HashMap<String, Kept>,
    old: HashMap<String, Kept>,
    /// Most in a generation.
    most: usize,
}

struct Kept {
    what: What,
    ends_at: Millis,
}

enum What {
    Value(Vec<u8>),
    Count(i64),
}

impl LocalShortLived {
    /// Keeps at most about so many things. Should there be more, those that were not touched longest are forgotten.
    pub fn new(most: usize) -> Self {
        let generations = Generations { young: HashMap::new(), old: HashMap::new(), most: (most / 2).max(1) };
        Self { generations: Mutex::new(generations) }
    }
}

impl Generations {
    fn remove(&mut self, key: &str, now: Millis) -> Option<Kept> {
        let old = self.old.remove(key);
        self.young.remove(key).or(old).filter(|kept| now < kept.ends_at)
    }

    fn keep(&mut self, key: &str, kept: Kept) {
        if self.young.len() >= self.most {
            self.old = std::mem::take(&mut self.young);
        }
        self.young.insert(key.to_owned(), kept);
    }
}

#[async_trait]
impl ShortLived for LocalShortLived {
    async fn put(&self, key: &str, value: &[u8], keep_seconds: u32, now: Millis) -> StoreResult<()> {
        let mut generations = self.generations.lock();
        generations.remove(key, now);
        let ends_at = now.plus_seconds(keep_seconds);
        generations.keep(key, Kept { what: What::Value(value.to_vec()), ends_at });
        Ok(())
    }

    async fn get(&self, key: &str, now: Millis) -> StoreResult<Option<Vec<u8>>> {
        let generations = self.generations.lock();
        let found = generations.young.get(key).or_else(|| generations.old.get(key));
        Ok(match found.filter(|kept| now < kept.ends_at).map(|kept| &kept.what) {
            Some(What::Value(value)) => Some(value.clone()),
            _ => None,
        })
    }

    async fn take(&self, key: &str, now: Millis) -> StoreResult<Option<Vec<u8>>> {
        Ok(match self.generations.lock().remove(key, now).map(|kept| kept.what) {
            Some(What::Value(value)) => Some(value),
            _ => None,
        })
    }

    async fn count(&self, key: &str, by: i64, keep_seconds: u32, now: Millis) -> StoreResult<Count> {
        let mut generations = self.generations.lock();
        let (before, ends_at) = match generations.remove(key, now) {
            Some(Kept { what: What::Count(count), ends_at }) => (count, ends_at),
            _ => (0, now.plus_seconds(keep_seconds)),
        };
        let value = before.saturating_add(by);
        generations.keep(key, Kept { what: What::Count(value), ends_at });
        Ok(Count { value, ends_at })
    }

    async fn remove(&self, key: &str) -> StoreResult<()> {
        self.generations.lock().remove(key, Millis(i64::MAX));
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn its_memory_is_bounded_and_what_is_touched_stays() {
        let kept = LocalShortLived::new(100);
        for number in 0..10_000 {
            kept.put(&number.to_string(), b"x", 60, Millis(0)).await.expect("keeps");
            let busy = kept.count("busy", 1, 60, Millis(0)).await.expect("counts");
            assert_eq!(busy.value, number + 1);
        }
        let generations = kept.generations.lock();
        assert!((50..=100).contains(&(generations.young.len() + generations.old.len())));
    }

    #[tokio::test]
    async fn all_ends_in_its_time() {
        let kept = LocalShortLived::new(100);
        kept.put("a", b"x", 60, Millis(0)).await.expect("keeps");
        assert_eq!(kept.get("a", Millis(59_999)).await, Ok(Some(b"x".to_vec())));
        assert_eq!(kept.get("a", Millis(60_000)).await, Ok(None));
        assert_eq!(kept.take("a", Millis(60_000)).await, Ok(None));
        let count = async |now| kept.count("c", 1, 60, Millis(now)).await.expect("counts");
        assert_eq!(count(0).await, Count { value: 1, ends_at: Millis(60_000) });
        assert_eq!(count(59_999).await, Count { value: 2, ends_at: Millis(60_000) });
        assert_eq!(count(60_000).await, Count { value: 1, ends_at: Millis(120_000) });
    }
}
