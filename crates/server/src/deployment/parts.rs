//! What is asked of the parts that have started.

use std::sync::Arc;

use vq_api::{Edge, Looks, Visitors, request::Hosts};
use vq_bus_local::{FallbackShortLived, LocalShortLived};
use vq_bus_redis::{Redis, RedisBus};
use vq_domain::SessionId;
use vq_gateway::Gateway;
use vq_keyring::Keyring;
use vq_lines::Lines;
use vq_ports::{ShortLived, Stores};
use vq_session::Pass;

use super::{Deployment, part};
use crate::{nodes::Nodes, store::Store, vault::Protection};

impl Deployment {
    /// The stores.
    pub fn stores(&self) -> anyhow::Result<Stores> {
        part(&self.stores, "store")
    }

    /// What belongs to personal data.
    pub fn protection(&self) -> anyhow::Result<Protection> {
        part(&self.protection, "store")
    }

    /// The keys.
    pub fn keyring(&self) -> anyhow::Result<Arc<Keyring>> {
        part(&self.keyring, "keys")
    }

    /// The lines, if this process runs any.
    pub(crate) fn lines(&self) -> Option<Lines> {
        self.lines.get().cloned()
    }

    /// Whether people sign in at this process.
    pub(crate) fn signs_in(&self) -> bool {
        self.signs_in
    }

    /// Whether this process has the dashboard.
    pub(crate) fn has_console(&self) -> bool {
        self.console
    }

    /// Knows visitors by their tokens.
    pub(crate) fn visitors(&self) -> anyhow::Result<Arc<dyn Visitors>> {
        let keyring = self.keyring()?;
        Ok(Arc::new(move |token: &str| -> Option<SessionId> {
            Pass::read(token, &keyring).ok().map(|pass| pass.session)
        }))
    }

    /// The gateway, if this process is one.
    pub(crate) fn gateway(&self) -> Option<Gateway> {
        self.gateway.clone()
    }

    /// The gate, if this process is one.
    pub(crate) fn gate(&self) -> Option<vq_gate::Gate> {
        self.gate.clone()
    }

    /// The edge that requests come in over.
    pub fn edge(&self) -> anyhow::Result<Edge> {
        let authenticator = part(&self.authenticator, "auth")?;
        let looks = Looks::new(self.stores()?.audit, self.attempts());
        let edge = Edge::with_hosts(self.clock.clone(), self.ids.clone(), authenticator, self.hosts()?);
        Ok(edge.noting(looks).finishing(self.unfinished.clone()))
    }

    /// Whose hosts are.
    pub(super) fn hosts(&self) -> anyhow::Result<Hosts> {
        Ok(Hosts::new(part(&self.hosts, "directory")?, &self.config.public_url()))
    }

    /// Redis, if it is shared with other nodes.
    pub(crate) fn redis(&self) -> Option<&Redis> {
        self.nodes.as_ref().and_then(Nodes::redis)
    }

    /// The bus over Redis, if there is one.
    pub(crate) fn redis_bus(&self) -> Option<Arc<RedisBus>> {
        self.nodes.as_ref().and_then(Nodes::redis_bus)
    }

    /// Whether the store answers.
    pub fn store_check(&self) -> Option<Store> {
        self.store.clone()
    }

    /// Where attempts are counted: with the other nodes where there are any, else here.
    pub(super) fn attempts(&self) -> Arc<dyn ShortLived> {
        let own = Arc::new(LocalShortLived::new(self.config.rate_limit.most_consumers));
        match self.redis() {
            Some(redis) => Arc::new(FallbackShortLived::new(Arc::new(redis.short_lived()), own)),
            None => own,
        }
    }
}
