//! What nodes share, within one process: for a deployment of one, and for tests that run several nodes at once.
//!
//! - [`LocalHub`] gives each node its [`LocalBus`];
//! - [`LocalLife`]: signs of life;
//! - [`LocalRateLimits`]: counts calls in bounded memory, without ever waiting;
//! - [`LocalShortLived`]: values and counters that end by themselves;
//! - [`FallbackRateLimits`], [`FallbackShortLived`]: with the other nodes, and alone while that fails.

mod bus;
mod fallback;
mod life;
mod rate_limits;
mod short_lived;

pub use bus::{LocalBus, LocalHub};
pub use fallback::{FallbackRateLimits, FallbackShortLived};
pub use life::LocalLife;
pub use rate_limits::LocalRateLimits;
pub use short_lived::LocalShortLived;
