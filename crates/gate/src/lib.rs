//! A reverse proxy that puts a queue before any site, with no change to the site.
//!
//! Visitors with a valid admission pass; while there is room newcomers are admitted on the spot; everyone else sees the
//! wait page on the URL they asked for. Admissions are verified offline, so the way through stays open for their
//! holders when the queue's server is away.
//!
//! Architecture invariants:
//! - The gate keeps no state that matters: any number of gates may stand side by side, and a restart throws nobody out.
//! - It never sees a store and never releases anyone: only the server does.
//! - The origin never receives a visitor's tokens, and never a request of a protected path without admission, unless
//!   the queue is configured to fail open.
//! - Every answer says in `vq-gate` what happened: `pass`, `queue`, `bypass` or `fail-open`.
//!
//! ```no_run
//! # use std::sync::Arc;
//! # use vq_gate::{Gate, GateConfig, GateDeps, PageModel, WaitPage};
//! # struct Room;
//! # impl WaitPage for Room { fn render(&self, _: &PageModel) -> String { String::new() } }
//! # fn example(config: GateConfig, clock: vq_gate::Clock) -> Result<axum::Router, vq_gate::ConfigError> {
//! let gate = Gate::new(config, GateDeps::new(Arc::new(Room), clock))?;
//! gate.start();
//! Ok(gate.router())
//! # }
//! ```

mod admission;
mod config;
mod decide;
mod extend;
mod gate;
mod observe;
mod origin;
mod page;
mod pass;
mod queue;
mod request;
mod respond;
mod server;
mod settings;
mod visitor_api;

pub use config::{
    Bypass, ConfigError, Crawlers, FailMode, GateConfig, HeaderRule, Rule, Scheme, Timeouts, WaitStatus,
};
pub use gate::{Clock, Gate, GateDeps};
pub use observe::{EventSink, GateEvent, StatsSnapshot};
pub use page::{PageModel, PageState, WaitPage};

/// Where the visitor API of the server appears behind a gate.
pub const BASE: &str = "/.vq";
