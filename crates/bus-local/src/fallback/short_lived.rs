//! Keeps what lives shortly with the other nodes, and alone while that fails: each node then counts for itself.

use std::sync::Arc;

use async_trait::async_trait;
use vq_domain::Millis;
use vq_ports::{Count, ShortLived, StoreResult};

use super::Alone;

/// Shared keeping with a fallback.
pub struct FallbackShortLived {
    shared: Arc<dyn ShortLived>,
    local: Arc<dyn ShortLived>,
    alone: Alone,
}

impl FallbackShortLived {
    /// Keeps things in `shared`; while that fails, in `local`.
    pub fn new(shared: Arc<dyn ShortLived>, local: Arc<dyn ShortLived>) -> Self {
        let alone = Alone::new(
            "attempts cannot be counted with the other nodes; this node counts alone for now",
            "attempts are counted across all nodes again",
        );
        Self { shared, local, alone }
    }
}

#[async_trait]
impl ShortLived for FallbackShortLived {
    async fn put(&self, key: &str, value: &[u8], keep_seconds: u32, now: Millis) -> StoreResult<()> {
        match self.alone.shared(self.shared.put(key, value, keep_seconds, now).await) {
            Some(()) => Ok(()),
            None => self.local.put(key, value, keep_seconds, now).await,
        }
    }

    async fn get(&self, key: &str, now: Millis) -> StoreResult<Option<Vec<u8>>> {
        match self.alone.shared(self.shared.get(key, now).await) {
            Some(found) => Ok(found),
            None => self.local.get(key, now).await,
        }
    }

    async fn take(&self, key: &str, now: Millis) -> StoreResult<Option<Vec<u8>>> {
        match self.alone.shared(self.shared.take(key, now).await) {
            Some(found) => Ok(found),
            None => self.local.take(key, now).await,
        }
    }

    async fn count(&self, key: &str, by: i64, keep_seconds: u32, now: Millis) -> StoreResult<Count> {
        match self.alone.shared(self.shared.count(key, by, keep_seconds, now).await) {
            Some(count) => Ok(count),
            None => self.local.count(key, by, keep_seconds, now).await,
        }
    }

    async fn remove(&self, key: &str) -> StoreResult<()> {
        let shared = self.alone.shared(self.shared.remove(key).await);
        let local = self.local.remove(key).await;
        shared.map_or(local, Ok)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicBool, Ordering};

    use vq_ports::StoreError;

    use super::*;
    use crate::LocalShortLived;

    struct Shaky {
        broken: AtomicBool,
        kept: LocalShortLived,
    }

    impl Shaky {
        fn up(&self) -> StoreResult<&LocalShortLived> {
            if self.broken.load(Ordering::Relaxed) {
                Err(StoreError::Unavailable("broken".into()))
            } else {
                Ok(&self.kept)
            }
        }
    }

    #[async_trait]
    impl ShortLived for Shaky {
        async fn put(&self, key: &str, value: &[u8], keep: u32, now: Millis) -> StoreResult<()> {
            self.up()?.put(key, value, keep, now).await
        }

        async fn get(&self, key: &str, now: Millis) -> StoreResult<Option<Vec<u8>>> {
            self.up()?.get(key, now).await
        }

        async fn take(&self, key: &str, now: Millis) -> StoreResult<Option<Vec<u8>>> {
            self.up()?.take(key, now).await
        }

        async fn count(&self, key: &str, by: i64, keep: u32, now: Millis) -> StoreResult<Count> {
            self.up()?.count(key, by, keep, now).await
        }

        async fn remove(&self, key: &str) -> StoreResult<()> {
            self.up()?.remove(key).await
        }
    }

    #[tokio::test]
    async fn a_node_goes_on_alone_while_the_others_cannot_be_asked() {
        let shared = Arc::new(Shaky { broken: AtomicBool::new(false), kept: LocalShortLived::new(100) });
        let fallback = FallbackShortLived::new(shared.clone(), Arc::new(LocalShortLived::new(100)));
        let count = async || fallback.count("a", 1, 60, Millis(0)).await.map(|count| count.value);
        assert_eq!([count().await, count().await], [Ok(1), Ok(2)]);
        shared.broken.store(true, Ordering::Relaxed);
        assert_eq!([count().await, count().await], [Ok(1), Ok(2)]);
        fallback.put("b", b"x", 60, Millis(0)).await.expect("keeps");
        assert_eq!(fallback.take("b", Millis(0)).await, Ok(Some(b"x".to_vec())));
        assert_eq!(fallback.get("b", Millis(0)).await, Ok(None));
        shared.broken.store(false, Ordering::Relaxed);
        assert_eq!(count().await, Ok(3));
        fallback.remove("a").await.expect("forgets");
        assert_eq!(count().await, Ok(1));
        shared.broken.store(true, Ordering::Relaxed);
        assert_eq!(count().await, Ok(1), "forgotten here, too");
    }
}
