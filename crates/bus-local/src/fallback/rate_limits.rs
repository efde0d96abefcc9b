//! Counts calls with the other nodes, and alone while that fails: a limit that is too generous for a while, since each node
//! then allows as much as all together should, is better than refusing everybody or nobody.

use std::sync::Arc;

use async_trait::async_trait;
use vq_domain::Millis;
use vq_ports::{Consumer, Quotas, RateLimits, StoreResult, Verdict};

use super::Alone;

/// Shared counting with a fallback.
pub struct FallbackRateLimits {
    shared: Arc<dyn RateLimits>,
    local: Arc<dyn RateLimits>,
    alone: Alone,
}

impl FallbackRateLimits {
    /// Counts in `shared`; while that fails, in `local`.
    pub fn new(shared: Arc<dyn RateLimits>, local: Arc<dyn RateLimits>) -> Self {
        let alone = Alone::new(
            "calls cannot be counted with the other nodes; rate limits hold per node for now",
            "rate limits hold across all nodes again",
        );
        Self { shared, local, alone }
    }

    /// Whether calls are counted by each node for itself at present.
    pub fn degraded(&self) -> bool {
        self.alone.get()
    }
}

#[async_trait]
impl RateLimits for FallbackRateLimits {
    async fn take(&self, consumer: Consumer, quotas: &Quotas, now: Millis) -> StoreResult<Verdict> {
        match self.alone.shared(self.shared.take(consumer, quotas, now).await) {
            Some(verdict) => Ok(verdict),
            None => self.local.take(consumer, quotas, now).await,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicBool, Ordering};

    use vq_domain::{AccountId, QueueId};
    use vq_ports::{Quota, StoreError};

    use super::*;
    use crate::LocalRateLimits;

    #[derive(Default)]
    struct Shaky {
        broken: AtomicBool,
        limits: Option<LocalRateLimits>,
    }

    #[async_trait]
    impl RateLimits for Shaky {
        async fn take(&self, consumer: Consumer, quotas: &Quotas, now: Millis) -> StoreResult<Verdict> {
            match &self.limits {
                Some(limits) if !self.broken.load(Ordering::Relaxed) => {
                    limits.take(consumer, quotas, now).await
                }
                _ => Err(StoreError::Unavailable("broken".into())),
            }
        }
    }

    #[tokio::test]
    async fn calls_are_counted_here_while_they_cannot_be_counted_together() {
        let limits = Some(LocalRateLimits::new(100));
        let shared = Arc::new(Shaky { limits, ..Shaky::default() });
        let fallback = FallbackRateLimits::new(shared.clone(), Arc::new(LocalRateLimits::new(100)));
        let consumer = Consumer::Account(AccountId(QueueId::from_bytes([1; 16]).0));
        let quotas = [60, 3600].map(|window_seconds| Quota { calls: 10, window_seconds });
        let left = async || fallback.take(consumer, &quotas, Millis(0)).await.map(|v| v.states[0].remaining);
        assert_eq!((left().await, fallback.degraded()), (Ok(9), false));
        assert_eq!((left().await, fallback.degraded()), (Ok(8), false));
        shared.broken.store(true, Ordering::Relaxed);
        assert_eq!((left().await, fallback.degraded()), (Ok(9), true));
        assert_eq!((left().await, fallback.degraded()), (Ok(8), true));
        shared.broken.store(false, Ordering::Relaxed);
        assert_eq!((left().await, fallback.degraded()), (Ok(7), false));
        assert_eq!(fallback.take_at_once(consumer, &quotas, Millis(0)), None, "it must ask the others");
    }
}
