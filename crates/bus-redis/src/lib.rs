//! What the nodes of a deployment share through Redis: notices, signs of life, rate limits.
//!
//! [`Redis`] is the way to one server; it gives out a [`RedisBus`], a [`RedisLife`] and [`RedisRateLimits`].
//!
//! Architecture invariant: nothing here is the truth, and nothing waits for Redis for longer than the timeout. A node starts,
//! runs and stops without it (I8). The keys of one operation share a hash tag, so that a Redis Cluster takes them.

mod breaker;
mod bus;
mod config;
mod frame;
mod gaps;
mod leavings;
mod life;
mod link;
mod losses;
mod rate_limits;
mod receiver;
mod script;
mod sender;
mod short_lived;
mod tasks;

use std::sync::Arc;

use vq_ports::{Ids, StoreResult};

pub use bus::{BusStats, RedisBus};
pub use config::{ConfigError, RedisConfig};
pub use leavings::RedisLeavings;
pub use life::RedisLife;
pub use rate_limits::RedisRateLimits;
pub use short_lived::RedisShortLived;

use crate::{link::Link, tasks::Tasks};

/// The way to one Redis server. Connections are made when they are needed, and again when they are lost.
pub struct Redis {
    client: redis::Client,
    config: RedisConfig,
    commands: Arc<Link>,
    ids: Arc<dyn Ids>,
    tasks: Arc<Tasks>,
}

impl Redis {
    /// Reads the configuration; connects to nothing yet.
    pub fn new(config: RedisConfig, ids: Arc<dyn Ids>) -> Result<Self, ConfigError> {
        let client = config.client()?;
        let commands = Arc::new(Link::new("commands", client.clone(), config.timeout()));
        Ok(Self { client, config, commands, ids, tasks: Arc::default() })
    }

    /// The bus of this node, which begins to run at once.
    pub fn bus(&self, node: u64) -> RedisBus {
        let link = Link::new("notices", self.client.clone(), self.config.timeout());
        bus::start(node, &self.config.prefix, link, &self.client, self.ids.clone(), &self.tasks)
    }

    /// The signs of life.
    pub fn life(&self) -> RedisLife {
        RedisLife::new(self.commands.clone(), &self.config.prefix)
    }

    /// The rate limits.
    pub fn rate_limits(&self) -> RedisRateLimits {
        RedisRateLimits::new(self.commands.clone(), &self.config.prefix)
    }

    /// What lives shortly.
    pub fn short_lived(&self) -> RedisShortLived {
        RedisShortLived::new(self.commands.clone(), &self.config.prefix)
    }

    /// What tenants leave.
    pub fn leavings(&self) -> RedisLeavings {
        RedisLeavings::new(self.commands.clone(), &self.config.prefix)
    }

    /// Whether the server answers.
    pub async fn ping(&self) -> StoreResult<()> {
        let _: String = self.commands.query(&redis::cmd("PING")).await?;
        Ok(())
    }

    /// Stops what runs in the background and closes the connections.
    pub async fn close(&self) {
        self.tasks.close().await;
        self.commands.close();
    }
}
