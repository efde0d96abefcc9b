//! What nodes share, within one process: for a deployment of one, and for tests that run several nodes at once.
//!
//! - [`LocalHub`] gives each node its [`LocalBus`];
//! - [`LocalLife`]: signs of life;
//! - [`LocalRateLimits`]: counts calls in bounded memory, without ever waiting;
//! - [`FallbackRateLimits`]: counts with the other nodes, and alone while that fails.

mod bus;
mod fallback;
mod life;
mod rate_limits;

pub use bus::{LocalBus, LocalHub};
pub use fallback::FallbackRateLimits;
pub use life::LocalLife;
pub use rate_limits::LocalRateLimits;
