//! What stands before others: the gateway before services of our own, the gate before somebody's site.

use std::sync::Arc;

use anyhow::Context;
use vq_gateway::{Gateway, GatewayDeps};
use vq_room::Room;

use super::Deployment;

impl Deployment {
    pub(crate) async fn start_gateway(&mut self) -> anyhow::Result<()> {
        let deps = GatewayDeps {
            visitors: self.visitors()?,
            trusted_proxies: self.config.server.trusted_proxies.networks().to_vec(),
            tasks: self.tasks.clone(),
            stop: self.stop.clone(),
        };
        let gateway = Gateway::new(&self.config.gateway, deps)?;
        gateway.register(&mut self.registry);
        gateway.start();
        self.pages = std::mem::take(&mut self.pages).merge(gateway.pages());
        self.gateway = Some(gateway);
        Ok(())
    }

    pub(crate) async fn start_gate(&mut self) -> anyhow::Result<()> {
        let section = self.config.gate.clone().context("the configuration has no [gate] section")?;
        for (at, rule) in section.gate.rules.iter().enumerate() {
            for (name, id) in [("tenant", &rule.tenant), ("queue", &rule.queue)] {
                if uuid::Uuid::try_parse(id).is_err() {
                    anyhow::bail!(
                        "gate.rules[{at}].{name} (--{name}) is {id:?}; it must be the id of a {name}, a UUID like \
                         0198a7c4-5e21-7c3a-9f0b-2d4c6e8a0b1f"
                    );
                }
            }
        }
        let clock = self.clock.clone();
        let deps = vq_gate::GateDeps {
            tasks: self.tasks.clone(),
            stop: self.stop.clone(),
            ..vq_gate::GateDeps::new(Arc::new(Room::new()?), Arc::new(move || clock.now().0))
        };
        let gate = vq_gate::Gate::new(section.gate, deps)?;
        gate.start();
        self.gate = Some(gate);
        Ok(())
    }
}
