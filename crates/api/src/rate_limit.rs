//! How often one consumer may call the API.
//!
//! A consumer is an account, a visitor's session, or, for strangers, the network they come from. Pages, assets, frames, keys,
//! health and metrics are not counted: they are what a crowd asks for, and most of them a cache answers.
//!
//! Visitors are counted by each node for itself: a poll asks no store (and a session that polled three nodes three times as
//! often as it may would still harm nobody). Everybody else is counted by all nodes together.
//!
//! - [`consumer`]: whose call it is, and whether it counts;
//! - [`layer`]: counting it without waiting, where that is possible;
//! - [`answer`]: what the caller is told.

mod answer;
mod config;
mod consumer;
mod layer;

use std::sync::Arc;

use vq_domain::{Millis, SessionId, TenantId};
use vq_ports::{Consumer, Quotas, RateLimits, Verdict};

pub use answer::HEADERS;
pub use config::RateLimitConfig;
pub(crate) use consumer::Recognised;
pub use layer::{RateLimitFuture, RateLimitLayer, RateLimitService};

use crate::Edge;

/// Knows session tokens.
pub trait Visitors: Send + Sync + 'static {
    /// The session whose token this is, if it is a valid one. Called on every poll: it must not wait.
    fn session(&self, token: &str) -> Option<SessionId>;
}

impl<F: Fn(&str) -> Option<SessionId> + Send + Sync + 'static> Visitors for F {
    fn session(&self, token: &str) -> Option<SessionId> {
        self(token)
    }
}

/// The rate limit of a node.
pub struct RateLimit {
    config: RateLimitConfig,
    shared: Arc<dyn RateLimits>,
    own: Arc<dyn RateLimits>,
    visitors: Arc<dyn Visitors>,
}

impl RateLimit {
    /// Counts visitors in `own`, everybody else in `shared`; a node that is alone has the same for both.
    pub fn new(
        config: RateLimitConfig,
        shared: Arc<dyn RateLimits>,
        own: Arc<dyn RateLimits>,
        visitors: Arc<dyn Visitors>,
    ) -> Self {
        Self { config, shared, own, visitors }
    }

    fn limits(&self, consumer: Consumer) -> &dyn RateLimits {
        match consumer {
            Consumer::Session(_) => &*self.own,
            Consumer::Account(_) | Consumer::Key(_) | Consumer::Network(_) => &*self.shared,
        }
    }

    fn quotas(&self, consumer: Consumer) -> Quotas {
        match consumer {
            Consumer::Network(_) => self.config.anonymous_quotas(),
            Consumer::Account(_) | Consumer::Key(_) | Consumer::Session(_) => self.config.quotas(),
        }
    }

    /// Counts a call, if that can be done without waiting.
    fn take_at_once(&self, consumer: Consumer, now: Millis) -> Option<Verdict> {
        self.limits(consumer).take_at_once(consumer, &self.quotas(consumer), now)
    }

    /// Counts a call. `None` if that is not possible: our own fault refuses nobody.
    async fn take(
        &self,
        consumer: Consumer,
        tenant: Option<TenantId>,
        edge: &Edge,
        now: Millis,
    ) -> Option<Verdict> {
        let mut quotas = self.quotas(consumer);
        if let Some(tenant) = tenant
            && let Ok(Some(tenant)) = edge.authenticator().tenant(tenant).await
        {
            let own = [tenant.limits.api_requests_per_minute, tenant.limits.api_requests_per_hour];
            for (quota, own) in quotas.iter_mut().zip(own) {
                quota.calls = quota.calls.min(own);
            }
        }
        match self.limits(consumer).take(consumer, &quotas, now).await {
            Ok(verdict) => Some(verdict),
            Err(error) => {
                tracing::debug!(%error, "a call was not counted");
                None
            }
        }
    }
}
