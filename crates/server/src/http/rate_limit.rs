//! Where calls are counted: with the other nodes where there are any, else here.

use std::sync::Arc;

use vq_api::{RateLimit, RateLimitLayer};
use vq_bus_local::{FallbackRateLimits, LocalRateLimits};
use vq_ports::RateLimits;

use crate::deployment::Deployment;

/// The layer of the API.
pub fn layer(deployment: &Deployment) -> anyhow::Result<RateLimitLayer> {
    let config = deployment.config.rate_limit.clone();
    let own: Arc<dyn RateLimits> = Arc::new(LocalRateLimits::new(config.most_consumers));
    let shared = match deployment.redis() {
        Some(redis) => Arc::new(FallbackRateLimits::new(Arc::new(redis.rate_limits()), own.clone())),
        None => own.clone(),
    };
    Ok(RateLimitLayer::new(Some(RateLimit::new(config, shared, own, deployment.visitors()?))))
}
