//! Simulated crowds of real HTTP visitors.
//!
//! - [`replay`]: the visitors of a recorded trace, judged by an independent [`referee`]
//! - [`demo`]: an endless gentle crowd with surges; [`shop`]: the sample site it goes to
//! - [`drills`]: a surge, a turn for hundreds at once, a crash; parameterised, used by tests and the bench
//!
//! Architecture invariant: this crate knows the server by its HTTP interface alone. It depends on no other crate of
//! ours, so it cannot share their mistakes. What visitors do follows from a seed.

pub mod character;
pub mod clock;
pub mod conduct;
pub mod crowd;
pub mod demo;
pub mod drills;
pub mod http;
pub mod ledger;
pub mod load;
pub mod plan;
pub mod referee;
pub mod replay;
pub mod report;
pub mod server;
pub mod shop;
pub mod socket;
pub mod staff;
pub mod trace;
pub mod visitor;
pub mod wire;

pub use demo::{DemoOptions, demo_crowd};
pub use http::BaseUrl;
pub use replay::{ReplayArgs, ReplayError, replay};
pub use report::Report;
pub use server::{ServerProcess, ServerSpec};
pub use shop::sample_shop;
pub use staff::{KeyRotation, QueueRef, QueueSetup, Staff};
