//! The way to the other nodes: Redis where it is configured. Without it nodes that share a database still agree, for they
//! follow the log, but nobody can be told at once, and who has abandoned the line cannot be judged.

use std::sync::{Arc, OnceLock};

use async_trait::async_trait;
use tokio::sync::broadcast;
use vq_bus_redis::{Redis, RedisConfig};
use vq_domain::QueueId;
use vq_lines::Shared;
use vq_ports::{Bus, Ids, LifeBoard, Notice, Queues, Seen, StoreError, StoreResult};

/// The way to the other nodes.
#[derive(Clone)]
pub struct Nodes {
    /// This node's number.
    pub number: u64,
    redis: Option<Arc<Redis>>,
    bus: Arc<OnceLock<Arc<dyn Bus>>>,
}

impl Nodes {
    /// Connects to nothing yet: a node starts without Redis.
    pub fn new(config: &RedisConfig, ids: Arc<dyn Ids>) -> anyhow::Result<Self> {
        let mut number = [0; 8];
        ids.fill(&mut number);
        let redis = if config.url.is_empty() {
            tracing::warn!(
                "the database is shared, but redis.url is not set: nodes hear of each other a little later, rate limits are counted \
                 per node, and nobody is ever taken for having abandoned the line"
            );
            None
        } else {
            Some(Arc::new(Redis::new(config.clone(), ids)?))
        };
        // Node numbers are stored as signed numbers.
        Ok(Self { number: (u64::from_be_bytes(number) >> 1).max(1), redis, bus: Arc::default() })
    }

    /// What the lines need.
    pub fn shared(&self, queues: Arc<dyn Queues>) -> Shared {
        let life: Arc<dyn LifeBoard> = match &self.redis {
            Some(redis) => Arc::new(redis.life()),
            None => Arc::new(NoLife),
        };
        Shared { queues, bus: self.bus(), life }
    }

    /// How the nodes tell each other. The first call connects.
    pub fn bus(&self) -> Arc<dyn Bus> {
        let connect = || -> Arc<dyn Bus> {
            match &self.redis {
                Some(redis) => Arc::new(redis.bus(self.number)),
                None => Arc::new(NoBus(broadcast::Sender::new(1))),
            }
        };
        self.bus.get_or_init(connect).clone()
    }

    /// Redis, if there is one.
    pub fn redis(&self) -> Option<&Redis> {
        self.redis.as_deref()
    }

    /// Closes the connections.
    pub async fn close(&self) {
        if let Some(redis) = &self.redis {
            redis.close().await;
        }
    }
}

/// Nobody is told: all follow the log.
struct NoBus(broadcast::Sender<Notice>);

impl Bus for NoBus {
    fn publish(&self, _notice: Notice) {}

    fn subscribe(&self) -> broadcast::Receiver<Notice> {
        self.0.subscribe()
    }

    fn is_up(&self) -> bool {
        false
    }
}

/// Whom the other nodes have seen is not known, so nobody is judged.
struct NoLife;

#[async_trait]
impl LifeBoard for NoLife {
    async fn report(&self, _queue: QueueId, _seen: &Seen, _keep_seconds: u32) -> StoreResult<()> {
        Ok(())
    }

    async fn reports(&self, _queue: QueueId) -> StoreResult<Vec<Seen>> {
        Err(StoreError::Unavailable("redis.url is not set".into()))
    }
}
