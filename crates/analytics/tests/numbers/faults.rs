//! A store whose answers get lost.

use std::sync::Arc;

use async_trait::async_trait;
use rand::{RngExt, SeedableRng, rngs::StdRng};
use tokio::sync::Mutex;
use vq_domain::{Millis, QueueId};
use vq_ports::{Behind, Consumers, Portion, Step, StoreError, StoreResult, Turn};

/// Another store, and how it fails.
pub struct Faulty {
    store: Arc<dyn Consumers>,
    random: Mutex<StdRng>,
}

impl Faulty {
    pub fn new(store: Arc<dyn Consumers>, seed: u64) -> Self {
        Self { store, random: Mutex::new(StdRng::seed_from_u64(seed)) }
    }
}

fn lost<T>() -> StoreResult<T> {
    Err(StoreError::Unavailable("lost".into()))
}

#[async_trait]
impl Consumers for Faulty {
    async fn register(&self, consumer: &str, now: Millis) -> StoreResult<()> {
        self.store.register(consumer, now).await
    }

    async fn retire(&self, consumer: &str) -> StoreResult<()> {
        self.store.retire(consumer).await
    }

    async fn behind(&self, consumer: &str) -> StoreResult<Vec<Behind>> {
        self.store.behind(consumer).await
    }

    async fn take(
        &self,
        consumer: &'static str,
        queue: QueueId,
        turn: Turn,
        most: u32,
    ) -> StoreResult<Option<Portion>> {
        self.store.take(consumer, queue, turn, most).await
    }

    async fn advance(&self, step: Step) -> StoreResult<()> {
        let fate = self.random.lock().await.random_range(0..4);
        match fate {
            // It did not get there.
            0 => lost(),
            // It was done, and nobody heard of it.
            1 => {
                self.store.advance(step).await?;
                lost()
            }
            // It gets there twice.
            2 => {
                self.store.advance(step.clone()).await?;
                assert_eq!(self.store.advance(step).await, Err(StoreError::Stale));
                Ok(())
            }
            _ => self.store.advance(step).await,
        }
    }

    async fn give_up_turns(&self, consumer: &str, node: u64) -> StoreResult<()> {
        self.store.give_up_turns(consumer, node).await
    }
}
