//! The edge before services that run apart.
//!
//! - [`table`]: which path belongs to which service, the one place that says so;
//! - [`config`]: where the services are, and how long to wait for them;
//! - `pool`, `health`: the processes of one service, and which of them are well;
//! - `forward`: a request on its way: early refusal, size limit, one more try where nothing was sent;
//! - [`Gateway`]: all of it as two routers, to be put behind the rate limit.
//!
//! Architecture invariants:
//! - It refuses early what a service would refuse anyway, and lets nothing pass that a service would not look at again:
//!   without the gateway no right is missing, with it none is added.
//! - It keeps no state that matters: any number of gateways may stand side by side.
//! - A request is sent a second time only if nothing of it was sent the first time.

mod body;
pub mod config;
mod forward;
mod gateway;
mod health;
mod metrics;
mod pool;
pub mod table;

pub use config::{ConfigError, GatewayConfig};
pub use gateway::{Gateway, GatewayDeps};
pub use table::{ROUTES, Route, Service};
