//! The way to the other nodes: Redis where it is configured. Without it nodes that share a database still agree, for they
//! follow the log, but nobody can be told at once, and who has abandoned the line cannot be judged.

use std::sync::Arc;

use async_trait::async_trait;
use tokio::sync::broadcast;
use vq_bus_redis::{Redis, RedisBus, RedisConfig};
use vq_domain::QueueId;
use vq_lines::Shared;
use vq_ports::{Bus, Ids, LifeBoard, Notice, Queues, Seen, StoreError, StoreResult};

/// The way to the other nodes.
#[derive(Clone)]
pub struct Nodes {
    /// This node's number.
    pub number: u64,
    redis: Option<OverRedis>,
}

/// The connections to Redis, and the bus over one of them.
#[derive(Clone)]
struct OverRedis {
    redis: Arc<Redis>,
    bus: Arc<RedisBus>,
}

impl Nodes {
    /// Connects to nothing yet: a node starts without Redis.
    pub fn new(config: &RedisConfig, ids: Arc<dyn Ids>) -> anyhow::Result<Self> {
        let mut number = [0; 8];
        ids.fill(&mut number);
        // Node numbers are stored as signed numbers.
        let number = (u64::from_be_bytes(number) >> 1).max(1);
        let redis = if config.url.is_empty() {
            tracing::warn!(
                "the database is shared, but redis.url is not set: nodes hear of each other a little later, rate limits are counted \
                 per node, and nobody is ever taken for having abandoned the line"
            );
            None
        } else {
            let redis = Arc::new(Redis::new(config.clone(), ids)?);
            Some(OverRedis { bus: Arc::new(redis.bus(number)), redis })
        };
        Ok(Self { number, redis })
    }

    /// What the lines need.
    pub fn shared(&self, queues: Arc<dyn Queues>) -> Shared {
        let life: Arc<dyn LifeBoard> = match &self.redis {
            Some(OverRedis { redis, .. }) => Arc::new(redis.life()),
            None => Arc::new(NoLife),
        };
        Shared { queues, bus: self.bus(), life }
    }

    /// How the nodes tell each other.
    pub fn bus(&self) -> Arc<dyn Bus> {
        match &self.redis {
            Some(OverRedis { bus, .. }) => bus.clone(),
            None => Arc::new(NoBus(broadcast::Sender::new(1))),
        }
    }

    /// Redis, if there is one.
    pub fn redis(&self) -> Option<&Redis> {
        self.redis.as_ref().map(|over| &*over.redis)
    }

    /// The bus over Redis, if there is one.
    pub fn redis_bus(&self) -> Option<Arc<RedisBus>> {
        self.redis.as_ref().map(|over| over.bus.clone())
    }

    /// Closes the connections.
    pub async fn close(&self) {
        if let Some(OverRedis { redis, .. }) = &self.redis {
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
